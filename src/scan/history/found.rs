//! What was found so far: each secret of a path once, where the oldest commit brought it in.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use super::attribute::Attribution;
use super::too_unsure;
use crate::blob::{Blob, Origin, RelPath};
use crate::finding::{Confidence, Dropped, Finding};
use crate::git::catalog::Object;
use crate::hit::Hit;
use crate::inspect::{Inspection, Inspector, is_binary};
use crate::plan::Plan;
use crate::report::share::First;
use crate::source::history::History;
use crate::source::history::cache::QuietBlob;
use crate::source::history::delta::Keep;
use crate::source::history::walk::Walk;

/// The place of each blob in the order in which things were brought in.
pub(super) struct Rank<'h> {
    walk: &'h Walk<'h>,
    /// For each row of the commits its place in the order.
    places: Vec<u32>,
}

impl<'h> Rank<'h> {
    pub(super) fn new(history: &'h History<'_>, walk: &'h Walk<'h>) -> Self {
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
pub(super) struct Collector<'h> {
    inspector: &'h Inspector<'h>,
    history: &'h History<'h>,
    rank: &'h Rank<'h>,
    /// Its findings.
    pub(super) found: Found,
    /// The blobs of which nothing is reported, when they are to be remembered.
    pub(super) quiet: Option<Vec<QuietBlob>>,
}

impl<'h> Collector<'h> {
    pub(super) fn new(
        inspector: &'h Inspector<'h>,
        history: &'h History<'h>,
        rank: &'h Rank<'h>,
        found: Found,
        quiet: Option<Vec<QuietBlob>>,
    ) -> Self {
        Self { inspector, history, rank, found, quiet }
    }

    /// Remembers a blob of which nothing is reported, with what it added to the counts since they were `before`.
    fn hush(&mut self, object: Object, path: &RelPath, blob: &[u8], before: (usize, u64)) {
        let counts = (
            u32::try_from(self.found.candidates - before.0),
            u32::try_from(self.found.dropped_count - before.1),
        );
        if let (Some(quiet), (Ok(candidates), Ok(dropped))) = (&mut self.quiet, counts) {
            let entry = QuietBlob::new(&self.history.catalog.id(object), path, blob.len(), is_binary(blob));
            quiet.push(entry.with_counts(candidates, dropped));
        }
    }
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
        let before = (self.found.candidates, self.found.dropped_count);
        if !self.found.add(inspection, &[object], self.rank.of(object)) {
            self.hush(object, &origin.path, blob, before);
        }
    }

    fn clean(&mut self, object: Object, path: &RelPath, blob: &[u8]) {
        let before = (self.found.candidates, self.found.dropped_count);
        self.hush(object, path, blob, before);
    }
}

/// One secret at one path, through all its versions.
struct Group {
    rank: (u32, Object),
    finding: Finding,
    blobs: Vec<Object>,
}

/// What was found, each secret of a path once.
pub(super) struct Found {
    /// Findings below it are left out, so that a weak one cannot stand for a stronger one of a later version.
    least: Confidence,
    /// What was dropped is told one by one.
    explain: bool,
    groups: HashMap<(String, Option<String>), Group>,
    /// What was dropped, when that is told.
    dropped: BTreeSet<Dropped>,
    pub(super) candidates: usize,
    pub(super) dropped_count: u64,
}

impl Found {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            least: plan.min_confidence,
            explain: plan.explain,
            groups: HashMap::new(),
            dropped: BTreeSet::new(),
            candidates: 0,
            dropped_count: 0,
        }
    }

    /// Takes what one blob or text gave. True when a report says more of it than how much there was.
    pub(super) fn add(&mut self, inspection: Inspection, blobs: &[Object], rank: (u32, Object)) -> bool {
        self.candidates += inspection.candidates;
        let mut kept = false;
        for dropped in inspection.dropped {
            kept |= self.drop(dropped);
        }
        for finding in inspection.findings {
            if let Some(dropped) = too_unsure(self.least, &finding) {
                kept |= self.drop(dropped);
                continue;
            }
            kept = true;
            // The same words in two commits are two places; two versions of a file are one.
            let commit = if blobs.is_empty() { finding.location.origin.commit.clone() } else { None };
            let key = (finding.fingerprint.as_str().to_owned(), commit);
            self.merge(key, Group { rank, finding, blobs: blobs.to_vec() });
        }
        kept
    }

    fn drop(&mut self, dropped: Dropped) -> bool {
        self.dropped_count += 1;
        self.explain && {
            self.dropped.insert(dropped);
            true
        }
    }

    fn merge(&mut self, key: (String, Option<String>), mut group: Group) {
        match self.groups.entry(key) {
            Entry::Vacant(free) => {
                free.insert(group);
            }
            Entry::Occupied(mut held) => {
                let held = held.get_mut();
                held.blobs.append(&mut group.blobs);
                if group.rank < held.rank {
                    (held.rank, held.finding) = (group.rank, group.finding);
                }
            }
        }
    }

    pub(super) fn absorb(&mut self, other: Self) {
        self.candidates += other.candidates;
        self.dropped_count += other.dropped_count;
        self.dropped.extend(other.dropped);
        for (key, group) in other.groups {
            self.merge(key, group);
        }
    }

    pub(super) fn add_note(&mut self, object: Object, mut inspection: Inspection, history: &History<'_>) {
        let id = history.catalog.id(object).to_string();
        for finding in &mut inspection.findings {
            finding.location.origin.commit = Some(id.clone());
        }
        self.add(inspection, &[], (0, object));
    }

    /// Names of files are text, too.
    pub(super) fn add_names(
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
    pub(super) fn firsts(&self, history: &History<'_>) -> Vec<First> {
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

    /// True when there is nothing to report.
    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The findings, with what they owe to history, and what was dropped, when that is told.
    pub(super) fn finish(self, attribution: &Attribution<'_>) -> (Vec<Finding>, Vec<Dropped>) {
        let finish = |mut group: Group| {
            attribution.complete(&mut group.finding, &group.blobs);
            group.finding
        };
        (self.groups.into_values().map(finish).collect(), self.dropped.into_iter().collect())
    }
}
