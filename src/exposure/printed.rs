//! Values that server code prints into pages: an environment variable or a setting, from where it is set over the view that
//! passes it on to the template that prints it.

use std::rc::Rc;
use std::sync::LazyLock;

use regex::Regex;

use super::app::line_text;
use super::code::{exposure, step};
use super::package::Package;
use super::php;
use super::role::{Role, role};
use super::{Project, Target};
use crate::finding::{Evidence, Exposure};
use crate::tree::{has_end, line_at};

/// The steps to the template that prints the environment variable `name`.
pub(super) fn variable(project: &Project, package: &Package, name: &str) -> Option<Vec<Evidence>> {
    let forms = [
        format!("ENV['{name}']"),
        format!("ENV[\"{name}\"]"),
        format!("ENV.fetch('{name}"),
        format!("ENV.fetch(\"{name}"),
        format!("env('{name}'"),
        format!("env(\"{name}\""),
        format!("process.env.{name}"),
    ];
    if let Some(by) = printed_as(project, package, &forms) {
        return Some(vec![by]);
    }
    php::config_of(project, package, name)
        .find_map(|(by, key)| Some(vec![by, config(project, package, &key)?]))
}

/// The line of a template that prints the setting `key` of Laravel.
pub(super) fn config(project: &Project, package: &Package, key: &str) -> Option<Evidence> {
    printed_as(project, package, &[format!("config('{key}'"), format!("config(\"{key}\"")])
}

/// The answer for a setting of Django or Flask that a page shows.
pub(super) fn setting(project: &Project, target: &Target<'_>, package: &Package) -> Option<Exposure> {
    if !matches!(package.platform, "django" | "python") || !has_end(target.rel, ".py") {
        return None;
    }
    let text = project.tree.text(target.rel)?;
    let line = line_text(&text, target.span.start);
    let name = line.split(['=', ':']).next()?.trim();
    let plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    if name.len() < 3 || !name.bytes().all(plain) {
        return None;
    }
    let forms = [
        format!("settings.{name}"),
        format!("config.{name}"),
        format!("config['{name}']"),
        format!("config[\"{name}\"]"),
    ];
    let mut evidence = vec![target.here(format!("{name} holds the secret"))];
    if let Some(by) = printed_as(project, package, &forms) {
        evidence.push(by);
    } else {
        evidence.extend(passed_on(project, package, target.rel, name, &forms)?);
    }
    let headline = format!("{} crosses from server to client: a template prints {name}", target.what());
    Some(exposure("L5", headline, evidence))
}

/// No more views are looked at.
const MAX_VIEWS: usize = 500;

/// `"map_key": settings.MAP_KEY` or `map_key=config.MAP_KEY`: the name in the template.
static KEYED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:["'](?<item>\w+)["']\s*:|\b(?<argument>\w+)\s*=)\s*$"#).expect("a constant pattern")
});
/// Calls that answer with the value itself.
const ANSWERS: &[&str] = &["JsonResponse(", "jsonify(", "JSONResponse(", "HttpResponse("];

/// The steps of a setting over a view to the template that prints it, or to an answer in JSON.
fn passed_on(
    project: &Project,
    package: &Package,
    rel: &str,
    name: &str,
    forms: &[String],
) -> Option<Vec<Evidence>> {
    let python = |path: &str| has_end(path, ".py") && role(path, Some(package)) != Role::Test;
    let files = project.files(&package.dir, "views in Python", &python);
    let own = name.to_owned();
    files.iter().take(MAX_VIEWS).find_map(|file| {
        let text = project.tree.text(file).filter(|text| text.contains(name))?;
        let here = (file == rel).then_some(&own);
        let uses = forms.iter().chain(here).flat_map(|form| text.match_indices(form.as_str()));
        uses.filter(|(at, form)| {
            !text[at + form.len()..].starts_with(|c: char| c == '_' || c.is_alphanumeric())
        })
        .find_map(|(at, _)| {
            let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
            let hit = KEYED.captures(&text[start..at])?;
            let key = hit.name("item").or_else(|| hit.name("argument"))?.as_str();
            let by = |why: String| step(file.clone(), line_at(&text, at), why);
            if ANSWERS.iter().any(|call| text[start..at].contains(call)) {
                return Some(vec![by(format!("answers with it as {key}"))]);
            }
            let printed = template_prints(project, package, key)?;
            Some(vec![by(format!("passes it to a template as {key}")), printed])
        })
    })
}

/// The line of a template that prints its variable `key`.
fn template_prints(project: &Project, package: &Package, key: &str) -> Option<Evidence> {
    let pattern = Regex::new(&format!(r"\{{\{{-?\s*{}\b", regex::escape(key))).ok()?;
    templates(project, package).iter().find_map(|file| {
        let text = project.tree.text(file)?;
        let at = pattern.find(&text)?.start();
        Some(step(file.clone(), line_at(&text, at), "prints it into the page"))
    })
}

fn templates(project: &Project, package: &Package) -> Rc<[String]> {
    project.files(&package.dir, "templates", &|path| role(path, Some(package)) == Role::Template)
}

/// The line of a template that prints one of `forms`.
fn printed_as(project: &Project, package: &Package, forms: &[String]) -> Option<Evidence> {
    templates(project, package).iter().find_map(|file| {
        let text = project.tree.text(file)?;
        let at = forms.iter().find_map(|form| text.find(form.as_str()))?;
        let line = text[..at].rfind('\n').map_or(0, |n| n + 1);
        let printed = ["<%=", "<%-", "{{", "{!!", "#{"].iter().any(|open| text[line..at].contains(open));
        printed.then(|| step(file.clone(), line_at(&text, at), "prints it into the page"))
    })
}
