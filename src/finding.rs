//! A finding: a kept candidate that owns its data, holds no secret, and can be reported.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::blob::Origin;
use crate::intern::{self, Name};
use crate::secret::{Fingerprint, Redacted};
use crate::text::{Position, Span};

/// How much harm a live secret of this kind can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing, no harm by itself (a client-safe key).
    Note,
    /// Little harm.
    Low,
    /// Some harm.
    Medium,
    /// Access to data or money.
    High,
    /// Access to everything, or a secret that clients already receive.
    Critical,
}

/// How sure it is that this is a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Looks like one; more often wrong than right.
    Low,
    /// More often right than wrong.
    Medium,
    /// The format is distinctive and nothing speaks against it.
    High,
    /// A checksum or structure proves it offline.
    Verified,
}

impl Severity {
    /// The value called `name`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "note" => Some(Self::Note),
            "low" => Some(Self::Low),
            "medium" => Some(Self::Medium),
            "high" => Some(Self::High),
            "critical" => Some(Self::Critical),
            _ => None,
        }
    }

    /// The name used in rules, options and reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl Confidence {
    /// The value called `name`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "low" => Some(Self::Low),
            "medium" => Some(Self::Medium),
            "high" => Some(Self::High),
            "verified" => Some(Self::Verified),
            _ => None,
        }
    }

    /// The name used in rules, options and reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Verified => "verified",
        }
    }
}

impl Confidence {
    /// One level down. What is verified stays so: a doubt does not undo a proof.
    #[must_use]
    pub fn lower(self) -> Self {
        match self {
            Self::Verified => Self::Verified,
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

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
    /// Where.
    pub location: Location,
    /// What it has to do with the finding.
    pub why: String,
}

/// How far a secret has travelled in git.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reach {
    /// In a file that git does not track.
    Untracked,
    /// In the index, not committed.
    Staged,
    /// In a commit that no remote-tracking branch holds.
    Local,
    /// In a commit that a remote-tracking branch holds.
    Remote,
}

impl Reach {
    /// The name used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Untracked => "untracked",
            Self::Staged => "staged",
            Self::Local => "local",
            Self::Remote => "remote",
        }
    }
}

/// The commit that brought a secret in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Commit {
    /// Full hexadecimal id.
    pub id: String,
    /// Name of the author.
    pub author: String,
    /// Address of the author.
    pub email: String,
    /// Author date, RFC 3339 in UTC.
    pub date: String,
    /// First line of the message.
    pub message: String,
    /// Whether the blob is still in the tree of HEAD.
    pub in_head: bool,
}

/// Whether a client (browser, app, public file) receives the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ExposureVerdict {
    /// A client receives it.
    Exposed,
    /// No client receives it by the ways that were looked at.
    NotExposed,
    /// It could not be told.
    Unknown,
}

/// How sure an exposure verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Certainty {
    /// Could be.
    Possible,
    /// Probably; one step is not proved.
    Likely,
    /// Every step is proved.
    Certain,
}

impl ExposureVerdict {
    /// The name used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exposed => "exposed",
            Self::NotExposed => "not-exposed",
            Self::Unknown => "unknown",
        }
    }
}

impl Certainty {
    /// The name used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// One step of the way a secret takes to a client.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    /// The file, relative to the scan root.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// What this step shows.
    pub why: String,
}

/// The answer to 'who receives it'.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Exposure {
    /// The answer.
    pub verdict: ExposureVerdict,
    /// How sure it is.
    pub certainty: Certainty,
    /// The evidence code of docs/exposure.md, such as `C3`.
    #[serde(deserialize_with = "intern::name")]
    pub code: Name,
    /// The way: `bundle`, `public-env`, `static-file`, `app-package` ...
    #[serde(deserialize_with = "intern::name")]
    pub channel: Name,
    /// One sentence for people.
    pub headline: String,
    /// What to do about it.
    pub fix: String,
    /// The steps, from the secret to the client.
    pub evidence: Vec<Evidence>,
}

/// Something that makes a leaked secret worse.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Risk {
    /// The kind: `long-lived`, `in-url`, `plain-http` ...
    #[serde(deserialize_with = "intern::name")]
    pub kind: Name,
    /// Why it applies to this finding.
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
