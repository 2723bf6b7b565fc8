//! CSV, `JUnit` and the JSON of gitleaks, each read back by a reader that knows the format.

use beartrap::report::Style;
use serde_json::Value;

use super::sample;

#[test]
fn csv_reads_back_cell_by_cell() {
    let rules = sample::rules();
    let report =
        sample::report(rules, vec![sample::full("=a,b\".py", "=cmd|'/c'!A1"), sample::finding("b.py")]);
    let text = sample::print("csv", &report, &Style::default());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> =
        reader.records().map(|row| row.expect("a row as wide as the header")).collect();
    assert_eq!(rows.len(), 2);
    let cell = |row: usize, name: &str| {
        let at = header.iter().position(|h| h == name).expect("a column");
        rows[row][at].to_owned()
    };
    assert_eq!(cell(0, "path"), "'=a,b\".py");
    assert_eq!(cell(0, "author"), "'=cmd|'/c'!A1");
    assert_eq!((cell(1, "path"), cell(1, "start_line")), ("b.py".to_owned(), "3".to_owned()));
    assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "a formula");
    assert!(text.ends_with("\r\n"));
}

#[test]
fn junit_is_xml_that_counts_right() {
    let rules = sample::rules();
    let hostile = "]]>&<x a='\"'>\u{1b}\u{0}";
    for (report, tests, failures, errors) in [
        (sample::report(rules, Vec::new()), 1, 0, 0),
        (sample::full_report(rules, b"a\"<&>.py", hostile), 3, 2, 1),
    ] {
        let text = sample::print("junit", &report, &Style::default());
        let document = roxmltree::Document::parse(&text).expect("XML");
        let all = |name: &'static str| document.descendants().filter(move |node| node.has_tag_name(name));
        let number =
            |name: &str| document.root_element().attribute(name).and_then(|n| n.parse::<usize>().ok());
        assert_eq!(document.root_element().tag_name().name(), "testsuites");
        assert_eq!((number("tests"), all("testcase").count()), (Some(tests), tests));
        assert_eq!((number("failures"), all("failure").count()), (Some(failures), failures));
        assert_eq!((number("errors"), all("error").count()), (Some(errors), errors));
        for suite in all("testsuite") {
            let cases = suite.children().filter(|node| node.has_tag_name("testcase")).count();
            assert_eq!(suite.attribute("tests"), Some(cases.to_string().as_str()));
        }
        if failures > 0 {
            assert!(all("testcase").any(|case| case.attribute("classname") == Some("a\"<&>.py")), "{text}");
        }
    }
}

#[test]
fn gitleaks_readers_find_their_fields() {
    let rules = sample::rules();
    let report = sample::report(rules, vec![sample::full("src/app.js", "t"), sample::finding("b.py")]);
    let json: Value =
        serde_json::from_str(&sample::print("gitleaks", &report, &Style::default())).expect("JSON");
    let leak = json[0].as_object().expect("an object");
    let mut names: Vec<&str> = leak.keys().map(String::as_str).collect();
    names.sort_unstable();
    let mut wanted = [
        "RuleID",
        "Description",
        "StartLine",
        "EndLine",
        "StartColumn",
        "EndColumn",
        "Match",
        "Secret",
        "File",
        "SymlinkFile",
        "Commit",
        "Entropy",
        "Author",
        "Email",
        "Date",
        "Message",
        "Tags",
        "Fingerprint",
    ];
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    let rule = &report.findings[0].rule;
    assert_eq!(leak["Fingerprint"], format!("0123456789abcdef0123456789abcdef01234567:src/app.js:{rule}:3"));
    assert_eq!(json[1]["Fingerprint"], format!("b.py:{rule}:3"));
    assert_eq!((leak["Author"].as_str(), leak["Email"].as_str()), (Some("t"), Some("ann@example.orgt")));
    assert_eq!(leak["StartColumn"], 16);
    assert_eq!(
        leak["EndColumn"].as_u64(),
        Some(16 + sample::canary().len() as u64 - 1),
        "the end is inclusive"
    );
    let empty = sample::print("gitleaks", &sample::report(rules, Vec::new()), &Style::default());
    assert_eq!(empty.trim(), "[]");
}
