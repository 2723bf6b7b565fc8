//! What is scanned is written by those who are checked. A change under review cannot hide its own leak, and files that
//! come with it cannot stall a scan.

use std::path::Path;

mod program;

use program::{assert_code, assert_says, beartrap, code, git, token, write};

/// A repository whose branch `main` is clean, on a new branch with a leak that is committed together with `files`.
fn change(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    git(root, &["init", "-q", "-b", "main"]);
    write(root, "a.py", "x = 1\n");
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "base"]);
    git(root, &["checkout", "-q", "-b", "change"]);
    write(root, "sub/leak.py", format!("key = '{}'\n", token(0)));
    for (name, text) in files {
        write(root, name, text);
    }
    git(root, &["add", "-A", "-f"]);
    git(root, &["commit", "-q", "-m", "change"]);
    folder
}

/// The ways in which CI looks at a change: the tree and the range, with settings of the base or without any.
const LOOKS: [&[&str]; 4] = [
    &["scan", "--config-from", "main"],
    &["scan", "--ignore-repo-config"],
    &["history", "main..change", "--config-from", "main"],
    &["history", "main..change", "--ignore-repo-config"],
];

#[test]
fn a_change_cannot_allow_its_own_leak() {
    let tricks = [
        ("nothing", ""),
        ("beartrap.toml", "exclude = ['sub/']"),
        ("beartrap.toml", "exclude = ['*']"),
        ("beartrap.toml", "disable = ['stripe-live-secret-key']"),
        ("beartrap.toml", "min-confidence = 'verified'"),
        ("beartrap.toml", "fail-on = 'critical'\n[severity]\nstripe-live-secret-key = 'note'"),
        ("beartrap.toml", "max-file-size = 1"),
        ("beartrap.toml", "[[allow]]\npath = '**'\nreason = 'mine'"),
        ("sub/beartrap.toml", "exclude = ['*']"),
        (".gitignore", "sub/"),
        ("sub/.gitignore", "*"),
        (".ignore", "leak.py"),
        (".rgignore", "leak.py"),
        (".gitattributes", "* binary -diff filter=lfs export-ignore"),
    ];
    for (name, text) in tricks {
        let project = change(&[(name, text)]);
        for look in LOOKS {
            assert_eq!(code(project.path(), look), 1, "{name} {text:?}: {look:?}");
        }
    }
}

#[test]
fn a_baseline_of_the_change_does_not_count() {
    let project = change(&[]);
    let root = project.path();
    assert_code(root, &["baseline", "create", "--reason", "mine"], 0);
    write(root, "beartrap.toml", "baseline = '.beartrap-baseline'\n");
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "hide"]);
    assert_code(root, &["scan"], 0);
    for look in LOOKS {
        assert_code(root, look, 1);
    }
    let named = [LOOKS[0], &["--baseline", ".beartrap-baseline"]].concat();
    assert_says(&beartrap(root, &named), 2, &["main:.beartrap-baseline: there is no such file"]);
}

/// A mark on the line is seen by who reads the change, so it counts, and is listed, unless that is not wanted.
#[test]
fn marks_count_unless_they_are_ignored() {
    for mark in ["beartrap:allow all -- mine", "gitleaks:allow", "pragma: allowlist secret"] {
        let leak = format!("key = '{}' # {mark}\n", token(1));
        let project = change(&[("sub/leak.py", &leak)]);
        for look in LOOKS {
            assert_says(&beartrap(project.path(), look), 0, &["1 suppressed: 1 inline"]);
            assert_code(project.path(), &[look, &["--ignore-inline"]].concat(), 1);
        }
        git(project.path(), &["reset", "-q", "--soft", "main"]);
        assert_code(project.path(), &["staged"], 0);
        assert_code(project.path(), &["staged", "--ignore-inline"], 1);
    }
}

/// To git an ignore file says which new files to leave out. What is tracked is scanned, in the repository of the root,
/// above it and below it.
#[test]
fn tracked_files_are_scanned_although_they_are_ignored() {
    let project = change(&[("sub/.gitignore", "*"), ("sub/deep/more.py", "y = 2\n")]);
    let root = project.path();
    write(root, "sub/new.py", format!("key = '{}'\n", token(1)));
    let scan = |folder: &Path, path: &str| beartrap(folder, &["scan", path]);
    assert_says(&scan(root, "."), 1, &["sub/leak.py:1:8", "Scanned 4 files"]);
    assert_says(&scan(root, "sub"), 1, &["sub/leak.py:1:8", "Scanned 3 files"]);
    assert_says(&scan(&root.join("sub"), "."), 1, &["leak.py:1:8", "Scanned 3 files"]);
    assert_says(&scan(&root.join("sub"), "deep"), 0, &["Scanned 1 file,"]);
    let above = root.parent().expect("a folder").join(root.file_name().expect("a name"));
    assert_says(&scan(Path::new("/"), above.to_str().expect("text")), 1, &["Scanned 4 files"]);
    git(root, &["rm", "-q", "--cached", "sub/leak.py"]);
    assert_says(&scan(root, "."), 0, &["Scanned 3 files"]);
    git(root, &["add", "-A", "-f"]);
    std::fs::remove_file(root.join("sub/leak.py")).expect("the file goes");
    assert_says(&scan(root, "."), 1, &["sub/new.py:1:8", "Scanned 4 files"]);
    // A repository within a folder that is none.
    let outer = tempfile::tempdir().expect("a folder");
    git(outer.path(), &["clone", "-q", root.to_str().expect("text"), "inner"]);
    assert_says(&scan(outer.path(), "."), 1, &["inner/sub/leak.py:1:8"]);
}

/// What is called beartrap.toml is meant as settings; taking it for none would be a guess.
#[test]
#[cfg(unix)]
fn settings_that_are_no_file_are_faults() {
    use std::os::unix::fs::symlink;
    let project = change(&[]);
    let root = project.path();
    let settings = root.join("beartrap.toml");
    std::fs::create_dir(&settings).expect("a folder");
    assert_says(&beartrap(root, &["scan"]), 2, &["beartrap.toml: not a regular file"]);
    assert_code(root, &["scan", "--ignore-repo-config"], 1);
    std::fs::remove_dir(&settings).expect("removed");
    for (target, why) in [("nowhere", "a link that leads nowhere"), ("/dev/zero", "not a regular file")] {
        symlink(target, &settings).expect("a link");
        assert_says(&beartrap(root, &["scan"]), 2, &["beartrap.toml: ", why]);
        assert_code(root, &["scan", "--config-from", "main"], 1);
        std::fs::remove_file(&settings).expect("removed");
    }
    // Reading one of these would never end.
    for text in ["baseline = '/dev/zero'", "rules = ['/dev/zero']", "rules = ['/dev/stdin']"] {
        write(root, "beartrap.toml", text);
        assert_says(&beartrap(root, &["scan"]), 2, &["not a regular file"]);
    }
}
