//! Base64, standard and URL alphabet, with or without padding, wrapped over lines or not.

use super::{Decoded, MAX_ENCODED, MIN_ENCODED, is_key_store, is_readable};
use crate::text::Span;

/// So many first bytes must be readable before the rest is decoded.
const PROBE: usize = 12;
const _: () = assert!(PROBE / 3 * 4 <= MIN_ENCODED);

/// Decodes the run at `run`, and the lines below it when base64 is wrapped over lines, if text or a key store comes out.
#[must_use]
pub fn decode(text: &[u8], run: Span) -> Option<Decoded> {
    let decoded = decode_bytes(text, run, |head| is_readable(trim_broken_end(head)) || is_key_store(head))?;
    (is_readable(&decoded.bytes) || is_key_store(&decoded.bytes)).then_some(decoded)
}

/// Decodes like [`decode`], whatever comes out, if its first bytes please `accept`.
pub(super) fn decode_bytes(text: &[u8], run: Span, accept: fn(&[u8]) -> bool) -> Option<Decoded> {
    let run = value_part(text, run);
    if run.len() < MIN_ENCODED {
        return None;
    }
    if !accept(&probe(run.of(text))) {
        return None;
    }
    let whole = wrapped(text, run);
    (whole.len() <= MAX_ENCODED).then(|| decode_chars(text, whole))
}

/// What the first characters of a run decode to, without looking at the rest.
fn probe(run: &[u8]) -> [u8; PROBE] {
    let mut head = [0; PROBE];
    for (out, four) in head.chunks_exact_mut(3).zip(run.chunks_exact(4)) {
        let bits = four.iter().fold(0u32, |bits, &b| bits << 6 | u32::from(value(b).unwrap_or(0)));
        out.copy_from_slice(&bits.to_be_bytes()[1..]);
    }
    head
}

/// A run may hold `name=` before the value: `DATA=aGVs...`.
fn value_part(text: &[u8], run: Span) -> Span {
    let bytes = run.of(text);
    let padding = bytes.iter().rev().take_while(|&&b| b == b'=').count();
    let body = &bytes[..bytes.len() - padding];
    // Of the bytes of a run these are none of the alphabet.
    let start = memchr::memrchr3(b'=', b'.', b'~', body).map_or(0, |at| at + 1);
    Span::new(run.start + start, run.end)
}

/// The span of a base64 block of which `first` is one line: all lines but the last are whole lines of one length.
fn wrapped(text: &[u8], first: Span) -> Span {
    let width = first.len();
    let mut block = first;
    while let Some(next) = line_below(text, block.end) {
        if next.len() > width || block.len() > MAX_ENCODED {
            break;
        }
        block.end = next.end;
        if next.len() < width {
            break;
        }
    }
    block
}

/// The next line, when it consists of base64 only, apart from indentation.
fn line_below(text: &[u8], end: usize) -> Option<Span> {
    let rest = text[end..].strip_prefix(b"\r\n").or_else(|| text[end..].strip_prefix(b"\n"))?;
    let indent = rest.iter().take_while(|&&b| b == b' ' || b == b'\t').count();
    let line = &rest[indent..];
    let length = line.iter().take_while(|&&b| value(b).is_some() || b == b'=').count();
    let ends = matches!(line.get(length), None | Some(b'\n' | b'\r'));
    let start = text.len() - line.len();
    (length > 0 && ends).then(|| Span::new(start, start + length))
}

/// Decodes the characters of `span`, skipping line ends and indentation.
fn decode_chars(text: &[u8], span: Span) -> Decoded {
    let mut decoded = Decoded::new();
    let (mut bits, mut have) = (0u32, 0u32);
    // The place of the character that holds the first bit not yet given out.
    let mut from = span.start;
    for (at, six) in (span.start..span.end).filter_map(|at| value(text[at]).map(|six| (at, six))) {
        if have == 0 {
            from = at;
        }
        bits = bits << 6 | u32::from(six);
        have += 6;
        if have >= 8 {
            have -= 8;
            decoded.push((bits >> have) as u8, Span::new(from, at + 1));
            from = at;
        }
    }
    decoded
}

#[inline]
fn value(b: u8) -> Option<u8> {
    const NONE: u8 = u8::MAX;
    const VALUES: [u8; 256] = {
        let mut values = [NONE; 256];
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut i = 0;
        while i < alphabet.len() {
            values[alphabet[i] as usize] = i as u8;
            i += 1;
        }
        values[b'-' as usize] = 62;
        values[b'_' as usize] = 63;
        values
    };
    let value = VALUES[usize::from(b)];
    (value != NONE).then_some(value)
}

/// A probe may cut a character of several bytes in half.
fn trim_broken_end(bytes: &[u8]) -> &[u8] {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
        _ => bytes,
    }
}

#[cfg(test)]
mod tests {
    use ::base64::Engine as _;
    use ::base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::*;

    const PLAIN: &str = "the quick brown fox jumps over a lazy dog?>~ and more of it";

    #[test]
    fn both_alphabets_and_a_name_before_the_value() {
        for encoded in [
            STANDARD.encode(PLAIN),
            URL_SAFE_NO_PAD.encode(PLAIN),
            format!("DATA={}", STANDARD.encode(PLAIN)),
        ] {
            let decoded = decode(encoded.as_bytes(), Span::new(0, encoded.len())).expect("text comes out");
            assert_eq!(decoded.bytes, PLAIN.as_bytes());
            let fox = PLAIN.find("fox").expect("in the text");
            let outer = decoded.outer(Span::new(fox, fox + 3)).of(encoded.as_bytes());
            assert!(encoded.contains(std::str::from_utf8(outer).expect("ASCII")) && outer.len() <= 6);
        }
    }

    #[test]
    fn three_bytes_of_runs_are_none_of_the_alphabet() {
        let others = (0..=u8::MAX).filter(|&b| crate::rule::shape::is_run_byte(b) && value(b).is_none());
        assert_eq!(others.collect::<Vec<_>>(), b".=~");
    }

    #[test]
    fn wrapped_over_lines() {
        let encoded = STANDARD.encode(PLAIN.repeat(3));
        let lines: Vec<&str> =
            encoded.as_bytes().chunks(64).map(|c| std::str::from_utf8(c).expect("ASCII")).collect();
        let text = format!("data: |\n  {}\nnext: 1\n", lines.join("\n  "));
        let start = text.find(lines[0]).expect("the first line");
        let decoded = decode(text.as_bytes(), Span::new(start, start + 64)).expect("text comes out");
        assert_eq!(decoded.bytes, PLAIN.repeat(3).as_bytes());
    }

    #[test]
    fn random_bytes_are_left_alone() {
        let encoded =
            STANDARD.encode([7u8, 200, 13, 0, 99, 250, 3, 77, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 255]);
        assert!(decode(encoded.as_bytes(), Span::new(0, encoded.len())).is_none());
        assert!(decode(b"getElementsByClassNameAndMore", Span::new(0, 29)).is_none());
    }
}
