//! Reads trees into a [`Graph`], and of a delta only the lines that its base does not have.
//!
//! A commit that changes one file changes one line in each folder above it, so nearly all lines of a history's trees are
//! copies. A copied line leads to what it led to in the base: neither its name nor its id is looked up again.

use super::graph::{ABSENT, Graph, SUBMODULE};
use crate::git::catalog::{Base, Ids, Object};
use crate::git::object::{Mode, Tree};
use crate::git::oid::HashKind;

/// Where the lines of one tree are. Deltas against it want to know.
#[derive(Debug, Default)]
pub struct TreeLines {
    /// The number of the first line in the graph.
    first: usize,
    /// The first byte of each line in the tree, and the end of the last one.
    starts: Vec<usize>,
}

/// Reads the tree `object`. Second, whether it could be read to its end; what was read of a damaged tree is kept.
pub fn read(
    graph: &mut Graph,
    (ids, hash): (&Ids, HashKind),
    (object, bytes): (Object, &[u8]),
    base: Option<&Base<'_, TreeLines>>,
) -> (TreeLines, bool) {
    let mut lines = TreeLines { first: graph.lines(), starts: vec![0] };
    let mut copies = base.map_or(&[][..], |base| base.copies);
    let mut at = 0;
    while at < bytes.len() {
        while copies.first().is_some_and(|copy| copy.to + copy.len <= at) {
            copies = &copies[1..];
        }
        if let (Some(base), Some(copy)) = (base, copies.first().filter(|copy| copy.to <= at)) {
            let held = base.carry.within(at - copy.to + copy.from, copy.from + copy.len);
            if let [start, ends @ ..] = held.starts
                && !ends.is_empty()
            {
                graph.repeat_lines(held.first, ends.len());
                lines.starts.extend(ends.iter().map(|end| end - start + at));
                at = lines.end();
                continue;
            }
        }
        let mut rest = Tree::new(&bytes[at..], hash);
        let Some(entry) = rest.next() else { break };
        let child = match entry.mode {
            Mode::Submodule => SUBMODULE,
            _ => ids.find(entry.id).unwrap_or(ABSENT),
        };
        graph.add_line(child, entry.name);
        at = bytes.len() - rest.left();
        lines.starts.push(at);
    }
    graph.add_tree(object, lines.first);
    (lines, at == bytes.len())
}

/// Some lines of a tree.
struct Held<'l> {
    /// The number of the first in the graph.
    first: usize,
    /// As [`TreeLines::starts`].
    starts: &'l [usize],
}

impl TreeLines {
    fn end(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// The lines from the one that starts at `start` to the last that ends at `end` or before.
    fn within(&self, start: usize, end: usize) -> Held<'_> {
        let Ok(row) = self.starts.binary_search(&start) else { return Held { first: 0, starts: &[] } };
        let rest = &self.starts[row..];
        let count = rest.partition_point(|&line| line <= end);
        Held { first: self.first + row, starts: &rest[..count] }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::git::pack::delta::Copy;

    /// Three objects, whose ids are the bytes 1, 2 and 3; the id of bytes 9 is not among them.
    fn ids() -> Ids {
        Ids::new([[1; 20], [2; 20], [3; 20]].concat(), 20)
    }

    fn line() -> impl Strategy<Value = Vec<u8>> {
        let mode = prop::sample::select(vec!["100644", "40000", "160000"]);
        let id = prop::sample::select(vec![1_u8, 2, 3, 9]);
        (mode, "[a-c]{1,3}", id)
            .prop_map(|(mode, name, id)| [mode.as_bytes(), b" ", name.as_bytes(), &[0], &[id; 20]].concat())
    }

    fn seen(graph: &Graph, object: Object) -> Vec<(Object, Vec<u8>)> {
        let named =
            |edge: &super::super::graph::Edge| (edge.child, graph.names()[edge.name as usize].to_vec());
        graph.edges(object).iter().map(named).collect()
    }

    proptest! {
        #[test]
        fn a_delta_gives_the_lines_of_the_whole_tree(
            base in prop::collection::vec(line(), 0..12),
            parts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), prop::option::of(line())), 0..6),
            cut in 0_usize..3,
        ) {
            let base = base.concat();
            let (mut bytes, mut copies) = (Vec::new(), Vec::new());
            for (from, to, new) in parts {
                let (from, to) = (from.index(base.len() + 1), to.index(base.len() + 1));
                let (from, to) = (from.min(to), from.max(to));
                if from < to {
                    copies.push(Copy { to: bytes.len(), from, len: to - from });
                    bytes.extend_from_slice(&base[from..to]);
                }
                bytes.extend(new.unwrap_or_default());
            }
            bytes.truncate(bytes.len().saturating_sub(cut));
            copies.retain(|copy: &Copy| copy.to + copy.len <= bytes.len());
            let (ids, mut graph) = (ids(), Graph::default());
            let known = (&ids, HashKind::Sha1);
            let (carry, _) = read(&mut graph, known, (0, &base), None);
            let base = Base { bytes: &base, carry: &carry, copies: &copies };
            let (lines, sound) = read(&mut graph, known, (1, &bytes), Some(&base));
            let (whole, sound_whole) = read(&mut graph, known, (2, &bytes), None);
            graph.seal();
            prop_assert_eq!(seen(&graph, 1), seen(&graph, 2));
            prop_assert_eq!(lines.starts, whole.starts);
            prop_assert_eq!(sound, sound_whole);
        }
    }
}
