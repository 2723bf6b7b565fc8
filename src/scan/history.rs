//! The pipeline for git history: read, scan each blob once, say of each secret who brought it in and how far it went.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::texts::Texts;
use super::{Progress, allow_large, client, empty_report, excluded_findings, finish, names, place, share};
use super::{too_unsure, unmatched};
use crate::error::{Error, Skip};
use crate::finding::{Dropped, Finding};
use crate::git::Limits;
use crate::git::catalog::{Fault, Object};
use crate::git::odb::Odb;
use crate::git::repo::{Environment, Repository};
use crate::inspect::Inspector;
use crate::plan::Plan;
use crate::report::share::First;
use crate::report::{Report, Stats};
use crate::source::history::delta::{self, Tally};
use crate::source::history::read::skip_object;
use crate::source::history::survey::Words;
use crate::source::history::walk::Walk;
use crate::source::history::{History, Selection};

mod attribute;
mod found;
mod key;
mod known;
mod last;
mod parts;
mod scanner;
mod submodules;
mod verdicts;
mod written;

pub(super) use attribute::Attribution;
use found::{Collector, Found, Rank};
use known::Known;
use last::Last;
use scanner::HitScanner;
pub use submodules::history_with_submodules;

/// Scans the history of `repo`.
///
/// The same secret of the same rule at the same path counts once, where the oldest commit brought it in.
///
/// # Errors
/// When the repository cannot be read at all, or the selection makes no sense. What is damaged or missing is in the
/// report.
pub fn history<'p>(
    plan: &'p Plan,
    repo: &Repository,
    environment: &Environment,
    selection: &Selection,
    progress: &Progress,
) -> Result<Report<'p>, Error> {
    let started = Instant::now();
    let mut skipped = Vec::new();
    let limits =
        Limits { object: usize::try_from(plan.max_file_size).unwrap_or(usize::MAX), ..Limits::default() };
    let odb = Odb::open(repo.object_folders(environment)?, repo.hash, limits, &mut skipped)?;
    if !selection.cache {
        let seen = Scan { plan, repo, selection, odb: &odb, progress }.run(Known::default(), skipped)?.0;
        return Ok(report(plan, repo, seen, started));
    }
    let key = key::of_rules(plan);
    let (last, remembered) = Last::open(repo, key::of_scan(&key, plan, repo, selection, &odb)?)?;
    if let Some(seen) = remembered {
        return Ok(report(plan, repo, seen, started));
    }
    let known = Known::open(key, repo)?;
    let (mut seen, mut warnings) = Scan { plan, repo, selection, odb: &odb, progress }.run(known, skipped)?;
    let remembered = std::mem::take(&mut seen.stats.remembered);
    last.save(&seen, &mut warnings);
    seen.stats.remembered = remembered;
    let mut report = report(plan, repo, seen, started);
    report.warnings.extend(warnings);
    report.warnings.sort();
    Ok(report)
}

/// What a scan saw, before settings and baselines have their say. Holds no secret.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Seen {
    findings: Vec<Finding>,
    dropped: Vec<Dropped>,
    skipped: Vec<Skip>,
    stats: Stats,
    /// The refs, each with its target.
    refs: Vec<String>,
    /// All that was asked, besides what the plan says.
    asked: String,
    firsts: Vec<First>,
}

/// Lets settings and baselines have their say.
fn report<'p>(plan: &'p Plan, repo: &Repository, seen: Seen, started: Instant) -> Report<'p> {
    let mut report = empty_report(plan, "history");
    report.stats = seen.stats;
    report.stats.root.clone_from(repo.work_tree.as_ref().unwrap_or(&repo.git_dir));
    let things = seen.refs.iter().map(String::as_bytes).chain([seen.asked.as_bytes()]);
    share::begin(plan, &mut report, things);
    if let Some(share) = &mut report.share {
        share.firsts = seen.firsts;
    }
    report.skipped = seen.skipped;
    report.dropped = seen.dropped;
    for finding in seen.findings {
        place(plan, finding, &mut report);
    }
    drop_excluded(plan, &mut report);
    // Of a share nothing is judged before the merge, which knows who was first.
    if report.share.is_none() {
        client::judge_past(&mut report.findings);
    }
    allow_large(plan, &mut report.skipped);
    names::mask(&Inspector::new(&plan.rules, plan.key.clone()), &mut report);
    finish(&mut report, unmatched(plan), started);
    report
}

/// One scan, with all that it needs.
struct Scan<'s> {
    plan: &'s Plan,
    repo: &'s Repository,
    selection: &'s Selection,
    odb: &'s Odb,
    progress: &'s Progress,
}

impl Scan<'_> {
    /// Reads and scans, and remembers in `known`. What it has to say of that comes second.
    fn run(&self, mut known: Known, mut skipped: Vec<Skip>) -> Result<(Seen, Vec<String>), Error> {
        let Self { plan, repo, selection, .. } = *self;
        let inspector = Inspector::new(&plan.rules, plan.key.clone());
        let threads = plan.threads.get();
        let texts = Texts::new(&inspector);
        let note = |words: &Words<'_>| texts.inspect(words);
        let (history, notes) = History::read(repo, self.odb, selection, threads, &note, &mut skipped)?;
        let walk = history.walk();
        history.report_absent(&walk, self.odb, &mut skipped);
        let mut wanted = history.wanted(&walk);
        for (object, wanted) in (0..).zip(&mut wanted) {
            *wanted = *wanted && self.holds(history.catalog.id(object).as_bytes());
        }
        let rank = Rank::new(&history, &walk);
        let mut found = Found::new(plan);
        known.take_out(&history, &rank, &mut wanted, &mut found);

        let scanner = HitScanner::new(&inspector, &plan.rules, selection.whole);
        let (collectors, tally) = self.blobs(&history, &walk, &rank, &known, &scanner, &wanted, &mut skipped);
        let mut scanned = Vec::new();
        for collector in collectors {
            found.absorb(collector.found);
            scanned.extend(collector.scanned.unwrap_or_default());
        }
        for (object, inspection) in notes {
            if self.holds(history.catalog.id(object).as_bytes()) {
                found.add_note(object, inspection, &history);
            }
        }
        found.add_names(&inspector, &history, &rank, |name| self.holds(name));

        let mut stats = self.stats(&history, &walk, tally, &known);
        stats.binary += scanner.binary();
        stats.candidates += found.candidates as u64;
        stats.dropped += found.dropped_count;
        let firsts = if plan.shard.is_some() { found.firsts(&history, &rank) } else { Vec::new() };
        found.fill(written::write(&history, &inspector, &rank, threads, &found.chosen()));
        let attribution = Attribution::new(repo, self.odb, &inspector, &history, !found.is_empty());
        let (findings, dropped, lost) = found.finish(&attribution);
        skipped.extend(lost.into_iter().map(|object| unwritten(&history, object)));
        let mut warnings = Vec::new();
        known.close(scanned, &mut warnings);
        let refs = history.refs.iter().map(|r| format!("{} {}", r.name, r.target)).collect();
        // How the shares are scanned changes nothing of what they say.
        let asked = Selection { cache: false, whole: false, ..selection.clone() };
        let asked = format!("{asked:?} {:?}", repo.shallow);
        Ok((Seen { findings, dropped, skipped, stats, refs, asked, firsts }, warnings))
    }

    /// True when the object or text called `name` belongs to this share.
    fn holds(&self, name: &[u8]) -> bool {
        self.plan.shard.is_none_or(|shard| shard.holds(name))
    }

    /// Scans the blobs that are `wanted`.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a part of one scan, and all are borrowed here alone"
    )]
    fn blobs<'h>(
        &self,
        history: &'h History<'h>,
        walk: &'h Walk<'h>,
        rank: &'h Rank<'h>,
        known: &Known,
        scanner: &HitScanner<'h>,
        wanted: &[bool],
        skipped: &mut Vec<Skip>,
    ) -> (Vec<Collector<'h>>, Tally) {
        let Self { plan, progress, .. } = *self;
        progress.total.store(wanted.iter().filter(|&&wanted| wanted).count() as u64, Ordering::Relaxed);
        let collector = || Collector::new(scanner.inspector(), history, rank, Found::new(plan), known.list());
        let parts = (&history.catalog, &history.forest, walk);
        let (collectors, tally, faults) =
            delta::scan(parts, wanted, plan.threads.get(), scanner, collector, &progress.done);
        skipped.extend(faults.iter().map(|fault| skip_object(&history.catalog, fault)));
        (collectors, tally)
    }

    /// What was walked and scanned, or is known from before; but for the hits.
    fn stats(&self, history: &History<'_>, walk: &Walk<'_>, tally: Tally, known: &Known) -> Stats {
        Stats {
            source: "history",
            rules: self.plan.rules.rules().len() as u64,
            blobs: tally.blobs + known.blobs,
            bytes: tally.bytes + known.bytes,
            binary: known.binary,
            commits: history.order.len() as u64,
            refs: history.refs.len() as u64,
            notes: notes_on(self.repo, self.odb.folders().len() - 1, walk.submodules),
            reused: tally.bytes.saturating_sub(tally.scanned),
            remembered: known.blobs,
            ..Stats::default()
        }
    }
}

/// Tells of a blob that holds a secret and could not be read a second time.
fn unwritten(history: &History<'_>, object: Object) -> Skip {
    let what = "holds a secret, but changed or went away while it was scanned; scan again";
    let error = Error::Git(format!("the blob {} {what}", history.catalog.id(object)));
    skip_object(&history.catalog, &Fault { object, error })
}

/// Takes out the findings at excluded paths. A blob has a path only once it is known who brought it in.
fn drop_excluded(plan: &Plan, report: &mut Report<'_>) {
    let mut excluded: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut keep = |finding: &Finding| {
        let path = finding.location.origin.path.to_string();
        let Some(pattern) = plan.exclude.matching(std::path::Path::new(&path)) else { return true };
        excluded.entry(pattern.to_owned()).or_default().insert(finding.fingerprint.as_str().to_owned());
        false
    };
    report.findings.retain(&mut keep);
    report.suppressed.retain(&mut keep);
    if let Some(share) = &mut report.share {
        share.excluded = excluded;
    } else {
        let count = |(pattern, found): (String, BTreeSet<String>)| (pattern, found.len());
        report.skipped.extend(excluded_findings(excluded.into_iter().map(count).collect()));
    }
}

fn notes_on(repo: &Repository, alternates: usize, submodules: u64) -> Vec<String> {
    let mut notes = Vec::new();
    let mut note = |holds: bool, text: String| {
        if holds {
            notes.push(text);
        }
    };
    note(repo.work_tree.is_none(), "bare repository".to_owned());
    note(repo.is_linked(), "linked worktree".to_owned());
    note(!repo.shallow.is_empty(), "shallow clone".to_owned());
    note(repo.partial, "partial clone".to_owned());
    note(repo.reftable, "reftable".to_owned());
    note(alternates > 0, format!("{alternates} alternate object folders"));
    note(submodules > 0, format!("{submodules} commits of submodules, which are repositories of their own"));
    notes
}
