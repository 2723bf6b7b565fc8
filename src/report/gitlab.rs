//! GitLab: the secret detection report (schema 15.2.1, Ultimate) and the code quality report (every tier).
//!
//! <https://gitlab.com/gitlab-org/security-products/security-report-schemas> and
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.

use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::show::{link, place, shown};
use super::{Report, Style};
use crate::finding::{Finding, Severity};
use crate::text::hex;
use crate::verify::proof::codec::date::rfc3339;

/// GitLab refuses longer names.
const MAX_NAME: usize = 255;
/// Where there is no commit.
const NO_COMMIT: &str = "0000000000000000000000000000000000000000";

/// Writes the secret detection report. Its schema demands the time of the scan, so it differs from run to run.
pub(super) fn write(report: &Report<'_>, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let end = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let start = end.saturating_sub(report.stats.millis.div_ceil(1000));
    let skips = report.skipped.iter().filter(|skip| skip.incomplete);
    let messages: Vec<Value> = skips
        .map(|skip| {
            let text = format!("{}: {}", shown(&skip.path), shown(&skip.reason));
            json!({ "level": "warn", "value": text })
        })
        .collect();
    let tool = json!({
        "id": "beartrap",
        "name": "beartrap",
        "version": env!("CARGO_PKG_VERSION"),
        "vendor": { "name": "beartrap" },
    });
    let head = report.stats.revision.as_ref().map(|now| now.commit.as_str()).filter(|id| !id.is_empty());
    let head = head.unwrap_or(NO_COMMIT);
    let log = json!({
        "version": "15.2.1",
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "secret_detection",
            "status": if report.incomplete() { "failure" } else { "success" },
            "start_time": moment(start),
            "end_time": moment(end),
            "messages": messages,
        },
        "vulnerabilities": report.findings.iter().map(|finding| vulnerability(finding, head)).collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// `head` is the commit that is checked out: the schema demands one of every finding.
fn vulnerability(finding: &Finding, head: &str) -> Value {
    let (start, end) = (finding.location.start.line.get(), finding.location.end.line.get());
    let commit = match &finding.commit {
        Some(commit) => json!({
            "sha": shown(&commit.id),
            "author": shown(&commit.author),
            "date": shown(&commit.date),
            "message": shown(&commit.message),
        }),
        None => json!({ "sha": head }),
    };
    let mut item = json!({
        "id": uuid(finding),
        "category": "secret_detection",
        "name": cut(&shown(&finding.title)),
        "description": description(finding),
        "severity": severity(finding.severity),
        "solution": shown(&finding.advice),
        "location": {
            "file": place(&finding.location.origin),
            "commit": commit,
            "start_line": start,
            "end_line": end,
        },
        "identifiers": [
            {
                "type": "beartrap_rule_id",
                "name": cut(&format!("beartrap rule {}", shown(&finding.rule))),
                "value": shown(&finding.rule),
            },
            {
                "type": "cwe",
                "name": "CWE-798",
                "value": "798",
                "url": "https://cwe.mitre.org/data/definitions/798.html",
            },
        ],
    });
    let links: Vec<Value> = [("revoke", &finding.revoke_url), ("documentation", &finding.docs_url)]
        .into_iter()
        .filter_map(|(name, url)| link(url).map(|url| json!({ "name": name, "url": url })))
        .collect();
    if !links.is_empty() {
        item["links"] = json!(links);
    }
    item
}

fn description(finding: &Finding) -> String {
    let secret = shown(finding.redacted.as_str());
    let mut text = format!("{} {secret}, {} confidence.", shown(&finding.title), finding.confidence);
    if let Some(exposure) = &finding.exposure {
        text = format!("{text} {}", shown(&exposure.headline));
    }
    text
}

/// Writes the code quality report.
pub(super) fn write_quality(report: &Report<'_>, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let issue = |finding: &Finding| {
        json!({
            "description": description(finding),
            "check_name": shown(&finding.rule),
            "fingerprint": uuid(finding),
            "severity": quality(finding.severity),
            "location": {
                "path": place(&finding.location.origin),
                "lines": { "begin": finding.location.start.line.get(), "end": finding.location.end.line.get() },
            },
        })
    };
    let issues: Vec<Value> = report.findings.iter().map(issue).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
        Severity::Note => "Info",
    }
}

fn quality(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Note => "info",
    }
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_NAME).collect()
}

/// Date and time without a zone, as the schema wants it.
fn moment(seconds: u64) -> String {
    let text = i64::try_from(seconds).ok().and_then(rfc3339).unwrap_or_default();
    text.trim_end_matches('Z').to_owned()
}

/// A UUID (version 8, RFC 9562: own content) that names the finding across runs.
fn uuid(finding: &Finding) -> String {
    let commit = finding.commit.as_ref().map_or("", |commit| commit.id.as_str());
    let name = format!("{}\n{}\n{commit}", finding.fingerprint, place(&finding.location.origin));
    let mut bytes: [u8; 32] = Sha256::digest(name.as_bytes()).into();
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex(&bytes[..16]);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
