//! The walk of [`super::trace`]: from a module and a name in it over the imports that take the name.

use std::collections::HashSet;

use super::by_name;
use super::crossing::Holder;
use super::entry::{Start, start_of};
use super::importers::importers;
use super::module::{Import, Name};
use super::outcome::Trace;
use super::place::{Place, by_file, is_used};
use crate::exposure::Project;
use crate::exposure::code::step;
use crate::exposure::role::{Role, is_importable};
use crate::finding::Evidence;
use crate::tree::{has_end, line_at};

/// A walk stops after so many (module, name) pairs.
const MAX_STATES: usize = 4_000;

/// What is followed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Symbol {
    /// Code that runs when the module loads.
    Effect,
    /// An export.
    Export(String),
}

pub(super) struct State {
    file: String,
    symbol: Symbol,
    from: Option<(usize, Evidence)>,
}

/// The states that were reached, and what was met on the way.
pub(super) struct Walk<'p> {
    project: &'p Project,
    pub(super) states: Vec<State>,
    known: HashSet<(String, Symbol)>,
    servers: Vec<Evidence>,
    types: Vec<Evidence>,
    tests: Vec<Evidence>,
    pub(super) weak: Vec<String>,
    crossed: Option<(Vec<Evidence>, String)>,
    /// The key that holds the secret, in an object that has the followed name.
    pub(super) key: Option<String>,
    dangling: bool,
    cut: bool,
}

impl<'p> Walk<'p> {
    pub(super) fn new(project: &'p Project) -> Self {
        Self {
            project,
            states: Vec::new(),
            known: HashSet::new(),
            servers: Vec::new(),
            types: Vec::new(),
            tests: Vec::new(),
            weak: Vec::new(),
            crossed: None,
            key: None,
            dangling: false,
            cut: false,
        }
    }

    pub(super) fn push(&mut self, file: String, symbol: Symbol, from: Option<(usize, Evidence)>) {
        if self.states.len() >= MAX_STATES {
            self.cut = true;
        } else if self.known.insert((file.clone(), symbol.clone())) {
            self.states.push(State { file, symbol, from });
        }
    }

    /// Breadth first, so that the first way found is a shortest one.
    pub(super) fn run(&mut self) -> Option<Vec<Evidence>> {
        let mut at = 0;
        while at < self.states.len() {
            if let Some(found) = self.visit(at) {
                return Some(found);
            }
            at += 1;
        }
        None
    }

    fn visit(&mut self, at: usize) -> Option<Vec<Evidence>> {
        let (file, symbol) = (self.states[at].file.clone(), self.states[at].symbol.clone());
        let place = Place::of(self.project, &file)?;
        if place.on_server() {
            self.servers.push(step(&file, 1, "stays on the server"));
            return None;
        }
        if let Some(last) = self.starts(&place, &symbol) {
            let mut path = self.path(at);
            path.extend(last);
            return Some(path);
        }
        let importers = importers(self.project, &place, &mut self.cut);
        let mut any = false;
        for (importer, index) in importers {
            let import = &importer.module.imports[index];
            let here = self.edge(&importer, import, &file);
            if importer.role == Role::Test || importer.role == Role::Vendored {
                self.tests.push(here);
                continue;
            }
            if import.type_only
                || import.elided
                || !import.bindings.is_empty() && import.bindings.iter().all(|b| b.is_type)
            {
                self.types.push(here);
                continue;
            }
            any = true;
            if importer.on_server() {
                self.server(at, &importer, index, &symbol, here);
                continue;
            }
            if let Some(last) = self.follow(at, &importer, index, &symbol, here) {
                return Some(last);
            }
        }
        for found in by_name::uses(self.project, &place, &symbol) {
            any = true;
            for symbol in found.symbols {
                self.push(found.file.clone(), symbol, Some((at, found.here.clone())));
            }
        }
        self.dangling |= !any;
        None
    }

    /// Goes from a state over one import; a page ends the walk.
    fn follow(
        &mut self,
        at: usize,
        importer: &Place,
        index: usize,
        symbol: &Symbol,
        here: Evidence,
    ) -> Option<Vec<Evidence>> {
        let name = &importer.file;
        if has_end(name, ".html") || has_end(name, ".htm") {
            return self.page(at, importer, &here);
        }
        if has_end(name, ".astro") {
            return self.island(at, importer, index, symbol, here);
        }
        if importer.module.imports[index].fuzzy {
            self.weak.push(format!("the import at {name}:{} is computed", here.line));
        } else {
            self.uses(at, importer, index, symbol, here);
        }
        None
    }

    /// A page that loads the script.
    fn page(&mut self, at: usize, page: &Place, here: &Evidence) -> Option<Vec<Evidence>> {
        if !crate::exposure::page::is_built(self.project, &page.package, &page.file) {
            self.weak.push(format!("no build is known to take the page {}", page.file));
            return None;
        }
        let mut path = self.path(at);
        path.push(step(&page.file, here.line, "the page loads it: client code starts here"));
        Some(path)
    }

    /// Goes on with what the importer does with the name that it takes.
    fn uses(&mut self, at: usize, importer: &Place, index: usize, symbol: &Symbol, here: Evidence) {
        let import = &importer.module.imports[index];
        let name = &importer.file;
        let taken = |binding: &super::module::Binding| match symbol {
            Symbol::Effect => true,
            Symbol::Export(wanted) => {
                is_importable(&here.why)
                    || binding.names.iter().any(|n| *n == Name::All || *n == Name::One(wanted.clone()))
            }
        };
        let matching: Vec<_> = import.bindings.iter().filter(|b| taken(b)).collect();
        let users: Vec<usize> = matching.iter().flat_map(|b| b.users.iter().copied()).collect();
        if let Symbol::Export(wanted) = symbol {
            for own in importer.module.passed_on(index, wanted) {
                self.push(name.clone(), Symbol::Export(own), Some((at, here.clone())));
            }
        }
        let seen = importer.module.seen(&users, &importer.stripped());
        let kept = !users.is_empty() && seen.stripped || matching.iter().any(|b| b.server_users);
        if !seen.effect && seen.exports.is_empty() && kept {
            self.server(at, importer, index, symbol, here);
            return;
        }
        let called = import.bindings.iter().any(|b| b.local.is_empty());
        if *symbol == Symbol::Effect && !called {
            self.push(name.clone(), Symbol::Effect, Some((at, here)));
            return;
        }
        if users.is_empty() {
            self.weak.push(format!("{name} imports the module but does not use what holds it"));
        }
        if seen.effect {
            self.push(name.clone(), Symbol::Effect, Some((at, here.clone())));
        }
        for export in seen.exports {
            self.push(name.clone(), Symbol::Export(export), Some((at, here.clone())));
        }
    }

    /// An importer that stays on the server: the way ends there, unless it hands the value over.
    fn server(&mut self, at: usize, importer: &Place, index: usize, symbol: &Symbol, here: Evidence) {
        let import = &importer.module.imports[index];
        let taken = import.bindings.iter().filter(|b| match symbol {
            Symbol::Effect => false,
            Symbol::Export(name) => b.names.contains(&Name::One(name.clone())),
        });
        let locals: Vec<String> = taken.map(|b| b.local.clone()).collect();
        if self.crossed.is_none() && !locals.is_empty() {
            let holder = Holder::Names(&locals, self.key.as_deref());
            let given = crate::exposure::flow::handed_over(self.project, &importer.file, &holder);
            if let Some(found) = given {
                let text = self.project.tree.text(&importer.file).unwrap_or_default();
                let mut path = self.path(at);
                path.push(step(&importer.file, line_at(&text, found.at), found.how.clone()));
                self.crossed = Some((path, found.how));
            }
        }
        self.servers.push(here);
    }

    /// An Astro page: its scripts and the components with a `client:` directive ship, the rest is rendered.
    fn island(
        &mut self,
        at: usize,
        importer: &Place,
        index: usize,
        symbol: &Symbol,
        here: Evidence,
    ) -> Option<Vec<Evidence>> {
        let import = &importer.module.imports[index];
        let text = self.project.tree.text(&importer.file)?;
        let hydrated = import.bindings.iter().any(|b| {
            text.match_indices(&format!("<{}", b.local)).any(|(from, _)| {
                let tag = &text[from..from + text[from..].find('>').unwrap_or(0)];
                tag.contains("client:")
            })
        });
        if import.server && !hydrated {
            self.server(at, importer, index, symbol, here);
            return None;
        }
        let Some(live) = self.live(importer) else {
            self.weak.push(format!("no page uses {}", importer.file));
            return None;
        };
        let mut path = self.path(at);
        let why = if import.server { "hydrates it in the browser" } else { "its script runs in the browser" };
        path.push(step(&importer.file, here.line, why));
        path.extend(live);
        Some(path)
    }

    /// The last steps when client code starts at `place`, and `symbol` is part of it.
    fn starts(&mut self, place: &Place, symbol: &Symbol) -> Option<Vec<Evidence>> {
        if has_end(&place.file, ".astro") {
            let mut last = vec![step(&place.file, 1, "its scripts run in the browser")];
            last.extend(self.live(place)?);
            return Some(last);
        }
        let start = start_of(self.project, &place.package, &place.file, &place.module, place.role)?;
        match (&start, symbol) {
            (Start::Page(_) | Start::Directive, _) | (_, Symbol::Effect) => {}
            (Start::Main(_), Symbol::Export(name)) if name == "default" => {}
            (Start::Main(_), Symbol::Export(_)) => {
                self.weak.push(format!("nothing uses the export of {}", place.file));
                return None;
            }
        }
        match start {
            Start::Page(why) | Start::Main(why) => Some(vec![step(&place.file, 1, why)]),
            Start::Directive => {
                let Some(live) = self.live(place) else {
                    self.weak.push(format!("no page imports {}", place.file));
                    return None;
                };
                let mut last =
                    vec![step(&place.file, 1, "'use client': it and what it imports is sent to browsers")];
                last.extend(live);
                Some(last)
            }
        }
    }

    pub(super) fn is_start(&self, place: &Place) -> bool {
        let page = has_end(&place.file, ".html") || has_end(&place.file, ".htm");
        page || start_of(self.project, &place.package, &place.file, &place.module, place.role).is_some()
    }

    /// The steps from a component to a page that shows it.
    fn live(&self, place: &Place) -> Option<Vec<Evidence>> {
        if super::entry::is_page(&place.package, &place.file) {
            return Some(Vec::new());
        }
        by_file(self.project, &place.file, &|place, import| {
            super::entry::is_page(&place.package, &place.file)
                && import.is_none_or(|i| i.server || is_used(i))
        })
    }

    fn path(&self, mut at: usize) -> Vec<Evidence> {
        let mut steps = Vec::new();
        while let Some((from, edge)) = &self.states[at].from {
            steps.push(edge.clone());
            at = *from;
        }
        steps.reverse();
        steps
    }

    fn edge(&self, importer: &Place, import: &Import, target: &str) -> Evidence {
        let line = self.project.tree.text(&importer.file).map_or(1, |text| line_at(&text, import.at));
        step(&importer.file, line, format!("imports {target}"))
    }

    pub(super) fn outcome(self) -> Trace {
        if self.cut {
            return Trace::Nothing("the project has more files than are looked at".to_owned());
        }
        if let Some((path, how)) = self.crossed {
            return Trace::Crosses(path, how);
        }
        if !self.servers.is_empty() && !self.dangling {
            return Trace::Server(self.servers);
        }
        if self.servers.is_empty() && self.weak.is_empty() {
            if !self.types.is_empty() {
                return Trace::Types(self.types);
            }
            if !self.tests.is_empty() {
                return Trace::Tests(self.tests);
            }
        }
        Trace::Nothing(self.weak.into_iter().next().unwrap_or_else(|| "nothing imports it".to_owned()))
    }
}
