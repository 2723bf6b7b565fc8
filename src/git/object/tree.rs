//! Trees.

use crate::git::oid::HashKind;

/// Walks the entries of a tree. Ends early when the tree is damaged; [`Tree::left`] tells.
#[derive(Clone, Debug)]
pub struct Tree<'b> {
    rest: &'b [u8],
    width: usize,
}

/// One line of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'b> {
    /// What it is.
    pub mode: Mode,
    /// Its name, without folders.
    pub name: &'b [u8],
    /// The object's id, raw.
    pub id: &'b [u8],
}

/// What an entry of a tree or index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A folder.
    Folder,
    /// A file.
    File,
    /// A symbolic link; the blob holds its target.
    Link,
    /// A commit of another repository.
    Submodule,
}

impl Mode {
    /// The meaning of the mode bits. Unknown kinds are read as files, so that nothing hides behind them.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        match bits & 0o170_000 {
            0o040_000 => Self::Folder,
            0o120_000 => Self::Link,
            0o160_000 => Self::Submodule,
            _ => Self::File,
        }
    }
}

impl<'b> Tree<'b> {
    /// Takes the content of a tree object.
    #[must_use]
    pub fn new(object: &'b [u8], hash: HashKind) -> Self {
        Self { rest: object, width: hash.len() }
    }

    /// How many bytes were not walked yet. At the end none, unless the tree is damaged.
    #[must_use]
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    fn parse(&self) -> Option<(Entry<'b>, &'b [u8])> {
        let space = self.rest.iter().take(8).position(|&b| b == b' ')?;
        let bits = std::str::from_utf8(&self.rest[..space]).ok()?;
        let mode = Mode::from_bits(u32::from_str_radix(bits, 8).ok()?);
        let rest = &self.rest[space + 1..];
        let end = memchr::memchr(0, rest)?;
        let id = rest.get(end + 1..end + 1 + self.width)?;
        Some((Entry { mode, name: &rest[..end], id }, &rest[end + 1 + self.width..]))
    }
}

impl<'b> Iterator for Tree<'b> {
    type Item = Entry<'b>;

    fn next(&mut self) -> Option<Entry<'b>> {
        let (entry, rest) = self.parse()?;
        self.rest = rest;
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_and_notices_damage() {
        let mut bytes = b"100644 a\0aaaaaaaaaaaaaaaaaaaa40000 d\0dddddddddddddddddddd".to_vec();
        let mut tree = Tree::new(&bytes, HashKind::Sha1);
        let seen: Vec<_> = tree.by_ref().map(|e| (e.mode, e.name, e.id[0])).collect();
        assert_eq!(seen, [(Mode::File, &b"a"[..], b'a'), (Mode::Folder, &b"d"[..], b'd')]);
        assert_eq!(tree.left(), 0);
        bytes.pop();
        let mut tree = Tree::new(&bytes, HashKind::Sha1);
        assert_eq!(tree.by_ref().count(), 1);
        assert_eq!(tree.left(), 27);
    }
}
