//! The pipeline for the staged index.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;

use super::{
    Outcome, allow_large, client, empty_report, finish, names, one_blob, unmatched, without_excluded,
};
use crate::blob::{Blob, Origin};
use crate::error::{Error, Skip};
use crate::exposure::Contents;
use crate::finding::{Finding, Reach, Suppression};
use crate::git::index::Index;
use crate::git::odb::Odb;
use crate::git::oid::Oid;
use crate::git::repo::{Environment, Repository};
use crate::git::{Kind, Limits};
use crate::inspect::Inspector;
use crate::plan::Plan;
use crate::report::Report;
use crate::source::staged::{Change, changes, index_path, parents};

/// Scans what the next commit would bring in. With `amend` that commit takes the place of HEAD.
///
/// A secret that a parent has in the same file is reported as suppressed: this commit does not bring it in.
///
/// # Errors
/// When the repository, its index or HEAD cannot be read.
pub fn staged<'p>(
    plan: &'p Plan,
    repo: &Repository,
    environment: &Environment,
    amend: bool,
) -> Result<Report<'p>, Error> {
    let started = Instant::now();
    let mut report = empty_report(plan, "staged");
    report.stats.root.clone_from(repo.work_tree.as_ref().unwrap_or(&repo.git_dir));
    let limits =
        Limits { object: usize::try_from(plan.max_file_size).unwrap_or(usize::MAX), ..Limits::default() };
    let odb = Odb::open(repo.object_folders(environment)?, repo.hash, limits, &mut report.skipped)?;
    let index = Index::open(&index_path(repo, environment), &repo.git_dir, repo.hash)?;
    let changes = changes(&index, &parents(repo, &odb, amend)?, &odb, &mut report.skipped)?;
    let changes = without_excluded(plan, changes, path_of, &mut report.skipped);
    let inspector = Inspector::new(&plan.rules, plan.key.clone());
    let outcomes: Vec<Outcome> =
        changes.par_iter().map(|change| one_change(plan, &inspector, &odb, change)).collect();
    for outcome in outcomes {
        outcome.into_report(plan, &mut report);
    }
    allow_large(plan, &mut report.skipped);
    if let Some(root) = repo.work_tree.as_ref().filter(|_| !report.findings.is_empty()) {
        client::judge_staged(plan, root, differing(root, &odb, &changes), &mut report.findings);
    }
    names::mask(&inspector, &mut report);
    finish(&mut report, unmatched(plan), started);
    Ok(report)
}

/// No more staged bytes are kept for the judging of findings.
const MOST_CONTENTS: usize = 256 << 20;

/// What is staged and not the same in the work tree.
fn differing(root: &Path, odb: &Odb, changes: &[Change]) -> Contents {
    let mut contents = Contents::new();
    let mut kept = 0;
    for change in changes {
        let path = change.path.to_string();
        let Ok(staged) = odb.expect(&change.blob, Kind::Blob) else { continue };
        if std::fs::read(root.join(&path)).is_ok_and(|here| here == *staged) {
            continue;
        }
        kept += staged.len();
        if kept > MOST_CONTENTS {
            break;
        }
        contents.insert(path, staged);
    }
    contents
}

fn path_of(change: &Change) -> Cow<'_, Path> {
    Cow::Owned(PathBuf::from(change.path.to_string()))
}

fn one_change(plan: &Plan, inspector: &Inspector<'_>, odb: &Odb, change: &Change) -> Outcome {
    let bytes = match odb.expect(&change.blob, Kind::Blob) {
        Ok(bytes) => bytes,
        Err(error) => {
            let skip = Skip { path: change.path.to_string(), reason: error.to_string(), incomplete: true };
            return Outcome { skips: vec![skip], ..Outcome::default() };
        }
    };
    let origin = Origin { blob: Some(change.blob.to_string()), ..Origin::file(change.path.clone()) };
    let mut outcome = one_blob(plan, inspector, &bytes, &origin);
    if !outcome.inspection.findings.is_empty() {
        let known = known_before(inspector, odb, &origin, &change.before);
        for finding in &mut outcome.inspection.findings {
            finding.reach = Some(Reach::Staged);
            if finding.suppressed.is_none() && known.contains(finding.fingerprint.as_str()) {
                finding.suppressed = Some(already_committed(finding));
            }
        }
    }
    outcome
}

/// The fingerprints of what the parents have in the same file. A parent that cannot be read knows nothing, so that
/// too much is reported rather than too little.
fn known_before(inspector: &Inspector<'_>, odb: &Odb, origin: &Origin, before: &[Oid]) -> HashSet<String> {
    let mut known = HashSet::new();
    for bytes in before.iter().filter_map(|id| odb.expect(id, Kind::Blob).ok()) {
        let findings = inspector.inspect(Blob { bytes: &bytes, origin }).findings;
        known.extend(findings.iter().map(|finding| finding.fingerprint.as_str().to_owned()));
    }
    known
}

fn already_committed(finding: &Finding) -> Suppression {
    Suppression {
        kind: "committed",
        place: format!("HEAD:{}", finding.location.origin.path),
        reason: "it is in the file already; `beartrap history` tells since when".to_owned(),
    }
}
