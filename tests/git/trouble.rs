//! Repositories that are damaged, incomplete or hostile: what was not seen is said, and nothing is run.

use std::fs;
use std::path::Path;

use beartrap::git::repo::{Environment, Repository};
use beartrap::scan::{self, Progress};
use beartrap::source::history::Selection;

use crate::fixture::{Repo, git_in, git_with, plan, token};

/// The scan's findings as paths, its skips as text, and whether it calls itself incomplete.
fn scan(root: &Path) -> (Vec<String>, String, bool) {
    let plan = plan();
    let repo = Repository::discover(root).expect("a repository");
    let selection = Selection::default();
    let report = scan::history(&plan, &repo, &Environment::default(), &selection, &Progress::default());
    let report = report.expect("a scan");
    let paths = report.findings.iter().map(|f| f.location.origin.path.to_string()).collect();
    let skips: Vec<String> = report.skipped.iter().map(|s| format!("{}: {}", s.path, s.reason)).collect();
    (paths, skips.join("\n"), report.incomplete())
}

fn error(root: &Path, range: Option<&str>) -> String {
    let plan = plan();
    let selection = Selection { range: range.map(str::to_owned), ..Selection::default() };
    let result = Repository::discover(root).and_then(|repo| {
        scan::history(&plan, &repo, &Environment::default(), &selection, &Progress::default()).map(|_| ())
    });
    result.expect_err("an error").to_string()
}

fn two_files() -> Repo {
    let repo = Repo::new(&[]);
    repo.write("first", format!("{}\n", token(1)));
    repo.commit("first");
    repo.write("second", format!("{}\n", token(2)));
    repo.commit("second");
    repo
}

/// The loose file of the object that `revision` names.
fn loose(repo: &Repo, revision: &str) -> std::path::PathBuf {
    let id = repo.git(&["rev-parse", revision]);
    repo.objects().join(&id[..2]).join(&id[2..])
}

fn overwrite(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).expect("removable");
    fs::write(path, bytes).expect("writable");
}

#[test]
fn no_repository_and_bad_ranges_are_errors() {
    let empty = tempfile::tempdir().expect("a folder");
    assert!(error(empty.path(), None).contains("not a git repository"));
    let repo = two_files();
    for range in ["nope", "nope..HEAD", "HEAD...main", "HEAD~9", "HEAD^2", "main^{tree}", "0000", ""] {
        if !range.is_empty() {
            let text = error(repo.root(), Some(range));
            assert!(text.starts_with("git: "), "{range}: {text}");
        }
    }
}

#[test]
fn missing_and_truncated_objects_are_told() {
    let repo = two_files();
    fs::remove_file(loose(&repo, "HEAD:first")).expect("removable");
    let (found, skips, incomplete) = scan(repo.root());
    assert_eq!((found, incomplete), (vec!["second".to_owned()], true));
    let id = repo.git(&["rev-parse", "HEAD:first"]);
    assert_eq!(skips, format!("first: object {id} is missing from the repository"));

    let repo = two_files();
    let path = loose(&repo, "HEAD:first");
    let whole = fs::read(&path).expect("readable");
    overwrite(&path, &whole[..whole.len() - 8]);
    let (found, skips, incomplete) = scan(repo.root());
    assert_eq!((found, incomplete), (vec!["second".to_owned()], true));
    assert!(skips.contains("damaged"), "{skips}");
}

#[test]
fn a_missing_commit_or_tree_is_told() {
    let repo = two_files();
    let id = repo.git(&["rev-parse", "HEAD~1"]);
    fs::remove_file(loose(&repo, "HEAD~1")).expect("removable");
    let (_, skips, incomplete) = scan(repo.root());
    assert!(incomplete && skips.contains(&id), "{skips}");

    let repo = two_files();
    let tree = loose(&repo, "HEAD~1^{tree}");
    fs::remove_file(tree).expect("removable");
    let (_, skips, incomplete) = scan(repo.root());
    assert!(incomplete && skips.contains("its tree is missing"), "{skips}");
}

#[test]
fn broken_refs_are_told() {
    let repo = two_files();
    repo.write(".git/refs/heads/lost", "0123456789012345678901234567890123456789\n");
    repo.write(".git/refs/heads/empty", "");
    let (found, skips, incomplete) = scan(repo.root());
    assert_eq!(found, ["first", "second"]);
    assert!(incomplete);
    assert!(skips.contains("refs/heads/lost: this ref names 0123"), "{skips}");
    assert!(skips.contains("refs/heads/empty: this ref cannot be read"), "{skips}");
}

#[test]
fn shallow_clones_say_where_history_is_cut() {
    let repo = two_files();
    let place = repo.root().parent().expect("a folder").to_path_buf();
    let url = format!("file://{}", repo.root().display());
    git_in(&place, &["clone", "-q", "--depth=1", &url, "shallow"]);
    let (found, skips, incomplete) = scan(&place.join("shallow"));
    assert_eq!((found.len(), incomplete), (2, true));
    assert!(skips.contains("shallow clone: history is cut off at 1 commit;"), "{skips}");
    let (plan, repo) = (plan(), Repository::discover(&place.join("shallow")).expect("a repository"));
    let selection = Selection { allow_shallow: true, ..Selection::default() };
    let report = scan::history(&plan, &repo, &Environment::default(), &selection, &Progress::default());
    let report = report.expect("a scan");
    assert!(!report.incomplete() && !report.skipped.is_empty(), "it is told and counts as complete");
}

#[test]
fn objects_over_the_size_limit_are_told() {
    let repo = two_files();
    repo.write("big", "x".repeat(5000));
    repo.commit("third");
    for packed in [false, true] {
        if packed {
            repo.git(&["repack", "-adq"]);
        }
        for allow_large in [false, true] {
            let plan = beartrap::plan::Plan { max_file_size: 1000, allow_large, ..plan() };
            let found = Repository::discover(repo.root()).expect("a repository");
            let (all, none) = (Selection::default(), Environment::default());
            let report = scan::history(&plan, &found, &none, &all, &Progress::default()).expect("a scan");
            assert_eq!(report.findings.len(), 2);
            let [skip] = &report.skipped[..] else { panic!("{:?}", report.skipped) };
            assert!(skip.reason.ends_with("larger than the limit"), "{}", skip.reason);
            assert_eq!(report.incomplete(), !allow_large);
        }
    }
}

#[test]
fn partial_clones_say_what_was_not_downloaded() {
    let repo = two_files();
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    repo.write("first", "clean\n");
    repo.commit("third");
    let place = repo.root().parent().expect("a folder").to_path_buf();
    let url = format!("file://{}", repo.root().display());
    git_in(&place, &["clone", "-q", "--filter=blob:none", &url, "partial"]);
    let (found, skips, incomplete) = scan(&place.join("partial"));
    assert_eq!((found, incomplete), (vec!["second".to_owned()], true));
    assert!(skips.contains("not downloaded (partial clone)"), "{skips}");
}

#[test]
fn nothing_in_a_repository_is_run() {
    let repo = two_files();
    let mark = repo.root().join("ran");
    let script = repo.root().join("evil.sh");
    let mark_text = mark.display();
    fs::write(&script, format!("#!/bin/sh\ntouch '{mark_text}'\ncat\n")).expect("written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("a script");
    }
    let command = script.display().to_string();
    for key in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "core.hooksPath",
        "diff.evil.textconv",
        "diff.external",
        "filter.evil.smudge",
        "filter.evil.clean",
        "core.alternateRefsCommand",
        "uploadpack.packObjectsHook",
    ] {
        repo.git(&["config", key, &command]);
    }
    repo.write(".git/info/attributes", "* diff=evil filter=evil\n");
    let (found, skips, incomplete) = scan(repo.root());
    assert_eq!((found.len(), skips.as_str(), incomplete), (2, "", false));
    assert!(!mark.exists(), "something was run");
}

#[test]
fn strange_configurations_are_refused_clearly() {
    let repo = two_files();
    let config = fs::read_to_string(repo.root().join(".git/config")).expect("text");
    let with = |extra: &str| {
        repo.write(".git/config", format!("{config}{extra}"));
        error(repo.root(), None)
    };
    let format = "[core]\nrepositoryformatversion = 1\n[extensions]\n";
    assert!(with(&format!("{format}novelty = true\n")).contains("unknown repository extension 'novelty'"));
    assert!(with(&format!("{format}objectformat = md5\n")).contains("unknown object format 'md5'"));
    assert!(with("[core]\nrepositoryformatversion = 7\n").contains("unknown repository format version"));
}

#[test]
fn a_corrupt_pack_is_told_by_name() {
    let repo = two_files();
    repo.git(&["repack", "-adq"]);
    let files = fs::read_dir(repo.objects().join("pack")).expect("a folder");
    let pack = files.map(|f| f.expect("a file").path()).find(|p| p.extension().is_some_and(|e| e == "pack"));
    let pack = pack.expect("a pack");
    overwrite(&pack, b"PACK");
    let (_, skips, incomplete) = scan(repo.root());
    assert!(incomplete);
    assert!(skips.contains(&pack.display().to_string()), "{skips}");
}

#[test]
fn foreign_owned_repositories_are_read() {
    let repo = two_files();
    // Only the superuser can give files away; elsewhere there is nothing to test.
    #[cfg(unix)]
    if std::os::unix::fs::chown(repo.root().join(".git"), Some(12345), None).is_err() {
        return;
    }
    assert_eq!(scan(repo.root()).0, ["first", "second"]);
}

#[test]
fn a_commit_that_is_not_one_is_told() {
    let repo = two_files();
    let bad =
        git_with(repo.root(), &["hash-object", "-w", "-t", "commit", "--literally", "--stdin"], b"nonsense");
    let id = String::from_utf8(bad).expect("text");
    repo.write(".git/refs/heads/bad", id.clone());
    let (found, skips, incomplete) = scan(repo.root());
    assert_eq!((found.len(), incomplete), (2, true));
    assert!(skips.contains(&format!("the commit {} is damaged", id.trim())), "{skips}");
}
