//! Base32 (RFC 4648) without padding, in both cases, and with a sum.

use super::crc::crc16;

/// Decodes lower-case base32, without padding. `None` for other characters and for left-over bits that are not 0.
#[must_use]
pub fn decode_lower(text: &[u8]) -> Option<Vec<u8>> {
    decode(text, b'a')
}

/// Decodes upper-case base32, without padding. `None` for other characters and for left-over bits that are not 0.
#[must_use]
pub fn decode_upper(text: &[u8]) -> Option<Vec<u8>> {
    decode(text, b'A')
}

/// The bytes of upper-case base32 before a right CRC16, which is written low byte first.
#[must_use]
pub fn decode_summed(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = decode_upper(text)?;
    let (summed, &sum) = bytes.split_last_chunk::<2>()?;
    let right = crc16(summed) == u16::from_le_bytes(sum);
    bytes.truncate(bytes.len() - 2);
    right.then_some(bytes)
}

/// Encodes in lower case, without padding.
#[must_use]
pub fn encode_lower(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let digit = |value: u32| char::from(ALPHABET[usize::from(value.to_le_bytes()[0] & 31)]);
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut pending, mut bits) = (0_u32, 0);
    for &byte in bytes {
        pending = (pending << 8) | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(digit(pending >> bits));
        }
        pending &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(digit(pending << (5 - bits)));
    }
    text
}

fn decode(text: &[u8], first_letter: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut pending, mut bits) = (0_u32, 0);
    for &byte in text {
        let digit = match byte {
            b'2'..=b'7' => byte - b'2' + 26,
            _ if byte.is_ascii_alphabetic() && byte & 0x20 == first_letter & 0x20 => byte - first_letter,
            _ => return None,
        };
        pending = (pending << 5) | u32::from(digit);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((pending >> bits).to_le_bytes()[0]);
        }
        pending &= (1 << bits) - 1;
    }
    (pending == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_of_rfc_4648() {
        for (text, bytes) in [("", ""), ("my", "f"), ("mzxq", "fo"), ("mzxw6ytboi", "foobar")] {
            assert_eq!(encode_lower(bytes.as_bytes()), text);
            assert_eq!(decode_lower(text.as_bytes()), Some(bytes.as_bytes().to_vec()));
            assert_eq!(decode_upper(text.to_uppercase().as_bytes()), Some(bytes.as_bytes().to_vec()));
        }
        assert_eq!(decode_lower(b"MY"), None);
        assert_eq!(decode_upper(b"my"), None);
        assert_eq!(decode_lower(b"m1"), None);
        assert_eq!(decode_lower(b"mz"), None);
    }

    #[test]
    fn long_texts_keep_their_bytes() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(decode_lower(encode_lower(&bytes).as_bytes()), Some(bytes));
    }
}
