//! Paths, and sets of patterns of paths, written as in `.gitignore`.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::error::Error;

/// Patterns as in `.gitignore`, matched against paths as a scan names them.
#[derive(Debug)]
pub struct PathSet {
    patterns: Gitignore,
    here: PathBuf,
}

impl PathSet {
    /// A set of `patterns`, relative to `root`.
    ///
    /// # Errors
    /// When a pattern cannot be understood.
    pub fn new<S: AsRef<str>>(root: &Path, patterns: &[S]) -> Result<Self, Error> {
        let here = std::env::current_dir().unwrap_or_default();
        let mut builder = GitignoreBuilder::new(here.join(root));
        for pattern in patterns.iter().map(AsRef::as_ref) {
            builder
                .add_line(None, pattern)
                .map_err(|error| Error::Usage(format!("path pattern '{pattern}': {error}")))?;
        }
        let patterns = builder.build().map_err(|error| Error::Usage(format!("path patterns: {error}")))?;
        Ok(Self { patterns, here })
    }

    /// True when there is no pattern.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The pattern that takes `path` in, or a folder above it. Paths outside the root are in no set.
    #[must_use]
    pub fn matching(&self, path: &Path) -> Option<&str> {
        let absolute = std::path::absolute(self.here.join(path)).ok()?;
        let relative = absolute.strip_prefix(self.patterns.path()).ok()?;
        match self.patterns.matched_path_or_any_parents(relative, false) {
            ignore::Match::Ignore(glob) => Some(glob.original()),
            _ => None,
        }
    }
}

/// The path that `bytes`, a name as git and reports keep it, stands for.
#[cfg(unix)]
#[must_use]
pub fn from_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// The path that `bytes`, a name as git and reports keep it, stands for.
#[cfg(not(unix))]
#[must_use]
pub fn from_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_they_mean_in_gitignore() {
        let set = PathSet::new(Path::new(""), &["vendor/", "*.min.js", "!keep.min.js", "/docs/a.md"])
            .expect("patterns");
        for inside in ["vendor/x/y.go", "web/vendor/z", "a/b.min.js", "docs/a.md", "./docs/a.md"] {
            assert!(set.matching(Path::new(inside)).is_some(), "{inside}");
        }
        for outside in ["a/keep.min.js", "x/docs/a.md", "vendored/x"] {
            assert!(set.matching(Path::new(outside)).is_none(), "{outside}");
        }
    }

    #[test]
    fn absolute_paths_are_taken_relative_to_the_root() {
        let set = PathSet::new(Path::new("/repo"), &["/vendor/"]).expect("patterns");
        assert_eq!(set.matching(Path::new("/repo/vendor/a")), Some("/vendor/"));
        assert_eq!(set.matching(Path::new("/elsewhere/vendor/a")), None);
    }
}
