//! What makes a leaked secret worse, or less bad: how long it lives, what it may do, where it travels and is kept.
//!
//! Each risk looks at one finding and says why it applies. A risk that cannot be shown is not claimed.

mod age;
mod lifetime;
mod line;
mod place;
mod privilege;
mod reuse;
mod time;
mod transport;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use crate::finding::{Finding, Risk, Severity};
use crate::tree::{Contents, Tree};

use line::Surroundings;
pub(crate) use place::{LOG, is_harmless};
pub(crate) use transport::is_local_host;

/// What the risks may look at beside the finding.
struct Context<'c> {
    /// The text around the secret; None in history and archives.
    around: Option<Surroundings>,
    /// Paths of the findings of each secret, by rule and tag.
    places: &'c Places<'c>,
    /// Seconds since 1970.
    now: u64,
}

/// Paths by rule and tag of the secret.
type Places<'c> = HashMap<(&'c str, &'c str), BTreeSet<String>>;

/// Decides whether a risk applies, and why.
type Test = fn(&Finding, &Context<'_>) -> Option<String>;

/// One kind of risk.
struct Kind {
    name: &'static str,
    test: Test,
}

/// The kind that depends on the other findings.
const SHARED: &str = "shared";

/// Every risk.
const KINDS: &[Kind] = &[
    Kind { name: "long-lived", test: lifetime::long_lived },
    Kind { name: "expired", test: lifetime::expired },
    Kind { name: "over-permissioned", test: privilege::over_permissioned },
    Kind { name: "in-url", test: transport::in_url },
    Kind { name: "plain-http", test: transport::plain_http },
    Kind { name: "browser-storage", test: place::browser_storage },
    Kind { name: "logged", test: place::logged },
    Kind { name: SHARED, test: reuse::shared },
    Kind { name: "stale", test: age::stale },
    Kind { name: "history-only", test: age::history_only },
];

/// Fills [`Finding::risks`] of findings of files below `root`. `now` is in seconds since 1970.
///
/// An expired token is one severity lower, and still reported: it shows how secrets are handled.
pub fn assess(root: &Path, findings: &mut [Finding], now: u64) {
    assess_with(root, &Contents::new(), findings, now);
}

/// Like [`assess`], with `contents` in the place of what is on the disk, by path below `root`.
pub fn assess_with(root: &Path, contents: &Contents, findings: &mut [Finding], now: u64) {
    if findings.is_empty() {
        return;
    }
    let tree = Tree::new(root).with(contents);
    let places = places(findings);
    let risks: Vec<Vec<Risk>> = findings
        .iter()
        .map(|finding| {
            let context = Context { around: Surroundings::read(&tree, finding), places: &places, now };
            let found = KINDS.iter().filter_map(|kind| {
                let why = (kind.test)(finding, &context)?;
                Some(Risk { kind: kind.name, why })
            });
            found.collect()
        })
        .collect();
    for (finding, risks) in findings.iter_mut().zip(risks) {
        if risks.iter().any(|risk| risk.kind == "expired") {
            finding.severity = one_lower(finding.severity);
        }
        finding.risks = risks;
    }
}

fn places(findings: &[Finding]) -> Places<'_> {
    let mut places = Places::new();
    for finding in findings {
        let key = (finding.rule.as_str(), finding.fingerprint.tag());
        places.entry(key).or_default().insert(finding.location.origin.path.to_string());
    }
    places
}

/// Says again of each finding which others hold the same secret, when there are more findings than [`assess`] had.
pub fn compare(findings: &mut [Finding]) {
    let places = places(findings);
    let shared: Vec<Option<String>> = findings
        .iter()
        .map(|finding| reuse::shared(finding, &Context { around: None, places: &places, now: 0 }))
        .collect();
    let order = |risk: &Risk| KINDS.iter().position(|kind| kind.name == risk.kind);
    for (finding, shared) in findings.iter_mut().zip(shared) {
        finding.risks.retain(|risk| risk.kind != SHARED);
        finding.risks.extend(shared.map(|why| Risk { kind: SHARED, why }));
        finding.risks.sort_by_key(order);
    }
}

fn one_lower(severity: Severity) -> Severity {
    match severity {
        Severity::Critical => Severity::High,
        Severity::High => Severity::Medium,
        Severity::Medium => Severity::Low,
        Severity::Low | Severity::Note => Severity::Note,
    }
}

/// A client may hold the secret: what would be a risk of others is how it is meant to be used.
fn is_public(finding: &Finding) -> bool {
    finding.client_safe == "yes"
}

/// The value of a fact.
fn fact<'f>(finding: &'f Finding, name: &str) -> Option<&'f str> {
    finding.facts.iter().find(|fact| fact.name == name).map(|fact| fact.value.as_str())
}
