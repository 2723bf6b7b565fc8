//! The cache of trees in an index: for each folder the tree it would become, unless something in it was staged since.

use crate::git::oid::{HashKind, Oid};

/// A folder of the index.
#[derive(Clone, Debug)]
pub struct CacheTree {
    name: Vec<u8>,
    /// How many entries of the index lie below, and the tree they make; nothing when it is out of date.
    pub tree: Option<(usize, Oid)>,
    folders: Vec<CacheTree>,
}

/// Folders nested deeper are not read.
const DEEPEST: usize = 512;

impl CacheTree {
    /// Reads the extension `TREE`. Nothing when it is damaged: it only saves time.
    #[must_use]
    pub fn parse(mut body: &[u8], hash: HashKind) -> Option<Self> {
        Self::node(&mut body, hash, 0)
    }

    /// The folder `name` in this one.
    #[must_use]
    pub fn folder(&self, name: &[u8]) -> Option<&Self> {
        self.folders.iter().find(|folder| folder.name == name)
    }

    /// `name NUL count SPACE folders LF`, the tree's id unless the count is negative, then the folders.
    fn node(body: &mut &[u8], hash: HashKind, depth: usize) -> Option<Self> {
        if depth > DEEPEST {
            return None;
        }
        let name = until(body, 0)?.to_vec();
        let count: i64 = number(until(body, b' ')?)?;
        let below: usize = usize::try_from(number(until(body, b'\n')?)?).ok()?;
        let tree = match usize::try_from(count) {
            Ok(count) => {
                let (id, rest) = body.split_at_checked(hash.len())?;
                *body = rest;
                Some((count, Oid::from_bytes(id)?))
            }
            Err(_) => None,
        };
        let mut folders = Vec::new();
        for _ in 0..below {
            folders.push(Self::node(body, hash, depth + 1)?);
        }
        Some(Self { name, tree, folders })
    }
}

fn until<'b>(body: &mut &'b [u8], end: u8) -> Option<&'b [u8]> {
    let at = memchr::memchr(end, body)?;
    let taken = &body[..at];
    *body = &body[at + 1..];
    Some(taken)
}

fn number(text: &[u8]) -> Option<i64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}
