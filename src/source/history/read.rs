//! Reads a repository's history: from refs to the set of blobs that are to be scanned.

use std::collections::BTreeSet;

use super::graph::{ABSENT, Graph};
use super::order::{oldest_first, reachable};
use super::survey::{Survey, Words, survey};
use super::walk::Walk;
use crate::blob::RelPath;
use crate::error::{Error, Skip};
use crate::git::catalog::{Catalog, Fault, Forest, Object};
use crate::git::odb::Odb;
use crate::git::oid::Oid;
use crate::git::refs::{self, Ref};
use crate::git::repo::Repository;
use crate::git::{Kind, revision};
use crate::text::count;

/// Which part of history is asked for. By default all that a ref leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// `A..B`, or a revision whose history is asked for. All refs when there is none.
    pub range: Option<String>,
    /// Only what commits made at this time or later brought in. Seconds since 1970.
    pub since: Option<i64>,
    /// Only what the newest commits brought in: so many.
    pub max_commits: Option<usize>,
    /// Follow only the first parent of merges.
    pub first_parent: bool,
    /// Read from reflogs, too.
    pub reflog: bool,
    /// Read what no ref leads to, too.
    pub unreachable: bool,
    /// Scan every blob whole. Slower, and finds the same.
    pub whole: bool,
    /// A shallow clone is not incomplete.
    pub allow_shallow: bool,
    /// Remember in the git directory which blobs hold nothing, and do not scan them again.
    pub cache: bool,
}

/// A repository's history, read.
pub struct History<'o> {
    /// All objects.
    pub catalog: Catalog<'o>,
    /// How they build on each other.
    pub forest: Forest,
    /// How they lead to each other.
    pub graph: Graph,
    /// The rows of the commits that are asked for, oldest first.
    pub order: Vec<usize>,
    /// Commits whose content is not asked for, and neither is what later commits share with them.
    passed_over: Vec<usize>,
    /// Trees and blobs that tags name directly.
    tagged: Vec<Object>,
    /// Every ref.
    pub refs: Vec<Ref>,
    unreachable: bool,
    shallow: BTreeSet<Oid>,
    allow_shallow: bool,
    partial: bool,
}

impl<'o> History<'o> {
    /// Reads commits, trees and tags, and decides what is asked for. `note` hears the text of each commit and tag; its
    /// notes of those that are not asked for are dropped. What could not be read is told to `skips`.
    ///
    /// # Errors
    /// When the refs or the list of objects cannot be read, or the range makes no sense.
    pub fn read<T: Send>(
        repo: &Repository,
        odb: &'o Odb,
        selection: &Selection,
        threads: usize,
        note: &(impl Fn(&Words<'_>) -> Option<T> + Sync),
        skips: &mut Vec<Skip>,
    ) -> Result<(Self, Vec<(Object, T)>), Error> {
        let refs = refs::all(repo, skips)?;
        let range = selection.range.as_deref().map(|text| Range::parse(text, &refs, odb)).transpose()?;
        let catalog = Catalog::new(odb)?;
        let mut lost = Vec::new();
        let forest = Forest::new(&catalog, &mut lost);
        let Survey { graph, mut notes, faults } = survey(&catalog, &forest, repo.hash, threads, note);
        let lost = lost.into_iter().map(|(object, error)| Fault { object, error });
        skips.extend(lost.chain(faults).map(|fault| skip_object(&catalog, &fault)));

        let mut history = Self {
            catalog,
            forest,
            graph,
            order: Vec::new(),
            passed_over: Vec::new(),
            tagged: Vec::new(),
            refs,
            unreachable: selection.unreachable,
            shallow: repo.shallow.iter().copied().collect(),
            allow_shallow: selection.allow_shallow,
            partial: repo.partial,
        };
        let tags = history.choose(repo, selection, range.as_ref(), skips)?;
        let mut asked: BTreeSet<Object> = tags;
        asked.extend(history.order.iter().map(|&row| history.graph.commits()[row].object));
        notes.retain(|(object, _)| selection.unreachable || asked.contains(object));
        history.report_cut_parents(skips);
        Ok((history, notes))
    }

    /// Goes through the trees of all commits that are asked for.
    #[must_use]
    pub fn walk(&self) -> Walk<'_> {
        let mut walk = Walk::new(&self.graph, self.catalog.len());
        for &row in &self.passed_over {
            walk.pass_over(row);
        }
        walk.absent.clear();
        for &row in &self.order {
            walk.commit(row);
        }
        for &object in &self.tagged {
            walk.tagged(object);
        }
        walk
    }

    /// The blobs to scan.
    #[must_use]
    pub fn wanted(&self, walk: &Walk<'_>) -> Vec<bool> {
        let wanted = |object: Object| {
            self.forest.kind(object) == Some(Kind::Blob) && (self.unreachable || walk.counts(object))
        };
        (0..self.catalog.len() as Object).map(wanted).collect()
    }

    /// Which objects the trees of the commits that `tips` lead to hold, one flag for each.
    #[must_use]
    pub fn held_by(&self, tips: &[Oid]) -> Vec<bool> {
        let objects: Vec<Object> = tips.iter().filter_map(|id| self.catalog.find(id)).collect();
        let (commits, tagged, _) = self.peel(&objects);
        let reached = reachable(&self.graph, &commits, false);
        self.trees_hold((0..reached.len()).filter(|&row| reached[row]), &tagged)
    }

    /// Which commits and tags `tips` lead to, one flag for each object.
    #[must_use]
    pub fn commits_behind(&self, tips: &[Oid]) -> Vec<bool> {
        let objects: Vec<Object> = tips.iter().filter_map(|id| self.catalog.find(id)).collect();
        let (commits, _, tags) = self.peel(&objects);
        let reached = reachable(&self.graph, &commits, false);
        let mut behind = vec![false; self.catalog.len()];
        let commits =
            (0..reached.len()).filter(|&row| reached[row]).map(|row| self.graph.commits()[row].object);
        for object in commits.chain(tags) {
            behind[object as usize] = true;
        }
        behind
    }

    /// Which objects the tree of the commit `id` holds.
    #[must_use]
    pub fn held_by_tree_of(&self, id: &Oid) -> Vec<bool> {
        let row = self.catalog.find(id).and_then(|object| self.graph.commit(object));
        self.trees_hold(row.into_iter(), &[])
    }

    fn trees_hold(&self, rows: impl Iterator<Item = usize>, tagged: &[Object]) -> Vec<bool> {
        let mut walk = Walk::new(&self.graph, self.catalog.len());
        for row in rows {
            walk.commit(row);
        }
        for &object in tagged {
            walk.tagged(object);
        }
        (0..self.catalog.len() as Object).map(|object| walk.counts(object)).collect()
    }

    /// Fills [`History::order`] and the like. Returns the tags on the way.
    fn choose(
        &mut self,
        repo: &Repository,
        selection: &Selection,
        range: Option<&Range>,
        skips: &mut Vec<Skip>,
    ) -> Result<BTreeSet<Object>, Error> {
        let mut tips = match range {
            Some(range) => vec![range.to],
            None => self.refs.iter().map(|r| r.target).collect(),
        };
        if range.is_none() {
            let mut absent: Vec<&Ref> =
                self.refs.iter().filter(|r| self.catalog.find(&r.target).is_none()).collect();
            absent.dedup_by_key(|r| &r.name);
            skips.extend(absent.into_iter().map(|r| Skip {
                path: r.name.clone(),
                reason: format!("this ref names {}, which is missing from the repository", r.target),
                incomplete: true,
            }));
            // Every stash but the newest is known to the reflog alone.
            tips.extend(refs::reflog(repo, &|name| selection.reflog || name == "refs/stash")?);
        }
        let mut objects: Vec<Object> = tips.iter().filter_map(|id| self.catalog.find(id)).collect();
        if selection.unreachable && range.is_none() {
            objects.extend(self.graph.commits().iter().map(|commit| commit.object));
        }
        let (commits, tagged, tags) = self.peel(&objects);
        let mut chosen = reachable(&self.graph, &commits, selection.first_parent);
        let mut passed = vec![false; chosen.len()];
        if let Some(from) = range.and_then(|range| range.from) {
            let from: Vec<Object> = self.catalog.find(&from).into_iter().collect();
            passed = reachable(&self.graph, &from, false);
        }
        let recent = self.recent(selection, &chosen);
        for row in 0..chosen.len() {
            passed[row] |= chosen[row] && !recent[row];
            chosen[row] &= !passed[row];
        }
        self.order = oldest_first(&self.graph, &chosen);
        self.passed_over = (0..passed.len()).filter(|&row| passed[row]).collect();
        self.tagged =
            if selection.since.is_some() || selection.max_commits.is_some() { Vec::new() } else { tagged };
        Ok(tags)
    }

    /// Which of the `chosen` commits are recent enough.
    fn recent(&self, selection: &Selection, chosen: &[bool]) -> Vec<bool> {
        let date = |row: usize| self.graph.commits()[row].date;
        let mut recent: Vec<bool> = (0..chosen.len())
            .map(|row| chosen[row] && selection.since.is_none_or(|since| date(row) >= since))
            .collect();
        if let Some(max) = selection.max_commits {
            let order = oldest_first(&self.graph, &recent);
            for &row in &order[..order.len().saturating_sub(max)] {
                recent[row] = false;
            }
        }
        recent
    }

    /// Follows tags: the commits, the trees and blobs that `objects` lead to, and the tags on the way.
    fn peel(&self, objects: &[Object]) -> (Vec<Object>, Vec<Object>, BTreeSet<Object>) {
        let (mut commits, mut others, mut tags) = (Vec::new(), Vec::new(), BTreeSet::new());
        for &object in objects {
            let mut at = object;
            while at != ABSENT && self.forest.kind(at) == Some(Kind::Tag) && tags.insert(at) {
                at = self.graph.tag_target(at).unwrap_or(ABSENT);
            }
            match (at != ABSENT).then(|| self.forest.kind(at)).flatten() {
                Some(Kind::Commit) => commits.push(at),
                Some(Kind::Tree | Kind::Blob) => others.push(at),
                Some(Kind::Tag) | None => {}
            }
        }
        (commits, others, tags)
    }

    fn report_cut_parents(&self, skips: &mut Vec<Skip>) {
        let asked: BTreeSet<Object> =
            self.order.iter().map(|&row| self.graph.commits()[row].object).collect();
        let mut cut = 0_u64;
        for (child, parent) in self.graph.absent_parents.iter().filter(|(child, _)| asked.contains(child)) {
            if self.shallow.contains(&self.catalog.id(*child)) {
                cut += 1;
            } else {
                skips.push(Skip {
                    path: format!("commit {parent}"),
                    reason: format!(
                        "missing from the repository; commit {} follows it",
                        self.catalog.id(*child)
                    ),
                    incomplete: true,
                });
            }
        }
        if cut > 0 {
            skips.push(Skip {
                path: "shallow clone".to_owned(),
                reason: format!(
                    "history is cut off at {}; `git fetch --unshallow` brings the rest, or name a range",
                    count(usize::try_from(cut).unwrap_or(usize::MAX), "commit")
                ),
                incomplete: !self.allow_shallow,
            });
        }
    }

    /// Tells `skips` what trees name and the repository does not have.
    pub fn report_absent(&self, walk: &Walk<'_>, odb: &Odb, skips: &mut Vec<Skip>) {
        const TOLD: usize = 20;
        let why = if self.partial { "not downloaded (partial clone)" } else { "missing from the repository" };
        let mut told = BTreeSet::new();
        let mut more = 0_u64;
        for &(tree, name) in &walk.absent {
            if told.len() >= TOLD {
                more += 1;
                continue;
            }
            let name = &self.graph.names()[name as usize];
            let folder = walk.path(tree);
            let parts = [folder.as_bytes(), name];
            let path = RelPath::new(&parts[usize::from(parts[0].is_empty())..].join(&b'/'));
            let reason = self.absent_id(tree, name, odb, why);
            told.insert(Skip { path: path.to_string(), reason, incomplete: true });
        }
        skips.extend(told);
        for &row in self.order.iter().filter(|&&row| self.graph.commits()[row].tree == ABSENT) {
            let id = self.catalog.id(self.graph.commits()[row].object);
            skips.push(Skip {
                path: format!("commit {id}"),
                reason: format!("its tree is {why}"),
                incomplete: true,
            });
        }
        if more > 0 {
            let path = format!("{more} more lines of trees");
            skips.push(Skip { path, reason: format!("what they name is {why}"), incomplete: true });
        }
    }

    fn absent_id(&self, tree: Object, name: &[u8], odb: &Odb, why: &str) -> String {
        let bytes = odb.expect(&self.catalog.id(tree), Kind::Tree).unwrap_or_default();
        let found = crate::git::object::Tree::new(&bytes, odb.hash()).find(|entry| entry.name == name);
        match found.and_then(|entry| Oid::from_bytes(entry.id)) {
            Some(id) => format!("object {id} is {why}"),
            None => why.to_owned(),
        }
    }
}

/// A [`Skip`] for an object that could not be read.
#[must_use]
pub fn skip_object(catalog: &Catalog<'_>, fault: &Fault) -> Skip {
    let reason = match &fault.error {
        Error::Git(text) => text.clone(),
        other => other.to_string(),
    };
    Skip { path: format!("object {}", catalog.id(fault.object)), reason, incomplete: true }
}

/// `A..B`.
struct Range {
    from: Option<Oid>,
    to: Oid,
}

impl Range {
    fn parse(text: &str, refs: &[Ref], odb: &Odb) -> Result<Self, Error> {
        if text.contains("...") {
            return Err(Error::Git(format!("'{text}': write A..B, a range from one commit to another")));
        }
        // Git reads HEAD for an end that is left out. In a script that is a variable without a value, and nothing scanned.
        let empty = text.is_empty() || text.starts_with("..") || text.ends_with("..");
        if empty {
            return Err(Error::Git(format!("'{text}': write both ends of a range, A..B, or one revision")));
        }
        match text.split_once("..") {
            Some((from, to)) => Ok(Self {
                from: Some(revision::commit(from, refs, odb)?),
                to: revision::commit(to, refs, odb)?,
            }),
            None => Ok(Self { from: None, to: revision::commit(text, refs, odb)? }),
        }
    }
}
