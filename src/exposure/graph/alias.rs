//! Other names for folders of a package: what its tools bring, and what its configuration adds.

use std::sync::LazyLock;

use regex::Regex;

use crate::exposure::overrides::without_comments;
use crate::exposure::package::Package;
use crate::tree::{Tree, join, normal, split};

/// `{ find: '@', replacement: ... }` is written as `'@': ...`.
static FIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"find\s*:\s*(?<name>["'][^"']+["'])\s*,\s*replacement\s*:"#).expect("a constant pattern")
});

static ALIAS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x) ["']?(?<name>[@~\#\$A-Za-z][\w@/\#~-]*|@|~)["']?\s*:\s*
        (?: ["'](?<plain>\.{0,2}/?[\w./-]*)["']
          | (?:path\.)?(?:resolve|join)\(\s*(?:(?:__dirname|import\.meta\.dirname|process\.cwd\(\))\s*,\s*)?
            (?<resolved>(?:["'][^"']+["']\s*,?\s*)+)\)
          | (?:fileURLToPath\(\s*)?new\s+URL\(\s*["'](?<url>[^"']+)["'] )"#,
    )
    .expect("a constant pattern")
});

/// Where the first `[` of `text` is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => return None,
        }
        (depth == 0).then_some(at)
    })
}

/// Files that set aliases: how their names begin.
const CONFIGS: &[&str] = &[
    "vite.config.",
    "webpack.",
    "vue.config.",
    "craco.config.",
    "babel.config.",
    "rsbuild.config.",
    "rspack.config.",
    "svelte.config.",
    "nuxt.config.",
    "next.config.",
    "astro.config.",
    "quasar.config.",
    "electron.vite.config.",
];

/// Aliases that the package's tools bring and its configuration adds: name and path.
pub(super) fn aliases(tree: &Tree, package: &Package) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, is_dir) in tree.names(&package.dir).iter() {
        if *is_dir || !CONFIGS.iter().any(|start| name.starts_with(start)) {
            continue;
        }
        if let Some(text) = tree.text(&join(&package.dir, name)) {
            configured(&package.dir, &without_comments(&text), &mut found);
        }
    }
    import_map(tree, &package.dir, &mut found);
    base_paths(tree, &package.dir, &mut found);
    for (name, dir) in defaults(tree, package) {
        if !found.iter().any(|(known, _)| known == name) {
            found.push(((*name).to_owned(), join(&package.dir, dir)));
        }
    }
    found
}

/// What each `alias` of a configuration in `dir` says.
fn configured(dir: &str, text: &str, found: &mut Vec<(String, String)>) {
    for (at, _) in text.match_indices("alias") {
        let rest = &text[at + "alias".len()..];
        let list = rest.trim_start_matches([' ', ':']).starts_with('[');
        let end = if list { closing(rest) } else { rest.find('}') };
        let rest = FIND.replace_all(&rest[..end.unwrap_or(rest.len())], "$name:");
        for hit in ALIAS.captures_iter(&rest) {
            let written =
                ["plain", "resolved", "url"].iter().find_map(|g| hit.name(g)).map_or("", |m| m.as_str());
            // The parts of a joined path stand in quotes.
            let parts: Vec<&str> =
                written.split(['"', '\'', ',']).map(str::trim).filter(|part| !part.is_empty()).collect();
            let path = normal(&join(dir, parts.join("/").trim_start_matches('/')));
            if let Some(path) = path.filter(|_| !written.is_empty())
                && !found.iter().any(|(known, _)| *known == hit["name"])
            {
                found.push((hit["name"].to_owned(), path));
            }
        }
    }
}

/// Deno's import map: `{ "imports": { "@/": "./" } }` (<https://docs.deno.com/runtime/fundamentals/modules/>).
fn import_map(tree: &Tree, dir: &str, found: &mut Vec<(String, String)>) {
    for name in ["deno.json", "deno.jsonc", "import_map.json"] {
        let Some(text) = tree.text(&join(dir, name)) else { continue };
        let json: serde_json::Value = serde_json::from_str(&without_comments(&text)).unwrap_or_default();
        for (key, value) in json.get("imports").and_then(|v| v.as_object()).into_iter().flatten() {
            let Some(path) = value.as_str().filter(|path| path.starts_with('.')) else { continue };
            if let Some(path) = normal(&join(dir, path)) {
                found.push((key.trim_end_matches('/').to_owned(), path));
            }
        }
    }
}

static MAPPED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#""([^"\s]+)"\s*:\s*\[\s*"([^"]+)""#).expect("a constant pattern"));

/// Path mappings of the `tsconfig.base.json` above `dir`: in an Nx workspace the tools read them there, whatever the
/// project's own configuration says.
fn base_paths(tree: &Tree, dir: &str, found: &mut Vec<(String, String)>) {
    let mut at = dir;
    loop {
        if let Some(text) = tree.text(&join(at, "tsconfig.base.json")) {
            let text = without_comments(&text);
            let paths = text.find("\"paths\"").map_or("", |from| &text[from + "\"paths\"".len()..]);
            for hit in MAPPED.captures_iter(&paths[..paths.find('}').unwrap_or(paths.len())]) {
                let (name, path) = (hit[1].trim_end_matches("/*"), hit[2].trim_end_matches("/*"));
                if let Some(path) = normal(&join(at, path)) {
                    found.push((name.to_owned(), path));
                }
            }
            return;
        }
        if at.is_empty() {
            return;
        }
        at = split(at).0;
    }
}

/// Names that the package's tool brings, and their folders in the package.
fn defaults(tree: &Tree, package: &Package) -> &'static [(&'static str, &'static str)] {
    match package.primary().map(|p| p.id) {
        Some("sveltekit") => &[("$lib", "src/lib")],
        Some("nuxt") if tree.names(&package.dir).iter().any(|(name, dir)| *dir && name == "app") => {
            &[("~~", ""), ("@@", ""), ("#shared", "shared"), ("~", "app"), ("@", "app")]
        }
        Some("nuxt") => &[("~~", ""), ("@@", ""), ("#shared", "shared"), ("~", ""), ("@", "")],
        // New projects have `baseUrl: "./"`.
        Some("angular") => &[("src", "src")],
        Some("docusaurus") => &[("@site", "")],
        Some("remix") => &[("~", "app")],
        Some("solid-start") => &[("~", "src")],
        Some("vue-cli" | "quasar") => &[("@", "src"), ("src", "src")],
        _ => &[],
    }
}
