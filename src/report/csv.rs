//! CSV for spreadsheets (RFC 4180), with a guard: a cell that a spreadsheet would run as a formula starts with `'`
//! (<https://owasp.org/www-community/attacks/CSV_Injection>).

use std::io::{self, Write};

use super::show::{place, shown};
use super::{Report, Style};
use crate::finding::{ExposureVerdict, Finding, Reach};

const HEADER: [&str; 20] = [
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
    "author",
    "date",
    "reach",
    "exposure",
    "risks",
    "revoke_url",
    "suppressed",
];

/// Writes a header and one row for each finding.
pub(super) fn write(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_row(&HEADER.map(str::to_owned), out)?;
    let suppressed = if style.show_suppressed { report.suppressed.as_slice() } else { &[] };
    for finding in report.findings.iter().chain(suppressed) {
        write_row(&row(finding), out)?;
    }
    Ok(())
}

fn row(finding: &Finding) -> [String; 20] {
    let (start, end) = (finding.location.start, finding.location.end);
    let commit = finding.commit.as_ref();
    let risks: Vec<&str> = finding.risks.iter().map(|risk| risk.kind).collect();
    [
        finding.rule.clone(),
        finding.provider.clone(),
        finding.title.clone(),
        finding.severity.to_string(),
        finding.confidence.to_string(),
        place(&finding.location.origin),
        start.line.get().to_string(),
        start.column.get().to_string(),
        end.line.get().to_string(),
        end.column.get().to_string(),
        finding.redacted.to_string(),
        finding.fingerprint.to_string(),
        commit.map(|c| c.id.clone()).unwrap_or_default(),
        commit.map(|c| c.author.clone()).unwrap_or_default(),
        commit.map(|c| c.date.clone()).unwrap_or_default(),
        finding.reach.map(Reach::as_str).unwrap_or_default().to_owned(),
        finding.exposure.as_ref().map(|e| ExposureVerdict::as_str(e.verdict)).unwrap_or_default().to_owned(),
        risks.join("; "),
        finding.revoke_url.clone(),
        finding.suppressed.as_ref().map(|by| by.kind.to_owned()).unwrap_or_default(),
    ]
}

fn write_row(cells: &[String], out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    write!(out, "{}\r\n", cells.join(","))
}

fn cell(text: &str) -> String {
    let mut text = shown(text);
    // Spreadsheets skip leading space, and take full-width signs for signs.
    if text.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']) {
        text.insert(0, '\'');
    }
    if text.contains(['"', ',', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell(" @SUM(1,2)"), "\"' @SUM(1,2)\"");
    }
}
