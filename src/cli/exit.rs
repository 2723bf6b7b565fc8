//! Exit codes, decided in one place.

use std::process::ExitCode;

use crate::finding::{Certainty, Exposure, ExposureVerdict, Finding, Severity};
use crate::report::Report;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All that was asked was done and nothing counted.
    Clean,
    /// Findings at or above `--fail-on`; the code can be changed.
    Findings(u8),
    /// Something kept the command from being complete: bad input, an unreadable file.
    Trouble,
}

impl Exit {
    /// The end of a scan. Trouble outranks findings: an incomplete scan never looks like a complete one.
    #[must_use]
    pub fn of(report: &Report<'_>, fail_on: Severity, exposed: Option<Certainty>, code: u8) -> Self {
        if report.incomplete() {
            Self::Trouble
        } else if report.count_from(fail_on) > 0
            || exposed.is_some_and(|from| report.findings.iter().any(|finding| reaches(finding, from)))
        {
            Self::Findings(code)
        } else {
            Self::Clean
        }
    }
}

/// Clients receive it at least as surely as `from` says. A key that is made for them does not count.
fn reaches(finding: &Finding, from: Certainty) -> bool {
    let exposed = |e: &Exposure| e.verdict == ExposureVerdict::Exposed && e.certainty >= from;
    finding.severity > Severity::Note && finding.exposure.as_ref().is_some_and(exposed)
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings(code) => code,
            Exit::Trouble => 2,
        })
    }
}
