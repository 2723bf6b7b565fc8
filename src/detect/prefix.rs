//! Looks up the anchors that may start at a word: one bit test for nearly every word of ordinary text.

use crate::rule::shape::is_run_byte;
use crate::rule::{Rule, RuleIdx, RuleSet, Trigger};

/// An anchor and the rules that it may lead to.
#[derive(Debug)]
pub struct Entry {
    /// The literal.
    pub anchor: Vec<u8>,
    /// Rules with that anchor, in order of index.
    pub rules: Vec<RuleIdx>,
}

/// The anchors of all [`Trigger::Prefix`] rules, by their first three bytes.
pub struct PrefixTable {
    filter: Box<Filter>,
    /// The same for the first four bytes, with every fourth byte for anchors of three: most words that share three
    /// bytes with an anchor do not share four.
    longer: Box<Filter>,
    groups: Vec<(u32, Vec<Entry>)>,
}

type Filter = [u64; 1 << (HASH_BITS - 6)];

const HASH_BITS: u32 = 16;
const KEY_LEN: usize = 3;

impl PrefixTable {
    /// Indexes the anchors of `rules`.
    #[must_use]
    pub fn new(rules: &RuleSet) -> Self {
        let mut groups: Vec<(u32, Vec<Entry>)> = Vec::new();
        let mut filter: Box<Filter> = Box::new([0; _]);
        let mut longer: Box<Filter> = Box::new([0; _]);
        let prefixed = rules.indexed().filter(|(_, rule)| rule.trigger == Trigger::Prefix);
        for (index, rule) in prefixed {
            for anchor in rule.anchors.iter() {
                let key = key_at(anchor.as_bytes());
                set(&mut filter, key);
                match anchor.as_bytes().get(KEY_LEN) {
                    Some(&fourth) => set(&mut longer, key | u32::from(fourth) << 24),
                    None => (0..=u8::MAX).for_each(|fourth| set(&mut longer, key | u32::from(fourth) << 24)),
                }
                let place = match groups.binary_search_by_key(&key, |group| group.0) {
                    Ok(place) => place,
                    Err(place) => {
                        groups.insert(place, (key, Vec::new()));
                        place
                    }
                };
                let entries = &mut groups[place].1;
                match entries.iter_mut().find(|entry| entry.anchor == anchor.as_bytes()) {
                    Some(entry) => entry.rules.push(index),
                    None => entries.push(Entry { anchor: anchor.as_bytes().to_vec(), rules: vec![index] }),
                }
            }
        }
        Self { filter, longer, groups }
    }

    /// The anchors that `text` starts with.
    pub fn at<'s>(&'s self, text: &'s [u8]) -> impl Iterator<Item = &'s Entry> {
        self.group(text).iter().filter(|entry| text.starts_with(&entry.anchor))
    }

    /// False when no anchor starts `text`; true for hardly any other text.
    #[inline]
    #[must_use]
    pub fn may_start(&self, text: &[u8]) -> bool {
        if text.len() <= KEY_LEN {
            return text.len() == KEY_LEN;
        }
        let key = key_at(text);
        has(&self.filter, key) && has(&self.longer, key | u32::from(text[KEY_LEN]) << 24)
    }

    fn group(&self, text: &[u8]) -> &[Entry] {
        if text.len() < KEY_LEN || !self.may_start(text) {
            return &[];
        }
        let key = key_at(text);
        self.groups.binary_search_by_key(&key, |group| group.0).map_or(&[], |place| &self.groups[place].1)
    }
}

/// Cheap conditions that every match of a prefix rule at the start of `text` meets, so that hardly any pattern is
/// compiled for ordinary text.
#[inline]
pub(super) fn may_match(rule: &Rule, anchor_len: usize, text: &[u8]) -> bool {
    let body = |&b: &u8| b.is_ascii() && rule.body >> b & 1 == 1;
    text.len() >= rule.min_len as usize
        && (rule.body == u128::MAX || text[anchor_len..].iter().take(BODY_CHECKED).all(body))
        && text[..rule.min_run as usize].iter().all(|&b| is_run_byte(b))
}

/// Fewer than the eight places that `body` speaks of: anchors of one rule may differ in length.
const BODY_CHECKED: usize = 4;

#[inline]
fn key_at(text: &[u8]) -> u32 {
    u32::from(text[0]) | u32::from(text[1]) << 8 | u32::from(text[2]) << 16
}

fn set(filter: &mut Filter, key: u32) {
    let hash = hash(key);
    filter[(hash >> 6) as usize] |= 1 << (hash & 63);
}

#[inline]
fn has(filter: &Filter, key: u32) -> bool {
    let hash = hash(key);
    filter[(hash >> 6) as usize] >> (hash & 63) & 1 == 1
}

#[inline]
fn hash(key: u32) -> u32 {
    // Fibonacci hashing: the top bits of a product with 2^32 divided by the golden ratio.
    key.wrapping_mul(0x9E37_79B1) >> (32 - HASH_BITS)
}
