//! JSON for programs: one object (`json`), or one finding a line (`jsonl`).
//!
//! The structs are the contract: a field may be added, none may change its meaning or go. The output holds no wall
//! time, so it is the same on every run. Text from the scanned repository is escaped as people see it; a path that
//! this changes also stands in `path_uri`, byte for byte.

use std::io::{self, Write};

use serde::Serialize;

use super::careful::Careful;
use super::share::Record;
use super::show::{Shown, path_uri, shown};
use super::{Report, Stats, Style};
use crate::finding as found;

/// Writes one object.
pub(super) fn write(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let whole = Whole {
        tool: "beartrap",
        version: env!("CARGO_PKG_VERSION"),
        findings: report.findings.iter().map(Finding::new).collect(),
        suppressed: report.suppressed.iter().map(Finding::new).collect(),
        tail: Tail::new(report, style),
        shard: Record::of(report),
    };
    let mut json = serde_json::Serializer::with_formatter(&mut *out, Careful::default());
    whole.serialize(&mut json)?;
    writeln!(out)
}

/// Writes one object a line.
pub(super) fn write_lines(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |kind: &'static str, finding: &found::Finding| {
        serde_json::to_writer(&mut *out, &Line { kind, body: Finding::new(finding) })?;
        writeln!(out)
    };
    for finding in &report.findings {
        line("finding", finding)?;
    }
    for finding in &report.suppressed {
        line("suppressed", finding)?;
    }
    let summary = Summary {
        tool: "beartrap",
        version: env!("CARGO_PKG_VERSION"),
        findings: report.findings.len(),
        suppressed: report.suppressed.len(),
        tail: Tail::new(report, style),
    };
    serde_json::to_writer(&mut *out, &Line { kind: "summary", body: summary })?;
    writeln!(out)
}

#[derive(Serialize)]
struct Whole<'a> {
    tool: &'static str,
    version: &'static str,
    findings: Vec<Finding<'a>>,
    suppressed: Vec<Finding<'a>>,
    #[serde(flatten)]
    tail: Tail<'a>,
    /// What `beartrap merge` reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<Record>,
}

#[derive(Serialize)]
struct Line<T> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    body: T,
}

#[derive(Serialize)]
struct Summary<'a> {
    tool: &'static str,
    version: &'static str,
    findings: usize,
    suppressed: usize,
    #[serde(flatten)]
    tail: Tail<'a>,
}

/// What follows the findings in both formats.
#[derive(Serialize)]
struct Tail<'a> {
    skipped: Vec<Skip<'a>>,
    complete: bool,
    warnings: Vec<Shown<'a>>,
    stats: StatsShape<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dropped: Option<Vec<Dropped<'a>>>,
}

impl<'a> Tail<'a> {
    fn new(report: &'a Report<'_>, style: &Style) -> Self {
        let dropped = || report.dropped.iter().map(Dropped::new).collect();
        Self {
            skipped: report.skipped.iter().map(Skip::new).collect(),
            complete: !report.incomplete(),
            warnings: report.warnings.iter().map(|text| Shown(text)).collect(),
            stats: StatsShape::new(&report.stats),
            dropped: style.explain.then(dropped),
        }
    }
}

#[derive(Serialize)]
struct Skip<'a> {
    path: Shown<'a>,
    reason: Shown<'a>,
    incomplete: bool,
}

impl<'a> Skip<'a> {
    fn new(skip: &'a crate::error::Skip) -> Self {
        Self { path: Shown(&skip.path), reason: Shown(&skip.reason), incomplete: skip.incomplete }
    }
}

#[derive(Serialize)]
struct Dropped<'a> {
    rule: Shown<'a>,
    path: Shown<'a>,
    line: u32,
    column: u32,
    check: &'a str,
    why: Shown<'a>,
}

impl<'a> Dropped<'a> {
    fn new(dropped: &'a found::Dropped) -> Self {
        Self {
            rule: Shown(&dropped.rule),
            path: Shown(&dropped.path),
            line: dropped.line,
            column: dropped.column,
            check: dropped.check,
            why: Shown(&dropped.why),
        }
    }
}

#[derive(Serialize)]
struct StatsShape<'a> {
    source: &'a str,
    blobs: u64,
    bytes: u64,
    binary: u64,
    candidates: u64,
    dropped: u64,
    rules: u64,
    commits: u64,
    refs: u64,
    notes: Vec<Shown<'a>>,
}

impl<'a> StatsShape<'a> {
    fn new(stats: &'a Stats) -> Self {
        Self {
            source: stats.source,
            blobs: stats.blobs,
            bytes: stats.bytes,
            binary: stats.binary,
            candidates: stats.candidates,
            dropped: stats.dropped,
            rules: stats.rules,
            commits: stats.commits,
            refs: stats.refs,
            notes: stats.notes.iter().map(|note| Shown(note)).collect(),
        }
    }
}

/// A finding. Lines and columns start at 1, columns are UTF-16 units, ends are exclusive.
#[derive(Serialize)]
struct Finding<'a> {
    rule: Shown<'a>,
    provider: Shown<'a>,
    title: Shown<'a>,
    severity: found::Severity,
    confidence: found::Confidence,
    #[serde(flatten)]
    place: Place,
    secret: Shown<'a>,
    fingerprint: &'a str,
    commit: Option<Commit<'a>>,
    reach: Option<&'static str>,
    exposure: Option<Exposure<'a>>,
    risks: Vec<Risk<'a>>,
    advice: Advice<'a>,
    reasons: Vec<Shown<'a>>,
    facts: Vec<Fact<'a>>,
    decoded: &'a [&'static str],
    related: Vec<Related<'a>>,
    repeats: usize,
    lifetime: Shown<'a>,
    privilege: Shown<'a>,
    client_safe: Shown<'a>,
    line: String,
    line_hash: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed_by: Option<Suppression<'a>>,
}

impl<'a> Finding<'a> {
    fn new(from: &'a found::Finding) -> Self {
        let risk = |risk: &'a found::Risk| Risk { kind: risk.kind, why: Shown(&risk.why) };
        let fact = |fact: &'a found::Fact| Fact { name: fact.name, value: Shown(&fact.value) };
        let related = |other: &'a found::Related| Related {
            rule: Shown(&other.rule),
            place: Place::new(&other.location),
            why: Shown(&other.why),
        };
        Self {
            rule: Shown(&from.rule),
            provider: Shown(&from.provider),
            title: Shown(&from.title),
            severity: from.severity,
            confidence: from.confidence,
            place: Place::new(&from.location),
            secret: Shown(from.redacted.as_str()),
            fingerprint: from.fingerprint.as_str(),
            commit: from.commit.as_ref().map(Commit::new),
            reach: from.reach.map(found::Reach::as_str),
            exposure: from.exposure.as_ref().map(Exposure::new),
            risks: from.risks.iter().map(risk).collect(),
            advice: Advice {
                revoke_url: Shown(&from.revoke_url),
                docs_url: Shown(&from.docs_url),
                text: Shown(&from.advice),
            },
            reasons: from.reasons.iter().map(|reason| Shown(reason)).collect(),
            facts: from.facts.iter().map(fact).collect(),
            decoded: &from.decoded,
            related: from.related.iter().map(related).collect(),
            repeats: from.repeats,
            lifetime: Shown(&from.lifetime),
            privilege: Shown(&from.privilege),
            client_safe: Shown(&from.client_safe),
            line: super::show::shown_line(&from.line_text),
            line_hash: &from.line_hash,
            suppressed_by: from.suppressed.as_ref().map(Suppression::new),
        }
    }
}

#[derive(Serialize)]
struct Place {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blob: Option<String>,
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

impl Place {
    fn new(location: &found::Location) -> Self {
        let origin = &location.origin;
        let path = shown(&origin.path.to_string());
        let odd = path.as_bytes() != origin.path.as_bytes();
        Self {
            path,
            path_uri: odd.then(|| path_uri(&origin.path)),
            member: origin.member.as_ref().map(|member| shown(&member.to_string())),
            blob: origin.blob.as_deref().map(shown),
            start_line: location.start.line.get(),
            start_column: location.start.column.get(),
            end_line: location.end.line.get(),
            end_column: location.end.column.get(),
        }
    }
}

#[derive(Serialize)]
struct Commit<'a> {
    id: Shown<'a>,
    author: Shown<'a>,
    date: Shown<'a>,
    message: Shown<'a>,
    in_head: bool,
}

impl<'a> Commit<'a> {
    fn new(from: &'a found::Commit) -> Self {
        Self {
            id: Shown(&from.id),
            author: Shown(&from.author),
            date: Shown(&from.date),
            message: Shown(&from.message),
            in_head: from.in_head,
        }
    }
}

#[derive(Serialize)]
struct Exposure<'a> {
    verdict: &'static str,
    certainty: &'static str,
    channel: &'a str,
    code: &'a str,
    headline: Shown<'a>,
    fix: Shown<'a>,
    evidence: Vec<Evidence<'a>>,
}

impl<'a> Exposure<'a> {
    fn new(from: &'a found::Exposure) -> Self {
        let step = |step: &'a found::Evidence| Evidence {
            path: Shown(&step.path),
            line: step.line,
            why: Shown(&step.why),
        };
        Self {
            verdict: from.verdict.as_str(),
            certainty: from.certainty.as_str(),
            channel: from.channel,
            code: from.code,
            headline: Shown(&from.headline),
            fix: Shown(&from.fix),
            evidence: from.evidence.iter().map(step).collect(),
        }
    }
}

#[derive(Serialize)]
struct Evidence<'a> {
    path: Shown<'a>,
    line: u32,
    why: Shown<'a>,
}

#[derive(Serialize)]
struct Risk<'a> {
    kind: &'a str,
    why: Shown<'a>,
}

#[derive(Serialize)]
struct Fact<'a> {
    name: &'a str,
    value: Shown<'a>,
}

#[derive(Serialize)]
struct Related<'a> {
    rule: Shown<'a>,
    #[serde(flatten)]
    place: Place,
    why: Shown<'a>,
}

#[derive(Serialize)]
struct Advice<'a> {
    revoke_url: Shown<'a>,
    docs_url: Shown<'a>,
    text: Shown<'a>,
}

#[derive(Serialize)]
struct Suppression<'a> {
    kind: &'a str,
    place: Shown<'a>,
    reason: Shown<'a>,
}

impl<'a> Suppression<'a> {
    fn new(from: &'a found::Suppression) -> Self {
        Self { kind: from.kind, place: Shown(&from.place), reason: Shown(&from.reason) }
    }
}
