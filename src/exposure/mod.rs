//! Who can see it: whether a client (browser, app, public file) receives a secret, and by which steps.
//!
//! Files are read on demand, for findings only: a scan that finds nothing pays nothing. The order of the questions:
//! which package holds the file and which tools build it ([`package`], [`profile`]), what the file is to that package
//! ([`role`]), and then the way that fits the role: files that are served ([`served`]), packaged apps ([`app`]), pages
//! ([`page`]), environment variables ([`env`]), configuration ([`flow`]), or the import graph ([`graph`]).
//!
//! `certain` means that every step was read in the project. What cannot be known stays unknown and says why.

#![cfg_attr(
    not(feature = "graph"),
    allow(dead_code, reason = "the profiles say more than a build without the parser asks")
)]

mod app;
mod bundle;
mod code;
mod env;
mod envfile;
#[cfg(feature = "graph")]
mod flow;
#[cfg(not(feature = "graph"))]
#[path = "flow_off.rs"]
mod flow;
mod flutter;
#[cfg(feature = "graph")]
mod graph;
mod json;
mod level;
mod loaded;
mod manifest;
mod map;
mod overrides;
mod package;
mod page;
mod profile;
mod registered;
mod role;
mod served;

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use crate::finding::{Evidence, Exposure, Finding, Severity};
use crate::text::Span;

use crate::tree::Tree;
pub use code::{CODES, Code};
use code::{exposure, step};
use package::{Package, Packages};
use role::Role;
pub(crate) use role::is_test_path;

/// How much work to put into exposure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// None: no finding has an exposure.
    Off,
    /// Roles of files and names of variables, without parsing code.
    Fast,
    /// Imports are followed, too.
    #[default]
    Full,
}

/// How to judge exposure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExposureOptions {
    /// How much work to do.
    pub depth: Depth,
    /// The folder that relative paths of findings start at, below the root; empty for the root itself.
    pub here: String,
}

/// The smell of a CI secret in a public variable.
const PUBLIC_VARIABLE: &str = "smell-public-variable";

/// Stack of the thread that parses, in bytes: syntax trees nest, and the parser recurses. Only what is used is paid for.
const STACK: usize = 512 << 20;

/// Judges findings of files below `root`: fills [`Finding::exposure`] and moves [`Finding::severity`] with it.
///
/// Findings in history and in archives are left as they are, and so are files of no project.
pub fn assess(root: &Path, findings: &mut [Finding], options: &ExposureOptions) {
    if findings.is_empty() || options.depth == Depth::Off {
        return;
    }
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().name("exposure".to_owned()).stack_size(STACK);
        // Without the stack nothing is judged.
        if let Ok(worker) = worker.spawn_scoped(scope, || judge_all(root, findings, options))
            && let Err(panic) = worker.join()
        {
            std::panic::resume_unwind(panic);
        }
    });
}

/// The tool that builds the project around `path`, or else its platform, for people: `Next.js`, `django`. Relative paths start in the
/// folder `here` below `root`.
#[must_use]
pub fn framework(root: &Path, here: &str, path: &str) -> Option<&'static str> {
    let tree = Tree::seen_from(root, here);
    let rel = tree.relative(Path::new(path))?;
    Packages::default().of(&tree, &rel).map(|package| package.label())
}

/// The names of all tools that build something for clients, and of the platforms that [`framework`] may name.
#[cfg(test)]
pub(crate) fn tools() -> impl Iterator<Item = &'static str> {
    let tools = profile::profiles().filter(|p| p.kind != profile::Kind::Addon).map(|p| p.name);
    tools.chain([
        "flutter",
        "gradle",
        "xcode",
        "django",
        "python",
        "ruby",
        "laravel",
        "php",
        "java",
        "dotnet",
        "extension",
    ])
}

fn judge_all(root: &Path, findings: &mut [Finding], options: &ExposureOptions) {
    let project = Project::new(root, options.clone());
    for finding in findings {
        let origin = &finding.location.origin;
        if finding.commit.is_some() || origin.commit.is_some() {
            continue;
        }
        let Ok(path) = std::str::from_utf8(origin.path.as_bytes()) else { continue };
        if finding.rule == PUBLIC_VARIABLE {
            let line = finding.location.start.line.get();
            let headline = format!("the CI stores a secret in a public variable ({})", finding.line_text);
            finding.exposure =
                Some(exposure("L4", headline, vec![step(path, line, "sets it for the build")]));
        }
        if finding.is_smell() {
            continue;
        }
        let Some(rel) = project.tree.relative(Path::new(path)) else { continue };
        let member = origin.member.as_ref().map(ToString::to_string);
        if member.is_some() && !crate::tree::has_end(&rel, ".map") {
            continue;
        }
        let target = Target {
            rel: &rel,
            span: finding.location.span,
            line: finding.location.start.line.get(),
            member: member.as_deref(),
            finding,
        };
        if let Some(mut judged) = judge(&project, &target) {
            for step in judged.evidence.iter_mut().filter(|step| project.tree.is_file(&step.path)) {
                step.path = named_like(path, &rel, &project.options.here, &step.path);
                if let Some(other) =
                    step.why.strip_prefix("imports ").filter(|file| project.tree.is_file(file))
                {
                    step.why = format!("imports {}", named_like(path, &rel, &project.options.here, other));
                }
            }
            finding.severity =
                level::severity(finding, &judged, &project.tree.text(&rel).unwrap_or_default());
            // Of a key that is made for clients nothing needs fixing.
            if finding.severity == Severity::Note {
                judged.fix.clear();
            }
            finding.exposure = Some(judged);
        }
    }
}

/// The file `step` named as the finding's own `path` is, which is `rel` below the root.
fn named_like(path: &str, rel: &str, here: &str, step: &str) -> String {
    if let Some(prefix) = path.strip_suffix(rel) {
        return format!("{prefix}{step}");
    }
    match crate::tree::below(step, here) {
        Some(inner) => inner.to_owned(),
        None => format!("{}{step}", "../".repeat(here.split('/').count())),
    }
}

/// Everything that was learnt about the files below the root.
struct Project {
    tree: Tree,
    packages: Packages,
    options: ExposureOptions,
    /// Directories that server code hands out, by package.
    served: RefCell<HashMap<String, Rc<[registered::Served]>>>,
    /// Definitions of env files.
    variables: RefCell<HashMap<String, Rc<[envfile::Variable]>>>,
    /// How scripts look that may be bundles.
    looks: RefCell<HashMap<String, bundle::Look>>,
    /// The source map that was asked for last.
    map: RefCell<Option<(String, Rc<map::Map>)>>,
    #[cfg(feature = "graph")]
    graph: graph::Graph,
}

impl Project {
    fn new(root: &Path, options: ExposureOptions) -> Self {
        Self {
            tree: Tree::seen_from(root, &options.here),
            packages: Packages::default(),
            options,
            served: RefCell::default(),
            variables: RefCell::default(),
            looks: RefCell::default(),
            map: RefCell::default(),
            #[cfg(feature = "graph")]
            graph: graph::Graph::default(),
        }
    }

    /// The definitions in the env file `rel`.
    fn variables(&self, rel: &str) -> Rc<[envfile::Variable]> {
        if let Some(known) = self.variables.borrow().get(rel) {
            return known.clone();
        }
        let made: Rc<[_]> = self.tree.text(rel).map_or_else(Vec::new, |text| envfile::parse(&text)).into();
        self.variables.borrow_mut().insert(rel.to_owned(), made.clone());
        made
    }

    /// The package of pages that no manifest claims: plain HTML with scripts, in the folder of `rel` or above it.
    #[cfg(feature = "graph")]
    fn plain_pages(&self, rel: &str) -> Option<Rc<Package>> {
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
    fn crossings(&self, rel: &str, holder: &graph::crossing::Holder<'_>) -> Vec<graph::crossing::Crossing> {
        self.tree.text(rel).map_or_else(Vec::new, |text| graph::crossing::in_file(&text, rel, holder))
    }
}

/// One finding, as the judges see it.
struct Target<'f> {
    /// The file, relative to the root.
    rel: &'f str,
    /// The secret's bytes in it.
    span: Span,
    /// Their line.
    line: u32,
    /// The original file within a source map.
    member: Option<&'f str>,
    /// The finding.
    finding: &'f Finding,
}

impl Target<'_> {
    /// What it is, for a headline.
    fn what(&self) -> &str {
        &self.finding.title
    }

    /// The first step of every path.
    fn here(&self, why: impl Into<String>) -> Evidence {
        step(self.rel, self.line, why)
    }
}

fn judge(project: &Project, target: &Target<'_>) -> Option<Exposure> {
    let package = project.packages.of(&project.tree, target.rel);
    if let Some(package) = &package
        && let Some(found) = app::judge(project, target, package)
    {
        return Some(found);
    }
    let role = role::role(target.rel, package.as_deref());
    let claimed = package.as_ref().is_some_and(|p| p.has_client()) || role == Role::Vendored;
    if !claimed && bundle::is_client_bundle(project, target.rel) {
        return Some(served::bundle(project, target));
    }
    match (role, package.as_deref()) {
        (Role::Vendored, _) => None,
        (Role::Test, _) => Some(not_shipped(target)),
        (Role::Static, Some(package)) => Some(served::static_file(target, package)),
        (Role::ClientBuild, Some(package)) => Some(served::client_build(project, target, package)),
        (Role::ServerBuild, Some(package)) => Some(served::server_build(target, package)),
        (Role::Env, package) => env::judge(project, target, package),
        (Role::Template, package) => page::template(project, target, package),
        (role, package) => page::html(project, target, package)
            .or_else(|| manifest::judge(project, target, package, role))
            .or_else(|| flow::code(project, target, package, role))
            .or_else(|| rest(project, target, package, role)),
    }
}

fn not_shipped(target: &Target<'_>) -> Exposure {
    let headline = format!("not exposed by this path: {} is a test, example or document", target.rel);
    exposure("N3", headline, vec![target.here("not part of what is shipped")])
}

/// A setting of Django or Flask that a page template prints.
fn printed(project: &Project, target: &Target<'_>, package: &Package) -> Option<Exposure> {
    if !matches!(package.platform, "django" | "python") || !crate::tree::has_end(target.rel, ".py") {
        return None;
    }
    let text = project.tree.text(target.rel)?;
    let name = app::line_text(&text, target.span.start).split('=').next()?.trim();
    let by = page::prints_setting(project, package, name)?;
    let headline = format!("{} crosses from server to client: a template prints {name}", target.what());
    Some(exposure("L5", headline, vec![target.here(format!("{name} holds the secret")), by]))
}

/// A file that the code or the settings of `package` give to browsers by name.
fn served_by_name(project: &Project, target: &Target<'_>, package: &Package) -> Option<Exposure> {
    let by = registered::served_by(project, package, target.rel)?;
    let headline = format!("{} is in a file that is served to browsers", target.what());
    Some(exposure("C1", headline, vec![target.here("holds the secret"), by]))
}

/// A file that no rule above knows.
fn rest(project: &Project, target: &Target<'_>, package: Option<&Package>, role: Role) -> Option<Exposure> {
    if served::looks_served(target.rel, package) {
        if let Some(found) = package.and_then(|package| served_by_name(project, target, package)) {
            return Some(found);
        }
        let headline = format!(
            "{} could reach clients: its directory has the name of a public one, but no tool here claims it",
            target.what()
        );
        return Some(exposure("P7", headline, vec![target.here("in a directory that looks public")]));
    }
    let package = package?;
    if let Some(found) = printed(project, target, package) {
        return Some(found);
    }
    if !package.has_client() {
        let (node, code) = (package.platform == "node", role::is_code(target.rel));
        if (node || code)
            && let Some(found) = served_by_name(project, target, package)
        {
            return Some(found);
        }
        if !node && code {
            let headline = format!(
                "{} could reach clients: a script in a {} package that no build here takes",
                target.what(),
                package.label()
            );
            return Some(exposure("P7", headline, vec![target.here("a script for browsers or for tooling")]));
        }
        if let Some(page) = page::loaded_by(project, target.rel) {
            let headline = format!(
                "{} could reach clients: a page loads the script, and nothing here tells who gets the page",
                target.what()
            );
            return Some(exposure("P7", headline, vec![target.here("holds the secret"), page]));
        }
        let headline = format!(
            "not exposed by this path: the {} package here builds nothing for clients",
            package.label()
        );
        return Some(exposure(
            "N5",
            headline,
            vec![step(package.manifest.clone(), 1, "the package of the file")],
        ));
    }
    let followed = cfg!(feature = "graph") && project.options.depth == Depth::Full;
    if matches!(role, Role::Code | Role::ClientEntry) && !followed {
        let headline = format!("{} could reach clients: imports were not followed", target.what());
        return Some(exposure(
            "P1",
            headline,
            vec![target.here(format!("code of the {} package", package.label()))],
        ));
    }
    if role == Role::Other {
        let headline = format!(
            "not exposed by this path: no build of the {} package here takes {}",
            package.label(),
            target.rel
        );
        return Some(exposure(
            "N5",
            headline,
            vec![step(package.manifest.clone(), 1, "the package of the file")],
        ));
    }
    None
}
