//! The pipeline for git history: read, scan each blob once, say of each secret who brought it in and how far it went.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::Ordering;
use std::time::Instant;

use super::{
    Outcome, Progress, allow_large, client, empty_report, excluded_findings, finish, share, too_unsure,
    unmatched,
};
use crate::blob::{Blob, Origin, RelPath};
use crate::error::Error;
use crate::finding::{Confidence, Dropped, Finding};
use crate::git::catalog::Object;
use crate::git::odb::Odb;
use crate::git::repo::{Environment, Repository};
use crate::git::{Kind, Limits};
use crate::hit::Hit;
use crate::inspect::{Inspection, Inspector, is_binary};
use crate::plan::Plan;
use crate::report::Report;
use crate::report::share::First;
use crate::source::history::cache::CleanBlob;
use crate::source::history::delta::{self, Keep};
use crate::source::history::read::skip_object;
use crate::source::history::survey::Words;
use crate::source::history::walk::Walk;
use crate::source::history::{History, Selection};

mod attribute;
mod hashes;
mod known;
mod scanner;
mod submodules;

pub(super) use attribute::Attribution;
use known::Known;
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
    let mut report = empty_report(plan, "history");
    report.stats.root.clone_from(repo.work_tree.as_ref().unwrap_or(&repo.git_dir));
    let inspector = Inspector::new(&plan.rules, plan.key.clone());
    let threads = plan.threads.get();
    let limits =
        Limits { object: usize::try_from(plan.max_file_size).unwrap_or(usize::MAX), ..Limits::default() };
    let folders = repo.object_folders(environment)?;
    let alternates = folders.len() - 1;
    let odb = Odb::open(folders, repo.hash, limits, &mut report.skipped)?;
    let note = |words: &Words<'_>| inspect_words(&inspector, words);
    let (history, notes) = History::read(repo, &odb, selection, threads, &note, &mut report.skipped)?;
    let walk = history.walk();
    history.report_absent(&walk, &odb, &mut report.skipped);

    let refs: Vec<String> = history.refs.iter().map(|r| format!("{} {}", r.name, r.target)).collect();
    let asked = format!("{selection:?} {:?}", repo.shallow);
    share::begin(plan, &mut report, refs.iter().map(String::as_bytes).chain([asked.as_bytes()]));
    let holds = |name: &[u8]| plan.shard.is_none_or(|shard| shard.holds(name));
    let mut wanted = history.wanted(&walk);
    for (object, wanted) in (0..).zip(&mut wanted) {
        *wanted = *wanted && holds(history.catalog.id(object).as_bytes());
    }
    let known = if selection.cache {
        Known::open(plan, repo, &history, &walk, &mut wanted)?
    } else {
        Known::default()
    };
    progress.total.store(wanted.iter().filter(|&&wanted| wanted).count() as u64, Ordering::Relaxed);
    let rank = Rank::new(&history, &walk);
    let scanner = HitScanner::new(&inspector, &plan.rules, selection.whole);
    let collector = || Collector {
        inspector: &inspector,
        history: &history,
        rank: &rank,
        found: Found::new(plan),
        clean: known.list(),
    };
    let parts = (&history.catalog, &history.forest, &walk);
    let (collectors, tally, faults) =
        delta::scan(parts, &wanted, threads, &scanner, collector, &progress.done);
    report.skipped.extend(faults.iter().map(|fault| skip_object(&history.catalog, fault)));

    let mut found = Found::new(plan);
    let mut clean = Vec::new();
    for collector in collectors {
        found.absorb(collector.found);
        clean.extend(collector.clean.unwrap_or_default());
    }
    for (object, inspection) in notes {
        if holds(history.catalog.id(object).as_bytes()) {
            found.add_note(object, inspection, &history);
        }
    }
    found.add_names(&inspector, &history, &rank, holds);
    if let Some(share) = &mut report.share {
        share.firsts = found.firsts(&history);
    }
    let dropped = found.dropped_count;
    report.stats.commits = history.order.len() as u64;
    report.stats.refs = history.refs.len() as u64;
    report.stats.notes = notes_on(repo, alternates, walk.submodules);
    report.stats.reused = tally.bytes.saturating_sub(tally.scanned);
    let attribution = Attribution::new(repo, &odb, &inspector, &history, !found.groups.is_empty());
    let outcome = Outcome {
        inspection: found.into_inspection(&attribution),
        skips: Vec::new(),
        blobs: tally.blobs + known.blobs,
        bytes: tally.bytes + known.bytes,
        binary: scanner.binary() + known.binary,
    };
    known.close(clean, &mut report);
    outcome.into_report(plan, &mut report);
    report.stats.dropped = dropped;
    drop_excluded(plan, &mut report);
    // Of a share nothing is judged before the merge, which knows who was first.
    if report.share.is_none() {
        client::judge_past(&mut report.findings);
    }
    allow_large(plan, &mut report.skipped);
    hashes::fill(&history, threads, &mut report);
    finish(&mut report, unmatched(plan), started);
    Ok(report)
}

/// The text of a commit or tag, as named scopes. Nothing when there is nothing to say.
pub(super) fn inspect_words(inspector: &Inspector<'_>, words: &Words<'_>) -> Option<Inspection> {
    let what = if words.kind == Kind::Tag { "tag" } else { "commit" };
    let people = [words.author.name, words.author.email, words.committer.name, words.committer.email];
    let mut all = Inspection::default();
    for (scope, text) in [("message", words.message), ("author", &people.join(&b'\n'))] {
        let origin = Origin::file(RelPath::new(format!("{what} {scope}").as_bytes()));
        let inspection = inspector.inspect(Blob { bytes: text, origin: &origin });
        all.findings.extend(inspection.findings);
        all.dropped.extend(inspection.dropped);
        all.candidates += inspection.candidates;
    }
    (all.candidates > 0).then_some(all)
}

/// The place of each blob in the order in which things were brought in.
struct Rank<'h> {
    walk: &'h Walk<'h>,
    /// For each row of the commits its place in the order.
    places: Vec<u32>,
}

impl<'h> Rank<'h> {
    fn new(history: &'h History<'_>, walk: &'h Walk<'h>) -> Self {
        let mut places = vec![u32::MAX; history.graph.commits().len()];
        for (place, &row) in (0..).zip(&history.order) {
            places[row] = place;
        }
        Self { walk, places }
    }

    fn of(&self, object: Object) -> (u32, Object) {
        (self.walk.brought_by(object).map_or(u32::MAX, |row| self.places[row]), object)
    }
}

/// What one thread found in blobs.
struct Collector<'h> {
    inspector: &'h Inspector<'h>,
    history: &'h History<'h>,
    rank: &'h Rank<'h>,
    found: Found,
    /// The blobs without hits, when they are to be remembered.
    clean: Option<Vec<CleanBlob>>,
}

impl Keep<Hit> for Collector<'_> {
    fn keep(&mut self, object: Object, path: RelPath, blob: &[u8], hits: &[Hit]) {
        let by = self.rank.walk.brought_by(object).map(|row| self.history.graph.commits()[row].object);
        let origin = Origin {
            path,
            member: None,
            commit: by.map(|commit| self.history.catalog.id(commit).to_string()),
            blob: Some(self.history.catalog.id(object).to_string()),
        };
        let inspection =
            self.inspector.findings_without_hashes(Blob { bytes: blob, origin: &origin }, hits.to_vec());
        self.found.add(inspection, &[object], self.rank.of(object));
    }

    fn clean(&mut self, object: Object, path: &RelPath, blob: &[u8]) {
        if let Some(clean) = &mut self.clean {
            clean.push(CleanBlob::new(&self.history.catalog.id(object), path, blob.len(), is_binary(blob)));
        }
    }
}

/// One secret at one path, through all its versions.
struct Group {
    rank: (u32, Object),
    finding: Finding,
    blobs: Vec<Object>,
}

/// What was found, each secret of a path once.
struct Found {
    /// Findings below it are left out, so that a weak one cannot stand for a stronger one of a later version.
    least: Confidence,
    groups: HashMap<(String, Option<String>), Group>,
    dropped: BTreeSet<Dropped>,
    candidates: usize,
    dropped_count: u64,
}

impl Found {
    fn new(plan: &Plan) -> Self {
        Self {
            least: plan.min_confidence,
            groups: HashMap::new(),
            dropped: BTreeSet::new(),
            candidates: 0,
            dropped_count: 0,
        }
    }

    fn add(&mut self, inspection: Inspection, blobs: &[Object], rank: (u32, Object)) {
        self.candidates += inspection.candidates;
        self.dropped_count += inspection.dropped.len() as u64;
        self.dropped.extend(inspection.dropped);
        for finding in inspection.findings {
            if let Some(dropped) = too_unsure(self.least, &finding) {
                self.dropped_count += 1;
                self.dropped.insert(dropped);
                continue;
            }
            // The same words in two commits are two places; two versions of a file are one.
            let commit = if blobs.is_empty() { finding.location.origin.commit.clone() } else { None };
            let key = (finding.fingerprint.as_str().to_owned(), commit);
            self.merge(key, Group { rank, finding, blobs: blobs.to_vec() });
        }
    }

    fn merge(&mut self, key: (String, Option<String>), mut group: Group) {
        match self.groups.entry(key) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(group);
            }
            std::collections::hash_map::Entry::Occupied(mut held) => {
                let held = held.get_mut();
                held.blobs.append(&mut group.blobs);
                if group.rank < held.rank {
                    (held.rank, held.finding) = (group.rank, group.finding);
                }
            }
        }
    }

    fn absorb(&mut self, other: Self) {
        self.candidates += other.candidates;
        self.dropped_count += other.dropped_count;
        self.dropped.extend(other.dropped);
        for (key, group) in other.groups {
            self.merge(key, group);
        }
    }

    fn add_note(&mut self, object: Object, mut inspection: Inspection, history: &History<'_>) {
        let id = history.catalog.id(object).to_string();
        for finding in &mut inspection.findings {
            finding.location.origin.commit = Some(id.clone());
        }
        self.add(inspection, &[], (0, object));
    }

    /// Names of files are text, too.
    fn add_names(
        &mut self,
        inspector: &Inspector<'_>,
        history: &History<'_>,
        rank: &Rank<'_>,
        holds: impl Fn(&[u8]) -> bool,
    ) {
        let origin = Origin::file(RelPath::new(b"file name"));
        for (row, name) in (0..).zip(history.graph.names()) {
            if !holds(name) {
                continue;
            }
            let mut inspection = inspector.inspect(Blob { bytes: name, origin: &origin });
            if inspection.candidates == 0 {
                continue;
            }
            let objects = rank.walk.brought_under(row);
            let Some(first) = objects.iter().map(|&object| rank.of(object)).min() else { continue };
            let id = rank
                .walk
                .brought_by(first.1)
                .map(|row| history.catalog.id(history.graph.commits()[row].object).to_string());
            for finding in &mut inspection.findings {
                finding.location.origin.commit.clone_from(&id);
            }
            self.add(inspection, &objects, first);
        }
    }

    /// When each secret came in, for a merge with other shares.
    fn firsts(&self, history: &History<'_>) -> Vec<First> {
        let first = |((fingerprint, in_text), group): (&(String, Option<String>), &Group)| First {
            fingerprint: fingerprint.clone(),
            commit: group.finding.location.origin.commit.clone(),
            in_text: in_text.is_some(),
            rank: (group.rank.0, history.catalog.id(group.rank.1).to_string()),
        };
        let mut all: Vec<First> = self.groups.iter().map(first).collect();
        all.sort_by(|a, b| (&a.fingerprint, &a.commit).cmp(&(&b.fingerprint, &b.commit)));
        all
    }

    fn into_inspection(self, attribution: &Attribution<'_>) -> Inspection {
        let finish = |mut group: Group| {
            attribution.complete(&mut group.finding, &group.blobs);
            group.finding
        };
        Inspection {
            findings: self.groups.into_values().map(finish).collect(),
            dropped: self.dropped.into_iter().collect(),
            candidates: self.candidates,
        }
    }
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
