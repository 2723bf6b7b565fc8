//! A file within its package, and chains of files from one to another.

use std::collections::HashSet;
use std::rc::Rc;

use super::importers::importers;
use super::module::{Import, Module};
use crate::exposure::Project;
use crate::exposure::code::step;
use crate::exposure::package::Package;
use crate::exposure::role::{Role, role};
use crate::finding::Evidence;
use crate::tree::{has_end, line_at};

/// A search stops after so many files.
const MAX_FILES: usize = 4_000;

/// One file and what is known of it.
pub(super) struct Place {
    pub(super) file: String,
    pub(super) module: Rc<Module>,
    pub(super) package: Rc<Package>,
    pub(super) role: Role,
    /// A build for Node.js begins here.
    pub(super) server_entry: bool,
    /// A framework shows it as a page, and removes the exports that are for the server.
    page: bool,
}

impl Place {
    /// The file `file`.
    pub(super) fn of(project: &Project, file: &str) -> Option<Rc<Self>> {
        let places = &project.graph.places;
        if let Some(known) = places.borrow().get(file) {
            return known.clone();
        }
        let made = Self::read(project, file).map(Rc::new);
        places.borrow_mut().insert(file.to_owned(), made.clone());
        made
    }

    fn read(project: &Project, file: &str) -> Option<Self> {
        let package = project.packages.of(&project.tree, file).or_else(|| project.plain_pages(file))?;
        let module = project.graph.module(&project.tree, file);
        let role = role(file, Some(&package));
        let server_entry = project.graph.is_server_entry(&project.tree, &package, file);
        let page = role == Role::ClientEntry
            || package.has("remix")
                && project.graph.entries(&project.tree, &package).client.iter().any(|e| e == file);
        Some(Self { file: file.to_owned(), module, package, role, server_entry, page })
    }

    /// Exports that the build removes.
    pub(super) fn stripped(&self) -> Vec<&'static str> {
        if !self.page {
            return Vec::new();
        }
        self.package.profiles.iter().flat_map(|p| p.stripped.iter().copied()).collect()
    }

    /// Its code stays on the server.
    pub(super) fn on_server(&self) -> bool {
        let module = &self.module;
        !module.use_client
            && (matches!(self.role, Role::Server | Role::Config | Role::ServerBuild)
                || self.server_entry
                || serves_pages(&self.package, module)
                || module.server_only
                || module.use_server
                || !self.package.has_client() && self.package.platform != "page" && !self.is_library())
    }

    /// A package that builds nothing itself: others import it.
    fn is_library(&self) -> bool {
        self.package.platform == "node" && !self.package.is_service()
    }
}

/// Code of a Bun server: it imports a page to serve it, and bundlers for browsers import none
/// (<https://bun.com/docs/bundler/fullstack>).
pub(in crate::exposure) fn serves_pages(package: &Package, module: &Module) -> bool {
    let bun = package.platform == "node" && package.primary().is_none_or(|p| p.id == "bun");
    bun && module
        .imports
        .iter()
        .any(|import| has_end(&import.specifier, ".html") && !import.bindings.is_empty())
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

/// A chain of files from `rel` to one for which `done` holds, whatever names they take.
pub(super) fn by_file(
    project: &Project,
    rel: &str,
    done: &dyn Fn(&Place, Option<&Import>) -> bool,
) -> Option<Vec<Evidence>> {
    let mut open: Vec<(String, Option<(usize, Evidence)>)> = vec![(rel.to_owned(), None)];
    let mut known: HashSet<String> = HashSet::from([rel.to_owned()]);
    let mut at = 0;
    while at < open.len() && at < MAX_FILES {
        let place = Place::of(project, &open[at].0)?;
        let server_page = super::entry::is_page(&place.package, &place.file);
        if at == 0 && done(&place, None) {
            return Some(Vec::new());
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
                return Some(steps);
            }
        }
        at += 1;
    }
    None
}
