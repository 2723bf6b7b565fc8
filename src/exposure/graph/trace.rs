//! Walks importers from a module to a place where client code starts, symbol by symbol.
//!
//! A bundler drops exports that nobody uses, so a chain of files proves little: the walk follows the *name* that holds
//! the secret, through re-exports, into the units of each importer that use it. What runs when a module loads is
//! followed by file. A chain that holds only file by file is kept as a second, weaker answer.

use std::sync::LazyLock;

use regex::Regex;

use super::outcome::Trace;
use super::place::{Place, by_file};
use super::walk::{Symbol, Walk};
use crate::exposure::Project;

/// Follows the byte `offset` of `rel`.
pub(in crate::exposure) fn trace(project: &Project, rel: &str, offset: usize) -> Trace {
    let module = project.graph.module(&project.tree, rel);
    match module.unit_at(offset) {
        _ if !module.parsed => Trace::Nothing("the file could not be parsed".to_owned()),
        Some(unit) => follow_units(project, rel, &[unit], key_at(project, rel, offset)),
        None => Trace::Nothing("it stands in no statement".to_owned()),
    }
}

/// Follows the byte `offset` of `rel`, which a build puts in the place of the file `stands_for`.
pub(in crate::exposure) fn trace_as(project: &Project, rel: &str, offset: usize, stands_for: &str) -> Trace {
    let module = project.graph.module(&project.tree, rel);
    let Some(unit) = module.unit_at(offset) else { return trace(project, rel, offset) };
    let mut walk = Walk::new(project);
    for name in module.seen(&[unit], &[]).exports {
        walk.push(stands_for.to_owned(), Symbol::Export(name), None);
    }
    match walk.run() {
        Some(found) => Trace::Exact(found),
        None => walk.outcome(),
    }
}

/// Follows some units of `rel`.
pub(in crate::exposure) fn trace_units(project: &Project, rel: &str, units: &[usize]) -> Trace {
    follow_units(project, rel, units, None)
}

/// The key of the object that holds the byte `offset`: `token` of `{ token: '...' }`.
fn key_at(project: &Project, rel: &str, offset: usize) -> Option<String> {
    static KEY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"([A-Za-z_$][\w$]*)["']?\s*:\s*["'`][^"'`]*$"#).expect("a constant pattern")
    });
    let text = project.tree.text(rel)?;
    let line = text.get(..offset)?.rsplit('\n').next()?;
    KEY.captures(line).map(|hit| hit[1].to_owned())
}

fn follow_units(project: &Project, rel: &str, units: &[usize], key: Option<String>) -> Trace {
    let mut walk = Walk::new(project);
    walk.key = key;
    let Some(place) = Place::of(project, rel) else {
        return Trace::Nothing("the file belongs to no package".to_owned());
    };
    let seen = place.module.seen(units, &place.stripped());
    if seen.effect {
        walk.push(rel.to_owned(), Symbol::Effect, None);
    }
    for name in &seen.exports {
        walk.push(rel.to_owned(), Symbol::Export(name.clone()), None);
    }
    if walk.states.is_empty() {
        if seen.stripped {
            return Trace::Stripped;
        }
        walk.weak.push(format!("nothing in {rel} uses it"));
    }
    if let Some(found) = walk.run() {
        return Trace::Exact(found);
    }
    if let Some(path) = by_file(project, rel, &|place, _| walk.is_start(place)) {
        let why = walk
            .weak
            .first()
            .cloned()
            .unwrap_or_else(|| "the importer does not use what holds it".to_owned());
        return Trace::Loose(path, why);
    }
    walk.outcome()
}
