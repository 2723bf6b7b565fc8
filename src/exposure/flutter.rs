//! Flutter apps: Dart code, assets, and values that the build command compiles in.

use std::sync::LazyLock;

use regex::Regex;

use super::app::{line_text, outside, packaged};
use super::code::{exposure, step};
use super::package::Package;
use super::role::{Role, role};
use super::{Project, Target};
use crate::finding::{Evidence, Exposure};
use crate::tree::{below, has_end, line_at, split};

/// Where build commands are written.
const COMMANDS: &[&str] =
    &["Makefile", "makefile", "justfile", "melos.yaml", "launch.json", "Fastfile", "codemagic.yaml"];

static DEFINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"--dart-define[= ](?<name>[A-Za-z_]\w*)=").expect("a constant pattern"));

/// The answer for a file of a Flutter app; None leaves it to the other judges.
pub(super) fn judge(
    project: &Project,
    target: &Target<'_>,
    package: &Package,
    inner: &str,
) -> Option<Exposure> {
    let first = inner.split('/').next().unwrap_or(inner);
    let spec = project.tree.text(&package.manifest)?;
    if !spec.contains("sdk: flutter") && !spec.contains("flutter:") {
        return None;
    }
    if matches!(first, "test" | "integration_test" | "test_driver") {
        return Some(outside(target, "is test code of the Flutter app"));
    }
    if let Some(line) = asset_line(&spec, inner) {
        let by = vec![step(package.manifest.clone(), line, "listed as an asset of the app")];
        if role(target.rel, Some(package)) == Role::Env {
            let headline = format!("{} ships with the app as an asset, no reference needed", target.what());
            let mut evidence = vec![target.here("holds the secret")];
            evidence.extend(by);
            return Some(exposure("C4", headline, evidence));
        }
        return Some(packaged(target, "an asset file", by));
    }
    if first == "lib" && has_end(inner, ".dart") {
        let by = vec![step(package.manifest.clone(), 1, "the Flutter app that compiles it")];
        return Some(packaged(target, "Dart code of the app", by));
    }
    if let Some(found) = defined(project, target, package, inner) {
        return Some(found);
    }
    if role(target.rel, Some(package)) == Role::Env {
        let headline = format!("not exposed by this path: {inner} is no asset of the Flutter app");
        return Some(exposure("N5", headline, vec![target.here("not listed under flutter: assets:")]));
    }
    None
}

/// A value that `--dart-define` or a file of `--dart-define-from-file` gives to the compiler.
fn defined(project: &Project, target: &Target<'_>, package: &Package, inner: &str) -> Option<Exposure> {
    let text = project.tree.text(target.rel)?;
    let line = line_text(&text, target.span.start);
    let before =
        line.get(..target.span.start - text[..target.span.start].rfind('\n').map_or(0, |at| at + 1))?;
    let (name, by) = if let Some(hit) = DEFINE.captures_iter(before).last() {
        (hit["name"].to_owned(), None)
    } else {
        let by = command(project, package, inner)?;
        let name = if has_end(inner, ".json") {
            super::json::keys_at(&text, target.span.start).pop()?
        } else {
            before.split('=').next()?.trim().to_owned()
        };
        (name, Some(by))
    };
    let mut evidence = vec![target.here(format!("the build compiles {name} in"))];
    evidence.extend(by);
    let form = |quote: char| format!("fromEnvironment({quote}{name}{quote}");
    let (files, _) = project.tree.walk(&package.dir, &|path| {
        has_end(path, ".dart") && below(path, &package.dir).is_some_and(|p| p.starts_with("lib/"))
    });
    let read = files.iter().find_map(|file| {
        let code = project.tree.text(file)?;
        let at = code.find(&form('\'')).or_else(|| code.find(&form('"')))?;
        Some(step(file.clone(), line_at(&code, at), "Dart code of the app reads it"))
    });
    let what = target.what();
    Some(if let Some(read) = read {
        evidence.push(read);
        exposure("C7", format!("{what} is compiled into the app as {name}; users can extract it"), evidence)
    } else {
        let headline =
            format!("{what} is given to the app's build as {name}; no code was found that reads it");
        exposure("L1", headline, evidence)
    })
}

/// The build command that names `inner` as a file of definitions.
fn command(project: &Project, package: &Package, inner: &str) -> Option<Evidence> {
    let (files, _) = project.tree.walk(&package.dir, &|path| {
        COMMANDS.contains(&split(path).1)
            || has_end(path, ".sh")
            || has_end(path, ".yml")
            || has_end(path, ".yaml")
    });
    files.iter().find_map(|file| {
        let text = project.tree.text(file)?;
        let mut places = text.match_indices("dart-define-from-file");
        let (at, _) = places.find(|(at, _)| line_text(&text, *at).contains(inner))?;
        Some(step(file.clone(), line_at(&text, at), "the build reads its definitions"))
    })
}

/// The line of pubspec.yaml that makes `inner` an asset.
fn asset_line(spec: &str, inner: &str) -> Option<u32> {
    let mut in_assets = false;
    for (at, line) in spec.lines().enumerate() {
        let word = line.trim();
        if word.starts_with('#') {
            continue;
        }
        if word.starts_with("assets:") {
            in_assets = true;
        } else if in_assets && let Some(item) = word.strip_prefix("- ") {
            let item = item.split(" #").next().unwrap_or(item).trim();
            let item = item.strip_prefix("path:").unwrap_or(item).trim().trim_matches(['"', '\'']);
            let whole_dir = item.strip_suffix('/').is_some_and(|dir| split(inner).0 == dir);
            if item == inner || whole_dir {
                return u32::try_from(at + 1).ok();
            }
        } else if !word.is_empty() && !word.starts_with('-') {
            in_assets = false;
        }
    }
    None
}
