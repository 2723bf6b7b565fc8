//! Secrets in `.env` files: whether a build makes the variable public, and whether client code reads it.

use crate::finding::{Evidence, Exposure};

use super::code::{exposure, step};
use super::envfile::{Variable, parse};
use super::package::Package;
use super::profile::{EnvFiles, Profile};
use super::{Project, Target};
use crate::tree::{below, join, line_at, split};

/// When a build reads an env file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loaded {
    /// By a production build.
    Production,
    /// Only by a development server.
    Development,
    /// Never: an example, or for tests.
    Never,
    /// By a mode that no script here names.
    UnknownMode,
}

/// A variable that holds the secret, and how it came to.
struct Holder {
    name: String,
    /// The step that copies the secret into it; None for the variable of the finding.
    through: Option<Evidence>,
}

/// The answer for a secret in an env file.
pub(super) fn judge(project: &Project, target: &Target<'_>, package: Option<&Package>) -> Option<Exposure> {
    let text = project.tree.text(target.rel)?;
    let variables = parse(&text);
    let own = variables.iter().find(|v| {
        v.value.start <= target.span.start && target.span.start < v.value.end.max(v.value.start + 1)
    })?;
    let (_, file) = split(target.rel);
    if is_example(file) {
        let headline = format!("not exposed by this path: no build reads {}", target.rel);
        return Some(exposure("N3", headline, vec![target.here("an example file")]));
    }
    let Some(package) = package else {
        return Some(unclaimed(target, &own.name, None));
    };
    if let Some(by) = super::page::prints(project, package, &own.name) {
        let headline =
            format!("{} crosses from server to client: a template prints {}", target.what(), own.name);
        return Some(exposure(
            "L5",
            headline,
            vec![target.here(format!("{} holds the secret", own.name)), by],
        ));
    }
    let holders = holders(project, target, package, own);
    let loaded = loaded(file, package);
    if loaded == Loaded::Never {
        let headline = format!("not exposed by this path: builds for clients do not read {}", target.rel);
        return Some(exposure("N3", headline, vec![target.here("read by tests only")]));
    }
    if let Some(found) = ships_whole(target, package, own) {
        return Some(found);
    }
    let dir = split(target.rel).0;
    let expected = package.overrides.env_dir.as_deref().unwrap_or(&package.dir);
    if dir != expected || !package.has_client() {
        return Some(elsewhere(project, target, package, &holders));
    }
    if let Some(found) = super::flow::env(project, target, package, &holders_names(&holders)) {
        return Some(found);
    }
    let claimed =
        holders.iter().find_map(|h| claims(package, &h.name).map(|(profile, prefix)| (h, profile, prefix)));
    match claimed {
        Some((holder, profile, prefix)) => {
            Some(public(project, target, package, holder, profile, &prefix, loaded))
        }
        None => Some(private(project, target, package, &holders, loaded)),
    }
}

fn holders_names(holders: &[Holder]) -> Vec<&str> {
    holders.iter().map(|h| h.name.as_str()).collect()
}

fn is_example(file: &str) -> bool {
    ["example", "sample", "template", "dist", "defaults.example", "tpl"]
        .iter()
        .any(|part| file.split('.').any(|p| p == *part))
        || file.contains("-example")
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
            for variable in parse(&text) {
                let known = found.iter().any(|h| h.name == variable.name);
                if !known
                    && let Some(from) = variable.refers.iter().find(|r| found.iter().any(|h| h.name == **r))
                {
                    let why = format!("{} expands ${from}", variable.name);
                    let line = line_at(&text, variable.value.start);
                    found.push(Holder { name: variable.name, through: Some(step(file.clone(), line, why)) });
                }
            }
        }
    }
    found
}

fn loaded(file: &str, package: &Package) -> Loaded {
    let mode = file.strip_prefix(".env").unwrap_or("").trim_start_matches('.');
    let mode = mode.strip_suffix(".local").unwrap_or(mode);
    match mode {
        "" | "local" | "production" | "prod" => Loaded::Production,
        "development" | "dev" => Loaded::Development,
        "test" | "testing" | "ci" => Loaded::Never,
        mode => {
            let named = [
                "--mode ",
                "--mode=",
                "--env-mode ",
                "--dotenv .env.",
                "ENVFILE=.env.",
                "env-cmd -f .env.",
                "dotenv -e .env.",
            ];
            let any = package.profiles.iter().any(|p| p.env == EnvFiles::Any);
            if any || named.iter().any(|n| package.scripts.contains(&format!("{n}{mode}"))) {
                Loaded::Production
            } else {
                Loaded::UnknownMode
            }
        }
    }
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
    let (nested, _) = project.tree.walk(&package.dir, &|path| path.ends_with("/package.json"));
    let reader = nested.iter().take(50).find_map(|manifest| {
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
                "{} could reach clients: public variable {name} is set for a mode that no script here builds",
                target.what()
            );
            return exposure("P2", headline, evidence);
        }
        _ => {}
    }
    if let Some(made) = super::flow::public_reads(project, target, package, name, &evidence) {
        return made;
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
        nested.iter().take(50).filter_map(|manifest| project.packages.of(&project.tree, manifest));
    let (inner, profile, prefix) =
        claiming.find_map(|inner| claims(&inner, name).map(|(p, prefix)| (inner.clone(), p, prefix)))?;
    Some(public(project, target, &inner, &holder, profile, &prefix, Loaded::Production))
}
