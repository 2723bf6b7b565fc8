//! The report for people.

use beartrap::report::Style;

use super::sample;

fn print(report: &beartrap::report::Report<'_>) -> String {
    sample::print("human", report, &Style { explain: true, ..Style::default() })
}

#[test]
fn a_finding_says_where_what_why_and_what_to_do() {
    let rules = sample::rules();
    let text = print(&sample::full_report(rules, b"src/app.js", "TEXT"));
    for part in [
        "src/app.js:3:16\n",
        "critical: Acme token TEXT",
        "ghp_****5UoK (40 characters)",
        "      3 | const token = \"********\";",
        "because: the format is distinctive",
        "account: TEXT",
        "commit: 0123456789ab 2026-01-02T03:04:05Z",
        "no longer in HEAD",
        "exposed: Every visitor receives it",
        "-> TEXT:9 imports it",
        "risk: long-lived",
        "do: Revoke it TEXT",
        "revoke: https://github.com/settings/tokens",
        "1 candidate dropped by placeholder:",
        "1 not scanned: cannot be read TEXT",
        "2 findings: 2 critical",
        "1 suppressed: 1 inline",
        "The scan is not complete",
    ] {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
}

#[test]
fn the_marker_stands_under_the_mask() {
    let rules = sample::rules();
    let mut finding = sample::finding("a.py");
    finding.line_text = "\tclé = ******** # 鍵".to_owned();
    finding.line_mark = beartrap::text::Span::new(8, 16);
    let text = print(&sample::report(rules, vec![finding]));
    let lines: Vec<&str> = text.lines().collect();
    let line =
        lines.iter().position(|l| l.contains("********") && l.contains('|')).expect("the line is shown");
    let column = |l: &str, c: char| l.chars().position(|x| x == c);
    assert_eq!(column(lines[line], '*'), column(lines[line + 1], '^'), "{text}");
    assert_eq!(lines[line + 1].matches('^').count(), 8);
}

#[test]
fn nothing_found_is_only_good_news_when_all_was_scanned() {
    let rules = sample::rules();
    let mut report = sample::report(rules, Vec::new());
    assert!(print(&report).contains("No finding.\n"));
    let reason = "cannot be read".to_owned();
    report.skipped = vec![beartrap::error::Skip { path: "x".to_owned(), reason, incomplete: true }];
    let text = print(&report);
    assert!(text.contains("No finding in what was scanned.") && text.contains("not complete"), "{text}");
}

#[test]
fn long_lists_are_cut_and_counted() {
    let rules = sample::rules();
    let mut report = sample::report(rules, Vec::new());
    let skip = |i| beartrap::error::Skip {
        path: format!("f{i}"),
        reason: "too large".to_owned(),
        incomplete: false,
    };
    report.skipped = (0..2000).map(skip).collect();
    let text = print(&report);
    assert!(text.contains("2,000 not scanned: too large") && text.contains("and 1,990 more"), "{text}");
}
