//! Lists and settings of other scanners, taken over through the program.

#![allow(clippy::disallowed_methods, reason = "tests start programs")]

use std::fs;
use std::path::Path;

mod program;

use program::{beartrap, git, text, token, write};

const SCAN: [&str; 3] = ["scan", "--baseline", ".beartrap-baseline"];

#[track_caller]
fn assert_imports(folder: &Path, list: &str, wanted: &[&str]) {
    let output = beartrap(folder, &["baseline", "import", list]);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    for part in wanted {
        assert!(said.contains(part), "'{part}' is not in:\n{said}");
    }
    assert!((0..3).all(|n| !said.contains(&token(n)[8..])), "a secret is printed");
    let baseline = fs::read_to_string(folder.join(".beartrap-baseline")).expect("a baseline");
    assert!((0..3).all(|n| !baseline.contains(&token(n)[8..])), "a secret is stored");
}

#[test]
fn a_gitleaksignore_names_places_on_disk_and_in_commits() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    git(root, &["init", "-q", "-b", "main"]);
    write(root, "a.py", format!("x = 1\nkey = '{}'\n", token(0)));
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "start"]);
    let first = git(root, &["rev-parse", "HEAD"]);
    write(root, "a.py", format!("x = 1\n\n\nkey = '{}'\nother = '{}'\n", token(0), token(1)));
    write(
        root,
        ".gitleaksignore",
        format!("# known\n{first}:a.py:stripe-access-token:2\na.py:stripe-access-token:1\ngone.py:jwt:3\n"),
    );
    assert_imports(
        root,
        ".gitleaksignore",
        &[
            ".beartrap-baseline: 1 entry added for 1 of 3 places",
            "not imported: .gitleaksignore:3: a.py:1: nothing is found here",
            "not imported: .gitleaksignore:4: gone.py:3: the file cannot be read",
        ],
    );
    let scan = beartrap(root, &SCAN);
    assert_eq!(scan.status.code(), Some(1), "the other secret is new");
    assert!(
        text(&scan).contains("1 suppressed: 1 baseline") && text(&scan).contains("1 finding"),
        "{}",
        text(&scan)
    );
    let baseline = fs::read_to_string(root.join(".beartrap-baseline")).expect("a baseline");
    assert!(
        baseline.contains("\tann\timported from .gitleaksignore, there stripe-access-token\n"),
        "{baseline}"
    );
}

#[test]
fn a_json_report_of_gitleaks_proves_its_secrets() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "a.py", format!("key = '{}'\n", token(0)));
    write(root, "b.py", format!("key = '{}'\n", token(1)));
    write(root, "c.py", format!("key = '{}'\n", token(2)));
    let leak = |file: &str, secret: &str| {
        serde_json::json!({ "RuleID": "stripe", "File": file, "StartLine": 1, "EndLine": 1, "Commit": "",
                            "Secret": secret, "Fingerprint": format!("{file}:stripe:1") })
    };
    let report =
        serde_json::json!([leak("a.py", &token(0)), leak("b.py", &token(2)), leak("c.py", "REDACTED")]);
    write(root, "leaks.json", report.to_string());
    assert_imports(
        root,
        "leaks.json",
        &["2 entries added for 2 of 3 places", "b.py:1: another secret stands here now"],
    );
    fs::remove_file(root.join("leaks.json")).expect("removed");
    assert!(text(&beartrap(root, &SCAN)).contains("b.py:1:"));
}

#[test]
fn a_baseline_of_detect_secrets_proves_its_secrets() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "a.py", format!("key = '{}'\n", token(0)));
    write(root, "b.py", format!("key = '{}'\n", token(1)));
    let entry = |file: &str, secret: &str| {
        serde_json::json!([{ "type": "Stripe Access Key", "filename": file, "is_verified": false, "line_number": 1,
                             "hashed_secret": beartrap::allow::import::sha1_of(secret.as_bytes()) }])
    };
    let baseline = serde_json::json!({ "version": "1.5.0", "plugins_used": [], "filters_used": [],
        "results": { "a.py": entry("a.py", &token(0)), "b.py": entry("b.py", &token(2)) },
        "generated_at": "2026-01-01T00:00:00Z" });
    write(root, ".secrets.baseline", baseline.to_string());
    assert_imports(root, ".secrets.baseline", &["1 entry added for 1 of 2 places", "b.py:1: another secret"]);
    let scan = text(&beartrap(root, &SCAN));
    assert!(scan.contains("b.py:1:") && !scan.contains("a.py:1:"), "{scan}");
}

#[test]
fn other_files_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "x.toml", "title = \"x\"\n");
    let output = beartrap(folder.path(), &["baseline", "import", "x.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("x.toml:1:1: not a list of findings"), "{}", text(&output));
    assert!(!folder.path().join(".beartrap-baseline").exists());
}

#[test]
fn settings_of_gitleaks_become_settings_and_rules() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(
        root,
        ".gitleaks.toml",
        r#"
title = "ours"
[extend]
useDefault = true
disabledRules = ["jwt", "no-such-rule"]
[[rules]]
id = "Acme_Token"
description = "Acme token"
regex = '''\b(acme_[a-z0-9]{20})\b'''
entropy = 3.0
keywords = ["acme_"]
[[rules.allowlists]]
description = "generated"
paths = ['''^gen/''', '''a[0-9]b''']
stopwords = ["example"]
[[rules]]
id = "zeta-key"
regex = '''[a-f0-9]{40}'''
keywords = ["Zeta"]
path = '''\.py$'''
[[rules]]
id = "names"
path = '''\.p12$'''
[[rules]]
id = "lookaround"
regex = '''(?=x)acme'''
[[allowlists]]
paths = ['''(^|/)vendor/''', '''go\.sum$''']
commits = ["0123456789abcdef0123456789abcdef01234567"]
"#,
    );
    let output = beartrap(root, &["config", "import", ".gitleaks.toml"]);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    for part in [
        "wrote ./beartrap.toml",
        "wrote ./beartrap-rules.toml",
        "disabled rule 'no-such-rule': there is no such rule",
        "rule 'Acme_Token', 1 stopwords",
        "rule 'Acme_Token', allowed path 'a[0-9]b'",
        "rule 'zeta-key', path: a rule here applies to every file",
        "rule 'names': it only looks at paths",
        "rule 'lookaround': ",
        "allow list, 1 commits",
    ] {
        assert!(said.contains(part), "'{part}' is not in:\n{said}");
    }
    let checked = beartrap(root, &["config", "check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked));
    let value = ["acme_", "k3v9x2m7q1", "w8z5b4n6c0"].concat();
    for (name, code) in [("a.py", 1), ("gen/a.py", 0), ("x/vendor/a.py", 0)] {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, format!("x = '{value}'\n")).expect("a file");
        let scan = beartrap(root, &["scan", "--fail-on", "high"]);
        assert_eq!(scan.status.code(), Some(code), "{name}: {}", text(&scan));
        assert_eq!(text(&scan).contains("acme-token"), code == 1, "{}", text(&scan));
        fs::remove_file(path).expect("removed");
    }
    let again = beartrap(root, &["config", "import", ".gitleaks.toml"]);
    assert_eq!(again.status.code(), Some(2), "nothing is overwritten");
    assert!(text(&again).contains("beartrap.toml is there already"), "{}", text(&again));
}

/// Editors on Windows begin a file with a mark and end lines with two characters.
#[test]
fn marks_of_windows_editors_are_no_part_of_a_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "a.py", format!("key = '{}'\n", token(0)));
    write(root, ".gitleaksignore", "\u{feff}a.py:some-rule:1\r\n");
    assert_imports(root, ".gitleaksignore", &["1 entry added for 1 of 1 place"]);
    write(root, ".secrets.baseline", "\u{feff}{\"results\": {}}\r\n");
    assert_imports(root, ".secrets.baseline", &["0 entries added for 0 of 0 places"]);
}
