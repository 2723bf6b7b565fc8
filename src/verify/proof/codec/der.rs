//! A reader of DER, as far as private keys use it: definite lengths, one-byte tags.

/// Tag of an INTEGER.
pub const INTEGER: u8 = 0x02;
/// Tag of an OCTET STRING.
pub const OCTETS: u8 = 0x04;
/// Tag of an OBJECT IDENTIFIER.
pub const OID: u8 = 0x06;
/// Tag of a SEQUENCE.
pub const SEQUENCE: u8 = 0x30;

/// What is left to read of a run of elements.
#[derive(Clone, Copy, Debug)]
pub struct Der<'d>(&'d [u8]);

impl<'d> Der<'d> {
    /// Reads `bytes` from their start.
    #[must_use]
    pub fn new(bytes: &'d [u8]) -> Self {
        Self(bytes)
    }

    /// The tag and content of the next element.
    pub fn any(&mut self) -> Option<(u8, &'d [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match usize::from(first) {
            short @ 0..=0x7f => (short, rest),
            // Four bytes of length are more than any file that is scanned.
            long @ 0x81..=0x84 => {
                let (digits, rest) = rest.split_at_checked(long & 0x7f)?;
                (digits.iter().fold(0, |length, &digit| length << 8 | usize::from(digit)), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, content))
    }

    /// The content of the next element, which must have `tag`.
    pub fn take(&mut self, tag: u8) -> Option<&'d [u8]> {
        let mut ahead = *self;
        let (found, content) = ahead.any()?;
        if found != tag {
            return None;
        }
        *self = ahead;
        Some(content)
    }

    /// The next element, a SEQUENCE, to be read in turn.
    pub fn sequence(&mut self) -> Option<Self> {
        self.take(SEQUENCE).map(Self)
    }

    /// The next element, a positive INTEGER, without leading zeros.
    pub fn integer(&mut self) -> Option<&'d [u8]> {
        let content = self.take(INTEGER)?;
        let zeros = content.iter().take_while(|&&byte| byte == 0).count();
        Some(&content[zeros..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_nested_elements() {
        let mut der = Der::new(&[0x30, 0x07, 0x02, 0x02, 0x00, 0x81, 0x04, 0x01, 0x09]);
        let mut inner = der.sequence().expect("a sequence");
        assert_eq!(inner.take(OCTETS), None);
        assert_eq!(inner.integer(), Some(&[0x81][..]));
        assert_eq!(inner.take(OCTETS), Some(&[9][..]));
        assert_eq!(inner.any(), None);
        assert_eq!(der.any(), None);
    }

    #[test]
    fn long_and_broken_lengths() {
        let long = [&[0x04, 0x82, 0x01, 0x00][..], &[7; 256]].concat();
        assert_eq!(Der::new(&long).take(OCTETS).map(<[u8]>::len), Some(256));
        assert_eq!(Der::new(&long[..200]).any(), None);
        assert_eq!(Der::new(&[0x04, 0x80, 0, 0]).any(), None, "indefinite");
        assert_eq!(Der::new(&[0x04, 0x85, 1, 1, 1, 1, 1]).any(), None);
        assert_eq!(Der::new(&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff]).any(), None);
    }
}
