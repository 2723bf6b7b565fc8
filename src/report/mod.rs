//! What a scan found and did, and the table of formats that print it.

mod careful;
mod checkout;
mod csv;
mod github;
mod gitlab;
mod gitleaks;
mod html;
mod human;
mod json;
mod junit;
mod sarif;
pub mod share;
mod show;

use std::io;
use std::path::PathBuf;

pub use checkout::{Revision, from_root};
pub use human::write_finding;
pub use show::shown;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Skip};
use crate::finding::{Dropped, Finding, Severity};
use crate::intern::{self, Name};
use crate::rule::RuleSet;
use share::Share;

/// Everything a scan has to say.
#[derive(Debug)]
pub struct Report<'r> {
    /// Findings that count, sorted by place and rule.
    pub findings: Vec<Finding>,
    /// Findings that someone allowed; [`Finding::suppressed`] says who.
    pub suppressed: Vec<Finding>,
    /// What was not looked at.
    pub skipped: Vec<Skip>,
    /// Candidates that a check dropped, kept only with `--explain`.
    pub dropped: Vec<Dropped>,
    /// Faults that did not stop the scan: a configuration entry that matched nothing, for example.
    pub warnings: Vec<String>,
    /// What was looked at.
    pub stats: Stats,
    /// The rules that were used.
    pub rules: &'r RuleSet,
    /// Of a share of a scan: which one, and what the merge needs.
    pub share: Option<Share>,
}

/// The coverage record: what a scan walked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// What was scanned: `files`, `history`, `staged`, `stdin`.
    #[serde(deserialize_with = "intern::name")]
    pub source: Name,
    /// Blobs whose bytes were scanned.
    pub blobs: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Blobs scanned as binary: only rules with a distinctive format apply.
    pub binary: u64,
    /// Candidates that rules proposed.
    pub candidates: u64,
    /// Candidates that a check dropped or another finding covered.
    pub dropped: u64,
    /// Rules in use.
    pub rules: u64,
    /// Commits walked, for history.
    pub commits: u64,
    /// Refs walked, for history.
    pub refs: u64,
    /// Wall time in milliseconds. Printed for people only, since reports must be the same on every run.
    #[serde(skip)]
    pub millis: u64,
    /// Bytes that were not scanned, since they are the same in another version of a file. For people only, since it
    /// depends on how a repository is packed.
    #[serde(skip)]
    pub reused: u64,
    /// Blobs that were not scanned, since an earlier scan remembers them. For people only, since a report must not
    /// depend on a cache.
    #[serde(skip)]
    pub remembered: u64,
    /// What was scanned: the first path, or the repository. Empty for standard input.
    #[serde(skip)]
    pub root: PathBuf,
    /// The checkout that it lies in, for formats that want it; [`from_root`] fills it in.
    #[serde(skip)]
    pub revision: Option<Revision>,
    /// More about the repository: `shallow`, `partial clone`, `linked worktree` ...
    pub notes: Vec<String>,
}

impl Report<'_> {
    /// True when something that was asked for could not be scanned.
    #[must_use]
    pub fn incomplete(&self) -> bool {
        self.skipped.iter().any(|skip| skip.incomplete)
    }

    /// How many findings are at or above `severity`.
    #[must_use]
    pub fn count_from(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity >= severity).count()
    }
}

/// Writes one report.
pub type Writer = fn(&Report<'_>, &Style, &mut dyn io::Write) -> io::Result<()>;

/// How a format is asked to look.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Escape sequences for colour may be written.
    pub color: bool,
    /// Show dropped candidates.
    pub explain: bool,
    /// Include suppressed findings where a format leaves them out by default.
    pub show_suppressed: bool,
}

/// A report format.
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for, one line.
    pub about: &'static str,
    /// Files are named from the root of the repository, see [`from_root`]; else as the command line named them.
    pub from_root: bool,
    /// The function that writes it.
    pub write: Writer,
}

/// Every report format. A new one is a file in this folder and a row here.
pub const FORMATS: &[Format] = &[
    Format { name: "human", about: "text for people", from_root: false, write: human::write },
    Format {
        name: "json",
        about: "one JSON object with all that is known",
        from_root: false,
        write: json::write,
    },
    Format {
        name: "jsonl",
        about: "one JSON object a line: findings, then a summary",
        from_root: false,
        write: json::write_lines,
    },
    Format {
        name: "sarif",
        about: "SARIF 2.1.0, for GitHub code scanning and others",
        from_root: true,
        write: sarif::write,
    },
    Format { name: "github", about: "annotations of GitHub Actions", from_root: true, write: github::write },
    Format {
        name: "github-summary",
        about: "Markdown for $GITHUB_STEP_SUMMARY",
        from_root: false,
        write: github::write_summary,
    },
    Format {
        name: "gitlab",
        about: "GitLab's secret detection report",
        from_root: true,
        write: gitlab::write,
    },
    Format {
        name: "gitlab-codequality",
        about: "GitLab's code quality report",
        from_root: true,
        write: gitlab::write_quality,
    },
    Format {
        name: "junit",
        about: "JUnit XML, a failing case for each finding",
        from_root: false,
        write: junit::write,
    },
    Format { name: "csv", about: "a table for spreadsheets", from_root: false, write: csv::write },
    Format {
        name: "gitleaks",
        about: "the JSON of gitleaks, secrets masked",
        from_root: false,
        write: gitleaks::write,
    },
    Format {
        name: "html",
        about: "one page with filters, for a browser",
        from_root: false,
        write: html::write,
    },
];

/// The format called `name`.
///
/// # Errors
/// When there is none; the error lists the names.
pub fn format(name: &str) -> Result<&'static Format, Error> {
    FORMATS.iter().find(|f| f.name == name).ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
        Error::Usage(format!("there is no format '{name}'; use one of {}", names.join(", ")))
    })
}
