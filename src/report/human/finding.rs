//! One finding for people.

use std::io::{self, Write};

use super::super::show::{Shown, place, shown};
use super::excerpt::Excerpt;
use super::palette::Palette;
use crate::finding::{Commit, Exposure, ExposureVerdict, Finding};

/// Writes `finding` and an empty line after it.
pub fn write(finding: &Finding, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    let severity = palette.severity(finding.severity, finding.severity.as_str());
    let start = finding.location.start;
    let at = format!("{}:{}:{}", place(&finding.location.origin), start.line.get(), start.column.get());
    // A CI runner takes a line that starts with `::` for a command.
    let at = if at.starts_with("::") { format!("./{at}") } else { at };
    writeln!(out, "{}", palette.place(&at))?;
    writeln!(
        out,
        "  {severity}: {} {}",
        palette.bold(&shown(&finding.title)),
        palette.dim(&format!("({}, {} confidence)", shown(&finding.rule), finding.confidence))
    )?;
    excerpt(finding, palette, out)?;
    let mut label = |name: &str, text: &str| {
        let name = if name.is_empty() { String::new() } else { format!("{name}:") };
        writeln!(out, "  {} {text}", palette.dim(&format!("{name:>9}")))
    };
    if !finding.is_smell() {
        label("secret", &format!("{}{}", Shown(finding.redacted.as_str()), encoding(finding)))?;
    }
    if !finding.reasons.is_empty() {
        label("because", &shown(&finding.reasons.join("; ")))?;
    }
    for fact in &finding.facts {
        label(fact.name, &shown(&fact.value))?;
    }
    if let Some(commit) = &finding.commit {
        label("commit", &commit_line(commit))?;
    }
    if let Some(reach) = finding.reach {
        label("reach", reach.as_str())?;
    }
    for related in &finding.related {
        let (origin, line) = (&related.location.origin, related.location.start.line.get());
        label("see", &format!("{}:{line}: {}", place(origin), Shown(&related.why)))?;
    }
    if finding.repeats > 0 {
        label("repeats", &format!("{} more in this file", finding.repeats))?;
    }
    for risk in &finding.risks {
        label("risk", &format!("{}: {}", risk.kind, Shown(&risk.why)))?;
    }
    if let Some(exposure) = &finding.exposure {
        exposed(exposure, palette, &mut label)?;
    }
    if let Some(by) = &finding.suppressed {
        let reason = if by.reason.is_empty() { "no reason given" } else { &by.reason };
        label("allowed", &format!("by {} at {}: {}", by.kind, Shown(&by.place), Shown(reason)))?;
    }
    if !finding.advice.is_empty() {
        label("do", &shown(&finding.advice))?;
    }
    if !finding.revoke_url.is_empty() {
        label("revoke", &shown(&finding.revoke_url))?;
    }
    writeln!(out)
}

/// The line with its number and the marker below.
fn excerpt(finding: &Finding, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    let excerpt = Excerpt::new(&finding.line_text, finding.line_mark);
    let number = finding.line.get().to_string();
    let bar = palette.dim("|");
    writeln!(out, "  {} {bar} {}", palette.dim(&format!("{number:>7}")), excerpt.line)?;
    let marker = palette.severity(finding.severity, &"^".repeat(excerpt.width));
    writeln!(out, "  {:7} {bar} {}{marker}", "", " ".repeat(excerpt.indent))
}

fn encoding(finding: &Finding) -> String {
    if finding.decoded.is_empty() {
        return String::new();
    }
    format!(", found after decoding {}", finding.decoded.join(", then "))
}

fn commit_line(commit: &Commit) -> String {
    let id: String = commit.id.chars().take(12).collect();
    let now = if commit.in_head { "still in HEAD" } else { "no longer in HEAD" };
    format!(
        "{} {} {}: {} ({now})",
        Shown(&id),
        Shown(&commit.date),
        Shown(&commit.author),
        Shown(&commit.message)
    )
}

fn exposed(
    exposure: &Exposure,
    palette: Palette,
    label: &mut dyn FnMut(&str, &str) -> io::Result<()>,
) -> io::Result<()> {
    let headline = shown(&exposure.headline);
    let certainty = exposure.certainty.as_str();
    let headline = match exposure.verdict {
        ExposureVerdict::Exposed => format!("{} ({certainty}, {})", palette.alarm(&headline), exposure.code),
        _ => format!("{headline} ({certainty}, {})", exposure.code),
    };
    label(exposure.verdict.as_str(), &headline)?;
    for (i, step) in exposure.evidence.iter().enumerate() {
        let arrow = if i == 0 { "  " } else { "->" };
        label(
            "",
            &format!("{arrow} {}:{} {}", Shown(&step.path), step.line, palette.dim(&shown(&step.why))),
        )?;
    }
    if exposure.fix.is_empty() { Ok(()) } else { label("fix", &shown(&exposure.fix)) }
}
