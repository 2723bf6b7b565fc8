//! The commits and trees of a repository as numbers: what leads to what, and under which name.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::git::catalog::Object;
use crate::git::oid::Oid;

/// Stands for an object that a tree or commit names and the repository does not have.
pub const ABSENT: Object = Object::MAX;
/// Stands for a commit of another repository.
pub const SUBMODULE: Object = Object::MAX - 1;

/// One line of a tree.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// What it names; [`ABSENT`] or [`SUBMODULE`] when it is not here.
    pub child: Object,
    /// Its name, a row of [`Graph::names`].
    pub name: u32,
}

/// A commit.
#[derive(Clone, Copy, Debug)]
pub struct CommitRow {
    /// The commit itself.
    pub object: Object,
    /// Its tree, or [`ABSENT`].
    pub tree: Object,
    /// When it was made, in seconds since 1970.
    pub date: i64,
    parents: (u32, u32),
}

/// What every commit, tree and tag says. Filled by [`super::survey`].
#[derive(Default)]
pub struct Graph {
    commits: Vec<CommitRow>,
    parents: Vec<Object>,
    tags: Vec<(Object, Object)>,
    trees: Vec<(Object, u32, u32)>,
    /// For each object its row in `trees` and one more; 0 for those that are no tree. Filled by [`Graph::seal`].
    rows: Vec<u32>,
    edges: Vec<Edge>,
    names: Names,
    /// Parents that the repository does not have, each with a commit that names it.
    pub absent_parents: Vec<(Object, Oid)>,
}

impl Graph {
    /// Adds a commit.
    pub fn add_commit(
        &mut self,
        object: Object,
        tree: Object,
        date: i64,
        parents: impl Iterator<Item = Object>,
    ) {
        let start = self.parents.len();
        self.parents.extend(parents);
        let span = (start as u32, (self.parents.len() - start) as u32);
        self.commits.push(CommitRow { object, tree, date, parents: span });
    }

    /// Adds a tag.
    pub fn add_tag(&mut self, tag: Object, target: Object) {
        self.tags.push((tag, target));
    }

    /// How many lines of trees there are.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.edges.len()
    }

    /// Adds a line of a tree.
    pub fn add_line(&mut self, child: Object, name: &[u8]) {
        let name = self.names.intern(name);
        self.edges.push(Edge { child, name });
    }

    /// Adds `count` lines once more, from the line with the number `first` on.
    pub fn repeat_lines(&mut self, first: usize, count: usize) {
        self.edges.extend_from_within(first..first + count);
    }

    /// Adds a tree. Its lines are all that were added from the one with the number `first` on.
    pub fn add_tree(&mut self, tree: Object, first: usize) {
        self.trees.push((tree, first as u32, (self.edges.len() - first) as u32));
    }

    /// Takes over all that `other` holds.
    pub fn absorb(&mut self, mut other: Self) {
        let names: Vec<u32> = other.names.list.iter().map(|name| self.names.intern(name)).collect();
        let (edges, parents) = (self.edges.len() as u32, self.parents.len() as u32);
        for edge in &mut other.edges {
            edge.name = names[edge.name as usize];
        }
        self.edges.append(&mut other.edges);
        self.trees.extend(other.trees.into_iter().map(|(tree, start, len)| (tree, start + edges, len)));
        self.parents.append(&mut other.parents);
        self.commits.extend(other.commits.into_iter().map(|mut commit| {
            commit.parents.0 += parents;
            commit
        }));
        self.tags.append(&mut other.tags);
        self.absent_parents.append(&mut other.absent_parents);
    }

    /// Makes the graph ready to be asked. Its content no longer depends on the order in which it was filled.
    pub fn seal(&mut self) {
        self.commits.sort_unstable_by_key(|commit| commit.object);
        self.rows = vec![0; self.trees.iter().map(|tree| tree.0 as usize + 1).max().unwrap_or(0)];
        for (row, tree) in (1..).zip(&self.trees) {
            self.rows[tree.0 as usize] = row;
        }
        self.tags.sort_unstable();
        self.absent_parents.sort_unstable();
    }

    /// All commits, by object.
    #[must_use]
    pub fn commits(&self) -> &[CommitRow] {
        &self.commits
    }

    /// The row of the commit `object`.
    #[must_use]
    pub fn commit(&self, object: Object) -> Option<usize> {
        self.commits.binary_search_by_key(&object, |commit| commit.object).ok()
    }

    /// What `commit` follows, [`ABSENT`] among it.
    #[must_use]
    pub fn parents(&self, commit: &CommitRow) -> &[Object] {
        let (start, len) = commit.parents;
        &self.parents[start as usize..(start + len) as usize]
    }

    /// What the tag `object` names.
    #[must_use]
    pub fn tag_target(&self, object: Object) -> Option<Object> {
        self.tags.binary_search_by_key(&object, |tag| tag.0).ok().map(|row| self.tags[row].1)
    }

    /// The lines of the tree `object`; none when it could not be read.
    #[must_use]
    pub fn edges(&self, object: Object) -> &[Edge] {
        match self.rows.get(object as usize) {
            None | Some(0) => &[],
            Some(&row) => {
                let (_, start, len) = self.trees[row as usize - 1];
                &self.edges[start as usize..(start + len) as usize]
            }
        }
    }

    /// Every distinct name in a tree.
    #[must_use]
    pub fn names(&self) -> &[Box<[u8]>] {
        &self.names.list
    }
}

/// Names, each kept once.
#[derive(Default)]
struct Names {
    list: Vec<Box<[u8]>>,
    rows: HashMap<Box<[u8]>, u32, RandomState>,
}

impl Names {
    fn intern(&mut self, name: &[u8]) -> u32 {
        if let Some(&row) = self.rows.get(name) {
            return row;
        }
        let row = self.list.len() as u32;
        self.list.push(name.into());
        self.rows.insert(name.into(), row);
        row
    }
}
