//! Hexadecimal text.

use super::{Decoded, MAX_ENCODED, MIN_ENCODED, is_readable};
use crate::text::Span;

/// Decodes the run at `run`, or its part behind the last non-digit, if text comes out.
#[must_use]
pub fn decode(text: &[u8], run: Span) -> Option<Decoded> {
    let bytes = run.of(text);
    // Most runs of digits are sums, and hardly one of them ends like text.
    if bytes.len() < MIN_ENCODED || !ends_readable(bytes) {
        return None;
    }
    let start = run.start + bytes.iter().rposition(|b| !b.is_ascii_hexdigit()).map_or(0, |at| at + 1);
    let length = run.end - start;
    if length < MIN_ENCODED || length % 2 == 1 || length > MAX_ENCODED {
        return None;
    }
    let mut decoded = Decoded::new();
    for at in (start..run.end).step_by(2) {
        let byte = digit(text[at]) << 4 | digit(text[at + 1]);
        if !is_plain(byte) {
            return None;
        }
        decoded.push(byte, Span::new(at, at + 2));
    }
    is_readable(&decoded.bytes).then_some(decoded)
}

/// True when the last bytes that `digits` stand for are text.
fn ends_readable(digits: &[u8]) -> bool {
    const LAST: usize = 4;
    let pairs = digits.rchunks_exact(2).take(LAST);
    pairs.into_iter().all(|pair| is_plain(digit(pair[0]) << 4 | digit(pair[1])))
}

fn is_plain(byte: u8) -> bool {
    (0x20..0x7f).contains(&byte) || matches!(byte, b'\n' | b'\r' | b'\t')
}

/// The value of a hexadecimal digit; 0 for other bytes.
pub(super) fn digit(b: u8) -> u8 {
    char::from(b).to_digit(16).map_or(0, |d| d as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_out_with_its_place() {
        let plain = b"token of a kind: abc";
        let encoded = format!("x={}", plain.iter().map(|b| format!("{b:02x}")).collect::<String>());
        let decoded = decode(encoded.as_bytes(), Span::new(0, encoded.len())).expect("text comes out");
        assert_eq!(decoded.bytes, plain);
        assert_eq!(decoded.outer(Span::new(0, 1)), Span::new(2, 4));
    }

    #[test]
    fn hashes_are_left_alone() {
        let hash = b"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        assert!(decode(hash, Span::new(0, hash.len())).is_none());
    }
}
