//! Finds the words of a long list in a few hundred bytes.
//!
//! An automaton takes a step a byte through tables that no cache holds when it runs now and then. Here one bit for the next
//! four bytes turns most places away, and most others start no word.

use std::collections::HashMap;
use std::sync::OnceLock;

use foldhash::fast::RandomState;

use super::{stands_alone, starts_alone};
use crate::detect::filter::{Filter, Key, four};
use crate::raw::classes::words::LOWER;
use crate::text::Span;

/// Words to look for.
pub(super) struct WordSearch {
    words: Vec<String>,
    /// Built at the first use.
    index: OnceLock<Index>,
}

/// The words by their first bytes.
struct Index {
    /// What four bytes a word starts with.
    starts: Filter<512>,
    /// The rows of the words that start so.
    rows: HashMap<Key, Vec<usize>, RandomState>,
    /// For the low five bits of each byte those of the second bytes of shorter words that start so, a bit each.
    short_starts: [u32; 32],
    /// The rows of those words.
    short: [Vec<usize>; 32],
}

impl WordSearch {
    /// For `words`, in lower case.
    pub(super) fn new(words: Vec<String>) -> Self {
        Self { words, index: OnceLock::new() }
    }

    /// Each word that [stands alone](stands_alone) in `part` of `text`, in either case: its row, and its place.
    pub(super) fn each(&self, text: &[u8], part: Span, mut found: impl FnMut(usize, Span)) {
        if self.words.is_empty() {
            return;
        }
        let index = self.index.get_or_init(|| Index::new(&self.words));
        let mut check = |row: usize, at: usize| {
            let word = Span::new(at, at + self.words[row].len());
            let is = |word: Span| word.of(text).eq_ignore_ascii_case(self.words[row].as_bytes());
            if word.end <= part.end && is(word) && stands_alone(text, word) {
                found(row, word);
            }
        };
        for at in part.start..part.end {
            let rest = &text[at..part.end];
            let key = rest.first_chunk().map(|&start| lower(start));
            let long = key.is_some_and(|key| index.starts.may_have(key));
            let short = index.may_be_short(rest);
            if !(long | short) || !starts_alone(text, at) {
                continue;
            }
            if let Some(key) = key.filter(|_| long) {
                index.rows.get(&key).into_iter().flatten().for_each(|&row| check(row, at));
            }
            if short {
                index.short[usize::from(rest[0] & 31)].iter().for_each(|&row| check(row, at));
            }
        }
    }
}

impl Index {
    fn new(words: &[String]) -> Self {
        let mut index = Self {
            starts: Filter::new(),
            rows: HashMap::default(),
            short_starts: [0; 32],
            short: std::array::from_fn(|_| Vec::new()),
        };
        for (row, word) in words.iter().enumerate() {
            match word.as_bytes() {
                [first, rest @ ..] if rest.len() < 3 => {
                    let second = rest.first().map_or(u32::MAX, |second| 1 << (second & 31));
                    index.short_starts[usize::from(first & 31)] |= second;
                    index.short[usize::from(first & 31)].push(row);
                }
                word => {
                    let Some(&start) = word.first_chunk() else { continue };
                    index.starts.insert(lower(start));
                    index.rows.entry(lower(start)).or_default().push(row);
                }
            }
        }
        index
    }

    /// True when a word of fewer than four bytes may start `text`.
    #[inline]
    fn may_be_short(&self, text: &[u8]) -> bool {
        let seconds = self.short_starts[usize::from(text[0] & 31)];
        text.get(1).map_or(seconds != 0, |second| seconds >> (second & 31) & 1 == 1)
    }
}

/// The key of four bytes in either case.
#[inline]
fn lower(start: [u8; 4]) -> Key {
    // What else shares a key then, the word tells apart.
    four(start.map(|b| b | LOWER))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words() -> Vec<String> {
        [
            "x", "ns1", "aws", "fb_", "acme", "acme-key", "acme_key", ".p8", "v0", "mistral", "mist", "(api",
            "hook",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    proptest! {
        #[test]
        fn each_word_that_stands_alone_is_found(
            parts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..5, "[a-zA-Z0-9_. -]{0,2}"), 0..8),
            cut in any::<(prop::sample::Index, prop::sample::Index)>(),
        ) {
            let words = words();
            let search = WordSearch::new(words.clone());
            let mut text = String::new();
            for (word, case, between) in parts {
                let word = word.get(&words);
                let (first, rest) = word.split_at(1);
                text += &match case {
                    0 => word.to_ascii_uppercase(),
                    1 => first.to_ascii_uppercase() + rest,
                    2 => rest.to_owned(),
                    _ => word.clone(),
                };
                text += &between;
            }
            let text = text.as_bytes();
            let (one, other) = (cut.0.index(text.len() + 1), cut.1.index(text.len() + 1));
            let part = Span::new(one.min(other), one.max(other));
            let mut found = Vec::new();
            search.each(text, part, |row, word| found.push((word, row)));
            let mut expected = Vec::new();
            for (row, word) in words.iter().enumerate() {
                let spans = (part.start..part.end).map(|at| Span::new(at, at + word.len()));
                let is = |span: &Span| {
                    span.end <= part.end
                        && span.of(text).eq_ignore_ascii_case(word.as_bytes())
                        && stands_alone(text, *span)
                };
                expected.extend(spans.filter(is).map(|span| (span, row)));
            }
            found.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
