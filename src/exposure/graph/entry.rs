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
    if role == Role::ClientEntry {
        let page = package.primary().is_some_and(|p| {
            p.kind != Kind::Bundler && !matches!(p.id, "angular" | "cra" | "vue-cli" | "rsbuild")
        });
        return Some(if page {
            Start::Page("client code starts here")
        } else {
            Start::Main("client code starts here")
        });
    }
    named_entries(&project.tree, package)
        .iter()
        .any(|e| e == file)
        .then_some(Start::Main("named as an entry of the build"))
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
    Regex::new(r"(?s)\b(?:entry|entryPoints|entrypoints|input)\s*:\s*(?<value>\{.*?\}|\[.*?\]|[^,}\n]+)")
        .expect("a constant pattern")
});
static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"["'`]([^"'`\n]+)["'`]"#).expect("a constant pattern"));

static SERVER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\b(?:ssr\s*:\s*(?:true|["'])|(?:target|platform)\s*:\s*["'](?:async-)?node)"#)
        .expect("a constant pattern")
});

/// A configuration whose output is for a server, or for a server too: its entries do not tell which.
pub(in crate::exposure) fn builds_for_server(config: &str) -> bool {
    SERVER.is_match(config)
}

/// Entries that configuration files, scripts and package.json name.
fn named_entries(tree: &Tree, package: &Package) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |path: &str| {
        let path = path.trim_start_matches('/');
        if let Some(path) = normal(&join(&package.dir, path)) {
            let with = ["", ".ts", ".tsx", ".js", ".jsx", ".mjs", "/index.js", "/index.ts"];
            found.extend(
                with.iter().map(|end| format!("{path}{end}")).find(|p| is_code(p) && tree.is_file(p)),
            );
        }
    };
    let configs = package
        .profiles
        .iter()
        .filter(|p| matches!(p.id, "webpack" | "esbuild" | "rsbuild" | "parcel" | "vite"));
    for start in configs.flat_map(|p| p.configs.iter().copied()) {
        let Some(text) = tree.named(&package.dir, start).and_then(|file| tree.text(&file)) else { continue };
        let text = without_comments(&text);
        if builds_for_server(&text) {
            continue;
        }
        for hit in ENTRY.captures_iter(&text) {
            QUOTED.captures_iter(&hit["value"]).for_each(|quoted| add(&quoted[1]));
        }
    }
    for script in package.scripts.lines() {
        let words: Vec<&str> = script.split_whitespace().collect();
        let Some(tool) = words
            .iter()
            .position(|w| matches!(*w, "esbuild" | "parcel" | "webpack" | "browserify" | "bun" | "rollup"))
        else {
            continue;
        };
        if !script.contains("--platform=node") && !script.contains("--target node") {
            words[tool + 1..]
                .iter()
                .filter(|w| is_code(w))
                .for_each(|word| add(word.trim_matches(['"', '\''])));
        }
    }
    if package.has("angular")
        && let Some(text) = tree.text(&join(&package.dir, "angular.json"))
    {
        QUOTED.captures_iter(&text).filter(|q| q[1].ends_with("main.ts")).for_each(|q| add(&q[1]));
    }
    if package.has("parcel")
        && let Some(json) =
            tree.text(&package.manifest).and_then(|t| serde_json::from_str::<serde_json::Value>(&t).ok())
        && let Some(source) = json.get("source").and_then(|v| v.as_str())
    {
        add(source);
    }
    found
}
