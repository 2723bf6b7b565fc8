//! Classification with AVX-512BW: a block at a time, and comparisons that give masks at once.

use std::arch::x86_64::{
    __m512i, _mm_loadu_si128, _mm512_and_si512, _mm512_broadcast_i32x4, _mm512_cmpeq_epi8_mask,
    _mm512_loadu_si512, _mm512_or_si512, _mm512_set1_epi8, _mm512_shuffle_epi8, _mm512_srli_epi16,
    _mm512_test_epi8_mask,
};

use super::words::{CLUE_PLACES, Halves, LOWER, Places, STEM_PLACES};
use super::{ALNUM, BLOCK, CLASSES, DIGIT, ESCAPE, Lanes, Masks, RUN, WORD};

/// # Safety
/// The processor must have AVX-512BW, and `bytes` must hold `count * BLOCK + 2` bytes.
#[target_feature(enable = "avx512f,avx512bw")]
pub(super) unsafe fn fill(bytes: &[u8], lanes: &mut Lanes, first: usize, count: usize) {
    for i in 0..count {
        // SAFETY: three loads of BLOCK bytes, two bytes apart at most, within the bytes promised.
        let (block, second, third) = unsafe {
            let at = bytes.as_ptr().add(i * BLOCK);
            (
                _mm512_loadu_si512(at.cast()),
                _mm512_loadu_si512(at.add(1).cast()),
                _mm512_loadu_si512(at.add(2).cast()),
            )
        };
        let class = look_up(block, &CLASSES);
        let any = |bits: u8| _mm512_test_epi8_mask(class, _mm512_set1_epi8(bits.cast_signed()));
        let equal = |bytes, byte: u8| _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte.cast_signed()));
        let lower = _mm512_set1_epi8(LOWER.cast_signed());
        let three = [block, second, third].map(|bytes| _mm512_or_si512(bytes, lower));
        let alnum = any(ALNUM);
        let masks = Masks {
            alnum,
            word: any(WORD),
            run: any(RUN),
            digit: any(DIGIT),
            dash: equal(block, b'-'),
            // Of letters and digits only capitals lack this bit.
            upper: alnum & !_mm512_test_epi8_mask(block, lower),
            url: equal(block, b':') & equal(second, b'/') & equal(third, b'/'),
            backslash: equal(block, b'\\'),
            escape: any(ESCAPE),
            stem: fits(three, &STEM_PLACES),
            clue: fits(three, &CLUE_PLACES),
        };
        lanes.set(first + i, masks);
    }
}

/// One bit for each place whose three bytes fit one of the groups.
#[target_feature(enable = "avx512f,avx512bw")]
fn fits([first, second, third]: [__m512i; 3], places: &Places) -> u64 {
    let two = _mm512_and_si512(look_up(first, &places[0]), look_up(second, &places[1]));
    _mm512_test_epi8_mask(two, look_up(third, &places[2]))
}

#[target_feature(enable = "avx512f,avx512bw")]
fn look_up(bytes: __m512i, halves: &Halves) -> __m512i {
    // A shuffle looks at the low half of a byte, and gives 0 for one above 127, as the tables do.
    let low = _mm512_shuffle_epi8(four_times(&halves.low), bytes);
    let high = _mm512_and_si512(_mm512_srli_epi16::<4>(bytes), _mm512_set1_epi8(0x0f));
    _mm512_and_si512(low, _mm512_shuffle_epi8(four_times(&halves.high), high))
}

#[target_feature(enable = "avx512f,avx512bw")]
fn four_times(table: &[u8; 16]) -> __m512i {
    // SAFETY: the table has the 16 bytes that are read.
    _mm512_broadcast_i32x4(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
}
