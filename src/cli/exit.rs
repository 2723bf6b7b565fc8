//! Exit codes, decided in one place.

use std::process::ExitCode;

use crate::finding::Severity;
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
    pub fn of(report: &Report<'_>, fail_on: Severity, code: u8) -> Self {
        if report.incomplete() {
            Self::Trouble
        } else if report.count_from(fail_on) > 0 {
            Self::Findings(code)
        } else {
            Self::Clean
        }
    }
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
