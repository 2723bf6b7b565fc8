//! GitHub Actions and GitLab.

use beartrap::finding::{Finding, Severity};
use beartrap::report::Style;
use serde_json::{Value, json};

use super::sample;

#[test]
fn annotations_are_commands_with_every_property_escaped() {
    let rules = sample::rules();
    let report =
        sample::report(rules, vec![sample::full("a,b:c%.py", "x\n::error::y"), sample::finding("b.py")]);
    let text = sample::print("github", &report, &Style::default());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].starts_with("::error file=a%2Cb%3Ac%25.py,line=3,col=16,endColumn=56,title="), "{text}");
    assert!(lines[0].contains("%0ARevoke: https://github.com/settings/tokens"), "{text}");
    assert!(lines[1].starts_with("::error file=b.py,line=3,"), "{text}");
}

#[test]
fn ten_annotations_of_a_kind_and_the_rest_is_counted() {
    let rules = sample::rules();
    let with = |severity| move |i| Finding { severity, ..sample::finding(format!("f{i}.py")) };
    let mut findings: Vec<Finding> = (0..15).map(with(Severity::High)).collect();
    findings.extend((0..2).map(with(Severity::Medium)));
    findings.extend((0..3).map(with(Severity::Note)));
    findings.push(Finding { severity: Severity::Critical, ..sample::finding("worst.py") });
    let text = sample::print("github", &sample::report(rules, findings), &Style::default());
    let of = |kind: &str| text.lines().filter(|line| line.starts_with(kind)).count();
    assert_eq!([of("::error "), of("::warning "), of("::notice ")], [10, 2, 3]);
    assert!(text.starts_with("::error file=worst.py") && text.contains("6 more findings"), "{text}");
}

#[test]
fn the_summary_page_is_a_table_without_markup_from_outside() {
    let rules = sample::rules();
    let report = sample::full_report(rules, b"a|b<img>.py", "`x` | <script> [a](b) @team");
    let text = sample::print("github-summary", &report, &Style::default());
    assert!(text.contains("2 findings") && text.contains("not complete"), "{text}");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| critical")).collect();
    assert_eq!(rows.len(), 2 + report.suppressed.len());
    assert!(text.contains("### Suppressed: 1 finding"), "{text}");
    assert!(rows.iter().all(|row| row.matches('|').count() == 6), "{text}");
    assert!(!text.contains("<script") && !text.contains("<img") && !text.contains("@team"), "{text}");
}

/// What GitLab's schema for secret detection (15.2.1) demands of the parts that a report of ours has.
/// <https://gitlab.com/gitlab-org/security-products/security-report-schemas>, `dist/secret-detection-report-format.json`.
fn gitlab_schema() -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    let tool = json!({
        "type": "object",
        "required": ["id", "name", "version", "vendor"],
        "properties": { "id": text, "name": text, "version": text, "vendor": { "required": ["name"], "properties": { "name": text } } },
    });
    let message = json!({
        "required": ["level", "value"],
        "properties": { "level": { "enum": ["info", "warn", "fatal"] }, "value": text },
    });
    let url = json!({ "type": "string", "pattern": "^(https?|ftp)://.+" });
    let identifier = json!({
        "required": ["type", "name", "value"],
        "properties": { "type": text, "name": text, "value": text, "url": url },
    });
    let words = json!({ "type": "string" });
    let commit = json!({
        "required": ["sha"],
        "properties": { "sha": text, "author": words, "date": words, "message": words },
    });
    let time = json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$" });
    json!({
        "type": "object",
        "required": ["version", "vulnerabilities", "scan"],
        "properties": {
            "version": { "pattern": "^15\\.2\\.\\d+$" },
            "scan": {
                "required": ["analyzer", "scanner", "start_time", "end_time", "status", "type"],
                "properties": {
                    "analyzer": tool, "scanner": tool, "start_time": time, "end_time": time,
                    "status": { "enum": ["success", "failure"] },
                    "type": { "const": "secret_detection" },
                    "messages": { "type": "array", "items": message },
                },
            },
            "vulnerabilities": { "type": "array", "items": {
                "required": ["id", "identifiers", "location"],
                "not": { "required": ["raw_source_code_extract"] },
                "properties": {
                    "id": { "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$" },
                    "name": { "type": "string", "maxLength": 255 },
                    "solution": { "type": "string", "maxLength": 7000 },
                    "severity": { "enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"] },
                    "description": { "type": "string", "maxLength": 1_048_576 },
                    "identifiers": { "type": "array", "minItems": 1, "items": identifier },
                    "links": { "type": "array", "items": { "required": ["url"], "properties": { "url": url } } },
                    "location": {
                        "required": ["commit"],
                        "properties": {
                            "file": text,
                            "commit": commit,
                            "start_line": { "type": "integer", "minimum": 1 },
                            "end_line": { "type": "integer", "minimum": 1 },
                        },
                    },
                },
            } },
        },
    })
}

#[test]
fn gitlab_reports_follow_the_schema() {
    let validator = jsonschema::validator_for(&gitlab_schema()).expect("the schema is valid");
    assert!(!validator.is_valid(&json!({ "version": "15.2.1" })), "the schema must be able to say no");
    for (name, report) in sample::cases(sample::rules()) {
        let log: Value =
            serde_json::from_str(&sample::print("gitlab", &report, &Style::default())).expect("JSON");
        let faults: Vec<String> =
            validator.iter_errors(&log).map(|e| format!("{}: {e}", e.instance_path)).collect();
        assert!(faults.is_empty(), "{name}: {}", faults.join("\n"));
        assert_eq!(log["scan"]["status"] == "success", !report.incomplete(), "{name}");
        let items = log["vulnerabilities"].as_array().expect("an array");
        assert_eq!(items.len(), report.findings.len());
        let mut ids: Vec<&str> = items.iter().filter_map(|item| item["id"].as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), items.len(), "{name}: ids are unique");
    }
}

#[test]
fn code_quality_has_what_gitlab_requires() {
    let report = sample::report(sample::rules(), vec![sample::full("a.js", "t"), sample::finding("b.py")]);
    let text = sample::print("gitlab-codequality", &report, &Style::default());
    let issues: Vec<Value> = serde_json::from_str(&text).expect("a JSON array");
    for issue in &issues {
        let texts = ["description", "check_name", "fingerprint"];
        assert!(
            texts.iter().all(|name| issue[name].as_str().is_some_and(|text| !text.is_empty())),
            "{issue}"
        );
        assert_eq!(issue["severity"], "blocker");
        assert_eq!(issue["location"]["lines"]["begin"], 3);
    }
    assert_ne!(issues[0]["fingerprint"], issues[1]["fingerprint"]);
    assert_eq!(issues[1]["location"]["path"], "b.py");
}
