//! Baselines through the program: they hide what was allowed and never anything new.

#![allow(clippy::disallowed_methods, reason = "tests start the program")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A token without checksum, made up; `n` picks another one.
fn token(n: usize) -> String {
    let bodies = ["4vQ9zKx7TmW2bLc8NfRjH5pY", "8tGkP3wZs6XnQ1vBd9MhJ4rC"];
    format!("{}{}", concat!("sk_", "live_"), bodies[n])
}

fn beartrap(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beartrap"));
    command.args(args).current_dir(folder).env("XDG_CONFIG_HOME", folder.join("none")).env("USER", "ann");
    command.env_remove("GIT_AUTHOR_NAME").output().expect("the program runs")
}

fn code(folder: &Path, args: &[&str]) -> i32 {
    beartrap(folder, args).status.code().expect("an exit code")
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

const SCAN: [&str; 5] = ["scan", "--baseline", ".beartrap-baseline", "--format", "json"];
const CREATE: [&str; 4] = ["baseline", "create", "--reason", "known before"];

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.py"), format!("key = '{}'\n", token(0))).expect("a file");
    assert_eq!(code(folder.path(), &["scan"]), 1, "the token is found");
    assert_eq!(code(folder.path(), &CREATE), 0);
    folder
}

#[test]
fn a_secret_stays_allowed_when_its_line_moves_and_a_new_one_is_reported() {
    let project = project();
    let folder = project.path();
    assert_eq!(code(folder, &SCAN), 0);
    fs::write(folder.join("a.py"), format!("\n\n    renamed = '{}'\n", token(0))).expect("a file");
    let moved = beartrap(folder, &SCAN);
    assert_eq!(moved.status.code(), Some(0));
    let report: serde_json::Value = serde_json::from_slice(&moved.stdout).expect("JSON");
    assert_eq!(report["suppressed"][0]["suppressed_by"]["kind"], "baseline");
    assert_eq!(report["suppressed"][0]["suppressed_by"]["reason"], "known before");
    fs::write(folder.join("a.py"), format!("key = '{}'\n", token(1))).expect("a file");
    assert_eq!(code(folder, &SCAN), 1, "a replaced secret on the same line is reported");
}

#[test]
fn a_copy_elsewhere_follows_the_scope() {
    let project = project();
    let folder = project.path();
    fs::write(folder.join("b.py"), format!("key = '{}'\n", token(0))).expect("a file");
    assert_eq!(code(folder, &SCAN), 1, "the scope is one file");
    let any = [&CREATE[..], &["--scope", "any"]].concat();
    assert_eq!(code(folder, &any), 0);
    fs::write(folder.join("c.py"), format!("key = '{}'\n", token(0))).expect("a file");
    assert_eq!(code(folder, &SCAN), 0);
}

#[test]
fn expired_and_stale_entries_are_told_and_pruned() {
    let project = project();
    let folder = project.path();
    let file = folder.join(".beartrap-baseline");
    let whole = fs::read_to_string(&file).expect("a baseline");
    assert!(whole.contains("\t/a.py\t-\tann\tknown before\n"), "{whole}");
    assert!(!whole.contains(&token(0)));
    fs::write(&file, whole.replace("\t-\tann", "\t2020-01-31\tann")).expect("a file");
    let late = beartrap(folder, &SCAN);
    assert_eq!(late.status.code(), Some(1), "an expired entry allows nothing");
    assert!(text(&late).contains("expired on 2020-01-31"));
    fs::write(&file, &whole).expect("a file");
    fs::write(folder.join("a.py"), "key = load()\n").expect("a file");
    let stale = beartrap(folder, &SCAN);
    assert_eq!(stale.status.code(), Some(0));
    assert!(text(&stale).contains(".beartrap-baseline:2: this entry matched nothing"), "{}", text(&stale));
    assert!(text(&beartrap(folder, &["baseline", "prune"])).contains("0 entries, 1 removed"));
    assert_eq!(fs::read_to_string(&file).expect("a baseline").lines().count(), 1);
}

#[test]
fn a_second_create_keeps_what_was_there() {
    let project = project();
    let folder = project.path();
    let before = fs::read_to_string(folder.join(".beartrap-baseline")).expect("a baseline");
    fs::write(folder.join("b.py"), format!("key = '{}'\n", token(1))).expect("a file");
    let again = beartrap(folder, &["baseline", "create", "--reason", "another", "--author", "bob"]);
    assert!(text(&again).contains("2 entries, 1 of them new"), "{}", text(&again));
    let after = fs::read_to_string(folder.join(".beartrap-baseline")).expect("a baseline");
    assert!(before.lines().all(|line| after.contains(line)));
    assert!(after.contains("\tbob\tanother"));
}

#[test]
fn the_settings_key_is_used_and_an_untrusted_one_is_dropped() {
    let project = project();
    let folder = project.path();
    fs::write(folder.join("beartrap.toml"), "baseline = '.beartrap-baseline'\n").expect("a file");
    assert_eq!(code(folder, &["scan"]), 0);
    assert_eq!(code(folder, &["scan", "--ignore-repo-config"]), 1);
    fs::write(folder.join(".beartrap-baseline"), "nonsense\n").expect("a file");
    let broken = beartrap(folder, &["scan"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(text(&broken).contains(".beartrap-baseline:1:1: not a baseline"), "{}", text(&broken));
}

#[test]
fn an_audit_asks_and_writes_what_was_allowed() {
    let project = project();
    let folder = project.path();
    fs::write(folder.join("b.py"), format!("key = '{}'\n", token(1))).expect("a file");
    let mut child = Command::new(env!("CARGO_BIN_EXE_beartrap"))
        .args(["baseline", "audit"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("a pipe").write_all(b"a\nfor the demo\n").expect("a reader");
    let output = child.wait_with_output().expect("the program ends");
    assert!(text(&output).contains("1 allowed, 0 kept as findings, 0 undecided"), "{}", text(&output));
    assert!(!text(&output).contains(&token(1)));
    assert_eq!(code(folder, &SCAN), 0);
}

#[test]
fn completions_and_the_manual_are_printed() {
    let here = Path::new(".");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = beartrap(here, &["completions", shell]);
        assert!(output.status.success() && text(&output).contains("baseline"), "{shell}");
    }
    assert!(text(&beartrap(here, &["man"])).contains(".SH SYNOPSIS"));
}
