//! The newest part of history: what some commits bring in over what is known already.
//!
//! For a push of a few commits to a large repository. It reads only those commits and the folders that they changed,
//! where [`super::history`] reads everything.

use std::collections::{BinaryHeap, HashMap, HashSet};

use crate::blob::RelPath;
use crate::error::{Error, Skip};
use crate::git::Kind;
use crate::git::object::{Commit, Mode, Tag, Tree};
use crate::git::odb::Odb;
use crate::git::oid::Oid;

/// What is new.
#[derive(Debug, Default)]
pub struct Recent {
    /// Commits and tags, oldest first.
    pub words: Vec<Oid>,
    /// Blobs with the path and commit that bring each in, oldest first, each blob once at each path.
    pub blobs: Vec<Brought>,
}

/// A blob that a commit brings in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Brought {
    /// The path in that commit.
    pub path: RelPath,
    /// The blob.
    pub blob: Oid,
    /// The commit, or the tag that names the blob.
    pub commit: Oid,
}

/// Finds what `tips` lead to and `known` do not. Known objects that are not here are passed over; everything else that
/// is missing is told to `skips`.
///
/// # Errors
/// When an object is damaged.
pub fn recent(odb: &Odb, tips: &[Oid], known: &[Oid], skips: &mut Vec<Skip>) -> Result<Recent, Error> {
    let mut finder = Finder { odb, recent: Recent::default(), seen: HashSet::new(), skips };
    let mut new = Vec::new();
    let mut others = Vec::new();
    for tip in tips {
        finder.peel(*tip, &mut new, &mut others)?;
    }
    let mut old = Vec::new();
    for id in known.iter().filter(|id| odb.find(id).is_some()) {
        let mut tags =
            Finder { odb, recent: Recent::default(), seen: HashSet::new(), skips: &mut Vec::new() };
        tags.peel(*id, &mut old, &mut Vec::new())?;
    }
    for commit in finder.commits(&new, &old)? {
        finder.recent.words.push(commit.id);
        finder.compare_commit(&commit)?;
    }
    for (tag, object) in others {
        match odb.read(&object)? {
            Some((Kind::Tree, _)) => finder.compare(tag, b"", &object, &[])?,
            Some((Kind::Blob, _)) => finder.take(tag, b"", object),
            _ => {}
        }
    }
    Ok(finder.recent)
}

struct Finder<'o> {
    odb: &'o Odb,
    recent: Recent,
    seen: HashSet<(Vec<u8>, Oid)>,
    skips: &'o mut Vec<Skip>,
}

/// What is kept of a commit.
#[derive(Clone)]
struct Node {
    id: Oid,
    tree: Oid,
    parents: Vec<Oid>,
    date: i64,
}

impl Finder<'_> {
    /// Follows tags from `id`: to a commit, or to a tree or blob with the last tag before it.
    fn peel(
        &mut self,
        mut id: Oid,
        commits: &mut Vec<Oid>,
        others: &mut Vec<(Oid, Oid)>,
    ) -> Result<(), Error> {
        let mut tag = id;
        loop {
            match self.odb.read(&id)? {
                Some((Kind::Commit, _)) => commits.push(id),
                Some((Kind::Tag, bytes)) => {
                    if !self.recent.words.contains(&id) {
                        self.recent.words.push(id);
                        tag = id;
                        id = Tag::parse(&bytes).ok_or_else(|| damaged("tag", &id))?.target;
                        continue;
                    }
                }
                Some(_) => others.push((tag, id)),
                None => self.missing(&id),
            }
            return Ok(());
        }
    }

    /// The commits that `new` lead to and `old` do not, oldest first.
    ///
    /// Goes back from both by date until only known commits are left to follow. Where clocks went backwards this may
    /// give a commit too many, never one too few.
    fn commits(&mut self, new: &[Oid], old: &[Oid]) -> Result<Vec<Node>, Error> {
        let mut nodes: HashMap<Oid, (Node, bool)> = HashMap::new();
        let mut queue = BinaryHeap::new();
        for (ids, known) in [(old, true), (new, false)] {
            for id in ids {
                self.reach(*id, known, &mut nodes, &mut queue)?;
            }
        }
        let mut open = queue.iter().filter(|(_, id)| nodes.get(id).is_some_and(|node| !node.1)).count();
        let mut order = Vec::new();
        while let Some((_, id)) = queue.pop() {
            let Some((node, known)) = nodes.get(&id).cloned() else { continue };
            if !known {
                open = open.saturating_sub(1);
                order.push(id);
            }
            for parent in node.parents {
                let before = nodes.get(&parent).map(|node| node.1);
                match before {
                    Some(was) if was || !known => {}
                    Some(_) => mark_known(parent, &mut nodes),
                    None => {
                        self.reach(parent, known, &mut nodes, &mut queue)?;
                        open += usize::from(!known && nodes.contains_key(&parent));
                    }
                }
            }
            open = if known { queue.iter().filter(|(_, id)| !nodes[id].1).count() } else { open };
            if open == 0 {
                break;
            }
        }
        let fresh = order.into_iter().rev().filter_map(|id| nodes.remove(&id));
        Ok(fresh.filter(|(_, known)| !known).map(|(node, _)| node).collect())
    }

    fn reach(
        &mut self,
        id: Oid,
        known: bool,
        nodes: &mut HashMap<Oid, (Node, bool)>,
        queue: &mut BinaryHeap<(i64, Oid)>,
    ) -> Result<(), Error> {
        if nodes.contains_key(&id) {
            return Ok(());
        }
        let Some((Kind::Commit, bytes)) = self.odb.read(&id)? else {
            if !known {
                self.missing(&id);
            }
            return Ok(());
        };
        let commit = Commit::parse(&bytes).ok_or_else(|| damaged("commit", &id))?;
        let node = Node { id, tree: commit.tree, parents: commit.parents, date: commit.committer.seconds };
        queue.push((node.date, id));
        nodes.insert(id, (node, known));
        Ok(())
    }

    fn compare_commit(&mut self, commit: &Node) -> Result<(), Error> {
        let mut before = Vec::new();
        for parent in &commit.parents {
            if let Some((Kind::Commit, bytes)) = self.odb.read(parent)? {
                before.extend(Commit::parse(&bytes).map(|parent| parent.tree));
            }
        }
        if before.contains(&commit.tree) {
            return Ok(());
        }
        self.compare(commit.id, b"", &commit.tree, &before)
    }

    /// Takes the files below `tree` that none of the trees `before` has under the same name.
    fn compare(&mut self, commit: Oid, folder: &[u8], tree: &Oid, before: &[Oid]) -> Result<(), Error> {
        // A longer path cannot be checked out anywhere; the bound keeps a hostile tree off the stack.
        const LONGEST: usize = 4096;
        let Some((Kind::Tree, bytes)) = self.odb.read(tree)? else {
            self.missing(tree);
            return Ok(());
        };
        let mut held: HashMap<Vec<u8>, Vec<Oid>> = HashMap::new();
        for id in before {
            let Some((Kind::Tree, bytes)) = self.odb.read(id)? else { continue };
            for entry in Tree::new(&bytes, self.odb.hash()) {
                held.entry(entry.name.to_vec()).or_default().extend(Oid::from_bytes(entry.id));
            }
        }
        for entry in Tree::new(&bytes, self.odb.hash()) {
            let Some(id) = Oid::from_bytes(entry.id) else { continue };
            let old = held.get(entry.name).map(Vec::as_slice).unwrap_or_default();
            if old.contains(&id) {
                continue;
            }
            let path = [folder, entry.name].join(&b'/');
            match entry.mode {
                Mode::Submodule => {}
                Mode::Folder if path.len() > LONGEST => self.skips.push(Skip {
                    path: format!("tree {id}"),
                    reason: "the folders are nested too deep".to_owned(),
                    incomplete: true,
                }),
                Mode::Folder => self.compare(commit, &path, &id, old)?,
                Mode::File | Mode::Link => self.take(commit, &path, id),
            }
        }
        Ok(())
    }

    fn take(&mut self, commit: Oid, path: &[u8], blob: Oid) {
        let path = path.strip_prefix(b"/").unwrap_or(path);
        if self.seen.insert((path.to_vec(), blob)) {
            self.recent.blobs.push(Brought { path: RelPath::new(path), blob, commit });
        }
    }

    fn missing(&mut self, id: &Oid) {
        let reason = "missing from the repository".to_owned();
        self.skips.push(Skip { path: format!("object {id}"), reason, incomplete: true });
    }
}

fn mark_known(id: Oid, nodes: &mut HashMap<Oid, (Node, bool)>) {
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        if let Some((node, known)) = nodes.get_mut(&id).filter(|node| !node.1) {
            *known = true;
            open.extend(&node.parents);
        }
    }
}

fn damaged(what: &str, id: &Oid) -> Error {
    Error::Git(format!("the {what} {id} is damaged"))
}
