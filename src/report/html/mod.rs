//! One HTML file that a person enjoys: filters, evidence chains, light and dark, nothing loaded from elsewhere.
//!
//! The page is whole without its script; the script only filters. A content security policy names the style and the
//! script by hash and forbids all else, so that text from the scanned repository could do nothing even unescaped.

mod finding;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::show::{bytes, markup, shown};
use super::{Report, Style};
use crate::finding::{Finding, Severity};
use crate::text::{count, number};

const CSS: &str = include_str!("page.css");
const JS: &str = include_str!("page.js");
/// So many skipped files are listed; the rest is counted.
const MAX_SKIPS: usize = 200;

/// Writes the page.
pub(super) fn write(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let suppressed = if style.show_suppressed { report.suppressed.as_slice() } else { &[] };
    let mut all: Vec<&Finding> = report.findings.iter().chain(suppressed).collect();
    all.sort_by_key(|f| (f.suppressed.is_some(), std::cmp::Reverse((f.severity, f.confidence))));
    head(out)?;
    header(report, out)?;
    filters(&all, out)?;
    for finding in all {
        finding::write(finding, out)?;
    }
    skipped(report, out)?;
    writeln!(out, "</main>\n<script>{JS}</script>\n</body>\n</html>")
}

fn head(out: &mut dyn Write) -> io::Result<()> {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
    let (style, script) = (hash(CSS), hash(JS));
    let policy = format!(
        "default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"
    );
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<meta name=\"referrer\" content=\"no-referrer\">")?;
    writeln!(out, "<title>beartrap report</title>\n<style>{CSS}</style>\n</head>\n<body>")
}

fn header(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let stats = &report.stats;
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    report.findings.iter().for_each(|finding| *counts.entry(finding.severity).or_default() += 1);
    let found = if report.findings.is_empty() {
        "No finding".to_owned()
    } else {
        count(report.findings.len(), "finding")
    };
    writeln!(out, "<header>\n<h1>{found}</h1>")?;
    if !counts.is_empty() {
        writeln!(out, "<p class=\"counts\">")?;
        for (severity, n) in counts.iter().rev() {
            let n = number(*n as u64);
            writeln!(
                out,
                "<span class=\"{severity}\"><button class=\"badge\" data-pick=\"{severity}\">{n} {severity}</button></span>"
            )?;
        }
        writeln!(out, "</p>")?;
    }
    let blobs = count(usize::try_from(stats.blobs).unwrap_or(usize::MAX), "blob");
    writeln!(
        out,
        "<p class=\"dim\">Scanned {}: {blobs}, {}, with {} rules. {} suppressed, {} skipped. beartrap {}.</p>",
        html(stats.source),
        bytes(stats.bytes),
        number(stats.rules),
        number(report.suppressed.len() as u64),
        number(report.skipped.len() as u64),
        env!("CARGO_PKG_VERSION")
    )?;
    if report.incomplete() {
        writeln!(
            out,
            "<p class=\"alarm\" role=\"alert\">The scan is not complete: not all that was asked for was scanned.</p>"
        )?;
    }
    for warning in &report.warnings {
        writeln!(out, "<p>Warning: {}</p>", html(warning))?;
    }
    for note in &stats.notes {
        writeln!(out, "<p class=\"dim\">{}</p>", html(note))?;
    }
    writeln!(out, "</header>\n<main>")
}

fn filters(all: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<form id=\"filters\" hidden aria-label=\"Filter the findings\">")?;
    let providers: BTreeSet<&str> = all.iter().map(|f| f.provider.as_str()).collect();
    let providers: Vec<&str> = providers.into_iter().collect();
    choice(out, "severity", &["critical", "high", "medium", "low", "note"])?;
    choice(out, "confidence", &["verified", "high", "medium", "low"])?;
    choice(out, "exposure", &["exposed", "not-exposed", "unknown"])?;
    choice(out, "provider", &providers)?;
    writeln!(
        out,
        "<label>text <input type=\"search\" name=\"text\" placeholder=\"path, rule, author\"></label>"
    )?;
    writeln!(
        out,
        "<button type=\"reset\">Clear</button> <button type=\"button\" id=\"theme\">Light or dark</button>"
    )?;
    writeln!(out, "<output id=\"shown\" class=\"dim\" aria-live=\"polite\"></output>\n</form>")
}

fn choice(out: &mut dyn Write, name: &str, values: &[&str]) -> io::Result<()> {
    write!(out, "<label>{name} <select name=\"{name}\"><option value=\"\">any</option>")?;
    for value in values {
        write!(out, "<option>{}</option>", html(value))?;
    }
    writeln!(out, "</select></label>")
}

fn skipped(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if report.skipped.is_empty() {
        return Ok(());
    }
    writeln!(out, "<details><summary>{} not scanned</summary>\n<ul>", number(report.skipped.len() as u64))?;
    let mut skips: Vec<_> = report.skipped.iter().collect();
    skips.sort_by_key(|skip| !skip.incomplete);
    for skip in skips.iter().take(MAX_SKIPS) {
        let class = if skip.incomplete { "alarm" } else { "dim" };
        writeln!(
            out,
            "<li class=\"{class}\"><code>{}</code>: {}</li>",
            html(&skip.path),
            html(&skip.reason)
        )?;
    }
    if skips.len() > MAX_SKIPS {
        writeln!(out, "<li>and {} more</li>", number((skips.len() - MAX_SKIPS) as u64))?;
    }
    writeln!(out, "</ul></details>")
}

/// Text as HTML, in an element or a quoted attribute.
fn html(text: &str) -> String {
    markup(&shown(text))
}
