//! A cheap first look at all code files: which names they mention in imports, and which read the environment.
//!
//! One pass over the text of every file, without parsing. Only files that may import a given module are then parsed.

use crate::tree::has_end;
use std::collections::HashMap;
use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::exposure::role::is_code;
use crate::tree::{Tree, split};

static MENTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?-u)(?:from|import|require|URL|Worker|importScripts|src=|context|glob)\s*\(?\s*["'`]([^"'`\r\n]{1,300})["'`]|(?-u)src\s*=\s*["']([^"']{1,300})["']"#)
        .expect("a constant pattern")
});

/// What the files below a directory mention.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Every code file.
    pub(super) files: Vec<String>,
    /// The walk hit a limit.
    pub(super) cut: bool,
    /// Files with computed imports.
    fuzzy: Vec<usize>,
    /// Files that mention an environment object.
    env: Vec<usize>,
    /// Files by the last part of what they import.
    by_stem: HashMap<String, Vec<usize>>,
}

impl Index {
    /// Looks at every code file below `dir`.
    pub(super) fn build(tree: &Tree, dir: &str) -> Self {
        let (files, cut) = tree.walk(dir, &|path| {
            let name = split(path).1;
            (is_code(name) || has_end(name, ".html") || has_end(name, ".htm")) && !name.ends_with(".d.ts")
        });
        let mut index = Self { files, cut, ..Self::default() };
        for at in 0..index.files.len() {
            if let Some(bytes) = tree.load(&index.files[at]) {
                index.take(at, &bytes);
            }
        }
        index
    }

    fn take(&mut self, at: usize, bytes: &[u8]) {
        let mut add = |stem: &str, at: usize| {
            let files = self.by_stem.entry(stem.to_owned()).or_default();
            if files.last() != Some(&at) {
                files.push(at);
            }
        };
        for hit in MENTION.captures_iter(bytes) {
            let Some(text) =
                hit.get(1).or_else(|| hit.get(2)).and_then(|m| std::str::from_utf8(m.as_bytes()).ok())
            else {
                continue;
            };
            if text.contains(['*', '$']) || hit[0].starts_with(b"context") || hit[0].starts_with(b"glob") {
                if self.fuzzy.last() != Some(&at) {
                    self.fuzzy.push(at);
                }
            } else {
                add(stem(text), at);
            }
        }
        let mentions = |word: &[u8]| memchr::memmem::find(bytes, word).is_some();
        if mentions(b"process.env")
            || mentions(b"import.meta")
            || mentions(b"$env/")
            || mentions(b"process?.env")
            || mentions(b"@env")
        {
            self.env.push(at);
        }
        if mentions(b"import.meta.glob") && self.fuzzy.last() != Some(&at) {
            self.fuzzy.push(at);
        }
    }

    /// Files that mention an import whose last part is `stem`.
    pub(super) fn mentioning(&self, stem: &str) -> impl Iterator<Item = &str> {
        self.by_stem.get(stem).into_iter().flatten().map(|at| self.files[*at].as_str())
    }

    /// Files with computed imports: which module those mean cannot be told from the text.
    pub(super) fn fuzzy(&self) -> impl Iterator<Item = &str> {
        self.fuzzy.iter().map(|at| self.files[*at].as_str())
    }

    /// Files that mention an environment object.
    pub(super) fn environment(&self) -> impl Iterator<Item = &str> {
        self.env.iter().map(|at| self.files[*at].as_str())
    }
}

/// The last part of an import, without query and extension: `./lib/keys.js` is `keys`, `..` is `..`.
pub(super) fn stem(specifier: &str) -> &str {
    let path = specifier.trim_start_matches('#').split(['?', '#']).next().unwrap_or(specifier);
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
    match last.rsplit_once('.') {
        Some((stem, end))
            if !stem.is_empty() && stem != "." && (is_code(last) || matches!(end, "html" | "json")) =>
        {
            stem
        }
        _ => last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_files_mention() {
        let mut index = Index { files: vec!["a.ts".into(), "b.ts".into()], ..Index::default() };
        index.take(0, b"import {k} from './lib/keys'\nconst x = require(\"../util.js\"); process.env.X");
        index.take(1, b"export * from '..'; import(`./pages/${name}.js`)");
        assert_eq!(index.mentioning("keys").collect::<Vec<_>>(), ["a.ts"]);
        assert_eq!(index.mentioning("util").collect::<Vec<_>>(), ["a.ts"]);
        assert_eq!(index.fuzzy().collect::<Vec<_>>(), ["b.ts"]);
        assert_eq!(index.by_stem.get(".."), Some(&vec![1]));
        assert_eq!(index.environment().collect::<Vec<_>>(), ["a.ts"]);
    }

    #[test]
    fn stems() {
        for (specifier, want) in [
            ("./a/b.js", "b"),
            ("@/lib", "lib"),
            ("..", ".."),
            ("./x.server", "x.server"),
            ("./w.ts?worker", "w"),
        ] {
            assert_eq!(stem(specifier), want);
        }
    }
}
