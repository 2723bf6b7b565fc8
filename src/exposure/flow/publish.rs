//! Configuration that publishes a value: `define`, `env`, `runtimeConfig.public`, `extra`, `customFields` ...

use crate::finding::{Evidence, Exposure};

use super::super::code::{exposure, step};
use super::super::graph::config::{Setting, Value, settings};
use super::super::graph::{Read, Source, Trace, trace, trace_units};
use super::super::package::Package;
use super::super::role::{Role, role};
use super::super::{Depth, Project, Target};
use super::variables::{Reads, reads};
use crate::tree::{join, line_at, split};

/// How a setting reaches clients.
#[derive(Debug, PartialEq, Eq)]
enum Published {
    /// With every page or app: the channel.
    Ships(&'static str),
    /// Wherever client code reads this name.
    Defined(String),
}

const CONFIGS: &[&str] = &[
    "next.config.",
    "vite.config.",
    "nuxt.config.",
    "webpack.",
    "astro.config.",
    "svelte.config.",
    "docusaurus.config.",
    "app.config.",
    "quasar.config.",
    "rsbuild.config.",
    "esbuild.",
    "build.",
    "electron.vite.config.",
    "vue.config.",
];

/// How the value at `path` of the configuration `file` reaches clients.
fn published(package: &Package, file: &str, path: &[String], value: &Value) -> Option<Published> {
    let name = split(file).1;
    let path: Vec<&str> = path.iter().map(String::as_str).skip_while(|p| p.starts_with('=')).collect();
    let after = |key: &str| path.iter().position(|p| *p == key).map(|at| &path[at + 1..]);
    let defined = |rest: &[&str]| (!rest.is_empty()).then(|| Published::Defined(rest.join(".")));
    if let Some(rest) = after("DefinePlugin()").or_else(|| after("define")).or_else(|| after("defineEnv")) {
        return defined(rest);
    }
    if let Some(rest) = after("EnvironmentPlugin()") {
        let key = match value {
            Value::Literal(Some(name)) if rest.is_empty() => name.clone(),
            _ => (*rest.first()?).to_owned(),
        };
        return Some(Published::Defined(format!("process.env.{key}")));
    }
    if after("publicRuntimeConfig").is_some() {
        return Some(Published::Ships("publicRuntimeConfig"));
    }
    if name.starts_with("next.config.") && path.first() == Some(&"env") {
        return path.get(1).map(|key| Published::Defined(format!("process.env.{key}")));
    }
    if package.has("nuxt") {
        if after("runtimeConfig").is_some_and(|rest| rest.first() == Some(&"public")) {
            return Some(Published::Ships("runtimeConfig.public"));
        }
        if path.first() == Some(&"appConfig") || name.starts_with("app.config.") {
            return Some(Published::Ships("appConfig"));
        }
    }
    if package.has("docusaurus") && after("customFields").is_some() {
        return Some(Published::Ships("customFields"));
    }
    if package.has("docusaurus") && after("themeConfig").is_some() {
        return Some(Published::Ships("themeConfig"));
    }
    if package.has("vitepress") && (after("themeConfig").is_some() || after("head").is_some()) {
        return Some(Published::Ships("the site's configuration"));
    }
    if package.has("expo") && name.starts_with("app.config.") && after("extra").is_some() {
        return Some(Published::Ships("expo.extra"));
    }
    if package.has("ember") && name.starts_with("environment.") {
        return Some(Published::Ships("the ENV object in index.html"));
    }
    None
}

/// A literal in a configuration file.
pub(super) fn config(project: &Project, target: &Target<'_>, package: &Package) -> Option<Exposure> {
    let text = project.tree.text(target.rel)?;
    let all = settings(&text, split(target.rel).1);
    let holding = all.iter().filter(|s| {
        s.span.start <= target.span.start
            && target.span.start < s.span.end
            && matches!(s.value, Value::Literal(_))
    });
    let mut best: Option<Exposure> = None;
    for setting in holding {
        let Some(how) = published(package, target.rel, &setting.path, &setting.value) else { continue };
        let shown = shown(&setting.path);
        let made =
            answer(project, target, package, how, vec![target.here(format!("{shown} is set to the secret"))]);
        if best.as_ref().is_none_or(|b| b.certainty < made.certainty) {
            best = Some(made);
        }
    }
    if best.is_some() {
        return best;
    }
    // Other code may import a configuration.
    if let Trace::Exact(path) = trace(project, target.rel, target.span.start) {
        let mut evidence = vec![target.here("holds the secret")];
        evidence.extend(path);
        return Some(exposure(
            "C2",
            format!("{} is hard-coded in code bundled for the browser", target.what()),
            evidence,
        ));
    }
    let headline = format!(
        "not exposed by this path: {} configures the build and publishes no value that holds it",
        target.rel
    );
    Some(exposure("N1", headline, vec![target.here("configuration of the build")]))
}

fn shown(path: &[String]) -> String {
    path.iter().filter(|p| !p.starts_with('=')).map(String::as_str).collect::<Vec<_>>().join(".")
}

/// Configuration that publishes one of the variables `names`, or the whole environment.
pub(in crate::exposure) fn env(
    project: &Project,
    target: &Target<'_>,
    package: &Package,
    names: &[&str],
) -> Option<Exposure> {
    if project.options.depth != Depth::Full {
        return None;
    }
    let mut files: Vec<String> =
        CONFIGS.iter().filter_map(|start| project.tree.named(&package.dir, start)).collect();
    files.push(join(&package.dir, "config/environment.js"));
    files.extend(package.builders.iter().map(|builder| builder.file.clone()));
    let mut best: Option<Exposure> = None;
    for file in files {
        let Some(text) = project.tree.text(&file) else { continue };
        for setting in settings(&text, split(&file).1) {
            let Some((how, whole)) = names_published(package, &file, &setting, names) else { continue };
            let shown = shown(&setting.path);
            let why = if whole {
                format!("{shown} publishes the whole environment")
            } else {
                format!("{shown} publishes {}", names[0])
            };
            let line = line_at(&text, setting.span.start);
            let evidence =
                vec![target.here(format!("{} holds the secret", names[0])), step(file.clone(), line, why)];
            let made = if whole {
                let headline = format!(
                    "{} goes into the bundle: {file}:{line} publishes every variable, among them {}",
                    target.what(),
                    names[0]
                );
                exposure("C6", headline, evidence)
            } else {
                answer(project, target, package, how, evidence)
            };
            if best.as_ref().is_none_or(|b| b.certainty < made.certainty) {
                best = Some(made);
            }
        }
    }
    best
}

/// Whether a setting publishes one of `names`; true beside it when it publishes every variable.
fn names_published(
    package: &Package,
    file: &str,
    setting: &Setting,
    names: &[&str],
) -> Option<(Published, bool)> {
    let how = published(package, file, &setting.path, &setting.value)?;
    match &setting.value {
        Value::Variable(name) if names.contains(&name.as_str()) => Some((how, false)),
        Value::Everything => Some((how, true)),
        // `new EnvironmentPlugin(['NAME'])`, and Nuxt's NUXT_PUBLIC_NAME for a declared `name`.
        Value::Literal(_) => {
            let plugin = matches!(&how, Published::Defined(d) if names.iter().any(|n| *d == format!("process.env.{n}")))
                && setting.path.iter().any(|p| p == "EnvironmentPlugin()");
            let nuxt = how == Published::Ships("runtimeConfig.public")
                && names.iter().any(|n| *n == nuxt_name(&setting.path));
            (plugin || nuxt).then_some((how, false))
        }
        _ => None,
    }
}

/// `runtimeConfig.public.apiKey` is overridden by `NUXT_PUBLIC_API_KEY`.
fn nuxt_name(path: &[String]) -> String {
    let mut name = "NUXT".to_owned();
    for key in path.iter().skip_while(|p| *p != "public") {
        name.push('_');
        for c in key.chars() {
            if c.is_ascii_uppercase() {
                name.push('_');
            }
            name.push(c.to_ascii_uppercase());
        }
    }
    name
}

fn answer(
    project: &Project,
    target: &Target<'_>,
    package: &Package,
    how: Published,
    mut evidence: Vec<Evidence>,
) -> Exposure {
    match how {
        Published::Ships(channel) => {
            let headline = format!(
                "{} ships with every page or app through {channel}, no reference needed",
                target.what()
            );
            exposure("C4", headline, evidence)
        }
        Published::Defined(name) => match name_reads(project, package, &name) {
            Reads::Client(path) => {
                evidence.extend(path);
                exposure("C6", format!("{} is compiled into the bundle as {name}", target.what()), evidence)
            }
            Reads::Maybe(path) => {
                evidence.extend(path);
                exposure(
                    "L1",
                    format!(
                        "{} is published as {name}; whether client code reads it is not proven",
                        target.what()
                    ),
                    evidence,
                )
            }
            Reads::None => exposure(
                "L1",
                format!("{} is published as {name}; no client reference was found yet", target.what()),
                evidence,
            ),
        },
    }
}

/// Reads of a defined name: `process.env.X`, `import.meta.env.X`, or an identifier.
fn name_reads(project: &Project, package: &Package, name: &str) -> Reads {
    let variable = |prefix: &str, source: Source| {
        let rest = name.strip_prefix(prefix)?;
        Some((rest.trim_start_matches('.').to_owned(), source))
    };
    let found =
        variable("process.env", Source::Process).or_else(|| variable("import.meta.env", Source::Meta));
    if let Some((wanted, source)) = found {
        return reads(project, package, &|read: &Read| {
            read.source == source && (wanted.is_empty() || read.name.as_deref() == Some(wanted.as_str()))
        });
    }
    let first = name.split('.').next().unwrap_or(name);
    let mut maybe = Reads::None;
    for file in project.graph.files(&project.tree, package) {
        let own = project.packages.of(&project.tree, &file);
        if own.as_ref().is_none_or(|p| p.dir != package.dir)
            || !matches!(role(&file, own.as_deref()), Role::Code | Role::ClientEntry)
        {
            continue;
        }
        if project
            .tree
            .load(&file)
            .is_none_or(|bytes| memchr::memmem::find(&bytes, first.as_bytes()).is_none())
        {
            continue;
        }
        let module = project.graph.module(&project.tree, &file);
        for (_, at) in module.globals.iter().filter(|(global, _)| global == first) {
            let text = project.tree.text(&file).unwrap_or_default();
            let here = step(&file, line_at(&text, *at), format!("reads {name}"));
            let Some(unit) = module.unit_at(*at) else { continue };
            match trace_units(project, &file, &[unit]) {
                Trace::Exact(path) => {
                    let mut steps = vec![here];
                    steps.extend(path);
                    return Reads::Client(steps);
                }
                Trace::Loose(..) => maybe = Reads::Maybe(vec![here]),
                _ => {}
            }
        }
    }
    maybe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nuxt_names() {
        let path = ["runtimeConfig", "public", "apiKey"].map(str::to_owned);
        assert_eq!(nuxt_name(&path), "NUXT_PUBLIC_API_KEY");
    }
}
