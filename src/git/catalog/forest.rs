//! The delta forest: which object builds on which.

use super::{Catalog, Object};
use crate::error::Error;
use crate::git::pack::entry::Form;
use crate::git::{Kind, damaged, loose};

/// How many entries ahead of the header that is read its memory is asked for.
const AHEAD: usize = 16;

/// A root, or an object whose base is unknown.
const NONE: Object = Object::MAX;

/// The delta forest of a [`Catalog`]. Objects that no root leads to (their base is missing or runs in a circle) have
/// no kind and are told by [`Forest::new`].
pub struct Forest {
    kinds: Vec<Option<Kind>>,
    bases: Vec<Object>,
    /// Every object that a root leads to: roots, then their children, and so on.
    order: Vec<Object>,
    roots: usize,
    /// The children of object `n` are `children[starts[n]..starts[n + 1]]`, the one with the most descendants last.
    starts: Vec<u32>,
    children: Vec<Object>,
}

impl Forest {
    /// Reads the header of every entry and links each delta to its base. Objects that cannot be placed are told to
    /// `lost`, with the reason.
    #[must_use]
    pub fn new(catalog: &Catalog<'_>, lost: &mut Vec<(Object, Error)>) -> Self {
        let count = catalog.len();
        let mut forest = Self {
            kinds: vec![None; count],
            bases: vec![NONE; count],
            order: Vec::with_capacity(count),
            roots: 0,
            starts: Vec::new(),
            children: Vec::new(),
        };
        forest.read_headers(catalog, lost);
        forest.roots = forest.order.len();
        forest.link_children();
        forest.order_by_depth();
        forest.sort_by_weight();
        let told: std::collections::HashSet<Object> = lost.iter().map(|&(object, _)| object).collect();
        for object in (0..).take(count) {
            if forest.kinds[object as usize].is_none() && !told.contains(&object) {
                lost.push((object, unplaced(catalog, object)));
            }
        }
        forest
    }

    /// What `object` is, as far as that could be told.
    #[must_use]
    pub fn kind(&self, object: Object) -> Option<Kind> {
        self.kinds[object as usize]
    }

    /// The object that `object` is a delta against.
    #[must_use]
    pub fn base(&self, object: Object) -> Option<Object> {
        Some(self.bases[object as usize]).filter(|&base| base != NONE)
    }

    /// The roots: those with the most descendants first, so that threads which take them in turn end together; of those
    /// with about as many, in pack order.
    #[must_use]
    pub fn roots(&self) -> &[Object] {
        &self.order[..self.roots]
    }

    /// The deltas against `object`; the one with the most descendants is the last.
    #[must_use]
    pub fn children(&self, object: Object) -> &[Object] {
        let row = object as usize;
        &self.children[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    /// Every object that a root leads to, bases before their children.
    #[must_use]
    pub fn order(&self) -> &[Object] {
        &self.order
    }

    fn read_headers(&mut self, catalog: &Catalog<'_>, lost: &mut Vec<(Object, Error)>) {
        for (source, entries) in (0..).zip(&catalog.packs) {
            let pack = &catalog.odb.packs()[source as usize];
            for (row, &(offset, object)) in entries.iter().enumerate() {
                if let Some(&(ahead, _)) = entries.get(row + AHEAD) {
                    pack.announce(ahead);
                }
                if catalog.places[object as usize].source != source {
                    continue;
                }
                let base = match pack.header(offset).map(|header| header.form) {
                    Ok(Form::Whole(kind)) => {
                        self.kinds[object as usize] = Some(kind);
                        self.order.push(object);
                        continue;
                    }
                    Ok(Form::DeltaAt(base)) => {
                        entries.binary_search_by_key(&base, |e| e.0).ok().map(|row| entries[row].1)
                    }
                    Ok(Form::DeltaOf(id)) => catalog.find(&id),
                    Err(e) => {
                        lost.push((object, e));
                        continue;
                    }
                };
                match base {
                    Some(base) => self.bases[object as usize] = base,
                    None => lost.push((object, pack.damaged(offset, "the base of the delta is missing"))),
                }
            }
        }
        for (object, place) in (0..).zip(&catalog.places) {
            if place.source as usize == catalog.packs.len() {
                match loose::kind(&catalog.loose[place.at as usize]) {
                    Ok(kind) => {
                        self.kinds[object as usize] = Some(kind);
                        self.order.push(object);
                    }
                    Err(e) => lost.push((object, e)),
                }
            }
        }
    }

    fn link_children(&mut self) {
        let mut starts = vec![0_u32; self.bases.len() + 1];
        for &base in self.bases.iter().filter(|&&base| base != NONE) {
            starts[base as usize + 1] += 1;
        }
        for row in 1..starts.len() {
            starts[row] += starts[row - 1];
        }
        let mut next = starts.clone();
        self.children = vec![0; starts.last().map_or(0, |&n| n as usize)];
        for (object, &base) in (0..).zip(&self.bases) {
            if base != NONE {
                self.children[next[base as usize] as usize] = object;
                next[base as usize] += 1;
            }
        }
        self.starts = starts;
    }

    /// Breadth first from the roots. A circle of deltas has no root, so it is never entered.
    fn order_by_depth(&mut self) {
        let mut done = 0;
        while let Some(&object) = self.order.get(done) {
            let kind = self.kinds[object as usize];
            let range = self.starts[object as usize] as usize..self.starts[object as usize + 1] as usize;
            for at in range {
                let child = self.children[at];
                self.kinds[child as usize] = kind;
                self.order.push(child);
            }
            done += 1;
        }
    }

    /// Sorts siblings and roots by the size of what they lead to.
    ///
    /// A walk that visits the largest subtree last may drop the base before it goes there. Each base that it keeps
    /// then has a subtree at least twice as large as the one it is in, so it keeps at most log2 of the tree's size.
    fn sort_by_weight(&mut self) {
        let mut weight = vec![1_u32; self.bases.len()];
        for &object in self.order.iter().rev() {
            let base = self.bases[object as usize];
            if base != NONE {
                weight[base as usize] += weight[object as usize];
            }
        }
        for row in 0..self.bases.len() {
            let siblings = &mut self.children[self.starts[row] as usize..self.starts[row + 1] as usize];
            if siblings.len() > 1 {
                siblings.sort_unstable_by_key(|&child| (weight[child as usize], child));
            }
        }
        self.order[..self.roots].sort_by_key(|&root| std::cmp::Reverse(weight[root as usize].ilog2()));
    }
}

fn unplaced(catalog: &Catalog<'_>, object: Object) -> Error {
    const WHAT: &str = "the chain of deltas leads to no whole object";
    match catalog.locate(object) {
        Ok((pack, offset)) => pack.damaged(offset, WHAT),
        Err(path) => damaged(path, WHAT),
    }
}
