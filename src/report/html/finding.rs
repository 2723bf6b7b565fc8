//! One finding as a card of the HTML report.

use std::io::{self, Write};

use super::super::show::{link, markup, place, shown_line};
use super::html;
use crate::finding::{Exposure, Finding};

/// Writes the card.
pub fn write(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let severity = finding.severity;
    writeln!(
        out,
        "<article class=\"{severity}\" data-severity=\"{severity}\" data-confidence=\"{}\" data-provider=\"{}\" \
         data-exposure=\"{}\">",
        finding.confidence,
        html(&finding.provider),
        finding.exposure.as_ref().map_or("unknown", |exposure| exposure.verdict.as_str())
    )?;
    writeln!(out, "<h2><span class=\"badge\">{severity}</span> {}</h2>", html(&finding.title))?;
    let start = finding.location.start;
    let at = format!("{}:{}:{}", place(&finding.location.origin), start.line.get(), start.column.get());
    writeln!(out, "<p><code>{}</code></p>", html(&at))?;
    writeln!(out, "<pre><span class=\"dim\">{} | </span>{}</pre>\n<dl>", start.line.get(), marked(finding))?;
    row(out, "secret", &format!("<code>{}</code>", html(finding.redacted.as_str())))?;
    let rule = format!("{} confidence, rule <code>{}</code>", finding.confidence, html(&finding.rule));
    row(out, "certainty", &rule)?;
    if !finding.reasons.is_empty() {
        row(out, "because", &html(&finding.reasons.join("; ")))?;
    }
    for fact in &finding.facts {
        row(out, fact.name, &html(&fact.value))?;
    }
    if !finding.decoded.is_empty() {
        row(out, "decoded", &html(&finding.decoded.join(", then ")))?;
    }
    places(finding, out)?;
    for risk in &finding.risks {
        row(out, "risk", &format!("<b>{}</b>: {}", html(risk.kind), html(&risk.why)))?;
    }
    if let Some(exposure) = &finding.exposure {
        row(out, "exposure", &chain(exposure))?;
    }
    if let Some(by) = &finding.suppressed {
        let why = format!("{} at {}: {}", html(by.kind), html(&by.place), html(&by.reason));
        row(out, "suppressed", &why)?;
    }
    let links = [("revoke", &finding.revoke_url), ("documentation", &finding.docs_url)].into_iter();
    let links: Vec<String> = links.filter_map(|(name, url)| anchor(name, url)).collect();
    row(out, "do", &format!("{} {}", html(&finding.advice), links.join(", ")))?;
    writeln!(out, "</dl>\n</article>")
}

/// Where else it is, and how it got here.
fn places(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    if let Some(commit) = &finding.commit {
        let id: String = commit.id.chars().take(12).collect();
        let now = if commit.in_head { "still in HEAD" } else { "no longer in HEAD" };
        let (date, author, message) = (html(&commit.date), html(&commit.author), html(&commit.message));
        row(out, "commit", &format!("<code>{}</code> {date} {author}: {message} ({now})", html(&id)))?;
    }
    if let Some(reach) = finding.reach {
        row(out, "reach", reach.as_str())?;
    }
    for related in &finding.related {
        let at = format!("{}:{}", place(&related.location.origin), related.location.start.line.get());
        row(out, "see", &format!("<code>{}</code> {}", html(&at), html(&related.why)))?;
    }
    if finding.repeats > 0 {
        row(out, "repeats", &format!("{} more in this file", finding.repeats))?;
    }
    Ok(())
}

fn row(out: &mut dyn Write, name: &str, html_value: &str) -> io::Result<()> {
    writeln!(out, "<dt>{}</dt><dd>{html_value}</dd>", html(name))
}

/// The source line, its mask marked. A mark that does not fit the line is left out.
fn marked(finding: &Finding) -> String {
    let (line, mark) = (&finding.line_text, finding.line_mark);
    let part = |text: &str| markup(&shown_line(text));
    match (line.get(..mark.start), line.get(mark.start..mark.end), line.get(mark.end..)) {
        (Some(before), Some(own), Some(after)) => {
            format!("{}<mark>{}</mark>{}", part(before), part(own), part(after))
        }
        _ => part(line),
    }
}

fn chain(exposure: &Exposure) -> String {
    let step = |step: &crate::finding::Evidence| {
        format!("<li><code>{}:{}</code> {}</li>", html(&step.path), step.line, html(&step.why))
    };
    format!(
        "<b>{}</b> ({}, {}): {}<ol class=\"chain\">{}</ol>{}",
        exposure.verdict.as_str(),
        exposure.certainty.as_str(),
        html(exposure.code),
        html(&exposure.headline),
        exposure.evidence.iter().map(step).collect::<String>(),
        html(&exposure.fix)
    )
}

fn anchor(name: &str, url: &str) -> Option<String> {
    link(url).map(|url| format!("<a href=\"{}\" rel=\"noreferrer noopener\">{name}</a>", html(url)))
}
