//! Files that clients receive as they are: static directories, build outputs, source maps.

use crate::finding::{Evidence, Exposure};

use super::bundle::is_for_node;
use super::code::{exposure, step};
use super::map::original;
use super::package::Package;
use super::role::{is_served, served_dir};
use super::{Project, Target};
use crate::tree::{below, join, normal, split};

/// Endings of files that a web server hands out as text; archives and images hold no readable literal.
const MAP: &str = ".map";

/// A file in a directory that is served as it is.
pub(super) fn static_file(target: &Target<'_>, package: &Package) -> Exposure {
    let inner = below(target.rel, &package.dir).unwrap_or(target.rel);
    let dir = served_dir(inner, Some(package)).unwrap_or_default();
    let why = format!("{} serves {dir}/ as it is", package.label());
    let headline = format!("{} is in a file that is served to browsers", target.what());
    exposure("C1", headline, vec![target.here("holds the secret"), step(package.manifest.clone(), 1, why)])
}

/// A file that code or configuration hands out: the line that says so.
pub(super) fn by(target: &Target<'_>, by: Evidence) -> Exposure {
    let headline = format!("{} is in a file that is served to browsers", target.what());
    exposure("C1", headline, vec![target.here("holds the secret"), by])
}

/// A file in a client build's output.
pub(super) fn client_build(project: &Project, target: &Target<'_>, package: &Package) -> Exposure {
    if package.is_packaged() {
        let headline = format!("{} is inside the packaged app; users can extract it", target.what());
        return exposure(
            "C7",
            headline,
            vec![target.here(format!("output that {} packages", package.label()))],
        );
    }
    if let Some(made) = map_source(project, target) {
        return made;
    }
    if is_for_node(project, target.rel) {
        let headline = format!(
            "{} could reach clients: {} is in a build directory but does not look like client output",
            target.what(),
            target.rel
        );
        return exposure("P7", headline, vec![target.here("in a build directory")]);
    }
    let why = format!("output of the {} client build", package.label());
    let headline = format!("{} is in a file that is served to browsers", target.what());
    exposure("C1", headline, vec![target.here(why)])
}

/// A file in a server build's output. A copy in the client's output is a finding of its own.
pub(super) fn server_build(target: &Target<'_>, package: &Package) -> Exposure {
    let headline =
        format!("not exposed by this path: {} is output of the {} server build", target.rel, package.label());
    exposure("N2", headline, vec![target.here("server output; clients never download it")])
}

/// A literal in a source map that is served with its bundle, named by the original file.
pub(super) fn map_source(project: &Project, target: &Target<'_>) -> Option<Exposure> {
    if !target.rel.ends_with(MAP) {
        return None;
    }
    let mut evidence = vec![target.here("source map served beside its bundle")];
    if let Some(name) = target.member {
        evidence.insert(0, step(name, target.line, "original file within the source map"));
    } else if let Some((name, line)) = original(project, target.rel, target.span.start) {
        evidence.insert(0, step(beside(target.rel, &name), line, format!("{name} within the source map")));
    }
    let headline = format!("{} is in a source map that is served to browsers", target.what());
    Some(exposure("C1", headline, evidence))
}

/// The file of the project that the map `rel` calls `name`, when it can be one: names are relative to the map, or begin with
/// the scheme of a bundler.
fn beside(rel: &str, name: &str) -> String {
    if let Some((_, rest)) = name.split_once("://") {
        let inner = rest.split_once("/./").or_else(|| rest.split_once('/')).map_or(rest, |(_, inner)| inner);
        return normal(inner).filter(|path| !path.is_empty()).unwrap_or_else(|| name.to_owned());
    }
    let path = normal(&join(split(rel).0, name));
    path.unwrap_or_else(|| name.trim_start_matches("../").to_owned())
}

/// A file in a directory that looks public although no tool here claims it: nothing is certain.
pub(super) fn looks_served(rel: &str, package: Option<&Package>) -> bool {
    let inner = package.and_then(|p| below(rel, &p.dir)).unwrap_or(rel);
    let runs = [".php", ".phtml", ".rb", ".py"].iter().any(|end| inner.ends_with(end));
    !runs
        && !is_served(inner, package)
        && split(inner)
            .0
            .split('/')
            .any(|part| matches!(part, "public" | "static" | "wwwroot" | "htdocs" | "www"))
}

/// A bundle or its source map that no tool here claims.
pub(super) fn bundle(project: &Project, target: &Target<'_>) -> Exposure {
    map_source(project, target).unwrap_or_else(|| {
        let headline = format!("{} is in a file that is served to browsers", target.what());
        exposure("C1", headline, vec![target.here("a bundle in a directory of client builds")])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_maps_lead_to_files() {
        for (name, want) in [
            ("../../src/a.ts", "src/a.ts"),
            ("a.ts", "dist/assets/a.ts"),
            ("webpack:///./src/a.ts", "src/a.ts"),
            ("webpack://shop/./src/a.ts", "src/a.ts"),
            ("webpack://shop/src/a.ts", "src/a.ts"),
            ("turbopack:///[project]/src/a.ts", "[project]/src/a.ts"),
            ("../../../../x/a.ts", "x/a.ts"),
        ] {
            assert_eq!(beside("dist/assets/b.js.map", name), want, "{name}");
        }
    }
}
