//! A search for literals, for the rules whose anchors stand in the middle of a run or fit no faster trigger.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use crate::rule::{RuleIdx, RuleSet, Trigger};
use crate::text::Span;

/// A search for the anchors of all rules with one trigger, built at its first use.
pub(super) struct AnchorSearch {
    anchors: Vec<String>,
    rules: Vec<RuleIdx>,
    /// Bytes of the longest anchor.
    pub(super) longest: usize,
    /// In fewer bytes nothing is looked for: in none when there are no anchors.
    shortest: usize,
    search: OnceLock<AhoCorasick>,
}

impl AnchorSearch {
    pub(super) fn new(set: &RuleSet, trigger: Trigger) -> Self {
        let (mut anchors, mut rules) = (Vec::new(), Vec::new());
        let mut shortest = usize::MAX;
        for (index, rule) in set.indexed().filter(|(_, rule)| rule.trigger == trigger) {
            for anchor in rule.anchors.iter() {
                // The run that is searched for an anchor holds all of a match.
                let least = if trigger == Trigger::RunAnchor { rule.min_len as usize } else { anchor.len() };
                shortest = shortest.min(least);
                anchors.push(anchor.to_string());
                rules.push(index);
            }
        }
        let longest = anchors.iter().map(String::len).max().unwrap_or(0);
        Self { anchors, rules, longest, shortest, search: OnceLock::new() }
    }

    /// Each anchor in `text`, with its rule.
    pub(super) fn each(&self, text: &[u8], mut found: impl FnMut(Span, RuleIdx)) {
        if text.len() < self.shortest {
            return;
        }
        let search = self.search.get_or_init(|| {
            AhoCorasick::new(&self.anchors).expect("a few hundred short anchors are within every limit")
        });
        for hit in search.find_overlapping_iter(text) {
            found(Span::new(hit.start(), hit.end()), self.rules[hit.pattern().as_usize()]);
        }
    }
}
