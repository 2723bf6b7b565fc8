//! Commits.

use super::split;
use crate::git::oid::Oid;

/// A commit.
#[derive(Clone, Debug)]
pub struct Commit<'b> {
    /// The folder at the top.
    pub tree: Oid,
    /// The commits it follows.
    pub parents: Vec<Oid>,
    /// Who wrote the change.
    pub author: Signature<'b>,
    /// Who made the commit.
    pub committer: Signature<'b>,
    /// All of the message.
    pub message: &'b [u8],
}

/// A name, an address and a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signature<'b> {
    /// The name.
    pub name: &'b [u8],
    /// The address, without its brackets.
    pub email: &'b [u8],
    /// Seconds since 1970 in UTC; 0 when it cannot be read.
    pub seconds: i64,
}

impl<'b> Commit<'b> {
    /// Reads a commit. Nothing when it names no tree or a parent that is no id.
    #[must_use]
    pub fn parse(object: &'b [u8]) -> Option<Self> {
        let (header, message) = split(object);
        let mut lines = header.split(|&b| b == b'\n');
        let tree = Oid::from_hex(lines.next()?.strip_prefix(b"tree ")?)?;
        let mut commit = Self {
            tree,
            parents: Vec::new(),
            author: Signature::default(),
            committer: Signature::default(),
            message,
        };
        for line in lines {
            if let Some(id) = line.strip_prefix(b"parent ") {
                commit.parents.push(Oid::from_hex(id)?);
            } else if let Some(author) = line.strip_prefix(b"author ") {
                commit.author = Signature::parse(author);
            } else if let Some(committer) = line.strip_prefix(b"committer ") {
                commit.committer = Signature::parse(committer);
                break;
            }
        }
        Some(commit)
    }
}

impl<'b> Signature<'b> {
    /// Reads `Name <address> seconds zone`; what is missing stays empty.
    #[must_use]
    pub fn parse(line: &'b [u8]) -> Self {
        let open = memchr::memchr(b'<', line).unwrap_or(line.len());
        let close = memchr::memrchr(b'>', line).filter(|&close| close > open).unwrap_or(line.len());
        let email = line.get(open + 1..close).unwrap_or_default();
        let rest = line.get(close + 1..).unwrap_or_default();
        let seconds = rest.split(|&b| b == b' ').find(|part| !part.is_empty()).unwrap_or_default();
        Self {
            name: line[..open].trim_ascii(),
            email,
            seconds: std::str::from_utf8(seconds).ok().and_then(|text| text.parse().ok()).unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_merge() {
        let id = "0123456789012345678901234567890123456789";
        let text = format!(
            "tree {id}\nparent {id}\nparent {id}\nauthor A B <a@b> 12 +0100\n\
             committer <> 13 +0000\ngpgsig x\n y\n\nTitle\n\nBody\n"
        );
        let commit = Commit::parse(text.as_bytes()).expect("sound");
        assert_eq!(commit.parents.len(), 2);
        assert_eq!(commit.author, Signature { name: b"A B", email: b"a@b", seconds: 12 });
        assert_eq!(commit.committer.seconds, 13);
        assert_eq!(commit.message, b"Title\n\nBody\n");
    }

    #[test]
    fn broken_commits_do_not_panic() {
        for text in ["", "tree", "tree 12", "author >< x", "\n\n"] {
            assert!(Commit::parse(text.as_bytes()).is_none());
        }
        for line in ["", "<", ">", "><", "a <b", "a <b> x", "a b>c 3"] {
            assert_eq!(Signature::parse(line.as_bytes()).seconds, 0, "{line}");
        }
    }
}
