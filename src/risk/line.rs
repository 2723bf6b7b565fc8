//! The text around a secret: its line, the name it is given, and the lines that use that name.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::finding::Finding;
use crate::text::Span;
use crate::tree::Tree;

/// A line longer than this is machine-made; nothing is read from it. Bytes.
const MAX_LINE: usize = 2_000;
/// A name is followed so far from the secret, in bytes: elsewhere in a large file it means something else.
const REACH: usize = 64 * 1024;
/// So many uses are looked at.
const MOST_USES: usize = 50;
/// A name must have this many letters to be followed.
const MIN_NAME: usize = 3;

/// The file of a finding, and where the secret stands in it.
pub(super) struct Surroundings {
    text: Rc<str>,
    span: Span,
    /// The line of the secret, from 1.
    number: usize,
    /// What [`Surroundings::uses`] found, since several risks ask: the number of each line, and where it is.
    uses: OnceCell<Vec<(usize, Span)>>,
}

impl Surroundings {
    /// Reads the file of `finding`; None in history, in archives, when the file changed or the secret was encoded.
    pub(super) fn read(tree: &Tree, finding: &Finding) -> Option<Self> {
        let origin = &finding.location.origin;
        if origin.commit.is_some()
            || origin.member.is_some()
            || finding.commit.is_some()
            || !finding.decoded.is_empty()
        {
            return None;
        }
        let path = std::str::from_utf8(origin.path.as_bytes()).ok()?;
        let text = tree.text(&tree.relative(std::path::Path::new(path))?)?;
        let span = finding.location.span;
        let sound =
            span.end <= text.len() && text.is_char_boundary(span.start) && text.is_char_boundary(span.end);
        let number = finding.location.start.line.get() as usize;
        sound.then_some(Self { text, span, number, uses: OnceCell::new() })
    }

    /// The line before and after the secret.
    pub(super) fn line(&self) -> Option<(&str, &str)> {
        let start = self.text[..self.span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[self.span.end..].find('\n').map_or(self.text.len(), |at| self.span.end + at);
        (end - start <= MAX_LINE)
            .then(|| (&self.text[start..self.span.start], &self.text[self.span.end..end]))
    }

    /// The name of the variable that the line assigns the secret to.
    pub(super) fn name(&self) -> Option<&str> {
        let (before, _) = self.line()?;
        let head = before.trim_end_matches(['"', '\'', '`', ' ', '\t', 'b', 'r', 'f']).trim_end();
        let head = head.strip_suffix(":=").or_else(|| head.strip_suffix('='))?.trim_end();
        // `key: string = "..."`, `String key = "..."`, `const key = "..."`.
        let head = head.split_once(':').map_or(head, |(name, _)| name).trim_end();
        let word = head.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$').next()?;
        (word.len() >= MIN_NAME && !word.starts_with(|c: char| c.is_ascii_digit())).then_some(word)
    }

    /// Lines near the secret, other than its own, that hold its name as a word, with their number from 1.
    pub(super) fn uses(&self) -> impl Iterator<Item = (usize, &str)> {
        let found = self.uses.get_or_init(|| self.find_uses());
        found.iter().map(|(number, line)| (*number, &self.text[line.start..line.end]))
    }

    fn find_uses(&self) -> Vec<(usize, Span)> {
        let (Some(name), Some((before, after))) = (self.name(), self.line()) else { return Vec::new() };
        let own = Span::new(self.span.start - before.len(), self.span.end + after.len());
        let bytes = self.text.as_bytes();
        let from = own.start.saturating_sub(REACH);
        let to = bytes.len().min(own.end + REACH);
        let lines = |from: usize, to: usize| memchr::memchr_iter(b'\n', &bytes[from..to]).count();
        // Counted from the secret's own line: many secrets of one long file would read it again and again.
        let mut counted = (from, self.number.saturating_sub(lines(from, own.start)));
        let mut used: Vec<(usize, Span)> = Vec::new();
        let mut line_end = from;
        for at in memchr::memmem::find_iter(&bytes[from..to], name).map(|at| from + at) {
            if at < line_end || (own.start..own.end).contains(&at) {
                continue;
            }
            let line = Span::new(
                memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1),
                memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end),
            );
            line_end = line.end;
            if used.len() == MOST_USES {
                break;
            }
            if line.len() <= MAX_LINE && has_word(&self.text[line.start..line.end], name) {
                counted = (at, counted.1 + lines(counted.0, at));
                used.push((counted.1, line));
            }
        }
        used
    }
}

/// True when `word` stands in `text` by itself.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word)
        .any(|(at, _)| !part(text[..at].chars().next_back()) && !part(text[at + word.len()..].chars().next()))
}
