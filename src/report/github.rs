//! GitHub Actions: annotations on the lines of a change (`github`), and the summary page of a job (`github-summary`).
//!
//! Commands: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>. A step shows ten
//! annotations of each kind, so the worst come first and the rest is counted.

use std::io::{self, Write};

use super::show::{Shown, link, place, shown};
use super::{Report, Style};
use crate::finding::{Finding, Severity};
use crate::text::{count, number};

const MAX_ANNOTATIONS: usize = 10;
/// GitHub takes 1 MiB of summary; a row is at most a few hundred bytes.
const MAX_ROWS: usize = 500;

/// Writes workflow commands.
pub(super) fn write(report: &Report<'_>, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    // First, since it would be the eleventh error and not be shown.
    if report.incomplete() {
        let missing = report.skipped.iter().filter(|skip| skip.incomplete).count();
        let text = format!("The scan is not complete: {} not scanned.", count(missing, "item"));
        writeln!(out, "::error title=beartrap::{}", data(&text))?;
    }
    for kind in ["error", "warning", "notice"] {
        let found: Vec<&Finding> =
            by_severity(report).into_iter().filter(|f| self::kind(f.severity) == kind).collect();
        let most = MAX_ANNOTATIONS - usize::from(kind == "error" && report.incomplete());
        for finding in found.iter().take(most) {
            annotation(kind, finding, out)?;
        }
        if found.len() > most {
            let more = count(found.len() - most, "more finding");
            writeln!(out, "beartrap: {more} of the kind '{kind}', not annotated")?;
        }
    }
    if !report.suppressed.is_empty() {
        let all = count(report.suppressed.len(), "finding");
        writeln!(out, "beartrap: {all} suppressed; the summary names each")?;
    }
    Ok(())
}

fn annotation(kind: &str, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let (start, end) = (finding.location.start, finding.location.end);
    let path = shown(&finding.location.origin.path.to_string());
    write!(out, "::{kind} file={},line={}", property(&path), start.line.get())?;
    if start.line == end.line {
        write!(out, ",col={},endColumn={}", start.column.get(), end.column.get())?;
    } else {
        write!(out, ",endLine={}", end.line.get())?;
    }
    let mut text = format!(
        "{} ({} confidence, {})",
        Shown(finding.redacted.as_str()),
        finding.confidence,
        Shown(&finding.rule)
    );
    if let Some(exposure) = &finding.exposure {
        text = format!("{text}. {}", Shown(&exposure.headline));
    }
    if !finding.advice.is_empty() {
        text = format!("{text}\n{}", Shown(&finding.advice));
    }
    if let Some(url) = link(&finding.revoke_url) {
        text = format!("{text}\nRevoke: {url}");
    }
    let title = format!("{}: {}", finding.severity, Shown(&finding.title));
    writeln!(out, ",title={}::{}", property(&title), data(&text))
}

/// The worst first; equals stay in the order of their places.
fn by_severity<'a>(report: &'a Report<'_>) -> Vec<&'a Finding> {
    let mut all: Vec<&Finding> = report.findings.iter().collect();
    all.sort_by_key(|finding| std::cmp::Reverse((finding.severity, finding.confidence)));
    all
}

fn kind(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Note => "notice",
    }
}

/// The message of a command. `##[` would start a command of the older syntax, anywhere in a line.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    text.replace("##[", "## [")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Writes Markdown for `$GITHUB_STEP_SUMMARY`.
pub(super) fn write_summary(report: &Report<'_>, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let all = by_severity(report);
    writeln!(
        out,
        "## beartrap: {}\n",
        if all.is_empty() { "no finding".to_owned() } else { count(all.len(), "finding") }
    )?;
    if report.incomplete() {
        writeln!(out, "**The scan is not complete**: not all that was asked for was scanned.\n")?;
    }
    if !all.is_empty() {
        writeln!(out, "| severity | what | where | secret | do |\n| --- | --- | --- | --- | --- |")?;
    }
    for finding in all.iter().take(MAX_ROWS) {
        let at = format!("{}:{}", place(&finding.location.origin), finding.location.start.line.get());
        let revoke = link(&finding.revoke_url)
            .map_or_else(String::new, |url| format!("[revoke](<{}>)", cell_url(url)));
        writeln!(
            out,
            "| {} | {} (`{}`) | {} | {} | {revoke} |",
            finding.severity,
            cell(&finding.title),
            finding.rule,
            cell(&at),
            cell(finding.redacted.as_str()),
        )?;
    }
    if all.len() > MAX_ROWS {
        writeln!(out, "\n{} not listed.", count(all.len() - MAX_ROWS, "more finding"))?;
    }
    write_allowed(report, out)?;
    let (blobs, rules) = (report.stats.blobs, report.stats.rules);
    writeln!(
        out,
        "\nScanned {}, {}, with {} rules; {} suppressed, {} skipped.",
        count(usize::try_from(blobs).unwrap_or(usize::MAX), "blob"),
        super::show::bytes(report.stats.bytes),
        number(rules),
        report.suppressed.len(),
        report.skipped.len(),
    )
}

/// What was suppressed, and by whom: the reviewers of a change see what it allows itself.
fn write_allowed(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let all = report.suppressed.iter().filter_map(|finding| Some((finding, finding.suppressed.as_ref()?)));
    if report.suppressed.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n### Suppressed: {}\n", count(report.suppressed.len(), "finding"))?;
    writeln!(out, "| severity | what | where | allowed by | reason |\n| --- | --- | --- | --- | --- |")?;
    for (finding, by) in all.take(MAX_ROWS) {
        let at = format!("{}:{}", place(&finding.location.origin), finding.location.start.line.get());
        writeln!(
            out,
            "| {} | {} (`{}`) | {} | {} at {} | {} |",
            finding.severity,
            cell(&finding.title),
            finding.rule,
            cell(&at),
            by.kind,
            cell(&by.place),
            cell(&by.reason),
        )?;
    }
    if report.suppressed.len() > MAX_ROWS {
        writeln!(out, "\n{} not listed.", count(report.suppressed.len() - MAX_ROWS, "more finding"))?;
    }
    Ok(())
}

/// Text in a cell of a Markdown table: no markup, no HTML, no end of the cell, no mention of a user.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in shown(text).chars() {
        if c.is_ascii_punctuation() && !matches!(c, '.' | '/' | '-' | ',' | ' ') {
            out.push_str(&format_entity(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn format_entity(c: char) -> String {
    format!("&#{};", u32::from(c))
}

fn cell_url(url: &str) -> String {
    url.replace('|', "%7C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped() {
        assert_eq!(data("50%\r\n::x,##[y"), "50%25%0D%0A::x,## [y");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
    }

    #[test]
    fn cells_hold_no_markup() {
        assert_eq!(cell("a|b <i> @u"), "a&#124;b &#60;i&#62; &#64;u");
    }
}
