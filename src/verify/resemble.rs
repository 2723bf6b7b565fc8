//! Values that only their name makes a secret, and that start like a token of some provider without being one.
//!
//! `GITHUB_TOKEN = ghp_...` with a character too few is no token, whatever its name says: had it been one, the rule of
//! its format would have found it. What starts like a format is known from the anchors of the rules themselves.

use std::collections::BTreeSet;

use super::Subject;
use super::generic::stand_in::stand_in;
use super::outcome::Outcome;
use crate::detect::near;
use crate::finding::Confidence;
use crate::rule::{Rule, RuleIdx, RuleSet, Str, Trigger};

/// The anchors that tell whose format a value follows.
#[derive(Debug)]
pub struct Resemblance {
    anchors: Vec<(Str, RuleIdx)>,
}

impl Resemblance {
    /// Collects the anchors of `rules`.
    #[must_use]
    pub fn new(rules: &RuleSet) -> Self {
        let specific = rules.indexed().filter(|(_, rule)| rule.specific);
        let anchors = specific
            .flat_map(|(index, rule)| rule.anchors.iter().map(move |anchor| (anchor, index)))
            .filter(|(anchor, index)| is_telling(anchor, rules.get(*index), rules))
            .map(|(anchor, index)| (anchor.clone(), index))
            .collect();
        Self { anchors }
    }

    /// At most low confidence for a value that is made like a token of one of `rules` and about as long.
    #[must_use]
    pub fn judge(&self, subject: &Subject<'_>, rules: &RuleSet) -> Outcome {
        let (text, span) = (subject.candidate.text, subject.candidate.span);
        let fits = |anchor: &str, rule: &Rule| {
            (is_as_long(span.len(), rule) || is_start(anchor, span.len(), rule))
                && (rule.near.is_empty() || near::present(text, span, &rule.near))
        };
        let like = self.anchors.iter().filter(|(anchor, index)| {
            let rule = rules.get(*index);
            stands(anchor.as_bytes(), rule, span.of(text)) && fits(anchor, rule)
        });
        like.max_by_key(|(anchor, _)| anchor.len()).map_or(Outcome::Pass, |(anchor, index)| Outcome::AtMost {
            confidence: Confidence::Low,
            why: format!("it has the mark '{anchor}' but not the format: {}", rules.get(*index).title),
        })
    }
}

/// How many issuers may share an anchor that is no word: more than those show that it is a custom.
const MAX_BRANDS: usize = 3;

/// False for anchors that are words, that are too short, or that many put before their tokens.
fn is_telling(anchor: &str, rule: &Rule, rules: &RuleSet) -> bool {
    let least = if rule.trigger == Trigger::Prefix { 3 } else { 4 };
    let has_digits = anchor.bytes().any(|b| b.is_ascii_digit());
    let is_word = anchor.len() >= 4 && !has_digits && stand_in(anchor.as_bytes()).is_some();
    let most = if anchor.len() < 4 || is_word { 1 } else { MAX_BRANDS };
    anchor.len() >= least && !(is_word && rule.near.is_empty()) && brands(anchor, rules) <= most
}

/// How many issuers have tokens with `anchor`; those with the same first word in their names are one.
fn brands(anchor: &str, rules: &RuleSet) -> usize {
    let has = |rule: &&Rule| rule.specific && rule.anchors.iter().any(|a| a == anchor);
    let brand = |rule: &Rule| rule.provider.split(' ').next().unwrap_or_default().to_owned();
    let brands: BTreeSet<String> = rules.rules().iter().filter(has).map(brand).collect();
    brands.len()
}

/// True when `anchor` stands in `value` where the pattern of `rule` has it: in front or, for some, anywhere.
fn stands(anchor: &[u8], rule: &Rule, value: &[u8]) -> bool {
    match rule.trigger {
        Trigger::Prefix => value.starts_with(anchor),
        Trigger::RunAnchor => memchr::memmem::find(value, anchor).is_some(),
        _ => false,
    }
}

/// False when `len` bytes are far less or more than any match of `rule`.
fn is_as_long(len: usize, rule: &Rule) -> bool {
    let (least, most) = (rule.min_len as usize, rule.window as usize);
    (least / 2..=most + most / 2).contains(&len)
}

/// True for `xoxb-111`, far shorter than any token of the rule, behind an anchor that nobody writes by chance.
fn is_start(anchor: &str, len: usize, rule: &Rule) -> bool {
    const SHORTEST: usize = 4;
    let marked = anchor.len() >= SHORTEST && anchor.ends_with(['-', '_', '.']);
    marked && rule.trigger == Trigger::Prefix && len < rule.min_len as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blob::{Blob, Origin, RelPath};
    use crate::inspect::Inspector;
    use crate::secret::FingerprintKey;

    /// The confidence of what `line` of an environment file yields.
    fn confidence(line: &str) -> Option<Confidence> {
        let rules = RuleSet::builtin();
        let origin = Origin::file(RelPath::new(b".env"));
        let inspector = Inspector::new(&rules, FingerprintKey::default());
        let found = inspector.inspect(Blob { bytes: line.as_bytes(), origin: &origin }).findings;
        found.first().map(|finding| finding.confidence)
    }

    #[test]
    fn a_token_that_misses_its_format_is_hardly_believed() {
        for line in [
            concat!("GITHUB_TOKEN=", "gh", "p_Zk3vT9qLm2XcR7pWn5YdB8sHf1JgA4uE6x"),
            concat!(
                "ACCOUNT_KEY=",
                "Zk3vT9qLm2XcR7pWn5YdB8sHf1JgA4uE6xhT5kQ9xWz2Lm8RbVn4Jg",
                "+ASt",
                "8RbVn4JgQ=="
            ),
            concat!("AKAMAI_ACCESS_TOKEN=", "akab-", "vgya4n9r1w7860t9-vd413d8k5cto9dex7"),
            concat!("BOT_TOKEN=", "xo", "xb-O173"),
        ] {
            assert_eq!(confidence(line), Some(Confidence::Low), "{line}");
        }
    }

    #[test]
    fn prefixes_of_many_and_words_say_nothing() {
        for value in ["sk-", "sk_live_", "key-", "live_", "secret_", "qov_"] {
            let line = format!("API_SECRET_KEY={value}Zk3vT9qLm2XcR7pWn5YdB8");
            assert!(confidence(&line) >= Some(Confidence::Medium), "{line}");
        }
    }
}
