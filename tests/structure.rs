//! Guards of the code base itself: the layers, the size of files, what a file opens with.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the ground up. A module may use those above it in this list, and itself.
const LAYERS: &[&[&str]] = &[
    &["text", "intern", "shard", "suggest", "calendar"],
    &["secret", "error", "blob", "line_hash"],
    &["raw"],
    &["paths", "git", "tree"],
    &["finding"],
    &["rule", "snippet"],
    &["detect"],
    &["verify", "overlap"],
    &["hit", "load"],
    &["config"],
    &["allow"],
    &["place", "pair"],
    &["inspect"],
    &["examples", "report", "source"],
    &["exposure", "risk", "hook", "explain"],
    &["smell"],
    &["plan"],
    &["scan"],
    &["cli"],
];

const MAX_LINES: usize = 400;

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    files(folder, "rs")
}

/// The files below `folder` whose names end with `extension`.
fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a source folder can be listed") {
            let path = entry.expect("a source folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                let text = fs::read_to_string(&path).expect("a source file is text");
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no file of this kind below {folder}");
    found
}

/// The top-level module that a file of `src/` belongs to; `None` for lib.rs and main.rs.
fn module_of(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("below src/");
    let first = inside.components().next()?.as_os_str().to_str()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    (name != "lib" && name != "main").then(|| name.to_owned())
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// The top-level modules that the code of `text` names, tests left out.
fn used_modules(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let names = lines.flat_map(|line| line.match_indices("crate::").map(move |(at, _)| &line[at + 7..]));
    let ident =
        |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut modules = Vec::new();
    for rest in names {
        match rest.strip_prefix('{') {
            Some(list) => modules.extend(list.split(',').map(|item| ident(item.trim()))),
            None => modules.push(ident(rest)),
        }
    }
    modules
}

#[test]
fn modules_use_only_the_layers_above_them() {
    let mut faults = Vec::new();
    for (path, text) in sources("src") {
        let Some(module) = module_of(&path) else { continue };
        let Some(own) = layer(&module) else {
            faults.push(format!("{module} is in no layer: add it to LAYERS"));
            continue;
        };
        for used in used_modules(&text).into_iter().filter(|used| *used != module) {
            if let Some(other) = layer(&used).filter(|other| *other >= own) {
                faults
                    .push(format!("{}: {module} (layer {own}) uses {used} (layer {other})", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_are_small_and_say_why_they_exist() {
    let mut faults = Vec::new();
    for folder in ["src", "tests"] {
        for (path, text) in sources(folder) {
            let lines = text.lines().count();
            if lines > MAX_LINES {
                faults.push(format!("{}: {lines} lines, more than {MAX_LINES}", path.display()));
            }
            if !text.starts_with("//!") {
                faults.push(format!("{}: does not open with //! and why it exists", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn pages_have_a_title_and_a_text() {
    let mut pages = files("docs", "md");
    for name in ["ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "README.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let text = fs::read_to_string(&path).expect("a page is text");
        pages.push((path, text));
    }
    for (path, text) in pages {
        let mut lines = text.lines();
        assert!(lines.next().is_some_and(|line| line.starts_with("# ")), "{}: no title", path.display());
        assert!(lines.any(|line| !line.is_empty()), "{}: no text", path.display());
    }
}

#[test]
fn one_module_may_be_unsafe() {
    let raw = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/raw");
    let code = |text: &str| {
        text.lines().filter(|line| !line.trim_start().starts_with("//")).any(|l| l.contains("unsafe"))
    };
    let (inside, outside): (Vec<_>, Vec<_>) = sources("src")
        .into_iter()
        .filter(|(_, text)| code(text))
        .map(|(path, _)| path)
        .partition(|path| path.starts_with(&raw));
    assert!(outside.is_empty(), "unsafe code outside src/raw: {outside:?}");
    assert!(!inside.is_empty(), "unsafe code has left src/raw: change this test");
}
