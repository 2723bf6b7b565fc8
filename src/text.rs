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

    /// The shortest span that covers both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same span after its text moved, so that what stood at `from` stands at `to`.
    #[must_use]
    pub fn moved(self, from: usize, to: usize) -> Self {
        Self { start: self.start + to - from, end: self.end + to - from }
    }

    /// The bytes of `text` that this span names.
    #[must_use]
    pub fn of(self, text: &[u8]) -> &[u8] {
        &text[self.start..self.end]
    }
}

/// `bytes` in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(u32::from(four), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes that an even number of hexadecimal digits, in either case, stands for.
#[must_use]
pub fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let pair = |pair: &[u8]| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?);
    text.chunks(2).map(pair).collect()
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
    /// How many lines end before each piece of [`PIECE`] bytes; a table of all lines costs more than it saves.
    ended: Vec<usize>,
    has_cr: bool,
}

/// Line ends are counted once up to every multiple of this. Bytes.
const PIECE: usize = 4096;

impl<'b> LineIndex<'b> {
    /// Indexes `text`.
    #[must_use]
    pub fn new(text: &'b [u8]) -> Self {
        let has_cr = memchr::memchr(b'\r', text).is_some();
        let mut index = Self { text, ended: Vec::with_capacity(text.len() / PIECE + 1), has_cr };
        let mut ended = 0;
        for start in (0..=text.len()).step_by(PIECE) {
            index.ended.push(ended);
            ended += index.line_ends(start, text.len().min(start + PIECE));
        }
        index
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &'b [u8] {
        self.text
    }

    /// The line and column of the byte at `offset`.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let piece = offset / PIECE;
        let line = self.ended[piece] + self.line_ends(piece * PIECE, offset);
        let before = &self.text[self.line_start(offset)..offset];
        Position { line: Line::after(line), column: Column::after(utf16_len(before)) }
    }

    /// The span of the line that holds `offset`, without its line end.
    #[must_use]
    pub fn line_span(&self, offset: usize) -> Span {
        let offset = offset.min(self.text.len());
        let start = self.line_start(offset);
        let ends = memchr::memchr2_iter(b'\n', b'\r', &self.text[offset..]).map(|at| offset + at);
        let mut end = ends.into_iter().find(|&at| self.ends_line(at)).unwrap_or(self.text.len());
        while end > start && matches!(self.text[end - 1], b'\n' | b'\r') {
            end -= 1;
        }
        Span::new(start, end)
    }

    fn line_start(&self, offset: usize) -> usize {
        let mut ends = memchr::memrchr2_iter(b'\n', b'\r', &self.text[..offset]);
        ends.find(|&at| self.ends_line(at)).map_or(0, |at| at + 1)
    }

    /// True when a line ends with the LF or CR at `at`: in CR LF only the LF counts.
    fn ends_line(&self, at: usize) -> bool {
        self.text[at] == b'\n' || self.text.get(at + 1) != Some(&b'\n')
    }

    fn line_ends(&self, from: usize, to: usize) -> usize {
        let bytes = &self.text[from..to];
        if self.has_cr {
            memchr::memchr2_iter(b'\n', b'\r', bytes).filter(|at| self.ends_line(from + at)).count()
        } else {
            memchr::memchr_iter(b'\n', bytes).count()
        }
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

/// A number with commas between thousands.
#[must_use]
pub fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 file`, `2 files`.
#[must_use]
pub fn count(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", number(n as u64), if n == 1 { "" } else { "s" })
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
    fn places_in_long_texts_are_those_of_a_plain_count() {
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("{}{end}", "x".repeat(699)).repeat(40) + "last";
            let index = LineIndex::new(text.as_bytes());
            for at in (0..=text.len()).step_by(13).chain([text.len()]) {
                let (line, column) = (at / (699 + end.len()), at % (699 + end.len()));
                let place = index.position(at);
                assert_eq!((place.line.get() as usize, place.column.get() as usize), (line + 1, column + 1));
                let start = at - column;
                let length = if start + 699 > text.len() { 4 } else { 699 };
                assert_eq!(index.line_span(at), Span::new(start, start + length), "{end:?} {at}");
            }
        }
    }

    #[test]
    fn columns_are_utf16_units() {
        let text = "\u{1F43B}é x".as_bytes();
        let index = LineIndex::new(text);
        assert_eq!(index.position(text.len() - 1).column.get(), 5);
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!([number(7), number(78_579), number(1_234_567)], ["7", "78,579", "1,234,567"]);
        assert_eq!([count(1, "file"), count(2_000, "file")], ["1 file", "2,000 files"]);
    }
}
