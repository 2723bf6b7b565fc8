//! SARIF against the official schema, and what GitHub asks beyond it.

use std::path::Path;

use beartrap::report::{Report, Style};
use serde_json::Value;

use super::sample;

fn sarif(report: &Report<'_>, style: &Style) -> Value {
    serde_json::from_str(&sample::print("sarif", report, style)).expect("SARIF is JSON")
}

fn plain(report: &Report<'_>) -> Value {
    sarif(report, &Style::default())
}

fn list<'v>(value: &'v Value, what: &str) -> &'v [Value] {
    value.pointer(what).and_then(Value::as_array).unwrap_or_else(|| panic!("no list at {what}"))
}

/// The samples are also left as files, for the validators that `.ci/sarif` runs.
#[test]
fn every_case_follows_the_official_schema() {
    let schema = include_str!("../schemas/sarif-2.1.0.json");
    let schema: Value =
        serde_json::from_str(schema.trim_start_matches('\u{feff}')).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is valid");
    assert!(
        !validator.is_valid(&serde_json::json!({ "version": "2.1.0" })),
        "the schema must be able to say no"
    );
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sarif");
    std::fs::create_dir_all(&folder).expect("a folder for samples");
    let rules = sample::rules();
    for (name, report) in sample::cases(rules) {
        for show_suppressed in [false, true] {
            let log = sarif(&report, &Style { show_suppressed, ..Style::default() });
            let faults: Vec<String> =
                validator.iter_errors(&log).map(|e| format!("{}: {e}", e.instance_path)).collect();
            assert!(faults.is_empty(), "{name}: {}", faults.join("\n"));
        }
        let file = folder.join(format!("{name}.sarif"));
        std::fs::write(file, sample::print("sarif", &report, &Style::default()))
            .expect("a sample is written");
    }
}

#[test]
fn rules_carry_what_github_shows() {
    let rules = sample::rules();
    let log = plain(&sample::report(rules, Vec::new()));
    let driver = &log["runs"][0]["tool"]["driver"];
    assert_eq!((driver["name"].as_str(), list(&log, "/runs/0/results").len()), (Some("beartrap"), 0));
    assert!(driver["semanticVersion"].is_string() && driver["informationUri"].is_string());
    let all = list(driver, "/rules");
    assert_eq!(all.len(), rules.rules().len());
    for rule in all {
        let id = rule["id"].as_str().expect("an id");
        assert_ne!(rule["name"], rule["id"], "{id}");
        for text in ["/shortDescription/text", "/fullDescription/text"] {
            let text = rule.pointer(text).and_then(Value::as_str).expect("a description");
            assert!(
                text.ends_with(['.', '!', '?', '\u{2026}']) && text.chars().count() <= 1024,
                "{id}: {text}"
            );
        }
        assert!(rule["help"]["text"].is_string() && rule["help"]["markdown"].is_string(), "{id}");
        assert!(rule["helpUri"].as_str().is_some_and(|url| url.starts_with("http")), "{id}");
        let score = rule["properties"]["security-severity"].as_str().expect("a score is a string");
        assert!(score.parse::<f32>().is_ok_and(|n| n > 0.0 && n <= 10.0), "{id}: {score}");
        assert!(rule["properties"]["precision"].is_string(), "{id}");
        let tags = list(rule, "/properties/tags");
        assert!(
            tags.len() <= 10 && tags.contains(&"security".into()) && tags.contains(&"cwe-798".into()),
            "{id}"
        );
    }
}

#[test]
fn a_result_is_placed_named_and_explained() {
    let rules = sample::rules();
    let log = plain(&sample::full_report(rules, b"src/a b.js", "t[x](y)"));
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    assert!(run["originalUriBaseIds"]["%SRCROOT%"]["uri"].is_null(), "no path of this machine");
    let result = &run["results"][0];
    let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "src/a%20b.js");
    assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
    for number in ["startLine", "startColumn", "endLine", "endColumn"] {
        assert!(place["region"][number].as_u64().is_some_and(|n| n >= 1), "{number}");
    }
    assert!(place["region"].get("snippet").is_none());
    let message = result["message"]["text"].as_str().expect("a message");
    assert!(message.ends_with('.') && message.contains("\\[x\\](y)"), "{message}");
    assert!(message.contains("](1)") && result["relatedLocations"][0]["id"] == 1, "{message}");
    let prints = &result["partialFingerprints"];
    assert!(prints["primaryLocationLineHash"].as_str().is_some_and(|hash| hash.ends_with(":1")));
    assert!(prints["beartrap/finding/v1"].is_string());
    assert_eq!(list(result, "/codeFlows/0/threadFlows/0/locations").len(), 2);
    assert!(run["automationDetails"].is_null(), "users give the category");
}

#[test]
fn an_incomplete_scan_is_not_successful_and_says_why() {
    let rules = sample::rules();
    let log = plain(&sample::full_report(rules, b"a.js", "TEXT"));
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notes = invocation["toolExecutionNotifications"].to_string();
    assert!(notes.contains("cannot be read TEXT.") && notes.contains("left out by design."), "{notes}");
    let complete = plain(&sample::report(rules, Vec::new()));
    assert_eq!(complete["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn history_has_a_category_and_commits_but_never_a_commit_in_a_uri() {
    let rules = sample::rules();
    let mut report = sample::report(rules, vec![sample::full("src/old.js", "x")]);
    report.stats.source = "history";
    let log = plain(&report);
    let run = &log["runs"][0];
    assert_eq!(run["automationDetails"]["id"], "beartrap/history/");
    let result = &run["results"][0];
    let id = report.findings[0].commit.as_ref().map(|c| c.id.as_str()).expect("a commit");
    assert_eq!(result["locations"][0]["logicalLocations"][0]["name"], id);
    assert_eq!(result["properties"]["inHead"], false);
    assert!(result["message"]["text"].as_str().is_some_and(|text| text.contains(&id[..12])));
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "src/old.js");
}

#[test]
fn suppressed_findings_are_there_only_on_request_and_then_on_all() {
    let rules = sample::rules();
    let report = sample::full_report(rules, b"a.js", "t");
    let without = plain(&report);
    assert_eq!(list(&without, "/runs/0/results").len(), 2);
    assert!(list(&without, "/runs/0/results").iter().all(|r| r.get("suppressions").is_none()));
    let with = sarif(&report, &Style { show_suppressed: true, ..Style::default() });
    let counts: Vec<usize> =
        list(&with, "/runs/0/results").iter().map(|r| list(r, "/suppressions").len()).collect();
    assert_eq!(counts, [0, 0, 1]);
}

#[test]
fn more_than_5000_findings_are_cut_by_severity_and_it_says_so() {
    let rules = sample::rules();
    let (_, many) = sample::cases(rules).pop().expect("the last case");
    let log = plain(&many);
    let results = list(&log, "/runs/0/results");
    assert_eq!(results.len(), 5000);
    assert_eq!(
        results.iter().filter(|r| r["level"] == "error").count(),
        4000,
        "no severe finding is left out"
    );
    assert_eq!(log["runs"][0]["properties"]["resultsLeftOut"], 1000);
    let notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(notes.contains("1,000 findings left out"), "{notes}");
}

#[test]
fn a_secret_of_many_lines_has_a_region_and_the_checkout_is_named() {
    let (_, report) =
        sample::cases(sample::rules()).into_iter().find(|(name, _)| *name == "lines").expect("a case");
    let log = plain(&report);
    let run = &log["runs"][0];
    let region = &run["results"][0]["locations"][0]["physicalLocation"]["region"];
    let numbers = ["startLine", "startColumn", "endLine", "endColumn"].map(|name| region[name].as_u64());
    assert_eq!(numbers, [Some(2), Some(8), Some(6), Some(14)]);
    let provenance = &run["versionControlProvenance"][0];
    assert_eq!(provenance["repositoryUri"], "https://example.org/a/b.git");
    assert_eq!(provenance["branch"], "feature/\\u{202e}x");
    assert_eq!(provenance["mappedTo"]["uriBaseId"], "%SRCROOT%");
}

#[test]
fn a_member_of_an_archive_stands_at_the_start_of_the_archive() {
    let rules = sample::rules();
    let mut finding = sample::finding("app.jar");
    finding.location.origin.member = Some(beartrap::blob::RelPath::new(b"conf/app.yml"));
    let log = plain(&sample::report(rules, vec![finding]));
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 1);
    assert!(result["message"]["text"].as_str().is_some_and(|text| text.contains("line 3 of 'conf/app.yml'")));
    assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_null());
}
