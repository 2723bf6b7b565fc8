//! Files that a production build puts in the place of others: Angular's `fileReplacements`
//! (<https://angular.dev/tools/cli/environments>).

use crate::exposure::Project;
use crate::exposure::package::Package;
use crate::tree::{join, normal};

/// The part of a file in a replacement.
pub(super) enum File {
    /// Production builds use this file instead.
    Replaced(String),
    /// Production builds use it for this file.
    Replaces(String),
    /// Only development builds and tests use it.
    Development,
}

/// The part that `rel` plays.
pub(super) fn of(project: &Project, package: &Package, rel: &str) -> Option<File> {
    if !package.has("angular") {
        return None;
    }
    let text = project.tree.text(&join(&package.dir, "angular.json"))?;
    let json: serde_json::Value = serde_json::from_str(&text).ok()?;
    let mut pairs = Vec::new();
    collect(&json, "", &mut pairs);
    let full = |path: &str| normal(&join(&package.dir, path)).unwrap_or_default();
    let part = |(from, to, development): &(String, String, bool)| match (full(from), full(to)) {
        (from, to) if to == rel && !development => Some(File::Replaces(from)),
        (from, to) if from == rel && !development => Some(File::Replaced(to)),
        _ => None,
    };
    let development = |(_, to, development): &(String, String, bool)| *development && full(to) == rel;
    pairs.iter().find_map(part).or_else(|| pairs.iter().any(development).then_some(File::Development))
}

/// Pairs of `fileReplacements`; true beside those of configurations for development.
fn collect(json: &serde_json::Value, name: &str, pairs: &mut Vec<(String, String, bool)>) {
    let Some(map) = json.as_object() else { return };
    for (key, value) in map {
        if key == "fileReplacements" {
            let development = matches!(name, "development" | "dev" | "test");
            for pair in value.as_array().into_iter().flatten() {
                let text = |key: &str| pair.get(key).and_then(|v| v.as_str()).map(str::to_owned);
                let both = text("replace").zip(text("with"));
                pairs.extend(both.map(|(from, to)| (from, to, development)));
            }
        } else {
            collect(value, key, pairs);
        }
    }
}
