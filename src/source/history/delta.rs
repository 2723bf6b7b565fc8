//! The second walk: scans blobs, and of a delta only what its base does not have.
//!
//! A delta is a list of copies from its base and inserted bytes. What lies deep within a copy has the same surroundings
//! as in the base, so a scan finds there what it found there. Only where the copies end is the blob scanned, as far as
//! the change reaches. The hits of the base whose window lies within one copy are taken over, moved to where they are
//! now. The result is the same as of a scan of the whole blob.

use std::sync::atomic::{AtomicU64, Ordering};

use super::walk::Walk;
use crate::blob::RelPath;
use crate::detect::reach::{Mark, Page};
use crate::git::catalog::{Base, Catalog, Fault, Forest, Object, Resolved, Visit, resolve};
use crate::git::pack::delta::Copy;
use crate::text::Span;

/// What history needs of a detector.
pub trait BlobScanner: Sync + Sized {
    /// What was found, with places relative to the blob.
    type Hit: Send;
    /// What a scan depends on beyond the bytes around a place.
    type Kind: Send;
    /// What a thread remembers from blob to blob.
    type Memory: Default + Send;

    /// What must be scanned again for two changes overlaps when no more bytes than this lie between them.
    const JOINS: usize;
    /// A stretch this short lies in what must be scanned again for the change before it, and in that for the one behind.
    const BESIDE: usize;

    /// The kind of a blob; nothing for blobs that must be scanned whole.
    fn kind(&self, blob: &[u8], path: &RelPath) -> Option<Self::Kind>;
    /// How the kinds of a base and of a delta against it compare.
    fn likeness(&self, base: &Self::Kind, blob: &Self::Kind) -> Likeness;
    /// Adds to `carry` the hits whose trigger lies in one of `regions`, and the marks of what looks far there, some perhaps
    /// twice. The regions are in order and do not overlap.
    fn scan(
        &self,
        blob: &[u8],
        path: &RelPath,
        regions: &[Span],
        memory: &mut Self::Memory,
        carry: &mut Carry<Self>,
    );
    /// What must be scanned again when the bytes `changed` are new, hits and marks of the base aside.
    fn rescan(&self, blob: &Page<'_>, changed: Span) -> Span;
    /// What must be scanned to find all that is triggered in `span`.
    fn retry(&self, blob: &Page<'_>, span: Span) -> Span;
    /// All bytes on which `hit` depends, its trigger among them.
    fn window(&self, blob: &Page<'_>, hit: &Self::Hit) -> Span;
    /// The same hit, `from` moved to `to`.
    fn moved(&self, hit: &Self::Hit, from: usize, to: usize) -> Self::Hit;
    /// Removes hits that are there twice.
    fn dedup(&self, hits: &mut Vec<Self::Hit>);
}

/// How the kinds of two blobs compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The same bytes give the same hits.
    Same,
    /// The same bytes give hits at the same places, which may be judged otherwise.
    Alike,
    /// The same bytes may be read otherwise.
    Other,
}

/// Receives the blobs. Every thread has one of its own.
pub trait Keep<H>: Send {
    /// Takes the hits of one blob, in no order, some perhaps twice.
    fn keep(&mut self, object: Object, path: RelPath, blob: &[u8], hits: &[H]);
    /// Hears of a blob without hits.
    fn clean(&mut self, object: Object, path: &RelPath, blob: &[u8]);
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
    let visitor = || BlobVisitor {
        scanner,
        walk,
        keeper: keeper(),
        tally: Tally::default(),
        done,
        scratch: Scratch::default(),
    };
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

struct BlobVisitor<'s, S: BlobScanner, K> {
    scanner: &'s S,
    walk: &'s Walk<'s>,
    keeper: K,
    tally: Tally,
    done: &'s AtomicU64,
    scratch: Scratch<S>,
}

/// What a thread needs while it scans.
pub struct Scratch<S: BlobScanner> {
    /// What was scanned of the last blob.
    pub regions: Vec<Span>,
    sources: Sources,
    memory: S::Memory,
}

impl<S: BlobScanner> Default for Scratch<S> {
    fn default() -> Self {
        Self { regions: Vec::new(), sources: Sources::default(), memory: S::Memory::default() }
    }
}

/// What a blob hands on to the deltas against it.
pub struct Carry<S: BlobScanner> {
    /// Its kind, see [`BlobScanner::kind`].
    pub kind: Option<S::Kind>,
    /// Its hits, each once.
    pub hits: Vec<S::Hit>,
    /// Where rules look far in it.
    pub marks: Vec<Mark>,
}

impl<S: BlobScanner, K: Keep<S::Hit>> Visit for BlobVisitor<'_, S, K> {
    type Carry = Carry<S>;

    fn visit(&mut self, blob: &Resolved<'_, Carry<S>>) -> Carry<S> {
        let path = self.walk.path(blob.object);
        let carry = look(self.scanner, &path, blob.bytes, blob.base.as_ref(), &mut self.scratch);
        self.tally.blobs += 1;
        self.tally.bytes += blob.bytes.len() as u64;
        self.tally.scanned += self.scratch.regions.iter().map(|region| region.len() as u64).sum::<u64>();
        self.done.fetch_add(1, Ordering::Relaxed);
        if carry.hits.is_empty() {
            self.keeper.clean(blob.object, &path, blob.bytes);
        } else {
            self.keeper.keep(blob.object, path, blob.bytes, &carry.hits);
        }
        carry
    }
}

/// Scans one blob, with what is known of its base.
pub fn look<S: BlobScanner>(
    scanner: &S,
    path: &RelPath,
    blob: &[u8],
    base: Option<&Base<'_, Carry<S>>>,
    Scratch { regions, sources, memory }: &mut Scratch<S>,
) -> Carry<S> {
    let mut carry = Carry { kind: scanner.kind(blob, path), hits: Vec::new(), marks: Vec::new() };
    let likeness = |base: &Base<'_, Carry<S>>| match (&base.carry.kind, &carry.kind) {
        (Some(base), Some(kind)) => scanner.likeness(base, kind),
        _ => Likeness::Other,
    };
    regions.clear();
    match base.map(|base| (base, likeness(base))) {
        None | Some((_, Likeness::Other)) => regions.push(Span::new(0, blob.len())),
        Some((base, likeness)) => inherit(scanner, (base, likeness), blob, &mut carry, (regions, sources)),
    }
    scanner.scan(blob, path, regions, memory, &mut carry);
    scanner.dedup(&mut carry.hits);
    carry.marks.sort_unstable();
    carry.marks.dedup();
    carry
}

/// Takes over what lies within one copy, and fills `regions` with all else that must be scanned, in order.
fn inherit<S: BlobScanner>(
    scanner: &S,
    (base, likeness): (&Base<'_, Carry<S>>, Likeness),
    blob: &[u8],
    carry: &mut Carry<S>,
    (regions, sources): (&mut Vec<Span>, &mut Sources),
) {
    let sizes = (base.bytes.len(), blob.len());
    let (page, before) = (Page::new(blob), Page::new(base.bytes));
    let mut changes = changed(base.copies, sizes).peekable();
    while let Some(mut change) = changes.next() {
        while let Some(next) = changes.next_if(|next| next.start <= change.end + S::JOINS) {
            change.end = next.end;
        }
        regions.push(scanner.rescan(&page, change));
    }
    if !base.carry.hits.is_empty() || !base.carry.marks.is_empty() {
        // What short copies hold is found again with the changes around them.
        let alone = |copy: &Copy| (copy.from, copy.to) == (0, 0) && copy.len == sizes.0.max(sizes.1);
        sources.fill(base.copies.iter().copied().filter(|copy| copy.len > S::BESIDE || alone(copy)));
    }
    for hit in &base.carry.hits {
        let window = scanner.window(&before, hit);
        for copy in sources.touching(window) {
            if likeness == Likeness::Same && holds(copy, window, sizes) {
                carry.hits.push(scanner.moved(hit, copy.from, copy.to));
            } else {
                regions.push(scanner.retry(&page, taken(copy, window)));
            }
        }
    }
    for mark in &base.carry.marks {
        for copy in sources.touching(mark.at) {
            if holds(copy, mark.window, sizes) {
                carry.marks.push(mark.moved(copy.from, copy.to));
            } else {
                regions.push(scanner.retry(&page, taken(copy, mark.at)));
            }
        }
    }
    merge(regions);
}

/// The copies of a delta by where they start in the base, each with the farthest end of it and those before it.
#[derive(Default)]
struct Sources(Vec<(Copy, usize)>);

impl Sources {
    fn fill(&mut self, copies: impl Iterator<Item = Copy>) {
        self.0.clear();
        self.0.extend(copies.map(|copy| (copy, copy.from + copy.len)));
        self.0.sort_unstable_by_key(|(copy, _)| copy.from);
        let mut farthest = 0;
        for (_, end) in &mut self.0 {
            farthest = farthest.max(*end);
            *end = farthest;
        }
    }

    /// The copies that hold a byte of `span`, the last one first.
    fn touching(&self, span: Span) -> impl Iterator<Item = &Copy> {
        let row = self.0.partition_point(|(copy, _)| copy.from < span.end);
        let near = self.0[..row].iter().rev().take_while(move |(_, farthest)| span.start < *farthest);
        near.map(|(copy, _)| copy).filter(move |copy| span.start < copy.from + copy.len)
    }
}

/// Where the part of `span` is now that `copy` took over.
fn taken(copy: &Copy, span: Span) -> Span {
    let start = span.start.max(copy.from) - copy.from;
    let end = span.end.min(copy.from + copy.len) - copy.from;
    Span::new(copy.to + start, copy.to + end)
}

/// True when `copy` takes over all of `window`. The edge of a blob is a part of the window that touches it, so the
/// copy must start or end both blobs there.
fn holds(copy: &Copy, window: Span, (base, blob): (usize, usize)) -> bool {
    let end = copy.from + copy.len;
    let start_holds = copy.from <= window.start && (window.start > 0 || copy.to == 0);
    let end_holds = window.end <= end && (window.end < base || copy.to + copy.len == blob);
    start_holds && end_holds
}

/// The bytes that no copy brought, and the empty seams between copies.
fn changed(copies: &[Copy], (base, blob): (usize, usize)) -> impl Iterator<Item = Span> {
    let starts =
        std::iter::once((0, 0)).chain(copies.iter().map(|copy| (copy.to + copy.len, copy.from + copy.len)));
    let ends = copies.iter().map(|copy| (copy.to, copy.from)).chain([(blob, base)]);
    starts.zip(ends).filter(|(start, end)| start != end).map(|(start, end)| Span::new(start.0, end.0))
}

/// Sorts spans and joins those that touch.
fn merge(spans: &mut Vec<Span>) {
    spans.sort_unstable();
    spans.dedup_by(|next, held| {
        let joins = next.start <= held.end;
        if joins {
            held.end = held.end.max(next.end);
        }
        joins
    });
}

#[cfg(test)]
mod tests;
