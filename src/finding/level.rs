//! How bad a finding is, and how sure.

use std::fmt;

use serde::{Deserialize, Serialize};

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
