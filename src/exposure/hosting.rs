//! Folders that a web server or a host hands out, as their configuration says: a Dockerfile that copies to where nginx
//! serves from, a workflow that deploys to GitHub Pages, `publish` and `public` of hosts.

use std::sync::LazyLock;

use regex::Regex;

use super::Project;
use super::code::step;
use crate::finding::Evidence;
use crate::tree::{below, join, line_at, normal, split};

/// Where images of web servers serve from.
const WEB_ROOTS: &[&str] = &[
    "/usr/share/nginx/html",
    "/var/www/html",
    "/var/www/localhost/htdocs",
    "/usr/local/apache2/htdocs",
    "/usr/share/caddy",
    "/srv",
    "/srv/www",
    "/srv/http",
];

/// Files of a host, and how they name the folder that it serves.
static HOSTS: LazyLock<[(&str, Regex); 9]> = LazyLock::new(|| {
    let row = |file, pattern| (file, Regex::new(pattern).expect("a constant pattern"));
    [
        // https://firebase.google.com/docs/hosting/full-config
        row("firebase.json", r#""public"\s*:\s*"(?<dir>[^"]+)""#),
        // https://docs.netlify.com/configure-builds/file-based-configuration/
        row("netlify.toml", r#"(?m)^\s*publish\s*=\s*"(?<dir>[^"]+)""#),
        row("vercel.json", r#""outputDirectory"\s*:\s*"(?<dir>[^"]+)""#),
        row("static.json", r#""root"\s*:\s*"(?<dir>[^"]+)""#),
        row("render.yaml", r"(?m)^\s*staticPublishPath:\s*(?<dir>\S+)"),
        // https://cloud.google.com/appengine/docs/standard/reference/app-yaml
        row("app.yaml", r"(?m)^\s*(?:-\s*)?static_dir:\s*(?<dir>\S+)"),
        row("Caddyfile", r"(?m)^\s*root\s+(?:\*\s+)?(?<dir>[\w.][\w./-]*)\s*$"),
        row("package.json", r"(?:gh-pages -d|http-server|npx serve(?: -s)?|surge)\s+(?<dir>[\w./-]+)"),
        row("nginx.conf", r"(?m)^\s*root\s+(?<dir>[\w.][\w./-]*)\s*;"),
    ]
});
/// Actions that deploy a folder to GitHub Pages.
static PAGES: LazyLock<Regex> = LazyLock::new(|| {
    let action = "upload-pages-artifact|actions-gh-pages|github-pages-deploy-action";
    Regex::new(&format!(
        r#"(?s)(?:{action})[^\n]*\n.{{0,300}}?\b(?:path|publish_dir|folder):\s*["']?(?<dir>[\w./-]+)"#
    ))
    .expect("a constant pattern")
});
/// Source and destination of what a Dockerfile copies or a composition mounts.
static COPIES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?m)^\s*(?:(?:COPY|ADD)\s+(?:--ch\w+=\S+\s+)*(?<from>[\w./-]+)\s+|-\s*["']?(?<mount>\.[\w./-]*):)(?<to>/[\w./-]+)"#)
        .expect("a constant pattern")
});

/// The line of a configuration that makes the file `rel` public, in its folder or above it.
pub(super) fn served_by(project: &Project, rel: &str) -> Option<Evidence> {
    if [".php", ".phtml", ".rb", ".py", ".go", ".md"].iter().any(|end| rel.ends_with(end)) {
        return None;
    }
    let mut at = split(rel).0;
    loop {
        let found =
            copied(project, at, rel).or_else(|| named(project, at, rel)).or_else(|| pages(project, at, rel));
        if found.is_some() || at.is_empty() {
            return found;
        }
        at = split(at).0;
    }
}

/// A Dockerfile or a composition in `at` that puts `rel` where a web server serves from.
fn copied(project: &Project, at: &str, rel: &str) -> Option<Evidence> {
    let tree = &project.tree;
    if ignored(project, at, rel) {
        return None;
    }
    for (name, is_dir) in tree.names(at).iter() {
        let copies = name.contains("Dockerfile") || name.contains("compose");
        if *is_dir || !copies {
            continue;
        }
        let file = join(at, name);
        let text = tree.text(&file)?;
        for hit in COPIES.captures_iter(&text) {
            let source = hit.name("from").or_else(|| hit.name("mount")).map_or("", |m| m.as_str());
            let Some(dir) = normal(&join(at, source)) else { continue };
            let to = hit["to"].trim_end_matches('/');
            if WEB_ROOTS.contains(&to) && (rel == dir || below(rel, &dir).is_some()) {
                let line = line_at(&text, hit.get(0).map_or(0, |whole| whole.start()));
                return Some(step(file, line, format!("puts {source} where the web server serves from")));
            }
        }
    }
    None
}

/// True when `.dockerignore` in `at` keeps `rel` out of images.
fn ignored(project: &Project, at: &str, rel: &str) -> bool {
    let inner = below(rel, at).unwrap_or(rel);
    let text = project.tree.text(&join(at, ".dockerignore")).unwrap_or_default();
    text.lines().map(|line| line.trim().trim_matches('/')).filter(|line| !line.is_empty()).any(|pattern| {
        inner == pattern
            || below(inner, pattern).is_some()
            || globset::Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(inner))
    })
}

/// The settings of a host in `at` that name a folder around `rel`.
fn named(project: &Project, at: &str, rel: &str) -> Option<Evidence> {
    HOSTS.iter().find_map(|(name, pattern)| {
        let file = join(at, name);
        let text = project.tree.text(&file)?;
        pattern.captures_iter(&text).find_map(|hit| {
            let dir = normal(&join(at, &hit["dir"]))?;
            let line = line_at(&text, hit.get(0)?.start());
            below(rel, &dir).filter(|_| !dir.is_empty())?;
            Some(step(file.clone(), line, format!("hands out {dir}/ as it is")))
        })
    })
}

/// GitHub Pages (<https://docs.github.com/en/pages/getting-started-with-github-pages>): a workflow in `at` that deploys a folder,
/// or `docs/` with the files that only a site has.
fn pages(project: &Project, at: &str, rel: &str) -> Option<Evidence> {
    let tree = &project.tree;
    let workflows = join(at, ".github/workflows");
    for (name, _) in tree.names(&workflows).iter() {
        let file = join(&workflows, name);
        let Some(text) = tree.text(&file) else { continue };
        for hit in PAGES.captures_iter(&text) {
            let Some(dir) = normal(&join(at, hit["dir"].trim_matches('/'))) else { continue };
            if below(rel, &dir).is_some() {
                let line = line_at(&text, hit.name("dir").map_or(0, |dir| dir.start()));
                return Some(step(file, line, "deploys the folder to GitHub Pages"));
            }
        }
    }
    let docs = join(at, "docs");
    let inner = below(rel, &docs)?;
    // https://www.mkdocs.org/user-guide/writing-your-docs/
    if let Some(config) = tree.named(at, "mkdocs.yml") {
        return Some(step(config, 1, "MkDocs copies what is no Markdown into the site"));
    }
    let page = tree.is_file(&join(&docs, "index.html"));
    let mark = ["CNAME", ".nojekyll"].iter().map(|name| join(&docs, name)).find(|file| tree.is_file(file))?;
    (page && !inner.starts_with('_')).then(|| step(mark, 1, "docs/ is a site of GitHub Pages"))
}
