//! What is known of the project while its findings are judged, and the finding at hand.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use super::code::step;
#[cfg(feature = "graph")]
use super::graph;
#[cfg(feature = "graph")]
use super::package::Package;
use super::package::Packages;
use super::{ExposureOptions, bundle, envfile, map, registered};
use crate::finding::{Evidence, Finding};
use crate::text::Span;
use crate::tree::Tree;

/// The directory below which files were looked for, and what they are.
type Listing = (String, &'static str);

/// Everything that was learnt about the files below the root.
pub(super) struct Project {
    pub(super) tree: Tree,
    pub(super) packages: Packages,
    pub(super) options: ExposureOptions,
    /// Directories that server code hands out, by package.
    pub(super) served: RefCell<HashMap<String, Rc<[registered::Served]>>>,
    /// Definitions of env files.
    pub(super) variables: RefCell<HashMap<String, Rc<[envfile::Variable]>>>,
    /// Names of files that were looked for below a directory, by what they are.
    listed: RefCell<HashMap<Listing, Rc<[String]>>>,
    /// How scripts look that may be bundles.
    pub(super) looks: RefCell<HashMap<String, bundle::Look>>,
    /// The source map that was asked for last.
    pub(super) map: RefCell<Option<(String, Rc<map::Map>)>>,
    #[cfg(feature = "graph")]
    pub(super) graph: graph::Graph,
}

impl Project {
    pub(super) fn new(root: &Path, options: ExposureOptions) -> Self {
        Self {
            tree: Tree::seen_from(root, &options.here).with(&options.contents),
            packages: Packages::default(),
            options,
            served: RefCell::default(),
            variables: RefCell::default(),
            listed: RefCell::default(),
            looks: RefCell::default(),
            map: RefCell::default(),
            #[cfg(feature = "graph")]
            graph: graph::Graph::default(),
        }
    }

    /// Files below `dir` for which `keep` holds. They are looked for once: `kind` names what `keep` asks.
    pub(super) fn files(&self, dir: &str, kind: &'static str, keep: &dyn Fn(&str) -> bool) -> Rc<[String]> {
        let key = (dir.to_owned(), kind);
        if let Some(known) = self.listed.borrow().get(&key) {
            return known.clone();
        }
        let made: Rc<[String]> = self.tree.walk(dir, keep).0.into();
        self.listed.borrow_mut().insert(key, made.clone());
        made
    }

    /// The definitions in the env file `rel`.
    pub(super) fn variables(&self, rel: &str) -> Rc<[envfile::Variable]> {
        if let Some(known) = self.variables.borrow().get(rel) {
            return known.clone();
        }
        let made: Rc<[_]> = self.tree.text(rel).map_or_else(Vec::new, |text| envfile::parse(&text)).into();
        self.variables.borrow_mut().insert(rel.to_owned(), made.clone());
        made
    }

    /// The package of pages that no manifest claims: plain HTML with scripts, in the folder of `rel` or above it.
    #[cfg(feature = "graph")]
    pub(super) fn plain_pages(&self, rel: &str) -> Option<Rc<Package>> {
        let mut at = crate::tree::split(rel).0;
        loop {
            if let Some(page) = self.tree.named(at, "index.html") {
                return Some(Rc::new(Package::pages(page)));
            }
            if at.is_empty() {
                return None;
            }
            at = crate::tree::split(at).0;
        }
    }

    /// Hand-overs of `holder` in the scripts of `rel`.
    #[cfg(feature = "graph")]
    pub(super) fn crossings(
        &self,
        rel: &str,
        holder: &graph::crossing::Holder<'_>,
    ) -> Vec<graph::crossing::Crossing> {
        self.tree.text(rel).map_or_else(Vec::new, |text| graph::crossing::in_file(&text, rel, holder))
    }
}

/// One finding, as the judges see it.
pub(super) struct Target<'f> {
    /// The file, relative to the root.
    pub(super) rel: &'f str,
    /// The secret's bytes in it.
    pub(super) span: Span,
    /// Their line.
    pub(super) line: u32,
    /// The original file within a source map.
    pub(super) member: Option<&'f str>,
    /// The finding.
    pub(super) finding: &'f Finding,
}

impl Target<'_> {
    /// What it is, for a headline.
    pub(super) fn what(&self) -> &str {
        &self.finding.title
    }

    /// The first step of every path.
    pub(super) fn here(&self, why: impl Into<String>) -> Evidence {
        step(self.rel, self.line, why)
    }
}
