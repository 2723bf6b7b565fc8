//! A scan in shares: nothing twice, nothing left out, and the merged report is the one of the whole scan, byte for
//! byte.

use std::path::Path;
use std::process::Output;

mod program;

use program::{beartrap, git, text, token, write};

/// Formats that hold no time.
const SAME: [&str; 10] = [
    "json",
    "jsonl",
    "sarif",
    "github",
    "github-summary",
    "gitlab-codequality",
    "junit",
    "csv",
    "gitleaks",
    "html",
];

/// Files with secrets, one of them in many places, and settings whose entries are used, unused and excluding.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    for n in 0..20 {
        let text = format!("a = 1\nkey{n} = '{}'\nshared = '{}'\n", token(n), token(31));
        write(root, &format!("src/part{n}/config.py"), &text);
        write(root, &format!("docs/page{n}.md"), format!("Nothing but words, {n} of them.\n"));
    }
    write(root, "vendor/lib.py", format!("k = '{}'\n", token(22)));
    write(root, "allowed/x.py", format!("k = '{}'\n", token(23)));
    write(root, "odd \u{202e}name.py", format!("k = '{}' # é\u{1b}\n", token(24)));
    write(
        root,
        "beartrap.toml",
        "exclude = [\"vendor/\"]\n[[allow]]\npath = \"allowed/\"\nreason = \"a demo\"\n\
         [[allow]]\npath = \"nowhere/\"\nreason = \"matches nothing\"\n",
    );
    folder
}

/// Scans in `of` shares, writes the reports into `out` and returns their names.
fn shares(out: &Path, root: &Path, command: &[&str], of: usize) -> Vec<String> {
    let share = |number| {
        let name = out.join(format!("{number}.json")).display().to_string();
        let (shard, report) = (format!("{number}/{of}"), format!("json={name}"));
        let all = [command, &["--shard", &shard, "--report", &report, "--explain"]].concat();
        let code = beartrap(root, &all).status.code();
        assert!(matches!(code, Some(0 | 1)), "{code:?}");
        name
    };
    (1..=of).map(share).collect()
}

fn merged(root: &Path, reports: &[String], format: &str) -> Output {
    let mut args = vec!["merge", "--format", format, "--explain"];
    args.extend(reports.iter().map(String::as_str));
    beartrap(root, &args)
}

fn assert_merges(root: &Path, command: &[&str]) {
    for of in [1, 2, 5] {
        let out = tempfile::tempdir().expect("a folder");
        let reports = shares(out.path(), root, command, of);
        for format in SAME {
            let whole = beartrap(root, &[command, &["--format", format, "--explain"]].concat());
            let merged = merged(root, &reports, format);
            assert_eq!(merged.status.code(), whole.status.code(), "{}", text(&merged));
            let text = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(text(&merged), text(&whole), "{command:?} in {of}, {format}");
        }
    }
}

#[test]
fn files_in_shares_merge_to_the_whole() {
    let project = project();
    let whole = beartrap(project.path(), &["scan", "--format", "json"]);
    let whole: serde_json::Value = serde_json::from_slice(&whole.stdout).expect("JSON");
    assert_eq!(whole["findings"].as_array().map(Vec::len), Some(41));
    assert_eq!(whole["findings"].to_string().matches("the same secret is in").count(), 20);
    assert_merges(project.path(), &["scan"]);
}

#[test]
fn history_in_shares_merges_to_the_whole() {
    let project = project();
    let root = project.path();
    git(root, &["init", "-q", "-b", "main"]);
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", &format!("Start with {}", token(28))]);
    for version in 0..12 {
        // The same secret in many versions of a file, which lie in several shares; it goes away in the end.
        let secret = if version < 8 { token(26) } else { String::new() };
        let words = "some words that stay\n".repeat(40);
        write(root, "src/moving.py", format!("v = {version}\nk = '{secret}'\n{words}{version}\n"));
        write(root, &format!("{}.txt", token(29 + version % 2)), format!("{version}\n"));
        git(root, &["add", "-A"]);
        git(root, &["commit", "-q", "-m", &format!("Version {version}")]);
    }
    git(root, &["repack", "-adq"]);
    assert_merges(root, &["history"]);
}

#[test]
fn what_is_not_all_shares_of_one_scan_is_refused() {
    let project = project();
    let root = project.path();
    let (out, other_out) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let reports = shares(out.path(), root, &["scan"], 2);
    let refused = |reports: &[String], why: &str| {
        let output = merged(root, reports, "json");
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output).contains(why), "{}", text(&output));
    };
    refused(&reports[..1], "share 2 of 2 is missing");
    refused(&[reports[0].clone(), reports[0].clone()], "share 1 of 2 is there twice");
    refused(&["missing.json".to_owned()], "missing.json");
    write(root, "whole.json", &beartrap(root, &["scan", "--format", "json"]).stdout);
    refused(&["whole.json".to_owned()], "only shares (--shard I/N) can be merged");
    write(root, "whole.json", "{}");
    refused(&["whole.json".to_owned()], "no JSON report of beartrap");
    let other = shares(other_out.path(), root, &["scan", "--min-confidence", "high"], 2);
    refused(&[reports[0].clone(), other[1].clone()], "shares of different scans");
    write(root, "beartrap.toml", "disable = [\"stripe-live-secret-key\"]\n");
    refused(&reports, "other rules");
}

#[test]
fn shares_that_make_no_sense_are_refused() {
    let project = project();
    let root = project.path();
    for args in [&["scan", "--shard", "3/2"][..], &["scan", "-", "--shard", "1/2"]] {
        assert_eq!(beartrap(root, args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn an_incomplete_share_stays_incomplete() {
    let project = project();
    let root = project.path();
    let out = tempfile::tempdir().expect("a folder");
    let mut reports = Vec::new();
    for shard in ["1/2", "2/2"] {
        let name = out.path().join(shard.replace('/', "of"));
        let report = format!("json={}", name.display());
        let code =
            beartrap(root, &["scan", ".", "gone", "--shard", shard, "--report", &report]).status.code();
        assert_eq!(code, Some(2), "each share says so");
        reports.push(name.display().to_string());
    }
    assert_eq!(merged(root, &reports, "json").status.code(), Some(2));
}
