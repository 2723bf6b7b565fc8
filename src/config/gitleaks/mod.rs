//! The settings of gitleaks (<https://github.com/gitleaks/gitleaks#configuration>) as settings and rules of ours.
//!
//! What means the same is converted. What does not is listed with the reason, and never converted into something
//! wider: an allowance that covers more than before would hide secrets.

mod path;
mod pattern;

use std::fmt::Write as _;

use serde::Deserialize;

use crate::error::Error;
use crate::load;
use crate::rule::RuleSet;

/// What became of a settings file of gitleaks.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Converted {
    /// The text of a `beartrap.toml`, without the rules.
    pub settings: String,
    /// The text of a rule file; empty when there is no rule.
    pub rules: String,
    /// What could not be converted: what it is and why.
    pub left: Vec<String>,
}

#[derive(Deserialize)]
struct Raw {
    #[serde(default)]
    extend: Extend,
    #[serde(default)]
    rules: Vec<RawRule>,
    allowlist: Option<Allowlist>,
    #[serde(default)]
    allowlists: Vec<Allowlist>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Extend {
    path: String,
    url: String,
    disabled_rules: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawRule {
    id: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    regex: String,
    #[serde(default)]
    path: String,
    #[serde(default)]
    secret_group: usize,
    entropy: Option<f64>,
    #[serde(default)]
    keywords: Vec<String>,
    allowlist: Option<Allowlist>,
    #[serde(default)]
    allowlists: Vec<Allowlist>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Allowlist {
    description: String,
    condition: String,
    target_rules: Vec<String>,
    paths: Vec<String>,
    regexes: Vec<String>,
    stopwords: Vec<String>,
    commits: Vec<String>,
}

/// Converts the settings file `text`, called `name`. Rules whose id is taken in `known` get another one. `rule_file` is
/// the name under which the settings find the rules.
///
/// # Errors
/// When the text is no settings file of gitleaks.
pub fn convert(name: &str, text: &str, known: &RuleSet, rule_file: &str) -> Result<Converted, Error> {
    let raw: Raw = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let before = &text.as_bytes()[..at];
        Error::Config {
            file: name.to_owned(),
            line: before.iter().filter(|&&b| b == b'\n').count() + 1,
            column: before.iter().rev().take_while(|&&b| b != b'\n').count() + 1,
            message: error.message().to_owned(),
        }
    })?;
    let mut work = Work { name, known, all: Converted::default(), allows: String::new(), ids: Vec::new() };
    for rule in &raw.rules {
        work.rule(rule);
    }
    let disabled = work.disabled(&raw.extend);
    let exclude = work.exclude(raw.allowlist.iter().chain(&raw.allowlists));
    let mut settings = format!("# Converted from {name}.\n");
    if !work.all.rules.is_empty() {
        settings += &list("rules", &[rule_file.to_owned()]);
    }
    settings += &list("disable", &disabled);
    settings += &list("exclude", &exclude);
    settings += &work.allows;
    Ok(Converted { settings, ..work.all })
}

struct Work<'w> {
    name: &'w str,
    known: &'w RuleSet,
    all: Converted,
    allows: String,
    /// Ids of gitleaks and ours.
    ids: Vec<(String, String)>,
}

impl Work<'_> {
    fn rule(&mut self, raw: &RawRule) {
        let what = format!("rule '{}'", raw.id);
        if raw.regex.is_empty() {
            let why =
                if raw.path.is_empty() { "it changes a rule of gitleaks" } else { "it only looks at paths" };
            return self.left(&what, why);
        }
        let id = self.free_id(&raw.id);
        match rule_text(raw, &id) {
            Ok(text) => {
                if self.all.rules.is_empty() {
                    self.all.rules = format!("# Converted from {}.\nprovider = \"imported\"\n", self.name);
                }
                self.all.rules += &text;
                self.ids.push((raw.id.clone(), id.clone()));
            }
            Err(why) => return self.left(&what, &why),
        }
        if !raw.path.is_empty() {
            self.left(&format!("{what}, path"), "a rule here applies to every file");
        }
        for list in raw.allowlist.iter().chain(&raw.allowlists) {
            self.allowlist(&what, &id, list);
        }
    }

    /// Paths of an allow list become permissions for the rule `id`.
    fn allowlist(&mut self, what: &str, id: &str, list: &Allowlist) {
        self.values(what, list);
        if self.is_joined(what, list) {
            return;
        }
        let reason = if list.description.is_empty() {
            format!("imported from {}", self.name)
        } else {
            list.description.clone()
        };
        for regex in &list.paths {
            match path::globs(regex) {
                Some(globs) => {
                    for glob in globs {
                        let [id, path, reason] = [id, glob.as_str(), reason.as_str()].map(quoted);
                        let entry = format!("\n[[allow]]\nrule = {id}\npath = {path}\nreason = {reason}\n");
                        self.allows += &entry;
                    }
                }
                None => self.left(&format!("{what}, allowed path '{regex}'"), NO_GLOB),
            }
        }
    }

    /// Paths that no rule looks at.
    fn exclude<'l>(&mut self, lists: impl Iterator<Item = &'l Allowlist>) -> Vec<String> {
        let mut globs = Vec::new();
        for list in lists {
            if !list.target_rules.is_empty() {
                for rule in &list.target_rules {
                    let id = self.ids.iter().find(|(theirs, _)| theirs == rule).map(|(_, ours)| ours.clone());
                    let known = id.or_else(|| self.known.by_id(rule).map(|rule| rule.id.to_string()));
                    match known {
                        Some(id) => self.allowlist("allow list", &id, list),
                        None => {
                            self.left(&format!("allow list of rule '{rule}'"), "there is no such rule here");
                        }
                    }
                }
                continue;
            }
            self.values("allow list", list);
            if self.is_joined("allow list", list) {
                continue;
            }
            for regex in &list.paths {
                match path::globs(regex) {
                    Some(found) => globs.extend(found),
                    None => self.left(&format!("allow list, path '{regex}'"), NO_GLOB),
                }
            }
        }
        globs
    }

    /// What an allow list says of values and commits has no counterpart.
    fn values(&mut self, what: &str, list: &Allowlist) {
        for (kind, count) in [
            ("regexes", list.regexes.len()),
            ("stopwords", list.stopwords.len()),
            ("commits", list.commits.len()),
        ] {
            if count > 0 {
                let why = "secrets are allowed one by one, in a baseline, or on their line";
                self.left(&format!("{what}, {count} {kind}"), why);
            }
        }
    }

    /// True when paths count only together with something that is not converted.
    fn is_joined(&mut self, what: &str, list: &Allowlist) -> bool {
        let others = !list.regexes.is_empty() || !list.stopwords.is_empty() || !list.commits.is_empty();
        let joined = list.condition.eq_ignore_ascii_case("and") && others && !list.paths.is_empty();
        if joined {
            self.left(&format!("{what}, paths"), "they count only together with what cannot be converted");
        }
        joined
    }

    fn disabled(&mut self, extend: &Extend) -> Vec<String> {
        for (kind, value) in [("path", &extend.path), ("url", &extend.url)] {
            if !value.is_empty() {
                self.left(
                    &format!("extend.{kind} '{value}'"),
                    "convert that file, too, and name it with --config",
                );
            }
        }
        let (here, gone): (Vec<_>, Vec<_>) =
            extend.disabled_rules.iter().cloned().partition(|id| self.known.by_id(id).is_some());
        for id in gone {
            self.left(
                &format!("disabled rule '{id}'"),
                "there is no such rule here; `beartrap rules list` shows them",
            );
        }
        here
    }

    /// An id of our form that no rule has.
    fn free_id(&self, theirs: &str) -> String {
        let form = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let base: String = theirs.chars().map(form).collect();
        let taken = |id: &str| self.known.by_id(id).is_some() || self.ids.iter().any(|(_, ours)| ours == id);
        let numbered = (2..).map(|n| format!("imported-{base}-{n}"));
        let mut all = [base.clone(), format!("imported-{base}")].into_iter().chain(numbered);
        all.find(|id| !id.is_empty() && !taken(id)).unwrap_or(base)
    }

    fn left(&mut self, what: &str, why: &str) {
        self.all.left.push(format!("{what}: {why}"));
    }
}

const NO_GLOB: &str = "this regular expression is no pattern of .gitignore; write one by hand";

/// The text of one rule, which our own reader accepts.
fn rule_text(raw: &RawRule, id: &str) -> Result<String, String> {
    let pattern = pattern::with_secret(&raw.regex, raw.secret_group)?;
    let anchors = pattern::anchors(&pattern);
    let near: Vec<String> = if anchors.is_empty() {
        raw.keywords.iter().map(|word| word.to_ascii_lowercase()).collect()
    } else {
        Vec::new()
    };
    let title = if raw.description.is_empty() { &raw.id } else { &raw.description };
    let mut text = format!(
        "\n[[rule]]\nid = {}\ntitle = {}\nseverity = \"high\"\npattern = {}\n",
        quoted(id),
        quoted(title),
        quoted(&pattern)
    );
    text += &list("anchors", &anchors);
    text += &list("near", &near);
    if let Some(entropy) = raw.entropy.filter(|entropy| *entropy > 0.0) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "checks = [{{ entropy = {entropy:?} }}]");
    }
    match load::parse(id, &format!("provider = \"x\"\n{text}")) {
        Ok(_) => Ok(text),
        Err(Error::Config { message, .. }) => Err(message),
        Err(other) => Err(other.to_string()),
    }
}

fn list(key: &str, values: &[String]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    format!("{key} = [{}]\n", values.join(", "))
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
