//! Split indexes: most entries stay in a shared file, and the index says what became of them.
//!
//! <https://git-scm.com/docs/index-format#_split_index>, and for the bitmaps `ewah/ewah_bitmap.c` of git and
//! <https://git-scm.com/docs/bitmap-format#_appendix_a_serialization_format_for_an_ewah_bitmap>.

use super::entries::{Files, Parsed, Place};
use crate::git::oid::{HashKind, Oid};

/// What the extension `link` says of the entries of the shared file.
pub(super) struct Link {
    delete: Bitmap,
    replace: Bitmap,
}

/// The numbers of the bits that are set, in order.
type Bitmap = Vec<usize>;

/// What is said of an extension that makes no sense.
pub(super) const DAMAGED: &str = "the link to the shared index is damaged";

/// The name of the shared file `sharedindex.ID`, which is all zeros when there is none.
pub(super) fn shared_id(body: &[u8], hash: HashKind) -> Option<Oid> {
    Oid::from_bytes(body.get(..hash.len())?)
}

impl Link {
    /// Reads the extension, for a shared file of `most` entries.
    pub(super) fn parse(body: &[u8], hash: HashKind, most: usize) -> Option<Self> {
        let mut rest = body.get(hash.len()..)?;
        if rest.is_empty() {
            return Some(Self { delete: Vec::new(), replace: Vec::new() });
        }
        let delete = bitmap(&mut rest, most)?;
        let replace = bitmap(&mut rest, most)?;
        rest.is_empty().then_some(Self { delete, replace })
    }
}

/// One bitmap: the number of bits, the number of words, the words, the place of the last marker. A marker holds a bit,
/// for how many words it is repeated, and how many plain words follow.
fn bitmap(body: &mut &[u8], most: usize) -> Option<Bitmap> {
    let (_bits, words) = (take32(body)?, take32(body)?);
    let mut bits = Vec::new();
    let mut at = 0_usize;
    let mut left = words;
    while left > 0 {
        let marker = take64(body)?;
        let repeated = usize::try_from(marker >> 1 & 0xffff_ffff).ok()?.checked_mul(64)?;
        let plain = u32::try_from(marker >> 33).ok()?;
        if marker & 1 == 1 {
            // A forged count cannot ask for more memory than the entries of the shared file justify.
            (at.checked_add(repeated)? <= most.next_multiple_of(64)).then_some(())?;
            bits.extend(at..at + repeated);
        }
        at = at.checked_add(repeated)?;
        left = left.checked_sub(1)?.checked_sub(plain)?;
        for _ in 0..plain {
            let word = take64(body)?;
            bits.extend((0..64).filter(|bit| word >> bit & 1 == 1).map(|bit| at + bit));
            at = at.checked_add(64)?;
        }
    }
    take32(body)?;
    bits.last().is_none_or(|&last| last < most).then_some(bits)
}

fn take32(body: &mut &[u8]) -> Option<u32> {
    let (number, rest) = body.split_first_chunk()?;
    *body = rest;
    Some(u32::from_be_bytes(*number))
}

fn take64(body: &mut &[u8]) -> Option<u64> {
    let (number, rest) = body.split_first_chunk()?;
    *body = rest;
    Some(u64::from_be_bytes(*number))
}

/// The entries of both files, in order. `own` are those of the index in `files.0`, `shared` those of `files.1`.
///
/// The first entries of the index have no path; they replace shared ones. The others are new.
pub(super) fn join(
    own: Parsed,
    shared: Parsed,
    link: &Link,
    files: Files<'_>,
    hash: HashKind,
) -> Option<Parsed> {
    let mut paths = own.paths;
    let mut places = shared.places;
    let (replacing, new) = own.places.split_at_checked(link.replace.len())?;
    let moved = u32::try_from(paths.len()).ok()?;
    paths.extend_from_slice(&shared.paths);
    for place in &mut places {
        *place = place.of_second_file(moved)?;
    }
    for (&row, by) in link.replace.iter().zip(replacing) {
        let old = places.get_mut(row)?;
        let path = old.path(files, &paths).to_vec();
        by.path(files, &paths).is_empty().then_some(())?;
        *old = by.called(paths.len(), path.len())?;
        paths.extend_from_slice(&path);
    }
    let mut deleted = vec![false; places.len()];
    for &row in &link.delete {
        *deleted.get_mut(row)? = true;
    }
    let mut deleted = deleted.into_iter();
    places.retain(|_| deleted.next() != Some(true));
    let name = |place: &Place| (place.path(files, &paths).to_vec(), place.stage(files, hash));
    new.iter().all(|place| !place.path(files, &paths).is_empty()).then_some(())?;
    // New ones come first among equals, and the sort keeps that order.
    let mut all: Vec<Place> = new.iter().copied().chain(places).collect();
    all.sort_by_cached_key(name);
    all.dedup_by_key(|place| name(place));
    Some(Parsed { places: all, paths, end: own.end })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bitmap of these words.
    fn encoded(words: &[u64]) -> Vec<u8> {
        let count = u32::try_from(words.len()).expect("few");
        let mut bytes = [0_u32.to_be_bytes(), count.to_be_bytes()].concat();
        bytes.extend(words.iter().flat_map(|word| word.to_be_bytes()));
        bytes.extend([0; 4]);
        bytes
    }

    fn marker(bit: u64, repeated: u64, plain: u64) -> u64 {
        bit | repeated << 1 | plain << 33
    }

    #[test]
    fn bitmaps_are_read() {
        let read = |words: &[u64], most| bitmap(&mut &encoded(words)[..], most);
        assert_eq!(read(&[], 0), Some(vec![]));
        assert_eq!(read(&[marker(0, 1, 1), 0b101], 99), Some(vec![64, 66]));
        assert_eq!(read(&[marker(1, 1, 0)], 64), Some((0..64).collect()));
        assert_eq!(read(&[marker(0, 0, 1), 2, marker(0, 1, 1), 1], 200), Some(vec![1, 128]));
    }

    #[test]
    fn forged_bitmaps_are_refused() {
        for (words, most) in [
            (&[marker(1, u64::from(u32::MAX), 0)][..], 10),
            (&[marker(0, 0, 2), 1], 10),
            (&[marker(0, 0, 1), 1 << 40], 40),
            (&[marker(0, 0, u64::from(u32::MAX >> 1))], 10),
        ] {
            assert_eq!(bitmap(&mut &encoded(words)[..], most), None);
        }
        let whole = encoded(&[marker(0, 0, 1), 1]);
        for keep in 0..whole.len() {
            assert_eq!(bitmap(&mut &whole[..keep], 10), None);
        }
    }
}
