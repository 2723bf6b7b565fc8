//! Baselines: findings that were there before, or that someone allowed after a look, one line each.
//!
//! An entry names a secret by a keyed hash, not by its place: moved, indented and renamed lines stay allowed, and a new
//! secret on an old line is reported. The scope of an entry says whether a copy in another file is allowed, too.

pub mod file;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Error;
use crate::finding::{Finding, Suppression};
use crate::paths::PathSet;
use crate::secret::{FingerprintKey, MASK};

use file::{Entry, Text};

/// The usual name of a baseline.
pub const FILE_NAME: &str = ".beartrap-baseline";

/// The scope of an entry that counts in every file.
pub const ANYWHERE: &str = "*";

/// A baseline in use.
#[derive(Debug)]
pub struct Baseline {
    name: String,
    root: PathBuf,
    today: String,
    key: FingerprintKey,
    entries: Vec<Line>,
    by_secret: HashMap<(String, String), Vec<usize>>,
    /// Whether the scan sees everything, so that an entry that matches nothing is stale.
    whole: bool,
}

#[derive(Debug)]
struct Line {
    number: usize,
    entry: Entry,
    paths: OnceLock<Option<PathSet>>,
    used: AtomicBool,
}

impl Baseline {
    /// The baseline `text`, read from `path`, as it holds on the day `today` (`YYYY-MM-DD`).
    #[must_use]
    pub fn new(path: &Path, text: Text, today: &str) -> Self {
        let mut by_secret: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, (_, entry)) in text.entries.iter().enumerate() {
            by_secret.entry((entry.tag.clone(), entry.rule.clone())).or_default().push(at);
        }
        let used = |(line, entry)| Line {
            number: line,
            entry,
            paths: OnceLock::new(),
            used: AtomicBool::new(false),
        };
        Self {
            name: path.display().to_string(),
            root: path.parent().unwrap_or(Path::new("")).to_path_buf(),
            today: today.to_owned(),
            key: FingerprintKey::new(text.salt.as_bytes()),
            entries: text.entries.into_iter().map(used).collect(),
            by_secret,
            whole: false,
        }
    }

    /// Reads the baseline at `path`.
    ///
    /// # Errors
    /// When it cannot be read or holds a fault.
    pub fn read(path: &Path, today: &str) -> Result<Self, Error> {
        Ok(Self::new(path, Text::read(path)?, today))
    }

    /// The key that the tags of this baseline were made with. A scan must name its findings with it.
    #[must_use]
    pub fn key(&self) -> &FingerprintKey {
        &self.key
    }

    /// Says that `roots` are scanned. If the folder of the baseline is among or below them, unused entries are stale.
    pub fn scanned(&mut self, roots: &[PathBuf]) {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_default().components().collect();
        let here: PathBuf = absolute(&self.root.join("."));
        self.whole = roots.iter().any(|root| here.starts_with::<PathBuf>(absolute(root)));
    }

    /// Who allows `finding`, if anyone.
    #[must_use]
    pub fn allows(&self, finding: &Finding) -> Option<Suppression> {
        let secret = (finding.fingerprint.tag().to_owned(), finding.rule.clone());
        let path = finding.location.origin.path.to_string();
        let covering = |at: &&usize| {
            let used = &self.entries[**at];
            !self.is_expired(&used.entry) && used.covers(&self.root, Path::new(&path))
        };
        let used = &self.entries[*self.by_secret.get(&secret)?.iter().find(covering)?];
        used.used.store(true, Ordering::Relaxed);
        Some(Suppression {
            kind: "baseline",
            place: format!("{}:{}", self.name, used.number),
            reason: used.entry.reason.clone(),
        })
    }

    /// What should be said of entries that are expired or that matched nothing.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let expired = self.entries.iter().filter(|used| self.is_expired(&used.entry)).map(|used| {
            let day = used.entry.expires.as_deref().unwrap_or_default();
            format!("{}:{}: this entry expired on {day} and no longer counts", self.name, used.number)
        });
        let stale = self.entries.iter().filter(|used| self.whole && self.is_stale(used)).map(|used| {
            let hint = "`beartrap baseline prune` removes it";
            format!("{}:{}: this entry matched nothing; {hint}", self.name, used.number)
        });
        expired.chain(stale).collect()
    }

    /// The entries to keep: those that a scan used, and those that it could not have used since it did not look there.
    #[must_use]
    pub fn live(&self) -> Vec<(usize, Entry)> {
        let elsewhere = |line: &Line| !self.whole && !self.is_expired(&line.entry);
        let live = self.entries.iter().filter(|line| line.used.load(Ordering::Relaxed) || elsewhere(line));
        live.map(|line| (line.number, line.entry.clone())).collect()
    }

    /// All entries as text, to tell two baselines apart.
    #[must_use]
    pub fn describe(&self) -> String {
        self.entries.iter().map(|line| format!("{} {:?}\n", self.name, line.entry)).collect()
    }

    fn is_expired(&self, entry: &Entry) -> bool {
        entry.expires.as_deref().is_some_and(|day| day < self.today.as_str())
    }

    fn is_stale(&self, used: &Line) -> bool {
        !used.used.load(Ordering::Relaxed) && !self.is_expired(&used.entry)
    }
}

impl Line {
    fn covers(&self, root: &Path, path: &Path) -> bool {
        if self.entry.scope == ANYWHERE {
            return true;
        }
        // Compiled at the first match of the secret: most entries of a long baseline need none. A scope that is no
        // pattern covers nothing.
        let set = self.paths.get_or_init(|| PathSet::new(root, &[&self.entry.scope]).ok());
        set.as_ref().is_some_and(|set| set.matching(path).is_some())
    }
}

/// The scope that holds the file at `path` alone; `folder` holds the baseline. A file elsewhere has no such scope.
#[must_use]
pub fn scope_of(folder: &Path, path: &str) -> Option<String> {
    let absolute =
        |path: &Path| -> PathBuf { std::path::absolute(path).unwrap_or_default().components().collect() };
    let (folder, path) = (absolute(&folder.join(".")), absolute(Path::new(path)));
    let inside = path.strip_prefix(&folder).ok()?.to_string_lossy().replace('\\', "/");
    // A secret in the name is masked; the pattern must not tell it either.
    let parts: Vec<String> = inside.split(MASK).map(literal).collect();
    Some(format!("/{}", parts.join("*")))
}

/// `text` as a pattern that takes in itself only.
fn literal(text: &str) -> String {
    let special = |c| matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '\\' | ' ');
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_holds_one_file() {
        for path in ["a/b.py", "a [1]/{x}*.py", "a b ", "!odd", "#odd", "x?y"] {
            let scope = scope_of(Path::new(""), path).expect("a scope");
            globset::Glob::new(&scope).expect("a pattern");
            let set = PathSet::new(Path::new(""), &[&scope]).expect("a pattern");
            assert!(set.matching(Path::new(path)).is_some(), "{scope} takes {path} in");
            for other in ["x/a/b.py", "a/b.pyc", "a [1]/{x}y.py", "a b", "x_y"] {
                assert!(set.matching(Path::new(other)).is_none(), "{scope} does not take {other} in");
            }
        }
        assert_eq!(scope_of(Path::new("/repo"), "/elsewhere/x"), None);
        assert_eq!(scope_of(Path::new("/repo"), "/repo/a[/k_********z").as_deref(), Some("/a\\[/k_*z"));
    }
}
