//! After the scan of files: who can see each finding, and what makes it worse.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::blob::RelPath;
use crate::exposure::{self, Contents, ExposureOptions};
use crate::finding::Finding;
use crate::plan::Plan;
use crate::risk;
use crate::tree::Tree;

/// So many findings of one file are looked at. A file with more is data, and its context says little of any one.
const MOST_IN_A_FILE: usize = 10_000;

/// Judges the findings of a scan of `roots`, and says which files had too many.
#[must_use]
pub(super) fn judge(plan: &Plan, roots: &[PathBuf], findings: &mut Vec<Finding>) -> Vec<String> {
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
    let (root, here) = project(&base);
    exposure::assess(
        &root,
        &mut judged,
        &ExposureOptions { depth: plan.exposure, here, ..ExposureOptions::default() },
    );
    risk::assess(&base, &mut judged, now());
    judged.extend(rest);
    risk::compare(&mut judged);
    *findings = judged;
    let many = counts.into_iter().filter(|(_, count)| *count > MOST_IN_A_FILE);
    let say = |(path, count): (RelPath, usize)| {
        format!("{path}: exposure and risk were judged for {MOST_IN_A_FILE} of its {count} findings")
    };
    many.map(say).collect()
}

/// The tool that builds the project around `finding` of a scan of `roots`.
#[must_use]
pub fn framework(roots: &[PathBuf], finding: &Finding) -> Option<&'static str> {
    let (root, here) = project(&base(roots));
    exposure::framework(&root, &here, &finding.location.origin.path.to_string())
}

/// Judges findings of the index, whose paths start at the work tree `root`. The project around them is read from there, but for the
/// files that were staged: those are in `contents`.
pub(super) fn judge_staged(plan: &Plan, root: &Path, contents: Contents, findings: &mut [Finding]) {
    let options = ExposureOptions { depth: plan.exposure, here: String::new(), contents };
    exposure::assess(root, findings, &options);
    risk::assess_with(root, &options.contents, findings, now());
}

/// Judges findings of standard input that stands for the file `name`: the project around that file is read from the disk. A name
/// that leads to no folder is only a name.
pub(super) fn judge_stream(plan: &Plan, name: &str, bytes: Vec<u8>, findings: &mut [Finding]) {
    let folder = Path::new(name).parent().filter(|folder| !folder.as_os_str().is_empty());
    let stands = Path::new(name).is_file() || folder.is_some_and(Path::is_dir);
    let base = base(&[folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf)]);
    let (root, here) = project(&base);
    let rel = Tree::seen_from(&root, &here).relative(Path::new(name));
    let Some(rel) = rel.filter(|_| stands && !findings.is_empty()) else { return };
    let options = ExposureOptions { depth: plan.exposure, here, contents: Contents::from([(rel, bytes)]) };
    exposure::assess(&root, findings, &options);
    risk::assess_with(&root, &options.contents, findings, now());
}

/// Judges the risks of findings in history: of what was then around them nothing is left to read.
pub(super) fn judge_past(findings: &mut [Finding]) {
    risk::assess(Path::new("."), findings, now());
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// So many folders above the scanned one are asked whether the project begins there.
const MOST_ABOVE: usize = 10;

/// Where the project around `base` begins: the repository, else the workspace, else the package. Beside it the current
/// folder below that.
fn project(base: &Path) -> (PathBuf, String) {
    let Ok(full) = base.canonicalize() else { return (base.to_path_buf(), String::new()) };
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let mut root = full.clone();
    let mut found = MANIFESTS.iter().any(|file| full.join(file).is_file());
    for folder in full.ancestors().take(MOST_ABOVE) {
        if folder.parent().is_none() || home.as_deref() == Some(folder) {
            break;
        }
        let workspace = WORKSPACES.iter().any(|file| folder.join(file).is_file())
            || std::fs::read_to_string(folder.join("package.json"))
                .is_ok_and(|text| text.contains("\"workspaces\""));
        let package = !found && MANIFESTS.iter().any(|file| folder.join(file).is_file());
        let repository = folder.join(".git").exists();
        if workspace || package || repository {
            root = folder.to_path_buf();
            found = true;
        }
        if repository {
            break;
        }
    }
    let here = Path::new(".").canonicalize().ok();
    let here = here.as_deref().and_then(|here| here.strip_prefix(&root).ok()).and_then(Path::to_str);
    match here {
        Some(here) => (root.clone(), here.replace('\\', "/")),
        None => (root, String::new()),
    }
}

/// Files that show where a package begins.
const MANIFESTS: &[&str] = &[
    "package.json",
    "pubspec.yaml",
    "manage.py",
    "Gemfile",
    "composer.json",
    "pom.xml",
    "go.mod",
    "build.gradle",
];
/// Files that show where a workspace begins.
const WORKSPACES: &[&str] = &["pnpm-workspace.yaml", "lerna.json", "nx.json", "turbo.json", "rush.json"];

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
    fn the_project_begins_above_the_scanned_folder() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let root = dir.path().canonicalize().expect("a path");
        std::fs::create_dir_all(root.join("web/src/lib")).expect("directories");
        std::fs::write(root.join("web/package.json"), "{}").expect("a file");
        assert_eq!(project(&root.join("web/src/lib")).0, root.join("web"));
        std::fs::write(root.join("package.json"), r#"{"workspaces": ["web"]}"#).expect("a file");
        assert_eq!(project(&root.join("web/src")).0, root);
        std::fs::create_dir(root.join("web/.git")).expect("a directory");
        assert_eq!(project(&root.join("web/src")).0, root.join("web"));
    }

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
