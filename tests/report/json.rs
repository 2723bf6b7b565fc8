//! JSON: the contract that programs rely on.

use beartrap::report::Style;
use serde_json::Value;

use super::sample;

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn has(value: &Value, wanted: &[&str]) {
    let keys = keys(value);
    for name in wanted {
        assert!(keys.contains(name), "'{name}' is missing among {keys:?}");
    }
}

const FINDING: &[&str] = &[
    "rule",
    "provider",
    "title",
    "severity",
    "confidence",
    "path",
    "start_line",
    "start_column",
    "end_line",
    "end_column",
    "secret",
    "fingerprint",
    "commit",
    "reach",
    "exposure",
    "risks",
    "advice",
];

#[test]
fn json_is_one_object_of_the_documented_shape() {
    let rules = sample::rules();
    let report = sample::full_report(rules, b"src/app.js", "TEXT");
    let json: Value = serde_json::from_str(&sample::print("json", &report, &Style::default())).expect("JSON");
    has(&json, &["tool", "version", "findings", "suppressed", "skipped", "stats"]);
    let finding = &json["findings"][0];
    has(finding, FINDING);
    has(&finding["commit"], &["id", "author", "date", "message"]);
    has(&finding["exposure"], &["verdict", "certainty", "channel", "evidence"]);
    has(&finding["exposure"]["evidence"][0], &["path", "line", "why"]);
    has(&finding["risks"][0], &["kind", "why"]);
    has(&finding["advice"], &["revoke_url", "docs_url", "text"]);
    assert_eq!(finding["severity"], "critical");
    assert_eq!((finding["start_line"].as_u64(), finding["start_column"].as_u64()), (Some(3), Some(16)));
    let plain = &json["findings"][1];
    assert!(plain["commit"].is_null() && plain["exposure"].is_null() && plain["reach"].is_null());
    assert_eq!(json["suppressed"][0]["suppressed_by"]["kind"], "inline");
    assert_eq!(json["skipped"][0]["incomplete"], true);
    assert_eq!(json["complete"], false);
    assert!(!json.to_string().contains("millis"), "wall time differs from run to run");
}

#[test]
fn jsonl_is_findings_and_then_a_summary() {
    let rules = sample::rules();
    let report = sample::full_report(rules, b"src/app.js", "a\nb");
    let text = sample::print("jsonl", &report, &Style::default());
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let kinds: Vec<&str> = lines.iter().filter_map(|line| line["type"].as_str()).collect();
    assert_eq!(kinds, ["finding", "finding", "suppressed", "summary"]);
    has(&lines[0], FINDING);
    assert_eq!(lines[3]["findings"], 2);
}

#[test]
fn a_path_that_cannot_be_shown_can_be_had_whole() {
    let rules = sample::rules();
    let report = sample::report(rules, vec![sample::finding(b"a\n\xff.py"), sample::finding("plain.py")]);
    let json: Value = serde_json::from_str(&sample::print("json", &report, &Style::default())).expect("JSON");
    assert_eq!(json["findings"][0]["path"], "a\\u{a}\\xff.py");
    assert_eq!(json["findings"][0]["path_uri"], "a%0A%FF.py");
    assert!(json["findings"][1].get("path_uri").is_none());
}

#[test]
fn dropped_candidates_are_listed_on_request() {
    let rules = sample::rules();
    let report = sample::full_report(rules, b"a.js", "t");
    let explain = Style { explain: true, ..Style::default() };
    let json: Value = serde_json::from_str(&sample::print("json", &report, &explain)).expect("JSON");
    assert_eq!(json["dropped"][0]["check"], "placeholder");
    assert!(!sample::print("json", &report, &Style::default()).contains("\"dropped\": ["));
}
