//! Commits in the order in which they were made: parents before children, and else by date.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::graph::{ABSENT, Graph};
use crate::git::catalog::Object;

/// The commits that `tips` lead to, as a flag for each row of [`Graph::commits`]. With `first_parent` only the first
/// parent of a merge is followed.
#[must_use]
pub fn reachable(graph: &Graph, tips: &[Object], first_parent: bool) -> Vec<bool> {
    let mut reached = vec![false; graph.commits().len()];
    let mut open: Vec<usize> = tips.iter().filter_map(|&tip| graph.commit(tip)).collect();
    while let Some(row) = open.pop() {
        if std::mem::replace(&mut reached[row], true) {
            continue;
        }
        let parents = graph.parents(&graph.commits()[row]);
        let followed = if first_parent { &parents[..parents.len().min(1)] } else { parents };
        open.extend(followed.iter().filter(|&&p| p != ABSENT).filter_map(|&p| graph.commit(p)));
    }
    reached
}

/// The rows of the chosen commits: every commit after its parents, and of those that could come next the oldest
/// first; of equally old ones the one with the smaller id.
#[must_use]
pub fn oldest_first(graph: &Graph, chosen: &[bool]) -> Vec<usize> {
    let rows = || (0..chosen.len()).filter(|&row| chosen[row]);
    let parents = |row: usize| {
        let all = graph.parents(&graph.commits()[row]).iter();
        all.filter(|&&p| p != ABSENT).filter_map(|&p| graph.commit(p)).filter(|&p| chosen[p])
    };
    let mut waiting = vec![0_u32; chosen.len()];
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); chosen.len()];
    for row in rows() {
        for parent in parents(row) {
            waiting[row] += 1;
            children[parent].push(row as u32);
        }
    }
    let entry = |row: usize| Reverse((graph.commits()[row].date, row));
    let mut ready: BinaryHeap<_> = rows().filter(|&row| waiting[row] == 0).map(entry).collect();
    let mut order = Vec::new();
    while let Some(Reverse((_, row))) = ready.pop() {
        order.push(row);
        for &child in &children[row] {
            waiting[child as usize] -= 1;
            if waiting[child as usize] == 0 {
                ready.push(entry(child as usize));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0 is the root; 1 and 2 follow it, 2 looks older than the root; 3 merges them.
    fn diamond() -> Graph {
        let mut graph = Graph::default();
        graph.add_commit(3, ABSENT, 40, [1, 2].into_iter());
        graph.add_commit(2, ABSENT, 5, [0].into_iter());
        graph.add_commit(1, ABSENT, 20, [0].into_iter());
        graph.add_commit(0, ABSENT, 10, [ABSENT].into_iter());
        graph.seal();
        graph
    }

    #[test]
    fn parents_come_first_whatever_their_date() {
        assert_eq!(oldest_first(&diamond(), &[true; 4]), [0, 2, 1, 3]);
        assert_eq!(oldest_first(&diamond(), &[false, true, true, false]), [2, 1]);
    }

    #[test]
    fn reaching() {
        assert_eq!(reachable(&diamond(), &[1], false), [true, true, false, false]);
        assert_eq!(reachable(&diamond(), &[3], false), [true; 4]);
        assert_eq!(reachable(&diamond(), &[3], true), [true, true, false, true]);
        assert_eq!(reachable(&diamond(), &[9, ABSENT], true), [false; 4]);
    }
}
