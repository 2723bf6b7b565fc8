//! The checkout that was scanned, as services that show findings beside code want it: paths relative to its root,
//! and the revision. `cd sub && beartrap scan`, `beartrap scan /repo/sub` and `beartrap scan sub` name files alike.

use std::fs;
use std::path::{Path, PathBuf};

use super::Report;
use crate::blob::RelPath;
use crate::finding::Finding;
use crate::git::refs;
use crate::git::repo::Repository;
use crate::paths::from_bytes;

/// What is checked out. Texts come from the repository and may be hostile.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Revision {
    /// The address of `origin`, without user and password; empty when there is none that is a URL.
    pub uri: String,
    /// Hexadecimal id of the commit at HEAD; empty on an unborn branch.
    pub commit: String,
    /// The branch; empty when HEAD is detached.
    pub branch: String,
}

/// `report` with the paths of files relative to the root of the repository that was scanned, and its revision.
/// Without a repository the root is the current folder, or else the folder that was scanned; or the folder above it where the
/// project begins, if evidence lies there.
#[must_use]
pub fn from_root<'r>(report: &Report<'r>) -> Report<'r> {
    let evidence = report.findings.iter().filter_map(|finding| finding.exposure.as_ref());
    let above = evidence
        .flat_map(|e| &e.evidence)
        .map(|step| step.path.split('/').take_while(|part| *part == "..").count())
        .max();
    let checkout = Checkout::of(&report.stats.root, above.unwrap_or(0));
    let rebased = |finding: &Finding| checkout.rebase(finding);
    // Other sources name files by their place in the repository already.
    let is_tree = report.stats.source == "files";
    let all = |list: &[Finding]| if is_tree { list.iter().map(rebased).collect() } else { list.to_vec() };
    let mut stats = report.stats.clone();
    stats.revision.clone_from(&checkout.revision);
    Report {
        findings: all(&report.findings),
        suppressed: all(&report.suppressed),
        skipped: report.skipped.clone(),
        dropped: report.dropped.clone(),
        warnings: report.warnings.clone(),
        stats,
        rules: report.rules,
        share: report.share.clone(),
    }
}

struct Checkout {
    /// The current folder, without symbolic links.
    here: PathBuf,
    /// What was scanned.
    scanned: PathBuf,
    /// The root that paths become relative to.
    root: PathBuf,
    revision: Option<Revision>,
}

impl Checkout {
    /// The checkout around `scanned`; evidence lies up to `above` folders higher than the current one.
    fn of(scanned: &Path, above: usize) -> Self {
        let here = fs::canonicalize(".").unwrap_or_default();
        let full = fs::canonicalize(here.join(scanned)).unwrap_or_else(|_| here.clone());
        let scanned = if full.is_dir() { full } else { full.parent().unwrap_or(&here).to_path_buf() };
        let repo = Repository::discover(&scanned).ok();
        let root = repo.as_ref().and_then(|repo| fs::canonicalize(repo.work_tree.as_ref()?).ok());
        // The root of the file system is nobody's project.
        let is_project = here.parent().is_some() && scanned.starts_with(&here);
        let without = if is_project { here.ancestors().nth(above).unwrap_or(&here) } else { &scanned };
        let root = root.unwrap_or_else(|| without.to_path_buf());
        Self { revision: repo.as_ref().map(revision), here, scanned, root }
    }

    fn rebase(&self, finding: &Finding) -> Finding {
        let mut finding = finding.clone();
        self.replace(&mut finding.location.origin.path);
        for related in &mut finding.related {
            self.replace(&mut related.location.origin.path);
        }
        for step in finding.exposure.iter_mut().flat_map(|exposure| &mut exposure.evidence) {
            let mut path = RelPath::new(step.path.as_bytes());
            self.replace(&mut path);
            step.path = path.to_string();
        }
        finding
    }

    /// Evidence is named from the folder that was scanned when the current one does not hold it.
    fn replace(&self, path: &mut RelPath) {
        let name = from_bytes(path.as_bytes());
        let inside = [&self.here, &self.scanned].into_iter().find_map(|folder| {
            let full = folder.join(&name);
            let parent = fs::canonicalize(full.parent()?).ok()?;
            let full = parent.join(full.file_name()?);
            let inside = full.strip_prefix(&self.root).ok()?;
            full.symlink_metadata().is_ok().then(|| RelPath::new(inside.as_os_str().as_encoded_bytes()))
        });
        if let Some(inside) = inside {
            *path = inside;
        }
    }
}

fn revision(repo: &Repository) -> Revision {
    let head = fs::read_to_string(repo.git_dir.join("HEAD")).unwrap_or_default();
    let branch = head.trim().strip_prefix("ref: refs/heads/").filter(|name| *name != ".invalid");
    Revision {
        uri: repo.config.get("remote.origin.url").and_then(web_address).unwrap_or_default(),
        commit: refs::head(repo).ok().flatten().map(|id| id.to_string()).unwrap_or_default(),
        branch: branch.unwrap_or_default().to_owned(),
    }
}

/// A remote's URL without what may be secret in it: user, password, query. The short form of ssh becomes a URL.
fn web_address(remote: &str) -> Option<String> {
    let (scheme, rest) = match remote.split_once("://") {
        Some((scheme @ ("https" | "http" | "ssh" | "git"), rest)) => (scheme, rest.to_owned()),
        Some(_) => return None,
        // user@host:path, as in gitglossary's "scp-like" addresses.
        None => {
            let (host, path) =
                remote.split_once(':').filter(|(host, _)| !host.contains(['/', '\\']) && host.len() > 1)?;
            ("ssh", format!("{host}/{}", path.trim_start_matches('/')))
        }
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/:@+".contains(c);
    let fits = !host.is_empty() && !path.contains('@') && host.chars().chain(path.chars()).all(plain);
    fits.then(|| format!("{scheme}://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_what_may_be_secret() {
        for (remote, wanted) in [
            ("https://github.com/a/b.git", Some("https://github.com/a/b.git")),
            ("https://ann:pass@example.org/a/b", Some("https://example.org/a/b")),
            ("https://example.org/a?key=1#x", Some("https://example.org/a")),
            ("git@github.com:a/b.git", Some("ssh://github.com/a/b.git")),
            ("ssh://git@example.org:2222/a", Some("ssh://example.org:2222/a")),
            ("/srv/git/a.git", None),
            ("../a", None),
            ("C:\\git\\a", None),
            ("file:///srv/a", None),
            ("ext::sh -c x", None),
            ("https://example.org/a b\u{1b}", None),
        ] {
            assert_eq!(web_address(remote).as_deref(), wanted, "{remote}");
        }
    }

    #[test]
    fn an_unusual_remote_is_no_address() {
        assert_eq!(web_address(""), None);
        assert_eq!(web_address("https://"), None);
        assert_eq!(web_address("https://user@"), None);
    }
}
