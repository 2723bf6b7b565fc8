//! A file in the git directory that a scan leaves for the next one. Caches are such files.
//!
//! It may be deleted at any time. It counts only under the key that it was written with, and only whole: a sum at its
//! end tells. A new one is written beside it and moved into its place, so that neither a crash nor another scan leaves
//! half of one; of two scans at once the last to finish wins.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::error::Error;

const MAGIC: &[u8; 16] = b"beartrap sealed\n";
const SUM: usize = 32;
const HEAD: usize = MAGIC.len() + SUM;

/// Names all that the content of a [`Sealed`] file depends on.
pub type Key = [u8; SUM];

/// Tells the files of two scans in one process apart.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Where such a file is, and what its content must depend on to count.
pub struct Sealed {
    path: PathBuf,
    key: Key,
}

/// What was found in a [`Sealed`] file.
#[derive(Debug, PartialEq, Eq)]
pub enum Content {
    /// There is no file, or one that was written under another key.
    Nothing,
    /// The file is cut short or changed.
    Damaged,
    /// What was written.
    Bytes(Vec<u8>),
}

impl Sealed {
    /// The file `beartrap/NAME` in `git_dir`.
    #[must_use]
    pub fn new(git_dir: &Path, name: &str, key: Key) -> Self {
        Self { path: git_dir.join("beartrap").join(name), key }
    }

    /// Reads it.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn read(&self) -> Result<Content, Error> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(unseal(bytes, &self.key)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Content::Nothing),
            Err(error) => Err(Error::io(&self.path, error)),
        }
    }

    /// Writes it anew.
    ///
    /// # Errors
    /// When it cannot be written. The old one is still there then.
    pub fn write(&self, body: &[u8]) -> Result<(), Error> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let fault = |error| Error::io(&self.path, error);
        fs::create_dir_all(folder).map_err(fault)?;
        let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
        let beside = folder.join(format!("{name}.{}.{number}.new", std::process::id()));
        let written = fs::File::create(&beside).and_then(|mut file| {
            file.write_all(&seal(body, &self.key))?;
            file.sync_all()
        });
        written.and_then(|()| fs::rename(&beside, &self.path)).map_err(|error| {
            // The reason for the failure is worth more than that of this one.
            fs::remove_file(&beside).ok();
            fault(error)
        })
    }
}

fn seal(body: &[u8], key: &Key) -> Vec<u8> {
    let mut bytes = [&MAGIC[..], key, body].concat();
    let sum = Sha256::digest(&bytes);
    bytes.extend_from_slice(&sum);
    bytes
}

fn unseal(mut bytes: Vec<u8>, key: &Key) -> Content {
    let Some(end) = bytes.len().checked_sub(SUM).filter(|&end| end >= HEAD) else { return Content::Damaged };
    if !bytes.starts_with(MAGIC) || Sha256::digest(&bytes[..end])[..] != bytes[end..] {
        return Content::Damaged;
    }
    if bytes[MAGIC.len()..HEAD] != *key {
        return Content::Nothing;
    }
    bytes.truncate(end);
    bytes.drain(..HEAD);
    Content::Bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_file_of_the_same_key_counts() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = Sealed::new(folder.path(), "thing", [1; SUM]);
        assert_eq!(file.read().expect("no file"), Content::Nothing);
        file.write(b"body").expect("written");
        assert_eq!(file.read().expect("a file"), Content::Bytes(b"body".to_vec()));
        let other = Sealed::new(folder.path(), "thing", [2; SUM]);
        assert_eq!(other.read().expect("a file"), Content::Nothing);
        assert_eq!(fs::read_dir(folder.path().join("beartrap")).expect("a folder").count(), 1);

        let whole = fs::read(&file.path).expect("a file");
        let mut flipped = whole.clone();
        flipped[HEAD] ^= 1;
        for bad in [&b""[..], &whole[..1], &whole[..=HEAD], &whole[..whole.len() - 1], &flipped] {
            fs::write(&file.path, bad).expect("written");
            assert_eq!(file.read().expect("a file"), Content::Damaged);
        }
        file.write(b"").expect("written");
        assert_eq!(file.read().expect("a file"), Content::Bytes(Vec::new()));
    }
}
