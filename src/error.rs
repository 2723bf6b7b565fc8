//! What can go wrong, and what was not looked at. Both end in the report: nothing is dropped in silence.

use std::path::PathBuf;

/// A failure that a person must read: what happened, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A configuration or rule file that cannot be used.
    #[error("{file}:{line}:{column}: {message}")]
    Config {
        /// The file, as the user named it.
        file: String,
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
        /// What is wrong and what to write instead.
        message: String,
    },
    /// A file that could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// A request that makes no sense, such as an unknown rule id.
    #[error("{0}")]
    Usage(String),
    /// A git repository that could not be read.
    #[error("git: {0}")]
    Git(String),
}

impl Error {
    /// An [`Error::Io`] for `path`.
    #[must_use]
    pub fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::Io { path: path.into(), source }
    }
}

/// One thing that a scan was asked to look at and did not, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Skip {
    /// Where: a path, an object id, a ref.
    pub path: String,
    /// Why, as a person reads it.
    pub reason: String,
    /// Whether the scan is incomplete because of it (exit code 2), or whether it was left out by design.
    pub incomplete: bool,
}
