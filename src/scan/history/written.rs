//! The findings of the report, made when all blobs are known: of each blob that brought a secret in, once more.
//!
//! Thousands of versions of a file hold the same secret, and one of them is reported. Lines, masked texts and hashes are
//! made for that one alone.

use std::collections::HashMap;

use super::found::{Chosen, Rank};
use crate::blob::{Blob, Origin};
use crate::finding::Finding;
use crate::git::catalog::{Object, Resolved, Visit, resolve};
use crate::inspect::Inspector;
use crate::source::history::History;

/// The findings of the `chosen` blobs.
pub(super) fn write(
    history: &History<'_>,
    inspector: &Inspector<'_>,
    rank: &Rank<'_>,
    threads: usize,
    chosen: &HashMap<Object, Chosen>,
) -> Vec<Finding> {
    if chosen.is_empty() {
        return Vec::new();
    }
    let wanted: Vec<bool> =
        (0..history.catalog.len() as Object).map(|object| chosen.contains_key(&object)).collect();
    let visitor = || Writer { history, inspector, rank, chosen, findings: Vec::new() };
    // What cannot be read a second time is missed by the caller, who knows what it asked for.
    let (writers, _) = resolve(&history.catalog, &history.forest, &wanted, threads, visitor);
    writers.into_iter().flat_map(|writer| writer.findings).collect()
}

struct Writer<'w> {
    history: &'w History<'w>,
    inspector: &'w Inspector<'w>,
    rank: &'w Rank<'w>,
    chosen: &'w HashMap<Object, Chosen>,
    findings: Vec<Finding>,
}

impl Visit for Writer<'_> {
    type Carry = ();

    fn visit(&mut self, blob: &Resolved<'_, ()>) {
        let Some(chosen) = self.chosen.get(&blob.object) else { return };
        let origin = Origin {
            path: self.rank.path(blob.object),
            member: None,
            commit: self.rank.commit(self.history, blob.object),
            blob: Some(self.history.catalog.id(blob.object).to_string()),
        };
        let bytes = Blob { bytes: blob.bytes, origin: &origin };
        let inspection = match &chosen.hits {
            Some(hits) => self.inspector.findings(bytes, hits),
            None => self.inspector.inspect(bytes),
        };
        let found = inspection.findings.into_iter();
        let named = found.filter(|finding| chosen.names.contains(&finding.fingerprint));
        self.findings.extend(named);
    }
}
