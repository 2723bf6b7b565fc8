//! What changed, what is carried over, what is joined.

use super::*;

fn gaps(copies: &[Copy], sizes: (usize, usize)) -> Vec<(usize, usize)> {
    changed(copies, sizes).map(|span| (span.start, span.end)).collect()
}

#[test]
fn insertions_and_seams_are_changes() {
    let copies = [Copy { to: 0, from: 0, len: 100 }, Copy { to: 110, from: 100, len: 90 }];
    assert_eq!(gaps(&copies, (190, 200)), [(100, 110)]);
    assert_eq!(gaps(&copies, (191, 200)), [(100, 110), (200, 200)]);
    assert_eq!(gaps(&[], (5, 3)), [(0, 3)]);
    assert_eq!(gaps(&[Copy { to: 0, from: 0, len: 5 }], (5, 5)), []);
    assert_eq!(gaps(&[Copy { to: 0, from: 2, len: 50 }], (52, 50)), [(0, 0)]);
    let moved = [Copy { to: 0, from: 7, len: 3 }, Copy { to: 3, from: 0, len: 7 }];
    assert_eq!(gaps(&moved, (10, 10)), [(0, 0), (3, 3), (10, 10)]);
}

#[test]
fn the_edge_of_a_blob_belongs_to_a_window_that_touches_it() {
    let copy = Copy { to: 5, from: 0, len: 10 };
    assert!(!holds(&copy, Span::new(0, 3), (20, 20)));
    assert!(holds(&copy, Span::new(1, 10), (20, 20)));
    assert!(!holds(&copy, Span::new(1, 10), (10, 20)));
    assert!(holds(&copy, Span::new(1, 10), (10, 15)));
    assert!(!holds(&copy, Span::new(1, 11), (20, 20)));
}

#[test]
fn sources_of_a_span() {
    let copy = |to, from, len| Copy { to, from, len };
    let copies = [copy(0, 50, 10), copy(10, 0, 100), copy(110, 55, 20), copy(130, 5, 5)];
    let mut sources = Sources::default();
    sources.fill(copies.into_iter());
    let mut seen = 0;
    for (start, end) in (0..110).flat_map(|start| (start..112).map(move |end| (start, end))) {
        let mut found: Vec<&Copy> = sources.touching(Span::new(start, end)).collect();
        found.sort_unstable_by_key(|copy| copy.to);
        let holds = |copy: &&Copy| copy.from < end && start < copy.from + copy.len;
        assert_eq!(found, copies.iter().filter(holds).collect::<Vec<_>>(), "{start} {end}");
        seen = seen.max(found.len());
    }
    assert_eq!(seen, 4);
}

#[test]
fn merging() {
    let mut spans =
        vec![Span::new(5, 9), Span::new(0, 2), Span::new(9, 12), Span::new(1, 3), Span::new(6, 7)];
    merge(&mut spans);
    assert_eq!(spans, [Span::new(0, 3), Span::new(5, 12)]);
}
