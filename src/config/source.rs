//! Where a settings file and what it names are read: on disk, or in a commit.
//!
//! A pull request can change every file of the working tree, the settings among them. Read from the commit that it is
//! compared with, settings are those of the people who accept changes.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::error::Error;
use crate::git::snapshot::Snapshot;

/// Where to read.
#[derive(Debug)]
pub enum Source {
    /// The working tree, or anywhere on disk.
    Disk,
    /// A commit of the repository whose working tree is `root`.
    Commit {
        /// Its files.
        snapshot: Snapshot,
        /// How the user named it.
        revision: String,
        /// The working tree that paths are relative to.
        root: PathBuf,
    },
}

impl Source {
    /// The text of the file at `path`.
    ///
    /// # Errors
    /// When there is none, or it cannot be read or is no text.
    pub fn text(&self, path: &Path) -> Result<String, Error> {
        match self.text_if_any(path)? {
            Some(text) => Ok(text),
            None => Err(Error::Usage(format!("{}: there is no such file", self.name(path)))),
        }
    }

    /// The text of the file at `path`; nothing when there is none.
    ///
    /// # Errors
    /// When it cannot be read or is no text.
    pub fn text_if_any(&self, path: &Path) -> Result<Option<String>, Error> {
        match self {
            Self::Disk => text_file(path),
            Self::Commit { snapshot, root, .. } => {
                let inside = inside(root, path).ok_or_else(|| {
                    Error::Usage(format!("{}: not a path in the repository", self.name(path)))
                })?;
                let Some(bytes) = snapshot.file(&inside)? else { return Ok(None) };
                let text = String::from_utf8(bytes);
                text.map(Some).map_err(|_| Error::Usage(format!("{}: not UTF-8 text", self.name(path))))
            }
        }
    }

    /// What to call the file at `path` in errors and reports.
    #[must_use]
    pub fn name(&self, path: &Path) -> String {
        match self {
            Self::Disk => path.display().to_string(),
            Self::Commit { revision, root, .. } => {
                format!("{revision}:{}", inside(root, path).unwrap_or_else(|| path.to_path_buf()).display())
            }
        }
    }
}

/// More than any list of rules or baseline needs. Bytes.
const LARGEST: u64 = 64 << 20;

/// The text of the regular file at `path`; nothing when there is none. A settings file comes with what is scanned and may
/// name anything: a pipe would never end, a device would fill the memory.
///
/// # Errors
/// When it cannot be read, is no text or too large, and when it is something else than a file: to take that for 'no
/// settings' would be a guess.
pub fn text_file(path: &Path) -> Result<Option<String>, Error> {
    let fault = |what: String| Err(Error::Usage(format!("{}: {what}", path.display())));
    match fs::metadata(path) {
        Ok(meta) if !meta.is_file() => fault("not a regular file".to_owned()),
        Ok(meta) if meta.len() > LARGEST => {
            fault(format!("{} bytes; settings, rules and baselines have at most {LARGEST}", meta.len()))
        }
        Ok(_) => fs::read_to_string(path).map(Some).map_err(|error| Error::io(path, error)),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(path, error)),
        Err(_) if fs::symlink_metadata(path).is_ok() => fault("a link that leads nowhere".to_owned()),
        Err(_) => Ok(None),
    }
}

/// `path` relative to `root`; nothing when it lies elsewhere.
fn inside(root: &Path, path: &Path) -> Option<PathBuf> {
    let full = |path: &Path| std::path::absolute(path).ok();
    let mut clean = PathBuf::new();
    for part in full(path)?.components() {
        if part == Component::ParentDir {
            clean.pop();
        } else {
            clean.push(part);
        }
    }
    let inside = clean.strip_prefix(full(root)?).ok()?;
    (inside.components().next().is_some()).then(|| inside.to_path_buf())
}
