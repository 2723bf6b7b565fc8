//! Parts of texts that were scanned before, so that the same bytes elsewhere need no second look.
//!
//! Versions of a file that are deltas against one base share most of what they changed, so half of what a scan of a
//! repository's deltas would look at has been looked at before, byte for byte. [`Parts`] remembers what was found in each
//! part of a text, under a hash of all bytes that decided so ([`Reach::decides`]); where something was found, all
//! bytes on which it depends are held against a second hash.
//!
//! Hashes have 64 bits and are seeded anew in each process, so nobody can write a text that passes for another one.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::quality::RandomState;

use crate::detect::FileKind;
use crate::detect::reach::{self, Mark, Page, Reach};
use crate::hit::Hit;
use crate::text::Span;

/// How many parts are remembered, a power of two. What is met again is mostly met soon, and more would not stay in the
/// processor's cache.
const SLOTS: usize = 1 << 14;
/// What depends on more bytes than this is not remembered.
const MOST_READ: usize = 16 * 1024;

/// The last bit of a key: set in all keys that are looked for, and in the slots of parts that gave something.
const FOUND: u64 = 1;

/// What the last parts gave. Every thread has its own.
pub(super) struct Parts {
    /// Each key has one slot, which the next one with the same first bits takes. The last bit tells whether anything was
    /// found.
    keys: Box<[u64]>,
    /// For each slot what was found.
    found: Box<[Option<Box<Found>>]>,
    state: RandomState,
    /// Storage for the parts of one blob.
    pub(super) queue: Vec<LookedUp>,
}

/// A part that was looked up.
pub(super) struct LookedUp {
    pub(super) part: Span,
    /// A hash of the bytes that decide whether anything is found in it; nothing when these are too many.
    key: Option<u64>,
    /// Whether something is known of it.
    known: bool,
}

/// What was found in a part.
struct Found {
    /// Where the part started then.
    start: usize,
    /// How many bytes before and behind the part all this depends on.
    reads: (usize, usize),
    /// A hash of those bytes and of the file.
    hash: u64,
    hits: Vec<Hit>,
    marks: Vec<Mark>,
}

impl Default for Parts {
    fn default() -> Self {
        let found = std::iter::repeat_with(|| None).take(SLOTS).collect();
        let mut keys = vec![0; SLOTS].into_boxed_slice();
        // No key has the first bits of another slot: an empty slot holds none.
        keys[0] = u64::MAX;
        Self { keys, found, state: RandomState::default(), queue: Vec::new() }
    }
}

impl Parts {
    /// Looks `part` of a file of `kind` up.
    pub(super) fn look_up(&self, reach: &Reach<'_>, page: &Page<'_>, kind: FileKind, part: Span) -> LookedUp {
        let decides = reach.decides(page, part).filter(|decides| decides.len() <= MOST_READ);
        let hash = decides.map(|decides| self.hash(kind, page.text, part, decides));
        let key = hash.map(|hash| hash | FOUND);
        // A comparison without a branch, so that nothing waits for the slot.
        LookedUp { part, key, known: key.is_some_and(|key| self.holds(key)) }
    }

    fn holds(&self, key: u64) -> bool {
        self.keys[slot(key)] | FOUND == key
    }

    /// Appends what is known to be found in a part of `text`, which stands in `file`. False when it must be scanned.
    pub(super) fn recall(
        &self,
        &LookedUp { part, key, known }: &LookedUp,
        (text, file): (&[u8], impl Hash),
        (hits, marks): (&mut Vec<Hit>, &mut Vec<Mark>),
    ) -> bool {
        // What was scanned since may have taken the slot.
        let Some(slot) = key.filter(|&key| known && self.holds(key)).map(slot) else { return false };
        if self.keys[slot] & FOUND == 0 {
            return true;
        }
        let Some(found) = &self.found[slot] else { return false };
        let (before, behind) = found.reads;
        if part.start < before || text.len() < part.end + behind {
            return false;
        }
        let reads = Span::new(part.start - before, part.end + behind);
        if self.hash(file, text, part, reads) != found.hash {
            return false;
        }
        hits.extend(found.hits.iter().map(|hit| hit.moved(found.start, part.start)));
        marks.extend(found.marks.iter().map(|mark| mark.moved(found.start, part.start)));
        true
    }

    /// Remembers that `hits` and `marks` are all that was found in a part; the hits depend on no bytes outside of `reads`.
    pub(super) fn remember(
        &mut self,
        &LookedUp { part, key, .. }: &LookedUp,
        (text, file): (&[u8], impl Hash),
        (hits, marks): (&[Hit], &[Mark]),
        reads: Span,
    ) {
        let Some(key) = key else { return };
        let clean = hits.is_empty() && marks.is_empty();
        let mut found = None;
        if !clean {
            let reads = marks.iter().map(|mark| mark.window).fold(reads.join(part), Span::join);
            if reads.len() > MOST_READ {
                return;
            }
            found = Some(Box::new(Found {
                start: part.start,
                reads: (part.start - reads.start, reads.end - part.end),
                hash: self.hash(file, text, part, reads),
                hits: hits.to_vec(),
                marks: marks.to_vec(),
            }));
        }
        let slot = slot(key);
        // Hardly any part holds something, and what is not touched costs nothing.
        if found.is_some() || self.keys[slot] & FOUND != 0 {
            self.found[slot] = found;
        }
        self.keys[slot] = if clean { key ^ FOUND } else { key };
    }

    /// A hash of the bytes `reads` around `part`, and of what else decides.
    fn hash(&self, name: impl Hash, text: &[u8], part: Span, reads: Span) -> u64 {
        let mut hasher = self.state.build_hasher();
        let edges = (reads.start == 0, reads.end == text.len());
        (name, part.start - reads.start, part.len(), edges).hash(&mut hasher);
        hasher.write(reads.of(text));
        hasher.finish()
    }
}

/// The slot of a key: its first bits.
fn slot(key: u64) -> usize {
    (key >> (u64::BITS - SLOTS.ilog2())) as usize
}

/// Parts are at least this long, but for the last one of a region. Bytes; shorter ones cost more to name than they save.
const SHORTEST: usize = 2 * 1024;
/// Parts end with the first line that ends so far behind their start.
const LONGEST: usize = 4 * 1024;

/// Cuts `region` into parts. They end where lines do, and where depends on the text around more than on where the region
/// starts, so the same text is cut in the same way in most places.
pub(super) fn parts(text: &[u8], region: Span) -> impl Iterator<Item = Span> {
    let mut rest = region;
    std::iter::from_fn(move || {
        let part = Span::new(rest.start, cut(text, rest));
        rest.start = part.end;
        (!part.is_empty()).then_some(part)
    })
}

/// Where the first part of `region` ends.
fn cut(text: &[u8], region: Span) -> usize {
    /// A last part this short is not worth to be one.
    const TAIL: usize = 512;
    let from = region.start + SHORTEST;
    if from + TAIL >= region.end {
        return region.end;
    }
    let longest = region.start + LONGEST;
    let mut lines = memchr::memchr_iter(b'\n', &text[from..region.end - TAIL]).map(|at| from + at + 1);
    let ends =
        |&line: &usize| (line >= longest || ends_part(text, line)) && !reach::may_be_wrapped(&text[..line]);
    lines.find(ends).unwrap_or(region.end)
}

/// True for one of four lines, which the bytes around their start choose.
fn ends_part(text: &[u8], line: usize) -> bool {
    const BESIDE: usize = 8;
    let (before, behind) = text.split_at(line);
    let (Some(before), Some(behind)) = (before.last_chunk::<BESIDE>(), behind.first_chunk::<BESIDE>()) else {
        return false;
    };
    let around = u64::from_le_bytes(*before) ^ u64::from_le_bytes(*behind).rotate_left(29);
    // Fibonacci hashing: the top bits of a product with 2^64 divided by the golden ratio.
    around.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 62 == 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_region_is_cut_without_gaps(lines in prop::collection::vec(0_usize..9000, 0..12), from in 0_usize..5000) {
            let text = lines.iter().map(|&n| "some code; ".repeat(n / 11)).collect::<Vec<_>>().join("\n");
            let region = Span::new(from.min(text.len()), text.len());
            let mut at = region.start;
            for part in parts(text.as_bytes(), region) {
                prop_assert_eq!(part.start, at);
                prop_assert!(part.end == region.end || text.as_bytes()[part.end - 1] == b'\n');
                at = part.end;
            }
            prop_assert_eq!(at, region.end);
        }
    }

    #[test]
    fn parts_do_not_depend_on_where_a_region_starts() {
        let line = |n: usize| format!("let value_{} = compute({});\n", n * 7919 % 1000, n * 104_729 % 9973);
        let text: String = (0..4000).map(line).collect();
        let ends = |from: usize| {
            let region = Span::new(from, text.len());
            parts(text.as_bytes(), region).map(|part| part.end).collect::<std::collections::BTreeSet<_>>()
        };
        let (first, second) = (ends(0), ends(7001));
        assert!(first.len() > 30 && second.intersection(&first).count() * 10 > second.len() * 8);
    }

    #[test]
    fn base64_that_is_wrapped_is_not_cut() {
        let text = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4\n".repeat(400);
        assert_eq!(parts(text.as_bytes(), Span::new(0, text.len())).count(), 1);
    }

    #[test]
    fn what_is_forgotten_is_scanned_again() {
        let rules = crate::rule::RuleSet::builtin();
        let reach = Reach::new(&rules);
        let mut memory = Parts::default();
        let text = "nothing in it\n".repeat(300);
        let page = Page::new(text.as_bytes());
        let mut told = (Vec::new(), Vec::new());
        let mut recall = |memory: &Parts, kind: FileKind, part: Span| {
            let part = memory.look_up(&reach, &page, kind, part);
            memory.recall(&part, (text.as_bytes(), "file"), (&mut told.0, &mut told.1))
        };
        let part = Span::new(14 * 60, 14 * 80);
        assert!(!recall(&memory, FileKind::Go, part));
        let looked_up = memory.look_up(&reach, &page, FileKind::Go, part);
        memory.remember(&looked_up, (text.as_bytes(), "file"), (&[], &[]), part);
        assert!(recall(&memory, FileKind::Go, part));
        assert!(recall(&memory, FileKind::Go, Span::new(14 * 61, 14 * 81)), "the same bytes elsewhere");
        assert!(!recall(&memory, FileKind::Rust, part), "another kind of file");
        assert!(!recall(&memory, FileKind::Go, Span::new(14 * 60, 14 * 81)), "a longer part");
        assert!(!recall(&memory, FileKind::Go, Span::new(0, 14 * 20)), "the start of the text");
        let last = Span::new(14 * 280, 14 * 300);
        assert!(!recall(&memory, FileKind::Go, last), "the end of the text");
    }
}
