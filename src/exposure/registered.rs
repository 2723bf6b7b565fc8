//! Directories that server code hands out: `express.static('public')`, `StaticFiles(directory="static")` ...

use std::sync::LazyLock;

use regex::Regex;

use super::Project;
use super::code::step;
use super::package::Package;
use crate::finding::Evidence;
use crate::tree::{below, has_end, join, line_at, split};

static SERVES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)\b(?:express\.static|serveStatic|serve_static|StaticFiles|http\.Dir|koaStatic|fastifyStatic|ServeDir::new|static_folder\s*=|static_url_path|app\.static|router\.Static|r\.Static|e\.Static|send_from_directory)
        [^"'`\n;]{0,80}["'`](?:\./|/)?(?<dir>[A-Za-z0-9_][\w./-]*)["'`]"#,
    )
    .expect("a constant pattern")
});
/// No more server files are searched.
const MAX_FILES: usize = 300;

/// The line of server code that makes the directory of `rel` public.
pub(super) fn served_by(project: &Project, package: &Package, rel: &str) -> Option<Evidence> {
    let inner = below(rel, &package.dir)?;
    let (files, _) = project.tree.walk(&package.dir, &|path| {
        [".js", ".ts", ".mjs", ".cjs", ".py", ".go", ".rs"].iter().any(|end| has_end(path, end))
            && !path.contains("/public/")
    });
    files.iter().take(MAX_FILES).find_map(|file| {
        let text = project.tree.text(file)?;
        let hit = SERVES.captures_iter(&text).find(|hit| {
            let dir = hit["dir"].trim_end_matches('/');
            let own = below(file, &package.dir).map_or("", |f| split(f).0);
            below(inner, dir).is_some() || below(inner, &join(own, dir)).is_some()
        })?;
        let line = line_at(&text, hit.get(0)?.start());
        Some(step(file.clone(), line, format!("hands out {}/ as it is", &hit["dir"])))
    })
}
