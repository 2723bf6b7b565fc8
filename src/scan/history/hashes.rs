//! The line hashes of what is reported. They take a pass over the whole blob, so only the few blobs that made it into
//! the report are read for them, once more.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::git::catalog::{Object, Resolved, Visit, resolve};
use crate::git::oid::Oid;
use crate::inspect::hash_lines;
use crate::source::history::History;

/// Fills in the line hash of every finding in a blob.
pub(super) fn fill(history: &History<'_>, threads: usize, findings: Vec<Finding>) -> Vec<Finding> {
    let mut by_blob: HashMap<Object, Vec<Finding>> = HashMap::new();
    let mut done = Vec::new();
    for finding in findings {
        let id = finding.location.origin.blob.as_ref().and_then(|hex| Oid::from_hex(hex.as_bytes()));
        match id.and_then(|id| history.catalog.find(&id)) {
            Some(object) => by_blob.entry(object).or_default().push(finding),
            None => done.push(finding),
        }
    }
    let mut wanted = vec![false; history.catalog.len()];
    for &object in by_blob.keys() {
        wanted[object as usize] = true;
    }
    // Each thread fills in copies of what it meets; what could not be read again keeps an empty hash.
    let visitor = || Hasher { by_blob: &by_blob, hashed: Vec::new() };
    let (hashers, _) = resolve(&history.catalog, &history.forest, &wanted, threads, visitor);
    let hashed: Vec<(Object, Vec<Finding>)> = hashers.into_iter().flat_map(|hasher| hasher.hashed).collect();
    for (object, findings) in hashed {
        by_blob.insert(object, findings);
    }
    done.extend(by_blob.into_values().flatten());
    done
}

struct Hasher<'f> {
    by_blob: &'f HashMap<Object, Vec<Finding>>,
    hashed: Vec<(Object, Vec<Finding>)>,
}

impl Visit for Hasher<'_> {
    type Carry = ();

    fn visit(&mut self, blob: &Resolved<'_, ()>) {
        if let Some(findings) = self.by_blob.get(&blob.object) {
            let mut findings = findings.clone();
            hash_lines(blob.bytes, &mut findings);
            self.hashed.push((blob.object, findings));
        }
    }
}
