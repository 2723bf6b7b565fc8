//! How long a secret has been in history, and whether it is only there.

use super::Context;
use super::time::seconds;
use crate::finding::Finding;

/// A secret first seen longer ago than this is stale: a year, in seconds.
const OLD: u64 = 365 * 86_400;

/// It came in long ago.
pub(super) fn stale(finding: &Finding, context: &Context<'_>) -> Option<String> {
    let commit = finding.commit.as_ref()?;
    let age = context.now.checked_sub(seconds(&commit.date)?)?;
    (age > OLD).then(|| {
        format!("in the repository since {}, {} days", commit.date.get(..10).unwrap_or(""), age / 86_400)
    })
}

/// The files of today do not hold it any more.
pub(super) fn history_only(finding: &Finding, _: &Context<'_>) -> Option<String> {
    let commit = finding.commit.as_ref()?;
    (!commit.in_head).then(|| {
        "gone from the current files, still in history: revoke it; every clone and fork keeps it, so rewriting is not enough"
            .to_owned()
    })
}
