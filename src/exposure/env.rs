//! Secrets in `.env` files: whether a build makes the variable public, and whether client code reads it.

use std::rc::Rc;

use crate::finding::{Evidence, Exposure};

use super::code::{exposure, step};
use super::envfile::Variable;
use super::loaded::{Loaded, MAX_PACKAGES, is_example, loaded, overridden};
use super::package::Package;
use super::profile::Profile;
use super::{Project, Target};
use crate::tree::{below, join, line_at, split};

/// A variable that holds the secret, and how it came to.
struct Holder {
    name: String,
    /// The step that copies the secret into it; None for the variable of the finding.
    through: Option<Evidence>,
}

/// The answer for a secret in an env file.
pub(super) fn judge(
    project: &Project,
    target: &Target<'_>,
    package: Option<&Rc<Package>>,
) -> Option<Exposure> {
    let text = project.tree.text(target.rel)?;
    let variables = project.variables(target.rel);
    let own = variables.iter().find(|v| {
        v.value.start <= target.span.start && target.span.start < v.value.end.max(v.value.start + 1)
    });
    let Some(own) = own else {
        let comment = super::app::line_text(&text, target.span.start).trim_start().starts_with('#');
        let headline = format!("not exposed by this path: {}:{} is a comment", target.rel, target.line);
        return comment.then(|| exposure("N3", headline, vec![target.here("builds read no comments")]));
    };
    let (_, file) = split(target.rel);
    if is_example(file) {
        let headline = format!("not exposed by this path: no build reads {}", target.rel);
        return Some(exposure("N3", headline, vec![target.here("an example file")]));
    }
    let Some(package) = package else {
        return Some(unclaimed(target, &own.name, None));
    };
    if let Some(by) = super::printed::variable(project, package, &own.name) {
        let headline =
            format!("{} crosses from server to client: a template prints {}", target.what(), own.name);
        let mut evidence = vec![target.here(format!("{} holds the secret", own.name))];
        evidence.extend(by);
        return Some(exposure("L5", headline, evidence));
    }
    let holders = holders(project, target, package, own);
    let named = super::loaded::named_by(project, package, target.rel);
    let loaded = if named.is_some() { Loaded::Production } else { loaded(file, package) };
    if loaded == Loaded::Never {
        let headline = format!("not exposed by this path: builds for clients do not read {}", target.rel);
        return Some(exposure("N3", headline, vec![target.here("read by tests only")]));
    }
    if let Some(found) = ships_whole(target, package, own) {
        return Some(found);
    }
    if let Some(reader) = named {
        return Some(read_by(project, target, &reader, &holders, loaded));
    }
    let dir = split(target.rel).0;
    let expected = package.overrides.env_dir.as_deref().unwrap_or(&package.dir);
    if dir != expected || !package.has_client() || package.overrides.no_env_files {
        return Some(match reader_by_setting(project, package, dir, &holders) {
            Some(inner) => read_by(project, target, &inner, &holders, loaded),
            None => elsewhere(project, target, package, &holders),
        });
    }
    Some(read_by(project, target, package, &holders, loaded))
}

/// The answer for a file that the build of `package` reads.
fn read_by(
    project: &Project,
    target: &Target<'_>,
    package: &Package,
    holders: &[Holder],
    loaded: Loaded,
) -> Exposure {
    if let Some(found) = super::flow::env(project, target, package, &holders_names(holders)) {
        if loaded == Loaded::Production {
            return found;
        }
        let headline = format!(
            "{} could reach clients: configuration publishes {}, in a file that no production build here reads",
            target.what(),
            holders[0].name
        );
        return exposure("P2", headline, found.evidence);
    }
    let claimed =
        holders.iter().find_map(|h| claims(package, &h.name).map(|(profile, prefix)| (h, profile, prefix)));
    match claimed {
        Some((holder, profile, prefix)) => public(project, target, package, holder, profile, &prefix, loaded),
        None => private(project, target, package, holders, loaded),
    }
}

/// A package below `package` whose configuration says that its env files lie in `dir`.
fn reader_by_setting(
    project: &Project,
    package: &Package,
    dir: &str,
    holders: &[Holder],
) -> Option<Rc<Package>> {
    let nested = project.files(&package.dir, "nested packages", &|path| path.ends_with("/package.json"));
    nested.iter().take(MAX_PACKAGES).find_map(|manifest| {
        let inner = project.packages.of(&project.tree, manifest)?;
        let reads = inner.overrides.env_dir.as_deref() == Some(dir) && !inner.overrides.no_env_files;
        (reads && holders.iter().any(|h| claims(&inner, &h.name).is_some())).then_some(inner)
    })
}

fn holders_names(holders: &[Holder]) -> Vec<&str> {
    holders.iter().map(|h| h.name.as_str()).collect()
}

/// The variable itself, and those that expand to it in the files of the same package.
fn holders(project: &Project, target: &Target<'_>, package: &Package, own: &Variable) -> Vec<Holder> {
    let mut found = vec![Holder { name: own.name.clone(), through: None }];
    let dir = split(target.rel).0;
    let mut files: Vec<String> = project
        .tree
        .names(dir)
        .iter()
        .filter(|(n, d)| !d && n.starts_with(".env") && !is_example(n))
        .map(|(n, _)| join(dir, n))
        .collect();
    files.retain(|file| loaded(split(file).1, package) == Loaded::Production);
    for _ in 0..3 {
        for file in &files {
            let Some(text) = project.tree.text(file) else { continue };
            for variable in project.variables(file).iter() {
                let known = found.iter().any(|h| h.name == variable.name);
                if !known
                    && let Some(from) = variable.refers.iter().find(|r| found.iter().any(|h| h.name == **r))
                {
                    let why = format!("{} expands ${from}", variable.name);
                    let line = line_at(&text, variable.value.start);
                    found.push(Holder {
                        name: variable.name.clone(),
                        through: Some(step(file.clone(), line, why)),
                    });
                }
            }
        }
    }
    found
}

/// react-native-config copies the whole file into the app.
fn ships_whole(target: &Target<'_>, package: &Package, own: &Variable) -> Option<Exposure> {
    if !package.depends_on("react-native-config") || split(target.rel).0 != package.dir {
        return None;
    }
    let headline =
        format!("{} ships with the app through react-native-config, no reference needed", target.what());
    let evidence = vec![
        target.here(format!("{} holds the secret", own.name)),
        step(package.manifest.clone(), 1, "react-native-config copies the whole file into the app"),
    ];
    Some(exposure("C4", headline, evidence))
}

/// The tool and prefix that make `name` public.
fn claims(package: &Package, name: &str) -> Option<(&'static Profile, String)> {
    if let Some(prefixes) = &package.overrides.prefixes {
        let prefix = prefixes.iter().find(|p| !p.is_empty() && name.starts_with(p.as_str()))?;
        return package.primary().map(|p| (p, prefix.clone()));
    }
    package.profiles.iter().find_map(|profile| {
        let matches = |prefix: &&str| {
            let start = name.get(..prefix.len());
            start == Some(*prefix)
                || profile.id == "cra" && start.is_some_and(|s| s.eq_ignore_ascii_case(prefix))
        };
        profile.prefixes.iter().find(|p| matches(p)).map(|p| (*profile, (*p).to_owned()))
    })
}

/// Some build reads a file like this, but not the one here.
fn elsewhere(project: &Project, target: &Target<'_>, package: &Package, holders: &[Holder]) -> Exposure {
    let name = &holders[0].name;
    let nested = project.files(&package.dir, "nested packages", &|path| path.ends_with("/package.json"));
    let reader = nested.iter().take(MAX_PACKAGES).find_map(|manifest| {
        let inner = project.packages.of(&project.tree, manifest)?;
        claims(&inner, name).map(|_| inner)
    });
    let fits_own = claims(package, name).is_some();
    match reader {
        Some(inner) => {
            let headline = format!(
                "{} could reach clients: {name} has a prefix that {} in {}/ makes public, but that build does not read this file by itself",
                target.what(),
                inner.label(),
                inner.dir
            );
            exposure(
                "P3",
                headline,
                vec![
                    target.here(format!("{name} holds the secret")),
                    step(inner.manifest.clone(), 1, "the package that claims the prefix"),
                ],
            )
        }
        None if fits_own => {
            let headline = format!(
                "{} could reach clients: {name} has the public prefix of {}, but the build reads another directory",
                target.what(),
                package.label()
            );
            exposure("P3", headline, vec![target.here(format!("{name} holds the secret"))])
        }
        None => unclaimed(target, name, Some(package)),
    }
}

fn unclaimed(target: &Target<'_>, name: &str, package: Option<&Package>) -> Exposure {
    let who =
        package.map_or("no project here".to_owned(), |p| format!("the {} package here does not", p.label()));
    let headline = format!("not exposed by this path: no frontend makes {name} public ({who})");
    exposure("N5", headline, vec![target.here(format!("{name} holds the secret"))])
}

fn public(
    project: &Project,
    target: &Target<'_>,
    package: &Package,
    holder: &Holder,
    profile: &Profile,
    prefix: &str,
    loaded: Loaded,
) -> Exposure {
    let name = &holder.name;
    let source = if package.overrides.prefixes.is_some() { "configured" } else { "the default" };
    let mut evidence =
        vec![target.here(format!("{name} has the public prefix {prefix} ({source} of {})", profile.name))];
    if let Some(through) = &holder.through {
        evidence[0] = target.here("holds the secret");
        evidence.push(through.clone());
    }
    match loaded {
        Loaded::Development => {
            let headline = format!(
                "{} could reach clients: public variable {name} is set for the development server only",
                target.what()
            );
            return exposure("P2", headline, evidence);
        }
        Loaded::UnknownMode => {
            let headline = format!(
                "{} could reach clients: public variable {name} is set in a file that no production build here reads",
                target.what()
            );
            return exposure("P2", headline, evidence);
        }
        _ => {}
    }
    if let Some((by, certain)) = overridden(project, target.rel, name) {
        let why = format!("{} sets {name} to another value, and production builds prefer that file", by.path);
        let (code, verb) =
            if certain { ("P2", "could reach clients") } else { ("L1", "sits in a public variable") };
        evidence.push(by);
        return exposure(code, format!("{} {verb}: {why}", target.what()), evidence);
    }
    if let Some(made) = super::flow::public_reads(project, target, package, name, &evidence) {
        let Some(setting) = package.overrides.unreadable.filter(|s| *s != "outDir") else { return made };
        let headline = format!(
            "{} probably reaches the browser through public variable {name}; not proven: {setting} is set by code",
            target.what()
        );
        return exposure("L1", headline, made.evidence);
    }
    let doubt =
        package.overrides.unreadable.map_or(String::new(), |setting| format!("; {setting} is set by code"));
    let headline =
        format!("{} sits in public variable {name}; no client reference was found yet{doubt}", target.what());
    exposure("L1", headline, evidence)
}

/// No prefix makes it public; some bundlers need none, and configuration may.
fn private(
    project: &Project,
    target: &Target<'_>,
    package: &Package,
    holders: &[Holder],
    loaded: Loaded,
) -> Exposure {
    let names = holders_names(holders);
    if loaded == Loaded::Production
        && let Some(found) = super::flow::unprefixed_reads(project, target, package, &names)
    {
        return found;
    }
    if let Some(found) = super::flow::private_reads(project, target, package, &names) {
        return found;
    }
    let prefixes: Vec<&str> = package.profiles.iter().flat_map(|p| p.prefixes.iter().copied()).collect();
    let ruled = if prefixes.is_empty() {
        String::new()
    } else {
        format!(", which publishes only {}*", prefixes.join("*, "))
    };
    let inner = below(target.rel, &package.dir).unwrap_or(target.rel);
    let headline =
        format!("not exposed by this path: {} is a private variable of {}{ruled}", names[0], package.label());
    exposure("N5", headline, vec![target.here(format!("{} in {inner}", names[0]))])
}

/// A variable that another file sets for a build: a Dockerfile, a CI workflow.
pub(super) fn set_elsewhere(
    project: &Project,
    target: &Target<'_>,
    package: Option<&Package>,
    name: &str,
) -> Option<Exposure> {
    let holder = Holder { name: name.to_owned(), through: None };
    if let Some(package) = package
        && let Some((profile, prefix)) = claims(package, name)
    {
        return Some(public(project, target, package, &holder, profile, &prefix, Loaded::Production));
    }
    let (nested, _) =
        project.tree.walk(package.map_or("", |p| p.dir.as_str()), &|path| split(path).1 == "package.json");
    let mut claiming =
        nested.iter().take(MAX_PACKAGES).filter_map(|manifest| project.packages.of(&project.tree, manifest));
    let (inner, profile, prefix) =
        claiming.find_map(|inner| claims(&inner, name).map(|(p, prefix)| (inner.clone(), p, prefix)))?;
    Some(public(project, target, &inner, &holder, profile, &prefix, Loaded::Production))
}
