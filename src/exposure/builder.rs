//! Build scripts: files that the commands of a package run, and that call a bundler themselves.

use std::sync::LazyLock;

use regex::Regex;

use super::role::is_code;
use crate::tree::{Tree, join, normal};

/// A script, and the bundler that it calls.
#[derive(Debug)]
pub(super) struct Builder {
    /// The file.
    pub(super) file: String,
    /// The id of the bundler's profile.
    pub(super) tool: &'static str,
}

/// How a call of each bundler looks.
static CALLS: LazyLock<[(&str, Regex); 5]> = LazyLock::new(|| {
    let row = |tool, pattern| (tool, Regex::new(pattern).expect("a constant pattern"));
    [
        row("bun", r"\bBun\.build\s*\("),
        row("esbuild", r#"(?s)["']esbuild["'].*\b(?:build|buildSync|context)\s*\("#),
        row("vite", r#"(?s)["']vite["'].*\bbuild\s*\("#),
        row("webpack", r#"(?s)["']webpack["'].*\bwebpack\s*\("#),
        row("rollup", r#"(?s)["']rollup["'].*\brollup\s*\("#),
    ]
});

/// The build scripts that the commands `scripts` of the package in `dir` run.
pub(super) fn builders(tree: &Tree, dir: &str, scripts: &str) -> Vec<Builder> {
    let mut found: Vec<Builder> = Vec::new();
    let files = scripts.split_whitespace().map(|word| word.trim_matches(['"', '\''])).filter(|w| is_code(w));
    for file in files.filter_map(|word| normal(&join(dir, word))) {
        if found.iter().any(|known| known.file == file) || !tree.is_file(&file) {
            continue;
        }
        let text = tree.text(&file).unwrap_or_default();
        let tool = CALLS.iter().find(|(_, call)| call.is_match(&text)).map(|(tool, _)| *tool);
        found.extend(tool.map(|tool| Builder { file, tool }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_scripts_that_build() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        for (file, text) in [
            ("build.mjs", "import * as esbuild from 'esbuild'; await esbuild.build({})"),
            ("make.ts", "await Bun.build({ entrypoints: ['a.ts'] })"),
            ("serve.js", "require('express')().listen(1)"),
        ] {
            std::fs::write(dir.path().join(file), text).expect("a file");
        }
        let tree = Tree::new(dir.path());
        let found = builders(&tree, "", "node ./build.mjs --x\nbun make.ts\nnode serve.js\nnode gone.js");
        let pairs: Vec<_> = found.iter().map(|b| (b.file.as_str(), b.tool)).collect();
        assert_eq!(pairs, [("build.mjs", "esbuild"), ("make.ts", "bun")]);
    }
}
