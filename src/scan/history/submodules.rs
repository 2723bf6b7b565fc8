//! The histories of submodules, which are repositories of their own.

use std::path::{Component, Path, PathBuf};

use super::history;
use crate::blob::RelPath;
use crate::error::{Error, Skip};
use crate::git::config::Config;
use crate::git::repo::{Environment, Repository};
use crate::plan::Plan;
use crate::report::Report;
use crate::scan::Progress;
use crate::source::history::Selection;

/// Submodules of submodules of ... deeper than this are not read.
const DEEPEST: usize = 8;

/// Scans the history of `repo` and of its submodules, with all that their refs lead to. Paths in a submodule start with
/// its own path.
///
/// # Errors
/// As [`history`]; a submodule that cannot be read is in the report.
pub fn history_with_submodules<'p>(
    plan: &'p Plan,
    repo: &Repository,
    selection: &Selection,
    progress: &Progress,
) -> Result<Report<'p>, Error> {
    let mut report = history(plan, repo, &Environment::default(), selection, progress)?;
    let inner = Selection { range: None, ..selection.clone() };
    let mut open = vec![(repo.clone(), Vec::new(), 0)];
    while let Some((repo, prefix, depth)) = open.pop() {
        for module in listed(&repo)? {
            let path = [&prefix[..], module.path.as_bytes()].concat();
            let shown = RelPath::new(&path).to_string();
            let result = module.open(&repo).and_then(|module| {
                let found = history(plan, &module, &Environment::default(), &inner, progress)?;
                Ok((module, found))
            });
            match result {
                Ok((module, found)) => {
                    absorb(&mut report, found, &path);
                    if depth < DEEPEST {
                        open.push((module, [&path[..], b"/"].concat(), depth + 1));
                    } else {
                        report.skipped.push(skip(&shown, "submodules are nested too deep below it"));
                    }
                }
                Err(error) => report.skipped.push(skip(&shown, &format!("submodule: {error}"))),
            }
        }
    }
    report.findings.sort_by(|a, b| (&a.location, &a.rule).cmp(&(&b.location, &b.rule)));
    report.suppressed.sort_by(|a, b| (&a.location, &a.rule).cmp(&(&b.location, &b.rule)));
    report.skipped.sort();
    Ok(report)
}

/// A submodule that `.gitmodules` lists.
struct Module {
    name: String,
    path: String,
}

impl Module {
    /// Its repository: in its own folder, or where git keeps it while it is not checked out.
    fn open(&self, repo: &Repository) -> Result<Repository, Error> {
        let inside =
            |text: &str| Path::new(text).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside(&self.name) || !inside(&self.path) {
            return Err(Error::Git("its name or path leads out of the repository".to_owned()));
        }
        let own = repo.work_tree.as_ref().map(|tree| tree.join(&self.path));
        if let Some(own) = own.filter(|own| own.join(".git").exists()) {
            return Repository::discover(&own);
        }
        let kept: PathBuf = repo.common_dir.join("modules").join(&self.name);
        if kept.join("HEAD").exists() {
            return Repository::discover(&kept);
        }
        Err(Error::Git("not cloned; `git submodule update --init` does it".to_owned()))
    }
}

fn listed(repo: &Repository) -> Result<Vec<Module>, Error> {
    let Some(tree) = &repo.work_tree else { return Ok(Vec::new()) };
    let config = Config::read(&tree.join(".gitmodules"))?;
    let module = |(key, path): (&str, &str)| {
        let name = key.strip_prefix("submodule.")?.strip_suffix(".path")?.to_owned();
        Some(Module { name, path: path.to_owned() })
    };
    Ok(config.iter().filter_map(module).collect())
}

fn absorb(report: &mut Report<'_>, inner: Report<'_>, path: &[u8]) {
    let below = |old: &RelPath| RelPath::new(&[path, old.as_bytes()].join(&b'/'));
    for (list, found) in [(&mut report.findings, inner.findings), (&mut report.suppressed, inner.suppressed)]
    {
        list.extend(found.into_iter().map(|mut finding| {
            finding.location.origin.path = below(&finding.location.origin.path);
            finding
        }));
    }
    let shown = RelPath::new(path).to_string();
    let named = |text: String| format!("{shown}: {text}");
    report.skipped.extend(inner.skipped.into_iter().map(|s| Skip { path: named(s.path), ..s }));
    report.dropped.extend(inner.dropped.into_iter().map(|mut dropped| {
        dropped.path = format!("{shown}/{}", dropped.path);
        dropped
    }));
    report.stats.notes.extend(inner.stats.notes.into_iter().map(named));
    report.stats.blobs += inner.stats.blobs;
    report.stats.reused += inner.stats.reused;
    report.stats.remembered += inner.stats.remembered;
    report.stats.bytes += inner.stats.bytes;
    report.stats.binary += inner.stats.binary;
    report.stats.candidates += inner.stats.candidates;
    report.stats.dropped += inner.stats.dropped;
    report.stats.commits += inner.stats.commits;
    report.stats.refs += inner.stats.refs;
}

fn skip(path: &str, reason: &str) -> Skip {
    Skip { path: path.to_owned(), reason: reason.to_owned(), incomplete: true }
}
