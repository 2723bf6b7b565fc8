//! Who receives a secret, and what makes that worse.

use serde::{Deserialize, Serialize};

use crate::intern::{self, Name};

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
