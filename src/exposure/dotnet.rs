//! .NET projects whose assemblies users get: Blazor WebAssembly, MAUI, and the libraries that those refer to.

use super::app::packaged;
use super::code::step;
use super::package::Package;
use super::{Project, Target};
use crate::finding::{Evidence, Exposure};
use crate::tree::{has_end, join, line_at, normal, split};

/// The answer for code that becomes part of such an app.
pub(super) fn judge(
    project: &Project,
    target: &Target<'_>,
    package: &Package,
    inner: &str,
) -> Option<Exposure> {
    if !has_end(inner, ".cs") && !has_end(inner, ".razor") {
        return None;
    }
    let text = project.tree.text(&package.manifest)?;
    let by = || step(package.manifest.clone(), 1, "the project that builds the app");
    if let Some(why) = app(&text).filter(|_| has_end(inner, ".cs") || is_blazor(&text)) {
        return Some(packaged(target, why, vec![by()]));
    }
    let (path, why) = referred(project, package)?;
    Some(packaged(target, why, path))
}

fn is_blazor(project: &str) -> bool {
    project.contains("Microsoft.NET.Sdk.BlazorWebAssembly")
}

/// What users get of a project, if they do.
fn app(project: &str) -> Option<&'static str> {
    if is_blazor(project) {
        return Some("code that Blazor WebAssembly downloads to the browser");
    }
    project.contains("<UseMaui>true").then_some("code of the MAUI app")
}

/// No longer chains of references are followed.
const MAX_CHAIN: usize = 6;

/// The references that lead from an app to `package`, the nearest first.
fn referred(project: &Project, package: &Package) -> Option<(Vec<Evidence>, &'static str)> {
    let projects = project.files("", "projects of .NET", &|path| has_end(path, ".csproj"));
    let mut path: Vec<Evidence> = Vec::new();
    let mut open = vec![(package.manifest.clone(), Vec::new())];
    let mut known = vec![package.manifest.clone()];
    while let Some((wanted, steps)) = open.pop() {
        for file in projects.iter() {
            let Some(text) = project.tree.text(file) else { continue };
            let Some(at) = reference(&text, file, &wanted).filter(|_| !known.contains(file)) else {
                continue;
            };
            known.push(file.clone());
            path.clone_from(&steps);
            path.push(step(file.clone(), line_at(&text, at), format!("refers to {wanted}")));
            if let Some(why) = app(&text) {
                return Some((path, why));
            }
            if path.len() < MAX_CHAIN {
                open.push((file.clone(), path.clone()));
            }
        }
    }
    None
}

/// Where the project `file` refers to the project `wanted`.
fn reference(text: &str, file: &str, wanted: &str) -> Option<usize> {
    text.match_indices("<ProjectReference").find_map(|(at, _)| {
        let path = text[at..].split('"').nth(1)?.replace('\\', "/");
        (normal(&join(split(file).0, &path))? == wanted).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_references() {
        let text = r#"<Project><ItemGroup><ProjectReference Include="..\Shared\Shared.csproj" /></ItemGroup></Project>"#;
        assert_eq!(reference(text, "Client/Client.csproj", "Shared/Shared.csproj"), Some(20));
        assert_eq!(reference(text, "Client/Client.csproj", "Client/Shared.csproj"), None);
    }
}
