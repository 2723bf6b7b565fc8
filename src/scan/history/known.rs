//! The blobs of which an earlier scan told what is in them: they count, and are not scanned again.

use super::found::{Found, Rank};
use crate::error::Error;
use crate::git::catalog::Object;
use crate::git::repo::Repository;
use crate::source::history::History;
use crate::source::history::cache::{Cache, ScannedBlob};
use crate::source::history::sealed::Key;

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
    /// Opens the cache of `repo`.
    ///
    /// # Errors
    /// When there is a cache that cannot be read.
    pub(super) fn open(key: Key, repo: &Repository) -> Result<Self, Error> {
        Ok(Self { cache: Some(Cache::open(&repo.common_dir, key)?), ..Self::default() })
    }

    /// Takes the blobs that it knows out of `wanted`, counts them, and tells `found` what is in them.
    pub(super) fn take_out(
        &mut self,
        history: &History<'_>,
        rank: &Rank<'_>,
        wanted: &mut [bool],
        found: &mut Found,
    ) {
        let Some(cache) = &self.cache else { return };
        for (object, wanted) in (0..).zip(wanted).filter(|(_, wanted)| **wanted) {
            let object: Object = object;
            if let Some(blob) = cache.get(&history.catalog.id(object), &rank.path(object)) {
                *wanted = false;
                self.blobs += 1;
                self.bytes += blob.size();
                self.binary += u64::from(blob.is_binary());
                found.add_blob(&blob.outline, object, rank, || None);
            }
        }
    }

    /// An empty list for the blobs of this scan, when they are to be remembered.
    pub(super) fn list(&self) -> Option<Vec<ScannedBlob>> {
        self.cache.is_some().then(Vec::new)
    }

    /// Remembers the `scanned` blobs, too. That a cache was damaged or cannot be written is told to `warnings`, and
    /// changes nothing.
    pub(super) fn close(self, scanned: Vec<ScannedBlob>, warnings: &mut Vec<String>) {
        let Some(cache) = self.cache else { return };
        if cache.damaged {
            warnings.push("the cache of scanned blobs was damaged; it is written anew".to_owned());
        }
        if let Err(error) = cache.save(scanned) {
            warnings.push(format!("the cache of scanned blobs could not be written: {error}"));
        }
    }
}
