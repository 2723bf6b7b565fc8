//! UTF-16 text, with or without a byte order mark, as Windows tools write it.

use super::Decoded;
use crate::text::Span;

/// So many first bytes are looked at.
const PROBE: usize = 512;

/// The order of the two bytes of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Little,
    Big,
}

/// The text as UTF-8, when `text` is UTF-16.
#[must_use]
pub fn decode(text: &[u8]) -> Option<Decoded> {
    let (order, mark) = order_of(text)?;
    let unit = |pair: &[u8]| match order {
        Order::Little => u16::from_le_bytes([pair[0], pair[1]]),
        Order::Big => u16::from_be_bytes([pair[0], pair[1]]),
    };
    let units = text[mark..].chunks_exact(2).map(unit);
    let mut decoded = Decoded::new();
    let mut at = mark;
    for character in char::decode_utf16(units) {
        let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
        let from = Span::new(at, at + 2 * character.len_utf16());
        for &byte in character.encode_utf8(&mut [0; 4]).as_bytes() {
            decoded.push(byte, from);
        }
        at = from.end;
    }
    Some(decoded)
}

/// True when [`decode`] reads `text`.
#[must_use]
pub fn is_encoded(text: &[u8]) -> bool {
    order_of(text).is_some()
}

/// How `text` is ordered and how long its mark is; `None` when it is not UTF-16.
fn order_of(text: &[u8]) -> Option<(Order, usize)> {
    match text {
        // FF FE 00 00 is the mark of UTF-32.
        [0xff, 0xfe, 0, 0, ..] => None,
        [0xff, 0xfe, ..] => Some((Order::Little, 2)),
        [0xfe, 0xff, ..] => Some((Order::Big, 2)),
        _ => order_by_zeros(&text[..text.len().min(PROBE)]).map(|order| (order, 0)),
    }
}

/// In UTF-16 text of a western language nearly every second byte is zero, and hardly any other.
fn order_by_zeros(probe: &[u8]) -> Option<Order> {
    // No zero at all is what ordinary text has, and finding that out is nearly free.
    memchr::memchr(0, probe)?;
    let zeros = |parity: usize| probe.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), probe.len() / 2);
    if half < 8 {
        return None;
    }
    match (even * 10 >= half * 9, odd * 10 >= half * 9) {
        (false, true) if even * 20 < half => Some(Order::Little),
        (true, false) if odd * 20 < half => Some(Order::Big),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn with_and_without_mark_in_both_orders() {
        let plain = "password = 'a long enough line of text'\r\n";
        for to_bytes in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
            for mark in ["", "\u{feff}"] {
                let encoded = encode(&format!("{mark}{plain}"), to_bytes);
                let decoded = decode(&encoded).expect("is UTF-16");
                assert_eq!(decoded.bytes, plain.as_bytes());
                let skip = 2 * mark.encode_utf16().count();
                assert_eq!(decoded.outer(Span::new(0, 8)), Span::new(skip, skip + 16));
            }
        }
    }

    #[test]
    fn other_files_are_not() {
        assert!(decode(b"plain text that is long enough").is_none());
        assert!(decode(&[0; 600]).is_none());
        assert!(decode(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0").is_none());
    }
}
