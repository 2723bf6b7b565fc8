//! Looks up the anchors that may start at a word: one bit test for nearly every word of ordinary text.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::filter::{Filter, Key, first_three, four, three};
use crate::raw::classes::BLOCK;
use crate::rule::shape::is_run_byte;
use crate::rule::{Rule, RuleIdx, RuleSet, Trigger};

/// An anchor and the rules that it may lead to.
#[derive(Debug)]
pub struct Entry {
    /// The literal.
    pub anchor: Vec<u8>,
    /// Rules with that anchor, in order of index.
    pub rules: Vec<Anchored>,
}

/// What is asked before the pattern of a rule is, side by side for the rules of one anchor.
#[derive(Clone, Copy, Debug)]
pub struct Anchored {
    /// The rule.
    pub index: RuleIdx,
    /// One bit for each byte that may stand behind the anchor.
    body: [u64; 4],
    min_len: usize,
    min_run: usize,
}

/// The anchors of all [`Trigger::Prefix`] rules.
pub struct PrefixTable {
    /// The first three bytes of the anchors that have no more.
    three: Filter<1024>,
    /// The first four bytes of all others.
    four: Filter<1024>,
    /// The anchors by their first three bytes.
    groups: HashMap<Key, Vec<Entry>, RandomState>,
}

impl PrefixTable {
    /// Indexes the anchors of `rules`.
    #[must_use]
    pub fn new(rules: &RuleSet) -> Self {
        let mut table = Self { three: Filter::new(), four: Filter::new(), groups: HashMap::default() };
        for (index, rule) in rules.indexed().filter(|(_, rule)| rule.trigger == Trigger::Prefix) {
            for anchor in rule.anchors.iter() {
                table.add(anchor.as_bytes(), Anchored::new(index, rule));
            }
        }
        table
    }

    fn add(&mut self, anchor: &[u8], rule: Anchored) {
        // Shorter anchors make no prefix rule.
        let Some(&start) = anchor.first_chunk() else { return };
        let key = three(start);
        match anchor.first_chunk() {
            Some(&longer) => self.four.insert(four(longer)),
            None => self.three.insert(key),
        }
        let entries = self.groups.entry(key).or_default();
        match entries.iter_mut().find(|entry| entry.anchor == anchor) {
            Some(entry) => entry.rules.push(rule),
            None => entries.push(Entry { anchor: anchor.to_vec(), rules: vec![rule] }),
        }
    }

    /// The anchors that `text` starts with.
    pub fn at<'s>(&'s self, text: &'s [u8]) -> impl Iterator<Item = &'s Entry> {
        self.group(text).iter().filter(|entry| text.starts_with(&entry.anchor))
    }

    /// False when no anchor starts `text`; true for hardly any other text.
    #[inline]
    #[must_use]
    pub fn may_start(&self, text: &[u8]) -> bool {
        match text.first_chunk() {
            // Both are asked at once: what a branch between them guesses wrong costs more.
            Some(&start) => {
                let key = four(start);
                self.four.may_have(key) | self.three.may_have(first_three(key))
            }
            None => text.first_chunk().is_some_and(|&start| self.three.may_have(three(start))),
        }
    }

    fn group(&self, text: &[u8]) -> &[Entry] {
        let group = text.first_chunk().and_then(|&start| self.groups.get(&three(start)));
        group.map_or(&[], Vec::as_slice)
    }
}

impl Anchored {
    fn new(index: RuleIdx, rule: &Rule) -> Self {
        let half = |from: u32| (rule.body >> from) as u64;
        let others = if rule.body == u128::MAX { u64::MAX } else { 0 };
        let body = [half(0), half(u64::BITS), others, others];
        Self { index, body, min_len: rule.min_len as usize, min_run: rule.min_run as usize }
    }

    /// True when a match can be as short as `text`.
    #[inline]
    #[must_use]
    pub fn fits_in(&self, text: &[u8]) -> bool {
        self.min_len <= text.len()
    }

    /// Cheap conditions that every match at the start of `text` meets, so that hardly any pattern is compiled for ordinary
    /// text. The first `run` bytes of `text` are known to be token characters; of a `run` shorter than [`BLOCK`] that the next
    /// one is not.
    #[inline]
    #[must_use]
    pub fn may_match(&self, anchor_len: usize, text: &[u8], run: usize) -> bool {
        let runs =
            || self.min_run <= run || BLOCK <= run && text[run..self.min_run].iter().all(|&b| is_run_byte(b));
        self.fits_in(text) && self.may_follow(&text[anchor_len..]) && runs()
    }

    /// True when the bytes `behind` the anchor may stand there.
    #[inline]
    fn may_follow(&self, behind: &[u8]) -> bool {
        let may = |&b: &u8| self.body[usize::from(b >> 6)] >> (b & 63) & 1 == 1;
        match behind.first_chunk::<BODY_CHECKED>() {
            Some(checked) => checked.iter().fold(true, |all, b| all & may(b)),
            None => behind.iter().all(may),
        }
    }
}

/// Fewer than the eight places that `body` speaks of: anchors of one rule may differ in length.
const BODY_CHECKED: usize = 4;
