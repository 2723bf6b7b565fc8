//! Pages: templates that a server renders, and HTML with inline scripts.

use crate::finding::{Evidence, Exposure};
use crate::tree::{below, has_end, join, line_at, split};

use super::code::{exposure, step};
use super::package::Package;
use super::role::is_served;
use super::{Project, Target};

/// Comments that the server drops before it sends the page: start and end.
const SERVER_COMMENTS: &[(&str, &str)] = &[
    ("{#", "#}"),
    ("<%#", "%>"),
    ("{{--", "--}}"),
    ("@*", "*@"),
    ("<%--", "--%>"),
    ("{{!--", "--}}"),
    ("{{/*", "*/}}"),
    ("{% comment %}", "{% endcomment %}"),
    ("<!--/*", "*/-->"),
];
/// Blocks of code that run on the server; a literal within one is printed only if the code does so.
const SERVER_BLOCKS: &[(&str, &str)] =
    &[("<%", "%>"), ("<?php", "?>"), ("{%", "%}"), ("@{", "}"), ("@php", "@endphp")];
/// Blocks of code whose value is printed.
const PRINTED: &[&str] = &["<%=", "<%-", "<%=="];

/// A literal in a template that a server renders.
pub(super) fn template(
    project: &Project,
    target: &Target<'_>,
    package: Option<&Package>,
) -> Option<Exposure> {
    let text = project.tree.text(target.rel)?;
    let before = text.get(..target.span.start)?;
    if let Some((open, _)) = inside(before, SERVER_COMMENTS) {
        let headline = format!(
            "not exposed by this path: it stands in a server-side comment ({open}) of {}",
            target.rel
        );
        return Some(exposure("N1", headline, vec![target.here("dropped before the page is sent")]));
    }
    if let Some((_, at)) = inside(before, SERVER_BLOCKS)
        && !PRINTED.iter().any(|mark| before[at..].starts_with(mark))
    {
        let headline = format!(
            "{} could reach clients: it stands in server code of the template {}",
            target.what(),
            target.rel
        );
        return Some(exposure("P7", headline, vec![target.here("in a block that runs on the server")]));
    }
    let name = target.rel.to_ascii_lowercase();
    let by = package.map_or("a template", |p| p.label());
    if ["mail", "email", "mailer"].iter().any(|word| name.contains(word)) {
        let headline =
            format!("{} is printed into mails by template {}:{}", target.what(), target.rel, target.line);
        return Some(exposure(
            "C8",
            headline,
            vec![target.here("literal in a mail template; every recipient gets it")],
        ));
    }
    let generator = |p: &Package| p.depends_on("@11ty/eleventy") || p.depends_on("hexo");
    let page = package.is_some_and(generator)
        || [".html", ".htm", ".js"].iter().any(|part| name.contains(part))
        || !ambiguous_template(&name);
    if !page {
        let headline = format!(
            "{} could reach clients: {} is a template, but maybe not of a page",
            target.what(),
            target.rel
        );
        return Some(exposure("P7", headline, vec![target.here("literal in a template")]));
    }
    let headline =
        format!("{} is printed into the page by template {}:{}", target.what(), target.rel, target.line);
    Some(exposure("C8", headline, vec![target.here(format!("literal in a page template ({by})"))]))
}

/// A literal in an HTML file that is no template: a page of its own.
pub(super) fn html(project: &Project, target: &Target<'_>, package: Option<&Package>) -> Option<Exposure> {
    let name = target.rel.to_ascii_lowercase();
    if !(has_end(&name, ".html") || has_end(&name, ".htm")) {
        return None;
    }
    let text = project.tree.text(target.rel)?;
    let before = text.get(..target.span.start)?;
    if inside(before, &[("{#", "#}"), ("<%#", "%>")]).is_some() {
        return None;
    }
    if let Some(package) = package.filter(|package| !is_built(project, package, target.rel)) {
        let headline = format!(
            "{} could reach clients: it stands in a page that no build of the {} package is known to take",
            target.what(),
            package.label()
        );
        return Some(exposure("P7", headline, vec![target.here("literal in a page")]));
    }
    let place = if inside(before, &[("<script", "</script")]).is_some() {
        "literal in an inline script"
    } else if inside(before, &[("<!--", "-->")]).is_some() {
        "literal in an HTML comment, which browsers receive"
    } else {
        "literal in a page"
    };
    let headline = format!("{} is printed into the page {}:{}", target.what(), target.rel, target.line);
    let mut evidence = vec![target.here(place)];
    if let Some(package) = package {
        evidence.push(step(package.manifest.clone(), 1, format!("page of the {} package", package.label())));
    }
    Some(exposure("C8", headline, evidence))
}

/// Folders whose Markdown a generator makes pages of, by its id or platform.
const PUBLISHED: &[(&str, &[&str])] = &[
    ("docusaurus", &["docs/", "blog/", "src/pages/"]),
    ("vitepress", &["docs/"]),
    ("astro", &["src/pages/"]),
    ("hugo", &["content/"]),
];

/// A literal in Markdown that becomes a page of a site.
pub(super) fn published(
    project: &Project,
    target: &Target<'_>,
    package: Option<&Package>,
) -> Option<Exposure> {
    let package = package?;
    let inner = below(target.rel, &package.dir)?;
    let markdown = has_end(inner, ".md") || has_end(inner, ".mdx");
    let (_, name) = split(inner);
    let within = PUBLISHED.iter().any(|(id, folders)| {
        (package.has(id) || package.platform == *id) && folders.iter().any(|folder| inner.starts_with(folder))
    });
    if !markdown || !within || name.starts_with('_') || name.eq_ignore_ascii_case("readme.md") {
        return None;
    }
    let text = project.tree.text(target.rel)?;
    let before = text.get(..target.span.start)?;
    if text.contains("draft: true") || inside(before, &[("<!--", "-->"), ("{/*", "*/}")]).is_some() {
        return None;
    }
    let headline = format!(
        "{} is printed into the page that {} makes of {}",
        target.what(),
        package.label(),
        target.rel
    );
    let by = step(package.manifest.clone(), 1, format!("the {} site", package.label()));
    Some(exposure("C8", headline, vec![target.here("text of a page"), by]))
}

/// The line of the page in the same folder, or one above it, that loads the script `rel`.
pub(super) fn loaded_by(project: &Project, rel: &str) -> Option<Evidence> {
    let mut at = split(rel).0;
    loop {
        if let Some(page) = project.tree.named(at, "index.html") {
            let text = project.tree.text(&page)?;
            let place = text.find(&format!("{}\"", below(rel, at)?))?;
            return text[..place]
                .ends_with(['"', '/'])
                .then(|| step(page, line_at(&text, place), "loads it"));
        }
        if at.is_empty() {
            return None;
        }
        at = split(at).0;
    }
}

/// False for a page that Vite does not build: it takes the `index.html` of its root, and what its configuration names
/// (<https://vite.dev/guide/build#multi-page-app>).
pub(super) fn is_built(project: &Project, package: &Package, page: &str) -> bool {
    let Some(inner) = below(page, &package.dir) else { return true };
    let root = package.overrides.root.as_deref().unwrap_or_default();
    let vite = package.primary().is_some_and(|p| p.id == "vite");
    if !vite || inner == join(root, "index.html") || is_served(inner, Some(package)) {
        return true;
    }
    // Plugins for browser extensions take pages from the manifest.
    if package.depends_on("@crxjs/vite-plugin") || package.depends_on("vite-plugin-web-extension") {
        return true;
    }
    let config = project.tree.named(&package.dir, "vite.config.").and_then(|file| project.tree.text(&file));
    config.is_some_and(|text| {
        let text = super::overrides::without_comments(&text);
        text.contains(below(inner, root).unwrap_or(inner))
    })
}

/// The pair whose start stands in `before` without its end, and where it starts.
fn inside<'p>(before: &str, pairs: &[(&'p str, &'p str)]) -> Option<(&'p str, usize)> {
    pairs.iter().find_map(|(open, close)| {
        let at = before.rfind(open)?;
        (!before[at..].contains(close)).then_some((*open, at))
    })
}

/// Template engines that also render configuration and mail: the file name must say that it is a page.
fn ambiguous_template(name: &str) -> bool {
    [".j2", ".jinja", ".jinja2", ".erb", ".tmpl", ".eex", ".ftl", ".mustache", ".hbs", ".handlebars", ".njk"]
        .iter()
        .any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_open_pairs() {
        assert!(inside("a {# b", SERVER_COMMENTS).is_some());
        assert!(inside("a {# b #} c", SERVER_COMMENTS).is_none());
        assert_eq!(inside("x <% y", SERVER_BLOCKS), Some(("<%", 2)));
    }
}
