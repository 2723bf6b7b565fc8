//! What a package's configuration changes about its tools, read from literals only: nothing is executed.

use std::sync::LazyLock;

use regex::Regex;

use super::profile::Profile;
use crate::tree::{Tree, join, normal};

/// Settings found in configuration files. None means the tool's default.
#[derive(Debug, Default)]
pub(super) struct Overrides {
    /// `envPrefix`, `kit.env.publicPrefix`, `loadEnv({ prefixes })`.
    pub(super) prefixes: Option<Vec<String>>,
    /// `envDir`, relative to the scan root.
    pub(super) env_dir: Option<String>,
    /// Where the app lies in the package, when it is not the package itself: Vite's `root`.
    pub(super) root: Option<String>,
    /// No env file is read: `envDir: false`.
    pub(super) no_env_files: bool,
    /// `publicDir`, relative to the package.
    pub(super) public_dir: Option<String>,
    /// Nothing is served as it is, or `publicDir` is set by code.
    pub(super) no_public_dir: bool,
    /// `outDir`, `distDir`, relative to the package.
    pub(super) out_dir: Option<String>,
    /// A setting is present but no literal, so that its value is not known: its name.
    pub(super) unreadable: Option<&'static str>,
}

static SETTING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)\b(envPrefix|publicPrefix|prefixes|envDir|publicDir|outDir|distDir|root)\s*:\s*
        (?: ["'`](?<text>[^"'`$]*)["'`] | \[(?<list>[^\]]*)\]
          | (?:path\.)?(?:resolve|join)\(\s*(?:__dirname|import\.meta\.dirname|process\.cwd\(\))\s*,\s*["'](?<joined>[^"']+)["']\s*\)
          | (?<other>[^\s,}]+) )"#,
    )
    .expect("a constant pattern")
});

impl Overrides {
    /// Reads the configuration of `dir` for those tools that have one.
    pub(super) fn read(tree: &Tree, dir: &str, profiles: &[&'static Profile]) -> Self {
        let mut found = Self::default();
        let starts =
            profiles.iter().flat_map(|p| p.configs.iter().copied()).chain(["vite.config.", "svelte.config."]);
        for start in starts {
            if let Some(text) = tree.named(dir, start).and_then(|file| tree.text(&file)) {
                found.take(dir, start, &without_comments(&text));
            }
        }
        if profiles.iter().any(|p| p.id == "bun") {
            found.prefixes = bun_prefix(tree, dir);
        }
        found.below_root(dir);
        found
    }

    /// Folders are named from the app's root.
    fn below_root(&mut self, dir: &str) {
        let root = self.root.clone().unwrap_or_default();
        let moved = |folder: &str| normal(&join(&root, folder));
        self.public_dir = match self.public_dir.take() {
            Some(folder) => moved(&folder),
            None if root.is_empty() => None,
            None => moved("public"),
        };
        self.out_dir = self.out_dir.as_deref().and_then(moved);
        if self.env_dir.is_none() && !root.is_empty() {
            self.env_dir = normal(&join(dir, &root));
        }
    }

    fn take(&mut self, dir: &str, config: &str, text: &str) {
        let at = if config.starts_with("vite") { self.root_in(text) } else { None };
        let base = at.map_or(dir.to_owned(), |root| join(dir, &root));
        for hit in SETTING.captures_iter(text) {
            let name = hit.get(1).map_or("", |m| m.as_str());
            let words: Option<Vec<String>> =
                match (hit.name("text").or_else(|| hit.name("joined")), hit.name("list")) {
                    (Some(text), _) => Some(vec![text.as_str().to_owned()]),
                    (_, Some(list)) => literals(list.as_str()),
                    _ => None,
                };
            let words =
                words.or_else(|| declared(text, hit.name("other").map_or(name, |other| other.as_str())));
            let first = words.as_ref().and_then(|w| w.first().cloned());
            match (name, words) {
                ("envPrefix" | "publicPrefix" | "prefixes", Some(words)) => self.prefixes = Some(words),
                ("envPrefix" | "publicPrefix", None) => self.unreadable = Some("envPrefix"),
                ("envDir", Some(_)) => self.env_dir = first.and_then(|d| normal(&join(&base, &d))),
                ("envDir", None) if hit.name("other").is_some_and(|o| o.as_str() == "false") => {
                    self.no_env_files = true;
                }
                ("envDir", None) => self.unreadable = Some("envDir"),
                // A folder that leaves the app's root is resolved once the root is known.
                ("publicDir", Some(_)) => {
                    self.public_dir = first.filter(|d| !d.is_empty());
                    self.no_public_dir = self.public_dir.is_none();
                }
                ("publicDir", None) => self.no_public_dir = true,
                ("outDir" | "distDir", Some(_)) => self.out_dir = first,
                _ => {}
            }
        }
    }
}

impl Overrides {
    /// Vite's `root`, when it is the setting of the app and not of some plugin: the first one.
    fn root_in(&mut self, text: &str) -> Option<String> {
        let hit = SETTING.captures_iter(text).find(|hit| &hit[1] == "root")?;
        match hit.name("text").or_else(|| hit.name("joined")) {
            Some(root) => self.root = normal(root.as_str()).filter(|root| !root.is_empty()),
            None => self.unreadable = Some("root"),
        }
        self.root.clone()
    }
}

/// What a constant of the configuration holds: `const prefixes = ['APP_']`.
fn declared(text: &str, name: &str) -> Option<Vec<String>> {
    let name = name.trim_end_matches([',', ';', ')']);
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return None;
    }
    let pattern =
        format!(r#"\b(?:const|let|var)\s+{name}\b[^=\n]*=\s*(?:\[([^\]]*)\]|["'`]([^"'`$]*)["'`])"#);
    let hit = Regex::new(&pattern).ok()?.captures(text)?;
    match (hit.get(1), hit.get(2)) {
        (Some(list), _) => literals(list.as_str()),
        (_, Some(word)) => Some(vec![word.as_str().to_owned()]),
        _ => None,
    }
}

/// Bun's public prefix: `env = "PUBLIC_*"` of bunfig.toml, `env: "PUBLIC_*"` of a build.
fn bun_prefix(tree: &Tree, dir: &str) -> Option<Vec<String>> {
    static ENV: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"(?m)^\s*env\s*=\s*["'](\w+)\*["']"#).expect("a constant pattern"));
    let text = tree.text(&join(dir, "bunfig.toml"))?;
    ENV.captures(&text).map(|hit| vec![hit[1].to_owned()])
}

fn literals(list: &str) -> Option<Vec<String>> {
    list.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(|item| {
            let quote = item.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
            Some(item.strip_prefix(quote)?.strip_suffix(quote)?.to_owned())
        })
        .collect()
}

/// `text` with `//` and `/* */` comments blanked, quoted strings kept.
pub(super) fn without_comments(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut quote = None;
    let mut at = 0;
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(_), b'\\') => at += 1,
            (Some(open), b) if b == open => quote = None,
            (None, b @ (b'"' | b'\'' | b'`')) => quote = Some(b),
            (None, b'/') if bytes.get(at + 1) == Some(&b'/') => {
                while at < bytes.len() && bytes[at] != b'\n' {
                    bytes[at] = b' ';
                    at += 1;
                }
            }
            (None, b'/') if bytes.get(at + 1) == Some(&b'*') => {
                let end = memchr::memmem::find(&bytes[at..], b"*/").map_or(bytes.len(), |e| at + e + 2);
                bytes[at..end].iter_mut().filter(|b| **b != b'\n').for_each(|b| *b = b' ');
                at = end.saturating_sub(1);
            }
            _ => {}
        }
        at += 1;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Overrides {
        let mut found = Overrides::default();
        found.take("web", "vite.config.", &without_comments(text));
        found.below_root("web");
        found
    }

    #[test]
    fn reads_literals_and_says_what_it_cannot_read() {
        let found = read(
            "export default { envPrefix: ['APP_', \"VITE_\"], envDir: '../', build: { outDir: 'www' } }",
        );
        assert_eq!(found.prefixes, Some(vec!["APP_".to_owned(), "VITE_".to_owned()]));
        assert_eq!(found.env_dir.as_deref(), Some(""));
        assert_eq!(found.out_dir.as_deref(), Some("www"));
        assert_eq!(found.unreadable, None);
        assert_eq!(read("export default { envPrefix: prefix() }").unreadable, Some("envPrefix"));
        let found =
            read("export default { root: 'client', publicDir: '../assets', build: { outDir: '../www' } }");
        assert_eq!(found.public_dir, Some("assets".to_owned()));
        assert_eq!((found.out_dir.as_deref(), found.env_dir.as_deref()), (Some("www"), Some("web/client")));
        assert!(read("export default { publicDir: false }").no_public_dir);
        assert!(read("export default { envDir: false }").no_env_files);
        assert_eq!(read("// envPrefix: 'X_'\nexport default {}").prefixes, None);
    }
}
