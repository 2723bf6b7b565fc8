//! Which tools build a package: its dependencies, its scripts and the configurations beside them tell.

use std::rc::Rc;
use std::sync::LazyLock;

use regex::Regex;

use super::builder::{Builder, builders};
use super::nx;
use super::profile::{Kind, Profile, profiles as all_profiles};
use crate::tree::{Tree, join, split};

/// What a directory says of its tools.
pub(super) struct Tools<'t> {
    tree: &'t Tree,
    dir: &'t str,
    /// Names of the dependencies.
    pub(super) deps: Vec<String>,
    /// Commands of the manifest, joined by line feeds.
    pub(super) scripts: String,
    /// Scripts that call a bundler.
    pub(super) builders: Vec<Builder>,
    /// Dependencies and scripts are those of a directory above.
    inherited: bool,
    /// The file of a project in an Nx workspace.
    nx: Option<Rc<str>>,
}

impl<'t> Tools<'t> {
    /// Reads what `dir` of a package for `platform` holds.
    pub(super) fn read(tree: &'t Tree, dir: &'t str, platform: &str) -> Self {
        let nx = tree.text(&join(dir, nx::PROJECT));
        let (deps, scripts) = (Vec::new(), String::new());
        let mut tools = Self { tree, dir, deps, scripts, builders: Vec::new(), inherited: false, nx };
        let mut at = dir;
        // A directory with a framework's configuration but no package.json uses the dependencies of those above it.
        loop {
            if let Some(text) = tree.text(&join(at, "package.json")) {
                read_package_json(&text, &mut tools.deps, &mut tools.scripts);
                if at == dir || !tools.deps.is_empty() {
                    break;
                }
            }
            if at.is_empty() || tools.has("package.json") || platform != "node" {
                break;
            }
            at = split(at).0;
        }
        tools.inherited = at != dir;
        if !tools.inherited {
            tools.builders = builders(tree, dir, &tools.scripts);
        }
        tools
    }

    /// The profiles of the tools, the most telling first.
    pub(super) fn profiles(&self) -> Vec<&'static Profile> {
        let mut profiles: Vec<_> =
            all_profiles().filter(|p| self.is_configured(p) || self.depends_on(p)).collect();
        profiles.retain(|p| match p.id {
            // The settings of Bun's runtime are no build.
            "bun" => bun_bundles(self.tree, self.dir) || self.builds_with(p),
            // Any project in Elixir has a mix.exs; this one says that it bundles scripts.
            "phoenix" => {
                self.tree.text(&join(self.dir, "mix.exs")).is_some_and(|text| text.contains(":esbuild"))
            }
            _ => true,
        });
        let framework = profiles.iter().any(|p| matches!(p.kind, Kind::FullStack | Kind::Spa));
        let configured = profiles.iter().any(|p| p.kind == Kind::Bundler && self.is_configured(p));
        // A bundler among the dependencies of a framework is the framework's; one without a configuration or an
        // index.html is a test runner's.
        let has_index = self.has("index.html");
        profiles.retain(|p| {
            let called = has_index || self.scripts.contains(p.id);
            p.kind != Kind::Bundler || !framework && (self.is_configured(p) || !configured && called)
        });
        // Most of what Rollup builds is for libraries; a page beside it tells otherwise.
        profiles.retain(|p| p.id != "rollup" || has_index);
        // A bundler that builds for Node.js makes a server.
        profiles.retain(|p| p.kind != Kind::Bundler || !for_node(self.tree, self.dir, p, &self.scripts));
        if profiles.iter().any(|p| p.id == "expo") {
            profiles.retain(|p| p.id != "react-native" || self.needs("react-native-config"));
        }
        profiles
    }

    /// True when the package, which `profiles` build, runs as a service.
    pub(super) fn is_service(&self, profiles: &[&'static Profile]) -> bool {
        match &self.nx {
            Some(text) => profiles.is_empty() && nx::is_application(text),
            // The root of an Nx workspace has the dependencies of all its projects.
            None => !self.has(nx::WORKSPACE) && SERVICES.iter().any(|service| self.needs(service)),
        }
    }

    /// True when a file here has a name that starts with `start`.
    fn has(&self, start: &str) -> bool {
        self.tree.names(self.dir).iter().any(|(name, is_dir)| !is_dir && name.starts_with(start))
    }

    fn needs(&self, dependency: &str) -> bool {
        self.deps.iter().any(|have| have == dependency)
    }

    fn depends_on(&self, profile: &Profile) -> bool {
        !self.inherited && profile.deps.iter().any(|dependency| self.needs(dependency))
    }

    fn builds_with(&self, profile: &Profile) -> bool {
        self.builders.iter().any(|builder| builder.tool == profile.id)
    }

    /// True when the tool was set up here: by its configuration, a script or the project file.
    fn is_configured(&self, profile: &Profile) -> bool {
        profile.configs.iter().any(|start| self.has(start))
            || self.builds_with(profile)
            || self.nx.as_ref().is_some_and(|text| nx::builds_with(text, profile.id))
    }
}

/// Dependencies that only a service has.
const SERVICES: &[&str] = &[
    "express",
    "fastify",
    "koa",
    "@nestjs/core",
    "hono",
    "@hapi/hapi",
    "@apollo/server",
    "apollo-server",
    "firebase-functions",
    "@google-cloud/functions-framework",
    "@azure/functions",
    "serverless",
    "wrangler",
];

fn read_package_json(text: &str, deps: &mut Vec<String>, scripts: &mut String) {
    let Ok(json) = serde_json::from_str::<serde_json::Value>(text) else { return };
    for section in ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] {
        if let Some(map) = json.get(section).and_then(|v| v.as_object()) {
            deps.extend(map.keys().cloned());
        }
    }
    if let Some(map) = json.get("scripts").and_then(|v| v.as_object()) {
        for command in map.values().filter_map(|v| v.as_str()) {
            scripts.push_str(command);
            scripts.push('\n');
        }
    }
}

/// Bun bundles the pages that server code imports, and says so here (<https://bun.com/docs/bundler/fullstack>).
fn bun_bundles(tree: &Tree, dir: &str) -> bool {
    tree.text(&join(dir, "bunfig.toml")).is_some_and(|text| text.contains("[serve.static]"))
}

static NODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\b(?:target|platform)\s*:\s*["'](?:async-)?node"#).expect("a constant pattern")
});

/// True when all that `profile` builds runs in Node.js, as far as its configuration or the scripts say.
fn for_node(tree: &Tree, dir: &str, profile: &Profile, scripts: &str) -> bool {
    let names = tree.names(dir);
    let is_config = |name: &str| profile.configs.iter().any(|start| name.starts_with(start));
    let configs = names.iter().filter(|(name, is_dir)| !is_dir && is_config(name));
    let mut texts = configs.filter_map(|(name, _)| tree.text(&join(dir, name))).peekable();
    if texts.peek().is_some() {
        return texts.all(|text| {
            let text = super::overrides::without_comments(&text);
            NODE.is_match(&text) && text.matches("entry").count() <= 1
        });
    }
    let mut calls = scripts.lines().filter(|line| line.contains(profile.id)).peekable();
    calls.peek().is_some()
        && calls.all(|call| {
            ["--platform=node", "--platform node", "--target=node", "--target node"]
                .iter()
                .any(|w| call.contains(w))
        })
}
