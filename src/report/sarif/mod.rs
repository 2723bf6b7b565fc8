//! SARIF 2.1.0 for code scanning (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).
//!
//! What GitHub reads (<https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>)
//! comes first; the rest is for other readers. All rules in use are written even when nothing was found: an empty
//! analysis is what closes old alerts. There is no snippet, and no text holds a secret.

mod parts;
mod result;
mod rules;

use std::io::{self, Write};

use serde_json::json;
use serde_sarif::sarif::{
    Invocation, Notification, PropertyBag, Run, RunAutomationDetails, Sarif, Tool, ToolComponent,
};

use super::show::shown;
use super::{Report, Style};
use crate::finding::Finding;
use crate::text::{count, number};
use parts::{message, sentence};
use rules::Rules;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
pub(super) const HOME: &str = env!("CARGO_PKG_REPOSITORY");
/// GitHub keeps and shows so many results of a run.
const MAX_RESULTS: usize = 5000;
/// So many skipped files are listed; the rest is counted.
const MAX_NOTIFICATIONS: usize = 1000;

/// Writes the report as SARIF.
pub(super) fn write(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (shown, left_out) = chosen(report, style);
    let rules = Rules::new(report, &shown);
    let results: Vec<_> =
        shown.iter().map(|finding| result::result(finding, &rules, style.show_suppressed)).collect();
    let mut run = Run::builder()
        .tool(Tool::builder().driver(driver(rules)).build())
        .results(results)
        .column_kind(json!("utf16CodeUnits"))
        .original_uri_base_ids(parts::base_ids())
        .invocations(vec![invocation(report, left_out)])
        .properties(properties(report, left_out))
        .build();
    run.version_control_provenance = report.stats.revision.as_ref().and_then(parts::provenance);
    if report.stats.source == "history" {
        // The category keeps it from replacing the analysis of the working tree.
        run.automation_details = Some(RunAutomationDetails::builder().id("beartrap/history/").build());
    }
    let log = Sarif::builder().schema(SCHEMA).version(json!("2.1.0")).runs(vec![run]).build();
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// The findings to write, and how many more there are than fit. The worst stay; their order stays, too.
fn chosen<'a>(report: &'a Report<'_>, style: &Style) -> (Vec<&'a Finding>, usize) {
    let suppressed = if style.show_suppressed { report.suppressed.as_slice() } else { &[] };
    let mut all: Vec<(usize, &Finding)> = report.findings.iter().chain(suppressed).enumerate().collect();
    let left_out = all.len().saturating_sub(MAX_RESULTS);
    if left_out > 0 {
        all.sort_by_key(|(at, finding)| (std::cmp::Reverse((finding.severity, finding.confidence)), *at));
        all.truncate(MAX_RESULTS);
        all.sort_by_key(|(at, _)| *at);
    }
    (all.into_iter().map(|(_, finding)| finding).collect(), left_out)
}

fn driver(rules: Rules<'_>) -> ToolComponent {
    ToolComponent::builder()
        .name("beartrap")
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .information_uri(HOME)
        .rules(rules.into_descriptors())
        .build()
}

fn invocation(report: &Report<'_>, left_out: usize) -> Invocation {
    let mut notes: Vec<Notification> = Vec::new();
    if left_out > 0 {
        let text = format!(
            "{} left out: only the {} most severe are in this file; the JSON report has all.",
            count(left_out, "finding"),
            number(MAX_RESULTS as u64)
        );
        notes.push(notification("warning", &text));
    }
    for warning in &report.warnings {
        notes.push(notification("warning", &sentence(&shown(warning))));
    }
    let mut skipped: Vec<_> = report.skipped.iter().collect();
    skipped.sort_by_key(|skip| !skip.incomplete);
    for skip in skipped.iter().take(MAX_NOTIFICATIONS) {
        let level = if skip.incomplete { "error" } else { "note" };
        let text = format!("'{}' was not scanned: {}", shown(&skip.path), shown(&skip.reason));
        notes.push(notification(level, &sentence(&text)));
    }
    if skipped.len() > MAX_NOTIFICATIONS {
        let text = format!("{} more were not scanned.", number((skipped.len() - MAX_NOTIFICATIONS) as u64));
        let level = if skipped[MAX_NOTIFICATIONS].incomplete { "error" } else { "note" };
        notes.push(notification(level, &text));
    }
    let mut invocation = Invocation::builder().execution_successful(!report.incomplete()).build();
    if !notes.is_empty() {
        invocation.tool_execution_notifications = Some(notes);
    }
    invocation
}

fn notification(level: &str, text: &str) -> Notification {
    Notification::builder().level(json!(level)).message(message(text)).build()
}

fn properties(report: &Report<'_>, left_out: usize) -> PropertyBag {
    parts::bag([
        ("source", json!(report.stats.source)),
        ("blobs", json!(report.stats.blobs)),
        ("bytes", json!(report.stats.bytes)),
        ("skipped", json!(report.skipped.len())),
        ("suppressed", json!(report.suppressed.len())),
        ("resultsLeftOut", json!(left_out)),
    ])
}
