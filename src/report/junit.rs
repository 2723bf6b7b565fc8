//! `JUnit` XML, which nearly every CI system shows: one suite for each file, one failing case for each finding.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::show::{Shown, markup, place, shown};
use super::{Report, Style};
use crate::finding::Finding;

/// Writes the report. With nothing found there is one passing case, since some readers refuse an empty file.
pub(super) fn write(report: &Report<'_>, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        suites.entry(place(&finding.location.origin)).or_default().push(finding);
    }
    let errors: Vec<_> = report.skipped.iter().filter(|skip| skip.incomplete).collect();
    let failures = report.findings.len();
    let tests = (failures + errors.len()).max(1);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let counts =
        |tests, failures, errors| format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"");
    writeln!(out, "<testsuites name=\"beartrap\" {}>", counts(tests, failures, errors.len()))?;
    for (path, found) in &suites {
        writeln!(out, "  <testsuite name=\"{}\" {}>", markup(path), counts(found.len(), found.len(), 0))?;
        for finding in found {
            case(path, finding, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    if !errors.is_empty() {
        writeln!(out, "  <testsuite name=\"not scanned\" {}>", counts(errors.len(), 0, errors.len()))?;
        for skip in errors {
            let (path, reason) = (markup(&shown(&skip.path)), markup(&shown(&skip.reason)));
            writeln!(out, "    <testcase name=\"{path}\" classname=\"not scanned\">")?;
            writeln!(out, "      <error type=\"not-scanned\" message=\"{reason}\"/>\n    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")?;
    } else if suites.is_empty() {
        writeln!(out, "  <testsuite name=\"beartrap\" {}>", counts(1, 0, 0))?;
        writeln!(out, "    <testcase name=\"no secret found\" classname=\"beartrap\"/>\n  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn case(path: &str, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let start = finding.location.start;
    let name = format!("{}:{} {}", start.line.get(), start.column.get(), Shown(&finding.rule));
    let message = format!("{} {}", Shown(&finding.title), Shown(finding.redacted.as_str()));
    let mut text = vec![
        format!("at {path}:{}:{}", start.line.get(), start.column.get()),
        format!("{} severity, {} confidence", finding.severity, finding.confidence),
    ];
    text.extend(finding.exposure.iter().map(|exposure| shown(&exposure.headline)));
    text.extend(finding.commit.iter().map(|commit| format!("commit {}", Shown(&commit.id))));
    text.extend(
        [shown(&finding.advice), shown(&finding.revoke_url)].into_iter().filter(|text| !text.is_empty()),
    );
    writeln!(out, "    <testcase name=\"{}\" classname=\"{}\">", markup(&name), markup(path))?;
    writeln!(
        out,
        "      <failure type=\"{}\" message=\"{}\">{}</failure>",
        markup(&shown(&finding.rule)),
        markup(&message),
        markup(&text.join("\n        "))
    )?;
    writeln!(out, "    </testcase>")
}
