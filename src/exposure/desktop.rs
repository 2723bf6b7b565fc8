//! Desktop apps: Electron, whose archive holds files as they are, and Tauri, whose binary holds strings.

use super::app::packaged;
use super::code::{exposure, step};
use super::package::Package;
use super::role::{Role, is_code, role};
use super::{Project, Target};
use crate::finding::Exposure;
use crate::tree::{has_end, join, line_at, split};

/// The answer for a file of a desktop app.
pub(super) fn judge(
    project: &Project,
    target: &Target<'_>,
    package: &Package,
    inner: &str,
) -> Option<Exposure> {
    // A Tauri app's Rust code is a package of its own below the frontend's.
    if package.platform == "rust" && package.dir.split('/').any(|part| part == "src-tauri") {
        let is_source = inner.starts_with("src/") && has_end(inner, ".rs") || inner == "tauri.conf.json";
        let by = vec![step(package.manifest.clone(), 1, "the binary of the Tauri app")];
        return is_source.then(|| packaged(target, "compiled into the app's binary", by));
    }
    if package.has("electron") { electron(project, target, package, inner) } else { None }
}

/// Files that say what electron-builder packs.
const BUILDERS: &[&str] =
    &["electron-builder.yml", "electron-builder.json", "electron-builder.json5", "package.json"];

fn electron(project: &Project, target: &Target<'_>, package: &Package, inner: &str) -> Option<Exposure> {
    let role = role(target.rel, Some(package));
    if matches!(role, Role::Test | Role::Vendored | Role::Config) {
        return None;
    }
    if role == Role::Env {
        let listed = BUILDERS.iter().find_map(|file| {
            let path = join(&package.dir, file);
            let text = project.tree.text(&path)?;
            let at = text.find(&format!("\"{inner}\"")).or_else(|| text.find(&format!("- {inner}")))?;
            Some(step(path, line_at(&text, at), "packed into the app"))
        })?;
        let headline = format!("{} ships with the app, no reference needed", target.what());
        return Some(exposure("C4", headline, vec![target.here("holds the secret"), listed]));
    }
    let first = inner.split('/').next().unwrap_or(inner);
    let tooling = matches!(first, "scripts" | "build" | "tools" | ".github" | "ci");
    let source = is_code(inner) || has_end(inner, ".json") || has_end(inner, ".html");
    let built = role == Role::ClientEntry || is_main(project, package, inner);
    if !source || tooling || first == "package.json" || !built && !is_packed(project, package, inner) {
        return None;
    }
    let by = vec![step(package.manifest.clone(), 1, "the Electron app; its archive is no protection")];
    Some(packaged(target, "file of the Electron app", by))
}

/// True for the source of what package.json names as `main`.
fn is_main(project: &Project, package: &Package, inner: &str) -> bool {
    let stem = |path: &str| split(path).1.split('.').next().unwrap_or_default().to_owned();
    let json: Option<serde_json::Value> =
        project.tree.text(&package.manifest).and_then(|text| serde_json::from_str(&text).ok());
    let main = json.as_ref().and_then(|json| json.get("main")).and_then(|main| main.as_str());
    main.is_some_and(|main| {
        let folder = split(inner).0;
        stem(main) == stem(inner)
            && matches!(folder, "" | "src" | "electron" | "src/main" | "src/electron" | "app")
    })
}

/// False when the patterns of electron-builder leave the file out; without patterns everything is packed
/// (<https://www.electron.build/docs/configuration/contents>).
fn is_packed(project: &Project, package: &Package, inner: &str) -> bool {
    let patterns = patterns(project, package);
    let hits = |pattern: &str| {
        let pattern = pattern.trim_start_matches("./");
        let within = inner.match_indices('/').map(|(at, _)| &inner[..at]).chain([inner]);
        globset::Glob::new(pattern).is_ok_and(|glob| {
            let glob = glob.compile_matcher();
            within.into_iter().any(|path| glob.is_match(path))
        })
    };
    let (out, within): (Vec<&String>, Vec<&String>) =
        patterns.iter().partition(|pattern| pattern.starts_with('!'));
    let taken = within.is_empty() || within.iter().any(|pattern| hits(pattern));
    taken && !out.iter().any(|pattern| hits(&pattern[1..]))
}

fn patterns(project: &Project, package: &Package) -> Vec<String> {
    for file in BUILDERS {
        let Some(text) = project.tree.text(&join(&package.dir, file)) else { continue };
        if has_end(file, ".yml") {
            let from = text.lines().skip_while(|line| line.trim_end() != "files:").skip(1);
            let list = from.take_while(|line| line.trim_start().starts_with('-'));
            let list = list
                .map(|line| line.trim().trim_start_matches('-').trim().trim_matches(['"', '\'']).to_owned());
            let found: Vec<String> = list.collect();
            if !found.is_empty() {
                return found;
            }
            continue;
        }
        let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let build = if *file == "package.json" { json.get("build") } else { Some(&json) };
        if let Some(files) = build.and_then(|build| build.get("files")).and_then(|files| files.as_array()) {
            return files.iter().filter_map(|file| file.as_str().map(str::to_owned)).collect();
        }
    }
    Vec::new()
}
