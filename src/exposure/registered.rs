//! Directories that server code hands out: `express.static('public')`, `StaticFiles(directory="static")` ...

use std::sync::LazyLock;

use regex::Regex;

use super::Project;
use super::code::step;
use super::package::Package;
use super::role::{Role, role};
use crate::finding::Evidence;
use crate::tree::{below, has_end, join, line_at, normal, split};

static SERVES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)\b(?:express\.static|serveStatic|serve_static|StaticFiles|http\.Dir|koaStatic|fastifyStatic|ServeDir::new
            |Files::new|FileServer::from|static_folder\s*=|public_folder|app\.static|router\.Static|r\.Static|e\.Static
            |send_from_directory|addResourceLocations)
        [^"'`\n;]{0,80} (?:["'`]/[\w./-]*["'`]\s*,[^"'`\n;]{0,40})? ["'`](?:file:)?/?(?<dir>(?:\.\.?/)*[A-Za-z0-9_][\w./-]*)["'`]"#,
    )
    .expect("a constant pattern")
});
/// A folder that Go embeds, and the name that holds it (<https://pkg.go.dev/embed>).
static EMBEDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^//go:embed\s+(?:all:)?(?<dir>[\w./-]+)[^\n]*\n\s*(?:var\s+)?(?<name>\w+)\s+embed\.FS")
        .expect("a constant pattern")
});
/// No more server files are searched.
const MAX_FILES: usize = 300;

/// A directory that is handed out, and the line that says so.
#[derive(Debug)]
pub(super) struct Served {
    dirs: [String; 2],
    by: Evidence,
}

/// The line of server code that makes the directory of `rel` public.
pub(super) fn served_by(project: &Project, package: &Package, rel: &str) -> Option<Evidence> {
    let inner = below(rel, &package.dir)?;
    let known = project.served.borrow().get(&package.dir).cloned();
    let all = known.unwrap_or_else(|| search(project, package).into());
    project.served.borrow_mut().insert(package.dir.clone(), all.clone());
    let holds = |dir: &String| inner == dir || below(inner, dir).is_some();
    all.iter().find(|s| s.dirs.iter().any(holds)).map(|s| s.by.clone())
}

/// Settings that name what is served: the file in the package, and the pattern of a line.
static SETTINGS: LazyLock<[(&str, Regex); 4]> = LazyLock::new(|| {
    let row = |file, pattern| (file, Regex::new(pattern).expect("a constant pattern"));
    // https://developers.cloudflare.com/workers/static-assets/
    let assets = r#"\b"?(?:directory|bucket|pages_build_output_dir)"?\s*[=:]\s*"(?:\./)?(?<dir>[\w./-]+)""#;
    [
        row("wrangler.toml", assets),
        row("wrangler.json", assets),
        // https://github.com/rails/importmap-rails
        row("config/importmap.rb", r#"(?m)^\s*pin_all_from\s*\(?["'](?<dir>[\w./-]+)["']"#),
        row("config/importmap.rb", r#"(?m)^\s*pin\s*\(?["'](?<script>[\w./-]+)["']"#),
    ]
});

fn by_settings(project: &Project, package: &Package) -> Vec<Served> {
    let mut found = Vec::new();
    for (name, pattern) in SETTINGS.iter() {
        let (dir, start) = split(name);
        let Some(file) = project.tree.named(&join(&package.dir, dir), start) else { continue };
        let text = project.tree.text(&file).unwrap_or_default();
        for hit in pattern.captures_iter(&text) {
            let dirs = match (hit.name("dir"), hit.name("script")) {
                (Some(dir), _) => {
                    [dir.as_str(), dir.as_str()].map(|dir| dir.trim_end_matches('/').to_owned())
                }
                (_, Some(script)) => {
                    ["js", "ts"].map(|end| format!("app/javascript/{}.{end}", script.as_str()))
                }
                _ => continue,
            };
            let line = hit.get(0).map_or(1, |whole| line_at(&text, whole.start()));
            found.push(Served { dirs, by: step(file.clone(), line, "names it as served to browsers") });
        }
    }
    found
}

fn search(project: &Project, package: &Package) -> Vec<Served> {
    let (files, _) = project.tree.walk(&package.dir, &|path| {
        [".js", ".ts", ".mjs", ".cjs", ".py", ".go", ".rs", ".rb", ".java", ".kt"]
            .iter()
            .any(|end| has_end(path, end))
            && !path.contains("/public/")
    });
    let mut found = by_settings(project, package);
    for file in files.iter().filter(|file| role(file, Some(package)) != Role::Test).take(MAX_FILES) {
        let Some(text) = project.tree.load(file).and_then(|bytes| String::from_utf8(bytes).ok()) else {
            continue;
        };
        for hit in SERVES.captures_iter(&text) {
            let line = hit.get(0).map_or(1, |whole| line_at(&text, whole.start()));
            found.extend(served(package, file, line, &hit["dir"]));
        }
        for hit in EMBEDS.captures_iter(&text) {
            let name = &hit["name"];
            // `http.FS(static)`, or a folder of it: `fs.Sub(static, "web/static")`.
            let whole =
                [format!("http.FS({name})"), format!("FileServerFS({name})"), format!("StaticFS({name}")];
            let line = hit.get(0).map_or(1, |whole| line_at(&text, whole.start()));
            if whole.iter().any(|call| text.contains(call.as_str())) {
                found.extend(served(package, file, line, &hit["dir"]));
            }
            let serves = ["FileServer", "StaticFS", "http.FS("].iter().any(|call| text.contains(call));
            for (at, call) in text.match_indices(&format!("fs.Sub({name},")).filter(|_| serves) {
                if let Some(dir) = text[at + call.len()..].split('"').nth(1) {
                    found.extend(served(package, file, line_at(&text, at), dir));
                }
            }
        }
    }
    found
}

/// The folder `dir` that `file` hands out: named from the package, or from the file's own folder.
fn served(package: &Package, file: &str, line: u32, dir: &str) -> Option<Served> {
    let own = below(file, &package.dir).map_or("", |inner| split(inner).0);
    let beside = normal(&join(own, dir)).filter(|dir| !dir.is_empty());
    let within = normal(dir).filter(|dir| !dir.is_empty());
    let dirs = [within.clone().or_else(|| beside.clone())?, beside.or(within)?];
    Some(Served { dirs, by: step(file, line, format!("hands out {}/ as it is", dir.trim_end_matches('/'))) })
}
