//! One settings file: TOML, read strictly, every fault named with its place and a remedy.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use crate::calendar;
use crate::error::Error;
use crate::finding::{Confidence, Severity};
use crate::suggest;

/// A settings file as it is written. Every key is optional.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct Raw {
    rules: Vec<Spanned<PathBuf>>,
    disable: Vec<Spanned<String>>,
    exclude: Vec<Spanned<String>>,
    min_confidence: Option<Spanned<String>>,
    fail_on: Option<Spanned<String>>,
    max_file_size: Option<Spanned<u64>>,
    baseline: Option<Spanned<PathBuf>>,
    severity: BTreeMap<Spanned<String>, Spanned<String>>,
    allow: Vec<Spanned<RawAllow>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAllow {
    rule: Option<Spanned<String>>,
    path: Option<String>,
    reason: String,
    expires: Option<String>,
}

/// The keys of a settings file.
pub const KEYS: &[&str] = &[
    "rules",
    "disable",
    "exclude",
    "min-confidence",
    "fail-on",
    "max-file-size",
    "baseline",
    "severity",
    "allow",
];

/// A settings file that passed validation.
#[derive(Debug, Default)]
pub struct File {
    /// As errors and reports name it.
    pub name: String,
    /// Rule files to load, relative ones to the folder of this file.
    pub rules: Vec<PathBuf>,
    /// Ids of rules that are not used, with their places.
    pub disable: Vec<(String, Place)>,
    /// Paths that are not scanned: patterns as in `.gitignore`.
    pub exclude: Vec<String>,
    /// Findings below it are left out.
    pub min_confidence: Option<Confidence>,
    /// Findings from it on fail the scan.
    pub fail_on: Option<Severity>,
    /// Larger files are skipped. Bytes.
    pub max_file_size: Option<u64>,
    /// The baseline, relative to the folder of this file.
    pub baseline: Option<PathBuf>,
    /// Severities of rules, with the places of their ids.
    pub severity: Vec<(String, Severity, Place)>,
    /// Findings that are allowed.
    pub allow: Vec<Allow>,
    /// The line of each key that stands alone: `fail-on`, `baseline` ...; and of each excluded path and rule file.
    pub lines: Lines,
}

/// Where something stands in a file. Both count from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in bytes.
    pub column: usize,
}

/// Lines of what needs no column.
#[derive(Debug, Default)]
pub struct Lines {
    /// Of `min-confidence`, 0 when it is not there; so are the others.
    pub min_confidence: usize,
    /// Of `fail-on`.
    pub fail_on: usize,
    /// Of `max-file-size`.
    pub max_file_size: usize,
    /// Of `baseline`.
    pub baseline: usize,
    /// Of each entry of `exclude`.
    pub exclude: Vec<usize>,
    /// Of each entry of `rules`.
    pub rules: Vec<usize>,
}

/// A permission: findings of a rule, below a path, until a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The rule; any when absent.
    pub rule: Option<String>,
    /// Paths, a pattern as in `.gitignore`; any when absent.
    pub path: Option<String>,
    /// Why. Never empty.
    pub reason: String,
    /// The last day on which it holds, `YYYY-MM-DD`; for ever when absent.
    pub expires: Option<String>,
    /// Its line in the file.
    pub line: usize,
    /// The place of the rule's id.
    pub rule_at: Place,
}

/// Reads the text of a settings file called `name`, whose relative paths start at `folder`.
///
/// # Errors
/// [`Error::Config`] with the place of the first fault.
pub fn parse(name: &str, folder: &Path, text: &str) -> Result<File, Error> {
    let source = Source { name, text };
    let raw: Raw = toml::from_str(text).map_err(|error| source.syntax(&error))?;
    let severity = |value: &Spanned<String>| {
        Severity::parse(value.get_ref())
            .ok_or_else(|| source.choice(value, &["note", "low", "medium", "high", "critical"]))
    };
    let confidence = |value: &Spanned<String>| {
        Confidence::parse(value.get_ref())
            .ok_or_else(|| source.choice(value, &["low", "medium", "high", "verified"]))
    };
    let line = |span: Option<std::ops::Range<usize>>| span.map_or(0, |span| source.line(span.start));
    let lines = Lines {
        min_confidence: line(raw.min_confidence.as_ref().map(Spanned::span)),
        fail_on: line(raw.fail_on.as_ref().map(Spanned::span)),
        max_file_size: line(raw.max_file_size.as_ref().map(Spanned::span)),
        baseline: line(raw.baseline.as_ref().map(Spanned::span)),
        exclude: raw.exclude.iter().map(|glob| line(Some(glob.span()))).collect(),
        rules: raw.rules.iter().map(|path| line(Some(path.span()))).collect(),
    };
    Ok(File {
        name: name.to_owned(),
        rules: raw.rules.iter().map(|path| folder.join(path.get_ref())).collect(),
        disable: raw.disable.iter().map(|id| (id.get_ref().clone(), source.place(id.span().start))).collect(),
        exclude: raw.exclude.iter().map(|glob| source.glob(glob)).collect::<Result<_, _>>()?,
        min_confidence: raw.min_confidence.as_ref().map(confidence).transpose()?,
        fail_on: raw.fail_on.as_ref().map(severity).transpose()?,
        max_file_size: raw.max_file_size.map(|size| *size.get_ref()),
        baseline: raw.baseline.map(|path| folder.join(path.get_ref())),
        severity: raw
            .severity
            .iter()
            .map(|(id, value)| Ok((id.get_ref().clone(), severity(value)?, source.place(id.span().start))))
            .collect::<Result<_, Error>>()?,
        allow: raw.allow.into_iter().map(|allow| source.allow(allow)).collect::<Result<_, _>>()?,
        lines,
    })
}

struct Source<'s> {
    name: &'s str,
    text: &'s str,
}

impl Source<'_> {
    fn allow(&self, spanned: Spanned<RawAllow>) -> Result<Allow, Error> {
        let at = spanned.span().start;
        let raw = spanned.into_inner();
        if raw.rule.is_none() && raw.path.is_none() {
            return Err(self.fault(at, "an [[allow]] names a rule, a path, or both".to_owned()));
        }
        if raw.reason.trim().is_empty() {
            return Err(self.fault(at, "an [[allow]] needs a reason that a colleague understands".to_owned()));
        }
        if let Some(day) = raw.expires.as_deref().filter(|day| calendar::day(day).is_none()) {
            return Err(self.fault(at, format!("expires is '{day}'; write a day that exists as YYYY-MM-DD")));
        }
        if let Some(path) = &raw.path {
            self.check_glob(at, path)?;
        }
        let rule_at = raw.rule.as_ref().map_or(Place::default(), |rule| self.place(rule.span().start));
        Ok(Allow {
            rule_at,
            rule: raw.rule.map(Spanned::into_inner),
            path: raw.path,
            reason: raw.reason,
            expires: raw.expires,
            line: self.line(at),
        })
    }

    fn glob(&self, glob: &Spanned<String>) -> Result<String, Error> {
        self.check_glob(glob.span().start, glob.get_ref())?;
        Ok(glob.get_ref().clone())
    }

    fn check_glob(&self, at: usize, glob: &str) -> Result<(), Error> {
        globset::Glob::new(glob)
            .map(|_| ())
            .map_err(|error| self.fault(at, format!("this is no path pattern: {}", error.kind())))
    }

    fn choice(&self, value: &Spanned<String>, allowed: &[&str]) -> Error {
        let hint = suggest::hint(value.get_ref(), allowed.iter().copied());
        let message = format!("'{}' is none of {}{hint}", value.get_ref(), allowed.join(", "));
        self.fault(value.span().start, message)
    }

    /// An unknown key is named together with the key that was meant.
    fn syntax(&self, error: &toml::de::Error) -> Error {
        let message = suggest::explained(error.message());
        self.fault(error.span().map_or(0, |span| span.start), message)
    }

    fn fault(&self, at: usize, message: String) -> Error {
        let Place { line, column } = self.place(at);
        Error::Config { file: self.name.to_owned(), line, column, message }
    }

    fn place(&self, at: usize) -> Place {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let column = before.iter().rev().take_while(|&&b| b != b'\n').count() + 1;
        Place { line: self.line(at), column }
    }

    fn line(&self, at: usize) -> usize {
        self.text.as_bytes()[..at.min(self.text.len())].iter().filter(|&&b| b == b'\n').count() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        parse("beartrap.toml", Path::new(""), text).expect_err("a fault").to_string()
    }

    #[test]
    fn every_key_is_read() {
        let text = r#"
            rules = ["own.toml"]
            disable = ["a-rule"]
            exclude = ["vendor/**"]
            min-confidence = "high"
            fail-on = "medium"
            max-file-size = 1000
            baseline = "base"
            [severity]
            b-rule = "note"
            [[allow]]
            rule = "c-rule"
            path = "tests/**"
            reason = "keys of the emulator"
            expires = "2030-01-31"
        "#;
        let file = parse("beartrap.toml", Path::new("conf"), text).expect("a good file");
        assert_eq!(file.rules, [Path::new("conf/own.toml")]);
        assert_eq!(file.baseline.as_deref(), Some(Path::new("conf/base")));
        assert_eq!(file.disable, [("a-rule".to_owned(), Place { line: 3, column: 24 })]);
        assert_eq!((file.min_confidence, file.fail_on), (Some(Confidence::High), Some(Severity::Medium)));
        assert_eq!(file.severity, [("b-rule".to_owned(), Severity::Note, Place { line: 10, column: 13 })]);
        assert_eq!(file.allow[0].expires.as_deref(), Some("2030-01-31"));
    }

    #[test]
    fn the_list_of_keys_is_whole() {
        let said = fault("nonsense = 1");
        let listed: Vec<&str> = said.split('`').skip(3).step_by(2).take(KEYS.len()).collect();
        assert_eq!(listed, KEYS);
    }

    #[test]
    fn faults_name_place_and_remedy() {
        assert!(fault("exlude = []").contains("beartrap.toml:1:1: unknown field `exlude`"));
        assert!(fault("exlude = []").contains("did you mean `exclude`?"));
        assert!(fault("\nfail-on = \"hihg\"").starts_with("beartrap.toml:2:11: 'hihg' is none of note,"));
        assert!(fault("exclude = [\"a[\"]").contains("beartrap.toml:1:12:"));
        assert!(fault("[[allow]]\nrule = \"x\"\nreason = \" \"").contains("needs a reason"));
        assert!(fault("[[allow]]\nreason = \"x\"").contains("names a rule"));
        assert!(fault("[[allow]]\nrule = \"x\"\nreason = \"y\"\nexpires = \"soon\"").contains("YYYY-MM-DD"));
        assert!(fault("fail-on = \"hihg\"").contains("did you mean `high`?"));
        assert!(fault("[[allow]]\nresaon = \"x\"").contains("beartrap.toml:2:1: unknown field `resaon`"));
        assert!(fault("[[allow]]\nresaon = \"x\"").contains("did you mean `reason`?"));
        assert!(fault("x = = 1").contains("beartrap.toml:1:"));
    }
}
