//! Places in text: byte spans, and the lines and columns that people and SARIF use.
//!
//! Offsets are bytes from the start of a blob. Lines and columns start at 1 and are types of their own, so a
//! zero-based number cannot reach a report.

use std::num::NonZeroU32;

/// A half-open byte range `start..end` within one blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    ///
    /// # Panics
    /// When `end` lies before `start`, which only a bug can cause.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "span ends before it starts");
        Self { start, end }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// True for a span of no bytes.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True when the two spans share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True when `other` lies within this span.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The bytes of `text` that this span names.
    #[must_use]
    pub fn of(self, text: &[u8]) -> &[u8] {
        &text[self.start..self.end]
    }
}

/// A line number, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Line(NonZeroU32);

/// A column, counted from 1 in UTF-16 code units, as SARIF and most editors count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Column(NonZeroU32);

impl Line {
    /// The line that `lines` others precede.
    #[must_use]
    pub fn after(lines: usize) -> Self {
        Self(one_based(lines))
    }

    /// The number, at least 1.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0.get()
    }
}

impl Column {
    /// The column that `units` UTF-16 code units precede.
    #[must_use]
    pub fn after(units: usize) -> Self {
        Self(one_based(units))
    }

    /// The number, at least 1.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0.get()
    }
}

fn one_based(before: usize) -> NonZeroU32 {
    let number = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
    NonZeroU32::new(number).expect("a sum with 1 is not zero")
}

/// A line and a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Position {
    /// The line.
    pub line: Line,
    /// The column within it.
    pub column: Column,
}

/// Maps byte offsets of one text to lines and columns. Built only for blobs that have findings.
///
/// A line ends with LF, CR LF or a lone CR, as GitHub counts them.
#[derive(Debug)]
pub struct LineIndex<'b> {
    text: &'b [u8],
    starts: Vec<usize>,
}

impl<'b> LineIndex<'b> {
    /// Indexes `text`.
    #[must_use]
    pub fn new(text: &'b [u8]) -> Self {
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', text) {
            if text[at] == b'\n' || text.get(at + 1) != Some(&b'\n') {
                starts.push(at + 1);
            }
        }
        Self { text, starts }
    }

    /// The line and column of the byte at `offset`.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let before = &self.text[self.starts[line]..offset];
        Position { line: Line::after(line), column: Column::after(utf16_len(before)) }
    }

    /// The span of the line that holds `offset`, without its line end.
    #[must_use]
    pub fn line_span(&self, offset: usize) -> Span {
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let start = self.starts[line];
        let mut end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        while end > start && matches!(self.text[end - 1], b'\n' | b'\r') {
            end -= 1;
        }
        Span::new(start, end)
    }
}

/// How many UTF-16 code units `bytes` take when read as UTF-8, each broken sequence counted as one.
#[must_use]
pub fn utf16_len(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    String::from_utf8_lossy(bytes).chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_every_kind_of_line_end() {
        let text = b"a\r\nb\rc\nd";
        let index = LineIndex::new(text);
        let lines: Vec<u32> = [0, 3, 5, 7].map(|at| index.position(at).line.get()).to_vec();
        assert_eq!(lines, [1, 2, 3, 4]);
        assert_eq!(index.line_span(0), Span::new(0, 1));
    }

    #[test]
    fn columns_are_utf16_units() {
        let text = "\u{1F43B}é x".as_bytes();
        let index = LineIndex::new(text);
        assert_eq!(index.position(text.len() - 1).column.get(), 5);
    }
}
