//! Goes through the trees of commits, oldest commit first, and remembers how each object was first met.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::graph::{ABSENT, Graph, SUBMODULE};
use crate::blob::RelPath;
use crate::git::catalog::Object;

/// How an object was first met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Met {
    /// The row of the commit, or one of the marks below.
    commit: u32,
    /// The folder that it lies in; [`NOWHERE`] for the tree of a commit itself.
    folder: u32,
    /// The name there.
    name: u32,
}

/// A path in some commit. There are far fewer of them than trees, so that those on the way up from a blob are in the
/// processor's cache.
#[derive(Clone, Copy)]
struct Folder {
    /// The folder that it lies in; [`NOWHERE`] for the root.
    parent: u32,
    name: u32,
}

/// No folder.
const NOWHERE: u32 = u32::MAX;

/// Not met.
const NEVER: u32 = u32::MAX;
/// Met, but not through a commit that counts.
const OLD: u32 = u32::MAX - 1;
/// Met through a tag on a tree or blob.
const TAGGED: u32 = u32::MAX - 2;

/// Paths with more folders are told without the first of them. Git checks none out.
const DEEPEST: usize = 2048;

/// The objects that were met, with the commit and path of each.
pub struct Walk<'g> {
    graph: &'g Graph,
    met: Vec<Met>,
    folders: Vec<Folder>,
    /// The row of each folder, by what it is.
    rows: HashMap<(u32, u32), u32, RandomState>,
    /// Lines of trees that name an object which the repository does not have: the tree and the name.
    pub absent: Vec<(Object, u32)>,
    /// How many commits of other repositories were met.
    pub submodules: u64,
}

impl<'g> Walk<'g> {
    /// Nothing met yet, of `count` objects.
    #[must_use]
    pub fn new(graph: &'g Graph, count: usize) -> Self {
        let met = vec![Met { commit: NEVER, folder: NOWHERE, name: 0 }; count];
        Self { graph, met, folders: Vec::new(), rows: HashMap::default(), absent: Vec::new(), submodules: 0 }
    }

    /// Goes through the tree of the commit in `row`. What it meets first, that commit brought in.
    pub fn commit(&mut self, row: usize) {
        self.enter(self.graph.commits()[row].tree, row as u32);
    }

    /// Goes through the tree of the commit in `row`; what it meets does not count as brought in by anyone.
    pub fn pass_over(&mut self, row: usize) {
        self.enter(self.graph.commits()[row].tree, OLD);
    }

    /// Meets a tree or blob that a tag names.
    pub fn tagged(&mut self, object: Object) {
        self.enter(object, TAGGED);
    }

    /// True when `object` was met and counts.
    #[must_use]
    pub fn counts(&self, object: Object) -> bool {
        !matches!(self.met[object as usize].commit, NEVER | OLD)
    }

    /// The row of the commit that brought `object` in.
    #[must_use]
    pub fn brought_by(&self, object: Object) -> Option<usize> {
        match self.met[object as usize].commit {
            NEVER | OLD | TAGGED => None,
            row => Some(row as usize),
        }
    }

    /// The path of `object` in the commit that brought it in; empty when it was not met below a tree.
    #[must_use]
    pub fn path(&self, object: Object) -> RelPath {
        let mut parts: Vec<&[u8]> = Vec::new();
        let met = self.met[object as usize];
        let mut at = Folder { parent: met.folder, name: met.name };
        while at.parent != NOWHERE && parts.len() < DEEPEST {
            parts.push(&self.graph.names()[at.name as usize]);
            at = self.folders[at.parent as usize];
        }
        parts.reverse();
        RelPath::new(&parts.join(&b'/'))
    }

    /// The objects that were brought in under `name`, a row of [`Graph::names`].
    #[must_use]
    pub fn brought_under(&self, name: u32) -> Vec<Object> {
        let named = |met: &Met| met.folder != NOWHERE && met.name == name && met.commit < TAGGED;
        (0..).zip(&self.met).filter(|(_, met)| named(met)).map(|(object, _)| object).collect()
    }

    /// Every object below `root` that was not met before is met now, in the order of the trees' lines.
    fn enter(&mut self, root: Object, commit: u32) {
        if root == ABSENT || self.met[root as usize].commit != NEVER {
            return;
        }
        self.met[root as usize] = Met { commit, folder: NOWHERE, name: 0 };
        let mut open = vec![root];
        while let Some(tree) = open.pop() {
            let below = open.len();
            let edges = self.graph.edges(tree);
            let folder = if edges.is_empty() { NOWHERE } else { self.folder(tree) };
            for edge in edges {
                match edge.child {
                    ABSENT => self.absent.push((tree, edge.name)),
                    SUBMODULE => self.submodules += 1,
                    child if self.met[child as usize].commit == NEVER => {
                        self.met[child as usize] = Met { commit, folder, name: edge.name };
                        open.push(child);
                    }
                    _ => {}
                }
            }
            open[below..].reverse();
        }
    }

    /// The row of the folder that the met `tree` is.
    fn folder(&mut self, tree: Object) -> u32 {
        let Met { folder: parent, name, .. } = self.met[tree as usize];
        *self.rows.entry((parent, name)).or_insert_with(|| {
            self.folders.push(Folder { parent, name });
            self.folders.len() as u32 - 1
        })
    }
}
