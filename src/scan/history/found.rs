//! What was found so far: each secret of a path once, where the oldest commit brought it in.

use std::cell::LazyCell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::attribute::Attribution;
use super::too_unsure;
use crate::blob::{Blob, Origin, RelPath};
use crate::finding::{Confidence, Dropped, Finding};
use crate::git::catalog::Object;
use crate::hit::Hit;
use crate::inspect::{Inspection, Inspector, Outline, is_binary};
use crate::plan::Plan;
use crate::report::share::First;
use crate::secret::Fingerprint;
use crate::source::history::History;
use crate::source::history::cache::ScannedBlob;
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

    /// The path under which `object` was brought in.
    pub(super) fn path(&self, object: Object) -> RelPath {
        self.walk.path(object)
    }

    /// The id of the commit that brought `object` in.
    pub(super) fn commit(&self, history: &History<'_>, object: Object) -> Option<String> {
        let row = self.walk.brought_by(object)?;
        Some(history.catalog.id(history.graph.commits()[row].object).to_string())
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
    /// The blobs, when they are to be remembered.
    pub(super) scanned: Option<Vec<ScannedBlob>>,
}

impl<'h> Collector<'h> {
    pub(super) fn new(
        inspector: &'h Inspector<'h>,
        history: &'h History<'h>,
        rank: &'h Rank<'h>,
        found: Found,
        scanned: Option<Vec<ScannedBlob>>,
    ) -> Self {
        Self { inspector, history, rank, found, scanned }
    }

    fn remember(&mut self, object: Object, path: &RelPath, blob: &[u8], outline: Outline) {
        if let Some(scanned) = &mut self.scanned {
            let id = self.history.catalog.id(object);
            scanned.push(ScannedBlob::new(&id, path, blob.len(), is_binary(blob), outline));
        }
    }
}

impl Keep<Hit> for Collector<'_> {
    fn keep(&mut self, object: Object, path: RelPath, blob: &[u8], hits: &[Hit]) {
        let origin = Origin { path, ..Origin::default() };
        let seen = Blob { bytes: blob, origin: &origin };
        let outline = self.inspector.outline(seen, hits);
        self.found.add_blob(&outline, object, self.rank, || Some(hits.into()));
        // What was dropped is told with its lines, which no outline has.
        let told = self.found.explain && self.found.explain_blob(self.inspector.findings(seen, hits));
        if !told {
            self.remember(object, &origin.path, blob, outline);
        }
    }

    fn clean(&mut self, object: Object, path: &RelPath, blob: &[u8]) {
        self.remember(object, path, blob, Outline::default());
    }
}

/// One secret at one path, through all its versions.
struct Group {
    rank: (u32, Object),
    /// The finding, when it stands in a text or name. Those in blobs are made when all blobs are known.
    finding: Option<Finding>,
    /// The hits in the first blob of `rank`, unless they were made by an earlier scan.
    hits: Option<Hits>,
    blobs: Vec<Object>,
}

/// All hits in one blob.
pub(super) type Hits = Arc<[Hit]>;

/// A blob of which findings are reported.
#[derive(Default)]
pub(super) struct Chosen {
    /// Their names.
    pub(super) names: HashSet<Fingerprint>,
    /// What is in it, when that is at hand.
    pub(super) hits: Option<Hits>,
}

/// The fingerprint, and the commit for what stands in its text: the same words in two commits are two places, two
/// versions of a file are one.
type Key = (Fingerprint, Option<String>);

/// What was found, each secret of a path once.
pub(super) struct Found {
    /// Findings below it are left out, so that a weak one cannot stand for a stronger one of a later version.
    least: Confidence,
    /// What was dropped is told one by one.
    explain: bool,
    groups: HashMap<Key, Group>,
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

    /// Takes what is in the blob `object`, and the `hits` there if it is the first to hold one of its secrets.
    pub(super) fn add_blob(
        &mut self,
        outline: &Outline,
        object: Object,
        rank: &Rank<'_>,
        hits: impl FnOnce() -> Option<Hits>,
    ) {
        self.candidates += outline.candidates;
        self.dropped_count += outline.dropped as u64;
        let hits = LazyCell::new(hits);
        for (fingerprint, confidence) in &outline.findings {
            if *confidence < self.least {
                self.dropped_count += 1;
            } else {
                let group = Group { rank: rank.of(object), finding: None, hits: None, blobs: vec![object] };
                let group = self.merge((fingerprint.clone(), None), group);
                if group.rank.1 == object {
                    group.hits.clone_from(&hits);
                }
            }
        }
    }

    /// Tells of everything that was dropped in a blob. False when nothing was.
    fn explain_blob(&mut self, inspection: Inspection) -> bool {
        let unsure = inspection.findings.iter().filter_map(|finding| too_unsure(self.least, finding));
        let told: Vec<Dropped> = unsure.chain(inspection.dropped).collect();
        let any = !told.is_empty();
        self.dropped.extend(told);
        any
    }

    /// Takes what a text or name gave, which stands in `blobs` when it is a name.
    fn add(&mut self, inspection: Inspection, blobs: &[Object], rank: (u32, Object)) {
        self.candidates += inspection.candidates;
        for dropped in inspection.dropped {
            self.drop(dropped);
        }
        for finding in inspection.findings {
            if let Some(dropped) = too_unsure(self.least, &finding) {
                self.drop(dropped);
                continue;
            }
            let commit = if blobs.is_empty() { finding.location.origin.commit.clone() } else { None };
            let key = (finding.fingerprint.clone(), commit);
            self.merge(key, Group { rank, finding: Some(finding), hits: None, blobs: blobs.to_vec() });
        }
    }

    fn drop(&mut self, dropped: Dropped) {
        self.dropped_count += 1;
        if self.explain {
            self.dropped.insert(dropped);
        }
    }

    fn merge(&mut self, key: Key, mut group: Group) -> &mut Group {
        match self.groups.entry(key) {
            Entry::Vacant(free) => free.insert(group),
            Entry::Occupied(held) => {
                let held = held.into_mut();
                held.blobs.append(&mut group.blobs);
                if group.rank < held.rank {
                    group.blobs = std::mem::take(&mut held.blobs);
                    *held = group;
                }
                held
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
            let id = rank.commit(history, first.1);
            for finding in &mut inspection.findings {
                finding.location.origin.commit.clone_from(&id);
            }
            self.add(inspection, &objects, first);
        }
    }

    /// When each secret came in, for a merge with other shares.
    pub(super) fn firsts(&self, history: &History<'_>, rank: &Rank<'_>) -> Vec<First> {
        let first = |((fingerprint, in_text), group): (&Key, &Group)| First {
            fingerprint: fingerprint.as_str().to_owned(),
            commit: match &group.finding {
                Some(finding) => finding.location.origin.commit.clone(),
                None => rank.commit(history, group.rank.1),
            },
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

    /// The blobs whose findings are reported.
    pub(super) fn chosen(&self) -> HashMap<Object, Chosen> {
        let mut chosen: HashMap<Object, Chosen> = HashMap::new();
        for ((fingerprint, _), group) in self.groups.iter().filter(|(_, group)| group.finding.is_none()) {
            let chosen = chosen.entry(group.rank.1).or_default();
            chosen.names.insert(fingerprint.clone());
            chosen.hits = chosen.hits.take().or_else(|| group.hits.clone());
        }
        chosen
    }

    /// Takes the `written` findings of the chosen blobs.
    pub(super) fn fill(&mut self, written: Vec<Finding>) {
        let sure = |finding: &Finding| finding.confidence >= self.least;
        for finding in written.into_iter().filter(sure) {
            // A blob may hold the same secret twice; the first place stands for both.
            if let Some(group) = self.groups.get_mut(&(finding.fingerprint.clone(), None)) {
                group.finding.get_or_insert(finding);
            }
        }
    }

    /// The findings, with what they owe to history, and what was dropped, when that is told. Last the objects whose
    /// findings could not be written.
    pub(super) fn finish(
        self,
        attribution: &Attribution<'_>,
    ) -> (Vec<Finding>, Vec<Dropped>, BTreeSet<Object>) {
        let (mut findings, mut lost) = (Vec::new(), BTreeSet::new());
        for group in self.groups.into_values() {
            match group.finding {
                Some(mut finding) => {
                    attribution.complete(&mut finding, &group.blobs);
                    findings.push(finding);
                }
                None => _ = lost.insert(group.rank.1),
            }
        }
        (findings, self.dropped.into_iter().collect(), lost)
    }
}
