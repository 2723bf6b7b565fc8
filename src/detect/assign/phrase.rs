//! Recovery phrases of wallets: twelve words and more behind a name such as `mnemonic`, `seedPhrase`, `SEED`.

use super::{Assigned, Role};
use crate::text::Span;

/// The parts of names that a phrase may follow. Each has a clue, see [`super::command`].
pub const NAMES: [&str; 7] = ["nemonic", "NEMONIC", "hrase", "HRASE", "seed", "Seed", "SEED"];

/// The most bytes between a name and its phrase: `" : "`, `Phrase = process(`.
const GAP: usize = 48;
/// The longest word of the list has eight letters, the shortest three.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=8;
/// How many words a phrase may have.
const COUNTS: [usize; 5] = [24, 21, 18, 15, 12];
/// What stands between two words, in a text and in lists.
const SEPARATORS: [&str; 7] = [" ", ", ", ",", "\", \"", "\",\"", "', '", "','"];

/// Reports the phrase behind `name`; its words and its sum are the rule's to judge.
pub fn behind(text: &[u8], name: Span, found: &mut dyn FnMut(Assigned)) {
    let limit = text.len().min(name.end + GAP);
    for at in name.end..limit {
        let starts = text[at].is_ascii_lowercase() && !text[at - 1].is_ascii_alphanumeric();
        if let Some(value) = starts.then(|| words(text, at)).flatten() {
            found(Assigned { role: Role::Phrase, name, value });
            return;
        }
    }
}

/// The longest phrase that starts at `from`.
#[must_use]
pub fn words(text: &[u8], from: usize) -> Option<Span> {
    let first = from + word_len(&text[from..]);
    let behind = &text[first..];
    let separator = SEPARATORS.iter().find(|separator| {
        behind
            .strip_prefix(separator.as_bytes())
            .is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_lowercase))
    })?;
    let (mut at, mut ends) = (from, Vec::new());
    while ends.len() < COUNTS[0] {
        let len = word_len(&text[at..]);
        if !LETTERS.contains(&len) {
            break;
        }
        at += len;
        ends.push(at);
        if !text[at..].starts_with(separator.as_bytes()) {
            break;
        }
        at += separator.len();
    }
    let count = COUNTS.into_iter().find(|&count| count <= ends.len())?;
    Some(Span::new(from, ends[count - 1]))
}

/// Letters at the start of `text`, counted until they are too many for a word.
fn word_len(text: &[u8]) -> usize {
    text.iter().take(LETTERS.end() + 1).take_while(|b| b.is_ascii_lowercase()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        let mut value = None;
        behind(text.as_bytes(), Span::new(0, 8), &mut |assigned| value = Some(assigned.value));
        value.map(|value| text[value.start..value.end].to_owned())
    }

    #[test]
    fn a_phrase_has_a_number_of_words() {
        let words = |count: usize| vec!["bird"; count].join(" ");
        for (text, count) in [
            (format!("MNEMONIC=\"{}\"", words(12)), 12),
            (format!("mnemonic\": \"{}\"", words(24)), 24),
            (format!("mnemonic = {}", words(13)), 12),
        ] {
            assert_eq!(found(&text), Some(words(count)), "{text}");
        }
        let list = vec!["\"bird\""; 15].join(", ");
        assert_eq!(found(&format!("seedWords = [{list}]")).map(|found| found.len()), Some(list.len() - 2));
        assert_eq!(found(&format!("mnemonic: {}", words(11))), None);
        assert_eq!(found("mnemonic"), None);
    }
}
