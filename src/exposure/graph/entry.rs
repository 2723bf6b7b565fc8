//! Where client code starts: pages, `main` files, directives, and what configuration names as an entry.

use std::sync::LazyLock;

use regex::Regex;

use super::module::Module;
use crate::exposure::Project;
use crate::exposure::overrides::without_comments;
use crate::exposure::package::Package;
use crate::exposure::profile::Kind;
use crate::exposure::role::{Role, is_code};
use crate::tree::{Tree, below, join, normal, split};

/// How client code starts at a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// The framework loads the module with all its exports.
    Page(&'static str),
    /// The bundler loads it for what it does; its exports go nowhere.
    Main(&'static str),
    /// `'use client'`: starts here if a page shows it.
    Directive,
}

/// How client code starts at `file`, if it does.
pub(super) fn start_of(
    project: &Project,
    package: &Package,
    file: &str,
    module: &Module,
    role: Role,
) -> Option<Start> {
    if role == Role::Test {
        return None;
    }
    // A library's component counts as well: a framework elsewhere in the workspace shows it.
    if module.use_client && package.primary().is_none_or(|p| p.kind == Kind::FullStack) {
        return Some(Start::Directive);
    }
    if role == Role::ClientEntry && is_route(&project.tree, package, file, module) {
        let page = package.primary().is_some_and(|p| {
            p.kind != Kind::Bundler && !matches!(p.id, "angular" | "cra" | "vue-cli" | "rsbuild")
        });
        return Some(if page {
            Start::Page("client code starts here")
        } else {
            Start::Main("client code starts here")
        });
    }
    project
        .graph
        .entries(&project.tree, package)
        .client
        .iter()
        .any(|e| e == file)
        .then_some(Start::Main("named as an entry of the build"))
}

/// False for a helper in a folder of routes: it has no component of its own, or stands beside the `route` file of its folder
/// (<https://v2.remix.run/docs/file-conventions/routes#folders-for-organization>).
fn is_route(tree: &Tree, package: &Package, file: &str, module: &Module) -> bool {
    let inner = below(file, &package.dir).unwrap_or(file);
    let routes = match package.primary().map(|p| p.id) {
        Some("remix") => "app/routes/",
        Some("solid-start") => "src/routes/",
        Some("gatsby") => "src/",
        _ => return true,
    };
    let Some(path) = inner.strip_prefix(routes) else { return true };
    // `export *` may hold anything.
    let component = module.exports.iter().any(|e| {
        e.name().is_none_or(|name| matches!(name, "default" | "Route" | "clientLoader" | "Component"))
    });
    let (dir, name) = split(file);
    let beside = path.contains('/') && !name.starts_with("route.") && tree.named(dir, "route.").is_some();
    component && !beside
}

/// A file that shows components: a page or layout.
pub(super) fn is_page(package: &Package, file: &str) -> bool {
    let Some(inner) = below(file, &package.dir) else { return false };
    let name = split(inner).1;
    let first = name.split('.').next().unwrap_or(name);
    match package.primary().map(|p| p.id) {
        Some("next") => {
            let app = inner.starts_with("app/") || inner.starts_with("src/app/");
            let shown =
                ["page", "layout", "template", "loading", "error", "not-found", "default", "global-error"];
            app && is_code(name) && shown.contains(&first)
                || package.is_entry(inner) && !package.is_server(inner)
        }
        Some("astro") => {
            inner.starts_with("src/pages/") && [".astro", ".md", ".mdx"].iter().any(|end| name.ends_with(end))
        }
        Some(_) => package.is_entry(inner),
        None => false,
    }
}

static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    // `entry: ...` of bundlers, `.addEntry('name', ...)` of Symfony's Encore.
    Regex::new(r"(?s)(?:\b(?:entry|entryPoints|entrypoints|input)\s*:|\.addEntry\([^,)]*,)\s*(?<value>\{.*?\}|\[.*?\]|[^,}\n]+)")
        .expect("a constant pattern")
});
/// A call that starts one build.
static BUILD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:build|buildSync|context)\s*\(").expect("a constant pattern"));
static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"["'`]([^"'`\n]+)["'`]"#).expect("a constant pattern"));

static SERVER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\b(?:ssr\s*:\s*(?:true|["'])|(?:target|platform)\s*:\s*["'](?:(?:async-)?node|bun))"#)
        .expect("a constant pattern")
});

/// A configuration whose output is for a server, or for a server too: its entries do not tell which.
pub(in crate::exposure) fn builds_for_server(config: &str) -> bool {
    SERVER.is_match(config)
}

/// Entries that configuration files, scripts and package.json name.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// Of builds for clients.
    pub(super) client: Vec<String>,
    /// Of builds for Node.js.
    pub(super) server: Vec<String>,
}

impl Entries {
    /// Reads what `package` says.
    pub(super) fn read(tree: &Tree, package: &Package) -> Self {
        let mut entries = Self::default();
        entries.add_configs(tree, package);
        entries.add_scripts(tree, package);
        if package.has("angular")
            && let Some(text) = tree.text(&join(&package.dir, "angular.json"))
        {
            let main = QUOTED.captures_iter(&text).filter(|q| q[1].ends_with("main.ts"));
            entries.client.extend(main.flat_map(|q| files(tree, package, &q[1])));
        }
        // https://reactrouter.com/start/framework/routing
        if package.has("remix")
            && let Some(text) = tree.text(&join(&package.dir, "app/routes.ts"))
        {
            let quoted = QUOTED.captures_iter(&text).filter(|q| is_code(&q[1]));
            entries.client.extend(quoted.flat_map(|q| files(tree, package, &format!("app/{}", &q[1]))));
        }
        if package.has("parcel")
            && let Some(json) =
                tree.text(&package.manifest).and_then(|t| serde_json::from_str::<serde_json::Value>(&t).ok())
            && let Some(source) = json.get("source").and_then(|v| v.as_str())
        {
            entries.client.extend(files(tree, package, source));
        }
        entries.server.retain(|file| !entries.client.contains(file));
        entries
    }

    fn add_configs(&mut self, tree: &Tree, package: &Package) {
        let bundlers = ["webpack", "esbuild", "rollup", "rsbuild", "parcel", "vite"];
        let profiles = package.profiles.iter().filter(|p| bundlers.contains(&p.id));
        let starts: Vec<&str> = profiles.flat_map(|p| p.configs.iter().copied()).collect();
        let names = tree.names(&package.dir);
        let configs = names
            .iter()
            .filter(|(name, is_dir)| !is_dir && starts.iter().any(|start| name.starts_with(start)))
            .map(|(name, _)| join(&package.dir, name));
        let built = package.builders.iter().map(|builder| builder.file.clone());
        for file in configs.chain(built) {
            let Some(text) = tree.text(&file) else { continue };
            let text = without_comments(&text);
            let starts = BUILD.find_iter(&text).map(|call| call.start());
            let mut starts: Vec<usize> = std::iter::once(0).chain(starts).collect();
            starts.push(text.len());
            // Each call of a bundler may build for something else.
            for part in starts.windows(2) {
                self.add_config(tree, package, &text[part[0]..part[1]]);
            }
        }
        // https://cli.vuejs.org/config/#pages
        if package.has("vue-cli")
            && let Some(text) = tree.named(&package.dir, "vue.config.").and_then(|file| tree.text(&file))
        {
            let text = without_comments(&text);
            let pages = text.find("pages").map_or("", |at| &text[at..]);
            let quoted = QUOTED.captures_iter(pages).filter(|q| is_code(&q[1]));
            self.client.extend(quoted.flat_map(|q| files(tree, package, &q[1])));
        }
    }

    fn add_config(&mut self, tree: &Tree, package: &Package, text: &str) {
        let named: Vec<String> = ENTRY
            .captures_iter(text)
            .flat_map(|hit| {
                let quoted = QUOTED.captures_iter(hit.name("value").map_or("", |value| value.as_str()));
                quoted.flat_map(|quoted| files(tree, package, &quoted[1])).collect::<Vec<_>>()
            })
            .collect();
        if !builds_for_server(text) {
            self.client.extend(named);
        } else if ENTRY.find_iter(text).count() == 1 {
            self.server.extend(named);
        }
    }

    fn add_scripts(&mut self, tree: &Tree, package: &Package) {
        const TOOLS: &[&str] = &["esbuild", "parcel", "webpack", "browserify", "bun", "rollup"];
        for script in package.scripts.lines() {
            let words: Vec<&str> = script.split_whitespace().collect();
            // `vite build --ssr src/entry-server.ts`.
            for pair in words.windows(2).filter(|pair| pair[0] == "--ssr") {
                self.server.extend(files(tree, package, pair[1]));
            }
            let Some(tool) = words.iter().position(|word| TOOLS.contains(word)) else { continue };
            // Bun runs servers, too.
            if words[tool] == "bun" && words.get(tool + 1) != Some(&"build") {
                continue;
            }
            let node = [
                "--platform=node",
                "--platform node",
                "--target node",
                "--target=node",
                "--target bun",
                "--target=bun",
            ];
            let server = node.iter().any(|mark| script.contains(mark));
            let list = if server { &mut self.server } else { &mut self.client };
            for word in words[tool + 1..].iter().filter(|word| is_code(word) || word.contains("*.")) {
                list.extend(files(tree, package, word.trim_matches(['"', '\''])));
            }
        }
    }
}

/// The code that `path` of the package means; `dir/*.*` means all of a folder.
fn files(tree: &Tree, package: &Package, path: &str) -> Vec<String> {
    let Some(path) = normal(&join(&package.dir, path.trim_start_matches('/'))) else { return Vec::new() };
    let (dir, name) = split(&path);
    if name.starts_with("*.") && !dir.contains('*') {
        let names = tree.names(dir);
        let all = names.iter().filter(|(name, is_dir)| !is_dir && is_code(name));
        return all.map(|(name, _)| join(dir, name)).collect();
    }
    let ends = ["", ".ts", ".tsx", ".js", ".jsx", ".mjs", "/index.js", "/index.ts"];
    let found = ends.iter().map(|end| format!("{path}{end}")).find(|p| is_code(p) && tree.is_file(p));
    found.into_iter().collect()
}
