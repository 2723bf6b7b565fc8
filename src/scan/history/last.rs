//! What the last scan saw, so that a scan of an unchanged repository reads none of it again.
//!
//! It holds what a report shows: masked findings, counts, what was skipped. Settings and baselines judge it anew each
//! time, so they may change. Anything else that a scan depends on is in its key (see [`super::key`]).

use super::Seen;
use crate::error::Error;
use crate::git::repo::Repository;
use crate::report::share::is_sound;
use crate::source::history::sealed::{Content, Key, Sealed};

/// Where the last scan is remembered.
pub(super) struct Last {
    file: Sealed,
    damaged: bool,
}

impl Last {
    /// Opens the memory of `repo`, and tells what the last scan saw when it depended on the same `key`.
    ///
    /// # Errors
    /// When there is one that cannot be read.
    pub(super) fn open(repo: &Repository, key: Key) -> Result<(Self, Option<Seen>), Error> {
        let file = Sealed::new(&repo.common_dir, "last-scan", key);
        let (seen, damaged) = match file.read()? {
            Content::Nothing => (None, false),
            Content::Damaged => (None, true),
            Content::Bytes(bytes) => {
                let seen = parse(&bytes);
                let damaged = seen.is_none();
                (seen, damaged)
            }
        };
        Ok((Self { file, damaged }, seen))
    }

    /// Remembers what this scan `seen`. A scan that was not complete is not remembered: what could not be read may be
    /// there the next time. That the file was damaged or cannot be written is told to `warnings`.
    pub(super) fn save(&self, seen: &Seen, warnings: &mut Vec<String>) {
        if self.damaged {
            warnings.push("the memory of the last scan was damaged; it is written anew".to_owned());
        }
        if seen.skipped.iter().any(|skip| skip.incomplete) {
            return;
        }
        let written = serde_json::to_vec(seen).map_err(|error| Error::Git(error.to_string()));
        if let Err(error) = written.and_then(|bytes| self.file.write(&bytes)) {
            warnings.push(format!("the last scan could not be remembered: {error}"));
        }
    }
}

fn parse(bytes: &[u8]) -> Option<Seen> {
    let mut seen: Seen = serde_json::from_slice(bytes).ok()?;
    seen.stats.remembered = seen.stats.blobs;
    seen.findings.iter().all(is_sound).then_some(seen)
}
