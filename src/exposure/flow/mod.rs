//! Ways through code: a literal and the imports that lead to it, configuration that publishes a value, reads of
//! environment variables.

mod publish;
mod replacement;
mod variables;

use crate::finding::{Evidence, Exposure};

use super::code::{exposure, step};
use super::graph::crossing::{Crossing, Given, Holder};
use super::graph::{Module, Trace, serves_pages, trace, trace_as};
use super::package::Package;
use super::role::{Role, is_code, is_importable};
use super::{Depth, Project, Target};
use crate::tree::{below, line_at, split};

pub(super) use publish::env;
pub(super) use variables::{private_reads, public_reads, unprefixed_reads};

/// The answer for a literal in code.
pub(super) fn code(
    project: &Project,
    target: &Target<'_>,
    package: Option<&Package>,
    role: Role,
) -> Option<Exposure> {
    let (_, name) = split(target.rel);
    let data = is_importable(name) && role == Role::Other && package.is_some_and(|p| p.platform == "node");
    if project.options.depth != Depth::Full || !is_code(name) && !data {
        return None;
    }
    if role == Role::Config || package.is_some_and(|p| p.builders.iter().any(|b| b.file == target.rel)) {
        return publish::config(project, target, package?);
    }
    let page = package.is_none().then(|| project.plain_pages(target.rel)).flatten();
    let package = package.or(page.as_deref())?;
    let foreign = !matches!(package.platform, "node" | "page");
    if !package.has_client() && (foreign || package.platform == "node" && !is_library(package)) {
        let sent = !foreign
            && is_code(name)
            && handed_over(project, target.rel, &Holder::Offset(target.span.start)).is_some();
        return sent.then(|| on_server(project, target, package, "code of a service"));
    }
    let module = project.graph.module(&project.tree, target.rel);
    let client_side = matches!(role, Role::Code | Role::ClientEntry) || module.use_client;
    if within(&module.comments, target) {
        return Some(comment(target, package, client_side));
    }
    if let Some(why) = stays(project, target, package, role, &module) {
        return Some(on_server(project, target, package, why));
    }
    let at = target.span.start;
    let traced = match replacement::of(project, package, target.rel) {
        Some(replacement::File::Replaced(by)) => {
            let why = format!("production builds replace {} with {by}", target.rel);
            return Some(for_development(target, &why));
        }
        Some(replacement::File::Development) => {
            return Some(for_development(target, &format!("only development builds use {}", target.rel)));
        }
        Some(replacement::File::Replaces(file)) => trace_as(project, target.rel, at, &file),
        None => trace(project, target.rel, at),
    };
    match traced {
        Trace::Nothing(_) if data => None,
        Trace::Exact(_) | Trace::Loose(..) => {
            dropped(target, &module).or_else(|| judge_trace(project, target, package, traced))
        }
        _ => judge_trace(project, target, package, traced),
    }
}

/// Judges a literal in client code that a build may leave out.
fn dropped(target: &Target<'_>, module: &Module) -> Option<Exposure> {
    if within(&module.dev_only, target) {
        let headline = format!(
            "{} could reach clients: it stands under a development switch, which production builds drop",
            target.what()
        );
        return Some(exposure("P6", headline, vec![target.here("development only")]));
    }
    let headline = format!(
        "{} probably reaches the browser; not proven: the variable that holds it is never read",
        target.what()
    );
    within(&module.unread, target)
        .then(|| exposure("L2", headline, vec![target.here("a local variable that nothing reads")]))
}

fn within(spans: &[crate::text::Span], target: &Target<'_>) -> bool {
    let at = target.span.start;
    spans.iter().any(|s| s.start <= at && at < s.end)
}

/// Why the literal stays on the server, when it does.
fn stays(
    project: &Project,
    target: &Target<'_>,
    package: &Package,
    role: Role,
    module: &Module,
) -> Option<&'static str> {
    if module.server_only {
        return Some("imports server-only: a build that would ship it fails");
    }
    if module.use_server {
        return Some("'use server': clients get a reference, not the code");
    }
    let server = role == Role::Server && !module.use_client
        || project.graph.is_server_entry(&project.tree, package, target.rel)
        || serves_pages(package, module)
        || within(&module.server_parts, target)
        || package.has("next") && within(&module.windowless, target);
    server.then_some("its code stays on the server")
}

fn for_development(target: &Target<'_>, why: &str) -> Exposure {
    let headline = format!("{} could reach clients: {why}", target.what());
    exposure("P2", headline, vec![target.here("used by development builds")])
}

fn comment(target: &Target<'_>, package: &Package, client_side: bool) -> Exposure {
    if client_side && package.has_client() {
        let headline =
            format!("{} could reach clients: it stands in a comment, which minifiers drop", target.what());
        return exposure("P5", headline, vec![target.here("comment in client code")]);
    }
    let headline =
        format!("not exposed by this path: {}:{} is a comment in server code", target.rel, target.line);
    exposure("N1", headline, vec![target.here("comment")])
}

fn judge_trace(project: &Project, target: &Target<'_>, package: &Package, traced: Trace) -> Option<Exposure> {
    let chain = |path: Vec<Evidence>| {
        let mut evidence = vec![target.here("holds the secret")];
        evidence.extend(path);
        evidence
    };
    let what = target.what();
    Some(match traced {
        // Without a bundler a file is downloaded whole, whatever of it is used.
        Trace::Loose(path, _) if package.platform == "page" => {
            exposure("C2", format!("{what} is in a script that a page loads"), chain(path))
        }
        Trace::Exact(path) if package.has("vscode") => {
            let headline = format!("{what} is inside the packaged app; users can extract it");
            exposure("C7", headline, chain(path))
        }
        Trace::Exact(path) => {
            exposure("C2", format!("{what} is hard-coded in code bundled for the browser"), chain(path))
        }
        Trace::Loose(path, why) => {
            exposure("L2", format!("{what} probably reaches the browser; not proven: {why}"), chain(path))
        }
        Trace::Stripped => {
            on_server(project, target, package, "only code that the build keeps on the server uses it")
        }
        Trace::Crosses(path, how) => {
            exposure("L5", format!("{what} crosses from server to client as {how}"), chain(path))
        }
        Trace::Server(importers) => {
            let names: Vec<&str> = importers.iter().take(3).map(|s| s.path.as_str()).collect();
            let headline = format!(
                "not exposed by this path: only server code imports {} ({})",
                target.rel,
                names.join(", ")
            );
            exposure("N1", headline, chain(importers))
        }
        Trace::Types(importers) => {
            let headline = format!(
                "not exposed by this path: {} is imported for its types only, which builds erase",
                target.rel
            );
            exposure("N4", headline, chain(importers))
        }
        Trace::Tests(importers) => {
            let headline = format!("not exposed by this path: only tests import {}", target.rel);
            exposure("N3", headline, chain(importers))
        }
        Trace::Nothing(why) => {
            return unreached(target, package, &why, &project.tree.text(target.rel).unwrap_or_default());
        }
    })
}

/// The line that lets a server SDK run in a browser
/// (<https://github.com/openai/openai-node#requirements>).
fn browser_sdk(text: &str) -> Option<u32> {
    let at = text.find("dangerouslyAllowBrowser")?;
    let value = text[at + "dangerouslyAllowBrowser".len()..].trim_start().strip_prefix(':')?;
    value.trim_start().starts_with("true").then(|| line_at(text, at))
}

fn unreached(target: &Target<'_>, package: &Package, why: &str, text: &str) -> Option<Exposure> {
    let inner = below(target.rel, &package.dir).unwrap_or(target.rel);
    let what = target.what();
    if let Some(line) = browser_sdk(text) {
        let headline = format!("{what} probably reaches the browser: the code lets a server SDK run there");
        let evidence = vec![
            target.here("holds the secret"),
            step(
                target.rel,
                line,
                "dangerouslyAllowBrowser: the SDK would refuse to run in a browser without it",
            ),
        ];
        return Some(exposure("L6", headline, evidence));
    }
    let source =
        ["src/", "app/", "client/", "lib/", "components/", "pages/"].iter().any(|dir| inner.starts_with(dir));
    if package.is_spa() && source {
        let headline = format!("{what} probably reaches the browser; not proven: {why}");
        return Some(exposure(
            "L3",
            headline,
            vec![target.here(format!("source of the {} app", package.label()))],
        ));
    }
    if package.has_client()
        || !package.dir.is_empty()
            && package.platform == "node"
            && package.profiles.is_empty()
            && is_library(package)
    {
        let headline = format!("{what} could reach clients: {why}");
        return Some(exposure("P1", headline, vec![target.here("no way to a client was found")]));
    }
    None
}

/// A package that others in the workspace may bundle.
fn is_library(package: &Package) -> bool {
    !package.is_service()
}

/// A literal in server code: it stays there unless the code hands it over.
fn on_server(project: &Project, target: &Target<'_>, package: &Package, why: &str) -> Exposure {
    let at = target.span.start;
    if let Some(found) = handed_over(project, target.rel, &Holder::Offset(at)) {
        let text = project.tree.text(target.rel).unwrap_or_default();
        let there = step(target.rel, line_at(&text, found.at), found.how.clone());
        let code = if found.given == Given::Literal { "C8" } else { "L5" };
        let headline = match found.given {
            Given::Literal => format!("{} is sent to the client as {}", target.what(), found.how),
            Given::Name => format!("{} crosses from server to client as {}", target.what(), found.how),
        };
        return exposure(code, headline, vec![target.here("holds the secret"), there]);
    }
    let headline =
        format!("not exposed by this path: {} is server code of the {} package", target.rel, package.label());
    exposure("N1", headline, vec![target.here(why)])
}

/// The first hand-over of `holder` in `rel` that reaches a client.
pub(super) fn handed_over(project: &Project, rel: &str, holder: &Holder<'_>) -> Option<Crossing> {
    project.crossings(rel, holder).into_iter().find(|c| match &c.component {
        None => true,
        Some(component) => project.graph.is_client_component(project, rel, component),
    })
}
