//! Sorts the bytes of a text into classes, 64 at a time: the only `unsafe` code of the crate.
//!
//! Each block of 64 bytes becomes a few 64-bit masks, one bit a byte, and everything that the prefilter asks of a
//! text is then arithmetic on those masks ([`super::trigger`]). With AVX2 or
//! AVX-512 a byte is classified by two table look-ups on its halves (<http://0x80.pl/notesen/2018-10-18-simd-byte-lookup.html>); elsewhere by a table of 256 entries.
//! A property test holds the two to the same answer.
#![allow(unsafe_code, reason = "vector loads; the safe twin below gives the same masks")]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

/// Bytes in a block.
pub const BLOCK: usize = 64;

/// One bit for each byte of a block, lowest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Masks {
    /// Letters and digits.
    pub alnum: u64,
    /// Letters, digits and `_`.
    pub word: u64,
    /// Bytes of a token run: letters, digits and `_ + - . / = ~`.
    pub run: u64,
    /// `-`.
    pub dash: u64,
    /// `:`.
    pub colon: u64,
    /// `\\`.
    pub backslash: u64,
    /// `%` and `&`, which start escapes in URLs and HTML.
    pub escape: u64,
    /// The first byte of one of the [`STEMS`], in either case.
    pub stem: u64,
}

/// Parts of the words that name secrets: password, pwd, secret and credential, token, key, auth, bearer, sid.
pub const STEMS: [&[u8; 3]; 8] = [b"pas", b"pwd", b"cre", b"tok", b"key", b"aut", b"bea", b"sid"];

/// How many blocks `len` bytes fill, the last one perhaps in part.
#[must_use]
pub fn block_count(len: usize) -> usize {
    len.div_ceil(BLOCK)
}

/// Classifies the blocks of `text` from block `first` on, as many as `out` holds; blocks past the end are empty.
pub fn classify(text: &[u8], first: usize, out: &mut [Masks]) {
    // A stem may reach two bytes into the next block, so only blocks with those bytes present are read in place.
    let in_place = text.len().saturating_sub(2) / BLOCK;
    let direct = in_place.saturating_sub(first).min(out.len());
    let (whole, rest) = out.split_at_mut(direct);
    fill(&text[(first * BLOCK).min(text.len())..], whole);
    for (i, masks) in rest.iter_mut().enumerate() {
        let start = ((first + direct + i) * BLOCK).min(text.len());
        let tail = &text[start..text.len().min(start + BLOCK + 2)];
        let mut padded = [0u8; BLOCK + 2];
        padded[..tail.len()].copy_from_slice(tail);
        fill(&padded, std::slice::from_mut(masks));
    }
}

fn fill(bytes: &[u8], out: &mut [Masks]) {
    assert!(out.is_empty() || bytes.len() >= out.len() * BLOCK + 2);
    #[cfg(target_arch = "x86_64")]
    {
        if std::arch::is_x86_feature_detected!("avx512bw") {
            // SAFETY: the processor has AVX-512BW, and the assertion above gives the bytes that are read.
            unsafe { avx512::fill(bytes, out) };
            return;
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, and the assertion above gives the bytes that are read.
            unsafe { avx2::fill(bytes, out) };
            return;
        }
    }
    portable(bytes, out);
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
fn portable(bytes: &[u8], out: &mut [Masks]) {
    const CLASS: [u8; 256] = {
        let mut table = [0; 256];
        let mut b = 0;
        while b < 256 {
            table[b] = class_of(b as u8);
            b += 1;
        }
        table
    };
    for (i, masks) in out.iter_mut().enumerate() {
        *masks = Masks::default();
        for bit in 0..BLOCK {
            let at = i * BLOCK + bit;
            let byte = bytes[at];
            let class = CLASS[usize::from(byte)];
            let set = |yes: bool| u64::from(yes) << bit;
            masks.alnum |= set(class & ALNUM != 0);
            masks.word |= set(class & WORD != 0);
            masks.run |= set(class & RUN != 0);
            masks.dash |= set(byte == b'-');
            masks.colon |= set(byte == b':');
            masks.backslash |= set(byte == b'\\');
            masks.escape |= set(class & ESCAPE != 0);
            let three = [byte | 0x20, bytes[at + 1] | 0x20, bytes[at + 2] | 0x20];
            masks.stem |= set(STEMS.contains(&&three));
        }
    }
}

/// Two tables whose AND, indexed by the low and the high half of a byte, is non-zero for the wanted bytes.
#[cfg(target_arch = "x86_64")]
struct Halves {
    low: [u8; 16],
    high: [u8; 16],
}

/// Each class of `class_of` is a rectangle: some low halves times some high halves, so the AND is exact.
#[cfg(target_arch = "x86_64")]
const CLASSES: Halves = {
    let mut halves = Halves { low: [0; 16], high: [0; 16] };
    let mut b = 0;
    while b < 128 {
        halves.low[b & 15] |= class_of(b as u8);
        halves.high[b >> 4] |= class_of(b as u8);
        b += 1;
    }
    halves
};

/// One bit for each stem: byte `place` of stem `i` sets bit `i`.
#[cfg(target_arch = "x86_64")]
const fn stem_place(place: usize) -> Halves {
    let mut halves = Halves { low: [0; 16], high: [0; 16] };
    let mut i = 0;
    while i < STEMS.len() {
        let b = STEMS[i][place];
        halves.low[(b & 15) as usize] |= 1 << i;
        halves.high[(b >> 4) as usize] |= 1 << i;
        i += 1;
    }
    halves
}
#[cfg(target_arch = "x86_64")]
const STEM_PLACES: [Halves; 3] = [stem_place(0), stem_place(1), stem_place(2)];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Classifies through the safe twin alone, with the same padding.
    fn reference(text: &[u8], first: usize, count: usize) -> Vec<Masks> {
        let mut padded = text.to_vec();
        padded.resize(((first + count) * BLOCK + 2 + BLOCK).max(text.len()), 0);
        let mut out = vec![Masks::default(); count];
        portable(&padded[first * BLOCK..], &mut out);
        out
    }

    #[test]
    fn every_byte_value_is_classified_like_the_rule_shapes_assume() {
        let text: Vec<u8> = (0..=255).collect();
        let mut out = vec![Masks::default(); 4];
        classify(&text, 0, &mut out);
        for b in 0..=255u8 {
            let (block, bit) = (usize::from(b) / BLOCK, usize::from(b) % BLOCK);
            assert_eq!(out[block].run >> bit & 1 == 1, crate::rule::shape::is_run_byte(b), "byte {b}");
            assert_eq!(out[block].alnum >> bit & 1 == 1, b.is_ascii_alphanumeric(), "byte {b}");
        }
    }

    /// Classifies through each implementation that this processor has, and asserts that they agree.
    fn every_vector_width(text: &[u8], first: usize, count: usize) -> Vec<Masks> {
        let mut padded = text.to_vec();
        padded.resize(((first + count) * BLOCK + 2 + BLOCK).max(text.len()), 0);
        let bytes = &padded[first * BLOCK..];
        let mut plain = vec![Masks::default(); count];
        portable(bytes, &mut plain);
        #[cfg(target_arch = "x86_64")]
        {
            let mut out = vec![Masks::default(); count];
            if std::arch::is_x86_feature_detected!("avx2") {
                // SAFETY: the processor has AVX2, and `bytes` is longer than the blocks.
                unsafe { avx2::fill(bytes, &mut out) };
                assert_eq!(out, plain, "AVX2");
            }
            if std::arch::is_x86_feature_detected!("avx512bw") {
                // SAFETY: the processor has AVX-512BW, and `bytes` is longer than the blocks.
                unsafe { avx512::fill(bytes, &mut out) };
                assert_eq!(out, plain, "AVX-512");
            }
        }
        plain
    }

    fn text_bytes() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![any::<u8>(), prop::sample::select(b"pasKEYtokcre_-:=\\%&".to_vec())];
        prop::collection::vec(byte, 0..400)
    }

    proptest! {
        #[test]
        fn vectors_agree_with_the_safe_twin(text in text_bytes(), first in 0usize..4) {
            let count = 5;
            let mut out = vec![Masks::default(); count];
            classify(&text, first, &mut out);
            prop_assert_eq!(&out, &reference(&text, first, count));
            prop_assert_eq!(&out, &every_vector_width(&text, first, count));
        }
    }
}
