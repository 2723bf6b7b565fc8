//! Bad input gives a clear error that says where and what to do, exit code 2 when the scan was not complete, and
//! never a panic.

use std::fs;
use std::path::Path;
use std::process::Stdio;

mod program;

use program::{assert_says, beartrap, beartrap_reads, command, text};
use tempfile::TempDir;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("a file");
    }
    folder
}

#[test]
fn a_path_that_does_not_exist() {
    let folder = folder(&[("a.txt", b"x")]);
    assert_says(&beartrap(folder.path(), &["scan", "a.txt", "missing"]), 2, &["missing", "cannot be read"]);
}

#[test]
#[cfg(unix)]
fn a_file_that_cannot_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("secret.txt", b"x"), ("other.txt", b"y")]);
    let path = folder.path().join("secret.txt");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("permissions");
    if fs::read(&path).is_ok() {
        // Root reads everything: a folder where a file is expected cannot be read by anyone.
        fs::remove_file(&path).expect("removed");
        std::os::unix::fs::symlink("nowhere", &path).expect("a link");
        assert_says(&beartrap(folder.path(), &["scan", "secret.txt"]), 2, &["secret.txt", "cannot be read"]);
    } else {
        assert_says(&beartrap(folder.path(), &["scan", "."]), 2, &["secret.txt", "cannot be read"]);
    }
}

#[test]
fn a_file_over_the_size_limit() {
    let folder = folder(&[("big.txt", &[b'x'; 5000])]);
    let output = beartrap(folder.path(), &["scan", "--max-file-size", "1000"]);
    assert_says(&output, 2, &["big.txt", "5000 bytes, more than --max-file-size 1000"]);
    let allowed = beartrap(folder.path(), &["scan", "--max-file-size", "1000", "--allow-large"]);
    assert_says(&allowed, 0, &["5000 bytes, more than --max-file-size 1000"]);
}

#[test]
fn settings_with_faults() {
    let cases: [(&[u8], &[&str]); 5] = [
        (b"x = = 1\n", &["beartrap.toml:1:"]),
        (b"\nexlude = []\n", &["beartrap.toml:2:1", "did you mean `exclude`"]),
        (b"disable = [\"no-such-rule\"]\n", &["beartrap.toml:1:", "no rule 'no-such-rule'", "rules list"]),
        (b"fail-on = \"sometimes\"\n", &["beartrap.toml:1:11", "none of note, low"]),
        (b"rules = [\"missing.toml\"]\n", &["missing.toml"]),
    ];
    for (settings, wanted) in cases {
        let folder = folder(&[("beartrap.toml", settings)]);
        assert_says(&beartrap(folder.path(), &["scan"]), 2, wanted);
        assert_says(&beartrap(folder.path(), &["scan", "--ignore-repo-config"]), 0, &[]);
    }
}

#[test]
fn no_rule_left() {
    let ids: Vec<String> =
        beartrap::rule::RuleSet::builtin().rules().iter().map(|r| format!("\"{}\"", r.id)).collect();
    let settings = format!("disable = [{}]\n", ids.join(", "));
    let folder = folder(&[("beartrap.toml", settings.as_bytes())]);
    assert_says(&beartrap(folder.path(), &["scan"]), 2, &["no rule is left"]);
}

#[test]
fn rules_with_faults() {
    let rule = |pattern: &str| {
        format!(
            "provider = \"A\"\n\n[[rule]]\nid = \"a-key\"\ntitle = \"A\"\nseverity = \"low\"\nanchors = [\"abc\"]\npattern = '{pattern}'\n"
        )
    };
    for (pattern, wanted) in [
        ("abc(", "does not compile"),
        ("abc[0-9]{9}", "(?P<secret>"),
        ("(?P<secret>(abc)*)", "matches the empty string"),
    ] {
        let folder = folder(&[("own.toml", rule(pattern).as_bytes())]);
        for args in [["scan", "--rules", "own.toml"], ["rules", "test", "own.toml"]] {
            assert_says(&beartrap(folder.path(), &args), 2, &["own.toml:3:1", "a-key", wanted]);
        }
    }
    let folder = folder(&[("empty.toml", b"provider = \"A\"\n")]);
    assert_says(
        &beartrap(folder.path(), &["scan", "--rules", "empty.toml"]),
        2,
        &["empty.toml:1:", "no [[rule]]"],
    );
}

#[test]
fn a_line_of_two_megabytes() {
    let token = ["gsk_", "c7Lq2xVtR9mKb4WzY1nPd8HsJ6", "gFa3Te5UoXiQv0MkBrNwZy1Cj2"].concat();
    let line = format!("{};k=\"{token}\";{}", "a=1,".repeat(250_000), "b=[2],".repeat(170_000));
    let folder = folder(&[("bundle.js", line.as_bytes())]);
    let output = beartrap(folder.path(), &["scan", "--format", "json"]);
    assert_says(&output, 1, &["groq-api-key"]);
    assert!(text(&output).len() < 20_000, "the line is cut around the secret");
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_that_is_not_text() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&[]);
    let name = std::ffi::OsStr::from_bytes(b"n\xff\x1b[31m.env");
    let token = ["gsk_", "c7Lq2xVtR9mKb4WzY1nPd8HsJ6", "gFa3Te5UoXiQv0MkBrNwZy1Cj2"].concat();
    fs::write(folder.path().join(name), format!("GROQ_API_KEY={token}\n")).expect("a file");
    let output = beartrap(folder.path(), &["scan", "--color", "never"]);
    assert_says(&output, 1, &["n\\xff\\u{1b}[31m.env"]);
    assert!(!output.stdout.contains(&0x1b), "no escape sequence of a file name reaches the terminal");
}

#[test]
fn a_closed_pipe() {
    let token = ["gsk_", "c7Lq2xVtR9mKb4WzY1nPd8HsJ6", "gFa3Te5UoXiQv0MkBrNwZy1Cj2"].concat();
    let folder = folder(&[("a.env", format!("GROQ_API_KEY={token}\n").repeat(3000).as_bytes())]);
    let mut command = command(folder.path(), &["scan", "--format", "json"]);
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    drop(child.stdout.take());
    // Findings count although nobody read them: `beartrap scan | head` in a pipeline.
    assert_says(&child.wait_with_output().expect("the program ends"), 1, &[]);
}

#[test]
fn standard_input_together_with_files() {
    let folder = folder(&[]);
    let output = beartrap_reads(folder.path(), &["scan", "-", "x"], b"x");
    assert_says(&output, 2, &["standard input"]);
}

#[test]
fn unknown_rules_and_options() {
    let folder = folder(&[]);
    assert_says(
        &beartrap(folder.path(), &["rules", "show", "nothing"]),
        2,
        &["no rule 'nothing'", "rules list"],
    );
    assert_says(&beartrap(folder.path(), &["scan", "--format", "yaml"]), 2, &["human", "json", "sarif"]);
    assert_says(&beartrap(folder.path(), &["scan", "--report", "sarif"]), 2, &["FORMAT=FILE"]);
}

/// A file that shrinks or grows between `stat` and `read` is reported; the race itself is tested at its seam.
#[test]
fn a_file_that_changes_while_it_is_read() {
    use beartrap::source::files::Reader;
    // Files of /proc say that they are empty and are not: the same thing as a file that grew.
    let path = Path::new("/proc/self/status");
    if path.exists() {
        let mut reader = Reader::default();
        let (_, note) = reader.read(path, 1000).expect("readable");
        let note = note.expect("a note");
        assert!(note.incomplete && note.reason.contains("changed while it was read"), "{note:?}");
    }
}

/// Slips of the finger are answered with what was meant.
#[test]
fn slips_get_a_hint() {
    let folder = folder(&[("src", b"x")]);
    let slips: [(&[&str], &str); 7] = [
        (&["scna"], "similar subcommand exists: 'scan'"),
        (&["src"], "to scan it, write 'beartrap scan src'"),
        (&["."], "to scan it, write 'beartrap scan .'"),
        (&["scan", "--fromat", "json"], "'--format'"),
        (&["scan", "--fail-on", "hihg"], "'high'"),
        (&["rules", "show", "githb-personal-access-token"], "did you mean `github-personal-access-token`?"),
        (&["explain", "githb-personal-access-token"], "did you mean `github-personal-access-token`?"),
    ];
    for (args, hint) in slips {
        assert_says(&beartrap(folder.path(), args), 2, &[hint]);
    }
}

/// An option that a command would not use is refused.
#[test]
fn options_without_a_use_are_refused() {
    let folder = folder(&[]);
    let useless: [&[&str]; 4] = [
        &["config", "check", "--format", "json"],
        &["baseline", "create", "--reason", "x", "--no-fail"],
        &["baseline", "prune", "--baseline", "x"],
        &["explain", "jwt", "--report", "json=x"],
    ];
    for args in useless {
        assert_says(&beartrap(folder.path(), args), 2, &["unexpected argument"]);
    }
}
