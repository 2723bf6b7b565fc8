//! Sorts the bytes of a text into classes, 64 at a time, in vectors.
//!
//! Each block of 64 bytes becomes a few 64-bit masks, one bit a byte, and everything that the prefilter asks of a
//! text is then arithmetic on those masks: [`starts`] finds where runs start, [`crate::detect::trigger`] what they are. With AVX2 a
//! byte is classified by two table look-ups on its halves (<http://0x80.pl/notesen/2018-10-18-simd-byte-lookup.html>), with AVX-512 by one,
//! elsewhere by a table of 256 entries. A property test holds them to the same answer.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the vectors of its caller")]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
pub mod starts;
pub mod words;

use self::words::{CLUE_PLACES, Halves, LOWER, STEM_PLACES, fits};

/// Bytes in a block.
pub const BLOCK: usize = 64;
/// Blocks that are classified at a time.
pub const CHUNK: usize = 32;

/// One bit for each byte of a block, lowest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Masks {
    /// Letters and digits.
    pub alnum: u64,
    /// Letters, digits and `_`.
    pub word: u64,
    /// Bytes of a token run: letters, digits and `_ + - . / = ~`.
    pub run: u64,
    /// Digits.
    pub digit: u64,
    /// `-`.
    pub dash: u64,
    /// Capital letters.
    pub upper: u64,
    /// The colon of `://`.
    pub url: u64,
    /// `\\`.
    pub backslash: u64,
    /// `%` and `&`, which start escapes in URLs and HTML.
    pub escape: u64,
    /// The first byte of one of the [`words::STEMS`], in either case.
    pub stem: u64,
    /// The first byte of what fits the [`words::CLUES`], in either case.
    pub clue: u64,
}

/// How many blocks `len` bytes fill, the last one perhaps in part.
#[must_use]
pub fn block_count(len: usize) -> usize {
    len.div_ceil(BLOCK)
}

/// One mask for each block of a chunk, for the block before it and for the one behind it.
pub type Lane = [u64; CHUNK + 2];

/// The [`Masks`] of a chunk, class by class, so that arithmetic runs over several blocks at once. Block `i` of the chunk
/// is at `i + 1`.
#[derive(Clone, Debug)]
pub struct Lanes {
    /// [`Masks::alnum`].
    pub alnum: Lane,
    /// [`Masks::word`].
    pub word: Lane,
    /// [`Masks::run`].
    pub run: Lane,
    /// [`Masks::digit`].
    pub digit: Lane,
    /// [`Masks::dash`].
    pub dash: Lane,
    /// [`Masks::upper`].
    pub upper: Lane,
    /// [`Masks::url`].
    pub url: Lane,
    /// [`Masks::backslash`].
    pub backslash: Lane,
    /// [`Masks::escape`].
    pub escape: Lane,
    /// [`Masks::stem`].
    pub stem: Lane,
    /// [`Masks::clue`].
    pub clue: Lane,
}

impl Lanes {
    /// All empty.
    #[must_use]
    pub const fn new() -> Self {
        const NONE: Lane = [0; CHUNK + 2];
        Self {
            alnum: NONE,
            word: NONE,
            run: NONE,
            digit: NONE,
            dash: NONE,
            upper: NONE,
            url: NONE,
            backslash: NONE,
            escape: NONE,
            stem: NONE,
            clue: NONE,
        }
    }

    #[inline(always)]
    fn set(&mut self, at: usize, masks: Masks) {
        self.alnum[at] = masks.alnum;
        self.word[at] = masks.word;
        self.run[at] = masks.run;
        self.digit[at] = masks.digit;
        self.dash[at] = masks.dash;
        self.upper[at] = masks.upper;
        self.url[at] = masks.url;
        self.backslash[at] = masks.backslash;
        self.escape[at] = masks.escape;
        self.stem[at] = masks.stem;
        self.clue[at] = masks.clue;
    }
}

impl Default for Lanes {
    fn default() -> Self {
        Self::new()
    }
}

/// Classifies `count` blocks of `text` from block `first` on, and the ones before and behind them; blocks outside of the
/// text are empty.
pub fn classify(text: &[u8], first: usize, count: usize, lanes: &mut Lanes) {
    assert!(count <= CHUNK);
    // The block before the text is an empty one.
    let skipped = usize::from(first == 0);
    if skipped == 1 {
        lanes.set(0, Masks::default());
    }
    let from = first + skipped - 1;
    let wanted = count + 2 - skipped;
    // Stems, clues and `://` may reach two bytes into the next block, so only blocks with those bytes present are read in place.
    let in_place = text.len().saturating_sub(2) / BLOCK;
    let direct = in_place.saturating_sub(from).min(wanted);
    fill(&text[(from * BLOCK).min(text.len())..], lanes, skipped, direct);
    for i in direct..wanted {
        let start = ((from + i) * BLOCK).min(text.len());
        let tail = &text[start..text.len().min(start + BLOCK + 2)];
        let mut padded = [0u8; BLOCK + 2];
        padded[..tail.len()].copy_from_slice(tail);
        fill(&padded, lanes, skipped + i, 1);
    }
}

/// Classifies the first `count` blocks of `bytes` into `lanes` from `at` on.
fn fill(bytes: &[u8], lanes: &mut Lanes, at: usize, count: usize) {
    assert!(count == 0 || bytes.len() >= count * BLOCK + 2);
    #[cfg(target_arch = "x86_64")]
    {
        if avx512::is_there() {
            // SAFETY: the processor has what it takes, and the assertion above gives the bytes that are read.
            unsafe { avx512::fill(bytes, lanes, at, count) };
            return;
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, and the assertion above gives the bytes that are read.
            unsafe { avx2::fill(bytes, lanes, at, count) };
            return;
        }
    }
    portable(bytes, lanes, at, count);
}

const DIGIT: u8 = 1;
const LOW_LETTER: u8 = 1 << 1;
const HIGH_LETTER: u8 = 1 << 2;
const UNDERSCORE: u8 = 1 << 3;
const PUNCTUATION: u8 = 1 << 4;
const EQUALS: u8 = 1 << 5;
const TILDE: u8 = 1 << 6;
const ESCAPE: u8 = 1 << 7;
const ALNUM: u8 = DIGIT | LOW_LETTER | HIGH_LETTER;
const WORD: u8 = ALNUM | UNDERSCORE;
const RUN: u8 = WORD | PUNCTUATION | EQUALS | TILDE;

const fn class_of(b: u8) -> u8 {
    match b {
        b'0'..=b'9' => DIGIT,
        b'a'..=b'o' | b'A'..=b'O' => LOW_LETTER,
        b'p'..=b'z' | b'P'..=b'Z' => HIGH_LETTER,
        b'_' => UNDERSCORE,
        b'+' | b'-' | b'.' | b'/' => PUNCTUATION,
        b'=' => EQUALS,
        b'~' => TILDE,
        b'%' | b'&' => ESCAPE,
        _ => 0,
    }
}

/// The safe twin: one table look-up a byte.
fn portable(bytes: &[u8], lanes: &mut Lanes, first: usize, count: usize) {
    const CLASS: [u8; 256] = {
        let mut table = [0; 256];
        let mut b = 0;
        while b < 256 {
            table[b] = class_of(b as u8);
            b += 1;
        }
        table
    };
    for i in 0..count {
        let mut masks = Masks::default();
        for bit in 0..BLOCK {
            let at = i * BLOCK + bit;
            let byte = bytes[at];
            let class = CLASS[usize::from(byte)];
            let set = |yes: bool| u64::from(yes) << bit;
            masks.alnum |= set(class & ALNUM != 0);
            masks.word |= set(class & WORD != 0);
            masks.run |= set(class & RUN != 0);
            masks.digit |= set(class & DIGIT != 0);
            masks.dash |= set(byte == b'-');
            masks.upper |= set(byte.is_ascii_uppercase());
            masks.url |= set(bytes[at..at + 3] == *b"://");
            masks.backslash |= set(byte == b'\\');
            masks.escape |= set(class & ESCAPE != 0);
            let three = [byte, bytes[at + 1], bytes[at + 2]].map(|b| b | LOWER);
            masks.stem |= set(fits(&STEM_PLACES, three));
            masks.clue |= set(fits(&CLUE_PLACES, three));
        }
        lanes.set(first + i, masks);
    }
}

/// Each class of `class_of` is a rectangle: some low halves times some high halves, so the AND is exact.
#[cfg(target_arch = "x86_64")]
const CLASSES: Halves = {
    let mut halves = Halves::NONE;
    let mut b = 0;
    while b < 128 {
        halves.add(b, class_of(b));
        b += 1;
    }
    halves
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn get(lanes: &Lanes, at: usize) -> Masks {
        Masks {
            alnum: lanes.alnum[at],
            word: lanes.word[at],
            run: lanes.run[at],
            digit: lanes.digit[at],
            dash: lanes.dash[at],
            upper: lanes.upper[at],
            url: lanes.url[at],
            backslash: lanes.backslash[at],
            escape: lanes.escape[at],
            stem: lanes.stem[at],
            clue: lanes.clue[at],
        }
    }

    fn all(lanes: &Lanes, count: usize) -> Vec<Masks> {
        (0..count).map(|at| get(lanes, at)).collect()
    }

    #[test]
    fn every_byte_value_is_classified_like_the_rule_shapes_assume() {
        let text: Vec<u8> = (0..=255).collect();
        let mut lanes = Lanes::new();
        classify(&text, 0, 4, &mut lanes);
        for b in 0..=255u8 {
            let (block, bit) = (usize::from(b) / BLOCK, usize::from(b) % BLOCK);
            let masks = get(&lanes, block + 1);
            assert_eq!(masks.run >> bit & 1 == 1, crate::rule::shape::is_run_byte(b), "byte {b}");
            assert_eq!(masks.alnum >> bit & 1 == 1, b.is_ascii_alphanumeric(), "byte {b}");
            assert_eq!(masks.digit >> bit & 1 == 1, b.is_ascii_digit(), "byte {b}");
            assert_eq!(masks.upper >> bit & 1 == 1, b.is_ascii_uppercase(), "byte {b}");
        }
    }

    /// Classifies `count` blocks through each implementation that this processor has, and asserts that they agree.
    fn every_vector_width(bytes: &[u8], count: usize) -> Vec<Masks> {
        let mut lanes = Lanes::new();
        portable(bytes, &mut lanes, 0, count);
        let plain = all(&lanes, count);
        #[cfg(target_arch = "x86_64")]
        {
            if std::arch::is_x86_feature_detected!("avx2") {
                let mut lanes = Lanes::new();
                // SAFETY: the processor has AVX2, and `bytes` is longer than the blocks.
                unsafe { avx2::fill(bytes, &mut lanes, 0, count) };
                assert_eq!(all(&lanes, count), plain, "AVX2");
            }
            if avx512::is_there() {
                let mut lanes = Lanes::new();
                // SAFETY: the processor has what it takes, and `bytes` is longer than the blocks.
                unsafe { avx512::fill(bytes, &mut lanes, 0, count) };
                assert_eq!(all(&lanes, count), plain, "AVX-512");
            }
        }
        plain
    }

    fn text_bytes() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![any::<u8>(), prop::sample::select(b"pasKEYtokcre_-:/=\\%& isyqlNSh".to_vec())];
        prop::collection::vec(byte, 0..400)
    }

    proptest! {
        #[test]
        fn vectors_agree_with_the_safe_twin(text in text_bytes(), first in 0usize..4) {
            let count = 5;
            let mut lanes = Lanes::new();
            classify(&text, first, count, &mut lanes);
            // A block in front of the text makes the one before it an ordinary one.
            let mut padded = vec![0; BLOCK];
            padded.extend(&text);
            padded.resize(((first + count + 2) * BLOCK + 2).max(padded.len()), 0);
            let plain = every_vector_width(&padded[first * BLOCK..], count + 2);
            prop_assert_eq!(all(&lanes, count + 2), plain);
        }
    }
}
