//! The blobs that an earlier scan found nothing in, so that a scan of a grown history looks at new blobs only.
//!
//! One file, `beartrap/clean-blobs` in the git directory, which may be deleted at any time. For each blob it holds half
//! of a hash of its id and path, its size, and whether it was binary: nothing of its content. A blob with candidates is
//! never in it. It counts only for the rules, limits and version that it was written with. A new file is written
//! beside it and moved into its place, so that neither a crash nor another scan leaves half of one; of two scans at
//! once the last to finish wins, and the other's blobs are scanned again.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::blob::RelPath;
use crate::error::Error;
use crate::git::oid::Oid;

const MAGIC: &[u8; 16] = b"beartrap clean 1";
const SUM: usize = 32;
const HEAD: usize = MAGIC.len() + SUM;
const ENTRY: usize = 24;
/// Set in the size of a blob that was binary.
const BINARY: u64 = 1 << 63;

/// Tells the files of two scans in one process apart.
static SAVED: AtomicU64 = AtomicU64::new(0);

/// A blob in which nothing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CleanBlob {
    name: [u8; 16],
    size: u64,
}

impl CleanBlob {
    /// The blob `id` at `path`, of `size` bytes.
    #[must_use]
    pub fn new(id: &Oid, path: &RelPath, size: usize, binary: bool) -> Self {
        let flag = if binary { BINARY } else { 0 };
        Self { name: name(id, path), size: size as u64 & !BINARY | flag }
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
}

/// The kind of a file, which its path tells, decides how it is read; so a blob counts as scanned only at its path.
fn name(id: &Oid, path: &RelPath) -> [u8; 16] {
    let sum = Sha256::new().chain_update(id.as_bytes()).chain_update(path.as_bytes()).finalize();
    let mut name = [0; 16];
    name.copy_from_slice(&sum[..16]);
    name
}

/// The clean blobs of a repository.
pub struct Cache {
    path: PathBuf,
    key: [u8; SUM],
    /// By name.
    blobs: Vec<CleanBlob>,
    /// The file was there and is damaged.
    pub damaged: bool,
}

impl Cache {
    /// Opens the cache of the repository whose git directory is `git_dir`. It is empty when there is none, when it was
    /// written under another `key`, or when it is damaged.
    ///
    /// # Errors
    /// When a file is there that cannot be read.
    pub fn open(git_dir: &Path, key: [u8; SUM]) -> Result<Self, Error> {
        let path = git_dir.join("beartrap").join("clean-blobs");
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Error::io(path, error)),
        };
        let read = if bytes.is_empty() { Some(Vec::new()) } else { parse(&bytes, &key) };
        Ok(Self { path, key, damaged: read.is_none(), blobs: read.unwrap_or_default() })
    }

    /// The entry for the blob `id` at `path`.
    #[must_use]
    pub fn get(&self, id: &Oid, path: &RelPath) -> Option<&CleanBlob> {
        let name = name(id, path);
        self.blobs.binary_search_by_key(&name, |blob| blob.name).ok().map(|row| &self.blobs[row])
    }

    /// Adds `found` and writes the file anew.
    ///
    /// # Errors
    /// When the file cannot be written. The old one is still there then.
    pub fn save(mut self, found: impl IntoIterator<Item = CleanBlob>) -> Result<(), Error> {
        let before = self.blobs.len();
        self.blobs.extend(found);
        if self.blobs.len() == before && !self.damaged {
            return Ok(());
        }
        self.blobs.sort_unstable();
        self.blobs.dedup_by_key(|blob| blob.name);
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let fault = |error| Error::io(&self.path, error);
        fs::create_dir_all(folder).map_err(fault)?;
        let number = SAVED.fetch_add(1, Ordering::Relaxed);
        let beside = folder.join(format!("clean-blobs.{}.{number}.new", std::process::id()));
        let written = fs::File::create(&beside).and_then(|mut file| {
            file.write_all(&self.encode())?;
            file.sync_all()
        });
        written.and_then(|()| fs::rename(&beside, &self.path)).map_err(|error| {
            // The reason for the failure is worth more than that of this one.
            fs::remove_file(&beside).ok();
            fault(error)
        })
    }

    fn encode(&self) -> Vec<u8> {
        let mut bytes = [&MAGIC[..], &self.key].concat();
        for blob in &self.blobs {
            bytes.extend_from_slice(&blob.name);
            bytes.extend_from_slice(&blob.size.to_le_bytes());
        }
        let sum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&sum);
        bytes
    }
}

/// The blobs in a file, none when it was written under another key. Nothing when it is damaged.
fn parse(bytes: &[u8], key: &[u8; SUM]) -> Option<Vec<CleanBlob>> {
    let (content, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
    let entries = content.get(HEAD..)?.chunks_exact(ENTRY);
    if !content.starts_with(MAGIC) || Sha256::digest(content)[..] != *sum || !entries.remainder().is_empty() {
        return None;
    }
    if content[MAGIC.len()..HEAD] != *key {
        return Some(Vec::new());
    }
    let blob = |entry: &[u8]| {
        let (name, size) = entry.split_at(16);
        Some(CleanBlob { name: name.try_into().ok()?, size: u64::from_le_bytes(size.try_into().ok()?) })
    };
    entries.map(blob).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> Oid {
        Oid::from_bytes(&[n; 20]).expect("20 bytes")
    }

    fn saved(folder: &Path) -> PathBuf {
        let cache = Cache::open(folder, [1; 32]).expect("no file");
        let path = RelPath::new(b"a/b");
        cache
            .save([CleanBlob::new(&id(2), &path, 7, true), CleanBlob::new(&id(1), &path, 5, false)])
            .expect("saved");
        folder.join("beartrap/clean-blobs")
    }

    #[test]
    fn what_was_saved_is_found_at_its_path_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        saved(folder.path());
        let cache = Cache::open(folder.path(), [1; 32]).expect("a file");
        let blob = cache.get(&id(2), &RelPath::new(b"a/b")).expect("it was saved");
        assert_eq!((blob.size(), blob.is_binary()), (7, true));
        assert!(cache.get(&id(2), &RelPath::new(b"a/c")).is_none());
        assert!(cache.get(&id(3), &RelPath::new(b"a/b")).is_none());
        let other = Cache::open(folder.path(), [2; 32]).expect("a file");
        assert!(other.get(&id(2), &RelPath::new(b"a/b")).is_none() && !other.damaged);
        assert_eq!(fs::read_dir(folder.path().join("beartrap")).expect("a folder").count(), 1);
    }

    #[test]
    fn a_damaged_file_counts_as_empty_and_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = saved(folder.path());
        let whole = fs::read(&file).expect("a file");
        let mut flipped = whole.clone();
        flipped[60] ^= 1;
        for bad in
            [&whole[..1], &whole[..40], &whole[..whole.len() - 1], &whole[..whole.len() - ENTRY], &flipped]
        {
            fs::write(&file, bad).expect("written");
            let cache = Cache::open(folder.path(), [1; 32]).expect("a file");
            assert!(cache.damaged && cache.get(&id(2), &RelPath::new(b"a/b")).is_none());
            cache.save([]).expect("saved");
            assert!(!Cache::open(folder.path(), [1; 32]).expect("a file").damaged);
        }
    }
}
