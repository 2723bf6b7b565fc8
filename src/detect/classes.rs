//! Sorts the bytes of a text into classes, 64 at a time: the only `unsafe` code of the crate.
//!
//! Each block of 64 bytes becomes a few 64-bit masks, one bit a byte, and everything that the prefilter asks of a
//! text is then arithmetic on those masks ([`super::trigger`]). With AVX2 a byte is classified by two table look-ups
//! on its halves (<http://0x80.pl/notesen/2018-10-18-simd-byte-lookup.html>); elsewhere by a table of 256 entries.
//! A property test holds the two to the same answer.
#![allow(unsafe_code, reason = "vector loads; the safe twin below gives the same masks")]

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
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, and the assertion above gives `avx2::fill` the bytes it reads.
        unsafe { avx2::fill(bytes, out) };
        return;
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

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set1_epi8, _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16,
    };

    use super::{ALNUM, BLOCK, ESCAPE, Masks, RUN, STEMS, WORD, class_of};

    const HALF: usize = BLOCK / 2;

    /// Two tables whose AND, indexed by the low and the high half of a byte, is non-zero for the wanted bytes.
    struct Halves {
        low: [u8; 16],
        high: [u8; 16],
    }

    /// Each class of `class_of` is a rectangle: some low halves times some high halves, so the AND is exact.
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
    const STEM_PLACES: [Halves; 3] = [stem_place(0), stem_place(1), stem_place(2)];

    /// # Safety
    /// The processor must have AVX2, and `bytes` must hold `out.len() * BLOCK + 2` bytes.
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn fill(bytes: &[u8], out: &mut [Masks]) {
        for (i, masks) in out.iter_mut().enumerate() {
            // SAFETY: `bytes` holds BLOCK + 2 bytes from here on, by this function's contract.
            let (low, high) = unsafe {
                let block = bytes.as_ptr().add(i * BLOCK);
                (half(block), half(block.add(HALF)))
            };
            *masks = join(low, high);
        }
    }

    type HalfMasks = [u32; 8];

    #[target_feature(enable = "avx2")]
    fn join(low: HalfMasks, high: HalfMasks) -> Masks {
        let mask = |i: usize| u64::from(low[i]) | u64::from(high[i]) << HALF;
        Masks {
            alnum: mask(0),
            word: mask(1),
            run: mask(2),
            dash: mask(3),
            colon: mask(4),
            backslash: mask(5),
            escape: mask(6),
            stem: mask(7),
        }
    }

    /// # Safety
    /// `at` must point to HALF + 2 readable bytes.
    #[target_feature(enable = "avx2")]
    unsafe fn half(at: *const u8) -> HalfMasks {
        // SAFETY: each load reads 32 bytes at an offset of at most 2, within the HALF + 2 bytes promised.
        let (bytes, second, third) = unsafe {
            (
                _mm256_loadu_si256(at.cast()),
                _mm256_loadu_si256(at.add(1).cast()),
                _mm256_loadu_si256(at.add(2).cast()),
            )
        };
        let class = look_up(bytes, &CLASSES);
        let lower = _mm256_set1_epi8(0x20);
        let stem = _mm256_and_si256(
            look_up(_mm256_or_si256(bytes, lower), &STEM_PLACES[0]),
            _mm256_and_si256(
                look_up(_mm256_or_si256(second, lower), &STEM_PLACES[1]),
                look_up(_mm256_or_si256(third, lower), &STEM_PLACES[2]),
            ),
        );
        [
            any(class, ALNUM),
            any(class, WORD),
            any(class, RUN),
            equal(bytes, b'-'),
            equal(bytes, b':'),
            equal(bytes, b'\\'),
            any(class, ESCAPE),
            any(stem, u8::MAX),
        ]
    }

    /// One bit for each byte that has one of `bits`.
    #[target_feature(enable = "avx2")]
    fn any(bytes: __m256i, bits: u8) -> u32 {
        let hit = _mm256_and_si256(bytes, _mm256_set1_epi8(bits.cast_signed()));
        !_mm256_movemask_epi8(_mm256_cmpeq_epi8(hit, _mm256_setzero_si256())).cast_unsigned()
    }

    #[target_feature(enable = "avx2")]
    fn equal(bytes: __m256i, byte: u8) -> u32 {
        _mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte.cast_signed()))).cast_unsigned()
    }

    #[target_feature(enable = "avx2")]
    fn look_up(bytes: __m256i, halves: &Halves) -> __m256i {
        let nibble = _mm256_set1_epi8(0x0f);
        let low = _mm256_shuffle_epi8(twice(&halves.low), _mm256_and_si256(bytes, nibble));
        let high = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), nibble);
        _mm256_and_si256(low, _mm256_shuffle_epi8(twice(&halves.high), high))
    }

    #[target_feature(enable = "avx2")]
    fn twice(table: &[u8; 16]) -> __m256i {
        let mut both = [0u8; 32];
        both[..16].copy_from_slice(table);
        both[16..].copy_from_slice(table);
        // SAFETY: `both` has the 32 bytes that are read.
        unsafe { _mm256_loadu_si256(both.as_ptr().cast()) }
    }
}

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
            prop_assert_eq!(out, reference(&text, first, count));
        }
    }
}
