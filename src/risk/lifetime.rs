//! How long a token opens doors.

use super::time::seconds;
use super::{Context, fact, is_public};
use crate::finding::Finding;

/// A token that is valid for longer than this counts as long-lived: 90 days, in seconds.
const LONG: u64 = 90 * 86_400;

/// It works until someone revokes it, or for very long.
pub(super) fn long_lived(finding: &Finding, context: &Context<'_>) -> Option<String> {
    if is_public(finding) {
        return None;
    }
    if let Some(expires) = fact(finding, "expires") {
        let end = seconds(expires)?;
        let start = fact(finding, "issued").and_then(seconds).unwrap_or(context.now);
        let days = end.checked_sub(start)? / 86_400;
        return (end > context.now && days * 86_400 > LONG)
            .then(|| format!("valid for {days} days, until {expires}"));
    }
    if is_jwt(finding) {
        return Some(
            "it has no expiry (`exp`) that would ever come: it works until its signing key is changed"
                .to_owned(),
        );
    }
    (finding.lifetime == "long-lived")
        .then(|| "it does not expire: it works until someone revokes it".to_owned())
}

/// Its own expiry has passed.
pub(super) fn expired(finding: &Finding, context: &Context<'_>) -> Option<String> {
    let expires = fact(finding, "expires")?;
    (seconds(expires)? < context.now).then(|| format!("it expired on {expires}"))
}

/// The facts are those of a JSON web token that could be read.
fn is_jwt(finding: &Finding) -> bool {
    fact(finding, "algorithm").is_some() && finding.rule.split('-').any(|word| word == "jwt")
}
