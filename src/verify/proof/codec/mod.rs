//! Encodings and sums that token formats are made of. Each answers `None` or an empty result for text that is not in
//! it; none panics, and none allocates more than a small multiple of its input.

pub mod base32;
pub mod crc;
pub mod radix;
