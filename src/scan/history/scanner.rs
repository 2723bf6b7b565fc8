//! The detector as history sees it.

use std::cmp::Ordering;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::parts::{Parts, parts};
use super::verdicts::Verdicts;
use crate::blob::RelPath;
use crate::detect::FileKind;
use crate::detect::decode::utf16;
use crate::detect::matching::Watch;
use crate::detect::reach::{self, Page, Reach};
use crate::hit::Hit;
use crate::inspect::{Inspector, is_binary};
use crate::rule::RuleSet;
use crate::source::history::delta::{BlobScanner, Carry, Likeness};
use crate::text::Span;

/// Finds and judges hits for history.
pub(super) struct HitScanner<'i> {
    inspector: &'i Inspector<'i>,
    reach: Reach<'i>,
    whole: bool,
    binary: AtomicU64,
}

impl<'i> HitScanner<'i> {
    /// A scanner that uses `inspector`, which uses `rules`. With `whole` nothing passes between blobs.
    pub(super) fn new(inspector: &'i Inspector<'i>, rules: &'i RuleSet, whole: bool) -> Self {
        Self { inspector, reach: Reach::new(rules), whole, binary: AtomicU64::new(0) }
    }

    /// What it uses.
    pub(super) fn inspector(&self) -> &'i Inspector<'i> {
        self.inspector
    }

    /// How many blobs were binary.
    pub(super) fn binary(&self) -> u64 {
        self.binary.load(Relaxed)
    }
}

/// The kind of file decides how a text is read; checks may look at the path, and believe less in binary files.
pub(super) struct Kind {
    path: RelPath,
    file: FileKind,
    binary: bool,
}

/// What a thread remembers of the blobs that it scanned.
#[derive(Default)]
pub(super) struct Memory {
    parts: Parts,
    verdicts: Verdicts,
}

impl BlobScanner for HitScanner<'_> {
    type Hit = Hit;
    type Kind = Kind;
    type Memory = Memory;

    const JOINS: usize = reach::JOINS;
    const BESIDE: usize = reach::BEHIND;

    /// UTF-16 is decoded as a whole.
    fn kind(&self, blob: &[u8], path: &RelPath) -> Option<Kind> {
        let binary = is_binary(blob);
        if binary {
            self.binary.fetch_add(1, Relaxed);
        }
        let kind = || Kind { path: path.clone(), file: FileKind::of(path), binary };
        (!self.whole && !utf16::is_encoded(blob)).then(kind)
    }

    fn likeness(&self, base: &Kind, blob: &Kind) -> Likeness {
        if base.path == blob.path && base.binary == blob.binary {
            Likeness::Same
        } else if base.file == blob.file {
            Likeness::Alike
        } else {
            Likeness::Other
        }
    }

    fn scan(
        &self,
        blob: &[u8],
        path: &RelPath,
        regions: &[Span],
        Memory { parts: memory, verdicts }: &mut Memory,
        carry: &mut Carry<Self>,
    ) {
        let Carry { kind, hits, marks } = carry;
        // Without a kind the only region is all of the blob.
        let Some(Kind { file, binary, .. }) = kind else {
            self.inspector.hits(blob, (path, FileKind::of(path)), hits);
            return;
        };
        let page = Page::new(blob);
        // All are looked up before the first one is scanned: the processor then waits for several slots at a time.
        let mut queue = std::mem::take(&mut memory.queue);
        let every = regions.iter().flat_map(|&region| parts(blob, region));
        queue.extend(every.map(|part| memory.look_up(&self.reach, &page, *file, part)));
        // On these depends how a place is judged, on the kind of file alone whether one is.
        let judged_by = (path.as_bytes(), *binary);
        for looked_up in queue.drain(..) {
            let part = looked_up.part;
            if memory.recall(&looked_up, (blob, judged_by), (hits, marks)) {
                continue;
            }
            let (known_hits, known_marks) = (hits.len(), marks.len());
            let watch = Watch { reach: &self.reach, marks };
            let mut reads = part;
            self.inspector.candidates(blob, *file, part, watch, &mut |found| {
                let window = self.reach.window(&page, found.candidate.rule, found.outer, found.layers);
                reads = reads.join(window);
                let judge = || self.inspector.judged(&found, path, || *binary);
                hits.push(Hit::new(&found, verdicts.of(&found, (blob, window), judged_by, judge)));
            });
            let found = (&hits[known_hits..], &marks[known_marks..]);
            memory.remember(&looked_up, (blob, judged_by), found, reads);
        }
        memory.queue = queue;
    }

    fn rescan(&self, blob: &Page<'_>, changed: Span) -> Span {
        self.reach.rescan(blob, changed)
    }

    fn retry(&self, blob: &Page<'_>, span: Span) -> Span {
        self.reach.retry(blob, span)
    }

    fn window(&self, blob: &Page<'_>, hit: &Hit) -> Span {
        self.reach.window(blob, hit.rule, hit.span, &hit.judged.decoded)
    }

    fn moved(&self, hit: &Hit, from: usize, to: usize) -> Hit {
        hit.moved(from, to)
    }

    fn dedup(&self, hits: &mut Vec<Hit>) {
        // In an order that does not depend on which came first: of two verdicts on the same bytes one will be chosen.
        let place = |hit: &Hit| (hit.span, hit.rule, hit.judged.decoded.len());
        let text = |hit: &Hit| format!("{:?}{:?}", hit.judged.decoded, hit.judged.verdict);
        hits.sort_by(|a, b| {
            let by_text = || if a == b { Ordering::Equal } else { text(a).cmp(&text(b)) };
            place(a).cmp(&place(b)).then_with(by_text)
        });
        hits.dedup();
    }
}

#[cfg(test)]
mod tests;
