//! Permissions from settings files, and the entries among them that no longer do anything.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::config::file::Allow;
use crate::error::Error;
use crate::finding::{Finding, Suppression};
use crate::paths::PathSet;

/// The `[[allow]]` entries of all settings files.
#[derive(Debug)]
pub struct Permissions {
    entries: Vec<Entry>,
    today: String,
}

#[derive(Debug)]
struct Entry {
    file: String,
    allow: Allow,
    paths: Option<PathSet>,
    used: AtomicBool,
}

impl Permissions {
    /// The entries `allow`, each with the name of its file, as they hold on the day `today` (`YYYY-MM-DD`).
    ///
    /// # Errors
    /// When a path pattern cannot be understood.
    pub fn new(allow: &[(String, Allow)], root: &Path, today: &str) -> Result<Self, Error> {
        let entry = |(file, allow): &(String, Allow)| {
            let paths = allow.path.as_ref().map(|path| PathSet::new(root, &[path])).transpose()?;
            Ok(Entry { file: file.clone(), allow: allow.clone(), paths, used: AtomicBool::new(false) })
        };
        Ok(Self { entries: allow.iter().map(entry).collect::<Result<_, Error>>()?, today: today.to_owned() })
    }

    /// Who allows `finding`, if anyone.
    #[must_use]
    pub fn allows(&self, finding: &Finding) -> Option<Suppression> {
        let entry = self.entries.iter().find(|entry| entry.covers(finding) && !self.is_expired(entry))?;
        entry.used.store(true, Ordering::Relaxed);
        Some(Suppression {
            kind: "config",
            place: format!("{}:{}", entry.file, entry.allow.line),
            reason: entry.allow.reason.clone(),
        })
    }

    /// What should be said of entries that are expired or that matched nothing.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let expired = |entry: &&Entry| self.is_expired(entry);
        let stale = |entry: &&Entry| !entry.used.load(Ordering::Relaxed) && !self.is_expired(entry);
        let place = |entry: &Entry| format!("{}:{}", entry.file, entry.allow.line);
        let late = self.entries.iter().filter(expired).map(|entry| {
            let day = entry.allow.expires.as_deref().unwrap_or_default();
            format!("{}: this permission expired on {day} and no longer counts", place(entry))
        });
        let unused = self.entries.iter().filter(stale);
        late.chain(unused.map(|entry| format!("{}: this permission matched nothing", place(entry)))).collect()
    }

    /// All entries as text, to tell two lists apart.
    #[must_use]
    pub fn describe(&self) -> String {
        self.entries.iter().map(|entry| format!("{} {:?}\n", entry.file, entry.allow)).collect()
    }

    fn is_expired(&self, entry: &Entry) -> bool {
        entry.allow.expires.as_deref().is_some_and(|day| day < self.today.as_str())
    }
}

impl Entry {
    fn covers(&self, finding: &Finding) -> bool {
        let path = finding.location.origin.path.to_string();
        self.allow.rule.as_ref().is_none_or(|rule| *rule == finding.rule)
            && self.paths.as_ref().is_none_or(|set| set.matching(Path::new(&path)).is_some())
    }
}
