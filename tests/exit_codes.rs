//! The contract of exit codes: 0 only when all that was asked for was scanned and nothing counts.

use std::fs;
use std::path::Path;

mod program;

use program::{assert_code, assert_says, beartrap, beartrap_reads, command, git, token, write};

/// A folder with one critical finding.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.py", format!("key = '{}'\n", token(0)));
    folder
}

#[test]
fn findings_end_with_one_or_what_was_asked_for() {
    let project = project();
    let root = project.path();
    assert_code(root, &["scan"], 1);
    assert_code(root, &["scan", "--fail-on", "critical"], 1);
    assert_code(root, &["scan", "--exit-code", "42"], 42);
    assert_code(root, &["scan", "--no-fail"], 0);
    assert_code(root, &["scan", "--min-confidence", "verified"], 0);
    fs::write(root.join("beartrap.toml"), "[severity]\nstripe-live-secret-key = \"low\"\n").expect("a file");
    assert_code(root, &["scan"], 1);
    assert_code(root, &["scan", "--fail-on", "medium"], 0);
    for refused in ["0", "2000", "-1", "x"] {
        assert_code(root, &["scan", &format!("--exit-code={refused}")], 2);
    }
}

#[test]
fn trouble_outranks_findings_and_no_switch_hides_it() {
    let project = project();
    let root = project.path();
    assert_code(root, &["scan", ".", "missing"], 2);
    assert_code(root, &["scan", ".", "missing", "--no-fail", "--exit-code", "7"], 2);
    assert_code(root, &["scan", "--max-file-size", "3"], 2);
    assert_code(root, &["scan", "--max-file-size", "3", "--no-fail"], 2);
    assert_code(root, &["scan", "--max-file-size", "3", "--allow-large"], 0);
    assert_code(root, &["scan", "--config", "missing.toml"], 2);
    assert_code(root, &["scan", "--baseline", "missing"], 2);
    assert_code(root, &["scan", "--rules", "missing.toml"], 2);
    assert_code(root, &["scan", "--report", "json=no/such/folder.json"], 2);
    assert_code(root, &["scan", "--no-such-switch"], 2);
    assert_code(root, &["history"], 2);
    assert_code(root, &["staged"], 2);
}

/// The first command of the README, and what CI runs.
#[test]
fn this_repository_is_clean() {
    let output = beartrap(Path::new(env!("CARGO_MANIFEST_DIR")), &["scan", "."]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(!said.contains("matched nothing"), "{said}");
}

#[test]
fn a_scan_of_nothing_is_not_clean() {
    let empty = tempfile::tempdir().expect("a folder");
    assert_code(empty.path(), &["scan"], 0);
    let project = project();
    let root = project.path();
    fs::write(root.join(".gitignore"), "*\n").expect("a file");
    assert_code(root, &["scan"], 2);
    assert_code(root, &["scan", "--no-fail"], 2);
    assert_code(root, &["scan", "--no-ignore"], 1);
    assert_code(root, &["scan", "a.py"], 1);
    fs::remove_file(root.join(".gitignore")).expect("the file goes");
    fs::write(root.join("beartrap.toml"), "exclude = [\"**\"]\n").expect("a file");
    assert_code(root, &["scan"], 2);
    // A hook names single files: that none of them is left is no surprise.
    assert_code(root, &["scan", "a.py"], 0);
    assert_code(root, &["scan", "--ignore-repo-config"], 1);
}

#[test]
fn histories_that_are_not_whole_end_with_two() {
    let project = project();
    let root = project.path();
    git(root, &["init", "-q", "-b", "main"]);
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "first"]);
    fs::write(root.join("b.py"), "x = 1\n").expect("a file");
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "second"]);
    assert_code(root, &["history"], 1);
    assert_code(root, &["history", ".", "HEAD~1..HEAD"], 0);
    for range in ["nope", "nope..HEAD", "HEAD..nope", "HEAD~7..HEAD"] {
        assert_code(root, &["history", ".", range], 2);
        assert_code(root, &["history", ".", range, "--no-fail"], 2);
    }
    let clones = tempfile::tempdir().expect("a folder");
    let url = format!("file://{}", root.display());
    git(clones.path(), &["clone", "-q", "--depth=1", &url, "shallow"]);
    let shallow = clones.path().join("shallow");
    assert_code(&shallow, &["history"], 2);
    assert_code(&shallow, &["history", "--no-fail"], 2);
    assert_code(&shallow, &["history", "--allow-shallow"], 1);
    assert_code(&shallow, &["history", "--allow-shallow", "--no-fail"], 0);
}

/// An end that is left out is a variable without a value, not HEAD.
#[test]
fn ranges_without_an_end_are_refused() {
    let project = project();
    let root = project.path();
    git(root, &["init", "-q", "-b", "main"]);
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "first"]);
    for range in ["", "..", "..HEAD", "HEAD..", "HEAD...HEAD"] {
        assert_code(root, &["history", ".", range], 2);
    }
    git(root, &["commit", "-q", "-m", "second", "--allow-empty"]);
    assert_code(root, &["history", "HEAD~1..HEAD"], 0);
    assert_code(root, &["history", "nope..HEAD"], 2);
    assert_code(root, &["history", "--since", "2024-02-30"], 2);
}

/// What a person names is scanned, whatever it is; a walk looks at regular files.
#[test]
#[cfg(unix)]
fn links_and_pipes_are_scanned_when_they_are_named() {
    use std::os::unix::fs::symlink;
    let project = project();
    let root = project.path();
    write(root, "real/b.py", format!("key = '{}'\n", token(1)));
    symlink("real", root.join("link")).expect("a link");
    symlink("real/b.py", root.join("file")).expect("a link");
    symlink("loop", root.join("loop")).expect("a link");
    symlink("nowhere", root.join("dangling")).expect("a link");
    for named in ["link", "link/", "file"] {
        assert_says(&beartrap(root, &["scan", named]), 1, &["Scanned 1 file"]);
    }
    assert_code(root, &["scan", "loop"], 2);
    assert_code(root, &["scan", "dangling"], 2);
    assert_says(&beartrap(root, &["scan", "."]), 1, &["Scanned 2 files"]);
    assert_code(root, &["scan", "/dev/null"], 0);
    let piped = beartrap_reads(root, &["scan", "/dev/stdin"], token(2).as_bytes());
    assert_says(&piped, 1, &["/dev/stdin:1:1"]);
    let long = beartrap_reads(root, &["scan", "-", "--max-file-size", "9"], b"0123456789");
    assert_says(&long, 2, &["more than --max-file-size 9"]);
    let endless = beartrap(root, &["scan", "/dev/zero", "--max-file-size", "100000"]);
    assert_says(&endless, 2, &["no end in sight, more than --max-file-size 100000"]);
    let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).expect("a socket");
    assert_code(root, &["scan", "socket"], 2);
}

#[test]
fn a_file_that_is_named_twice_is_scanned_once() {
    let project = project();
    let root = project.path();
    write(root, "sub/b.py", format!("key = '{}'\n", token(1)));
    let here = root.to_str().expect("text");
    for paths in [&["a.py", "./a.py"][..], &["sub", "sub/../sub"], &["sub/b.py", "sub"]] {
        assert_says(&beartrap(root, &[&["scan"], paths].concat()), 1, &["Scanned 1 file,", "1 finding:"]);
    }
    for paths in [&[".", "sub"][..], &["sub", "."], &[here, ".", "a.py"]] {
        assert_says(&beartrap(root, &[&["scan"], paths].concat()), 1, &["Scanned 2 files", "2 findings:"]);
    }
}

/// A report that did not arrive is no report.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_trouble() {
    let project = project();
    let root = project.path();
    for args in [&["scan", "--no-fail"][..], &["rules", "list"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
        let status = command(root, args).stdout(full).status().expect("the program runs");
        assert_eq!(status.code(), Some(2), "{args:?}");
    }
    assert_code(root, &["scan", "--no-fail", "--report", "json=/dev/full"], 2);
}

/// What was scanned stands in every report that has a place for it.
#[test]
fn reports_tell_what_was_scanned() {
    let project = project();
    let root = project.path();
    let print = |format: &str| {
        let output = beartrap(root, &["scan", ".", "missing", "--format", format]);
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let json: serde_json::Value = serde_json::from_str(&print("json")).expect("JSON");
    assert_eq!((json["stats"]["blobs"].as_u64(), json["complete"].as_bool()), (Some(1), Some(false)));
    assert!(json["stats"]["rules"].as_u64() > Some(100) && json["skipped"][0]["path"] == "missing");
    for format in ["human", "jsonl", "sarif", "html", "junit"] {
        assert!(print(format).contains("missing"), "{format} does not tell that something was not scanned");
    }
    assert!(print("github-summary").contains("not complete"));
    let sarif: serde_json::Value = serde_json::from_str(&print("sarif")).expect("JSON");
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert_eq!(sarif["runs"][0]["properties"]["blobs"], 1);
}
