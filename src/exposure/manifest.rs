//! Secrets in files that configure builds but are no code: app.json, eas.json, Dockerfiles, CI workflows.
//!
//! A variable set for a build counts like one in an `.env` file, when a package claims its prefix.

use crate::finding::Exposure;
use crate::tree::has_end;

use super::app::line_text;
use super::code::exposure;
use super::package::Package;
use super::role::Role;
use super::{Project, Target, env, json};
use crate::tree::split;

/// The answer for such a file; None for others.
pub(super) fn judge(
    project: &Project,
    target: &Target<'_>,
    package: Option<&Package>,
    role: Role,
) -> Option<Exposure> {
    let (_, name) = split(target.rel);
    let text = project.tree.text(target.rel)?;
    if name == "app.json"
        && let Some(package) = package.filter(|p| p.has("expo"))
    {
        let keys = json::keys_at(&text, target.span.start);
        return Some(expo(target, package, &keys));
    }
    // https://docs.meteor.com/api/meteor.html#Meteor-settings
    if name.starts_with("settings")
        && package.is_some_and(|p| p.has("meteor"))
        && json::keys_at(&text, target.span.start).first().is_some_and(|key| key == "public")
    {
        let headline =
            format!("{} is in the public settings, which Meteor sends with every page", target.what());
        return Some(exposure("L1", headline, vec![target.here("under `public`")]));
    }
    if matches!(role, Role::Other | Role::Config) && sets_variables(target.rel, name) {
        let variable = if has_end(name, ".json") {
            json::keys_at(&text, target.span.start).pop()?
        } else {
            assigned(line_text(&text, target.span.start))?
        };
        return env::set_elsewhere(project, target, package, &variable);
    }
    None
}

/// Fields of an Expo app's configuration that the app does not carry
/// (<https://docs.expo.dev/workflow/configuration/>).
const NOT_EMBEDDED: &[&str] = &["hooks", "codeSigningCertificate", "codeSigningMetadata"];

fn expo(target: &Target<'_>, package: &Package, keys: &[String]) -> Exposure {
    let inner: Vec<&str> = keys.iter().map(String::as_str).skip_while(|k| *k == "expo").collect();
    let config = inner.get(1) == Some(&"config") && matches!(inner.first(), Some(&("ios" | "android")));
    let path = inner.join(".");
    if config || inner.iter().any(|k| NOT_EMBEDDED.contains(k)) {
        let headline = format!("not exposed by this path: {} leaves {path} out of the app", package.label());
        return exposure("N5", headline, vec![target.here("not embedded")]);
    }
    let headline =
        format!("{} ships with the app through {path} of app.json, no reference needed", target.what());
    exposure("C4", headline, vec![target.here(format!("{path} is embedded in the app"))])
}

fn sets_variables(rel: &str, name: &str) -> bool {
    name.starts_with("Dockerfile")
        || has_end(name, ".Dockerfile")
        || rel.starts_with(".github/workflows/")
        || matches!(
            name,
            "netlify.toml"
                | "vercel.json"
                | "eas.json"
                | "amplify.yml"
                | "fly.toml"
                | ".gitlab-ci.yml"
                | "docker-compose.yml"
                | "docker-compose.yaml"
                | "compose.yml"
                | "compose.yaml"
                | "Makefile"
                | "cloudbuild.yaml"
        )
}

/// The name that a line sets: `NAME: value`, `ENV NAME=value`, `- NAME=value`.
fn assigned(line: &str) -> Option<String> {
    let head = &line[..line.find(['=', ':'])?];
    let word = head.split_whitespace().next_back()?.trim_matches(['"', '\'', '-']);
    let good = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    (word.len() > 2 && word.bytes().all(good)).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_assigned_name() {
        for (line, want) in [
            ("ENV VITE_KEY=abc", Some("VITE_KEY")),
            ("  VITE_KEY: abc", Some("VITE_KEY")),
            ("      - VITE_KEY=abc", Some("VITE_KEY")),
            ("ARG NEXT_PUBLIC_X=\"abc\"", Some("NEXT_PUBLIC_X")),
            ("  image: abc", None),
        ] {
            assert_eq!(assigned(line).as_deref(), want, "{line}");
        }
    }
}
