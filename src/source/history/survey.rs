//! The first walk: reads every commit, tree and tag of a repository into a [`Graph`].

use super::graph::{ABSENT, Graph};
use super::tree::{self, TreeLines};
use crate::git::Kind;
use crate::git::catalog::{Catalog, Fault, Forest, Object, Resolved, Visit, resolve};
use crate::git::object::{Commit, Signature, Tag};
use crate::git::oid::HashKind;

/// Text that people wrote into a commit or tag.
#[derive(Clone, Copy, Debug)]
pub struct Words<'b> {
    /// The commit or tag.
    pub object: Object,
    /// What it is.
    pub kind: Kind,
    /// Who wrote the change; for a tag, who made it.
    pub author: Signature<'b>,
    /// Who made the commit.
    pub committer: Signature<'b>,
    /// The message.
    pub message: &'b [u8],
}

/// What a survey found.
pub struct Survey<T> {
    /// What leads to what.
    pub graph: Graph,
    /// What the caller had to say of commits and tags, by object.
    pub notes: Vec<(Object, T)>,
    /// Commits, trees and tags that could not be read.
    pub faults: Vec<Fault>,
}

/// Reads every commit, tree and tag. `note` is shown the text of each commit and tag, while it is in memory.
pub fn survey<T: Send>(
    catalog: &Catalog<'_>,
    forest: &Forest,
    hash: HashKind,
    threads: usize,
    note: &(impl Fn(&Words<'_>) -> Option<T> + Sync),
) -> Survey<T> {
    let wanted: Vec<bool> =
        (0..catalog.len() as Object).map(|o| forest.kind(o).is_some_and(|kind| kind != Kind::Blob)).collect();
    let (surveyors, mut faults) = resolve(catalog, forest, &wanted, threads, || Surveyor {
        catalog,
        hash,
        note,
        graph: Graph::default(),
        notes: Vec::new(),
        broken: Vec::new(),
    });
    let mut survey = Survey { graph: Graph::default(), notes: Vec::new(), faults: Vec::new() };
    for mut surveyor in surveyors {
        // The first is taken as it is: copying a large graph costs more than reading some trees.
        if survey.graph.lines() == 0 {
            std::mem::swap(&mut survey.graph, &mut surveyor.graph);
        }
        survey.graph.absorb(surveyor.graph);
        survey.notes.extend(surveyor.notes);
        faults.extend(surveyor.broken);
    }
    survey.graph.seal();
    survey.notes.sort_by_key(|note| note.0);
    faults.sort_by_key(|fault| fault.object);
    survey.faults = faults;
    survey
}

struct Surveyor<'c, T, F> {
    catalog: &'c Catalog<'c>,
    hash: HashKind,
    note: &'c F,
    graph: Graph,
    notes: Vec<(Object, T)>,
    broken: Vec<Fault>,
}

impl<T: Send, F: Fn(&Words<'_>) -> Option<T> + Sync> Visit for Surveyor<'_, T, F> {
    type Carry = TreeLines;

    fn visit(&mut self, resolved: &Resolved<'_, TreeLines>) -> TreeLines {
        let mut lines = TreeLines::default();
        let sound = match resolved.kind {
            Kind::Commit => self.commit(resolved.object, resolved.bytes),
            Kind::Tree => {
                let (own, sound) = self.tree(resolved);
                lines = own;
                sound
            }
            Kind::Tag => self.tag(resolved.object, resolved.bytes),
            Kind::Blob => Some(()),
        };
        if sound.is_none() {
            let what = format!("the {:?} {} is damaged", resolved.kind, self.catalog.id(resolved.object));
            self.broken.push(Fault {
                object: resolved.object,
                error: crate::error::Error::Git(what.to_lowercase()),
            });
        }
        lines
    }
}

impl<T, F: Fn(&Words<'_>) -> Option<T>> Surveyor<'_, T, F> {
    fn commit(&mut self, object: Object, bytes: &[u8]) -> Option<()> {
        let commit = Commit::parse(bytes)?;
        let tree = self.catalog.find(&commit.tree).unwrap_or(ABSENT);
        let parents: Vec<Object> =
            commit.parents.iter().map(|id| self.catalog.find(id).unwrap_or(ABSENT)).collect();
        for (id, _) in commit.parents.iter().zip(&parents).filter(|(_, parent)| **parent == ABSENT) {
            self.graph.absent_parents.push((object, *id));
        }
        self.graph.add_commit(object, tree, commit.committer.seconds, parents.into_iter());
        self.hear(Words {
            object,
            kind: Kind::Commit,
            author: commit.author,
            committer: commit.committer,
            message: commit.message,
        });
        Some(())
    }

    fn tag(&mut self, object: Object, bytes: &[u8]) -> Option<()> {
        let tag = Tag::parse(bytes)?;
        self.graph.add_tag(object, self.catalog.find(&tag.target).unwrap_or(ABSENT));
        let (author, committer) = (tag.tagger, Signature::default());
        self.hear(Words { object, kind: Kind::Tag, author, committer, message: tag.message });
        Some(())
    }

    fn tree(&mut self, resolved: &Resolved<'_, TreeLines>) -> (TreeLines, Option<()>) {
        let (object, bytes) = (resolved.object, resolved.bytes);
        let known = (self.catalog.ids(), self.hash);
        let (lines, sound) = tree::read(&mut self.graph, known, (object, bytes), resolved.base.as_ref());
        (lines, sound.then_some(()))
    }

    fn hear(&mut self, words: Words<'_>) {
        if let Some(note) = (self.note)(&words) {
            self.notes.push((words.object, note));
        }
    }
}
