//! Encodings and sums that token formats are made of. Each answers `None` or an empty result for text that is not in
//! it; none panics, and none allocates more than a small multiple of its input.

pub mod armor;
pub mod base32;
pub mod base58;
pub mod base64;
pub mod bech32;
pub mod crc;
pub mod date;
pub mod der;
pub mod marvin32;
pub mod radix;
