//! A pack index: sorted object ids with their offsets in the pack.

use std::path::Path;

use crate::error::Error;
use crate::git::damaged;
use crate::git::oid::HashKind;
use crate::raw::map::Map;

const MAGIC: [u8; 4] = [0xff, b't', b'O', b'c'];
const FANOUT: usize = 256 * 4;
/// In a version 2 index an offset with this bit set is a row of the table of large offsets.
const LARGE: u32 = 1 << 31;

/// A pack index, version 1 or 2.
pub struct PackIndex {
    map: Map,
    hash: usize,
    count: usize,
    version: Version,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    /// Fanout, then rows of offset and id. Written before 2007 and with `pack.indexVersion = 1`.
    One,
    /// Magic, fanout, then tables of ids, checksums, offsets and large offsets.
    Two,
}

impl PackIndex {
    /// Opens the index at `path`.
    ///
    /// # Errors
    /// When the file cannot be read, is cut short, or its fan-out table does not ascend.
    pub fn open(path: &Path, hash: HashKind) -> Result<Self, Error> {
        let map = Map::open(path)?;
        let version = if map.get(..4) == Some(MAGIC.as_slice()) { Version::Two } else { Version::One };
        if version == Version::Two && word(&map, 4) != Some(2) {
            return Err(damaged(path, "the pack index has a version other than 1 or 2"));
        }
        let mut index = Self { map, hash: hash.len(), count: 0, version };
        let fanout: Option<Vec<usize>> = (0..256).map(|first| index.fanout(first)).collect();
        let ascending = fanout.filter(|table| table.is_sorted());
        let Some(&count) = ascending.as_deref().and_then(<[usize]>::last) else {
            return Err(damaged(path, "the fan-out table of the pack index is damaged"));
        };
        index.count = count;
        let row = index.hash + 4 + if version == Version::Two { 4 } else { 0 };
        if index.map.len() < index.ids_at() + count * row + 2 * index.hash {
            return Err(damaged(path, "the pack index is cut short"));
        }
        Ok(index)
    }

    /// How many objects the pack holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// True for a pack of no objects.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The id in row `row`, which must be less than [`PackIndex::len`].
    #[must_use]
    pub fn id(&self, row: usize) -> &[u8] {
        let at = match self.version {
            Version::One => self.ids_at() + row * (4 + self.hash) + 4,
            Version::Two => self.ids_at() + row * self.hash,
        };
        &self.map[at..at + self.hash]
    }

    /// The offset of the object in row `row`; nothing when the table of large offsets is too short.
    #[must_use]
    pub fn offset(&self, row: usize) -> Option<u64> {
        if self.version == Version::One {
            return word(&self.map, self.ids_at() + row * (4 + self.hash)).map(u64::from);
        }
        let offsets = self.ids_at() + self.count * (self.hash + 4);
        let short = word(&self.map, offsets + row * 4)?;
        if short & LARGE == 0 {
            return Some(u64::from(short));
        }
        let at = offsets + self.count * 4 + (short & !LARGE) as usize * 8;
        let high = word(&self.map, at)?;
        let low = word(&self.map, at + 4)?;
        Some(u64::from(high) << 32 | u64::from(low))
    }

    /// The row of `id`.
    #[must_use]
    pub fn find(&self, id: &[u8]) -> Option<usize> {
        let row = self.first_from(id);
        (row < self.count && self.id(row) == id).then_some(row)
    }

    /// The first row whose id is not less than `id`.
    #[must_use]
    pub fn first_from(&self, id: &[u8]) -> usize {
        let first = usize::from(id.first().copied().unwrap_or(0));
        let mut low = if first == 0 { 0 } else { self.fanout(first - 1).unwrap_or(0) };
        let mut high = self.fanout(first).unwrap_or(0);
        while low < high {
            let middle = low.midpoint(high);
            if self.id(middle) < id {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// How many ids start with a byte up to `first`.
    fn fanout(&self, first: usize) -> Option<usize> {
        word(&self.map, self.ids_at() - FANOUT + first * 4).map(|count| count as usize)
    }

    fn ids_at(&self) -> usize {
        FANOUT + if self.version == Version::Two { 8 } else { 0 }
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}
