//! Apps that are packaged and given to users: Android, iOS, Flutter, Electron, Tauri, browser extensions.
//!
//! A packaged app is an archive: whoever installs it can read every string in it, whatever the code calls "server"
//! or "main process" (<https://mas.owasp.org/MASWE/>).

use crate::finding::{Evidence, Exposure};
use crate::tree::has_end;

use super::code::{exposure, step};
use super::package::Package;
use super::role::{Role, is_code, role};
use super::{Project, Target};
use crate::tree::{below, join, split};

/// The answer when the file belongs to a packaged app; None leaves it to the other judges.
pub(super) fn judge(project: &Project, target: &Target<'_>, package: &Package) -> Option<Exposure> {
    let inner = below(target.rel, &package.dir)?;
    match package.platform {
        "gradle" => android(project, target, package, inner),
        "flutter" => super::flutter::judge(project, target, package, inner),
        "extension" => extension(target, package, inner),
        "dotnet" => super::dotnet::judge(project, target, package, inner),
        _ => None,
    }
    .or_else(|| ios(project, target, package))
    .or_else(|| super::desktop::judge(project, target, package, inner))
    .map(|found| {
        if found.code == "C7" && is_comment(project, target) {
            outside(target, "has it in a comment, which compilers drop")
        } else {
            found
        }
    })
}

/// Source that a compiler turns into something else; scripts are packaged as they are.
const COMPILED: &[&str] = &[".kt", ".java", ".swift", ".m", ".mm", ".dart", ".rs", ".cs", ".c", ".cpp", ".h"];

/// The target stands in a comment of compiled source.
fn is_comment(project: &Project, target: &Target<'_>) -> bool {
    if !COMPILED.iter().any(|end| target.rel.ends_with(end)) {
        return false;
    }
    let text = project.tree.text(target.rel).unwrap_or_default();
    let Some(before) = text.get(..target.span.start) else { return false };
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let whole = line.trim_start().starts_with("//");
    let tail = line.find("//").is_some_and(|at| !line[..at].contains(['"', '\'', ':']));
    let block =
        before.rfind("/*").is_some_and(|at| !before[at..].contains("*/") && !before[at..].contains('"'));
    whole || tail || block
}

pub(super) fn packaged(target: &Target<'_>, why: impl Into<String>, by: Vec<Evidence>) -> Exposure {
    let headline = format!("{} is inside the packaged app; users can extract it", target.what());
    let mut evidence = vec![target.here(why)];
    evidence.extend(by);
    exposure("C7", headline, evidence)
}

pub(super) fn outside(target: &Target<'_>, why: &str) -> Exposure {
    let headline = format!("not exposed by this path: {} {why}", target.rel);
    exposure("N3", headline, vec![target.here(why)])
}

fn android(project: &Project, target: &Target<'_>, package: &Package, inner: &str) -> Option<Exposure> {
    let manifest = project.tree.text(&package.manifest)?;
    let shows = |text: &str| {
        ["com.android.application", "com.android.library", "android.application", "android.library"]
            .iter()
            .any(|plugin| text.contains(plugin))
    };
    let (_, name) = split(inner);
    if matches!(name, "gradle.properties" | "local.properties" | "secrets.properties" | "keystore.properties")
    {
        return gradle_property(project, target, package);
    }
    if !shows(&manifest) {
        return None;
    }
    if name.starts_with("build.gradle") {
        let text = project.tree.text(target.rel)?;
        let line = line_text(&text, target.span.start);
        let wired =
            ["buildConfigField", "resValue", "manifestPlaceholders"].iter().find(|word| line.contains(*word));
        return match wired {
            Some(word) => {
                Some(packaged(target, format!("{word} compiles the value into the app"), Vec::new()))
            }
            None if line.contains("assword") || line.contains("storePassword") => {
                Some(outside(target, "is a credential of the build, not of the app"))
            }
            None => {
                Some(unclear(target, "a value in build.gradle that no buildConfigField or resValue takes"))
            }
        };
    }
    let set = inner.strip_prefix("src/")?;
    let source = set.split('/').next().unwrap_or(set);
    if source.starts_with("test") || source.starts_with("androidTest") {
        return Some(outside(target, "is test code of the Android app"));
    }
    let by = vec![step(package.manifest.clone(), 1, "the module is packaged into an Android app")];
    if name == "google-services.json" {
        return None;
    }
    Some(packaged(target, "source, resource or asset of the Android app", by))
}

/// A Gradle property ships only when the build script copies it into the app.
fn gradle_property(project: &Project, target: &Target<'_>, package: &Package) -> Option<Exposure> {
    let text = project.tree.text(target.rel)?;
    let line = line_text(&text, target.span.start);
    let name = line.split(['=', ':']).next().unwrap_or("").trim();
    let mut scripts: Vec<String> = Vec::new();
    for dir in [package.dir.clone(), join(&package.dir, "app")] {
        scripts.extend(["build.gradle", "build.gradle.kts"].iter().map(|f| join(&dir, f)));
    }
    for script in scripts {
        let Some(build) = project.tree.text(&script) else { continue };
        if build.contains("secrets-gradle-plugin") && secrets_file(&build, split(target.rel).1) {
            if build.lines().any(|line| line.contains("ignoreList") && line.contains(name)) {
                let headline = format!("not exposed by this path: the secrets plugin ignores {name}");
                return Some(exposure("N5", headline, vec![target.here("a property of the build")]));
            }
            let by = vec![step(script, 1, "the secrets plugin copies every property into BuildConfig")];
            return Some(packaged(target, format!("property {name}"), by));
        }
        let lines: Vec<&str> = build.lines().collect();
        for (at, words) in lines.iter().enumerate() {
            let takes =
                ["buildConfigField", "resValue", "manifestPlaceholders"].iter().any(|w| words.contains(w));
            // A call may go on for some lines.
            let words = if words.contains(')') && words.contains(name) {
                (*words).to_owned()
            } else {
                lines[at..lines.len().min(at + 4)].join(" ")
            };
            if !name.is_empty() && takes && words.contains(name) {
                let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
                return Some(packaged(
                    target,
                    format!("property {name}"),
                    vec![step(script, line, "compiled into the app")],
                ));
            }
        }
    }
    let headline = format!("not exposed by this path: no build script copies {name} into the app");
    Some(exposure("N5", headline, vec![target.here("a property of the build")]))
}

/// The secrets plugin reads local.properties, unless the script names another file
/// (<https://github.com/google/secrets-gradle-plugin>).
fn secrets_file(build: &str, file: &str) -> bool {
    match build.lines().find(|line| line.contains("propertiesFileName")) {
        Some(line) => line.contains(file),
        None => file == "local.properties",
    }
}

fn extension(target: &Target<'_>, package: &Package, inner: &str) -> Option<Exposure> {
    match role(target.rel, Some(package)) {
        Role::Test => return Some(outside(target, "is a test or document of the extension")),
        Role::Env | Role::Config | Role::Vendored => return None,
        _ => {}
    }
    let first = inner.split('/').next().unwrap_or(inner);
    if matches!(first, "scripts" | "tools" | "bin" | "ci" | ".github" | "package.json") {
        return Some(unclear(target, "tooling beside the extension, packed only if everything is"));
    }
    let ships = is_code(inner) || [".json", ".html", ".css", ".txt"].iter().any(|end| inner.ends_with(end));
    let by =
        vec![step(package.manifest.clone(), 1, "the extension that packs every file beside its manifest")];
    ships.then(|| packaged(target, "file of the browser extension", by))
}

const APPLE_CODE: &[&str] = &[".swift", ".m", ".mm"];

fn ios(project: &Project, target: &Target<'_>, package: &Package) -> Option<Exposure> {
    let (dir, name) = split(target.rel);
    let kind = APPLE_CODE.iter().any(|end| name.ends_with(end))
        || has_end(name, ".plist")
        || has_end(name, ".xcconfig");
    let app = package.platform == "xcode"
        || package.depends_on("react-native")
        || package.depends_on("expo")
        || package.platform == "flutter";
    if !kind || !app || name == "GoogleService-Info.plist" {
        return None;
    }
    let inner = below(target.rel, &package.dir).unwrap_or(target.rel);
    if inner.split('/').any(|part| part.ends_with("Tests") || part == "fastlane" || part == "Tests") {
        return Some(outside(target, "is test or release tooling of the iOS app"));
    }
    if has_end(name, ".xcconfig") {
        let text = project.tree.text(target.rel)?;
        let key = line_text(&text, target.span.start).split('=').next().unwrap_or("").trim().to_owned();
        let (plists, _) = project.tree.walk(&package.dir, &|path| has_end(path, ".plist"));
        for plist in plists {
            let Some(content) = project.tree.text(&plist) else { continue };
            if let Some(at) = content.find(&format!("$({key})")) {
                let line = crate::tree::line_at(&content, at);
                return Some(packaged(
                    target,
                    format!("build setting {key}"),
                    vec![step(plist, line, "copied into the app")],
                ));
            }
        }
        return Some(unclear(target, "a build setting that no Info.plist takes"));
    }
    let _ = dir;
    Some(packaged(
        target,
        "code or property list of the iOS app",
        vec![step(package.manifest.clone(), 1, "the app's project")],
    ))
}

fn unclear(target: &Target<'_>, why: &str) -> Exposure {
    let headline = format!("{} could reach clients: {why}", target.what());
    exposure("P7", headline, vec![target.here(why)])
}

/// The line that holds `offset`.
pub(super) fn line_text(text: &str, offset: usize) -> &str {
    let offset = offset.min(text.len());
    let bytes = text.as_bytes();
    let start = memchr::memrchr(b'\n', &bytes[..offset]).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &bytes[offset..]).map_or(bytes.len(), |at| offset + at);
    text.get(start..end).unwrap_or("")
}
