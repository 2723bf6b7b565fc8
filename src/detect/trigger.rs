//! The prefilter: finds the few places of a text where a rule can possibly match.
//!
//! A thousand literals cannot be searched for at the speed of memory, but secrets have shapes that ordinary text
//! rarely has, and those shapes are arithmetic on the masks of [`crate::raw::classes`]:
//!
//! | event | shape |
//! | --- | --- |
//! | word | a word starts here and 15 token characters follow without a break |
//! | stretch | 12 letters and digits in a row start here, and look random |
//! | stem | a part of a word that names secrets (`pas`, `key`, `tok` ...) |
//! | clue | a part of a word that secrets follow (`curl`, `IDENTIFIED` ...) |
//! | dashes | a run of exactly five dashes starts here: `-----BEGIN` |
//! | url | `://` |
//! | escapes | three escapes in a row start here: `\x41\x42\x43`, `%41%42%43` |
//!
//! Every [`Trigger`](crate::rule::Trigger) of a rule hangs on one of these events.

use std::cell::Cell;

use crate::raw::classes::starts::{self, Starts, behind};
use crate::raw::classes::{BLOCK, CHUNK, Lane, Lanes, block_count, classify};
use crate::rule::shape::{MIN_RUN, MIN_STRETCH};
use crate::text::Span;

/// Receives the events of a text. Within a block of 64 bytes events come kind by kind, between blocks in order.
pub trait Events {
    /// A word starts at `at`, and with it a token run of at least [`MIN_RUN`] bytes. `run` counts them, up to [`BLOCK`].
    fn word(&mut self, at: usize, run: impl Fn() -> usize);
    /// A stretch of at least [`MIN_STRETCH`] letters and digits that
    /// [looks random](looks_random) is at `at`; the last stem before it started at `stem`, when there was one.
    fn stretch(&mut self, at: Span, stem: Option<usize>);
    /// One of the stems starts at `at`.
    fn stem(&mut self, at: usize);
    /// Whether [`Events::clue`] is to be called.
    fn wants_clues(&self) -> bool;
    /// What may be a clue starts at `at`.
    fn clue(&mut self, at: usize);
    /// Five dashes start at `at`, followed by something else.
    fn dashes(&mut self, at: usize);
    /// The colon of a `://` stands at `at`.
    fn url(&mut self, at: usize);
    /// Three escapes in a row start at `at`, or look as if they did.
    fn escapes(&mut self, at: usize);
}

/// How far before a value a stem can matter, in bytes.
pub const STEM_REACH: usize = 160;

/// Reports the events of `text` whose place lies in `region`. What surrounds the region is seen, not reported.
pub fn scan(text: &[u8], region: Span, events: &mut impl Events) {
    let mut chunk = Chunk { text, storage: STORAGE.take().unwrap_or_default(), last_stem: None };
    let clues = if events.wants_clues() { u64::MAX } else { 0 };
    let end_block = block_count(region.end.min(text.len()));
    // The blocks before the region tell which stem stands before its first stretch.
    let mut block = (region.start / BLOCK).saturating_sub(STEM_REACH.div_ceil(BLOCK));
    while block < end_block {
        let count = CHUNK.min(end_block - block);
        let Storage { lanes, starts } = &mut *chunk.storage;
        classify(text, block, count, lanes);
        starts::find::<MIN_RUN, MIN_STRETCH>(lanes, starts);
        each(starts.open & below(count), |row| {
            let base = (block + row) * BLOCK;
            let wanted = wanted_bits(region, base);
            chunk.block(base, row + 1, wanted, events);
            each(chunk.storage.lanes.clue[row + 1] & clues & wanted, |bit| events.clue(base + bit));
        });
        block += count;
    }
    STORAGE.set(Some(chunk.storage));
}

struct Chunk<'t> {
    text: &'t [u8],
    storage: Box<Storage>,
    last_stem: Option<usize>,
}

#[derive(Default)]
struct Storage {
    lanes: Lanes,
    starts: Starts,
}

thread_local! {
    /// Storage of the last scan: what a history has changed is short, and clearing this takes as long as filling it.
    static STORAGE: Cell<Option<Box<Storage>>> = const { Cell::new(None) };
}

impl Chunk<'_> {
    #[inline]
    fn block(&mut self, base: usize, i: usize, wanted: u64, events: &mut impl Events) {
        let lanes = &self.storage.lanes;
        each(self.storage.starts.word[i] & wanted, |bit| {
            events.word(base + bit, || from_bit(&lanes.run, i, bit).trailing_ones() as usize);
        });
        let stems = self.storage.lanes.stem[i];
        each(self.storage.starts.stretch[i] & wanted, |bit| {
            if let Some(len) = self.random_stretch(base, i, bit) {
                let earlier = stems & ((1 << bit) - 1);
                let stem = highest(earlier).map(|b| base + b).or(self.last_stem);
                events.stretch(Span::new(base + bit, base + bit + len), stem);
            }
        });
        if stems != 0 {
            each(stems & wanted, |bit| events.stem(base + bit));
            self.last_stem = highest(stems).map(|b| base + b);
        }
        each(self.storage.starts.dashes[i] & wanted, |bit| {
            if self.text.get(base + bit + 5) != Some(&b'-') {
                events.dashes(base + bit);
            }
        });
        each(self.storage.lanes.url[i] & wanted, |bit| events.url(base + bit));
        each(self.storage.starts.escapes[i] & wanted, |bit| events.escapes(base + bit));
    }

    /// The length of the stretch at `bit` of block `i`, if it looks random.
    #[inline]
    fn random_stretch(&self, base: usize, i: usize, bit: usize) -> Option<usize> {
        let from = |lane| from_bit(lane, i, bit);
        let len = from(&self.storage.lanes.alnum).trailing_ones() as usize;
        if len < BLOCK {
            let within = (1 << len) - 1;
            let upper = from(&self.storage.lanes.upper);
            let changes = (upper ^ upper >> 1) & within >> 1;
            let random =
                from(&self.storage.lanes.digit) & within != 0 || changes.count_ones() as usize * 2 >= len;
            return random.then_some(len);
        }
        let stretch = &self.text[base + bit..];
        let len = stretch.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        looks_random(&stretch[..len]).then_some(len)
    }
}

/// The 64 bits of `lane` that start at `bit` of block `i`.
#[inline]
fn from_bit(lane: &Lane, i: usize, bit: usize) -> u64 {
    if bit == 0 { lane[i] } else { behind(lane[i], lane[i + 1], bit) }
}

/// True for letters and digits that people do not write as a word: one with digits, or letters that change case all the
/// time.
#[must_use]
pub fn looks_random(stretch: &[u8]) -> bool {
    stretch.iter().any(u8::is_ascii_digit) || changes_case(stretch)
}

/// True when a part of `secret` is long and random enough to be found by itself.
#[must_use]
pub fn has_random_stretch(secret: &[u8]) -> bool {
    let counts = |stretch: &[u8]| stretch.len() >= MIN_STRETCH && looks_random(stretch);
    secret.split(|b| !b.is_ascii_alphanumeric()).any(counts)
}

fn changes_case(stretch: &[u8]) -> bool {
    let upper = |b: u8| b.is_ascii_uppercase();
    let changes = stretch.windows(2).filter(|pair| upper(pair[0]) != upper(pair[1])).count();
    changes * 2 >= stretch.len()
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
    // Nearly every block lies in it whole.
    if region.start <= base && base + BLOCK <= region.end {
        return u64::MAX;
    }
    let from = region.start.saturating_sub(base).min(BLOCK);
    let to = region.end.saturating_sub(base).min(BLOCK);
    below(to) & !below(from)
}

/// The lowest `n` bits.
#[inline]
fn below(n: usize) -> u64 {
    if n == BLOCK { u64::MAX } else { (1 << n) - 1 }
}

#[cfg(test)]
mod tests;
