//! Classification with AVX2: 32 bytes at a time, tables of 16 entries for each half of a byte.

use std::arch::x86_64::{
    __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256,
    _mm256_set1_epi8, _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16,
};

use super::words::{CLUE_PLACES, Halves, LOWER, Places, STEM_PLACES};
use super::{ALNUM, BLOCK, CLASSES, DIGIT, ESCAPE, Lanes, Masks, RUN, WORD};

const HALF: usize = BLOCK / 2;

/// # Safety
/// The processor must have AVX2, and `bytes` must hold `count * BLOCK + 2` bytes.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn fill(bytes: &[u8], lanes: &mut Lanes, first: usize, count: usize) {
    for i in 0..count {
        // SAFETY: `bytes` holds BLOCK + 2 bytes from here on, by this function's contract.
        let (low, high) = unsafe {
            let block = bytes.as_ptr().add(i * BLOCK);
            (half(block), half(block.add(HALF)))
        };
        lanes.set(first + i, join(low, high));
    }
}

type HalfMasks = [u32; 11];

#[target_feature(enable = "avx2")]
fn join(low: HalfMasks, high: HalfMasks) -> Masks {
    let mask = |i: usize| u64::from(low[i]) | u64::from(high[i]) << HALF;
    Masks {
        alnum: mask(0),
        word: mask(1),
        run: mask(2),
        dash: mask(3),
        url: mask(4),
        backslash: mask(5),
        escape: mask(6),
        stem: mask(7),
        digit: mask(8),
        upper: mask(9),
        clue: mask(10),
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
    let lower = _mm256_set1_epi8(LOWER.cast_signed());
    let three = [bytes, second, third].map(|bytes| _mm256_or_si256(bytes, lower));
    [
        any(class, ALNUM),
        any(class, WORD),
        any(class, RUN),
        equal(bytes, b'-'),
        equal(bytes, b':') & equal(second, b'/') & equal(third, b'/'),
        equal(bytes, b'\\'),
        any(class, ESCAPE),
        fits(three, &STEM_PLACES),
        any(class, DIGIT),
        // Of letters and digits only capitals lack this bit.
        any(class, ALNUM) & !any(bytes, LOWER),
        fits(three, &CLUE_PLACES),
    ]
}

/// One bit for each place whose three bytes fit one of the groups.
#[target_feature(enable = "avx2")]
fn fits([first, second, third]: [__m256i; 3], places: &Places) -> u32 {
    let two = _mm256_and_si256(look_up(first, &places[0]), look_up(second, &places[1]));
    any(_mm256_and_si256(two, look_up(third, &places[2])), u8::MAX)
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
    // A shuffle looks at the low half of a byte, and gives 0 for one above 127, as the tables do.
    let low = _mm256_shuffle_epi8(twice(&halves.low), bytes);
    let high = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), _mm256_set1_epi8(0x0f));
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
