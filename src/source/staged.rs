//! The index against HEAD: what the next commit would bring in.
//!
//! Read from the index and the object database alone. The files on disk may differ, and nothing is written.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use crate::blob::RelPath;
use crate::error::{Error, Skip};
use crate::git::index::{CacheTree, Index};
use crate::git::object::{Commit, Mode, Tree};
use crate::git::odb::Odb;
use crate::git::oid::Oid;
use crate::git::repo::{Environment, Repository};
use crate::git::{Kind, refs};

/// A file whose staged content no parent of the next commit has at this path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path from the top of the repository.
    pub path: RelPath,
    /// The staged blob.
    pub blob: Oid,
    /// What the parents have there instead.
    pub before: Vec<Oid>,
}

/// The index of `repo`, which the environment may name.
#[must_use]
pub fn index_path(repo: &Repository, environment: &Environment) -> PathBuf {
    match &environment.index_file {
        // Git resolves it from the top of the working tree, wherever it was started.
        Some(file) => repo.work_tree.as_ref().unwrap_or(&repo.git_dir).join(file),
        None => repo.git_dir.join("index"),
    }
}

/// The commits that the next commit will follow: HEAD, in a merge also what is merged, with `amend` the parents of
/// HEAD. None on an unborn branch.
///
/// # Errors
/// When HEAD cannot be read.
pub fn parents(repo: &Repository, odb: &Odb, amend: bool) -> Result<Vec<Oid>, Error> {
    let Some(head) = refs::head(repo)? else { return Ok(Vec::new()) };
    if amend {
        let bytes = odb.expect(&head, Kind::Commit)?;
        let commit =
            Commit::parse(&bytes).ok_or_else(|| Error::Git(format!("the commit {head} is damaged")))?;
        return Ok(commit.parents);
    }
    let merged = fs::read_to_string(repo.git_dir.join("MERGE_HEAD")).unwrap_or_default();
    let merged = merged.lines().filter_map(|line| Oid::from_hex(line.trim().as_bytes()));
    Ok(std::iter::once(head).chain(merged).collect())
}

/// What `index` holds and none of `parents` has at the same path, in the order of paths.
///
/// Submodules and files that are only announced are left out; symbolic links are blobs like others. Files in conflict
/// cannot be committed as they are; each is told to `skips`.
///
/// # Errors
/// When a tree of a parent cannot be read.
pub fn changes(
    index: &Index,
    parents: &[Oid],
    odb: &Odb,
    skips: &mut Vec<Skip>,
) -> Result<Vec<Change>, Error> {
    let mut trees = Vec::new();
    for parent in parents {
        let bytes = odb.expect(parent, Kind::Commit)?;
        let commit =
            Commit::parse(&bytes).ok_or_else(|| Error::Git(format!("the commit {parent} is damaged")))?;
        trees.push(commit.tree);
    }
    let mut diff = Diff { index, odb, changes: Vec::new(), skips };
    diff.folder(0, index.len(), 0, index.cache(), &trees)?;
    Ok(diff.changes)
}

struct Diff<'i> {
    index: &'i Index,
    odb: &'i Odb,
    changes: Vec<Change>,
    skips: &'i mut Vec<Skip>,
}

/// What the parents have in one folder, by name.
type Before = HashMap<Vec<u8>, Vec<(Mode, Oid)>>;

impl Diff<'_> {
    /// Compares the entries in rows `from..to`, which all lie in one folder whose path with its slash takes `prefix`
    /// bytes, with the trees that the parents have there.
    fn folder(
        &mut self,
        from: usize,
        to: usize,
        prefix: usize,
        cache: Option<&CacheTree>,
        trees: &[Oid],
    ) -> Result<(), Error> {
        // A longer path cannot be checked out anywhere; the bound keeps a hostile index off the stack.
        const LONGEST: usize = 4096;
        if prefix > LONGEST {
            return Err(Error::Git("the index holds a path of more than 4,096 bytes".to_owned()));
        }
        let noted = cache.and_then(|cache| cache.tree).filter(|(count, _)| *count == to - from);
        if noted.is_some_and(|(_, tree)| trees.contains(&tree)) {
            return Ok(());
        }
        let before = self.read(trees)?;
        let mut row = from;
        while row < to {
            let entry = self.index.get(row);
            let rest = entry.path.get(prefix..).unwrap_or_default();
            let slash = memchr::memchr(b'/', rest).filter(|_| entry.mode != Mode::Folder);
            if let Some(slash) = slash {
                let end = self.end_of(row, to, &entry.path[..=prefix + slash]);
                let name = &rest[..slash];
                let below = of_mode(&before, name, |mode| mode == Mode::Folder);
                self.folder(row, end, prefix + slash + 1, cache.and_then(|c| c.folder(name)), &below)?;
                row = end;
            } else {
                self.file(row, rest, &before)?;
                row += 1;
            }
        }
        Ok(())
    }

    fn file(&mut self, row: usize, name: &[u8], before: &Before) -> Result<(), Error> {
        let entry = self.index.get(row);
        let Some(id) = Oid::from_bytes(entry.id) else { return Ok(()) };
        if entry.stage != 0 {
            let path = RelPath::new(entry.path).to_string();
            let skip = Skip { path, reason: "in conflict, not scanned".to_owned(), incomplete: false };
            if self.skips.last() != Some(&skip) {
                self.skips.push(skip);
            }
            return Ok(());
        }
        match entry.mode {
            Mode::Submodule => {}
            Mode::Folder => {
                let name = name.strip_suffix(b"/").unwrap_or(name);
                let below = of_mode(before, name, |mode| mode == Mode::Folder);
                if !below.contains(&id) {
                    self.sparse_folder(entry.path.strip_suffix(b"/").unwrap_or(entry.path), &id, &below, 0)?;
                }
            }
            Mode::File | Mode::Link if entry.intent_to_add => {}
            Mode::File | Mode::Link => self.compare(entry.path, name, id, before),
        }
        Ok(())
    }

    fn compare(&mut self, path: &[u8], name: &[u8], blob: Oid, before: &Before) {
        let old = of_mode(before, name, |mode| matches!(mode, Mode::File | Mode::Link));
        if !old.contains(&blob) {
            self.changes.push(Change { path: RelPath::new(path), blob, before: old });
        }
    }

    /// A folder that a sparse index holds as one entry.
    fn sparse_folder(&mut self, path: &[u8], tree: &Oid, old: &[Oid], depth: usize) -> Result<(), Error> {
        const DEEPEST: usize = 512;
        let bytes = self.odb.expect(tree, Kind::Tree)?;
        let before = self.read(old)?;
        for entry in Tree::new(&bytes, self.odb.hash()) {
            let Some(id) = Oid::from_bytes(entry.id) else { continue };
            let inside = [path, entry.name].join(&b'/');
            match entry.mode {
                Mode::Submodule => {}
                Mode::Folder => {
                    let below = of_mode(&before, entry.name, |mode| mode == Mode::Folder);
                    if !below.contains(&id) && depth < DEEPEST {
                        self.sparse_folder(&inside, &id, &below, depth + 1)?;
                    }
                }
                Mode::File | Mode::Link => self.compare(&inside, entry.name, id, &before),
            }
        }
        Ok(())
    }

    fn read(&self, trees: &[Oid]) -> Result<Before, Error> {
        let mut before = Before::new();
        for tree in trees {
            let bytes = self.odb.expect(tree, Kind::Tree)?;
            for entry in Tree::new(&bytes, self.odb.hash()) {
                if let Some(id) = Oid::from_bytes(entry.id) {
                    before.entry(entry.name.to_vec()).or_default().push((entry.mode, id));
                }
            }
        }
        Ok(before)
    }

    /// The row behind the last one from `row` on whose path starts with `folder`. Paths are sorted, so halving finds it.
    fn end_of(&self, row: usize, to: usize, folder: &[u8]) -> usize {
        let (mut low, mut high) = (row + 1, to);
        while low < high {
            let middle = low.midpoint(high);
            if self.index.get(middle).path.starts_with(folder) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

fn of_mode(before: &Before, name: &[u8], wanted: impl Fn(Mode) -> bool) -> Vec<Oid> {
    let there = before.get(name).into_iter().flatten();
    there.filter(|(mode, _)| wanted(*mode)).map(|(_, id)| *id).collect()
}
