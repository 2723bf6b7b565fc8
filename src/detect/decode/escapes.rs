//! Escapes within a line: `\u0041`, `\x41`, `\"`, `\/`, `%41`, `&quot;`, `&#65;`, `&#x41;`.

use super::Decoded;
use super::hex::digit;
use crate::text::Span;

/// Longer lines are left alone. Bytes.
const MAX_LINE: usize = 8 * 1024;

/// Reports each line of `text` within `region` that holds escapes, decoded.
pub fn lines(text: &[u8], region: Span, report: &mut dyn FnMut(Decoded)) {
    let mut at = region.start;
    while let Some(found) = memchr::memchr3(b'\\', b'%', b'&', &text[at..region.end]) {
        let escape = at + found;
        if !starts_line_worth(&text[escape..]) {
            at = escape + 1;
            continue;
        }
        let line = line_around(text, escape);
        if line.len() <= MAX_LINE {
            report(unescape(text, line));
        }
        at = line.end.max(escape + 1);
        if at >= region.end {
            return;
        }
    }
}

/// True for an escape that stands for a character which matters to a rule: a quote, a separator, a letter.
fn starts_line_worth(text: &[u8]) -> bool {
    match read(text) {
        // A percent sign before two hexadecimal digits is more often a printf format (`%2d`) than an escape.
        Some((byte, _)) if text[0] == b'%' => !byte.is_ascii_control() && text[2] != b'd',
        Some((byte, _)) => !byte.is_ascii_control(),
        None => false,
    }
}

fn unescape(text: &[u8], line: Span) -> Decoded {
    let mut decoded = Decoded::new();
    let mut at = line.start;
    while at < line.end {
        let (byte, length) = read(&text[at..line.end]).unwrap_or((text[at], 1));
        decoded.push(byte, Span::new(at, at + length));
        at += length;
    }
    decoded
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

fn line_around(text: &[u8], at: usize) -> Span {
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |before| before + 1);
    let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |after| at + after);
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Vec<String> {
        let mut lines_out = Vec::new();
        lines(text.as_bytes(), Span::new(0, text.len()), &mut |d| {
            lines_out.push(String::from_utf8(d.bytes).expect("ASCII"));
        });
        lines_out
    }

    #[test]
    fn every_kind_of_escape() {
        assert_eq!(decoded(r"a\u003d\u0022b"), [r#"a="b"#]);
        assert_eq!(decoded(r"\x67\x68p_"), ["ghp_"]);
        assert_eq!(decoded(r#"{\"k\": \"https:\/\/h\"}"#), [r#"{"k": "https://h"}"#]);
        assert_eq!(decoded("key%3Aa%2Fb"), ["key:a/b"]);
        assert_eq!(decoded("x=&quot;a&amp;b&#61;&#x3D;&quot;"), [r#"x="a&b==""#]);
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        assert!(decoded("printf(\"%2d %s\\n\", a && b);\n100% sure & more\n").is_empty());
    }

    #[test]
    fn places_lead_back() {
        let text = "a\nx%3Dy";
        lines(text.as_bytes(), Span::new(0, text.len()), &mut |d| {
            assert_eq!(d.outer(Span::new(1, 2)), Span::new(3, 6));
        });
    }
}
