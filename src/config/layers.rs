//! Puts the settings files together: later ones win, lists add up.

use std::path::{Path, PathBuf};

use super::file::{self, Allow, File, Place};
use super::source::Source;
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
    /// The baseline, and its text when it was read from a commit.
    pub baseline: Option<(PathBuf, Option<String>)>,
    /// Patterns of paths that are not scanned.
    pub exclude: Vec<String>,
    /// Permissions, each with the name of its file.
    pub allow: Vec<(String, Allow)>,
    /// The files that were read, in order.
    pub files: Vec<String>,
    /// All that the files say, in order; of the same key the last one counts.
    pub said: Vec<Said>,
}

/// One value of a settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The key: `fail-on`, `exclude`, `severity.RULE` ...
    pub key: String,
    /// The value as TOML.
    pub value: String,
    /// `FILE:LINE`.
    pub place: String,
}

/// Where settings files are looked for.
#[derive(Debug, Default)]
pub struct Places {
    /// The user's file, read when it exists.
    pub user: Option<PathBuf>,
    /// The repository's file, read when it exists, and where.
    pub repository: Option<(Source, PathBuf)>,
    /// Files that the command line names; they must exist.
    pub named: Vec<PathBuf>,
}

/// Reads the files at `places` and applies what they say about rules to `rules`.
///
/// # Errors
/// When a file cannot be read or holds a fault, an unknown rule id among them.
pub fn load(places: &Places, rules: &mut RuleSet) -> Result<Settings, Error> {
    let disk = Source::Disk;
    let user = places.user.iter().map(|path| (&disk, path, false));
    let repository = places.repository.iter().map(|(source, path)| (source, path, false));
    let named = places.named.iter().map(|path| (&disk, path, true));
    let mut settings = Settings::default();
    for (source, path, needed) in user.chain(repository).chain(named) {
        let text = if needed { Some(text_of(path)?) } else { source.text_if_any(path)? };
        if let Some(text) = text {
            let folder = path.parent().unwrap_or(Path::new(""));
            apply(file::parse(&source.name(path), folder, &text)?, source, rules, &mut settings)?;
        }
    }
    if rules.rules().is_empty() {
        return Err(Error::Usage("no rule is left to scan with: every one is disabled".to_owned()));
    }
    Ok(settings)
}

fn apply(file: File, source: &Source, rules: &mut RuleSet, settings: &mut Settings) -> Result<(), Error> {
    for path in &file.rules {
        rules.extend(load::parse(&source.name(path), &source.text(path)?)?.0)?;
    }
    for (id, place) in &file.disable {
        if !rules.remove(id) {
            return Err(unknown_rule(&file.name, *place, id, rules));
        }
    }
    for (id, severity, place) in &file.severity {
        match rules.by_id_mut(id) {
            Some(rule) => rule.severity = *severity,
            None => return Err(unknown_rule(&file.name, *place, id, rules)),
        }
    }
    for allow in &file.allow {
        if let Some(id) = allow.rule.as_deref().filter(|id| rules.by_id(id).is_none()) {
            return Err(unknown_rule(&file.name, allow.rule_at, id, rules));
        }
    }
    say(&file, &mut settings.said);
    settings.min_confidence = file.min_confidence.or(settings.min_confidence);
    settings.fail_on = file.fail_on.or(settings.fail_on);
    settings.max_file_size = file.max_file_size.or(settings.max_file_size);
    if let Some(path) = file.baseline {
        let text = if matches!(source, Source::Disk) { None } else { Some(source.text(&path)?) };
        settings.baseline = Some((path, text));
    }
    settings.exclude.extend(file.exclude);
    settings.allow.extend(file.allow.into_iter().map(|allow| (file.name.clone(), allow)));
    settings.files.push(file.name);
    Ok(())
}

/// Notes what `file` says, value by value.
fn say(file: &File, said: &mut Vec<Said>) {
    let mut add = |key: &str, value: String, line: usize| {
        said.push(Said { key: key.to_owned(), value, place: format!("{}:{line}", file.name) });
    };
    for (path, line) in file.rules.iter().zip(&file.lines.rules) {
        add("rules", quoted(&path.display().to_string()), *line);
    }
    for (id, place) in &file.disable {
        add("disable", quoted(id), place.line);
    }
    for (glob, line) in file.exclude.iter().zip(&file.lines.exclude) {
        add("exclude", quoted(glob), *line);
    }
    if let Some(level) = file.min_confidence {
        add("min-confidence", quoted(level.as_str()), file.lines.min_confidence);
    }
    if let Some(level) = file.fail_on {
        add("fail-on", quoted(level.as_str()), file.lines.fail_on);
    }
    if let Some(size) = file.max_file_size {
        add("max-file-size", size.to_string(), file.lines.max_file_size);
    }
    if let Some(path) = &file.baseline {
        add("baseline", quoted(&path.display().to_string()), file.lines.baseline);
    }
    for (id, severity, place) in &file.severity {
        add(&format!("severity.{id}"), quoted(severity.as_str()), place.line);
    }
    for allow in &file.allow {
        let fields = [
            ("rule", &allow.rule),
            ("path", &allow.path),
            ("reason", &Some(allow.reason.clone())),
            ("expires", &allow.expires),
        ];
        let fields: Vec<String> = fields
            .iter()
            .filter_map(|(name, value)| value.as_ref().map(|value| format!("{name} = {}", quoted(value))))
            .collect();
        add("allow", format!("{{ {} }}", fields.join(", ")), allow.line);
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The rules of a user's rule file.
///
/// # Errors
/// When it cannot be read or holds a fault.
pub fn rule_file(path: &Path) -> Result<Vec<crate::rule::Rule>, Error> {
    Ok(load::parse(&path.display().to_string(), &text_of(path)?)?.0)
}

/// The text of a file that the command line names, which may be `<(command)`.
fn text_of(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| Error::io(path, error))
}

fn unknown_rule(file: &str, place: Place, id: &str, rules: &RuleSet) -> Error {
    let message = rules.unknown(id);
    Error::Config { file: file.to_owned(), line: place.line, column: place.column, message }
}
