//! Files that no other rule knows: settings, scripts and data of packages without a build for clients.

use super::code::{exposure, step};
use super::package::Package;
use super::role::{self, Role};
use super::{Depth, Project, Target, hosting, page, printed, registered, served};
use crate::finding::{Evidence, Exposure};

/// A file that code, settings or a web server gives to browsers.
fn handed_out(project: &Project, target: &Target<'_>, package: Option<&Package>) -> Option<Exposure> {
    package
        .and_then(|package| registered::served_by(project, package, target.rel))
        .or_else(|| hosting::served_by(project, target.rel))
        .map(|by| served::by(target, by))
}

/// A file that no rule above knows.
pub(super) fn judge(
    project: &Project,
    target: &Target<'_>,
    package: Option<&Package>,
    role: Role,
) -> Option<Exposure> {
    if let Some(found) = handed_out(project, target, package) {
        return Some(found);
    }
    if served::looks_served(target.rel, package) {
        let headline = format!(
            "{} could reach clients: its directory has the name of a public one, but no tool here claims it",
            target.what()
        );
        return Some(exposure("P7", headline, vec![target.here("in a directory that looks public")]));
    }
    let package = package?;
    if let Some(found) = printed::setting(project, target, package) {
        return Some(found);
    }
    if !package.has_client() {
        return Some(without_client(project, target, package));
    }
    let followed = cfg!(feature = "graph") && project.options.depth == Depth::Full;
    if matches!(role, Role::Code | Role::ClientEntry) && !followed {
        let headline = format!("{} could reach clients: imports were not followed", target.what());
        let here = target.here(format!("code of the {} package", package.label()));
        return Some(exposure("P1", headline, vec![here]));
    }
    if role == Role::Other {
        let headline = format!(
            "not exposed by this path: no build of the {} package here takes {}",
            package.label(),
            target.rel
        );
        return Some(exposure("N5", headline, vec![of_package(package)]));
    }
    None
}

/// Judges a file of a package that builds nothing for clients.
fn without_client(project: &Project, target: &Target<'_>, package: &Package) -> Exposure {
    if package.platform != "node" && role::is_code(target.rel) {
        let headline = format!(
            "{} could reach clients: a script in a {} package that no build here takes",
            target.what(),
            package.label()
        );
        return exposure("P7", headline, vec![target.here("a script for browsers or for tooling")]);
    }
    if let Some(page) = page::loaded_by(project, target.rel) {
        let headline = format!(
            "{} could reach clients: a page loads the script, and nothing here tells who gets the page",
            target.what()
        );
        return exposure("P7", headline, vec![target.here("holds the secret"), page]);
    }
    let headline =
        format!("not exposed by this path: the {} package here builds nothing for clients", package.label());
    exposure("N5", headline, vec![of_package(package)])
}

fn of_package(package: &Package) -> Evidence {
    step(package.manifest.clone(), 1, "the package of the file")
}
