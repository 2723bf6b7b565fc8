//! The header of a pack entry: what it is, how large, and which entry it builds on.

use crate::git::Kind;
use crate::git::oid::{HashKind, Oid};

/// What stands before an entry's compressed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Whole, or a delta against another entry.
    pub form: Form,
    /// Bytes of the entry once inflated: of the object when it is whole, of the delta otherwise.
    pub size: u64,
    /// Where the compressed bytes start.
    pub body: usize,
}

/// How an entry holds its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The object itself.
    Whole(Kind),
    /// A delta against the entry at this offset of the same pack.
    DeltaAt(u64),
    /// A delta against the object with this id.
    DeltaOf(Oid),
}

impl Header {
    /// Reads the header at `at`. Nothing when it is cut short or makes no sense.
    #[must_use]
    pub fn parse(pack: &[u8], at: usize, hash: HashKind) -> Option<Self> {
        let mut rest = pack.get(at..)?.iter();
        let first = *rest.next()?;
        let mut size = u64::from(first & 0x0f);
        let mut shift = 4;
        let mut byte = first;
        while byte & 0x80 != 0 {
            byte = *rest.next()?;
            size |= u64::from(byte & 0x7f).checked_mul(1_u64.checked_shl(shift)?)?;
            shift += 7;
        }
        let form = match first >> 4 & 7 {
            1 => Form::Whole(Kind::Commit),
            2 => Form::Whole(Kind::Tree),
            3 => Form::Whole(Kind::Blob),
            4 => Form::Whole(Kind::Tag),
            6 => Form::DeltaAt((at as u64).checked_sub(distance(&mut rest)?)?),
            7 => {
                let id = Oid::from_bytes(rest.as_slice().get(..hash.len())?)?;
                rest = rest.as_slice()[hash.len()..].iter();
                Form::DeltaOf(id)
            }
            _ => return None,
        };
        Some(Self { form, size, body: pack.len() - rest.len() })
    }
}

/// How far back the base lies: 7 bits a byte, most significant first, each further byte adding one to what was read,
/// so that no distance has two spellings.
fn distance(rest: &mut std::slice::Iter<'_, u8>) -> Option<u64> {
    let mut byte = *rest.next()?;
    let mut value = u64::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        byte = *rest.next()?;
        value = value.checked_add(1)?.checked_mul(128)? | u64::from(byte & 0x7f);
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_whole_and_delta_headers() {
        let whole = Header::parse(&[0xb5, 0x02, 0x78], 0, HashKind::Sha1);
        assert_eq!(whole, Some(Header { form: Form::Whole(Kind::Blob), size: 0x25, body: 2 }));
        let mut pack = vec![0; 300];
        pack.extend([0x63, 0x81, 0x00, 0x78]);
        let delta = Header::parse(&pack, 300, HashKind::Sha1);
        assert_eq!(delta, Some(Header { form: Form::DeltaAt(300 - 256), size: 3, body: 303 }));
    }

    #[test]
    fn nonsense_is_nothing() {
        for bytes in [&[][..], &[0x80], &[0x00], &[0x53], &[0x73, 1, 2], &[0x61, 0x7f], &[0xff; 40]] {
            assert_eq!(Header::parse(bytes, 0, HashKind::Sha1), None, "{bytes:?}");
        }
    }
}
