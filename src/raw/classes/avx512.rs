//! Classification with AVX-512: a block at a time, tables of 128 entries that one instruction looks all its bytes up in, and
//! comparisons that give masks at once.

use std::arch::x86_64::{
    __m512i, _mm512_and_si512, _mm512_cmpeq_epi8_mask, _mm512_loadu_si512, _mm512_movepi8_mask,
    _mm512_or_si512, _mm512_permutex2var_epi8, _mm512_set1_epi8, _mm512_test_epi8_mask,
};

use super::words::{CLUE_PLACES, Halves, LOWER, Places, STEM_PLACES};
use super::{ALNUM, BLOCK, CLASSES, DIGIT, ESCAPE, Lanes, Masks, RUN, WORD};

/// True when the processor has what this module needs: server processors since Ice Lake and Zen 4.
pub(super) fn is_there() -> bool {
    std::arch::is_x86_feature_detected!("avx512bw") && std::arch::is_x86_feature_detected!("avx512vbmi")
}

/// What a byte of ASCII has in a table; the other bytes have nothing there.
type Ascii = [u8; 128];

static CLASS: Ascii = whole(&CLASSES, 0);
static STEM: [Ascii; 3] = three(&STEM_PLACES);
static CLUE: [Ascii; 3] = three(&CLUE_PLACES);

const fn three([first, second, third]: &Places) -> [Ascii; 3] {
    [whole(first, LOWER), whole(second, LOWER), whole(third, LOWER)]
}

/// The table for bytes that get the bits `set` before they are looked up.
const fn whole(halves: &Halves, set: u8) -> Ascii {
    let mut table = [0; 128];
    let mut b = 0;
    while b < table.len() {
        table[b] = halves.of(b as u8 | set);
        b += 1;
    }
    table
}

/// # Safety
/// [`is_there`] must hold, and `bytes` must hold `count * BLOCK + 2` bytes.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
pub(super) unsafe fn fill(bytes: &[u8], lanes: &mut Lanes, first: usize, count: usize) {
    for i in 0..count {
        // SAFETY: three loads of BLOCK bytes, two bytes apart at most, within the bytes promised.
        let three = unsafe {
            let at = bytes.as_ptr().add(i * BLOCK);
            [
                _mm512_loadu_si512(at.cast()),
                _mm512_loadu_si512(at.add(1).cast()),
                _mm512_loadu_si512(at.add(2).cast()),
            ]
        };
        let [block, second, third] = three;
        let class = look_up(block, &CLASS);
        let ascii = !_mm512_movepi8_mask(block);
        let any = |bits: u8| _mm512_test_epi8_mask(class, _mm512_set1_epi8(bits.cast_signed())) & ascii;
        let equal = |bytes, byte: u8| _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte.cast_signed()));
        let three_ascii = !_mm512_movepi8_mask(_mm512_or_si512(_mm512_or_si512(block, second), third));
        let alnum = any(ALNUM);
        let masks = Masks {
            alnum,
            word: any(WORD),
            run: any(RUN),
            digit: any(DIGIT),
            dash: equal(block, b'-'),
            // Of letters and digits only capitals lack this bit.
            upper: alnum & !_mm512_test_epi8_mask(block, _mm512_set1_epi8(LOWER.cast_signed())),
            url: equal(block, b':') & equal(second, b'/') & equal(third, b'/'),
            backslash: equal(block, b'\\'),
            escape: any(ESCAPE),
            stem: fits(three, &STEM) & three_ascii,
            clue: fits(three, &CLUE) & three_ascii,
        };
        lanes.set(first + i, masks);
    }
}

/// One bit for each place whose three bytes fit one of the groups, if all are ASCII.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn fits([first, second, third]: [__m512i; 3], places: &[Ascii; 3]) -> u64 {
    let two = _mm512_and_si512(look_up(first, &places[0]), look_up(second, &places[1]));
    _mm512_test_epi8_mask(two, look_up(third, &places[2]))
}

/// What `bytes` have in `table`, by their low seven bits.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn look_up(bytes: __m512i, table: &Ascii) -> __m512i {
    // SAFETY: two loads of BLOCK bytes each, which the table has.
    let (low, high) = unsafe {
        let at = table.as_ptr();
        (_mm512_loadu_si512(at.cast()), _mm512_loadu_si512(at.add(BLOCK).cast()))
    };
    _mm512_permutex2var_epi8(low, bytes, high)
}
