//! Draws tokens from the pattern of every rule and holds its checks against them: a check that turns away what it takes
//! for written must let nearly everything pass that the issuer can draw.

#[path = "catalogue/format.rs"]
#[expect(dead_code, reason = "only tokens are made here, no neighbours")]
mod format;
#[path = "../examples/forge/random.rs"]
#[expect(dead_code, reason = "tests start from chosen seeds only")]
mod random;

use std::collections::BTreeMap;

use beartrap::blob::RelPath;
use beartrap::detect::Candidate;
use beartrap::rule::{Rule, RuleIdx, RuleSet, Trigger};
use beartrap::text::Span;
use beartrap::verify::outcome::Outcome;
use beartrap::verify::{self, Check, Subject, placeholder};
use format::Format;
use random::Random;

/// Checks that ask whether a token was drawn. Others ask what a pattern cannot say.
const DRAWN: [&str; 5] = ["digits", "entropy", "lower", "random", "upper"];

/// How many tokens of each rule are drawn; the variable `TOKENS` may ask for more, since 20,000 take an hour.
const TOKENS: usize = 150;
/// Of how many tokens one may be turned away, besides a first one.
const ONE_IN: usize = 5000;

fn drawn_checks(rule: &Rule) -> Vec<(&str, Check)> {
    let drawn = rule.checks.iter().filter(|check| DRAWN.contains(&&*check.name));
    drawn.map(|check| (&*check.name, verify::make(&check.name, &check.arg).expect("a valid check"))).collect()
}

/// The names of what turns `token` away.
fn against<'c>(rule: &Rule, checks: &'c [(&'c str, Check)], text: &[u8]) -> Vec<&'c str> {
    let span = Span::new(0, text.len());
    let candidate = Candidate { rule: RuleIdx(0), text, span, whole: span, name: None, near: 0 };
    let path = RelPath::default();
    let subject = Subject { candidate, rule, path: &path };
    let dropped = checks.iter().filter(|(_, check)| matches!(check(&subject), Outcome::Drop(_)));
    let obvious = placeholder::obvious(subject.body()).map(|_| "placeholder");
    dropped.map(|(name, _)| *name).chain(obvious).collect()
}

#[test]
fn checks_let_drawn_tokens_pass() {
    let set = RuleSet::builtin();
    let tokens = std::env::var("TOKENS").map_or(TOKENS, |n| n.parse().expect("a number"));
    let most = tokens / ONE_IN + 1;
    let mut faults = Vec::new();
    for rule in set.rules() {
        if !matches!(rule.trigger, Trigger::Prefix | Trigger::RunAnchor | Trigger::Stretch) {
            continue;
        }
        let format = Format::of_secret(&rule.pattern).expect("every pattern has the group");
        let checks = drawn_checks(rule);
        if checks.is_empty() {
            continue;
        }
        // The same tokens whatever rules there are beside it.
        let mut random =
            Random::new(rule.id.bytes().fold(0, |seed: u64, b| seed.wrapping_mul(31) + u64::from(b)));
        let mut counts = BTreeMap::new();
        for _ in 0..tokens {
            for name in against(rule, &checks, &format.make_bytes(&mut random)) {
                *counts.entry(name).or_insert(0) += 1;
            }
        }
        let many = counts.into_iter().filter(|(_, count)| *count > most);
        faults.extend(many.map(|(name, count)| format!("{}\t{name}\t{count}\t{}", rule.id, rule.pattern)));
    }
    assert!(
        faults.is_empty(),
        "{} checks turn away too many of {tokens} tokens:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
