//! Annotated tags.

use super::{Signature, split};
use crate::git::oid::Oid;

/// An annotated tag.
#[derive(Clone, Debug)]
pub struct Tag<'b> {
    /// What it names.
    pub target: Oid,
    /// Who made it.
    pub tagger: Signature<'b>,
    /// All of the message.
    pub message: &'b [u8],
}

impl<'b> Tag<'b> {
    /// Reads a tag. Nothing when it names no object.
    #[must_use]
    pub fn parse(object: &'b [u8]) -> Option<Self> {
        let (header, message) = split(object);
        let mut lines = header.split(|&b| b == b'\n');
        let target = Oid::from_hex(lines.next()?.strip_prefix(b"object ")?)?;
        let tagger = lines.find_map(|line| line.strip_prefix(b"tagger "));
        Some(Self { target, tagger: tagger.map(Signature::parse).unwrap_or_default(), message })
    }
}
