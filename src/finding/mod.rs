//! A finding: a kept candidate that owns its data, holds no secret, and can be reported.

mod client;
mod level;
mod travel;

use serde::{Deserialize, Serialize};

use crate::blob::Origin;
use crate::intern::{self, Name};
use crate::secret::{Fingerprint, Redacted};
use crate::text::{Line, Position, Span};

pub use client::{Certainty, Evidence, Exposure, ExposureVerdict, Risk};
pub use level::{Confidence, Severity};
pub use travel::{Commit, Reach};

/// Where a finding is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Location {
    /// The blob.
    pub origin: Origin,
    /// Bytes of the secret in the blob as stored (for a decoded secret: of its encoded form).
    pub span: Span,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

/// Something readable in the secret or its surroundings: an account id, an expiry, a scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fact {
    /// What it is, in one or two words: `account`, `expires`, `role`.
    #[serde(deserialize_with = "intern::name")]
    pub name: Name,
    /// Its value; never a part of the secret that gives access.
    pub value: String,
}

impl Fact {
    /// The fact that `name` is `value`.
    pub fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into() }
    }
}

/// A second place that belongs to a finding: the other half of a pair, a step of an evidence path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Related {
    /// Id of the rule that found it.
    pub rule: String,
    /// Where.
    pub location: Location,
    /// What it has to do with the finding.
    pub why: String,
}

/// Who allowed a finding, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Suppression {
    /// The means: `inline`, `config`, `baseline`.
    #[serde(deserialize_with = "intern::name")]
    pub kind: Name,
    /// Where the permission stands.
    pub place: String,
    /// The stated reason, empty when none was given.
    pub reason: String,
}

/// A credential that was found, with all that is known about it and nothing that opens a door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Id of the rule, such as `github-pat-classic`.
    pub rule: String,
    /// Who issues it.
    pub provider: String,
    /// What it is.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Where it is.
    pub location: Location,
    /// What may be shown of it.
    pub redacted: Redacted,
    /// Its name across runs.
    pub fingerprint: Fingerprint,
    /// Shannon entropy of the secret, bits a byte; 0 for one that can be guessed, since the number would confirm a guess.
    pub entropy: f32,
    /// The line on which the secret itself starts; its other half may stand before it in [`Finding::location`].
    pub line: Line,
    /// The source line, every candidate on it masked, cut around the secret when long.
    pub line_text: String,
    /// Byte range of the mask within [`Finding::line_text`].
    pub line_mark: Span,
    /// Why it is believed, one reason an entry.
    pub reasons: Vec<String>,
    /// What could be read from it.
    pub facts: Vec<Fact>,
    /// How it was encoded in the file, outermost first: `base64`, `percent` ... Empty for plain text.
    #[serde(deserialize_with = "intern::names")]
    pub decoded: Vec<Name>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// How many more times the same secret occurs in the same file.
    pub repeats: usize,
    /// The commit that brought it in, for history.
    pub commit: Option<Commit>,
    /// How far it travelled.
    pub reach: Option<Reach>,
    /// Who receives it.
    pub exposure: Option<Exposure>,
    /// What makes it worse.
    pub risks: Vec<Risk>,
    /// Who allowed it. A finding with an entry here does not count.
    pub suppressed: Option<Suppression>,
    /// `no`, `yes`, or `conditional: why`: whether clients may hold it.
    pub client_safe: String,
    /// `long-lived`, `short-lived`, `configurable` or `unknown`.
    pub lifetime: String,
    /// `admin`, `full`, `scoped`, `read` or `unknown`.
    pub privilege: String,
    /// Where to revoke it.
    pub revoke_url: String,
    /// Where the format is documented.
    pub docs_url: String,
    /// What to do, in words.
    pub advice: String,
    /// GitHub's rolling hash of the line, `HASH:COUNT`, computed on the blob.
    pub line_hash: String,
}

impl Finding {
    /// What `rule` found at `location`, with nothing else known yet: the other fields are those of a finding that says no
    /// more than this, for `Finding { title, ..Finding::new(...) }`.
    #[must_use]
    pub fn new(rule: &str, location: Location, redacted: Redacted, fingerprint: Fingerprint) -> Self {
        Self {
            rule: rule.to_owned(),
            provider: String::new(),
            title: String::new(),
            severity: Severity::High,
            confidence: Confidence::Medium,
            line: location.start.line,
            location,
            redacted,
            fingerprint,
            entropy: 0.0,
            line_text: String::new(),
            line_mark: Span::new(0, 0),
            reasons: Vec::new(),
            facts: Vec::new(),
            decoded: Vec::new(),
            related: Vec::new(),
            repeats: 0,
            commit: None,
            reach: None,
            exposure: None,
            risks: Vec::new(),
            suppressed: None,
            client_safe: "no".to_owned(),
            lifetime: "unknown".to_owned(),
            privilege: "unknown".to_owned(),
            revoke_url: String::new(),
            docs_url: String::new(),
            advice: String::new(),
            line_hash: String::new(),
        }
    }

    /// A smell: careless code, without a literal secret.
    #[must_use]
    pub fn is_smell(&self) -> bool {
        is_smell(&self.rule)
    }
}

/// True for the id of a smell.
#[must_use]
pub fn is_smell(rule: &str) -> bool {
    rule.starts_with("smell-")
}

/// A candidate that did not become a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Dropped {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// Id of the rule.
    pub rule: String,
    /// The check that dropped it.
    #[serde(deserialize_with = "intern::name")]
    pub check: Name,
    /// Why.
    pub why: String,
}
