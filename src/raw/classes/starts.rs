//! Where the runs of a chunk start that are long enough to matter: arithmetic on whole lanes, several blocks at once.
//!
//! The code is plain loops over lanes; compiled for AVX2 and AVX-512 they become vector code.

use super::{CHUNK, Lane, Lanes};

/// One bit for each place where something starts. Block `i` of the chunk is at `i + 1`, as in [`Lanes`]; what the lanes say of
/// the blocks before and behind the chunk means nothing.
#[derive(Clone, Debug)]
pub struct Starts {
    /// A word, and with it a token run of at least `RUN` bytes, see [`find`].
    pub word: Lane,
    /// At least `STRETCH` letters and digits.
    pub stretch: Lane,
    /// At least five dashes.
    pub dashes: Lane,
    /// Three escapes in a row, or what looks like them.
    pub escapes: Lane,
    /// One bit for each block with something in a lane above, or with a stem, a clue or a URL. The lowest is that of block 0.
    pub open: u64,
}

impl Starts {
    /// All empty.
    #[must_use]
    pub const fn new() -> Self {
        const NONE: Lane = [0; CHUNK + 2];
        Self { word: NONE, stretch: NONE, dashes: NONE, escapes: NONE, open: 0 }
    }
}

impl Default for Starts {
    fn default() -> Self {
        Self::new()
    }
}

/// Where the lanes speak of the block behind the chunk.
const BEHIND: usize = CHUNK + 1;
const _: () = assert!(CHUNK <= u64::BITS as usize, "`Starts::open` has a bit for each block");

/// Finds the starts in `lanes`: of words in runs of `RUN` bytes and more, of `STRETCH` letters and digits and more. Both
/// are at most 64.
#[inline]
pub fn find<const RUN: usize, const STRETCH: usize>(lanes: &Lanes, starts: &mut Starts) {
    #[cfg(target_arch = "x86_64")]
    {
        let wide = std::arch::is_x86_feature_detected!("avx512bw")
            && std::arch::is_x86_feature_detected!("avx512vl")
            && std::arch::is_x86_feature_detected!("avx512dq");
        if wide {
            // SAFETY: the processor has what was asked for, which is all that the function is compiled for.
            unsafe { avx512::<RUN, STRETCH>(lanes, starts) };
            return;
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2.
            unsafe { avx2::<RUN, STRETCH>(lanes, starts) };
            return;
        }
    }
    plain::<RUN, STRETCH>(lanes, starts);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
fn avx512<const RUN: usize, const STRETCH: usize>(lanes: &Lanes, starts: &mut Starts) {
    plain::<RUN, STRETCH>(lanes, starts);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2<const RUN: usize, const STRETCH: usize>(lanes: &Lanes, starts: &mut Starts) {
    plain::<RUN, STRETCH>(lanes, starts);
}

#[inline(always)]
fn plain<const RUN: usize, const STRETCH: usize>(lanes: &Lanes, starts: &mut Starts) {
    for i in 1..BEHIND {
        let words = lanes.word[i] & !(lanes.word[i] << 1 | lanes.word[i - 1] >> 63);
        starts.word[i] = words & runs::<RUN>(lanes.run[i], lanes.run[i + 1]);
    }
    for i in 1..BEHIND {
        let first = lanes.alnum[i] & !(lanes.alnum[i] << 1 | lanes.alnum[i - 1] >> 63);
        starts.stretch[i] = first & runs::<STRETCH>(lanes.alnum[i], lanes.alnum[i + 1]);
    }
    for i in 1..BEHIND {
        let first = lanes.dash[i] & !(lanes.dash[i] << 1 | lanes.dash[i - 1] >> 63);
        starts.dashes[i] = first & runs::<5>(lanes.dash[i], lanes.dash[i + 1]);
    }
    for i in 1..BEHIND {
        let (backslash, behind) = (lanes.backslash[i], lanes.backslash[i + 1]);
        let (escape, next) = (lanes.escape[i], lanes.escape[i + 1]);
        starts.escapes[i] = three_every::<4>(backslash, behind)
            | three_every::<6>(backslash, behind)
            | three_every::<3>(escape, next)
            | three_every::<5>(escape, next)
            | three_every::<6>(escape, next);
    }
    starts.open = 0;
    for i in 1..BEHIND {
        let runs = starts.word[i] | starts.stretch[i] | starts.dashes[i] | starts.escapes[i];
        let any = runs | lanes.stem[i] | lanes.url[i] | lanes.clue[i];
        starts.open |= u64::from(any != 0) << (i - 1);
    }
}

/// Bits of `now` where at least `N` set bits in a row start, looking on into `next`. `N` is at most 64.
#[inline(always)]
fn runs<const N: usize>(mut now: u64, mut next: u64) -> u64 {
    let mut have = 1;
    while have < N {
        let step = have.min(N - have);
        now &= behind(now, next, step);
        next &= next >> step;
        have += step;
    }
    now
}

/// Bits of `now` that are followed by two more, `STEP` apart.
#[inline(always)]
fn three_every<const STEP: usize>(now: u64, next: u64) -> u64 {
    now & behind(now, next, STEP) & behind(now, next, 2 * STEP)
}

/// The 64 bits that start `by` bits behind `now`; `by` is between 1 and 63.
#[inline(always)]
#[must_use]
pub fn behind(now: u64, next: u64, by: usize) -> u64 {
    now >> by | next << (64 - by)
}
