//! A set of short keys that turns nearly all others away with one look at a few kilobytes.

/// Bytes of three or four as a key.
pub(super) type Key = u32;

/// The key of three bytes, which is that of the first three of four with the last one zero.
#[inline]
pub(super) fn three(bytes: [u8; 3]) -> Key {
    let [first, second, third] = bytes;
    Key::from_le_bytes([first, second, third, 0])
}

/// The key of four bytes.
#[inline]
pub(super) fn four(bytes: [u8; 4]) -> Key {
    Key::from_le_bytes(bytes)
}

/// The key of the first three of the four bytes of `key`.
#[inline]
pub(super) fn first_three(key: Key) -> Key {
    key & 0xff_ffff
}

/// A set of keys that claims to have some others, too: one in `64 * WORDS` divided by how many it has. `WORDS` is a power
/// of two.
pub(super) struct Filter<const WORDS: usize>(Box<[u64; WORDS]>);

impl<const WORDS: usize> Filter<WORDS> {
    const HASH_BITS: u32 = WORDS.ilog2() + u64::BITS.ilog2();

    /// Has none.
    pub(super) fn new() -> Self {
        Self(Box::new([0; WORDS]))
    }

    pub(super) fn insert(&mut self, key: Key) {
        let hash = Self::hash(key);
        self.0[hash / 64] |= 1 << (hash % 64);
    }

    /// True for each key of the set, and for hardly any other.
    #[inline]
    pub(super) fn may_have(&self, key: Key) -> bool {
        let hash = Self::hash(key);
        self.0[hash / 64] >> (hash % 64) & 1 == 1
    }

    #[inline]
    fn hash(key: Key) -> usize {
        // Fibonacci hashing: the top bits of a product with 2^32 divided by the golden ratio.
        (key.wrapping_mul(0x9E37_79B1) >> (Key::BITS - Self::HASH_BITS)) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_and_others_hardly_ever() {
        let mut filter = Filter::<1024>::new();
        let keys = || (0..1000_u32).map(|n| n.wrapping_mul(0x0107_1F35));
        keys().for_each(|key| filter.insert(key));
        assert!(keys().all(|key| filter.may_have(key)));
        let others = keys().filter(|key| filter.may_have(key + 1)).count();
        assert!(others < 60, "{others}");
    }

    #[test]
    fn three_of_four_bytes_are_three() {
        assert_eq!(first_three(four(*b"ghp_")), three(*b"ghp"));
        assert_ne!(four(*b"ghp_"), three(*b"ghp"));
    }
}
