//! Puts the settings files together: later ones win, lists add up.

use std::path::{Path, PathBuf};

use super::file::{self, Allow, File};
use crate::error::Error;
use crate::finding::{Confidence, Severity};
use crate::load;
use crate::rule::RuleSet;

/// The name of a repository's settings file.
pub const FILE_NAME: &str = "beartrap.toml";

/// Settings of all files together.
#[derive(Debug, Default)]
pub struct Settings {
    /// Findings below it are left out.
    pub min_confidence: Option<Confidence>,
    /// Findings from it on fail the scan.
    pub fail_on: Option<Severity>,
    /// Larger files are skipped. Bytes.
    pub max_file_size: Option<u64>,
    /// The baseline.
    pub baseline: Option<PathBuf>,
    /// Patterns of paths that are not scanned.
    pub exclude: Vec<String>,
    /// Permissions, each with the name of its file.
    pub allow: Vec<(String, Allow)>,
    /// The files that were read, in order.
    pub files: Vec<String>,
}

/// Where settings files are looked for.
#[derive(Debug, Default)]
pub struct Places {
    /// The user's file, read when it exists.
    pub user: Option<PathBuf>,
    /// The repository's file, read when it exists.
    pub repository: Option<PathBuf>,
    /// Files that the command line names; they must exist.
    pub named: Vec<PathBuf>,
}

/// Reads the files at `places` and applies what they say about rules to `rules`.
///
/// # Errors
/// When a file cannot be read or holds a fault, an unknown rule id among them.
pub fn load(places: &Places, rules: &mut RuleSet) -> Result<Settings, Error> {
    let optional = [&places.user, &places.repository].into_iter().flatten().filter(|path| path.is_file());
    let mut settings = Settings::default();
    for path in optional.chain(&places.named) {
        apply(file::read(path)?, rules, &mut settings)?;
    }
    if rules.rules().is_empty() {
        return Err(Error::Usage("no rule is left to scan with: every one is disabled".to_owned()));
    }
    Ok(settings)
}

fn apply(file: File, rules: &mut RuleSet, settings: &mut Settings) -> Result<(), Error> {
    for path in &file.rules {
        rules.extend(rule_file(path)?)?;
    }
    for (id, line) in &file.disable {
        if !rules.remove(id) {
            return Err(unknown_rule(&file.name, *line, id));
        }
    }
    for (id, severity, line) in &file.severity {
        let rule = rules.by_id_mut(id).ok_or_else(|| unknown_rule(&file.name, *line, id))?;
        rule.severity = *severity;
    }
    for allow in &file.allow {
        if let Some(id) = allow.rule.as_deref().filter(|id| rules.by_id(id).is_none()) {
            return Err(unknown_rule(&file.name, allow.line, id));
        }
    }
    settings.min_confidence = file.min_confidence.or(settings.min_confidence);
    settings.fail_on = file.fail_on.or(settings.fail_on);
    settings.max_file_size = file.max_file_size.or(settings.max_file_size);
    settings.baseline = file.baseline.or(settings.baseline.take());
    settings.exclude.extend(file.exclude);
    settings.allow.extend(file.allow.into_iter().map(|allow| (file.name.clone(), allow)));
    settings.files.push(file.name);
    Ok(())
}

/// The rules of a user's rule file.
///
/// # Errors
/// When it cannot be read or holds a fault.
pub fn rule_file(path: &Path) -> Result<Vec<crate::rule::Rule>, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
    Ok(load::parse(&path.display().to_string(), &text)?.0)
}

fn unknown_rule(file: &str, line: usize, id: &str) -> Error {
    let message = format!("there is no rule '{id}'; `beartrap rules list` shows them all");
    Error::Config { file: file.to_owned(), line, column: 1, message }
}
