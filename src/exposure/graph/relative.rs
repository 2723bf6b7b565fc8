//! Imports of a neighbour, `./x` and `../lib/x`: most of all imports, and for most a look into the list of names is enough.
//!
//! Whatever could give such an import another meaning is left to the resolver: folders, and a `browser` table in the
//! package.json above.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::tree::{Tree, join, normal, split};

/// Endings that an import may leave out, in the order in which they are tried.
pub(super) const EXTENSIONS: &[&str] =
    &[".ts", ".tsx", ".mts", ".mjs", ".js", ".jsx", ".cts", ".cjs", ".json", ".vue", ".svelte", ".astro"];

/// What a written ending may stand for: TypeScript names the file that will be there once it is compiled.
pub(super) const WRITTEN: &[(&str, &[&str])] = &[
    (".js", &[".ts", ".tsx", ".js"]),
    (".mjs", &[".mts", ".mjs"]),
    (".jsx", &[".tsx", ".jsx"]),
    (".cjs", &[".cts", ".cjs"]),
];

/// Folders whose package.json replaces files for browsers.
#[derive(Default)]
pub(super) struct Relative {
    replaces: RefCell<HashMap<String, bool>>,
}

impl Relative {
    /// The file that `specifier` means in a file of `dir`, when there is no doubt.
    pub(super) fn resolve(&self, tree: &Tree, dir: &str, specifier: &str) -> Option<String> {
        if !specifier.starts_with("./") && !specifier.starts_with("../") || specifier.ends_with(['.', '/']) {
            return None;
        }
        let path = normal(&join(dir, specifier))?;
        let written = WRITTEN.iter().find_map(|(end, kinds)| Some((path.strip_suffix(end)?, *kinds)));
        let found = match written {
            Some((stem, kinds)) => one_of(tree, stem, kinds),
            None if tree.is_file(&path) => Some(path),
            None => one_of(tree, &path, EXTENSIONS),
        }?;
        (!self.replaces(tree, split(&found).0)).then_some(found)
    }

    /// True when the package.json over `dir` has a `browser` table, or cannot be read.
    fn replaces(&self, tree: &Tree, dir: &str) -> bool {
        if let Some(known) = self.replaces.borrow().get(dir) {
            return *known;
        }
        let manifest = join(dir, "package.json");
        let made = if tree.is_file(&manifest) {
            tree.text(&manifest).is_none_or(|text| text.contains("\"browser\""))
        } else {
            !dir.is_empty() && self.replaces(tree, split(dir).0)
        };
        self.replaces.borrow_mut().insert(dir.to_owned(), made);
        made
    }
}

fn one_of(tree: &Tree, stem: &str, ends: &[&str]) -> Option<String> {
    ends.iter().map(|end| format!("{stem}{end}")).find(|path| tree.is_file(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_found_and_doubts_are_not_answered() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let root = dir.path();
        std::fs::create_dir_all(root.join("pkg/lib/x")).expect("folders");
        for (file, text) in [
            ("a.ts", ""),
            ("b.js", ""),
            ("lib/index.ts", ""),
            ("pkg/package.json", r#"{"browser": {"./lib/a.js": "./lib/b.js"}}"#),
            ("pkg/lib/a.js", ""),
            ("keys.server.ts", ""),
        ] {
            std::fs::create_dir_all(root.join(split(file).0)).expect("a folder");
            std::fs::write(root.join(file), text).expect("a file");
        }
        let tree = Tree::new(root);
        let relative = Relative::default();
        for (from, specifier, want) in [
            ("", "./a", Some("a.ts")),
            ("", "./a.js", Some("a.ts")),
            ("lib", "../b.js", Some("b.js")),
            ("lib", "../keys.server", Some("keys.server.ts")),
            ("", "./lib", None),
            ("lib", "..", None),
            ("lib", "./", None),
            ("", "a", None),
            ("", "../a", None),
            ("pkg/lib", "./a", None),
            ("", "./missing", None),
        ] {
            assert_eq!(relative.resolve(&tree, from, specifier).as_deref(), want, "{specifier} in {from:?}");
        }
    }
}
