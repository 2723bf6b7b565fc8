//! One pack: an index that says where each object lies, and the entries themselves.
//!
//! <https://git-scm.com/docs/gitformat-pack> describes both files.

pub mod delta;
pub mod entry;
pub mod index;
pub mod inflate;

use std::path::{Path, PathBuf};

use self::entry::Header;
use self::index::PackIndex;
use super::damaged;
use super::oid::HashKind;
use crate::error::Error;
use crate::raw::map::Map;
use crate::raw::prefetch::prefetch;

const SIGNATURE: &[u8; 4] = b"PACK";
const PREAMBLE: usize = 12;

/// A pack with its index, both mapped.
pub struct Pack {
    path: PathBuf,
    data: Map,
    index: PackIndex,
    hash: HashKind,
}

impl Pack {
    /// Opens the pack whose index is the file at `index`.
    ///
    /// # Errors
    /// When either file is missing, damaged, or of a version that git does not write today.
    pub fn open(index: &Path, hash: HashKind) -> Result<Self, Error> {
        let path = index.with_extension("pack");
        let index = PackIndex::open(index, hash)?;
        let data = Map::open(&path)?;
        let word = |at: usize| data.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
        if data.get(..4) != Some(SIGNATURE.as_slice()) || data.len() < PREAMBLE + hash.len() {
            return Err(damaged(&path, "this is not a pack"));
        }
        if !matches!(word(4), Some(2 | 3)) {
            return Err(damaged(&path, "the pack has a version other than 2 or 3"));
        }
        if word(8).map(|count| count as usize) != Some(index.len()) {
            return Err(damaged(&path, "the pack and its index differ in the number of objects"));
        }
        Ok(Self { path, data, index, hash })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where each object lies.
    #[must_use]
    pub fn index(&self) -> &PackIndex {
        &self.index
    }

    /// The header of the entry at `offset`.
    ///
    /// # Errors
    /// When there is no sound entry.
    pub fn header(&self, offset: u64) -> Result<Header, Error> {
        usize::try_from(offset)
            .ok()
            .filter(|&at| at >= PREAMBLE)
            .and_then(|at| Header::parse(self.entries(), at, self.hash))
            .ok_or_else(|| self.damaged(offset, "no entry starts here"))
    }

    /// Says that the entry at `offset` will be asked for soon. Entries that build on each other lie apart, so the processor
    /// does not guess where the next one is.
    #[inline]
    pub fn announce(&self, offset: u64) {
        if let Ok(at) = usize::try_from(offset) {
            prefetch(&self.data, at);
        }
    }

    /// The compressed bytes that start at `at`; where they end, only inflating tells.
    #[must_use]
    pub fn compressed(&self, at: usize) -> &[u8] {
        self.entries().get(at..).unwrap_or_default()
    }

    /// An error that names this pack and `offset`.
    #[must_use]
    pub fn damaged(&self, offset: u64, what: &str) -> Error {
        damaged(&self.path, format_args!("entry at offset {offset}: {what}"))
    }

    fn entries(&self) -> &[u8] {
        &self.data[..self.data.len() - self.hash.len()]
    }
}
