//! The detector as history sees it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::blob::RelPath;
use crate::detect::reach::{Mark, Reach};
use crate::hit::Hit;
use crate::inspect::{Inspector, is_binary};
use crate::rule::RuleSet;
use crate::source::history::delta::BlobScanner;
use crate::text::Span;

/// Finds and judges hits for history.
pub(super) struct HitScanner<'i> {
    inspector: &'i Inspector<'i>,
    reach: Reach,
    whole: bool,
    binary: AtomicU64,
}

impl<'i> HitScanner<'i> {
    /// A scanner that uses `inspector`, which uses `rules`. With `whole` nothing passes between blobs.
    pub(super) fn new(inspector: &'i Inspector<'i>, rules: &RuleSet, whole: bool) -> Self {
        Self { inspector, reach: Reach::new(rules), whole, binary: AtomicU64::new(0) }
    }

    /// How many blobs were binary.
    pub(super) fn binary(&self) -> u64 {
        self.binary.load(Ordering::Relaxed)
    }
}

impl BlobScanner for HitScanner<'_> {
    type Hit = Hit;
    type Kind = RelPath;

    /// Checks may look at the path. Binary files and UTF-16 are decided on, or decoded, as a whole.
    fn kind(&self, blob: &[u8], path: &RelPath) -> Option<RelPath> {
        let binary = is_binary(blob);
        if binary {
            self.binary.fetch_add(1, Ordering::Relaxed);
        }
        let marked = blob.starts_with(b"\xff\xfe") || blob.starts_with(b"\xfe\xff");
        (!binary && !marked && !self.whole).then(|| path.clone())
    }

    fn scan(&self, blob: &[u8], path: &RelPath, region: Span, hits: &mut Vec<Hit>) {
        self.inspector.hits(blob, path, region, hits);
    }

    fn margin(&self) -> usize {
        Reach::INSIDE
    }

    fn rescan(&self, blob: &[u8], changed: Span) -> Span {
        self.reach.rescan(blob, changed)
    }

    fn window(&self, blob: &[u8], hit: &Hit) -> Span {
        self.reach.window(blob, hit.rule, hit.span, !hit.decoded.is_empty())
    }

    fn marks(&self, blob: &[u8], region: Span, marks: &mut Vec<Mark>) {
        self.reach.marks(blob, region, marks);
    }

    fn moved(&self, hit: &Hit, from: usize, to: usize) -> Hit {
        let shift = |at: usize| at - from + to;
        Hit { span: Span::new(shift(hit.span.start), shift(hit.span.end)), ..hit.clone() }
    }

    fn dedup(&self, hits: &mut Vec<Hit>) {
        hits.sort_by_key(|hit| (hit.span, hit.rule, hit.decoded.len()));
        hits.dedup();
    }
}
