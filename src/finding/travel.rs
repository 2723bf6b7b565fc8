//! Where in git a secret is: the commit that brought it in, and how far it got.

use serde::{Deserialize, Serialize};

/// How far a secret has travelled in git.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reach {
    /// In a file that git does not track.
    Untracked,
    /// In the index, not committed.
    Staged,
    /// In a commit that no remote-tracking branch holds.
    Local,
    /// In a commit that a remote-tracking branch holds.
    Remote,
}

impl Reach {
    /// The name used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Untracked => "untracked",
            Self::Staged => "staged",
            Self::Local => "local",
            Self::Remote => "remote",
        }
    }
}

/// The commit that brought a secret in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Commit {
    /// Full hexadecimal id.
    pub id: String,
    /// Name of the author.
    pub author: String,
    /// Address of the author.
    pub email: String,
    /// Author date, RFC 3339 in UTC.
    pub date: String,
    /// First line of the message.
    pub message: String,
    /// Whether the blob is still in the tree of HEAD.
    pub in_head: bool,
}
