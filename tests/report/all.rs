//! What holds for every row of the table of formats.

use beartrap::report::{FORMATS, format};

use super::sample;

/// Control and bidirectional characters, quotes of every format, markup, commands of CI systems, spreadsheet formulas.
const HOSTILE: &str =
    "\u{1b}[31m\r\n::error::x\u{202e}\u{2066}\u{85}\u{7}\u{0}\t\"'`<script>&]]>,;=1+1|%0A[x](y)\\";

#[test]
fn names_are_unique_and_the_error_lists_them() {
    let mut names: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
    let error = format("nonsense").map(|f| f.name).expect_err("there is no such format").to_string();
    assert!(names.iter().all(|name| error.contains(name)), "{error}");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), FORMATS.len());
}

#[test]
fn no_format_prints_the_secret() {
    let rules = sample::rules();
    let report = sample::full_report(rules, b"src/app.js", "text");
    let body = &sample::canary()[4..];
    // The last four characters may be shown; any eight in a row may not.
    let parts: Vec<&str> = (0..=body.len() - 8).map(|at| &body[at..at + 8]).collect();
    for (name, text) in sample::print_all(&report, true) {
        assert!(parts.iter().all(|part| !text.contains(part)), "{name} prints a part of the secret");
        assert!(text.contains(report.findings[0].rule.as_str()), "{name} does not print the finding at all");
    }
}

#[test]
fn hostile_text_is_escaped_in_every_format() {
    let rules = sample::rules();
    let path = ["::error::", HOSTILE].concat();
    let mut path = path.replace('\0', "").into_bytes();
    path.push(0xff);
    for (name, text) in sample::print_all(&sample::full_report(rules, &path, HOSTILE), false) {
        let bad = text.chars().find(|&c| {
            (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || beartrap::blob::is_bidi_control(c)
        });
        assert_eq!(bad, None, "{name} prints a character that fools terminals");
        assert!(!text.contains("\r\n::error::x"), "{name} lets a name start a line");
        let own = name == "github" || name == "github-summary";
        let command = text.lines().find(|line| line.trim_start().starts_with("::"));
        assert!(own || command.is_none(), "{name} prints a workflow command: {command:?}");
    }
}

#[test]
fn an_empty_report_is_valid_in_every_format() {
    let rules = sample::rules();
    for (name, text) in sample::print_all(&sample::report(rules, Vec::new()), false) {
        assert!(!text.is_empty() || name == "github", "{name} writes nothing at all");
    }
}

#[test]
fn colour_is_only_where_it_is_asked_for() {
    let rules = sample::rules();
    let report = sample::full_report(rules, b"a.js", "text");
    for (name, text) in sample::print_all(&report, false) {
        assert!(!text.contains('\u{1b}'), "{name} colours without being asked");
    }
    let coloured = sample::print_all(&report, true).into_iter().filter(|(_, text)| text.contains('\u{1b}'));
    assert_eq!(coloured.map(|(name, _)| name).collect::<Vec<_>>(), ["human"]);
}

#[test]
fn the_same_report_prints_the_same() {
    let rules = sample::rules();
    let print = |millis| {
        let mut report = sample::full_report(rules, b"a.js", "text");
        report.stats.millis = millis;
        sample::print_all(&report, false)
    };
    for ((name, first), (_, second)) in print(1).into_iter().zip(print(99_999)) {
        // People want to know the time; GitLab's schema demands it.
        assert!(first == second || name == "human" || name == "gitlab", "{name} depends on the time it took");
    }
}
