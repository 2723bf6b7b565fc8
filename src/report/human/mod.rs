//! The report for people: each finding with its line, why it is believed and what to do, then a summary.

mod excerpt;
mod finding;
mod palette;
mod summary;

use std::io::{self, Write};

use palette::Palette;

use crate::finding::Finding;

use super::{Report, Style};

/// Writes one finding as the report for people shows it.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_finding(found: &Finding, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    finding::write(found, Palette { on: style.color }, out)
}

/// Writes the report for people.
pub(super) fn write(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let palette = Palette { on: style.color };
    for found in &report.findings {
        finding::write(found, palette, out)?;
    }
    if style.show_suppressed {
        for found in &report.suppressed {
            finding::write(found, palette, out)?;
        }
    }
    if style.explain {
        summary::explain(report, palette, out)?;
    }
    summary::write(report, palette, out)
}
