//! The text around a secret: its line, the name it is given, and the lines that use that name.

use std::rc::Rc;

use crate::finding::Finding;
use crate::text::Span;
use crate::tree::Tree;

/// A line longer than this is machine-made; nothing is read from it. Bytes.
const MAX_LINE: usize = 2_000;
/// A name must have this many letters to be followed.
const MIN_NAME: usize = 3;

/// The file of a finding, and where the secret stands in it.
pub(super) struct Surroundings {
    text: Rc<str>,
    span: Span,
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
        sound.then_some(Self { text, span })
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

    /// Lines other than the secret's own that hold its name as a word, with their number from 1.
    pub(super) fn uses(&self) -> Vec<(usize, &str)> {
        let Some(name) = self.name() else { return Vec::new() };
        let own = self.text[..self.span.start].matches('\n').count();
        let lines = self.text.lines().enumerate();
        let used = lines.filter(|(at, line)| *at != own && line.len() <= MAX_LINE && has_word(line, name));
        used.map(|(at, line)| (at + 1, line)).take(200).collect()
    }
}

/// True when `word` stands in `text` by itself.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word)
        .any(|(at, _)| !part(text[..at].chars().next_back()) && !part(text[at + word.len()..].chars().next()))
}
