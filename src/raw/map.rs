//! Files mapped into memory.
//!
//! A pack may be larger than the memory that a scan is meant to use, and most of it is read exactly once.

use std::fs::File;
use std::ops::Deref;
use std::path::Path;

use crate::error::Error;

/// A file's bytes, read when they are first looked at.
pub(crate) struct Map(memmap2::Mmap);

impl Map {
    /// Maps the file at `path`, which nobody may change in place: a pack, an index.
    ///
    /// # Errors
    /// [`Error`] when the file cannot be opened or mapped.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
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

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_mapping_holds_what_reading_gives(bytes in prop::collection::vec(any::<u8>(), 0..20_000)) {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("pack");
            fs::write(&path, &bytes).expect("a file");
            let map = Map::open(&path).expect("a mapping");
            prop_assert_eq!(&*map, &fs::read(&path).expect("the file")[..]);
        }

        #[test]
        fn a_mapping_outlives_its_name(bytes in prop::collection::vec(any::<u8>(), 1..20_000)) {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("pack");
            fs::write(&path, &bytes).expect("a file");
            let map = Map::open(&path).expect("a mapping");
            fs::remove_file(&path).expect("the file goes");
            fs::write(&path, b"another").expect("another file");
            prop_assert_eq!(&*map, &bytes[..]);
        }
    }

    #[test]
    fn what_cannot_be_opened_is_an_error_with_its_path() {
        let missing = Path::new("no/such/pack");
        let error = Map::open(missing).err().expect("no such file");
        assert!(error.to_string().contains("no/such/pack"), "{error}");
    }
}
