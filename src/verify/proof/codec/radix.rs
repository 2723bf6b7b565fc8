//! Numbers written in base 36 and base 62, most significant digit first, padded on the left with `0`.

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// `value` in base 62 (`0-9A-Za-z`), its last `N` digits.
#[must_use]
pub fn base62<const N: usize>(value: u64) -> [u8; N] {
    digits(value, 62, |digit| DIGITS[digit])
}

/// `value` in base 36 (`0-9a-z`), its last `N` digits.
#[must_use]
pub fn base36<const N: usize>(value: u64) -> [u8; N] {
    digits(value, 36, |digit| DIGITS[digit].to_ascii_lowercase())
}

/// Reads a base 62 number; `None` for other characters, for no text and for numbers above 64 bits.
#[must_use]
pub fn parse_base62(text: &[u8]) -> Option<u64> {
    parse(text, 62, |byte| DIGITS.iter().position(|&digit| digit == byte))
}

/// Reads a lower-case base 36 number; `None` for other characters, for no text and for numbers above 64 bits.
#[must_use]
pub fn parse_base36(text: &[u8]) -> Option<u64> {
    parse(text, 36, |byte| match byte {
        b'0'..=b'9' => Some(usize::from(byte - b'0')),
        b'a'..=b'z' => Some(usize::from(byte - b'a') + 10),
        _ => None,
    })
}

fn digits<const N: usize>(mut value: u64, base: u64, digit: impl Fn(usize) -> u8) -> [u8; N] {
    let mut text = [b'0'; N];
    for place in text.iter_mut().rev() {
        // A remainder by a base of at most 62 fits every integer.
        *place = digit(usize::try_from(value % base).unwrap_or_default());
        value /= base;
    }
    text
}

fn parse(text: &[u8], base: u64, digit: impl Fn(u8) -> Option<usize>) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u64, |value, &byte| {
        let digit = u64::try_from(digit(byte)?).ok()?;
        value.checked_mul(base)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pads_on_the_left_and_reads_back() {
        assert_eq!(&base62::<6>(61), b"00000z");
        assert_eq!(&base62::<6>(62), b"000010");
        assert_eq!(&base36::<7>(35), b"000000z");
        assert_eq!(parse_base62(b"000010"), Some(62));
        assert_eq!(parse_base36(b"2s"), Some(100));
        assert_eq!(parse_base36(&base36::<7>(u64::from(u32::MAX))), Some(u64::from(u32::MAX)));
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in [&b""[..], b"-1", b"2S", b"zzzzzzzzzzzzzzzzzzzz"] {
            assert_eq!(parse_base36(text), None);
        }
        assert_eq!(parse_base62(b"a_"), None);
    }
}
