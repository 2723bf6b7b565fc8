//! Which imports mean a file.
//!
//! Asked file by file, the imports called `./index` would be resolved once for each `index` of the project. So all
//! imports with the same last part are resolved together, once, and sorted by the file that they lead to.

use std::collections::HashMap;
use std::rc::Rc;

use super::index::Index;
use super::place::Place;
use super::{Graph, stems};
use crate::exposure::Project;
use crate::tree::{join, normal, split};

/// Imports: the file that holds them, and their index in it.
type Imports = Vec<(String, usize)>;

/// What is known of the imports in one workspace.
#[derive(Default)]
pub(super) struct Table {
    /// Imports of a stem by the file they lead to.
    by_stem: HashMap<String, Rc<HashMap<String, Imports>>>,
    /// Imports of the files with computed ones, by stem: the first look may have missed some.
    fuzzy: Option<Rc<HashMap<String, Imports>>>,
}

/// The imports that mean the file of `place`, in the order of files.
pub(super) fn importers(project: &Project, place: &Place, cut: &mut bool) -> Vec<(Rc<Place>, usize)> {
    let graph: &Graph = &project.graph;
    *cut |= graph.index(&project.tree, &place.package).cut;
    let known = graph.importers.borrow().get(&place.file).cloned();
    let pairs = known.unwrap_or_else(|| {
        let found: Rc<[(String, usize)]> = search(project, place).into();
        graph.importers.borrow_mut().insert(place.file.clone(), found.clone());
        found
    });
    pairs.iter().filter_map(|(file, index)| Some((Place::of(project, file)?, *index))).collect()
}

fn search(project: &Project, place: &Place) -> Imports {
    let graph: &Graph = &project.graph;
    let tree = &project.tree;
    let root = graph.root_of(tree, &place.package);
    let index = graph.index(tree, &place.package);
    let fuzzy = fuzzy(project, &root, &index);
    let mut found = Imports::new();
    for stem in stems(tree, &graph.resolver(tree, &place.package), &place.package, &place.file) {
        let known = graph.tables.borrow().get(&root).and_then(|table| table.by_stem.get(&stem).cloned());
        let targets = known.unwrap_or_else(|| {
            let made = Rc::new(resolve_all(project, &stem, &index, &fuzzy));
            graph.tables.borrow_mut().entry(root.clone()).or_default().by_stem.insert(stem, made.clone());
            made
        });
        found.extend(targets.get(&place.file).into_iter().flatten().cloned());
    }
    for (file, at) in fuzzy.get(PATTERN).into_iter().flatten() {
        let hits = Place::of(project, file)
            .is_some_and(|from| matches(file, &from.module.imports[*at].specifier, &place.file));
        if hits {
            found.push((file.clone(), *at));
        }
    }
    found.retain(|(file, _)| *file != place.file);
    found.sort();
    found.dedup();
    found
}

/// The name of imports with patterns among those by stem.
pub(super) const PATTERN: &str = "*";

/// Imports of the files with computed ones, by stem.
fn fuzzy(project: &Project, root: &str, index: &Index) -> Rc<HashMap<String, Imports>> {
    let tables = &project.graph.tables;
    if let Some(known) = tables.borrow().get(root).and_then(|table| table.fuzzy.clone()) {
        return known;
    }
    let mut made: HashMap<String, Imports> = HashMap::new();
    for file in index.fuzzy() {
        let Some(place) = Place::of(project, file) else { continue };
        for (stem, imports) in &place.module.by_stem {
            made.entry(stem.clone()).or_default().extend(imports.iter().map(|at| (file.to_owned(), *at)));
        }
    }
    let made = Rc::new(made);
    tables.borrow_mut().entry(root.to_owned()).or_default().fuzzy = Some(made.clone());
    made
}

/// Resolves every import whose last part is `stem`.
fn resolve_all(
    project: &Project,
    stem: &str,
    index: &Index,
    fuzzy: &HashMap<String, Imports>,
) -> HashMap<String, Imports> {
    let mut targets: HashMap<String, Imports> = HashMap::new();
    let mut add = |place: &Place, at: usize| {
        let resolver = project.graph.resolver(&project.tree, &place.package);
        let specifier = &place.module.imports[at].specifier;
        if let Some(target) = resolver.resolve(&project.tree, &place.file, specifier) {
            targets.entry(target).or_default().push((place.file.clone(), at));
        }
    };
    for file in index.mentioning(stem) {
        let Some(place) = Place::of(project, file) else { continue };
        place.module.by_stem.get(stem).into_iter().flatten().for_each(|at| add(&place, *at));
    }
    for (file, at) in fuzzy.get(stem).into_iter().flatten().filter(|_| stem != PATTERN) {
        let Some(place) = Place::of(project, file) else { continue };
        add(&place, *at);
    }
    targets
}

/// `patterns` are those of a glob, one a line; those after `!` leave files out.
fn matches(from: &str, patterns: &str, file: &str) -> bool {
    let (out, within): (Vec<&str>, Vec<&str>) = patterns.lines().partition(|line| line.starts_with('!'));
    within.iter().any(|pattern| one_matches(from, pattern, file))
        && !out.iter().any(|pattern| one_matches(from, &pattern[1..], file))
}

fn one_matches(from: &str, pattern: &str, file: &str) -> bool {
    let Some(pattern) = normal(&join(if pattern.starts_with('/') { "" } else { split(from).0 }, pattern))
    else {
        return false;
    };
    globset::Glob::new(&pattern).is_ok_and(|glob| {
        let matcher = glob.compile_matcher();
        matcher.is_match(file) || file.rsplit_once('.').is_some_and(|(bare, _)| matcher.is_match(bare))
    })
}
