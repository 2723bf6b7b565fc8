//! The files of one commit, read by their paths.

use std::path::Path;

use super::object::{Commit, Mode, Tree};
use super::odb::Odb;
use super::oid::Oid;
use super::repo::{Environment, Repository};
use super::{Kind, Limits, refs, revision};
use crate::error::Error;

/// The tree of a commit.
pub struct Snapshot {
    odb: Odb,
    tree: Oid,
}

impl Snapshot {
    /// The tree of the commit that `revision` names.
    ///
    /// # Errors
    /// When there is no such commit, or it cannot be read.
    pub fn open(repo: &Repository, revision: &str) -> Result<Self, Error> {
        // Refs and packs that do not matter here may be damaged: what is missed is told when it is needed.
        let mut skips = Vec::new();
        let folders = repo.object_folders(&Environment::default())?;
        let odb = Odb::open(folders, repo.hash, Limits::default(), &mut skips)?;
        let id = revision::commit(revision, &refs::all(repo, &mut skips)?, &odb)?;
        let bytes = odb.expect(&id, Kind::Commit)?;
        let commit =
            Commit::parse(&bytes).ok_or_else(|| Error::Git(format!("the commit {id} is damaged")))?;
        let tree = commit.tree;
        Ok(Self { odb, tree })
    }

    /// The bytes of the file at `path`; nothing when there is none. Links are not followed.
    ///
    /// # Errors
    /// When an object on the way cannot be read.
    pub fn file(&self, path: &Path) -> Result<Option<Vec<u8>>, Error> {
        let mut tree = self.tree;
        let mut parts = path.components().peekable();
        while let Some(part) = parts.next() {
            let bytes = self.odb.expect(&tree, Kind::Tree)?;
            let name = part.as_os_str().as_encoded_bytes();
            let entry = Tree::new(&bytes, self.odb.hash()).find(|entry| entry.name == name);
            let Some((mode, id)) = entry.and_then(|entry| Some((entry.mode, Oid::from_bytes(entry.id)?)))
            else {
                return Ok(None);
            };
            match (mode, parts.peek().is_some()) {
                (Mode::Folder, true) => tree = id,
                (Mode::File, false) => return self.odb.expect(&id, Kind::Blob).map(Some),
                _ => return Ok(None),
            }
        }
        Ok(None)
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Snapshot({})", self.tree)
    }
}
