//! Refs: the names from which history is reached.

mod files;
mod reflog;
pub mod reftable;

use std::fs;

pub use reflog::reflog;

use super::oid::Oid;
use super::repo::Repository;
use crate::error::{Error, Skip};

/// A name and the object it stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ref {
    /// The full name: `HEAD`, `refs/heads/main`.
    pub name: String,
    /// The object.
    pub target: Oid,
}

impl Ref {
    /// True for what is known to lie on a remote.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        self.name.starts_with("refs/remotes/")
    }
}

/// What a ref file or record says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Object(Oid),
    Symbolic(String),
}

/// Every ref of `repo`, with the HEAD of each of its working trees, sorted by name. What cannot be read is told to
/// `skips`.
///
/// # Errors
/// When a list of refs cannot be read at all.
pub fn all(repo: &Repository, skips: &mut Vec<Skip>) -> Result<Vec<Ref>, Error> {
    let mut refs = if repo.reftable { reftable::all(repo)? } else { files::all(repo, skips)? };
    if let Some(target) = head(repo)? {
        refs.push(Ref { name: "HEAD".to_owned(), target });
    }
    for worktree in linked_worktrees(repo) {
        let name = format!("worktrees/{}/HEAD", worktree.file_name().unwrap_or_default().to_string_lossy());
        if let Some(Value::Object(target)) = files::value(&worktree.join("HEAD")).ok().flatten() {
            refs.push(Ref { name, target });
        }
    }
    refs.sort();
    refs.dedup();
    Ok(refs)
}

/// The commit that HEAD stands for; nothing on an unborn branch. Reads no more refs than it must.
///
/// # Errors
/// When HEAD cannot be read.
pub fn head(repo: &Repository) -> Result<Option<Oid>, Error> {
    if repo.reftable {
        return reftable::head(repo);
    }
    let path = repo.git_dir.join("HEAD");
    match files::value(&path).map_err(|e| Error::io(&path, e))? {
        Some(Value::Object(id)) => Ok(Some(id)),
        Some(Value::Symbolic(name)) => files::one(repo, &name),
        None => Err(super::damaged(&path, "HEAD names neither a branch nor a commit")),
    }
}

fn linked_worktrees(repo: &Repository) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(repo.common_dir.join("worktrees")).into_iter().flatten().flatten();
    entries.into_iter().map(|entry| entry.path()).filter(|path| path.join("HEAD").is_file()).collect()
}
