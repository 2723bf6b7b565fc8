//! A hit: a judged candidate, free of the text it was found in, so that it can outlive its buffer and be moved.

use std::sync::Arc;

use crate::detect::deep::Found;
use crate::finding::Confidence;
use crate::rule::RuleIdx;
use crate::secret::{Redacted, SecretTag};
use crate::text::Span;
use crate::verify::Verdict;

/// A judged candidate, free of the text it was found in. Spans are bytes of the blob.
///
/// History carries a hit from version to version, so what does not change with its place is shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The rule.
    pub rule: RuleIdx,
    /// The secret; for a decoded one its encoded form.
    pub span: Span,
    /// How much its near words say: see [`crate::detect::Candidate::near`].
    pub near: usize,
    /// What was made of it.
    pub judged: Arc<Judged>,
}

/// What was made of a candidate, wherever it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// How the secret was encoded, outermost first.
    pub decoded: Vec<&'static str>,
    /// What the checks made of it.
    pub verdict: Verdict,
    /// What may be shown of it.
    pub redacted: Redacted,
    /// Names it without its path.
    pub tag: SecretTag,
    /// Bits a byte of the secret, see [`crate::finding::Finding::entropy`].
    pub entropy: f32,
}

impl Hit {
    /// What `judged` says of `found`.
    #[must_use]
    pub fn new(found: &Found<'_>, judged: Arc<Judged>) -> Self {
        let candidate = &found.candidate;
        Self { rule: candidate.rule, span: found.outer, near: candidate.near, judged }
    }

    /// The same hit after its text moved, so that what stood at `from` stands at `to`.
    #[must_use]
    pub fn moved(&self, from: usize, to: usize) -> Self {
        Self { span: self.span.moved(from, to), ..self.clone() }
    }

    /// True when no check dropped it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        matches!(self.judged.verdict, Verdict::Keep { .. })
    }

    /// How sure the verdict is.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        match self.judged.verdict {
            Verdict::Keep { confidence, .. } => confidence,
            Verdict::Drop { .. } => Confidence::Low,
        }
    }
}
