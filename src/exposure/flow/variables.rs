//! Reads of environment variables in client code.

use crate::finding::{Evidence, Exposure};

use super::super::code::{exposure, step};
use super::super::graph::crossing::Holder;
use super::super::graph::{Read, Source, Trace, trace_units};
use super::super::package::Package;
use super::super::role::{Role, role};
use super::super::{Depth, Project, Target};
use super::handed_over;
use crate::tree::{join, line_at, split};

/// What was found of reads.
pub(super) enum Reads {
    /// Client code reads it: the steps.
    Client(Vec<Evidence>),
    /// Code reads it that may be client code: the steps.
    Maybe(Vec<Evidence>),
    /// Only server code, or nothing.
    None,
}

/// Looks for reads that `wanted` accepts in the client code of `package`.
pub(super) fn reads(project: &Project, package: &Package, wanted: &dyn Fn(&Read) -> bool) -> Reads {
    let mut maybe = Reads::None;
    for file in project.graph.environment(&project.tree, package) {
        let Some(own) = project.packages.of(&project.tree, &file) else { continue };
        let same = own.dir == package.dir || !own.has_client();
        let part = role(&file, Some(&own));
        let module = project.graph.module(&project.tree, &file);
        let server = part == Role::Server && !module.use_client || module.server_only || module.use_server;
        if !same
            || server
            || !matches!(part, Role::Code | Role::ClientEntry | Role::Server | Role::Other | Role::Template)
        {
            continue;
        }
        for read in module.reads.iter().filter(|r| wanted(r)) {
            if module.server_parts.iter().any(|s| s.start <= read.at && read.at < s.end) {
                continue;
            }
            if module.dev_only.iter().any(|s| s.start <= read.at && read.at < s.end) {
                continue;
            }
            let Some(unit) = unit_of(&module, read) else { continue };
            let text = project.tree.text(&file).unwrap_or_default();
            let shown = read.name.as_deref().unwrap_or("the whole environment");
            let here = step(&file, line_at(&text, read.at), format!("reads {shown}"));
            match trace_units(project, &file, &unit) {
                Trace::Exact(path) => {
                    let mut steps = vec![here];
                    steps.extend(path);
                    return Reads::Client(steps);
                }
                Trace::Loose(path, why) => {
                    let mut steps = vec![here];
                    steps.extend(path);
                    steps.push(step(&file, 1, format!("not proven: {why}")));
                    maybe = Reads::Maybe(steps);
                }
                Trace::Nothing(_) if matches!(maybe, Reads::None) && package.is_spa() => {
                    maybe = Reads::Maybe(vec![here]);
                }
                _ => {}
            }
        }
    }
    maybe
}

/// The units that use a read; for an import from `$env/...` those that use the imported name.
fn unit_of(module: &super::super::graph::Module, read: &Read) -> Option<Vec<usize>> {
    if matches!(read.source, Source::SvelteStatic | Source::SvelteDynamic | Source::Dotenv) {
        let import = module.imports.iter().find(|i| i.at == read.at)?;
        let users = import.bindings.iter().filter(|b| match (&read.name, b.names.first()) {
            (Some(name), Some(super::super::graph::Name::One(theirs))) => name == theirs,
            _ => true,
        });
        return Some(users.flat_map(|b| b.users.iter().copied()).collect());
    }
    module.unit_at(read.at).map(|unit| vec![unit])
}

/// Where the tools of `package` inline a public variable.
fn is_inlined(package: &Package, name: &str, read: &Read) -> bool {
    let has = |ids: &[&str]| package.profiles.iter().any(|p| ids.contains(&p.id));
    let process = has(&[
        "next",
        "cra",
        "vue-cli",
        "expo",
        "gatsby",
        "rsbuild",
        "storybook",
        "parcel",
        "bun",
        "plasmo",
        "angular",
        "mix",
    ]);
    let meta = !has(&["next", "cra", "vue-cli", "expo", "gatsby"]) || has(&["vite"]);
    let whole_process = has(&["cra", "vue-cli"]);
    match (read.source, &read.name) {
        (Source::Process, Some(read_name)) => {
            process && read_name == name && (!read.destructured || whole_process)
        }
        (Source::Process, None) => whole_process,
        (Source::Meta, Some(read_name)) => meta && read_name == name,
        (Source::Meta, None) => meta && package.profiles.iter().any(|p| p.whole),
        (Source::SvelteStatic, read_name) => read_name.as_deref() == Some(name),
        (Source::SvelteDynamic, _) => true,
        (Source::Dotenv, _) => false,
    }
}

/// C3, C4 when the public variable `name` is read; None when nothing reads it.
pub(in crate::exposure) fn public_reads(
    project: &Project,
    target: &Target<'_>,
    package: &Package,
    name: &str,
    before: &[Evidence],
) -> Option<Exposure> {
    if project.options.depth != Depth::Full {
        return None;
    }
    let mut evidence = before.to_vec();
    if let Some(page) = in_page(project, package, name) {
        evidence.push(page);
        return Some(exposure("C3", headline(target, name), evidence));
    }
    match reads(project, package, &|read| is_inlined(package, name, read)) {
        Reads::Client(path) => {
            evidence.extend(path);
            Some(exposure("C3", headline(target, name), evidence))
        }
        Reads::Maybe(path) => {
            evidence.extend(path);
            let headline = format!(
                "{} sits in public variable {name}, and code reads it that may be client code",
                target.what()
            );
            Some(exposure("L1", headline, evidence))
        }
        Reads::None => None,
    }
}

fn headline(target: &Target<'_>, name: &str) -> String {
    format!("{} is compiled into the bundle through public variable {name}", target.what())
}

/// `%VITE_X%` in the page that the tool fills in.
fn in_page(project: &Project, package: &Package, name: &str) -> Option<Evidence> {
    ["index.html", "public/index.html", "src/app.html"].iter().find_map(|page| {
        let file = join(&package.dir, page);
        let text = project.tree.text(&file)?;
        let marks = [
            format!("%{name}%"),
            format!("%sveltekit.env.{name}%"),
            format!("<%= {name} %>"),
            format!("<%= process.env.{name} %>"),
        ];
        let at = marks.iter().find_map(|mark| text.find(mark.as_str()))?;
        Some(step(file, line_at(&text, at), "the build writes the value into the page"))
    })
}

/// C5: the bundler inlines every variable that client code reads.
pub(in crate::exposure) fn unprefixed_reads(
    project: &Project,
    target: &Target<'_>,
    package: &Package,
    names: &[&str],
) -> Option<Exposure> {
    if project.options.depth != Depth::Full {
        return None;
    }
    let by = unprefixed(project, package, target.rel)?;
    let wanted = |read: &Read| {
        matches!(read.source, Source::Process | Source::Meta | Source::Dotenv)
            && read.name.as_deref().is_some_and(|n| names.contains(&n))
    };
    let mut evidence = vec![target.here(format!("{} holds the secret", names[0])), by];
    match reads(project, package, &wanted) {
        Reads::Client(path) => {
            evidence.extend(path);
            let headline = format!(
                "{} is inlined, because this build has no public prefix and client code reads {}",
                target.what(),
                names[0]
            );
            Some(exposure("C5", headline, evidence))
        }
        Reads::Maybe(path) => {
            evidence.extend(path);
            let headline = format!(
                "{} is inlined if the code that reads {} is client code, which is not proven",
                target.what(),
                names[0]
            );
            Some(exposure("L2", headline, evidence))
        }
        Reads::None => None,
    }
}

/// The file that shows that no prefix is needed.
fn unprefixed(project: &Project, package: &Package, rel: &str) -> Option<Evidence> {
    let file = split(rel).1;
    if package.has("parcel") {
        let limited = project.tree.text(&package.manifest).is_some_and(|t| t.contains("inlineEnvironment"));
        return (!limited)
            .then(|| step(package.manifest.clone(), 1, "Parcel inlines every variable that the code reads"));
    }
    if package.depends_on("react-native-dotenv") {
        let why = "react-native-dotenv inlines every variable that the code imports from @env";
        return Some(step(package.manifest.clone(), 1, why));
    }
    if package.has("gatsby") && file.starts_with(".env.production") {
        return Some(step(
            package.manifest.clone(),
            1,
            "Gatsby inlines every variable of this file that the code reads",
        ));
    }
    ["webpack.", "vue.config.", "next.config."]
        .iter()
        .find_map(|start| dotenv_webpack(project, package, start, rel))
}

/// The line of a configuration where dotenv-webpack reads the env file `rel`: `.env`, or what its `path` says.
fn dotenv_webpack(project: &Project, package: &Package, config: &str, rel: &str) -> Option<Evidence> {
    if !package.depends_on("dotenv-webpack") {
        return None;
    }
    let file = project.tree.named(&package.dir, config)?;
    let text = project.tree.text(&file)?;
    let at = text.find("dotenv-webpack")?;
    let named = text.split(['"', '\'', '`']).any(|word| {
        word.contains("env") && crate::tree::normal(&join(&package.dir, word)).as_deref() == Some(rel)
    });
    let reads = named || join(&package.dir, ".env") == rel;
    reads.then(|| step(file, line_at(&text, at), "dotenv-webpack inlines every variable that the code reads"))
}

/// P4 when client code reads a private variable, L5 when server code hands it over.
pub(in crate::exposure) fn private_reads(
    project: &Project,
    target: &Target<'_>,
    package: &Package,
    names: &[&str],
) -> Option<Exposure> {
    if project.options.depth != Depth::Full {
        return None;
    }
    let name = names[0];
    for file in project.graph.environment(&project.tree, package) {
        let own = project.packages.of(&project.tree, &file);
        if own.as_ref().is_none_or(|p| p.dir != package.dir)
            || !matches!(role(&file, own.as_deref()), Role::Server | Role::ClientEntry | Role::Code)
        {
            continue;
        }
        if let Some(found) = handed_over(project, &file, &Holder::Variables(names)) {
            let text = project.tree.text(&file).unwrap_or_default();
            let there = step(&file, line_at(&text, found.at), found.how.clone());
            let headline = format!("{} crosses from server to client as {}", target.what(), found.how);
            return Some(exposure(
                "L5",
                headline,
                vec![target.here(format!("{name} holds the secret")), there],
            ));
        }
    }
    let wanted = |read: &Read| {
        matches!(read.source, Source::Process | Source::Meta)
            && read.name.as_deref().is_some_and(|n| names.contains(&n))
    };
    if let Reads::Client(path) = reads(project, package, &wanted) {
        let mut evidence = vec![target.here(format!("{name} holds the secret"))];
        evidence.extend(path);
        let headline = format!(
            "{} could reach clients: client code reads the private variable {name}, which is undefined there until someone makes it public",
            target.what()
        );
        return Some(exposure("P4", headline, evidence));
    }
    None
}
