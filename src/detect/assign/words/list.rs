//! Lists of words that hardly any word of a name is compared with.

use super::Word;
use crate::raw::classes::words::LOWER;

/// For each first letter the lengths of the words of a list that start with it, a bit each: turns away nearly every word
/// that the list lacks.
pub(super) type Shapes = [u32; 26];

/// With that of `word`.
pub(super) const fn with_shape(mut shapes: Shapes, word: &str) -> Shapes {
    let word = word.as_bytes();
    assert!(word.len() < 32);
    shapes[(word[0] - b'a') as usize] |= 1 << word.len();
    shapes
}

/// False for most words that the list with these `shapes` lacks.
#[inline]
pub(super) fn has_shape(shapes: &Shapes, word: &[u8]) -> bool {
    let lengths = letter(word).and_then(|letter| shapes.get(letter));
    lengths.is_some_and(|lengths| word.len() < 32 && lengths >> word.len() & 1 == 1)
}

/// Where the first letter of `word` stands in the alphabet; too far for what is no letter.
fn letter(word: &[u8]) -> Option<usize> {
    word.first().map(|b| usize::from((b | LOWER).wrapping_sub(b'a')))
}

/// A list of lower-case words, in order.
pub(super) struct WordList {
    words: &'static [&'static str],
    shapes: Shapes,
    /// For each first letter how many words come before those with it.
    letters: [u16; 27],
}

impl WordList {
    /// Of these words.
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        let (mut shapes, mut letters, mut i) = ([0; 26], [words.len() as u16; 27], 0);
        let mut letter = 0;
        while i < words.len() {
            shapes = with_shape(shapes, words[i]);
            let own = words[i].as_bytes()[0] - b'a';
            assert!(letter <= own + 1, "the words are in order");
            while letter <= own {
                letters[letter as usize] = i as u16;
                letter += 1;
            }
            i += 1;
        }
        Self { words, shapes, letters }
    }

    /// True when `word` is one of them, in any case.
    pub(super) fn has(&self, word: &Word<'_>) -> bool {
        has_shape(&self.shapes, word.0) && self.with_letter(word).iter().any(|w| word.is(w))
    }

    /// The words that start as `word` does, which starts with a letter.
    fn with_letter(&self, word: &Word<'_>) -> &[&'static str] {
        let letter = letter(word.0).unwrap_or(0);
        &self.words[usize::from(self.letters[letter])..usize::from(self.letters[letter + 1])]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_its_words_in_any_case_and_no_others() {
        const LIST: WordList = WordList::new(&["b", "base", "bytes", "hex", "zone"]);
        for word in ["b", "BASE", "Bytes", "hex", "zone"] {
            assert!(LIST.has(&Word(word.as_bytes())), "{word}");
        }
        for word in ["", "a", "bas", "based", "hey", "zones", "tone", "{", "é"] {
            assert!(!LIST.has(&Word(word.as_bytes())), "{word}");
        }
    }
}
