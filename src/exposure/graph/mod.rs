//! The import graph of JavaScript and TypeScript, walked backwards from a finding to where client code starts.
//!
//! Forward from every entry would mean parsing the whole project. Backwards, a cheap index ([`index`]) names the few
//! files that may import a module; only those are parsed ([`extract`]) and their imports resolved ([`resolve`]).

mod alias;
mod answers;
mod astro;
mod by_name;
mod component;
pub(super) mod config;
pub(super) mod crossing;
mod effects;
mod entry;
mod extract;
mod importers;
mod index;
mod module;
mod outcome;
mod parse;
mod parts;
mod place;
mod reads;
mod relative;
mod resolve;
mod sfc;
mod trace;
mod tsconfig;
mod value;
mod walk;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use entry::Entries;
use index::{Index, stem};
use place::Place;
use resolve::{Member, Resolver};

use super::package::Package;
use super::role::is_code;
use crate::tree::{Tree, below, join, split};

pub(super) use module::{Module, Name, Read, Source};
pub(super) use outcome::Trace;
pub(super) use place::serves_pages;
pub(super) use trace::{trace, trace_as, trace_units};

/// Files with an import of a module, and which of their imports that is.
type Importers = Rc<[(String, usize)]>;

/// Modules, resolvers and indexes, made when first needed.
#[derive(Default)]
pub(super) struct Graph {
    modules: RefCell<HashMap<String, Rc<Module>>>,
    resolvers: RefCell<HashMap<String, Rc<Resolver>>>,
    indexes: RefCell<HashMap<String, Rc<Index>>>,
    roots: RefCell<HashMap<String, String>>,
    members: RefCell<HashMap<String, Rc<[Member]>>>,
    importers: RefCell<HashMap<String, Importers>>,
    tables: RefCell<HashMap<String, importers::Table>>,
    places: RefCell<HashMap<String, Option<Rc<Place>>>>,
    entries: RefCell<HashMap<String, Rc<Entries>>>,
}

impl Graph {
    /// The file `rel`, parsed.
    pub(super) fn module(&self, tree: &Tree, rel: &str) -> Rc<Module> {
        if let Some(known) = self.modules.borrow().get(rel) {
            return known.clone();
        }
        let made = tree.text(rel).map_or_else(Module::default, |text| extract::extract(&text, split(rel).1));
        let made = Rc::new(made);
        self.modules.borrow_mut().insert(rel.to_owned(), made.clone());
        made
    }

    /// The resolver of `package`.
    fn resolver(&self, tree: &Tree, package: &Package) -> Rc<Resolver> {
        if let Some(known) = self.resolvers.borrow().get(&package.dir) {
            return known.clone();
        }
        let root = self.root_of(tree, package);
        let known = self.members.borrow().get(&root).cloned();
        let members = known.unwrap_or_else(|| members(tree, &root).into());
        self.members.borrow_mut().insert(root, members.clone());
        let made = Rc::new(Resolver::new(tree, package, members));
        self.resolvers.borrow_mut().insert(package.dir.clone(), made.clone());
        made
    }

    /// The index of the workspace around `package`.
    fn index(&self, tree: &Tree, package: &Package) -> Rc<Index> {
        let root = self.root_of(tree, package);
        if let Some(known) = self.indexes.borrow().get(&root) {
            return known.clone();
        }
        let made = Rc::new(Index::build(tree, &root));
        self.indexes.borrow_mut().insert(root, made.clone());
        made
    }

    /// The entries that `package` names.
    fn entries(&self, tree: &Tree, package: &Package) -> Rc<Entries> {
        if let Some(known) = self.entries.borrow().get(&package.dir) {
            return known.clone();
        }
        let made = Rc::new(Entries::read(tree, package));
        self.entries.borrow_mut().insert(package.dir.clone(), made.clone());
        made
    }

    /// True for a file of `package` where a build for Node.js begins.
    pub(super) fn is_server_entry(&self, tree: &Tree, package: &Package, rel: &str) -> bool {
        package.has_client() && self.entries(tree, package).server.iter().any(|entry| entry == rel)
    }

    /// The directory of the workspace that holds `package`; its own when there is none.
    fn root_of(&self, tree: &Tree, package: &Package) -> String {
        if let Some(known) = self.roots.borrow().get(&package.dir) {
            return known.clone();
        }
        let mut at = package.dir.as_str();
        let mut root = at.to_owned();
        loop {
            let workspace = ["pnpm-workspace.yaml", "lerna.json", "nx.json", "turbo.json", "rush.json"]
                .iter()
                .any(|file| tree.is_file(&join(at, file)))
                || tree.text(&join(at, "package.json")).is_some_and(|text| text.contains("\"workspaces\""));
            if workspace {
                at.clone_into(&mut root);
            }
            if at.is_empty() {
                break;
            }
            at = split(at).0;
        }
        self.roots.borrow_mut().insert(package.dir.clone(), root.clone());
        root
    }

    /// Files that mention an environment object, in the workspace of `package`.
    pub(super) fn environment(&self, tree: &Tree, package: &Package) -> Vec<String> {
        self.index(tree, package).environment().map(str::to_owned).collect()
    }

    /// Every code file in the workspace of `package`.
    pub(super) fn files(&self, tree: &Tree, package: &Package) -> Vec<String> {
        self.index(tree, package).files.clone()
    }
}

impl Graph {
    /// True when the component that `rel` calls `name` starts client code.
    pub(super) fn is_client_component(&self, project: &super::Project, rel: &str, name: &str) -> bool {
        let module = self.module(&project.tree, rel);
        let Some(package) = project.packages.of(&project.tree, rel) else { return false };
        let import = module.imports.iter().find(|i| i.bindings.iter().any(|b| b.local == name));
        let resolver = self.resolver(&project.tree, &package);
        import
            .and_then(|i| resolver.resolve(&project.tree, rel, &i.specifier))
            .is_some_and(|file| self.module(&project.tree, &file).use_client)
    }
}

/// The last parts of imports that may mean the file `rel`.
fn stems(tree: &Tree, resolver: &Resolver, package: &Package, rel: &str) -> Vec<String> {
    let (dir, name) = split(rel);
    let own = stem(name).to_owned();
    let mut stems = vec![own.clone()];
    // Of `counter.svelte.ts` an import says `./counter.svelte`, which looks like the name of a component.
    stems.extend(is_code(&own).then(|| stem(&own).to_owned()));
    if own == "index" {
        stems.extend([split(dir).1.to_owned(), ".".to_owned(), "..".to_owned()]);
    }
    if let Some(member) =
        resolver.members().iter().find(|m| m.dir == package.dir || below(rel, &m.dir).is_some())
    {
        stems.push(stem(&member.name).to_owned());
    }
    stems.extend(resolver.alias_names(rel).map(|name| stem(name).to_owned()));
    // A path mapping or an `exports` entry may give the file another name: take every name of a line that mentions it.
    let mut at = package.dir.as_str();
    loop {
        for file in ["tsconfig.json", "tsconfig.base.json", "jsconfig.json", "package.json"] {
            let Some(text) = tree.text(&join(at, file)) else { continue };
            for line in text.lines().filter(|line| line.contains(&own)) {
                stems.extend(line.split('"').skip(1).step_by(2).map(|word| stem(word).to_owned()));
            }
        }
        if at.is_empty() {
            break;
        }
        at = split(at).0;
    }
    stems.sort();
    stems.dedup();
    stems
}

/// Packages with a name below the workspace `root`.
fn members(tree: &Tree, root: &str) -> Vec<Member> {
    let (files, _) = tree.walk(root, &|path| split(path).1 == "package.json");
    let named = |file: &String| {
        let json: serde_json::Value = serde_json::from_str(&tree.text(file)?).ok()?;
        Some(Member { name: json.get("name")?.as_str()?.to_owned(), dir: split(file).0.to_owned() })
    };
    files.iter().filter_map(named).collect()
}

/// True when `word` stands in `text` by itself.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    !word.is_empty()
        && text.match_indices(word).any(|(at, _)| {
            !part(text[..at].chars().next_back()) && !part(text[at + word.len()..].chars().next())
        })
}
