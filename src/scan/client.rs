//! After the scan of files: who can see each finding, and what makes it worse.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::blob::RelPath;
use crate::exposure::{self, ExposureOptions};
use crate::finding::Finding;
use crate::risk;

/// So many findings of one file are looked at. A file with more is data, and its context says little of any one.
const MOST_IN_A_FILE: usize = 100;

/// Judges the findings of a scan of `roots`, and says which files had too many.
#[must_use]
pub(super) fn judge(roots: &[PathBuf], findings: &mut Vec<Finding>) -> Vec<String> {
    if findings.is_empty() {
        return Vec::new();
    }
    let mut counts: BTreeMap<RelPath, usize> = BTreeMap::new();
    let few = |finding: &Finding| {
        let count = counts.entry(finding.location.origin.path.clone()).or_default();
        *count += 1;
        *count <= MOST_IN_A_FILE
    };
    let (mut judged, rest): (Vec<_>, Vec<_>) = std::mem::take(findings).into_iter().partition(few);
    let base = base(roots);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    exposure::assess(&base, &mut judged, &ExposureOptions::default());
    risk::assess(&base, &mut judged, now);
    judged.extend(rest);
    risk::compare(&mut judged);
    *findings = judged;
    let many = counts.into_iter().filter(|(_, count)| *count > MOST_IN_A_FILE);
    let say = |(path, count): (RelPath, usize)| {
        format!("{path}: exposure and risk were judged for {MOST_IN_A_FILE} of its {count} findings")
    };
    many.map(say).collect()
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
