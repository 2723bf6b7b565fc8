//! Finds text that is encoded within text, and keeps exact account of where each decoded byte came from.
//!
//! A token in a Kubernetes Secret is base64 in YAML, in a Helm release gzip in base64, in a JSON log a string with
//! escapes. Each [`Codec`] turns a part of a text into a [`Decoded`], which is scanned like a text of its own, again
//! and again up to [`MAX_DEPTH`]. Only what decodes to readable text counts, so ordinary blobs cost nothing.

pub mod base64;
pub mod escapes;
pub mod gzip;
pub mod hex;
pub mod joined;
pub mod utf16;

use crate::text::Span;

/// How deep encodings may be nested.
pub const MAX_DEPTH: usize = 4;
/// Encoded parts longer than this are left alone. Bytes; also bounds how far a hit may look.
pub const MAX_ENCODED: usize = 48 * 1024;
/// What one part may decode to, at most. Bytes; a limit against compression bombs.
pub const MAX_DECODED: usize = 1 << 20;

/// Parts of a text that may be encoded.
#[derive(Debug, Default)]
pub struct Encoded {
    /// Long token runs.
    pub runs: Vec<Span>,
    /// Lines with escapes.
    pub lines: Vec<Span>,
    /// Values in pieces.
    pub joins: Vec<joined::Join>,
}

/// What a part of a text decodes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The decoded bytes.
    pub bytes: Vec<u8>,
    /// For each of them, the bytes of the encoded text that it came from.
    places: Vec<(u32, u32)>,
}

impl Decoded {
    /// An empty one, to be filled with [`Decoded::push`].
    #[must_use]
    pub fn new() -> Self {
        Self { bytes: Vec::new(), places: Vec::new() }
    }

    /// Appends a byte that came from `from` in the encoded text.
    pub fn push(&mut self, byte: u8, from: Span) {
        self.bytes.push(byte);
        self.places.push((narrow(from.start), narrow(from.end)));
    }

    /// The same with the `length` bytes of `text` before it, which name it: `API_KEY: bXktdG9rZW4=`.
    #[must_use]
    pub fn behind(self, text: &[u8], length: usize) -> Self {
        let first = self.outer(Span::new(0, 0)).start;
        let mut named = Self::new();
        let before = (first.saturating_sub(length)..first).zip(&text[first.saturating_sub(length)..]);
        before.for_each(|(at, &byte)| named.push(byte, Span::new(at, at + 1)));
        named.bytes.extend(self.bytes);
        named.places.extend(self.places);
        named
    }

    /// The bytes of the encoded text that `span` of the decoded bytes came from.
    #[must_use]
    pub fn outer(&self, span: Span) -> Span {
        let start = self.places.get(span.start).map_or(0, |place| place.0);
        let end =
            span.end.checked_sub(1).and_then(|last| self.places.get(last)).map_or(start, |place| place.1);
        Span::new(start as usize, end.max(start) as usize)
    }

    /// Where in the decoded bytes the byte at `offset` of the encoded text went, for texts decoded in order.
    #[must_use]
    pub fn inner(&self, offset: usize) -> usize {
        self.places.partition_point(|place| (place.1 as usize) <= offset)
    }
}

impl Default for Decoded {
    fn default() -> Self {
        Self::new()
    }
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// A way of encoding text.
pub struct Codec {
    /// Its name in reports.
    pub name: &'static str,
    /// Decodes the token run at `run`, or says that it is not encoded this way.
    pub decode: fn(text: &[u8], run: Span) -> Option<Decoded>,
}

/// The codecs of long token runs. A new one is a file in this folder and a row here.
pub const CODECS: &[Codec] = &[
    Codec { name: "gzip", decode: gzip::decode },
    Codec { name: "hex", decode: hex::decode },
    Codec { name: "base64", decode: base64::decode },
];

/// The shortest token run that is tried. An encoded token is longer.
pub const MIN_ENCODED: usize = 24;

/// True when `bytes` are text that a person or a program wrote: printable ASCII, common white space, valid UTF-8.
#[must_use]
pub fn is_readable(bytes: &[u8]) -> bool {
    let control = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r') || b == 0x7f;
    !bytes.is_empty() && !bytes.iter().any(|&b| control(b)) && std::str::from_utf8(bytes).is_ok()
}

/// True when `bytes`, twelve or more, start like a file of keys: JKS, JCEKS, PKCS #12. Secrets of clusters hold those.
#[must_use]
pub fn is_key_store(bytes: &[u8]) -> bool {
    const JKS: [&[u8]; 2] = [b"\xfe\xed\xfe\xed\0\0\0", b"\xce\xce\xce\xce\0\0\0"];
    // PKCS #12: a SEQUENCE of the INTEGER 3 and another SEQUENCE.
    let pfx = match bytes {
        [0x30, length @ 0x80..=0x83, rest @ ..] => rest.get(usize::from(length & 3)..).unwrap_or_default(),
        _ => &[],
    };
    JKS.iter().any(|magic| bytes.starts_with(magic)) || pfx.starts_with(&[2, 1, 3, 0x30])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_the_encoded_text() {
        let mut decoded = Decoded::new();
        decoded.push(b'a', Span::new(10, 13));
        decoded.push(b'b', Span::new(13, 14));
        assert_eq!(decoded.outer(Span::new(0, 2)), Span::new(10, 14));
        assert_eq!(decoded.outer(Span::new(1, 2)), Span::new(13, 14));
        assert_eq!((decoded.inner(10), decoded.inner(13), decoded.inner(14)), (0, 1, 2));
    }

    #[test]
    fn key_stores_are_known_by_their_start() {
        assert!(is_key_store(b"\xfe\xed\xfe\xed\0\0\0\x02\0\0\0\x01"));
        assert!(is_key_store(b"\x30\x82\x0a\x3c\x02\x01\x03\x30\x82\x09\xe6\x06"));
        assert!(!is_key_store(b"\x30\x82\x0a\x3c\x02\x01\0\x30\x82\x09\xe6\x06"), "a private key in DER");
        assert!(!is_key_store(b"") && !is_key_store(b"plain text, no store"));
    }

    #[test]
    fn readable_means_text() {
        assert!(is_readable("user:p\u{e4}ss\n".as_bytes()));
        assert!(!is_readable(b"\x00abc") && !is_readable(b"\xff\xfe") && !is_readable(b""));
    }
}
