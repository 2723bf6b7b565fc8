//! Gzip within base64, as Helm keeps its releases, and once more in base64, as Kubernetes keeps those.

use std::io::Read;
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use memchr::memmem::Finder;

use super::base64::decode_bytes;
use super::{Decoded, MAX_DECODED, is_readable};
use crate::text::Span;

const MAGIC: &[u8] = &[0x1f, 0x8b, 0x08];
/// The magic in base64: whole characters, so that a run without them need not be decoded.
const ENCODED_MAGIC: &[u8] = b"H4sI";

/// Decodes and expands the run at `run`, if it is gzip and text comes out.
///
/// What comes out has no place of its own in the encoded text, so all of it is said to come from all of the run.
#[must_use]
pub fn decode(text: &[u8], run: Span) -> Option<Decoded> {
    static MAGIC_FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(ENCODED_MAGIC));
    MAGIC_FINDER.find(run.of(text))?;
    let packed = decode_bytes(text, run, |head| head.starts_with(MAGIC))?;
    let all = packed.outer(Span::new(0, packed.bytes.len()));
    let mut plain = Vec::new();
    // A cut-off stream still gives what comes before the cut.
    let _ = GzDecoder::new(&packed.bytes[..]).take(MAX_DECODED as u64).read_to_end(&mut plain);
    if !is_readable(&plain) {
        return None;
    }
    let mut decoded = Decoded::new();
    for byte in plain {
        decoded.push(byte, all);
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use ::base64::Engine as _;
    use ::base64::engine::general_purpose::STANDARD;

    use super::*;

    #[test]
    fn expands_what_is_packed() {
        let plain = b"a release with a secret in it, a release with a secret in it";
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(plain).expect("writing to memory");
        let encoded = STANDARD.encode(packer.finish().expect("writing to memory"));
        let decoded = decode(encoded.as_bytes(), Span::new(0, encoded.len())).expect("text comes out");
        assert_eq!(decoded.bytes, plain);
        assert!(decode(b"H4sIAAAAAAAAA", Span::new(0, 13)).is_none());
    }
}
