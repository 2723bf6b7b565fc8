//! What an earlier scan saw in each blob, so that a scan of a grown history looks at new blobs only.
//!
//! For each blob it holds half of a hash of its id and path, its size, whether it was binary, how many candidates it had,
//! and the fingerprints of its findings: nothing of its content.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::sealed::{Content, Key, Sealed};
use crate::blob::RelPath;
use crate::error::Error;
use crate::finding::Confidence;
use crate::git::oid::Oid;
use crate::inspect::Outline;
use crate::secret::Fingerprint;

/// Set in the size of a blob that was binary.
const BINARY: u64 = 1 << 63;
const CONFIDENCES: [Confidence; 4] =
    [Confidence::Low, Confidence::Medium, Confidence::High, Confidence::Verified];

/// A blob that was scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScannedBlob {
    name: [u8; 16],
    size: u64,
    /// What is in it.
    pub outline: Outline,
}

impl ScannedBlob {
    /// The blob `id` at `path`, of `size` bytes.
    #[must_use]
    pub fn new(id: &Oid, path: &RelPath, size: usize, binary: bool, outline: Outline) -> Self {
        let flag = if binary { BINARY } else { 0 };
        Self { name: name(id, path), size: size as u64 & !BINARY | flag, outline }
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
        let Outline { findings, dropped, candidates } = &self.outline;
        for number in [self.size, *candidates as u64, *dropped as u64, findings.len() as u64] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        for (fingerprint, confidence) in findings {
            let text = fingerprint.as_str().as_bytes();
            out.extend_from_slice(&[*confidence as u8, text.len() as u8]);
            out.extend_from_slice(text);
        }
    }

    fn decode(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.take(16)?.try_into().ok()?;
        let size = reader.number()?;
        let (candidates, dropped) = (reader.number()? as usize, reader.number()? as usize);
        let findings = (0..reader.number()?).map(|_| {
            let head = reader.take(2)?;
            let confidence = *CONFIDENCES.get(usize::from(head[0]))?;
            let text = std::str::from_utf8(reader.take(usize::from(head[1]))?).ok()?;
            Some((Fingerprint::parse(text)?, confidence))
        });
        let findings = findings.collect::<Option<_>>()?;
        Some(Self { name, size, outline: Outline { findings, dropped, candidates } })
    }
}

/// The kind of a file, which its path tells, decides how it is read; so a blob counts as scanned only at its path.
fn name(id: &Oid, path: &RelPath) -> [u8; 16] {
    let sum = Sha256::new().chain_update(id.as_bytes()).chain_update(path.as_bytes()).finalize();
    let mut name = [0; 16];
    name.copy_from_slice(&sum[..16]);
    name
}

/// The scanned blobs of a repository.
pub struct Cache {
    file: Sealed,
    /// By name.
    blobs: Vec<ScannedBlob>,
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
        let file = Sealed::new(git_dir, "scanned-blobs", key);
        let parsed = match file.read()? {
            Content::Nothing => Some(Vec::new()),
            Content::Damaged => None,
            Content::Bytes(bytes) => parse(&bytes),
        };
        Ok(Self { file, damaged: parsed.is_none(), blobs: parsed.unwrap_or_default() })
    }

    /// The entry for the blob `id` at `path`.
    #[must_use]
    pub fn get(&self, id: &Oid, path: &RelPath) -> Option<&ScannedBlob> {
        let name = name(id, path);
        self.blobs.binary_search_by_key(&name, |blob| blob.name).ok().map(|row| &self.blobs[row])
    }

    /// Adds `found` and writes the file anew.
    ///
    /// # Errors
    /// When the file cannot be written. The old one is still there then.
    pub fn save(mut self, found: impl IntoIterator<Item = ScannedBlob>) -> Result<(), Error> {
        let before = self.blobs.len();
        self.blobs.extend(found);
        if self.blobs.len() == before && !self.damaged {
            return Ok(());
        }
        self.blobs.sort_by_key(|blob| blob.name);
        self.blobs.dedup_by_key(|blob| blob.name);
        let mut bytes = Vec::new();
        self.blobs.iter().for_each(|blob| blob.encode(&mut bytes));
        self.file.write(&bytes)
    }
}

struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        self.0.split_off(..count)
    }

    fn number(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }
}

/// The blobs in a file; nothing when it is no list of blobs, sorted by name.
fn parse(bytes: &[u8]) -> Option<Vec<ScannedBlob>> {
    let (mut reader, mut blobs) = (Reader(bytes), Vec::new());
    while !reader.0.is_empty() {
        blobs.push(ScannedBlob::decode(&mut reader)?);
    }
    blobs.is_sorted_by_key(|blob| blob.name).then_some(blobs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{FingerprintKey, Secret};

    fn id(n: u8) -> Oid {
        Oid::from_bytes(&[n; 20]).expect("20 bytes")
    }

    #[test]
    fn what_was_saved_is_found_at_its_path_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = RelPath::new(b"a/b");
        let cache = Cache::open(folder.path(), [1; 32]).expect("no file");
        let key = FingerprintKey::default();
        let fingerprint = Fingerprint::new(&key, "rule", path.as_bytes(), Secret::new(b"x"), true);
        let outline = Outline { findings: vec![(fingerprint, Confidence::High)], dropped: 2, candidates: 3 };
        let with = ScannedBlob::new(&id(2), &path, 7, true, outline.clone());
        let without = ScannedBlob::new(&id(1), &path, 5, false, Outline::default());
        cache.save([with, without]).expect("saved");

        let cache = Cache::open(folder.path(), [1; 32]).expect("a file");
        let blob = cache.get(&id(2), &path).expect("it was saved");
        assert_eq!((blob.size(), blob.is_binary()), (7, true));
        assert_eq!(blob.outline, outline);
        assert_eq!(cache.get(&id(1), &path).map(ScannedBlob::is_binary), Some(false));
        assert!(cache.get(&id(2), &RelPath::new(b"a/c")).is_none());
        assert!(cache.get(&id(3), &path).is_none());
        let other = Cache::open(folder.path(), [2; 32]).expect("a file");
        assert!(other.get(&id(2), &path).is_none() && !other.damaged);
    }

    #[test]
    fn a_file_that_is_no_list_counts_as_empty_and_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        Sealed::new(folder.path(), "scanned-blobs", [1; 32]).write(&[7; 49]).expect("written");
        let cache = Cache::open(folder.path(), [1; 32]).expect("a file");
        assert!(cache.damaged && cache.get(&id(7), &RelPath::new(b"a/b")).is_none());
        cache.save([]).expect("saved");
        assert!(!Cache::open(folder.path(), [1; 32]).expect("a file").damaged);
    }
}
