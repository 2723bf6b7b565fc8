//! After the scan of files: who can see each finding, and what makes it worse.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::exposure::{self, ExposureOptions};
use crate::finding::Finding;
use crate::risk;

/// Judges the findings of a scan of `roots`.
pub(super) fn judge(roots: &[PathBuf], findings: &mut [Finding]) {
    if findings.is_empty() {
        return;
    }
    let base = base(roots);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    exposure::assess(&base, findings, &ExposureOptions::default());
    risk::assess(&base, findings, now);
}

/// The folder that project files are read below: the current one when it holds all roots, else what they share.
fn base(roots: &[PathBuf]) -> PathBuf {
    let full: Vec<PathBuf> = roots.iter().filter_map(|root| root.canonicalize().ok()).collect();
    let here = Path::new(".").canonicalize().unwrap_or_default();
    if full.iter().all(|root| root.starts_with(&here)) {
        return PathBuf::from(".");
    }
    let folder = |root: &PathBuf| {
        if root.is_dir() { root.clone() } else { root.parent().unwrap_or(root).to_path_buf() }
    };
    let mut shared = full.first().map(folder).unwrap_or_default();
    while !full.iter().all(|root| root.starts_with(&shared)) && shared.pop() {}
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_holds_all_roots() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let root = dir.path().canonicalize().expect("a path");
        for name in ["a/b", "a/c"] {
            std::fs::create_dir_all(root.join(name)).expect("a directory");
        }
        assert_eq!(base(&[PathBuf::from(".")]), Path::new("."));
        assert_eq!(base(&[PathBuf::from("src")]), Path::new("."));
        assert_eq!(base(&[root.join("a/b")]), root.join("a/b"));
        assert_eq!(base(&[root.join("a/b"), root.join("a/c")]), root.join("a"));
    }
}
