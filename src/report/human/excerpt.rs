//! The masked source line with a marker under the secret, aligned for tabs and wide characters.

use unicode_width::UnicodeWidthChar;

use super::super::show::shown_line;
use crate::text::Span;

const TAB: usize = 4;

/// A line as a terminal shows it, and the columns that the marker covers.
#[derive(Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, tabs made spaces.
    pub line: String,
    /// Spaces before the marker.
    pub indent: usize,
    /// Length of the marker, at least 1.
    pub width: usize,
}

impl Excerpt {
    /// Lays out `text`, whose bytes `mark` are to be marked.
    pub fn new(text: &str, mark: Span) -> Self {
        let mut line = String::new();
        let (mut column, mut indent, mut end) = (0, 0, 0);
        for (at, c) in text.char_indices() {
            if at <= mark.start {
                indent = column;
            }
            let width = if c == '\t' {
                let width = TAB - column % TAB;
                line.extend(std::iter::repeat_n(' ', width));
                width
            } else {
                let shown = shown_line(c.encode_utf8(&mut [0; 4]));
                let width = shown.chars().map(|c| c.width().unwrap_or(0)).sum();
                line.push_str(&shown);
                width
            };
            column += width;
            if at < mark.end {
                end = column;
            }
        }
        Self { line, indent, width: end.saturating_sub(indent).max(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, what: &str) -> (usize, usize) {
        let start = text.find(what).expect("in the text");
        let excerpt = Excerpt::new(text, Span::new(start, start + what.len()));
        (excerpt.indent, excerpt.width)
    }

    #[test]
    fn the_marker_stands_under_the_mask() {
        assert_eq!(marked("key=****", "****"), (4, 4));
        assert_eq!(marked("\tkey=\t****;", "****"), (12, 4));
        assert_eq!(marked("鍵=****", "****"), (3, 4));
        assert_eq!(marked("e\u{301}=**** 鍵", "****"), (2, 4));
        assert_eq!(marked("a\u{1b}b=****", "****"), (4, 4));
    }

    #[test]
    fn a_mark_outside_the_text_does_no_harm() {
        assert_eq!(Excerpt::new("", Span::new(3, 9)).width, 1);
        assert_eq!(Excerpt::new("ab", Span::new(7, 9)).line, "ab");
    }
}
