//! The blobs that an earlier scan reported nothing of, so that a scan of a grown history looks at new blobs only.
//!
//! For each blob it holds half of a hash of its id and path, its size, whether it was binary, and how many candidates
//! were dropped in it: nothing of its content. A blob with a finding is never in it.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::sealed::{Content, Key, Sealed};
use crate::blob::RelPath;
use crate::error::Error;
use crate::git::oid::Oid;

const ENTRY: usize = 32;
/// Set in the size of a blob that was binary.
const BINARY: u64 = 1 << 63;

/// A blob of which nothing was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct QuietBlob {
    name: [u8; 16],
    size: u64,
    /// Candidates in it.
    pub candidates: u32,
    /// How many places in it a report counts as dropped.
    pub dropped: u32,
}

impl QuietBlob {
    /// The blob `id` at `path`, of `size` bytes, without candidates.
    #[must_use]
    pub fn new(id: &Oid, path: &RelPath, size: usize, binary: bool) -> Self {
        let flag = if binary { BINARY } else { 0 };
        Self { name: name(id, path), size: size as u64 & !BINARY | flag, candidates: 0, dropped: 0 }
    }

    /// The same blob with so many candidates, and so many counted as dropped.
    #[must_use]
    pub fn with_counts(self, candidates: u32, dropped: u32) -> Self {
        Self { candidates, dropped, ..self }
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size & !BINARY
    }

    /// Whether it was binary.
    #[must_use]
    pub fn is_binary(&self) -> bool {
        self.size & BINARY != 0
    }

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.name);
        out.extend_from_slice(&self.size.to_le_bytes());
        out.extend_from_slice(&self.candidates.to_le_bytes());
        out.extend_from_slice(&self.dropped.to_le_bytes());
    }

    fn decode(entry: &[u8]) -> Option<Self> {
        let number = |at: usize| Some(u32::from_le_bytes(entry.get(at..at + 4)?.try_into().ok()?));
        Some(Self {
            name: entry.get(..16)?.try_into().ok()?,
            size: u64::from_le_bytes(entry.get(16..24)?.try_into().ok()?),
            candidates: number(24)?,
            dropped: number(28)?,
        })
    }
}

/// The kind of a file, which its path tells, decides how it is read; so a blob counts as scanned only at its path.
fn name(id: &Oid, path: &RelPath) -> [u8; 16] {
    let sum = Sha256::new().chain_update(id.as_bytes()).chain_update(path.as_bytes()).finalize();
    let mut name = [0; 16];
    name.copy_from_slice(&sum[..16]);
    name
}

/// The quiet blobs of a repository.
pub struct Cache {
    file: Sealed,
    /// By name.
    blobs: Vec<QuietBlob>,
    /// The file was there and is damaged.
    pub damaged: bool,
}

impl Cache {
    /// Opens the cache of the repository whose git directory is `git_dir`. It is empty when there is none, when it was
    /// written under another `key`, or when it is damaged.
    ///
    /// # Errors
    /// When a file is there that cannot be read.
    pub fn open(git_dir: &Path, key: Key) -> Result<Self, Error> {
        let file = Sealed::new(git_dir, "quiet-blobs", key);
        let parsed = match file.read()? {
            Content::Nothing => Some(Vec::new()),
            Content::Damaged => None,
            Content::Bytes(bytes) => parse(&bytes),
        };
        Ok(Self { file, damaged: parsed.is_none(), blobs: parsed.unwrap_or_default() })
    }

    /// The entry for the blob `id` at `path`.
    #[must_use]
    pub fn get(&self, id: &Oid, path: &RelPath) -> Option<&QuietBlob> {
        let name = name(id, path);
        self.blobs.binary_search_by_key(&name, |blob| blob.name).ok().map(|row| &self.blobs[row])
    }

    /// Adds `found` and writes the file anew.
    ///
    /// # Errors
    /// When the file cannot be written. The old one is still there then.
    pub fn save(mut self, found: impl IntoIterator<Item = QuietBlob>) -> Result<(), Error> {
        let before = self.blobs.len();
        self.blobs.extend(found);
        if self.blobs.len() == before && !self.damaged {
            return Ok(());
        }
        self.blobs.sort_unstable();
        self.blobs.dedup_by_key(|blob| blob.name);
        let mut bytes = Vec::with_capacity(self.blobs.len() * ENTRY);
        self.blobs.iter().for_each(|blob| blob.encode(&mut bytes));
        self.file.write(&bytes)
    }
}

/// The blobs in a file; nothing when it is no list of blobs, sorted by name.
fn parse(bytes: &[u8]) -> Option<Vec<QuietBlob>> {
    let entries = bytes.chunks_exact(ENTRY);
    if !entries.remainder().is_empty() {
        return None;
    }
    let blobs: Vec<QuietBlob> = entries.map(QuietBlob::decode).collect::<Option<_>>()?;
    blobs.is_sorted_by_key(|blob| blob.name).then_some(blobs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> Oid {
        Oid::from_bytes(&[n; 20]).expect("20 bytes")
    }

    #[test]
    fn what_was_saved_is_found_at_its_path_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = RelPath::new(b"a/b");
        let cache = Cache::open(folder.path(), [1; 32]).expect("no file");
        let with = QuietBlob::new(&id(2), &path, 7, true).with_counts(3, 2);
        cache.save([with, QuietBlob::new(&id(1), &path, 5, false)]).expect("saved");

        let cache = Cache::open(folder.path(), [1; 32]).expect("a file");
        let blob = cache.get(&id(2), &path).expect("it was saved");
        assert_eq!((blob.size(), blob.is_binary()), (7, true));
        assert_eq!((blob.candidates, blob.dropped), (3, 2));
        assert_eq!(cache.get(&id(1), &path).map(QuietBlob::is_binary), Some(false));
        assert!(cache.get(&id(2), &RelPath::new(b"a/c")).is_none());
        assert!(cache.get(&id(3), &path).is_none());
        let other = Cache::open(folder.path(), [2; 32]).expect("a file");
        assert!(other.get(&id(2), &path).is_none() && !other.damaged);
    }

    #[test]
    fn a_file_that_is_no_list_counts_as_empty_and_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        Sealed::new(folder.path(), "quiet-blobs", [1; 32]).write(&[7; ENTRY + 1]).expect("written");
        let cache = Cache::open(folder.path(), [1; 32]).expect("a file");
        assert!(cache.damaged && cache.get(&id(7), &RelPath::new(b"a/b")).is_none());
        cache.save([]).expect("saved");
        assert!(!Cache::open(folder.path(), [1; 32]).expect("a file").damaged);
    }
}
