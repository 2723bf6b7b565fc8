//! The pipeline for a push: what some commits bring in over what the other side has.

use std::collections::HashSet;
use std::time::Instant;

use rayon::prelude::*;

use super::history::Attribution;
use super::texts::Texts;
use super::{Outcome, allow_large, client, empty_report, finish, names, one_blob, unmatched};
use crate::blob::Origin;
use crate::error::{Error, Skip};
use crate::finding::Reach;
use crate::git::object::{Commit, Signature, Tag};
use crate::git::odb::Odb;
use crate::git::oid::Oid;
use crate::git::repo::{Environment, Repository};
use crate::git::{Kind, Limits};
use crate::inspect::Inspector;
use crate::plan::Plan;
use crate::report::Report;
use crate::source::history::survey::Words;
use crate::source::recent::{Brought, recent};

/// Scans what `tips` lead to and `known` do not: files, commit and tag texts.
///
/// # Errors
/// When the repository cannot be read, or one of its objects is damaged.
pub fn push<'p>(
    plan: &'p Plan,
    repo: &Repository,
    environment: &Environment,
    tips: &[Oid],
    known: &[Oid],
) -> Result<Report<'p>, Error> {
    let started = Instant::now();
    let mut report = empty_report(plan, "push");
    let limits =
        Limits { object: usize::try_from(plan.max_file_size).unwrap_or(usize::MAX), ..Limits::default() };
    let odb = Odb::open(repo.object_folders(environment)?, repo.hash, limits, &mut report.skipped)?;
    let recent = recent(&odb, tips, known, &mut report.skipped)?;
    report.stats.refs = tips.len() as u64;
    report.stats.commits = recent.words.len() as u64;
    let inspector = Inspector::new(&plan.rules, plan.key.clone());
    let texts = Texts::new(&inspector);
    let mut outcomes: Vec<Outcome> =
        recent.blobs.par_iter().map(|brought| one_brought(plan, &inspector, &odb, brought)).collect();
    for id in &recent.words {
        outcomes.push(one_text(&texts, &odb, id)?);
    }
    let mut seen = HashSet::new();
    for mut outcome in outcomes {
        outcome.inspection.findings.retain(|finding| {
            // Oldest first: of the versions of a file the first that has the secret counts.
            seen.insert((finding.fingerprint.as_str().to_owned(), text_of(finding)))
        });
        for finding in &mut outcome.inspection.findings {
            let commit =
                finding.location.origin.commit.as_ref().and_then(|hex| Oid::from_hex(hex.as_bytes()));
            finding.reach = Some(Reach::Local);
            finding.commit = commit.and_then(|id| Attribution::commit(&odb, &inspector, &id, false));
        }
        outcome.into_report(plan, &mut report);
    }
    allow_large(plan, &mut report.skipped);
    client::judge_past(&mut report.findings);
    names::mask(&inspector, &mut report);
    finish(&mut report, unmatched(plan), started);
    Ok(report)
}

/// The commit or tag whose text a finding stands in; nothing for files.
fn text_of(finding: &crate::finding::Finding) -> Option<String> {
    let origin = &finding.location.origin;
    if origin.blob.is_none() { origin.commit.clone() } else { None }
}

fn one_brought(plan: &Plan, inspector: &Inspector<'_>, odb: &Odb, brought: &Brought) -> Outcome {
    let origin = Origin {
        path: brought.path.clone(),
        member: None,
        commit: Some(brought.commit.to_string()),
        blob: Some(brought.blob.to_string()),
    };
    match odb.expect(&brought.blob, Kind::Blob) {
        Ok(bytes) => one_blob(plan, inspector, &bytes, &origin),
        Err(error) => {
            let skip = Skip { path: brought.path.to_string(), reason: error.to_string(), incomplete: true };
            Outcome { skips: vec![skip], ..Outcome::default() }
        }
    }
}

fn one_text(texts: &Texts<'_>, odb: &Odb, id: &Oid) -> Result<Outcome, Error> {
    let Some((kind, bytes)) = odb.read(id)? else { return Ok(Outcome::default()) };
    let words = match kind {
        Kind::Commit => Commit::parse(&bytes).map(|c| (c.author, c.committer, c.message)),
        Kind::Tag => Tag::parse(&bytes).map(|t| (t.tagger, Signature::default(), t.message)),
        Kind::Tree | Kind::Blob => None,
    };
    let Some((author, committer, message)) = words else { return Ok(Outcome::default()) };
    let words = Words { object: 0, kind, author, committer, message };
    let mut inspection = texts.inspect(&words).unwrap_or_default();
    for finding in &mut inspection.findings {
        finding.location.origin.commit = Some(id.to_string());
    }
    Ok(Outcome { inspection, ..Outcome::default() })
}
