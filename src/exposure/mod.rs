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
mod builder;
mod bundle;
mod code;
mod desktop;
mod dotnet;
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
mod hosting;
mod json;
mod level;
mod loaded;
mod manifest;
mod map;
mod nx;
mod overrides;
mod package;
mod page;
mod php;
mod printed;
mod profile;
mod project;
mod registered;
mod rest;
mod role;
mod served;
mod tools;

use std::path::Path;

use crate::finding::{Exposure, Finding, Severity};
pub use crate::tree::Contents;
use crate::tree::Tree;
pub use code::{CODES, Code};
use code::{exposure, step};
use package::{Package, Packages};
use project::{Project, Target};
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
    /// Contents of files that are not as on the disk, by path below the root.
    pub contents: Contents,
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
        "node",
        "deno",
        "go",
        "rust",
        "hugo",
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
        (Role::Test, package) => Some(site(project, target, package).unwrap_or_else(|| not_shipped(target))),
        (Role::Static, Some(package)) => Some(served::static_file(target, package)),
        (Role::ClientBuild, Some(package)) => Some(served::client_build(project, target, package)),
        (Role::ServerBuild, Some(package)) => Some(served::server_build(target, package)),
        (Role::Env, _) => env::judge(project, target, package.as_ref()),
        (Role::Template, package) => page::template(project, target, package),
        (role, package) => page::html(project, target, package)
            .or_else(|| php::judge(project, target, package))
            .or_else(|| manifest::judge(project, target, package, role))
            .or_else(|| flow::code(project, target, package, role))
            .or_else(|| rest::judge(project, target, package, role)),
    }
}

/// A file of `docs/` that is deployed as a site, or may be.
fn site(project: &Project, target: &Target<'_>, package: Option<&Package>) -> Option<Exposure> {
    if let Some(found) = page::published(project, target, package) {
        return Some(found);
    }
    let (docs, _) = target.rel.split_once("docs/").filter(|(dir, _)| dir.is_empty() || dir.ends_with('/'))?;
    if let Some(by) = hosting::served_by(project, target.rel) {
        return Some(served::by(target, by));
    }
    let page = format!("{docs}docs/index.html");
    let served = ["js", "mjs", "json", "html", "css", "txt"]
        .iter()
        .any(|end| target.rel.ends_with(&format!(".{end}")));
    let headline = format!(
        "{} could reach clients: docs/ is a site, and nothing here tells whether it is published",
        target.what()
    );
    let found = || {
        exposure(
            "P7",
            headline,
            vec![target.here("holds the secret"), step(&page, 1, "the page of the site")],
        )
    };
    (served && project.tree.is_file(&page)).then(found)
}

fn not_shipped(target: &Target<'_>) -> Exposure {
    let headline = format!("not exposed by this path: {} is a test, example or document", target.rel);
    exposure("N3", headline, vec![target.here("not part of what is shipped")])
}
