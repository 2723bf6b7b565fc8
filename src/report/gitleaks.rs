//! The JSON of gitleaks, which Jenkins, `DefectDojo` and others read. The secret is masked.

use std::io::{self, Write};

use serde::Serialize;

use super::show::{Shown, place};
use super::{Report, Style};
use crate::finding::Finding;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Leak<'a> {
    #[serde(rename = "RuleID")]
    rule_id: Shown<'a>,
    description: Shown<'a>,
    start_line: u32,
    end_line: u32,
    start_column: u32,
    end_column: u32,
    #[serde(rename = "Match")]
    matched: Shown<'a>,
    secret: Shown<'a>,
    file: String,
    symlink_file: &'static str,
    commit: Shown<'a>,
    entropy: f32,
    author: Shown<'a>,
    email: Shown<'a>,
    date: Shown<'a>,
    message: Shown<'a>,
    tags: Vec<String>,
    fingerprint: String,
}

/// Writes an array of leaks.
pub(super) fn write(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let suppressed = if style.show_suppressed { report.suppressed.as_slice() } else { &[] };
    let leaks: Vec<Leak<'_>> = report.findings.iter().chain(suppressed).map(leak).collect();
    serde_json::to_writer_pretty(&mut *out, &leaks)?;
    writeln!(out)
}

fn leak(finding: &Finding) -> Leak<'_> {
    let (start, end) = (finding.location.start, finding.location.end);
    let commit = finding.commit.as_ref();
    let file = place(&finding.location.origin);
    let line = start.line.get();
    let fingerprint = match commit {
        Some(commit) => format!("{}:{file}:{}:{line}", Shown(&commit.id), Shown(&finding.rule)),
        None => format!("{file}:{}:{line}", Shown(&finding.rule)),
    };
    let masked = Shown(finding.redacted.as_str());
    Leak {
        rule_id: Shown(&finding.rule),
        description: Shown(&finding.title),
        start_line: line,
        end_line: end.line.get(),
        start_column: start.column.get(),
        // Here the end is the last character, not one past it.
        end_column: end.column.get().saturating_sub(1).max(1),
        matched: masked,
        secret: masked,
        file,
        symlink_file: "",
        commit: Shown(commit.map_or("", |c| &c.id)),
        entropy: finding.entropy,
        author: Shown(commit.map_or("", |c| &c.author)),
        email: Shown(commit.map_or("", |c| &c.email)),
        date: Shown(commit.map_or("", |c| &c.date)),
        message: Shown(commit.map_or("", |c| &c.message)),
        tags: vec![format!("severity:{}", finding.severity), format!("confidence:{}", finding.confidence)],
        fingerprint,
    }
}
