//! Object ids: the hash that names an object, of either hash function.

use std::fmt;

/// The hash function of a repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HashKind {
    /// 20 bytes, the default.
    #[default]
    Sha1,
    /// 32 bytes, `extensions.objectFormat = sha256`.
    Sha256,
}

impl HashKind {
    /// Bytes of an id.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "the length of a hash is never zero")]
    pub fn len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }
}

/// An object id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid {
    bytes: [u8; 32],
    len: u8,
}

impl Oid {
    /// The id with these raw bytes: 20 or 32 of them.
    #[must_use]
    pub fn from_bytes(raw: &[u8]) -> Option<Self> {
        let len = u8::try_from(raw.len()).ok().filter(|len| matches!(len, 20 | 32))?;
        let mut bytes = [0; 32];
        bytes[..raw.len()].copy_from_slice(raw);
        Some(Self { bytes, len })
    }

    /// The id that `hex` spells in full: 40 or 64 digits.
    #[must_use]
    pub fn from_hex(hex: &[u8]) -> Option<Self> {
        let mut raw = [0; 32];
        if !matches!(hex.len(), 40 | 64) {
            return None;
        }
        // Each commit names several objects, so the digits are looked at together in the end.
        let mut all = 0;
        for (byte, pair) in raw.iter_mut().zip(hex.as_chunks::<2>().0) {
            let [high, low] = pair.map(|digit| DIGITS[usize::from(digit)]);
            all |= high | low;
            *byte = high << 4 | low;
        }
        if all > 0xf { None } else { Self::from_bytes(&raw[..hex.len() / 2]) }
    }

    /// The raw bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// True for the id of all zeros, which stands for 'no object' in hook protocols and reflogs.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.bytes == [0; 32]
    }
}

/// What each byte is worth as a digit; [`NO_DIGIT`] for those that are none.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        let digit = b"0123456789abcdef"[value];
        digits[digit as usize] = value as u8;
        digits[digit.to_ascii_uppercase() as usize] = value as u8;
        value += 1;
    }
    digits
};
const NO_DIGIT: u8 = 0xff;

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_round_trips_in_both_lengths() {
        for hex in ["00112233445566778899aabbccddeeff01234567".to_owned(), "ab".repeat(32)] {
            assert_eq!(Oid::from_hex(hex.as_bytes()).expect("valid").to_string(), hex);
        }
        assert_eq!(Oid::from_hex(b"0011"), None);
        assert_eq!(Oid::from_hex("zz".repeat(20).as_bytes()), None);
        assert_eq!(Oid::from_hex("AB".repeat(20).as_bytes()), Oid::from_hex("ab".repeat(20).as_bytes()));
        let digits =
            (0..=255_u8).filter(|&b| Oid::from_hex(&[[b'0'; 39].as_slice(), &[b]].concat()).is_some());
        assert_eq!(digits.collect::<Vec<_>>(), b"0123456789ABCDEFabcdef");
        assert!(Oid::from_hex("00".repeat(20).as_bytes()).expect("valid").is_zero());
    }
}
