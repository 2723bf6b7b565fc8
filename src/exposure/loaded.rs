//! When a build reads an env file, and which of two files wins.

use std::rc::Rc;

use super::Project;
use super::code::step;
use super::envfile::Variable;
use super::overrides::without_comments;
use super::package::Package;
use super::profile::EnvFiles;
use crate::finding::Evidence;
use crate::tree::{has_end, join, line_at, normal, split};

/// When a build reads an env file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loaded {
    /// By a production build.
    Production,
    /// Only by a development server.
    Development,
    /// Never: an example, or for tests.
    Never,
    /// By a mode that no script here names.
    UnknownMode,
}

/// When builds of `package` read the file called `file`.
pub(super) fn loaded(file: &str, package: &Package) -> Loaded {
    let mode = file.strip_prefix(".env").unwrap_or("").trim_start_matches('.');
    let mode = mode.strip_suffix(".local").unwrap_or(mode);
    let reads = package.primary().map_or(EnvFiles::Modes, |p| p.env);
    let only = match reads {
        EnvFiles::Plain if !matches!(mode, "test" | "development" | "dev") => Some(".env"),
        EnvFiles::ModeOnly if mode.is_empty() || mode == "local" => Some(".env.production"),
        _ => None,
    };
    if only.is_some_and(|only| only != file) && !package.scripts.contains(file) {
        return Loaded::UnknownMode;
    }
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

/// Commands that make what is shipped; others start a server for developers.
const BUILDS: &[&str] = &["build", "generate", "export", "deploy", "release"];

/// The package whose build names the env file `rel` by its path: `dotenv -e ../../.env -- next build`,
/// `new Dotenv({ path: './config/prod.env' })`. Looked for in `package`, and in the packages below it.
pub(super) fn named_by(project: &Project, package: &Rc<Package>, rel: &str) -> Option<Rc<Package>> {
    let name = split(rel).1;
    let nested = project.files(&package.dir, "nested packages", &|path| path.ends_with("/package.json"));
    let nested = nested.iter().take(MAX_PACKAGES).filter_map(|file| project.packages.of(&project.tree, file));
    std::iter::once(package.clone()).chain(nested).find(|inner| {
        let is_it = |word: &str| normal(&join(&inner.dir, word)).as_deref() == Some(rel);
        let named = |text: &str| {
            text.contains(name)
                && text.split(|c: char| c.is_whitespace() || "\"'`=(),".contains(c)).any(is_it)
        };
        let commands = inner.scripts.lines().filter(|line| BUILDS.iter().any(|word| line.contains(word)));
        // What is read from the package's own folder needs no name.
        let own = join(&inner.dir, name) == rel;
        inner.has_client()
            && (commands.into_iter().any(named)
                || !own
                    && ["webpack.", "next.config.", "gatsby-config.", "vite.config.", "vue.config."]
                        .iter()
                        .any(|start| {
                            let config = project.tree.named(&inner.dir, start);
                            config
                                .and_then(|file| project.tree.text(&file))
                                .is_some_and(|text| named(&without_comments(&text)))
                        }))
    })
}

/// So many packages of a workspace are asked whether they read an env file.
pub(super) const MAX_PACKAGES: usize = 50;

/// True for files that show how to set variables, and that nothing reads.
pub(super) fn is_example(file: &str) -> bool {
    ["example", "sample", "template", "dist", "defaults.example", "tpl"]
        .iter()
        .any(|part| file.split('.').any(|p| p == *part))
        || file.contains("-example")
}

/// Files of a production build, the strongest first.
const STRONGEST: &[&str] = &[".env.production.local", ".env.production", ".env.local", ".env"];

/// A stronger file that sets the same variable. True beside it when every checkout has that file: `.local` ones stay
/// on one machine.
pub(super) fn overridden(project: &Project, rel: &str, name: &str) -> Option<(Evidence, bool)> {
    let (dir, own) = split(rel);
    let rank = STRONGEST.iter().position(|file| *file == own)?;
    STRONGEST[..rank].iter().find_map(|file| {
        let path = join(dir, file);
        let text = project.tree.text(&path)?;
        let theirs = project.variables(&path);
        let variable = theirs.iter().find(|v| v.name == name)?;
        let own = project.tree.text(rel)?;
        let all = project.variables(rel);
        let ours = all.iter().find(|v| v.name == name)?;
        let value = |text: &str, v: &Variable| text.get(v.value.start..v.value.end).map(str::to_owned);
        if value(&text, variable) == value(&own, ours) {
            return None;
        }
        let by = step(path, line_at(&text, variable.value.start), format!("sets {name} again"));
        Some((by, !has_end(file, ".local")))
    })
}
