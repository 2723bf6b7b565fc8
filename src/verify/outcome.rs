//! What a check says of one candidate.

use crate::finding::{Confidence, Fact};

/// The answer of one check.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Nothing speaks against the candidate.
    Pass,
    /// The candidate passes, and these facts could be read from it.
    Facts(Vec<Fact>),
    /// Arithmetic proves that the issuer's format produced it: confidence becomes `verified`.
    Proved {
        /// What proves it, as a person reads it: `CRC32 checksum matches`.
        by: &'static str,
        /// What could be read from it.
        facts: Vec<Fact>,
    },
    /// It is less likely to be real: confidence falls one level.
    Doubt(String),
    /// It is a credential, but no more certain than this.
    AtMost {
        /// The level.
        confidence: Confidence,
        /// What the level rests on.
        why: String,
    },
    /// It is not a credential of this rule.
    Drop(String),
}

impl Outcome {
    /// [`Outcome::Proved`] without facts.
    #[must_use]
    pub fn proved(by: &'static str) -> Self {
        Self::Proved { by, facts: Vec::new() }
    }

    /// True for [`Outcome::Proved`].
    #[cfg(test)]
    pub(super) fn is_proved(&self) -> bool {
        matches!(self, Self::Proved { .. })
    }

    /// True for [`Outcome::Drop`].
    #[cfg(test)]
    pub(super) fn is_dropped(&self) -> bool {
        matches!(self, Self::Drop(_))
    }
}
