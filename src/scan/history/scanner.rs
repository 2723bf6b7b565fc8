//! The detector as history sees it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::blob::RelPath;
use crate::hit::Hit;
use crate::inspect::{Inspector, is_binary};
use crate::source::history::delta::BlobScanner;
use crate::text::Span;

/// Finds and judges hits for history.
pub(super) struct HitScanner<'i> {
    inspector: &'i Inspector<'i>,
    binary: AtomicU64,
}

impl<'i> HitScanner<'i> {
    pub(super) fn new(inspector: &'i Inspector<'i>) -> Self {
        Self { inspector, binary: AtomicU64::new(0) }
    }

    /// How many blobs were binary.
    pub(super) fn binary(&self) -> u64 {
        self.binary.load(Ordering::Relaxed)
    }
}

impl BlobScanner for HitScanner<'_> {
    type Hit = Hit;
    type Kind = (bool, RelPath);

    fn kind(&self, blob: &[u8], path: &RelPath) -> Self::Kind {
        let binary = is_binary(blob);
        if binary {
            self.binary.fetch_add(1, Ordering::Relaxed);
        }
        (binary, path.clone())
    }

    fn scan(&self, blob: &[u8], path: &RelPath, region: Span, hits: &mut Vec<Hit>) {
        self.inspector.hits(blob, path, region, hits);
    }

    fn margin(&self) -> usize {
        usize::MAX / 4
    }

    fn window(&self, _hit: &Hit, len: usize) -> Span {
        Span::new(0, len)
    }

    fn moved(&self, hit: &Hit, from: usize, to: usize) -> Hit {
        let shift = |at: usize| at - from + to;
        Hit { span: Span::new(shift(hit.span.start), shift(hit.span.end)), ..hit.clone() }
    }
}
