//! Files that git tracks although an ignore file names them.
//!
//! To git a `.gitignore` says which *new* files to leave out; a file that is tracked stays tracked. A scan that left it
//! out would let a commit hide its own leak with one more line in an ignore file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Skip};
use crate::git::index::Index;
use crate::git::object::Mode;
use crate::git::repo::Repository;
use crate::paths::from_bytes;

/// The checkouts that a walk met, filled in by its threads.
#[derive(Clone, Debug, Default)]
pub(super) struct Checkouts(Arc<Mutex<Vec<PathBuf>>>);

/// A folder of a checkout: its name in the walk, and the index entries below it.
struct Part {
    folder: PathBuf,
    /// The same without links.
    real: PathBuf,
    /// Entries of the index that start with this are below the folder.
    below: Vec<u8>,
    repo: Repository,
}

impl Checkouts {
    /// Notes that there is something called `.git` at `path`.
    pub(super) fn met(&self, path: &Path) {
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(folder);
    }

    /// Adds to `files`, found by a walk of `root`, the tracked files that the walk left out.
    pub(super) fn add_tracked(&self, root: &Path, files: &mut Vec<PathBuf>, skips: &mut Vec<Skip>) {
        let mut folders = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if !folders.iter().any(|folder| folder == root) {
            folders.push(root.to_path_buf());
        }
        files.sort_unstable_by(|a, b| bytes(a).cmp(bytes(b)));
        let mut missing = Vec::new();
        for folder in folders {
            if let Some(part) = part(&folder)
                && let Err(error) = left_out(&part, files, &mut missing)
            {
                skips.push(Skip {
                    path: folder.display().to_string(),
                    reason: format!("tracked files that an ignore file names may be missing: {error}"),
                    incomplete: true,
                });
            }
        }
        files.append(&mut missing);
    }
}

/// What of a checkout lies in `folder`; nothing when it lies in none, or in one that is damaged.
fn part(folder: &Path) -> Option<Part> {
    let repo = Repository::discover(folder).ok()?;
    let top = repo.work_tree.clone()?;
    let real = fs::canonicalize(folder).ok()?;
    let inside = real.strip_prefix(&top).ok()?.to_path_buf();
    let below = if inside.as_os_str().is_empty() { Vec::new() } else { bytes(&inside.join("")).to_vec() };
    Some(Part { folder: folder.to_path_buf(), real, below, repo })
}

/// Collects the files of `part` that are in the index and on disk and not among the sorted `files`.
fn left_out(part: &Part, files: &[PathBuf], missing: &mut Vec<PathBuf>) -> Result<(), Error> {
    let git_dir = &part.repo.git_dir;
    let index = Index::open(&git_dir.join("index"), git_dir, part.repo.hash)?;
    let mut name = bytes(&part.folder.join("")).to_vec();
    let start = name.len();
    let mut last: &[u8] = b"";
    for row in 0..index.len() {
        let entry = index.get(row);
        let Some(rest) = entry.path.strip_prefix(part.below.as_slice()) else { continue };
        // The sides of a conflict have one path.
        if entry.mode != Mode::File || entry.path == last {
            continue;
        }
        last = entry.path;
        name.truncate(start);
        name.extend_from_slice(rest);
        if files.binary_search_by(|file| bytes(file).cmp(name.as_slice())).is_err() {
            let path = part.folder.join(from_bytes(rest));
            // An index can be made by hand: `..` and links must not lead elsewhere.
            let inside = || fs::canonicalize(&path).is_ok_and(|real| real.starts_with(&part.real));
            if fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file()) && inside() {
                missing.push(path);
            }
        }
    }
    Ok(())
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}
