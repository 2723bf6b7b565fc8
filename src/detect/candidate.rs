//! A candidate: a span that a rule matched, not judged yet.

use crate::rule::RuleIdx;
use crate::secret::Secret;
use crate::text::Span;

/// A span of a text that a rule matched.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'t> {
    /// The rule.
    pub rule: RuleIdx,
    /// The text: the blob, or what was decoded from a part of it.
    pub text: &'t [u8],
    /// The secret within the text.
    pub span: Span,
    /// The whole match, with the literals around the secret.
    pub whole: Span,
    /// The name that the secret is assigned to, for assignment rules.
    pub name: Option<Span>,
    /// How much its near words say ([`super::near::closest`]), 0 for rules without such words.
    pub near: usize,
}

impl<'t> Candidate<'t> {
    /// The secret.
    #[must_use]
    pub fn secret(&self) -> Secret<'t> {
        Secret::new(self.span.of(self.text))
    }
}
