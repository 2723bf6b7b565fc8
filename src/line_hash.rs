//! The hash by which GitHub recognises a line again after it moved: `primaryLocationLineHash` in SARIF.
//!
//! GitHub names an alert by rule, path and this value and by nothing else, so it must be exact. It follows
//! <https://github.com/github/codeql-action/blob/main/src/fingerprints.ts>: a rolling hash over the 100 characters
//! (UTF-16 units, spaces and tabs left out, every line end as LF) that start with the line, then how many lines
//! with that hash came so far.

use std::collections::HashMap;

/// Characters that one hash covers.
const WINDOW: usize = 100;
const FACTOR: u64 = 37;
/// Stands for the end of the text.
const END: u16 = u16::MAX;
const LF: u16 = 10;

/// `HASH:COUNT` of each of `lines` (1-based, sorted) of `text`, in the same order; empty for a line that `text`
/// does not have. One pass, which ends after the last of `lines`.
#[must_use]
pub fn line_hashes(text: &[u8], lines: &[u32]) -> Vec<String> {
    let mut roll = Roll::new(lines);
    let mut units = Units::default();
    for chunk in text.utf8_chunks() {
        for c in chunk.valid().chars() {
            let mut buffer = [0; 2];
            for &mut unit in c.encode_utf16(&mut buffer) {
                units.next(unit).into_iter().for_each(|unit| roll.push(unit));
            }
        }
        if !chunk.invalid().is_empty() {
            units.next(0xfffd).into_iter().for_each(|unit| roll.push(unit));
        }
        if roll.done() {
            break;
        }
    }
    roll.finish()
}

/// Leaves out what the hash does not see, and makes every line end an LF.
#[derive(Default)]
struct Units {
    after_cr: bool,
}

impl Units {
    fn next(&mut self, unit: u16) -> Option<u16> {
        let second_half = self.after_cr && unit == LF;
        self.after_cr = unit == u16::from(b'\r');
        if unit == u16::from(b' ') || unit == u16::from(b'\t') || second_half {
            return None;
        }
        Some(if self.after_cr { LF } else { unit })
    }
}

/// The rolling hash, with the lines that start within its window.
struct Roll<'a> {
    wanted: &'a [u32],
    found: Vec<String>,
    hash: u64,
    leaving_factor: u64,
    window: [u16; WINDOW],
    /// The line that starts at each place of the window, 0 for none.
    starts: [u32; WINDOW],
    at: usize,
    line: u32,
    line_starts: bool,
    seen: HashMap<u64, u32>,
}

impl<'a> Roll<'a> {
    fn new(wanted: &'a [u32]) -> Self {
        Self {
            wanted,
            found: Vec::with_capacity(wanted.len()),
            hash: 0,
            leaving_factor: (0..WINDOW).fold(1, |product: u64, _| product.wrapping_mul(FACTOR)),
            window: [0; WINDOW],
            starts: [0; WINDOW],
            at: 0,
            line: 0,
            line_starts: true,
            seen: HashMap::new(),
        }
    }

    fn done(&self) -> bool {
        self.found.len() == self.wanted.len()
    }

    fn push(&mut self, unit: u16) {
        self.emit();
        if self.line_starts {
            self.line += 1;
            self.starts[self.at] = self.line;
        }
        self.line_starts = unit == LF;
        self.shift(unit);
    }

    fn shift(&mut self, unit: u16) {
        let leaving = u64::from(std::mem::replace(&mut self.window[self.at], unit));
        self.hash = (FACTOR.wrapping_mul(self.hash).wrapping_add(u64::from(unit)))
            .wrapping_sub(self.leaving_factor.wrapping_mul(leaving));
        self.at = (self.at + 1) % WINDOW;
    }

    /// The oldest place of the window is about to leave: if a line starts there, its hash is complete.
    fn emit(&mut self) {
        let line = std::mem::take(&mut self.starts[self.at]);
        if line == 0 || self.done() {
            return;
        }
        let count = self.seen.entry(self.hash).or_insert(0);
        *count += 1;
        while self.wanted.get(self.found.len()) == Some(&line) {
            self.found.push(format!("{:x}:{count}", self.hash));
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.push(END);
        for _ in 0..WINDOW {
            self.emit();
            self.shift(0);
        }
        self.found.resize(self.wanted.len(), String::new());
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_the_values_of_the_action() {
        assert_eq!(line_hashes(b"", &[1]), ["c129715d7a2bc9a3:1"]);
        let text = b" a\nb\n  \t\tc\n d";
        let want = ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"];
        assert_eq!(line_hashes(text, &[1, 2, 3, 4]), want);
        assert_eq!(line_hashes(text, &[2, 2, 4, 9]), [want[1], want[1], want[3], ""]);
    }

    #[test]
    fn line_ends_are_all_one() {
        let want = line_hashes(b"a\nb\nc", &[1, 2, 3]);
        assert_eq!(line_hashes(b"a\r\nb\r\nc", &[1, 2, 3]), want);
        assert_eq!(line_hashes(b"a\rb\r\n c", &[1, 2, 3]), want);
    }

    #[test]
    fn equal_lines_are_counted() {
        let text =
            "the same long line, more than one hundred characters of it, ".repeat(2) + "over and over\n";
        let hashes = line_hashes(text.repeat(4).as_bytes(), &[1, 2, 3]);
        let (hash, _) = hashes[0].split_once(':').expect("a hash and a count");
        assert_eq!(hashes, [format!("{hash}:1"), format!("{hash}:2"), format!("{hash}:3")]);
    }

    #[test]
    fn bytes_that_are_not_text_count_as_one_replacement_character() {
        let broken = line_hashes(b"a\xff\nb", &[1, 2]);
        assert_eq!(broken, line_hashes("a\u{fffd}\nb".as_bytes(), &[1, 2]));
        assert_ne!(line_hashes("\u{1f43b}".as_bytes(), &[1]), line_hashes("\u{fffd}".as_bytes(), &[1]));
    }
}
