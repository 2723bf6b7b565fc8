//! What a share of a scan owes to the merge: everything it found, as the program holds it, beside the report for
//! others. It stands in the JSON report under `shard`.
//!
//! Part of a report can only be said when all shares are at hand: which permission matched nothing, in how many files
//! a secret is, which version of a file had it first. A share leaves that out and keeps what the merge needs to say it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Report, Stats};
use crate::error::{Error, Skip};
use crate::finding::{Dropped, Finding};
use crate::text::Span;

/// Which share a report is, and what only the merge can finish.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Which share, from 1.
    pub number: u32,
    /// How many shares there are.
    pub of: u32,
    /// A digest of what the scan was asked and of what there was to scan. It is the same in all shares.
    pub request: String,
    /// A digest of the rules.
    pub rules: String,
    /// Entries of settings and baselines that this share did not use.
    pub unmatched: Vec<String>,
    /// For each pattern that excludes findings of history: the fingerprints of those.
    pub excluded: BTreeMap<String, BTreeSet<String>>,
    /// When each secret of history came in.
    pub firsts: Vec<First>,
}

/// When a secret of history came in. The first of all shares counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct First {
    /// The fingerprint of the finding.
    pub fingerprint: String,
    /// Its commit.
    pub commit: Option<String>,
    /// Whether it stands in the text of that commit, where every commit counts for itself.
    pub in_text: bool,
    /// The place of the commit in the order of history, and the id of the object.
    pub rank: (u32, String),
}

/// A share as it is written and read back.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    /// Which one.
    #[serde(flatten)]
    pub share: Share,
    /// See [`Report::findings`].
    pub findings: Vec<Finding>,
    /// See [`Report::suppressed`].
    pub suppressed: Vec<Finding>,
    /// See [`Report::skipped`].
    pub skipped: Vec<Skip>,
    /// See [`Report::dropped`].
    pub dropped: Vec<Dropped>,
    /// See [`Report::warnings`].
    pub warnings: Vec<String>,
    /// See [`Report::stats`].
    pub stats: Stats,
}

impl Record {
    /// The record of `report`, when it is one of a share.
    #[must_use]
    pub fn of(report: &Report<'_>) -> Option<Self> {
        Some(Self {
            share: report.share.clone()?,
            findings: report.findings.clone(),
            suppressed: report.suppressed.clone(),
            skipped: report.skipped.clone(),
            dropped: report.dropped.clone(),
            warnings: report.warnings.clone(),
            stats: report.stats.clone(),
        })
    }

    /// Reads the record in the JSON report `text`, which errors call `name`.
    ///
    /// # Errors
    /// When it is no JSON report of a share.
    pub fn read(name: &str, text: &str) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Whole {
            version: String,
            shard: Option<Record>,
        }
        let fault = |why: String| Error::Usage(format!("{name}: {why}"));
        let whole: Whole = serde_json::from_str(text).map_err(|error| {
            fault(format!("no JSON report of beartrap ({error}); write one with --format json"))
        })?;
        if whole.version != env!("CARGO_PKG_VERSION") {
            return Err(fault(format!(
                "beartrap {} wrote it, and this is {}; use one version for all",
                whole.version,
                env!("CARGO_PKG_VERSION")
            )));
        }
        let record = whole.shard.ok_or_else(|| {
            fault("the report of a whole scan; only shares (--shard I/N) can be merged".to_owned())
        })?;
        if record.findings.iter().chain(&record.suppressed).all(is_sound) {
            Ok(record)
        } else {
            Err(fault("damaged: a finding has an impossible place".to_owned()))
        }
    }
}

/// True when the places of `finding`, read from a file, can exist, so that no format trips over them.
#[must_use]
pub fn is_sound(finding: &Finding) -> bool {
    let ordered = |span: Span| span.start <= span.end;
    let (line, mark) = (&finding.line_text, finding.line_mark);
    ordered(finding.location.span)
        && finding.related.iter().all(|other| ordered(other.location.span))
        && ordered(mark)
        && line.is_char_boundary(mark.start)
        && line.is_char_boundary(mark.end)
}
