//! Resolving the forest: every entry inflated once, every delta applied right after its base.

use std::sync::atomic::{AtomicUsize, Ordering};

use libdeflater::Decompressor;

use super::{Catalog, Forest, Object};
use crate::error::Error;
use crate::git::odb::TOO_LARGE;
use crate::git::pack::delta::{self, Copy};
use crate::git::pack::inflate::{Buffer, inflate};
use crate::git::{Kind, loose};

/// What is done with each object. Every thread has a visitor of its own.
pub trait Visit: Send {
    /// What an object hands on to the deltas that build on it.
    type Carry;

    /// Looks at one object.
    fn visit(&mut self, object: &Resolved<'_, Self::Carry>) -> Self::Carry;
}

/// An object, expanded.
pub struct Resolved<'a, C> {
    /// Its number.
    pub object: Object,
    /// What it is.
    pub kind: Kind,
    /// Its content.
    pub bytes: &'a [u8],
    /// What it was built from, when that was visited too.
    pub base: Option<Base<'a, C>>,
}

/// The base of a delta, as seen from the delta.
pub struct Base<'a, C> {
    /// Its content.
    pub bytes: &'a [u8],
    /// What was said of it.
    pub carry: &'a C,
    /// The stretches that were taken over from it.
    pub copies: &'a [Copy],
}

/// An object that could not be expanded.
#[derive(Debug)]
pub struct Fault {
    /// Its number.
    pub object: Object,
    /// Why.
    pub error: Error,
}

/// Expands every object that `wanted` names, and the bases that it takes to do so, on `threads` threads. Trees of the
/// forest are handed out in the order of [`Forest::roots`].
///
/// Each thread holds at most log2 of a tree's size objects in memory, each at most as large as the limit.
///
/// Returns the visitors, and the wanted objects that could not be expanded, in the order of their numbers.
pub fn resolve<V: Visit>(
    catalog: &Catalog<'_>,
    forest: &Forest,
    wanted: &[bool],
    threads: usize,
    visitor: impl Fn() -> V + Sync,
) -> (Vec<V>, Vec<Fault>) {
    let needed = needed(forest, wanted);
    let cursor = AtomicUsize::new(0);
    let run = || {
        let mut worker = Worker::new(catalog, forest, wanted, &needed, visitor());
        while let Some(&root) = forest.roots().get(cursor.fetch_add(1, Ordering::Relaxed)) {
            if needed[root as usize] {
                worker.tree(root);
            }
        }
        (worker.visitor, worker.faults)
    };
    let mut faults = Vec::new();
    let mut visitors = Vec::new();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(run)).collect();
        for thread in threads {
            let (visitor, found) = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            visitors.push(visitor);
            faults.extend(found);
        }
    });
    faults.sort_unstable_by_key(|fault: &Fault| fault.object);
    (visitors, faults)
}

/// The wanted objects and all that they build on.
fn needed(forest: &Forest, wanted: &[bool]) -> Vec<bool> {
    let mut needed = wanted.to_vec();
    for &object in forest.order().iter().rev() {
        if let Some(base) = forest.base(object) {
            needed[base as usize] |= needed[object as usize];
        }
    }
    needed
}

struct Worker<'f, V: Visit> {
    catalog: &'f Catalog<'f>,
    forest: &'f Forest,
    wanted: &'f [bool],
    needed: &'f [bool],
    visitor: V,
    inflater: Decompressor,
    delta: Buffer,
    copies: Vec<Copy>,
    spare: Vec<Buffer>,
    faults: Vec<Fault>,
}

/// An object on the way from the root to where the walk is.
struct Node<'f, C> {
    bytes: Buffer,
    carry: Option<C>,
    kind: Kind,
    /// The children that are still to be visited.
    children: &'f [Object],
}

/// A buffer larger than this is given back to the system, so that one huge object does not cost memory for ever.
const KEEP: usize = 4 << 20;

impl<'f, V: Visit> Worker<'f, V> {
    fn new(
        catalog: &'f Catalog<'f>,
        forest: &'f Forest,
        wanted: &'f [bool],
        needed: &'f [bool],
        visitor: V,
    ) -> Self {
        Self {
            catalog,
            forest,
            wanted,
            needed,
            visitor,
            inflater: Decompressor::new(),
            delta: Buffer::default(),
            copies: Vec::new(),
            spare: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Walks one tree of the forest, depth first. The last child of a node takes the node's place.
    fn tree(&mut self, root: Object) {
        let mut path: Vec<Node<'f, V::Carry>> = self.node(root, None).into_iter().collect();
        while let Some(mut node) = path.pop() {
            let Some(child) = self.next_child(&mut node) else {
                self.recycle(node.bytes);
                continue;
            };
            self.announce(child, &node, &path);
            let next = self.node(child, Some(&node));
            if self.first_needed(node.children).is_some() {
                path.push(node);
            } else {
                self.recycle(node.bytes);
            }
            path.extend(next);
        }
    }

    /// Asks for the memory of the entry that will be expanded after `object`, a child of `node`.
    fn announce(&self, object: Object, node: &Node<'f, V::Carry>, path: &[Node<'f, V::Carry>]) {
        let below = self.first_needed(self.forest.children(object));
        let beside = || self.first_needed(node.children);
        let above = || path.last().and_then(|node| self.first_needed(node.children));
        if let Some(next) = below.or_else(beside).or_else(above)
            && let Ok((pack, offset)) = self.catalog.locate(next)
        {
            pack.announce(offset);
        }
    }

    fn first_needed(&self, children: &[Object]) -> Option<Object> {
        children.iter().copied().find(|&child| self.needed[child as usize])
    }

    fn next_child(&self, node: &mut Node<'f, V::Carry>) -> Option<Object> {
        let at = node.children.iter().position(|&child| self.needed[child as usize])?;
        let child = node.children[at];
        node.children = &node.children[at + 1..];
        Some(child)
    }

    /// Expands `object` and shows it to the visitor. On failure all that builds on it is lost as well.
    fn node(&mut self, object: Object, base: Option<&Node<'f, V::Carry>>) -> Option<Node<'f, V::Carry>> {
        let kind = match base {
            Some(base) => base.kind,
            None => self.forest.kind(object)?,
        };
        let mut bytes = self.spare.pop().unwrap_or_default();
        if let Err(error) = self.expand(object, base, &mut bytes) {
            self.recycle(bytes);
            self.give_up(object, error);
            return None;
        }
        let carry = self.wanted[object as usize].then(|| {
            let base = base.and_then(|base| {
                Some(Base { bytes: base.bytes.bytes(), carry: base.carry.as_ref()?, copies: &self.copies })
            });
            self.visitor.visit(&Resolved { object, kind, bytes: bytes.bytes(), base })
        });
        Some(Node { bytes, carry, kind, children: self.forest.children(object) })
    }

    fn expand(
        &mut self,
        object: Object,
        base: Option<&Node<'f, V::Carry>>,
        out: &mut Buffer,
    ) -> Result<(), Error> {
        let limits = self.catalog.odb.limits();
        let (pack, offset) = match self.catalog.locate(object) {
            Ok(place) => place,
            Err(path) => {
                *out = Buffer::from(loose::read(path, limits)?.1);
                return Ok(());
            }
        };
        let header = pack.header(offset)?;
        let size = usize::try_from(header.size).ok().filter(|&size| size <= limits.object);
        let size = size.ok_or_else(|| pack.damaged(offset, TOO_LARGE))?;
        let zlib = pack.compressed(header.body);
        let done = match base {
            None => inflate(&mut self.inflater, zlib, size, out),
            Some(base) => inflate(&mut self.inflater, zlib, size, &mut self.delta).and_then(|()| {
                delta::apply(base.bytes.bytes(), self.delta.bytes(), limits.object, out, &mut self.copies)
            }),
        };
        done.map_err(|what| pack.damaged(offset, what))
    }

    fn give_up(&mut self, object: Object, error: Error) {
        let reason = format!("builds on an object that could not be read: {error}");
        let mut below = self.forest.children(object).to_vec();
        if self.wanted[object as usize] {
            self.faults.push(Fault { object, error });
        }
        while let Some(object) = below.pop() {
            if self.wanted[object as usize] {
                self.faults.push(Fault { object, error: Error::Git(reason.clone()) });
            }
            below.extend(self.forest.children(object));
        }
    }

    fn recycle(&mut self, buffer: Buffer) {
        if buffer.capacity() <= KEEP {
            self.spare.push(buffer);
        }
    }
}
