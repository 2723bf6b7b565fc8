//! Comments in the scanned file that allow a finding on their line.
//!
//! `beartrap:allow RULE -- reason` names a rule (or `all`); `beartrap:allow-next RULE -- reason` stands on the line
//! before. The marks of other scanners that carry no rule are understood too: `gitleaks:allow`, `betterleaks:allow`,
//! `trufflehog:ignore`, `kingfisher:ignore`, `pragma: allowlist secret`.

use memchr::memmem;

use crate::blob::RelPath;
use crate::finding::Suppression;
use crate::text::{LineIndex, Span};

/// [`Suppression::kind`] of what a mark allows.
pub const KIND: &str = "inline";

const OWN: &[u8] = b"beartrap:allow";
const NEXT: &[u8] = b"-next";
const OTHERS: [&[u8]; 5] = [
    b"gitleaks:allow",
    b"betterleaks:allow",
    b"trufflehog:ignore",
    b"kingfisher:ignore",
    b"pragma: allowlist secret",
];

/// Every mark holds one of these words. Lines of minified files are long and have many findings, so they are searched
/// for few words.
const WORDS: [&[u8]; 2] = [b"allow", b"ignore"];

/// What allows a finding of `rule` on the line at `line` of the text of `index`, the file at `path`.
#[must_use]
pub fn suppression(index: &LineIndex<'_>, line: Span, path: &RelPath, rule: &str) -> Option<Suppression> {
    let text = index.text();
    let above = if line.start == 0 { Span::new(0, 0) } else { index.line_span(line.start - 1) };
    let reason = reason(line.of(text), above.of(text), rule)?;
    let number = index.position(line.start).line.get();
    Some(Suppression { kind: KIND, place: format!("{path}:{number}"), reason })
}

/// The reason given for allowing a finding of `rule` on `line`, where `before` is the line above; `None` when it is
/// not allowed. A mark without a reason gives an empty one.
#[must_use]
pub fn reason(line: &[u8], before: &[u8], rule: &str) -> Option<String> {
    let marked = |text: &[u8]| WORDS.iter().any(|word| memmem::find(text, word).is_some());
    let (line, before) = (Some(line).filter(|line| marked(line)), Some(before).filter(|text| marked(text)));
    let own_mark = line.and_then(|line| own(line, rule, false));
    own_mark.or_else(|| before.and_then(|before| own(before, rule, true))).or_else(|| {
        let line = line?;
        let mark = OTHERS.into_iter().find(|mark| memmem::find(line, mark).is_some())?;
        Some(String::from_utf8_lossy(mark).into_owned())
    })
}

fn own(line: &[u8], rule: &str, next: bool) -> Option<String> {
    memmem::find_iter(line, OWN).find_map(|at| {
        let rest = &line[at + OWN.len()..];
        let rest = match (rest.strip_prefix(NEXT), next) {
            (Some(rest), true) => rest,
            (None, false) => rest,
            _ => return None,
        };
        let text = String::from_utf8_lossy(rest);
        let (names, reason) = text.split_once("--").unwrap_or((&text, ""));
        let named = names
            .split(|c: char| c.is_whitespace() || c == ',')
            .take_while(|word| word.is_empty() || word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
            .any(|word| word == rule || word == "all");
        named.then(|| reason.trim().trim_end_matches(['*', '/', '-', '>']).trim_end().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_names_its_rule() {
        let line = b"key = 'x' # beartrap:allow acme-key -- test key of the emulator";
        assert_eq!(reason(line, b"", "acme-key").as_deref(), Some("test key of the emulator"));
        assert_eq!(reason(line, b"", "other-key"), None);
        assert_eq!(reason(b"x /* beartrap:allow all -- demo */", b"", "any").as_deref(), Some("demo"));
        assert_eq!(
            reason(b"x // beartrap:allow", b"", "any"),
            None,
            "a bare mark would hide every new secret"
        );
    }

    #[test]
    fn the_line_above_needs_the_next_form() {
        assert_eq!(reason(b"x", b"# beartrap:allow-next k -- r", "k").as_deref(), Some("r"));
        assert_eq!(reason(b"x", b"# beartrap:allow k -- r", "k"), None);
        assert_eq!(reason(b"x # beartrap:allow-next k -- r", b"", "k"), None);
    }

    #[test]
    fn every_mark_holds_a_word_that_is_searched_for() {
        for mark in OTHERS.into_iter().chain([OWN]) {
            assert!(WORDS.iter().any(|word| memmem::find(mark, word).is_some()));
        }
    }

    #[test]
    fn marks_of_other_scanners_count() {
        assert_eq!(reason(b"x # gitleaks:allow", b"", "k").as_deref(), Some("gitleaks:allow"));
    }
}
