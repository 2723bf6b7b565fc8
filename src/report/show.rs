//! Text fit to be shown: names and commit texts are hostile, so what could fool a terminal or a reader is escaped.

use std::fmt;
use std::fmt::Write as _;

use crate::blob::{Origin, RelPath, is_bidi_control};

/// Displays and serialises text with control and bidirectional characters written as `\u{..}`.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a>(pub &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if is_hostile(c) {
                write!(f, "\\u{{{:x}}}", u32::from(c))?;
            } else {
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}

impl serde::Serialize for Shown<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.chars().any(is_hostile) {
            serializer.collect_str(self)
        } else {
            serializer.serialize_str(self.0)
        }
    }
}

/// True for characters that must not reach a terminal or a document as they are. Line ends and tabs count.
#[must_use]
pub fn is_hostile(c: char) -> bool {
    c.is_control() || is_bidi_control(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

/// `text` with hostile characters escaped.
#[must_use]
pub fn shown(text: &str) -> String {
    Shown(text).to_string()
}

/// A source line with each hostile character replaced by one U+FFFD; tabs stay.
#[must_use]
pub fn shown_line(text: &str) -> String {
    text.chars().map(|c| if c != '\t' && is_hostile(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The path of `origin`, with the member of an archive after a `!`.
#[must_use]
pub fn place(origin: &Origin) -> String {
    let path = shown(&origin.path.to_string());
    match &origin.member {
        Some(member) => format!("{path}!{}", shown(&member.to_string())),
        None => path,
    }
}

/// Percent-encodes a path as a relative URI reference: every byte but unreserved characters and `/`
/// (<https://www.rfc-editor.org/rfc/rfc3986#section-2.3>). The bytes come back whole.
#[must_use]
pub fn path_uri(path: &RelPath) -> String {
    let bytes = path.as_bytes();
    let mut uri = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

/// `text` in an element or a quoted attribute of HTML and of XML 1.0. Characters that XML cannot hold are the caller's: [`shown`]
/// writes them out.
#[must_use]
pub fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// A URL that may become a link: `http:` or `https:` only.
#[must_use]
pub fn link(url: &str) -> Option<&str> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    (web && url.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"' | b'\\')))
        .then_some(url)
}

/// A number of bytes for people: `512 B`, `1.3 GB` (powers of 1,000).
#[must_use]
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if count < 1000 {
        return format!("{count} B");
    }
    let (mut tenths, mut unit) = (count / 100, 0);
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_escaped() {
        assert_eq!(shown("a\u{1b}[0m\n\u{202e}é\u{85}"), "a\\u{1b}[0m\\u{a}\\u{202e}é\\u{85}");
        assert_eq!(shown_line("a\tb\u{7}"), "a\tb\u{fffd}");
    }

    #[test]
    fn uris_keep_every_byte() {
        let path = RelPath::new("a b/%#?[]\\:é".as_bytes());
        assert_eq!(path_uri(&path), "a%20b/%25%23%3F%5B%5D%5C%3A%C3%A9");
        assert_eq!(path_uri(&RelPath::new(b"x\xff")), "x%FF");
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(link("https://a.example/b?c=d"), Some("https://a.example/b?c=d"));
        assert_eq!(link("javascript:alert(1)"), None);
        assert_eq!(link("https://a\"onclick"), None);
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!([bytes(999), bytes(1_340), bytes(1_300_000_000)], ["999 B", "1.3 kB", "1.3 GB"]);
    }
}
