//! Baselines through the program: they hide what was allowed and never anything new.

use std::fs;
use std::path::Path;

mod program;

use program::{assert_says, beartrap, beartrap_reads, code, git, text, token, write};

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
fn an_audit_of_a_script_asks_and_writes_what_was_allowed() {
    let project = project();
    let folder = project.path();
    write(folder, "b.py", format!("key = '{}'\n", token(1)));
    let audit = ["baseline", "audit"];
    let nothing = beartrap_reads(folder, &audit, b"");
    assert_says(&nothing, 0, &["0 allowed, 0 kept as findings, 1 undecided"]);
    assert_eq!(code(folder, &SCAN), 1, "the end of the input allows nothing");
    let output = beartrap_reads(folder, &audit, b"a\nfor the demo\n");
    assert_says(&output, 0, &["1 allowed, 0 kept as findings, 0 undecided"]);
    assert!(!text(&output).contains(&token(1)));
    assert_eq!(code(folder, &SCAN), 0);
}

/// On a terminal: colour, a slip of the finger, an empty reason, and the keys that end the input or the program.
#[test]
#[cfg(unix)]
fn an_audit_on_a_terminal() {
    use rexpect::session::{PtySession, spawn_command};
    let project = project();
    let folder = project.path();
    for n in 1..4 {
        write(folder, &format!("b{n}.py"), format!("key = '{}'\n", token(n)));
    }
    let audit = || -> PtySession {
        let mut command = program::command(folder, &["baseline", "audit"]);
        command.env("TERM", "xterm").env_remove("NO_COLOR").stdin(std::process::Stdio::inherit());
        spawn_command(command, Some(20_000)).expect("a terminal")
    };
    let answer = |session: &mut PtySession, question: &str, line: &str| {
        let before = session.exp_string(question).unwrap_or_else(|error| panic!("{question}: {error}"));
        session.send_line(line).expect("the program reads");
        before
    };
    let mut session = audit();
    let shown = answer(&mut session, "[q]uit? ", "yes");
    assert!(shown.contains("1 of 3") && shown.contains("\u{1b}["), "in colour: {shown:?}");
    assert!((0..4).all(|n| !shown.contains(&token(n)[8..])), "a secret is shown");
    answer(&mut session, "[q]uit? ", "k");
    answer(&mut session, "[q]uit? ", "a");
    answer(&mut session, "why? ", "");
    answer(&mut session, "[q]uit? ", "a");
    answer(&mut session, "why? ", "for the demo");
    let shown = answer(&mut session, "[q]uit? ", "q");
    assert!(shown.contains("3 of 3"), "{shown}");
    session.exp_string("1 allowed, 1 kept as findings, 1 undecided").expect("a summary");
    session.exp_eof().expect("the end");
    assert_eq!(code(folder, &SCAN), 1, "two of three are left");
    let baseline = || fs::read_to_string(folder.join(".beartrap-baseline")).expect("a baseline");
    assert!(baseline().contains("\tfor the demo\n"), "{}", baseline());

    // Ctrl-D ends the input: what was decided before counts. Ctrl-C ends the program: nothing is written.
    let mut session = audit();
    answer(&mut session, "1 of 2", "a");
    answer(&mut session, "why? ", "second look");
    session.exp_string("2 of 2").expect("the next finding");
    session.send_control('d').expect("the program reads");
    session.exp_string("1 allowed, 0 kept as findings, 1 undecided").expect("a summary");
    let before = baseline();
    let mut session = audit();
    answer(&mut session, "1 of 1", "a");
    session.exp_string("why? ").expect("a question");
    session.send_control('c').expect("the program is there");
    session.exp_eof().expect("the end");
    assert_eq!(baseline(), before);
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

/// Pruning what was looked at does not take out what was not.
#[test]
fn prune_keeps_what_it_did_not_look_at() {
    let project = project();
    let root = project.path();
    let baseline = || fs::read_to_string(root.join(".beartrap-baseline")).expect("a baseline");
    write(root, "sub/b.py", "x = 1\n");
    assert_says(&beartrap(root, &["baseline", "prune", "sub"]), 0, &["1 entry, 0 removed"]);
    assert_says(&beartrap(root, &["baseline", "prune", "--min-confidence", "low"]), 0, &["0 removed"]);
    // Entries for findings that are less sure than what is reported stay.
    write(root, "beartrap.toml", "min-confidence = \"verified\"\n");
    assert_says(&beartrap(root, &["baseline", "prune"]), 0, &["1 entry, 0 removed"]);
    fs::remove_file(root.join("a.py")).expect("removed");
    assert_says(&beartrap(root, &["baseline", "prune"]), 0, &["0 entries, 1 removed"]);
    assert_eq!(baseline().lines().count(), 1);
    assert_says(&beartrap(root, &["baseline", "prune", "-o", "none"]), 2, &["there is no baseline to prune"]);
}

#[test]
fn an_expiry_is_a_day_to_come() {
    let project = project();
    for (day, why) in [("2030-02-30", "a day that exists"), ("2020-01-01", "that day is over")] {
        let created = beartrap(project.path(), &[&CREATE[..], &["--expires", day]].concat());
        assert_says(&created, 2, &[why]);
    }
}

/// Two branches add entries of their own; with the line that the documentation names git joins them.
#[test]
fn baselines_of_two_branches_merge() {
    let project = project();
    let root = project.path();
    write(root, ".gitattributes", ".beartrap-baseline merge=union\n");
    write(root, "beartrap.toml", "baseline = \".beartrap-baseline\"\n");
    git(root, &["init", "-q", "-b", "main"]);
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "base"]);
    for (branch, n) in [("one", 1), ("two", 2)] {
        git(root, &["checkout", "-q", "-b", branch, "main"]);
        write(root, &format!("{branch}.py"), format!("key = '{}'\n", token(n)));
        assert_eq!(code(root, &CREATE), 0);
        git(root, &["add", "-A"]);
        git(root, &["commit", "-q", "-m", branch]);
    }
    git(root, &["merge", "-q", "-m", "both", "one"]);
    assert_says(&beartrap(root, &["scan"]), 0, &["3 suppressed: 3 baseline"]);
    assert_says(&beartrap(root, &CREATE), 0, &["3 entries, 0 of them new"]);
}
