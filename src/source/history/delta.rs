//! The second walk: scans blobs, and of a delta only what its base does not have.
//!
//! A delta is a list of copies from its base and inserted bytes. A place in the middle of a copy, further than the
//! scanner's margin from its ends, has the same surroundings as in the base, so a scan finds there what it found
//! there. Only the rest is scanned. The hits of the base whose window lies within one copy are taken over, moved to
//! where they are now. The result is the same as of a scan of the whole blob.

use std::sync::atomic::{AtomicU64, Ordering};

use super::walk::Walk;
use crate::blob::RelPath;
use crate::git::catalog::{Base, Catalog, Fault, Forest, Object, Resolved, Visit, resolve};
use crate::git::pack::delta::Copy;
use crate::text::Span;

/// What history needs of a detector.
pub trait BlobScanner: Sync {
    /// What was found, with places relative to the blob.
    type Hit: Clone + Send;
    /// What a scan depends on beyond the bytes around a place: a hit passes only between blobs of one kind.
    type Kind: PartialEq + Send;

    /// The kind of a blob.
    fn kind(&self, blob: &[u8], path: &RelPath) -> Self::Kind;
    /// Appends the hits whose trigger lies in `region`. A trigger is a place within [`BlobScanner::margin`] bytes of
    /// the whole window of its hit. The same hit may be given twice.
    fn scan(&self, blob: &[u8], path: &RelPath, region: Span, hits: &mut Vec<Self::Hit>);
    /// The most bytes from a trigger to either end of the window of its hit.
    fn margin(&self) -> usize;
    /// All bytes that a hit depends on, in a blob of `len` bytes.
    fn window(&self, hit: &Self::Hit, len: usize) -> Span;
    /// The same hit, `from` moved to `to`.
    fn moved(&self, hit: &Self::Hit, from: usize, to: usize) -> Self::Hit;
}

/// Receives the blobs that have hits. Every thread has one of its own.
pub trait Keep<H>: Send {
    /// Takes the hits of one blob, in no order, some perhaps twice.
    fn keep(&mut self, object: Object, path: RelPath, blob: &[u8], hits: &[H]);
}

/// What a scan of blobs did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Blobs looked at.
    pub blobs: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes that the scanner was given.
    pub scanned: u64,
}

/// Scans every blob that `wanted` names. `done` counts blobs while the scan runs.
pub fn scan<S: BlobScanner, K: Keep<S::Hit>>(
    (catalog, forest, walk): (&Catalog<'_>, &Forest, &Walk<'_>),
    wanted: &[bool],
    threads: usize,
    scanner: &S,
    keeper: impl Fn() -> K + Sync,
    done: &AtomicU64,
) -> (Vec<K>, Tally, Vec<Fault>) {
    let visitor =
        || BlobVisitor { scanner, walk, keeper: keeper(), tally: Tally::default(), done, clean: Vec::new() };
    let (visitors, faults) = resolve(catalog, forest, wanted, threads, visitor);
    let mut tally = Tally::default();
    let mut keepers = Vec::new();
    for visitor in visitors {
        tally.blobs += visitor.tally.blobs;
        tally.bytes += visitor.tally.bytes;
        tally.scanned += visitor.tally.scanned;
        keepers.push(visitor.keeper);
    }
    (keepers, tally, faults)
}

struct BlobVisitor<'s, S, K> {
    scanner: &'s S,
    walk: &'s Walk<'s>,
    keeper: K,
    tally: Tally,
    done: &'s AtomicU64,
    clean: Vec<Span>,
}

/// What a blob hands on: its kind and its hits.
struct Carry<S: BlobScanner> {
    kind: S::Kind,
    hits: Vec<S::Hit>,
}

impl<S: BlobScanner, K: Keep<S::Hit>> Visit for BlobVisitor<'_, S, K> {
    type Carry = Carry<S>;

    fn visit(&mut self, blob: &Resolved<'_, Carry<S>>) -> Carry<S> {
        let path = self.walk.path(blob.object);
        let kind = self.scanner.kind(blob.bytes, &path);
        let mut hits = Vec::new();
        self.clean.clear();
        if let Some(base) = blob.base.as_ref().filter(|base| base.carry.kind == kind) {
            inherit(self.scanner, base, &mut hits);
            clean(base.copies, (base.bytes.len(), blob.bytes.len()), self.scanner.margin(), &mut self.clean);
        }
        for region in complement(&self.clean, blob.bytes.len()) {
            self.tally.scanned += region.len() as u64;
            self.scanner.scan(blob.bytes, &path, region, &mut hits);
        }
        self.tally.blobs += 1;
        self.tally.bytes += blob.bytes.len() as u64;
        self.done.fetch_add(1, Ordering::Relaxed);
        if !hits.is_empty() {
            self.keeper.keep(blob.object, path, blob.bytes, &hits);
        }
        Carry { kind, hits }
    }
}

/// Takes over the hits whose window lies within one copy.
fn inherit<S: BlobScanner>(scanner: &S, base: &Base<'_, Carry<S>>, hits: &mut Vec<S::Hit>) {
    for hit in &base.carry.hits {
        let window = scanner.window(hit, base.bytes.len());
        let within = |copy: &&Copy| copy.from <= window.start && window.end <= copy.from + copy.len;
        hits.extend(base.copies.iter().filter(within).map(|copy| scanner.moved(hit, copy.from, copy.to)));
    }
}

/// The places whose surroundings, `margin` bytes on each side, are the same as in the base. The edge of a blob is like
/// itself, so a copy that starts or ends both blobs is clean up to there.
fn clean(copies: &[Copy], (base, blob): (usize, usize), margin: usize, clean: &mut Vec<Span>) {
    for copy in copies {
        let (to_end, from_end) = (copy.to + copy.len, copy.from + copy.len);
        let start = if copy.to == 0 && copy.from == 0 { 0 } else { copy.to + margin };
        let end = if to_end == blob && from_end == base { blob } else { to_end.saturating_sub(margin) };
        if start < end {
            clean.push(Span::new(start, end));
        }
    }
}

/// What lies between the spans of `clean`, which ascend, in a blob of `len` bytes.
fn complement(clean: &[Span], len: usize) -> impl Iterator<Item = Span> {
    let starts = std::iter::once(0).chain(clean.iter().map(|span| span.end));
    let ends = clean.iter().map(|span| span.start).chain([len]);
    starts.zip(ends).filter(|(start, end)| start < end).map(|(start, end)| Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions(copies: &[Copy], sizes: (usize, usize), margin: usize) -> Vec<(usize, usize)> {
        let mut spans = Vec::new();
        clean(copies, sizes, margin, &mut spans);
        complement(&spans, sizes.1).map(|span| (span.start, span.end)).collect()
    }

    #[test]
    fn only_seams_and_insertions_are_scanned() {
        let copies = [Copy { to: 0, from: 0, len: 100 }, Copy { to: 110, from: 100, len: 90 }];
        assert_eq!(regions(&copies, (190, 200), 8), [(92, 118)]);
        assert_eq!(regions(&copies, (191, 200), 8), [(92, 118), (192, 200)]);
        assert_eq!(regions(&copies, (190, 200), 60), [(40, 170)]);
        assert_eq!(regions(&copies, (190, 200), 200), [(0, 200)]);
        assert_eq!(regions(&[], (5, 3), 8), [(0, 3)]);
        assert_eq!(regions(&[Copy { to: 0, from: 0, len: 5 }], (5, 5), 8), []);
        assert_eq!(regions(&[Copy { to: 0, from: 2, len: 50 }], (52, 50), 8), [(0, 8)]);
        assert_eq!(regions(&[], (5, 0), 8), []);
    }
}
