//! A change is scanned again as far as it reaches, and no hit that depends on it is carried over.

use proptest::prelude::*;

use super::*;

#[test]
fn patterns_that_run_on() {
    let runs_on = |pattern: &str| {
        let parsed = parse(pattern);
        place_of(&parsed.expect("a pattern"), &|b| b == b'\n') == Place::Within
    };
    for pattern in ["-----BEGIN[^-]+-----", r"a\s+b", r"a\nb", "(?s)a.{2}", "[^a][^b]"] {
        assert!(runs_on(pattern), "{pattern}");
    }
    for pattern in [r"\bab[0-9]{3}(?:[^0-9]|$)", "a.*b", r"a[\n]", "x(?:\n|;)$", r"a\n?"] {
        assert!(!runs_on(pattern), "{pattern}");
    }
}

#[test]
fn long_lines_are_cut_where_a_token_run_ends() {
    let mut text = vec![b' '; 100_000];
    text[40_000..48_000].fill(b'x');
    let change = |start, end| lines(&Page::new(&text), Span::new(start, end));
    assert_eq!(change(50_000, 50_010), Span::new(50_000 - 2 * LONG - 1, 50_010 + 2 * LONG));
    assert_eq!(change(48_500, 48_500).start, 40_000 - 1);
    assert_eq!(change(45_000, 45_000), Span::new(40_000 - 2 * LONG - 1, 48_000 + 2 * LONG));
    let hit = Around::Hit.span(&text, Span::new(47_900, 47_910));
    assert_eq!(hit, Span::new(40_000, 47_910 + LONG));
}

#[test]
fn lines_with_wrapped_base64() {
    let code = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4";
    let text = format!("first\nDATA={code}\n  {code}\n  Zm9v\nlast\nbehind\n");
    let at = |needle: &str| text.find(needle).expect("in the text");
    let block = Span::new(at("first") + 5, at("last"));
    for place in [at("DATA"), at("  Zm9vY"), at("  Zm9v\n")] {
        let found = lines(&Page::new(text.as_bytes()), Span::new(place + 3, place + 4));
        assert!(found.covers(block), "{place}: {found:?}");
    }
    let first = lines(&Page::new(text.as_bytes()), Span::new(0, 1));
    assert_eq!(first, Span::new(0, 6));
    let behind = lines(&Page::new(text.as_bytes()), Span::new(at("behind"), at("behind")));
    assert_eq!(behind, Span::new(at("behind") - 1, text.len()));
}

proptest! {
    /// What a part is remembered by must hold all that can lead a scan back to it.
    #[test]
    fn no_change_elsewhere_leads_back_to_a_part(
        pieces in prop::collection::vec(prop_oneof![
            4 => (0usize..60).prop_map(|n| format!("{}\n", "word ".repeat(n / 5))),
            2 => Just("Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4\n".to_owned()),
            1 => (0usize..12_000).prop_map(|n| "x".repeat(n)),
            1 => (0usize..12_000).prop_map(|n| "long; ".repeat(n / 6)),
        ], 1..80),
        part in any::<(prop::sample::Index, prop::sample::Index)>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0usize..200), 20),
    ) {
        let text = pieces.concat();
        let page = Page::new(text.as_bytes());
        let place = |at: prop::sample::Index| at.index(text.len() + 1);
        let (a, b) = (place(part.0), place(part.1));
        let line = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
        let part = Span::new(line(a.min(b)), line(a.max(b)));
        let rules = RuleSet::builtin();
        let reach = Reach::new(&rules);
        if part.is_empty() {
            return Ok(());
        }
        if let Some(decides) = reach.decides(&page, part) {
            prop_assert!(decides.covers(part));
            // The line end before a line is looked at with it, but nothing starts there.
            let places = Span::new(part.start, part.end - usize::from(text[..part.end].ends_with('\n')));
            for (at, length) in changes {
                let at = place(at);
                let change = Span::new(at, text.len().min(at + length));
                if change.end < decides.start || decides.end < change.start {
                    prop_assert!(!reach.rescan(&page, change).overlaps(places), "{change:?} {part:?} {decides:?}");
                }
            }
        }
    }
}
