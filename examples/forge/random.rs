//! A small source of made-up text. Good enough for examples and tests; not for real secrets.

use std::hash::{BuildHasher, RandomState};

/// The generator splitmix64: one 64-bit state, one number a step.
pub struct Random(u64);

impl Random {
    /// Starts from `seed`: the same seed gives the same text.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Starts somewhere else in every run.
    pub fn unpredictable() -> Self {
        Self::new(RandomState::new().hash_one(0))
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `below` - 1.
    pub fn below(&mut self, below: usize) -> usize {
        usize::try_from(self.next() % (below as u64)).expect("less than a usize")
    }

    /// One of `choices`.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// `count` bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    /// `count` characters of `alphabet`.
    pub fn text(&mut self, alphabet: &str, count: usize) -> String {
        (0..count).map(|_| char::from(self.pick(alphabet.as_bytes()))).collect()
    }

    /// `count` letters and digits.
    pub fn alnum(&mut self, count: usize) -> String {
        self.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", count)
    }

    /// `count` lower-case hexadecimal digits.
    pub fn hex(&mut self, count: usize) -> String {
        self.text("0123456789abcdef", count)
    }
}
