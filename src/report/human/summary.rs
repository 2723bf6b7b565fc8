//! The end of the report for people: what was looked at, what was found, and what was not looked at.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::super::show::{Shown, bytes, shown};
use super::super::{Report, Stats};
use super::palette::Palette;
use crate::finding::{Dropped, Severity};
use crate::text::{count, number};

/// So many entries of a list are shown; the rest is counted.
const LIST: usize = 10;

const SEVERITIES: [Severity; 5] =
    [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Note];

/// Writes the summary.
pub fn write(report: &Report<'_>, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    for warning in &report.warnings {
        writeln!(out, "{} {}", palette.severity(Severity::Medium, "warning:"), Shown(warning))?;
    }
    skipped(report, palette, out)?;
    writeln!(out, "{}", scanned(&report.stats))?;
    for note in &report.stats.notes {
        writeln!(out, "  {}", Shown(note))?;
    }
    if report.stats.reused > 0 {
        let reused = bytes(report.stats.reused);
        writeln!(out, "  {reused} are the same in another version and were scanned there")?;
    }
    if report.stats.remembered > 0 {
        writeln!(out, "  {} of them remembered from an earlier scan", number(report.stats.remembered))?;
    }
    if report.findings.is_empty() {
        let text = if report.incomplete() { "No finding in what was scanned." } else { "No finding." };
        writeln!(out, "{}", if report.incomplete() { palette.bold(text) } else { palette.good(text) })?;
    } else {
        let of = |severity: Severity| {
            let n = report.findings.iter().filter(|f| f.severity == severity).count();
            (n > 0).then(|| palette.severity(severity, &format!("{} {severity}", number(n as u64))))
        };
        let parts: Vec<String> = SEVERITIES.into_iter().filter_map(of).collect();
        let total = count(report.findings.len(), "finding");
        writeln!(out, "{}: {}", palette.bold(&total), parts.join(", "))?;
    }
    if !report.suppressed.is_empty() {
        writeln!(out, "{} suppressed: {}", number(report.suppressed.len() as u64), by_means(report))?;
    }
    if report.incomplete() {
        writeln!(
            out,
            "{}",
            palette.alarm("The scan is not complete: not all that was asked for was scanned.")
        )?;
    }
    Ok(())
}

/// Lists the candidates that a check dropped, by check.
pub fn explain(report: &Report<'_>, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    let mut by_check: BTreeMap<&str, Vec<&Dropped>> = BTreeMap::new();
    for dropped in &report.dropped {
        by_check.entry(dropped.check).or_default().push(dropped);
    }
    for (check, list) in by_check {
        writeln!(
            out,
            "{}",
            palette.bold(&format!("{} dropped by {check}:", count(list.len(), "candidate")))
        )?;
        for dropped in list {
            let place = format!("{}:{}:{}", Shown(&dropped.path), dropped.line, dropped.column);
            writeln!(out, "  {} {}: {}", palette.place(&place), Shown(&dropped.rule), Shown(&dropped.why))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn scanned(stats: &Stats) -> String {
    let noun = if matches!(stats.source, "files" | "stdin") { "file" } else { "blob" };
    let blobs = count(usize::try_from(stats.blobs).unwrap_or(usize::MAX), noun);
    let mut parts = vec![format!("Scanned {blobs}, {}", bytes(stats.bytes))];
    if stats.binary > 0 {
        parts.push(format!(" ({} binary)", number(stats.binary)));
    }
    if stats.commits > 0 {
        let many = |n: u64, noun| count(usize::try_from(n).unwrap_or(usize::MAX), noun);
        parts.push(format!(", {} of {}", many(stats.commits, "commit"), many(stats.refs, "ref")));
    }
    parts.push(format!(", with {} rules in {}", number(stats.rules), time(stats.millis)));
    if stats.candidates > 0 {
        let candidates = usize::try_from(stats.candidates).unwrap_or(usize::MAX);
        parts.push(format!("; {}, {} dropped", count(candidates, "candidate"), number(stats.dropped)));
    }
    parts.concat() + "."
}

fn time(millis: u64) -> String {
    match millis {
        0..1000 => format!("{millis} ms"),
        1000..120_000 => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
        _ => format!("{} min {} s", millis / 60_000, millis % 60_000 / 1000),
    }
}

fn by_means(report: &Report<'_>) -> String {
    let mut means: BTreeMap<&str, usize> = BTreeMap::new();
    for by in report.suppressed.iter().filter_map(|f| f.suppressed.as_ref()) {
        *means.entry(by.kind).or_default() += 1;
    }
    means.iter().map(|(kind, n)| format!("{n} {kind}")).collect::<Vec<_>>().join(", ")
}

/// What was not looked at, by reason; what makes the scan incomplete first.
fn skipped(report: &Report<'_>, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    let mut by_reason: BTreeMap<(bool, &str), Vec<&str>> = BTreeMap::new();
    for skip in &report.skipped {
        by_reason.entry((!skip.incomplete, &skip.reason)).or_default().push(&skip.path);
    }
    for ((by_design, reason), paths) in by_reason {
        let head = format!("{} not scanned: {}", number(paths.len() as u64), Shown(reason));
        writeln!(out, "{}", if by_design { palette.dim(&head) } else { palette.alarm(&head) })?;
        for path in paths.iter().take(LIST) {
            writeln!(out, "  {}", shown(path))?;
        }
        if paths.len() > LIST {
            writeln!(out, "  and {} more", number((paths.len() - LIST) as u64))?;
        }
    }
    Ok(())
}
