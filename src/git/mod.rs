//! Git's formats on disk, read directly: repositories, refs, objects, packs, the index.
//!
//! Nothing here knows about secrets, and nothing here runs a program, acts on a repository's configuration or writes
//! a byte: a repository is hostile input, and this module only reads. That is also why it does not matter who owns
//! the repository, and why SHA-256 and reftable repositories are read like any other.
//!
//! - [`repo`]: where everything is. [`refs`]: the names from which history is reached. [`config`]: git's settings.
//! - [`oid`]: object ids. [`object`]: what commits, trees and tags say.
//! - [`pack`]: packs, from one entry up to the whole delta forest. [`loose`]: objects in files of their own.
//! - [`index`]: what the next commit will hold.
//! - [`odb`]: one object by its id. [`catalog`]: all objects at once, for walks over everything.

pub mod catalog;
pub mod config;
pub mod index;
pub mod loose;
pub mod object;
pub mod odb;
pub mod oid;
pub mod pack;
pub mod refs;
pub mod repo;
pub mod revision;
pub mod snapshot;

use crate::error::Error;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A snapshot with its history.
    Commit,
    /// A folder.
    Tree,
    /// A file's content, or a symbolic link's target.
    Blob,
    /// A signed or annotated name.
    Tag,
}

impl Kind {
    /// The kind that git calls `name`.
    #[must_use]
    pub fn from_name(name: &[u8]) -> Option<Self> {
        match name {
            b"commit" => Some(Self::Commit),
            b"tree" => Some(Self::Tree),
            b"blob" => Some(Self::Blob),
            b"tag" => Some(Self::Tag),
            _ => None,
        }
    }
}

/// How much a hostile object may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest object, in bytes once expanded. Larger ones are reported and not read.
    pub object: usize,
    /// Longest chain of deltas for a single object. Git writes at most 4,095.
    pub chain: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { object: 512 << 20, chain: 4096 }
    }
}

/// An [`Error::Git`] that says `what` of the file at `path`.
pub(crate) fn damaged(path: &std::path::Path, what: impl std::fmt::Display) -> Error {
    Error::Git(format!("{}: {what}", path.display()))
}
