//! PHP: a page and its program in one file, and the settings of Laravel.
//!
//! What stands outside `<?php ... ?>` is sent as it is; the program is run, and what it holds stays on the server unless it is printed.

use super::app::line_text;
use super::code::{exposure, step};
use super::package::Package;
use super::{Project, Target};
use crate::finding::{Evidence, Exposure};
use crate::tree::{has_end, join, line_at, split};

/// The answer for a literal in a PHP file that a page shows; None when the program keeps it.
pub(super) fn judge(project: &Project, target: &Target<'_>, package: Option<&Package>) -> Option<Exposure> {
    if !has_end(target.rel, ".php") && !has_end(target.rel, ".phtml") {
        return None;
    }
    let text = project.tree.text(target.rel)?;
    let before = text.get(..target.span.start)?;
    let open = before.rfind("<?").filter(|at| !before[*at..].contains("?>"));
    if open.is_none_or(|at| before[at..].starts_with("<?=")) {
        let headline =
            format!("{} is printed into the page by {}:{}", target.what(), target.rel, target.line);
        return Some(exposure("C8", headline, vec![target.here("outside of the program: sent as it is")]));
    }
    // https://developer.wordpress.org/reference/functions/wp_localize_script/
    let statement = &before[before.rfind(';').map_or(0, |at| at + 1)..];
    if let Some(call) =
        ["wp_localize_script(", "wp_add_inline_script("].iter().find(|call| statement.contains(*call))
    {
        let headline =
            format!("{} is printed into the page by {}:{}", target.what(), target.rel, target.line);
        let why = format!("{} writes it into a script of the page", call.trim_end_matches('('));
        return Some(exposure("C8", headline, vec![target.here(why)]));
    }
    let line = line_text(&text, target.span.start);
    if let Some(name) =
        line.split('=').next().map(str::trim).filter(|name| name.starts_with('$') && name.len() > 2)
    {
        let at = shown(&text, name)?;
        let headline = format!("{} crosses from server to client: the page prints {name}", target.what());
        let by = step(target.rel, line_at(&text, at), "prints it into the page");
        return Some(exposure("L5", headline, vec![target.here(format!("{name} holds the secret")), by]));
    }
    let package = package.filter(|package| is_laravel(project, package))?;
    let key = config_key(&text, target.rel, package, target.span.start)?;
    let by = super::printed::config(project, package, &key)?;
    let headline = format!("{} crosses from server to client: a template prints {key}", target.what());
    Some(exposure("L5", headline, vec![target.here(format!("{key} holds the secret")), by]))
}

fn is_laravel(project: &Project, package: &Package) -> bool {
    project.tree.is_file(&join(&package.dir, "artisan"))
}

/// Where `text` prints the variable `name`.
fn shown(text: &str, name: &str) -> Option<usize> {
    text.match_indices(name).map(|(at, _)| at).find(|at| {
        let after = text[at + name.len()..].chars().next();
        let before = text[..*at].trim_end();
        !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
            && (before.ends_with("<?=") || before.ends_with("<?php echo") || before.ends_with("json_encode("))
    })
}

/// Settings of Laravel that take the environment variable `name`: the line, and the key as `config()` calls it.
pub(super) fn config_of<'p>(
    project: &'p Project,
    package: &'p Package,
    name: &'p str,
) -> impl Iterator<Item = (Evidence, String)> + 'p {
    let dir = join(&package.dir, "config");
    let names = project.tree.names(&dir);
    let settings = names.iter().filter(|(name, _)| has_end(name, ".php") && is_laravel(project, package));
    let files: Vec<String> = settings.map(|(name, _)| join(&dir, name)).collect();
    files.into_iter().filter_map(move |file| {
        let text = project.tree.text(&file).unwrap_or_default();
        let forms = [format!("env('{name}'"), format!("env(\"{name}\"")];
        let at = forms.iter().find_map(|form| text.find(form.as_str()));
        at.and_then(|at| {
            let key = config_key(&text, &file, package, at)?;
            Some((step(file.clone(), line_at(&text, at), format!("{key} takes it")), key))
        })
    })
}

/// `services.stripe.secret` for the value at `offset` of `config/services.php`.
fn config_key(text: &str, file: &str, package: &Package, offset: usize) -> Option<String> {
    let (dir, name) = split(file);
    if dir != join(&package.dir, "config") {
        return None;
    }
    let mut keys: Vec<Option<&str>> = Vec::new();
    let mut last = None;
    let before = text.get(..offset)?;
    let bytes = before.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            quote @ (b'\'' | b'"') => {
                let Some(length) = memchr::memchr(quote, &bytes[at + 1..]) else { break };
                last = before.get(at + 1..at + 1 + length);
                at += length + 1;
            }
            b'[' => keys.push(last.take()),
            b']' => {
                keys.pop();
            }
            b',' => last = None,
            _ => {}
        }
        at += 1;
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let path: Vec<&str> = std::iter::once(stem).chain(keys.into_iter().flatten()).chain(last).collect();
    (path.len() > 1).then(|| path.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_key_of_a_setting() {
        let package = Package::pages("index.html".to_owned());
        let text = "<?php // über\nreturn ['mail' => ['a' => 'x'], 'maps' => [\n 'host' => 'h', 'token' => env('T')]];";
        let at = text.find("env(").expect("a call");
        assert_eq!(
            config_key(text, "config/services.php", &package, at).as_deref(),
            Some("services.maps.token")
        );
        assert_eq!(config_key(text, "app/services.php", &package, at), None);
    }

    #[test]
    fn finds_what_is_printed() {
        assert!(shown("<?php $key = 'x'; ?><b><?= $key ?></b>", "$key").is_some());
        assert!(shown("<?php $key = 'x'; call($key); ?><b><?= $keys ?></b>", "$key").is_none());
    }
}
