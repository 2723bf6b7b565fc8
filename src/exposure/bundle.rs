//! Tells a bundle from source when no tool claims its directory: by its name, its marks and the shape of its text.

use std::sync::LazyLock;

use regex::Regex;

use super::Project;
use crate::tree::{has_end, split};

/// Directories that hold client builds.
const OUT: &[&str] =
    &["dist", "build", "out", "www", "public", "static", "assets", "_next", "_nuxt", "_astro", "_app"];
/// Directories that hold server builds.
const SERVER: &[&str] = &["server", "ssr", "functions", "standalone"];
/// What bundlers write.
const MARKS: &[&str] = &[
    "sourceMappingURL=",
    "__webpack_require__",
    "webpackChunk",
    "parcelRequire",
    "__vite__mapDeps",
    "__vitePreload",
    "TURBOPACK",
    "System.register(",
    "self.__next_f",
    "__NEXT_DATA__",
    "__NUXT__",
    "__remixContext",
];
/// What only code for Node.js says.
const NODE: &[&str] = &[
    "require(\"fs\")",
    "require('fs')",
    "from\"node:",
    "from 'node:",
    "from \"node:",
    "require(\"node:",
    "process.stdout",
    "exports.modules=",
    "require(\"express\")",
    "require('express')",
    "from 'express'",
    "from \"express\"",
];

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?x) \.min\.m?js$ | [.-][0-9a-f]{8,20}\.m?js$ | -[A-Za-z0-9_-]{8}\.m?js$ | ^chunk-[A-Z0-9]{8}\.js$ | \.(?:bundle|chunk)\.js$")
        .expect("a constant pattern")
});

/// A script, or the source map of one, in a directory of client builds, with the marks of a bundle.
pub(super) fn is_client_bundle(project: &Project, rel: &str) -> bool {
    let (dir, name) = split(rel);
    let parts = || dir.split('/');
    if !parts().any(|part| OUT.contains(&part)) || parts().any(|part| SERVER.contains(&part)) {
        return false;
    }
    let script = has_end(name, ".js") || has_end(name, ".mjs");
    if has_end(name, ".map") {
        return has_end(name.trim_end_matches(".map"), "js");
    }
    script && {
        let look = look(project, rel);
        !look.for_node && (NAME.is_match(name) || look.bundled)
    }
}

/// Code that says it runs in Node.js is no client output, whatever its directory.
pub(super) fn is_for_node(project: &Project, rel: &str) -> bool {
    look(project, rel).for_node
}

/// How a script looks.
#[derive(Clone, Copy, Default)]
pub(super) struct Look {
    for_node: bool,
    bundled: bool,
}

/// No larger script is looked at, in bytes. The text of a bundle is not kept: some have many megabytes.
const MAX_BUNDLE: u64 = 32 << 20;

fn look(project: &Project, rel: &str) -> Look {
    if let Some(known) = project.looks.borrow().get(rel) {
        return *known;
    }
    let has = |bytes: &[u8], marks: &[&str]| {
        marks.iter().any(|mark| memchr::memmem::find(bytes, mark.as_bytes()).is_some())
    };
    let made = project.tree.load_up_to(rel, MAX_BUNDLE).map_or_else(Look::default, |bytes| Look {
        for_node: has(&bytes, NODE),
        bundled: has(&bytes, MARKS) || is_dense(&bytes),
    });
    project.looks.borrow_mut().insert(rel.to_owned(), made);
    made
}

/// Long lines in a text of some size: no person wrote it.
fn is_dense(text: &[u8]) -> bool {
    let lines = memchr::memchr_iter(b'\n', text).count().max(1);
    text.len() > 20_480 && text.len() / lines > 300
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_bundles() {
        for name in ["a.min.js", "index-Ab12Cd34.js", "main.0a1b2c3d.js", "chunk-ABCDEFGH.js", "x.bundle.js"]
        {
            assert!(NAME.is_match(name), "{name}");
        }
        for name in ["index.js", "my-component.jsx", "a-b.js"] {
            assert!(!NAME.is_match(name), "{name}");
        }
    }
}
