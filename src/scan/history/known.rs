//! The blobs that an earlier scan knows to hold nothing: they count, and are not scanned again.

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::git::catalog::Object;
use crate::git::repo::Repository;
use crate::plan::Plan;
use crate::report::Report;
use crate::source::history::History;
use crate::source::history::cache::{Cache, CleanBlob};
use crate::source::history::walk::Walk;

/// The blobs of one scan that its cache knows. Without a cache there are none.
#[derive(Default)]
pub(super) struct Known {
    cache: Option<Cache>,
    /// How many.
    pub blobs: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many of them are binary.
    pub binary: u64,
}

impl Known {
    /// Opens the cache of `repo`, and takes the blobs that it knows out of `wanted`.
    ///
    /// # Errors
    /// When there is a cache that cannot be read.
    pub(super) fn open(
        plan: &Plan,
        repo: &Repository,
        history: &History<'_>,
        walk: &Walk<'_>,
        wanted: &mut [bool],
    ) -> Result<Self, Error> {
        let cache = Cache::open(&repo.common_dir, key(plan))?;
        let mut known = Self::default();
        for (object, wanted) in (0..).zip(wanted).filter(|(_, wanted)| **wanted) {
            let object: Object = object;
            if let Some(blob) = cache.get(&history.catalog.id(object), &walk.path(object)) {
                *wanted = false;
                known.blobs += 1;
                known.bytes += blob.size();
                known.binary += u64::from(blob.is_binary());
            }
        }
        known.cache = Some(cache);
        Ok(known)
    }

    /// An empty list for the clean blobs of this scan, when they are to be remembered.
    pub(super) fn list(&self) -> Option<Vec<CleanBlob>> {
        self.cache.is_some().then(Vec::new)
    }

    /// Remembers the `clean` blobs, too. That a cache was damaged or cannot be written is said, and changes nothing.
    pub(super) fn close(self, clean: Vec<CleanBlob>, report: &mut Report<'_>) {
        let Some(cache) = self.cache else { return };
        if cache.damaged {
            report.warnings.push("the cache of scanned blobs was damaged; it is written anew".to_owned());
        }
        if self.blobs > 0 {
            report.stats.notes.push(format!("{} blobs without candidates were scanned before", self.blobs));
        }
        if let Err(error) = cache.save(clean) {
            report.warnings.push(format!("the cache of scanned blobs could not be written: {error}"));
        }
    }
}

/// Names all that decides whether a blob has candidates.
fn key(plan: &Plan) -> [u8; 32] {
    let mut sum = Sha256::new();
    sum.update(env!("CARGO_PKG_VERSION"));
    sum.update(plan.max_file_size.to_le_bytes());
    for rule in plan.rules.rules() {
        sum.update(format!("{rule:?}"));
    }
    sum.finalize().into()
}
