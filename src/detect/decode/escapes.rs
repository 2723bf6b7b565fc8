//! Escapes within a line: `\u0041`, `\x41`, `\"`, `\/`, `%41`, `&quot;`, `&#65;`, `&#x41;`.

use super::Decoded;
use super::hex::digit;
use crate::text::Span;

/// Longer lines are left alone. Bytes.
const MAX_LINE: usize = 8 * 1024;

/// True when `line` holds an escape worth decoding and is not too long for it.
#[must_use]
pub fn is_escaped(line: &[u8]) -> bool {
    line.len() <= MAX_LINE && memchr::memchr3_iter(b'\\', b'%', b'&', line).any(|at| matters(&line[at..]))
}

/// The line `line` of `text`, its escapes replaced by what they stand for.
#[must_use]
pub fn unescape(text: &[u8], line: Span) -> Decoded {
    let mut decoded = Decoded::new();
    let mut at = line.start;
    while at < line.end {
        let (byte, length) = read(&text[at..line.end]).unwrap_or((text[at], 1));
        decoded.push(byte, Span::new(at, at + length));
        at += length;
    }
    decoded
}

/// The line of the byte at `at`, without its end. Of a line that is too long to be decoded perhaps only a part, which is
/// too long as well.
#[must_use]
pub fn line_around(text: &[u8], at: usize) -> Span {
    let (from, to) = (at.saturating_sub(MAX_LINE + 1), text.len().min(at + MAX_LINE + 1));
    let start = memchr::memrchr(b'\n', &text[from..at]).map_or(from, |before| from + before + 1);
    let end = memchr::memchr(b'\n', &text[at..to]).map_or(to, |after| at + after);
    Span::new(start, end)
}

/// True for an escape that stands for a character which matters to a rule: a quote, a separator, a letter.
fn matters(text: &[u8]) -> bool {
    match read(text) {
        // A percent sign before two hexadecimal digits is more often a printf format (`%2d`) than an escape.
        Some((byte, _)) if text[0] == b'%' => !byte.is_ascii_control() && text[2] != b'd',
        Some((byte, _)) => !byte.is_ascii_control(),
        None => false,
    }
}

/// The ASCII character that the escape at the start of `text` stands for, and the escape's length.
fn read(text: &[u8]) -> Option<(u8, usize)> {
    match text {
        [b'\\', b'u', a, b, c, d, ..] => ascii(&[*a, *b, *c, *d]).map(|byte| (byte, 6)),
        [b'\\', b'x', a, b, ..] => ascii(&[*a, *b]).map(|byte| (byte, 4)),
        [b'\\', c @ (b'"' | b'\'' | b'/' | b'\\'), ..] => Some((*c, 2)),
        [b'%', a, b, ..] => ascii(&[*a, *b]).map(|byte| (byte, 3)),
        [b'&', rest @ ..] => entity(rest),
        _ => None,
    }
}

fn ascii(digits: &[u8]) -> Option<u8> {
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let value = digits.iter().fold(0u32, |value, &d| value << 4 | u32::from(digit(d)));
    u8::try_from(value).ok().filter(u8::is_ascii)
}

/// Entities of HTML and XML that stand for ASCII.
fn entity(rest: &[u8]) -> Option<(u8, usize)> {
    const NAMED: [(&[u8], u8); 6] = [
        (b"quot;", b'"'),
        (b"amp;", b'&'),
        (b"lt;", b'<'),
        (b"gt;", b'>'),
        (b"apos;", b'\''),
        (b"equals;", b'='),
    ];
    if let Some((name, byte)) = NAMED.iter().find(|(name, _)| rest.starts_with(name)) {
        return Some((*byte, name.len() + 1));
    }
    let number = rest.strip_prefix(b"#")?;
    let end = number.iter().take(6).position(|&b| b == b';')?;
    let text = std::str::from_utf8(&number[..end]).ok()?;
    let value = match text.strip_prefix(['x', 'X']) {
        Some(hex) => u8::from_str_radix(hex, 16),
        None => text.parse(),
    };
    value.ok().filter(u8::is_ascii).map(|byte| (byte, end + 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Option<String> {
        let line = line_around(text.as_bytes(), 0);
        let plain = || String::from_utf8(unescape(text.as_bytes(), line).bytes).expect("ASCII");
        is_escaped(line.of(text.as_bytes())).then(plain)
    }

    #[test]
    fn every_kind_of_escape() {
        assert_eq!(decoded(r"a\u003d\u0022b").as_deref(), Some(r#"a="b"#));
        assert_eq!(decoded(r"\x67\x68p_").as_deref(), Some("ghp_"));
        assert_eq!(decoded(r#"{\"k\": \"https:\/\/h\"}"#).as_deref(), Some(r#"{"k": "https://h"}"#));
        assert_eq!(decoded("key%3Aa%2Fb").as_deref(), Some("key:a/b"));
        assert_eq!(decoded("x=&quot;a&amp;b&#61;&#x3D;&quot;").as_deref(), Some(r#"x="a&b==""#));
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        assert_eq!(decoded("printf(\"%2d %s\n\", a && b);"), None);
        assert_eq!(decoded("100% sure & more"), None);
    }

    #[test]
    fn places_lead_back() {
        let text = "a\nx%3Dy";
        let decoded = unescape(text.as_bytes(), line_around(text.as_bytes(), 3));
        assert_eq!(decoded.outer(Span::new(1, 2)), Span::new(3, 6));
    }
}
