//! Settings through the program: layers, where each value comes from, faults with their places, and settings of a
//! commit instead of the working tree. The published schema agrees with the parser.

#![allow(clippy::disallowed_methods, reason = "tests start programs")]

use std::fs;
use std::path::Path;

mod program;

use program::{assert_says, beartrap, git, text, token, write};

#[test]
fn show_tells_where_each_value_comes_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    assert_says(&beartrap(root, &["config", "check"]), 0, &["no settings file"]);
    write(root, "user/beartrap/config.toml", "min-confidence = \"high\"\nexclude = [\"a/\"]\n");
    write(
        root,
        "beartrap.toml",
        "fail-on = \"high\"\nexclude = [\"b/\"]\n[severity]\njwt = \"note\"\n[[allow]]\npath = \"c/\"\nreason = \"it's\"\n",
    );
    write(root, "more.toml", "\n[severity]\njwt = \"low\"\n");
    assert_says(
        &beartrap(root, &["config", "check"]),
        0,
        &["config.toml: no fault", "beartrap.toml: no fault"],
    );
    let args = ["config", "show", "--config", "more.toml", "--min-confidence", "low"];
    let shown = beartrap(root, &args);
    assert_says(
        &shown,
        0,
        &[
            "min-confidence = \"low\" # command line",
            "fail-on = \"high\" # beartrap.toml:1",
            "max-file-size = 268435456 # built-in",
            "\"b/\", # beartrap.toml:2",
            "config.toml:2",
            "jwt = \"low\" # more.toml:3",
            "# beartrap.toml:5",
        ],
    );
    write(root, "again.toml", &shown.stdout);
    assert_says(&beartrap(root, &["config", "check", "again.toml"]), 0, &["again.toml: no fault"]);
    let dropped = beartrap(root, &["config", "show", "--ignore-repo-config"]);
    assert!(!text(&dropped).contains("beartrap.toml"), "{}", text(&dropped));
}

#[test]
fn faults_have_a_place_and_name_what_was_meant() {
    let cases = [
        ("exlude = []", "set.toml:1:1: unknown field `exlude`", "did you mean `exclude`?"),
        ("[[allow]]\nresaon = \"x\"", "set.toml:2:1: unknown field `resaon`", "did you mean `reason`?"),
        ("fail-on = \"hihg\"", "set.toml:1:11", "did you mean `high`?"),
        ("disable = [\n  \"jtw\"]", "set.toml:2:3: there is no rule 'jtw'", "did you mean `jwt`?"),
        ("[severity]\njtw = \"low\"", "set.toml:2:1: there is no rule 'jtw'", "did you mean `jwt`?"),
        ("[[allow]]\nreason = \"x\"\nrule = \"jtw\"", "set.toml:3:8: there is no rule 'jtw'", "`jwt`?"),
        ("rules = [\"own.toml\"]", "own.toml:4:1: unknown field `titel`", "did you mean `title`?"),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "own.toml", "provider = \"A\"\n[[rule]]\nid = \"a-key\"\ntitel = \"A\"\n");
    for (settings, place, hint) in cases {
        write(root, "set.toml", settings);
        assert_says(&beartrap(root, &["config", "check", "set.toml"]), 2, &[place, hint]);
        assert_says(&beartrap(root, &["scan", "--config", "set.toml"]), 2, &[place, hint]);
    }
    assert_says(&beartrap(root, &["config", "check", "gone.toml"]), 2, &["gone.toml"]);
}

#[test]
fn settings_of_a_commit_replace_those_of_the_working_tree() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    git(root, &["init", "-q", "-b", "main"]);
    write(root, "src/a.py", format!("key = '{}'\n", token(0)));
    write(root, "beartrap.toml", "baseline = \".beartrap-baseline\"\nrules = [\"own.toml\"]\n");
    let rule = "provider = \"A\"\n[[rule]]\nid = \"a-key\"\ntitle = \"A\"\nseverity = \"low\"\nanchors = [\"acme_\"]\n\
                pattern = '\\b(?P<secret>acme_[0-9a-z]{20})\\b'\n";
    write(root, "own.toml", rule);
    write(root, ".beartrap-baseline", format!("beartrap-baseline 1 {}\n", "0".repeat(32)));
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "start"]);
    // The change under review allows its own leak, in each of the ways.
    let from = |args: &[&str]| beartrap(root, &[args, &["--config-from", "HEAD"]].concat()).status.code();
    write(root, "beartrap.toml", "exclude = [\"src/\"]\n");
    assert_eq!(beartrap(root, &["scan"]).status.code(), Some(0));
    assert_eq!(from(&["scan"]), Some(1));
    assert_eq!(from(&["scan", "src"]), Some(1), "the settings above the scanned folder are found");
    assert_eq!(beartrap(root, &["history", "."]).status.code(), Some(0));
    assert_eq!(from(&["history", "."]), Some(1));
    write(root, "beartrap.toml", "baseline = \".beartrap-baseline\"\n");
    let created = beartrap(root, &["baseline", "create", "--reason", "hidden"]);
    assert_says(&created, 0, &["1 of them new"]);
    assert_eq!(beartrap(root, &["scan"]).status.code(), Some(0));
    assert_eq!(from(&["scan"]), Some(1));
    assert_eq!(from(&["scan", "--baseline", ".beartrap-baseline"]), Some(1));
    // What is committed counts.
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "allow"]);
    fs::remove_file(root.join("beartrap.toml")).expect("removed");
    fs::remove_file(root.join(".beartrap-baseline")).expect("removed");
    assert_eq!(beartrap(root, &["scan"]).status.code(), Some(1));
    assert_eq!(from(&["scan"]), Some(0));
    let shown = beartrap(root, &["config", "show", "--config-from", "HEAD~1"]);
    assert_says(&shown, 0, &["# HEAD~1:beartrap.toml:1", "own.toml"]);
    assert_says(&beartrap(root, &["scan", "--config-from", "nowhere"]), 2, &["'nowhere' names no commit"]);
    write(root, "out.toml", "");
    for settings in ["rules = [\"../out.toml\"]", "baseline = \"gone\""] {
        write(root, "beartrap.toml", settings);
        git(root, &["add", "-A"]);
        git(root, &["commit", "-q", "-m", "odd"]);
        assert_eq!(from(&["scan"]), Some(2), "{settings}");
    }
}

#[test]
fn suppressed_findings_are_counted_and_shown_when_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "a.py", format!("key = '{}'\n", token(0)));
    write(root, "beartrap.toml", "[[allow]]\npath = \"a.py\"\nreason = \"key of the demo\"\n");
    assert_says(&beartrap(root, &["scan"]), 0, &["1 suppressed: 1 config"]);
    let json = text(&beartrap(root, &["scan", "--format", "json"]));
    assert!(json.contains("key of the demo") && json.contains("beartrap.toml:1"), "{json}");
    for format in ["human", "sarif", "csv", "html", "gitleaks"] {
        let shown = text(&beartrap(root, &["scan", "--format", format, "--show-suppressed"]));
        assert!(shown.contains("stripe-live-secret-key"), "{format}: {shown}");
    }
}

#[test]
fn the_schema_agrees_with_the_parser() {
    let schema = include_str!("../docs/beartrap.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let keys: Vec<&String> = schema["properties"].as_object().expect("properties").keys().collect();
    assert_eq!(keys, beartrap::config::file::KEYS, "the schema has every key and no other");
    let good = [
        "",
        "rules = []\ndisable = [\"jwt\"]\nexclude = [\"a/\"]\nmin-confidence = \"low\"\nfail-on = \"note\"\n\
         max-file-size = 5\nbaseline = \"b\"\n[severity]\njwt = \"high\"\n[[allow]]\nrule = \"jwt\"\nreason = \"x\"\n\
         [[allow]]\npath = \"a\"\nreason = \"x\"\nexpires = \"2030-12-31\"",
    ];
    let bad = [
        "exlude = []",
        "exclude = \"a\"",
        "disable = [1]",
        "min-confidence = \"sure\"",
        "fail-on = \"verified\"",
        "max-file-size = -1",
        "max-file-size = \"1\"",
        "baseline = []",
        "severity = { jwt = \"bad\" }",
        "allow = [{ reason = \"x\" }]",
        "allow = [{ rule = \"jwt\" }]",
        "allow = [{ rule = \"jwt\", reason = \" \" }]",
        "allow = [{ rule = \"jwt\", reason = \"x\", expires = \"2030-13-01\" }]",
        "allow = [{ rule = \"jwt\", reason = \"x\", author = \"y\" }]",
    ];
    let cases = good.iter().map(|text| (text, true)).chain(bad.iter().map(|text| (text, false)));
    for (text, is_good) in cases {
        let value: toml::Value = toml::from_str(text).expect("TOML");
        let json = serde_json::to_value(value).expect("JSON");
        assert_eq!(validator.is_valid(&json), is_good, "the schema on: {text}");
        let parsed = beartrap::config::file::parse("x", Path::new(""), text);
        assert_eq!(parsed.is_ok(), is_good, "the parser on: {text}");
    }
}
