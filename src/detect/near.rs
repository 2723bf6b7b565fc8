//! Words near a value: what tells one provider's 32 hexadecimal digits from another's.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::trigger::STEM_REACH;
use crate::rule::{RuleIdx, RuleSet, Trigger};
use crate::text::Span;

/// How far before a value its words may stand, in bytes.
pub const BEFORE: usize = STEM_REACH;
/// How far behind it, on the same line.
pub const BEHIND: usize = 48;

/// The `near` words of all [`Trigger::Stretch`] rules.
pub struct NearIndex {
    words: Vec<String>,
    rules: Vec<Vec<RuleIdx>>,
    search: OnceLock<AhoCorasick>,
}

impl NearIndex {
    /// Indexes the words of `rules`; the search itself is built at its first use.
    #[must_use]
    pub fn new(set: &RuleSet) -> Self {
        let mut pairs: Vec<(String, RuleIdx)> = Vec::new();
        for (index, rule) in set.indexed().filter(|(_, rule)| rule.trigger == Trigger::Stretch) {
            pairs.extend(rule.near.iter().map(|word| (word.to_string(), index)));
        }
        pairs.sort();
        let mut words: Vec<String> = Vec::new();
        let mut rules: Vec<Vec<RuleIdx>> = Vec::new();
        for (word, index) in pairs {
            if words.last() != Some(&word) {
                words.push(word);
                rules.push(Vec::new());
            }
            rules.last_mut().expect("pushed with the first word").push(index);
        }
        Self { words, rules, search: OnceLock::new() }
    }

    /// The rules that have a word near `value`, each once, in order.
    pub fn rules_near(&self, text: &[u8], value: Span, out: &mut Vec<RuleIdx>) {
        out.clear();
        if self.words.is_empty() {
            return;
        }
        let search = self.search.get_or_init(|| {
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .build(&self.words)
                .expect("a few thousand short words are within every limit")
        });
        let window = window(text, value);
        for found in search.find_overlapping_iter(window.of(text)) {
            let word = Span::new(window.start + found.start(), window.start + found.end());
            if !word.overlaps(value) && stands_alone(text, word) {
                out.extend_from_slice(&self.rules[found.pattern().as_usize()]);
            }
        }
        out.sort_unstable();
        out.dedup();
    }
}

/// The length of the longest of `words` (lower case) that stands near `value`; `None` when none does.
#[must_use]
pub fn longest<S: AsRef<str>>(text: &[u8], value: Span, words: &[S]) -> Option<usize> {
    let window = window(text, value);
    let stands = |word: &[u8]| {
        let Some(&first) = word.first() else { return false };
        let starts = memchr::memchr2_iter(first, first.to_ascii_uppercase(), window.of(text));
        starts.map(|at| window.start + at).take_while(|at| at + word.len() <= window.end).any(|at| {
            let span = Span::new(at, at + word.len());
            span.of(text).eq_ignore_ascii_case(word) && !span.overlaps(value) && stands_alone(text, span)
        })
    };
    words.iter().map(|w| w.as_ref().as_bytes()).filter(|word| stands(word)).map(<[u8]>::len).max()
}

/// True when one of `words` stands near `value`.
#[must_use]
pub fn present<S: AsRef<str>>(text: &[u8], value: Span, words: &[S]) -> bool {
    longest(text, value, words).is_some()
}

/// The bytes around `value` in which its words may stand.
#[must_use]
pub fn window(text: &[u8], value: Span) -> Span {
    let limit = text.len().min(value.end + BEHIND);
    let end = memchr::memchr2(b'\n', b'\r', &text[value.end..limit]).map_or(limit, |at| value.end + at);
    Span::new(value.start.saturating_sub(BEFORE), end)
}

/// Ends of names that have no stem and still hold credentials: `ADO_PAT`, `api_hash`, `CC_TEST_REPORTER_ID`, `TOTP.new`.
const ENDS: [&[u8]; 9] = [
    b"pat",
    b"api",
    b"api_hash",
    b"apihash",
    b"reporter_id",
    b"reporterid",
    b"otp",
    b"otp.new",
    b"ciphertext",
];

/// True when the name before the value that `at` lies in ends like those of credentials.
#[must_use]
pub fn named(text: &[u8], at: usize) -> bool {
    let between =
        |b: &&u8| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'`' | b'=' | b':' | b'>' | b',' | b'(');
    let in_value = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let before = &text[at.saturating_sub(MAX_NAME)..at];
    let before = &before[..before.len() - before.iter().rev().take_while(in_value).count()];
    let name = &before[..before.len() - before.iter().rev().take_while(between).count()];
    name.len() < before.len()
        && ENDS.iter().any(|end| {
            let split = name.len().saturating_sub(end.len());
            let starts_word = name[..split].last().is_none_or(|b| !b.is_ascii_lowercase())
                || name.get(split).is_some_and(u8::is_ascii_uppercase);
            name[split..].eq_ignore_ascii_case(end) && starts_word
        })
}

/// How many bytes before a place in a value are enough to see how its name ends.
const MAX_NAME: usize = 48;

/// Words this short must end where a word ends; longer ones may go on (`mistral` in `mistralai`).
const MUST_END: usize = 5;

/// True when the word at `span` is a word of its own or a part of an identifier: `MISTRAL_KEY`, `mistralKey`.
fn stands_alone(text: &[u8], span: Span) -> bool {
    let first = text[span.start];
    let starts = match span.start.checked_sub(1).map(|at| text[at]) {
        Some(before) if before.is_ascii_alphabetic() => {
            first.is_ascii_uppercase() && before.is_ascii_lowercase() || !first.is_ascii_alphanumeric()
        }
        Some(before) if before.is_ascii_digit() => !first.is_ascii_digit(),
        _ => true,
    };
    let last = text[span.end - 1];
    let ends = match text.get(span.end) {
        Some(after) if after.is_ascii_lowercase() && last.is_ascii_alphanumeric() => span.len() > MUST_END,
        Some(after) if after.is_ascii_uppercase() && last.is_ascii_uppercase() => span.len() > MUST_END,
        _ => true,
    };
    starts && ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(text: &str, word: &str) -> bool {
        let at = text.find("VALUE").expect("the test text has a VALUE");
        present(text.as_bytes(), Span::new(at, at + 5), &[word])
    }

    #[test]
    fn finds_words_in_every_way_of_writing_identifiers() {
        for text in ["MISTRAL_KEY=VALUE", "mistralKey: VALUE", "x-mistral-key: VALUE", "key(mistralai) VALUE"]
        {
            assert!(near(text, "mistral"), "{text}");
        }
        assert!(near("VALUE # for exa", "exa"));
    }

    #[test]
    fn names_of_credentials_are_known_by_their_ends() {
        for text in ["ADO_PAT=", "\"apiHash\": \"", "const pat = '", "ENV CC_TEST_REPORTER_ID ", "api: 0a1b-"]
        {
            assert!(named(text.as_bytes(), text.len()), "{text}");
        }
        for text in ["spat = ", "sha_hash: ", "CLIENT_ID=", "ADO_PATH=", "pat", ""] {
            assert!(!named(text.as_bytes(), text.len()), "{text}");
        }
    }

    #[test]
    fn short_words_inside_other_words_do_not_count() {
        for text in ["example_key=VALUE", "hexa_key=VALUE", "EXAMPLE_KEY=VALUE"] {
            assert!(!near(text, "exa"), "{text}");
        }
        assert!(near("EXA_KEY=VALUE", "exa"));
        assert!(!near("VALUE\nexa", "exa"), "behind the value only its own line counts");
    }
}
