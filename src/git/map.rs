//! Files mapped into memory.
//!
//! A pack may be larger than the memory that a scan is meant to use, and most of it is read exactly once.

use std::fs::File;
use std::ops::Deref;
use std::path::Path;

use crate::error::Error;

/// A file's bytes, read when they are first looked at.
pub(super) struct Map(memmap2::Mmap);

impl Map {
    /// Maps the file at `path`.
    #[expect(unsafe_code, reason = "the one mapping of files; see the comment")]
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let file = File::open(path).map_err(|e| Error::io(path, e))?;
        // SAFETY: git never changes a pack or an index of one in place: it writes a new file and removes the old name,
        // and a mapping outlives its name. Someone who truncates the file while we read can make this process fail,
        // as they can make git fail, but no more.
        let map = unsafe { memmap2::Mmap::map(&file) }.map_err(|e| Error::io(path, e))?;
        Ok(Self(map))
    }
}

impl Deref for Map {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
