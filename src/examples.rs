//! Runs the examples of a rule file: each hit must be found by its rule and by no other specific one, no miss may be.
//!
//! The same runner serves the built-in rules (a test) and users' files (`beartrap rules test FILE`).

use crate::blob::{Blob, Origin, RelPath};
use crate::inspect::Inspector;
use crate::rule::spec::{Spec, Valid};
use crate::rule::{RuleSet, Str};
use crate::secret::FingerprintKey;

/// One example that did not behave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The rule.
    pub rule: String,
    /// Line of its table in the file.
    pub line: usize,
    /// What was expected, what came, and why, without the example's text.
    pub message: String,
}

/// Runs every example of `rules` against `set`, which must contain them.
#[must_use]
pub fn run(set: &RuleSet, rules: &[Valid]) -> Vec<Failure> {
    let inspector = Inspector::new(set, FingerprintKey::default());
    let mut failures = Vec::new();
    for rule in rules {
        let mut fail = |message: String| {
            failures.push(Failure { rule: rule.spec.id.clone(), line: rule.line, message });
        };
        for (number, hit) in rule.spec.hits.iter().enumerate() {
            let seen = inspect(&inspector, &hit.bytes(), hit.path());
            check_hit(set, &rule.spec, &seen)
                .unwrap_or_else(|why| fail(format!("hit {}: {why}", number + 1)));
            let anchors = &rule.spec.anchors;
            let holds = |a: &String| memchr::memmem::find(&hit.bytes(), a.as_bytes()).is_some();
            if !anchors.is_empty() && !anchors.iter().any(holds) {
                fail(format!("hit {}: contains none of the anchors", number + 1));
            }
        }
        for (number, miss) in rule.spec.misses.iter().enumerate() {
            let path = if miss.path.is_empty() { "example" } else { &miss.path };
            let seen = inspect(&inspector, &miss.bytes(), path);
            if seen.found.contains(&rule.spec.id) || seen.joined.contains(&rule.spec.id) {
                fail(format!("miss {} ({}) was found", number + 1, miss.why));
            }
        }
    }
    failures
}

/// The rules that a text yields, and why others did not.
struct Seen {
    found: Vec<String>,
    /// Those that stand in the finding of their other half.
    joined: Vec<String>,
    dropped: Vec<(String, String)>,
}

fn inspect(inspector: &Inspector<'_>, bytes: &[u8], path: &str) -> Seen {
    let origin = Origin::file(RelPath::new(path.as_bytes()));
    let inspection = inspector.inspect(Blob { bytes, origin: &origin });
    let dropped =
        inspection.dropped.into_iter().map(|d| (d.rule, format!("{}: {}", d.check, d.why))).collect();
    let joined =
        inspection.findings.iter().flat_map(|f| &f.related).map(|other| other.rule.clone()).collect();
    Seen { found: inspection.findings.into_iter().map(|f| f.rule).collect(), joined, dropped }
}

fn check_hit(set: &RuleSet, rule: &Spec, seen: &Seen) -> Result<(), String> {
    if seen.joined.contains(&rule.id) {
        return Ok(());
    }
    if !seen.found.contains(&rule.id) {
        let why = seen.dropped.iter().find(|(id, _)| *id == rule.id).map(|(_, why)| why.as_str());
        return Err(format!(
            "is not found: {}",
            why.unwrap_or("nothing matched (pattern, anchor or near word)")
        ));
    }
    let specific = |id: &&String| **id != rule.id && set.by_id(id).is_some_and(|other| other.specific);
    match seen.found.iter().find(specific) {
        Some(other) if rule.specific => Err(format!("is also found by {other}")),
        _ => Ok(()),
    }
}

/// Checks what a rule set must hold as a whole: unique ids, known checks, pairs that exist.
#[must_use]
pub fn lint(set: &RuleSet) -> Vec<Failure> {
    let mut failures = Vec::new();
    let mut ids: Vec<&Str> = set.rules().iter().map(|rule| &rule.id).collect();
    ids.sort();
    let twice = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
    failures.extend(twice.map(|id| failure(id, "two rules have this id".to_owned())));
    for rule in set.rules() {
        for spec in rule.checks.iter() {
            if let Err(why) = crate::verify::make(&spec.name, &spec.arg) {
                failures.push(failure(&rule.id, why));
            }
        }
        for other in rule.pair.iter().filter(|other| set.by_id(other).is_none()) {
            failures.push(failure(&rule.id, format!("its pair '{other}' is no rule")));
        }
    }
    failures
}

fn failure(rule: &str, message: String) -> Failure {
    Failure { rule: rule.to_owned(), line: 0, message }
}
