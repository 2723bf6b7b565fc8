//! The prefilter: finds the few places of a text where a rule can possibly match.
//!
//! A thousand literals cannot be searched for at the speed of memory, but secrets have shapes that ordinary text
//! rarely has, and those shapes are arithmetic on the masks of [`super::classes`]:
//!
//! | event | shape |
//! | --- | --- |
//! | word | a word starts here and 15 token characters follow without a break |
//! | stretch | 12 letters and digits in a row start here |
//! | stem | a part of a word that names secrets (`pas`, `key`, `tok` ...) |
//! | dashes | a run of exactly five dashes starts here: `-----BEGIN` |
//! | url | `://` |
//! | escapes | three escapes in a row start here: `\x41\x42\x43`, `%41%42%43` |
//!
//! Every [`Trigger`](crate::rule::Trigger) of a rule hangs on one of these events.

use super::classes::{BLOCK, Masks, block_count, classify};
use crate::rule::shape::{MIN_RUN, MIN_STRETCH};
use crate::text::Span;

/// Receives the events of a text. Within a block of 64 bytes events come kind by kind, between blocks in order.
pub trait Events {
    /// A word starts at `at`, and with it a token run of at least [`MIN_RUN`] bytes.
    fn word(&mut self, at: usize);
    /// A stretch of at least [`MIN_STRETCH`] letters and digits starts at `at`; the last stem before it started at
    /// `stem`, when there was one.
    fn stretch(&mut self, at: usize, stem: Option<usize>);
    /// One of the stems starts at `at`.
    fn stem(&mut self, at: usize);
    /// Five dashes start at `at`, followed by something else.
    fn dashes(&mut self, at: usize);
    /// The colon of a `://` stands at `at`.
    fn url(&mut self, at: usize);
    /// Three escapes in a row start at `at`, or look as if they did.
    fn escapes(&mut self, at: usize);
}

const CHUNK: usize = 128;

/// How far before a value a stem can matter, in bytes.
pub const STEM_REACH: usize = 160;

/// Reports the events of `text` whose place lies in `region`. What surrounds the region is seen, not reported.
pub fn scan(text: &[u8], region: Span, events: &mut impl Events) {
    let mut masks = [Masks::default(); CHUNK + 1];
    let end_block = block_count(region.end.min(text.len()));
    let mut block = region.start / BLOCK;
    let mut state = State { last_stem: None, before: Masks::default() };
    if block > 0 {
        // The byte before the region decides whether a word or stretch starts at its edge.
        classify(text, block - 1, &mut masks[..1]);
        state.before = masks[0];
        state.last_stem = last_stem_before(text, block);
    }
    while block < end_block {
        let count = CHUNK.min(end_block - block);
        classify(text, block, &mut masks[..=count]);
        for i in 0..count {
            let base = (block + i) * BLOCK;
            state.block(text, base, &masks[i], &masks[i + 1], wanted_bits(region, base), events);
        }
        block += count;
    }
}

struct State {
    last_stem: Option<usize>,
    before: Masks,
}

impl State {
    #[inline]
    fn block(
        &mut self,
        text: &[u8],
        base: usize,
        now: &Masks,
        next: &Masks,
        wanted: u64,
        events: &mut impl Events,
    ) {
        let words = now.word & !(now.word << 1 | self.before.word >> 63);
        if words != 0 {
            let long = run_starts::<MIN_RUN>(now.run, next.run);
            each(words & long & wanted, |bit| events.word(base + bit));
        }
        let stretches = run_starts::<MIN_STRETCH>(now.alnum, next.alnum);
        let starts = stretches & !(now.alnum << 1 | self.before.alnum >> 63) & wanted;
        each(starts, |bit| {
            let earlier = now.stem & ((1 << bit) - 1);
            let stem = highest(earlier).map(|b| base + b).or(self.last_stem);
            events.stretch(base + bit, stem);
        });
        if now.stem != 0 {
            each(now.stem & wanted, |bit| events.stem(base + bit));
            self.last_stem = highest(now.stem).map(|b| base + b);
        }
        if now.dash != 0 {
            let five = run_starts::<5>(now.dash, next.dash);
            let starts = five & !(now.dash << 1 | self.before.dash >> 63) & wanted;
            each(starts, |bit| {
                if text.get(base + bit + 5) != Some(&b'-') {
                    events.dashes(base + bit);
                }
            });
        }
        each(now.colon & wanted, |bit| {
            if text[base + bit..].starts_with(b"://") {
                events.url(base + bit);
            }
        });
        if now.backslash != 0 {
            let short = three_every::<4>(now.backslash, next.backslash);
            let long = three_every::<6>(now.backslash, next.backslash);
            each((short | long) & wanted, |bit| events.escapes(base + bit));
        }
        if now.escape != 0 {
            let percent = three_every::<3>(now.escape, next.escape);
            let number =
                three_every::<5>(now.escape, next.escape) | three_every::<6>(now.escape, next.escape);
            each((percent | number) & wanted, |bit| events.escapes(base + bit));
        }
        self.before = *now;
    }
}

/// Bits of `now` that are followed by two more, `STEP` apart.
#[inline]
fn three_every<const STEP: usize>(now: u64, next: u64) -> u64 {
    let all = u128::from(now) | u128::from(next) << 64;
    (all & all >> STEP & all >> (2 * STEP)) as u64
}

/// Bits of `now` where at least `N` set bits in a row start, looking on into `next`. `N` is at most 64.
#[inline]
fn run_starts<const N: usize>(now: u64, next: u64) -> u64 {
    // Most blocks have no run of this length: neither within, nor over the edge to the next block.
    let over_the_edge = (!now).leading_zeros() + (!next).trailing_zeros();
    if shrink::<N>(now.into()) == 0 && over_the_edge < N as u32 {
        return 0;
    }
    shrink::<N>(u128::from(now) | u128::from(next) << 64) as u64
}

/// Clears every set bit that is not followed by `N - 1` more.
#[inline]
fn shrink<const N: usize>(mut runs: u128) -> u128 {
    let mut have = 1;
    while have * 2 <= N {
        runs &= runs >> have;
        have *= 2;
    }
    if have < N {
        runs &= runs >> (N - have);
    }
    runs
}

#[inline]
fn each(mut mask: u64, mut f: impl FnMut(usize)) {
    while mask != 0 {
        f(mask.trailing_zeros() as usize);
        mask &= mask - 1;
    }
}

#[inline]
fn highest(mask: u64) -> Option<usize> {
    (mask != 0).then(|| 63 - mask.leading_zeros() as usize)
}

/// The bits of the block at `base` that lie in `region`.
#[inline]
fn wanted_bits(region: Span, base: usize) -> u64 {
    let from = region.start.saturating_sub(base).min(BLOCK);
    let to = region.end.saturating_sub(base).min(BLOCK);
    let below = |n: usize| if n == BLOCK { u64::MAX } else { (1 << n) - 1 };
    below(to) & !below(from)
}

const STEM_BLOCKS: usize = STEM_REACH.div_ceil(BLOCK) + 1;

fn last_stem_before(text: &[u8], block: usize) -> Option<usize> {
    let mut masks = [Masks::default(); STEM_BLOCKS];
    let first = block.saturating_sub(STEM_BLOCKS);
    classify(text, first, &mut masks[..block - first]);
    (first..block).rev().find_map(|i| highest(masks[i - first].stem).map(|bit| i * BLOCK + bit))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::detect::classes::STEMS;
    use crate::rule::shape::is_run_byte;

    #[derive(Default, Debug, PartialEq, Eq)]
    struct Log {
        words: Vec<usize>,
        stretches: Vec<usize>,
        stems: Vec<usize>,
        dashes: Vec<usize>,
        urls: Vec<usize>,
        escapes: Vec<usize>,
    }

    impl Events for Log {
        fn word(&mut self, at: usize) {
            self.words.push(at);
        }
        fn stretch(&mut self, at: usize, _: Option<usize>) {
            self.stretches.push(at);
        }
        fn stem(&mut self, at: usize) {
            self.stems.push(at);
        }
        fn dashes(&mut self, at: usize) {
            self.dashes.push(at);
        }
        fn url(&mut self, at: usize) {
            self.urls.push(at);
        }
        fn escapes(&mut self, at: usize) {
            self.escapes.push(at);
        }
    }

    /// The same events, byte by byte.
    fn reference(text: &[u8], region: Span) -> Log {
        let run = |at: usize, test: &dyn Fn(u8) -> bool| text[at..].iter().take_while(|&&b| test(b)).count();
        let starts =
            |at: usize, test: &dyn Fn(u8) -> bool| test(text[at]) && (at == 0 || !test(text[at - 1]));
        let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        let alnum = |b: u8| b.is_ascii_alphanumeric();
        let dash = |b: u8| b == b'-';
        let mut log = Log::default();
        for at in region.start..region.end.min(text.len()) {
            if starts(at, &word) && run(at, &is_run_byte) >= MIN_RUN {
                log.words.push(at);
            }
            if starts(at, &alnum) && run(at, &alnum) >= MIN_STRETCH {
                log.stretches.push(at);
            }
            let three = text[at..].get(..3).unwrap_or_default();
            if STEMS.iter().any(|stem| three.eq_ignore_ascii_case(&stem[..])) {
                log.stems.push(at);
            }
            if starts(at, &dash) && run(at, &dash) == 5 {
                log.dashes.push(at);
            }
            if text[at..].starts_with(b"://") {
                log.urls.push(at);
            }
            let every = |step: usize, set: &[u8]| {
                (0..3).all(|i| text.get(at + i * step).is_some_and(|b| set.contains(b)))
            };
            if [4, 6].iter().any(|&n| every(n, b"\\")) {
                log.escapes.push(at);
            }
            if [3, 5, 6].iter().any(|&n| every(n, b"%&")) {
                log.escapes.push(at);
            }
        }
        log
    }

    const PIECES: [&str; 17] = [
        "password",
        "KEY",
        " ",
        "=",
        "-----",
        "-",
        "://",
        "abcdefghij",
        "0123456789ab",
        "_",
        "\n",
        "é",
        "\\n",
        "sk-",
        "\\x4a",
        "%4a",
        "&#42;",
    ];

    proptest! {
        #[test]
        fn events_agree_with_a_plain_loop(
            pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..80),
            from in 0usize..300,
            len in 0usize..600,
        ) {
            let text = pieces.concat().into_bytes();
            let start = from.min(text.len());
            let region = Span::new(start, (start + len).min(text.len()));
            let mut log = Log::default();
            scan(&text, region, &mut log);
            prop_assert_eq!(log, reference(&text, region));
        }
    }
}
