//! A tsconfig.json without the files that are not there.
//!
//! The resolver gives up on a configuration that extends what it cannot read, and with it on every path mapping. What is
//! extended is often not in the repository: a package that is not installed, or a file that a tool makes
//! (`./.svelte-kit/tsconfig.json`, `./.nuxt/tsconfig.json`).

use std::path::Path;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::tree::has_end;

static EXTENDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#""extends"\s*:\s*(?:"(?<one>[^"]*)"|\[(?<list>[^\]]*)\])\s*,?"#).expect("a constant pattern")
});
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\{\s*"path"\s*:\s*"(?<path>[^"]*)"\s*\}\s*,?\s*"#).expect("a constant pattern")
});

/// True for `tsconfig.json`, `tsconfig.app.json`, `jsconfig.json`.
pub(super) fn is_one(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    (name.starts_with("tsconfig") || name.starts_with("jsconfig")) && has_end(name, ".json")
}

/// The text of the configuration `file` below `root`, without bases and references that are not there.
pub(super) fn without_missing(text: &str, file: &Path, root: &Path) -> String {
    let dir = file.parent().unwrap_or(root);
    let extended = EXTENDS.replace_all(text, |hit: &Captures<'_>| {
        if let Some(one) = hit.name("one") {
            return if exists(dir, root, one.as_str()) { hit[0].to_owned() } else { String::new() };
        }
        let names = hit["list"].split('"').skip(1).step_by(2).filter(|name| exists(dir, root, name));
        let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
        format!("\"extends\": [{}],", names.join(", "))
    });
    let kept = REFERENCE.replace_all(&extended, |hit: &Captures<'_>| {
        if exists(dir, root, &format!("./{}", &hit["path"])) { hit[0].to_owned() } else { String::new() }
    });
    kept.into_owned()
}

fn exists(dir: &Path, root: &Path, name: &str) -> bool {
    let at = |path: &Path| {
        let mut ended = path.as_os_str().to_owned();
        ended.push(".json");
        path.is_file() || Path::new(&ended).is_file() || path.join("tsconfig.json").is_file()
    };
    if name.starts_with('.') || name.starts_with('/') {
        return at(&dir.join(name));
    }
    dir.ancestors().take_while(|up| up.starts_with(root)).any(|up| at(&up.join("node_modules").join(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_what_is_not_there() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let root = dir.path();
        std::fs::write(root.join("base.json"), "{}").expect("a file");
        let file = root.join("tsconfig.json");
        for (text, want) in [
            (r#"{"extends": "./base", "files": []}"#, r#"{"extends": "./base", "files": []}"#),
            (r#"{"extends": "./base.json"}"#, r#"{"extends": "./base.json"}"#),
            (r#"{"extends": "./.nuxt/tsconfig.json"}"#, "{}"),
            (r#"{"extends":"astro/tsconfigs/strict","x":1}"#, r#"{"x":1}"#),
            (r#"{"extends": ["./base", "gone"]}"#, r#"{"extends": ["./base"],}"#),
            (
                r#"{"references": [{"path": "./a.json"}, {"path": "base.json"}]}"#,
                r#"{"references": [{"path": "base.json"}]}"#,
            ),
        ] {
            assert_eq!(without_missing(text, &file, root), want);
        }
    }
}
