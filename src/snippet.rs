//! The source line that a finding shows, with every secret on it masked.

use crate::blob::is_bidi_control;
use crate::secret::MASK;
use crate::text::Span;

/// A line fit to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The text, cut around the mark when the line is long.
    pub text: String,
    /// Where in it the mask of the finding's own secret stands, in bytes.
    pub mark: Span,
}

/// The places of secrets in a text, ready to be asked for those on a line: a file can hold thousands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masks(Vec<Span>);

impl Masks {
    /// Masks for `secrets`, in any order, which may overlap.
    #[must_use]
    pub fn new(secrets: Vec<Span>) -> Self {
        Self(merged(secrets))
    }

    /// Those that hold bytes between `from` and `to`, in order.
    fn within(&self, from: usize, to: usize) -> &[Span] {
        let start = self.0.partition_point(|mask| mask.end <= from);
        let end = self.0.partition_point(|mask| mask.start < to);
        &self.0[start..end.max(start)]
    }
}

/// So much of a long line is shown on each side of the secret, in bytes.
const SIDE: usize = 72;

/// The part of `line` around `own`, with all of `secrets` masked. `own` starts on `line` and may run over it.
#[must_use]
pub fn masked(text: &[u8], line: Span, secrets: &Masks, own: Span) -> Snippet {
    let own = Span::new(own.start, own.end.clamp(own.start, line.end.max(own.start)));
    let from = line.start.max(own.start.saturating_sub(SIDE));
    let to = line.end.min(own.end + SIDE).max(own.end);
    let near = secrets.within(from, to).iter().map(|s| Span::new(s.start.max(from), s.end.min(to)));
    let masks = merged(near.chain([own]).collect());
    let mut out = String::new();
    if from > line.start {
        out.push('\u{2026}');
    }
    let (mut at, mut mark) = (from, Span::new(0, 0));
    for mask in masks {
        push_shown(&mut out, &text[at..mask.start]);
        if mask.covers(own) {
            mark = Span::new(out.len(), out.len() + MASK.len());
        }
        out.push_str(MASK);
        at = mask.end;
    }
    push_shown(&mut out, &text[at.min(to)..to]);
    if to < line.end {
        out.push('\u{2026}');
    }
    Snippet { text: out, mark }
}

/// The whole of `text`, with all of `secrets` masked.
#[must_use]
pub fn all_masked(text: &[u8], secrets: Vec<Span>) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for mask in merged(secrets) {
        out.push_str(&String::from_utf8_lossy(&text[at..mask.start]));
        out.push_str(MASK);
        at = mask.end;
    }
    out.push_str(&String::from_utf8_lossy(&text[at..]));
    out
}

/// The same bytes as spans that do not overlap, in order.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut disjoint: Vec<Span> = Vec::new();
    for span in spans {
        match disjoint.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => disjoint.push(span),
        }
    }
    disjoint
}

/// Appends text without the characters that could fool a terminal.
fn push_shown(out: &mut String, bytes: &[u8]) {
    for c in String::from_utf8_lossy(bytes).chars() {
        let hostile = (c.is_control() && c != '\t') || is_bidi_control(c);
        out.push(if hostile { char::REPLACEMENT_CHARACTER } else { c });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str, secrets: &[(usize, usize)]) -> Snippet {
        let spans: Vec<Span> = secrets.iter().map(|&(a, b)| Span::new(a, b)).collect();
        masked(text.as_bytes(), Span::new(0, text.len()), &Masks::new(spans.clone()), spans[0])
    }

    #[test]
    fn masks_every_secret_of_the_line() {
        let shown = show("a=SECRET1 b=SECRET2 c", &[(12, 19), (2, 9)]);
        assert_eq!(shown.text, "a=******** b=******** c");
        assert_eq!(&shown.text[shown.mark.start..], "******** c");
    }

    #[test]
    fn overlapping_secrets_become_one_mask() {
        let shown = show("key: AAAABBBBCCCC end", &[(9, 17), (5, 13)]);
        assert_eq!(shown.text, "key: ******** end");
        assert_eq!(shown.mark, Span::new(5, 13));
    }

    #[test]
    fn long_lines_are_cut_and_hostile_characters_replaced() {
        let text = format!("{}\u{1b}k=SECRET{}", "x".repeat(200), "y".repeat(200));
        let shown = show(&text, &[(203, 209)]);
        assert!(shown.text.starts_with('\u{2026}') && shown.text.ends_with('\u{2026}'));
        assert!(shown.text.contains("\u{fffd}k=********yyy"), "{}", shown.text);
    }
}
