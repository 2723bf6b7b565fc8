//! A file within its package, the imports that mean it, and chains of files from one to another.

use std::collections::HashSet;
use std::rc::Rc;

use super::module::{Import, Module};
use super::{Candidates, Graph, stem};
use crate::exposure::Project;
use crate::exposure::code::step;
use crate::exposure::package::Package;
use crate::exposure::role::{Role, role};
use crate::finding::Evidence;
use crate::tree::{join, line_at, normal, split};

/// A search stops after so many files.
const MAX_FILES: usize = 4_000;

/// One file and what is known of it.
pub(super) struct Place {
    pub(super) file: String,
    pub(super) module: Rc<Module>,
    pub(super) package: Rc<Package>,
    pub(super) role: Role,
}

impl Place {
    /// The file `file`.
    pub(super) fn of(project: &Project, file: &str) -> Option<Self> {
        let package = project.packages.of(&project.tree, file).or_else(|| project.plain_pages())?;
        let module = project.graph.module(&project.tree, file);
        let role = role(file, Some(&package));
        Some(Self { file: file.to_owned(), module, package, role })
    }

    /// Exports that the build removes.
    pub(super) fn stripped(&self) -> Vec<&'static str> {
        match self.role {
            Role::ClientEntry => {
                self.package.profiles.iter().flat_map(|p| p.stripped.iter().copied()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Its code stays on the server.
    pub(super) fn on_server(&self) -> bool {
        let module = &self.module;
        !module.use_client
            && (matches!(self.role, Role::Server | Role::Config | Role::ServerBuild)
                || module.server_only
                || module.use_server
                || !self.package.has_client() && self.package.platform != "page" && !self.is_library())
    }

    /// A package that builds nothing itself: others import it.
    fn is_library(&self) -> bool {
        self.package.platform == "node" && !self.package.is_service()
    }
}

/// Only exports that the build removes use what an import takes.
fn is_removed(importer: &Place, import: &Import) -> bool {
    let users: Vec<usize> = import.bindings.iter().flat_map(|b| b.users.iter().copied()).collect();
    let seen = importer.module.seen(&users, &importer.stripped());
    let kept = seen.stripped || import.bindings.iter().any(|b| b.server_users);
    kept && !seen.effect && seen.exports.is_empty()
}

/// Some of what an import takes is used.
pub(super) fn is_used(import: &Import) -> bool {
    import.bindings.is_empty() || import.bindings.iter().any(|b| !b.users.is_empty())
}

/// The imports that mean the file of `place`.
pub(super) fn importers(project: &Project, place: &Place, cut: &mut bool) -> Vec<(Place, usize)> {
    let graph: &Graph = &project.graph;
    let candidates = graph.candidates(&project.tree, &place.package, &place.file);
    *cut |= candidates.cut;
    let known = graph.importers.borrow().get(&place.file).cloned();
    let pairs = known.unwrap_or_else(|| search(project, place, &candidates).into());
    graph.importers.borrow_mut().insert(place.file.clone(), pairs.clone());
    pairs.iter().filter_map(|(file, index)| Some((Place::of(project, file)?, *index))).collect()
}

/// Files and indexes of the imports that mean the file of `place`.
fn search(project: &Project, place: &Place, candidates: &Candidates) -> Vec<(String, usize)> {
    let graph: &Graph = &project.graph;
    let mut found = Vec::new();
    for candidate in &candidates.files {
        let Some(importer) = Place::of(project, candidate) else { continue };
        let resolver = graph.resolver(&project.tree, &importer.package);
        for (index, import) in importer.module.imports.iter().enumerate() {
            let hits = if import.specifier.contains(['*', '\n']) {
                matches(candidate, &import.specifier, &place.file)
            } else {
                candidates.stems.iter().any(|known| known == stem(&import.specifier))
                    && resolver.resolve(&project.tree, candidate, &import.specifier).as_deref()
                        == Some(&place.file)
            };
            if hits {
                found.push((candidate.clone(), index));
            }
        }
    }
    found
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

/// A chain of files from `rel` to one for which `done` holds, whatever names they take.
pub(super) fn by_file(
    project: &Project,
    rel: &str,
    done: &dyn Fn(&Place, Option<&Import>) -> bool,
) -> Option<(Vec<Evidence>, String)> {
    let mut open: Vec<(String, Option<(usize, Evidence)>)> = vec![(rel.to_owned(), None)];
    let mut known: HashSet<String> = HashSet::from([rel.to_owned()]);
    let mut at = 0;
    while at < open.len() && at < MAX_FILES {
        let place = Place::of(project, &open[at].0)?;
        let server_page = super::entry::is_page(&place.package, &place.file);
        if at == 0 && done(&place, None) {
            return Some((Vec::new(), place.file));
        }
        if !server_page && place.on_server() && at > 0 {
            at += 1;
            continue;
        }
        for (importer, index) in importers(project, &place, &mut false) {
            let import = &importer.module.imports[index];
            if import.type_only
                || import.elided
                || importer.role == Role::Test
                || known.contains(&importer.file)
            {
                continue;
            }
            if is_removed(&importer, import) {
                continue;
            }
            known.insert(importer.file.clone());
            let line = project.tree.text(&importer.file).map_or(1, |text| line_at(&text, import.at));
            let edge = step(&importer.file, line, format!("imports {}", place.file));
            open.push((importer.file.clone(), Some((at, edge))));
            if done(&importer, Some(import)) {
                let mut steps = Vec::new();
                let mut from = open.len() - 1;
                while let Some((before, edge)) = &open[from].1 {
                    steps.push(edge.clone());
                    from = *before;
                }
                steps.reverse();
                return Some((steps, importer.file));
            }
        }
        at += 1;
    }
    None
}
