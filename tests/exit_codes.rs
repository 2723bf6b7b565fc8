//! The contract of exit codes: 0 only when all that was asked for was scanned and nothing counts.

#![allow(clippy::disallowed_methods, reason = "tests start programs")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn beartrap(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beartrap"));
    command.args(args).current_dir(folder).env("XDG_CONFIG_HOME", folder.join("none"));
    command.output().expect("the program runs")
}

#[track_caller]
fn assert_code(folder: &Path, args: &[&str], code: i32) {
    let output = beartrap(folder, args);
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
}

fn git(folder: &Path, args: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]).args(args).current_dir(folder);
    let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").output();
    assert!(output.expect("git runs").status.success(), "git {args:?}");
}

/// A folder with one critical finding.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let token = ["sk_", "live_", "4vQ9zKx7TmW2bLc8NfRjH5pY"].concat();
    fs::write(folder.path().join("a.py"), format!("key = '{token}'\n")).expect("a file");
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
