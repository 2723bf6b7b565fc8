//! A text whose lines are asked for again and again, once for each change.

use std::cell::Cell;

use crate::text::Span;

/// Lines up to this length are taken as a whole. Bytes; escapes in longer ones are not decoded.
pub const LINE: usize = 8 * 1024;

/// A text that remembers where no line ends, so that the changes along one long line do not each search it.
pub struct Page<'t> {
    /// The text.
    pub text: &'t [u8],
    /// Bytes without a line end.
    bare: Cell<Span>,
}

impl<'t> Page<'t> {
    /// A page of `text`.
    #[must_use]
    pub fn new(text: &'t [u8]) -> Self {
        Self { text, bare: Cell::new(Span::new(0, 0)) }
    }

    /// The line of `at` with its line end; nothing when it is a long one.
    #[must_use]
    pub fn line(&self, at: usize) -> Option<Span> {
        let start = self.line_start(at)?;
        let to = self.text.len().min(start + LINE + 1);
        match memchr::memchr(b'\n', &self.text[at..to]) {
            Some(after) => Some(Span::new(start, at + after + 1)),
            None if to == self.text.len() => Some(Span::new(start, to)),
            None => None,
        }
    }

    /// Where the line of `at` starts, when that is not too far away.
    fn line_start(&self, at: usize) -> Option<usize> {
        let from = at.saturating_sub(LINE);
        let bare = self.bare.get();
        let known = bare.start <= from && from < bare.end;
        let searched = if known { bare.end.min(at) } else { from };
        match memchr::memrchr(b'\n', &self.text[searched..at]) {
            Some(before) => Some(searched + before + 1),
            None if from == 0 => Some(0),
            None => {
                self.bare.set(if known {
                    Span::new(bare.start, bare.end.max(at))
                } else {
                    Span::new(from, at)
                });
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_remembered_changes_no_answer(
            lengths in prop::collection::vec(prop_oneof![0_usize..40, 0_usize..3 * LINE], 1..6),
            places in prop::collection::vec(any::<prop::sample::Index>(), 1..40),
            end in any::<bool>(),
        ) {
            let mut text = lengths.iter().map(|&length| "x".repeat(length)).collect::<Vec<_>>().join("\n");
            text.extend(end.then_some('\n'));
            let page = Page::new(text.as_bytes());
            for place in places {
                let at = place.index(text.len() + 1);
                let line = page.line(at);
                prop_assert_eq!(line, Page::new(text.as_bytes()).line(at));
                let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
                let end = text[at..].find('\n').map_or(text.len(), |after| at + after + 1);
                let near = at - start <= LINE - usize::from(start > 0) && end <= text.len().min(start + LINE + 1);
                prop_assert_eq!(line, near.then(|| Span::new(start, end)));
            }
        }
    }
}
