//! One secret in several places: to replace it, all of them must change at once.

use std::collections::BTreeSet;

use super::{Context, is_public};
use crate::finding::Finding;

/// Tags shorter than this belong to guessable secrets and do not prove that two are equal.
const SURE_TAG: usize = 32;

/// Other files hold the same secret.
pub(super) fn shared(finding: &Finding, context: &Context<'_>) -> Option<String> {
    let tag = finding.fingerprint.tag();
    if is_public(finding) || tag.len() < SURE_TAG {
        return None;
    }
    let own = finding.location.origin.path.to_string();
    let places = context.places.get(&(finding.rule.as_str(), tag))?;
    let others: Vec<&String> = places.iter().filter(|path| **path != own).collect();
    if others.is_empty() {
        return None;
    }
    let environments: BTreeSet<&str> =
        others.iter().copied().chain([&own]).filter_map(|path| environment(path)).collect();
    let shown: Vec<&str> = others.iter().take(3).map(|path| path.as_str()).collect();
    let more = if others.len() > shown.len() {
        format!(" and {} more", others.len() - shown.len())
    } else {
        String::new()
    };
    let between = if environments.len() > 1 {
        format!(", for the environments {}", environments.into_iter().collect::<Vec<_>>().join(" and "))
    } else {
        String::new()
    };
    Some(format!("the same secret is in {}{more}{between}", shown.join(", ")))
}

/// The environment that a file name speaks of.
fn environment(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let has =
        |words: &[&str]| name.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| words.contains(&part));
    let known: [(&[&str], &'static str); 4] = [
        (&["production", "prod"], "production"),
        (&["staging", "stage"], "staging"),
        (&["development", "dev", "local"], "development"),
        (&["test", "testing", "ci"], "test"),
    ];
    known.into_iter().find(|(words, _)| has(words)).map(|(_, name)| name)
}
