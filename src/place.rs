//! From a hit to a finding: lines and columns, the masked source line, advice, inline permission.

use crate::allow::inline;
use crate::blob::Blob;
use crate::detect::decode::Decoded;
use crate::finding::{Confidence, Dropped, Finding, Location};
use crate::hit::Hit;
use crate::rule::{Rule, RuleSet, Trigger};
use crate::secret::{Fingerprint, FingerprintKey};
use crate::snippet::{self, Masks};
use crate::text::{LineIndex, Span};
use crate::verify::Verdict;

/// Places the hits of one blob.
pub struct Placer<'b> {
    rules: &'b RuleSet,
    key: &'b FingerprintKey,
    blob: Blob<'b>,
    /// What people see in an editor: the blob, or for UTF-16 its text.
    shown: &'b [u8],
    transcoded: Option<&'b Decoded>,
    index: LineIndex<'b>,
    /// Every candidate, so that a shown line masks them all.
    secrets: Masks,
}

impl<'b> Placer<'b> {
    /// A placer for `blob`, whose text is `transcoded` when it is UTF-16.
    #[must_use]
    pub fn new<'h>(
        rules: &'b RuleSet,
        key: &'b FingerprintKey,
        blob: Blob<'b>,
        transcoded: Option<&'b Decoded>,
        hits: impl Iterator<Item = &'h Hit>,
    ) -> Self {
        let shown = transcoded.map_or(blob.bytes, |decoded| &decoded.bytes);
        let secrets = Masks::new(hits.map(|hit| shown_span(transcoded, hit.span)).collect());
        Self { rules, key, blob, shown, transcoded, index: LineIndex::new(shown), secrets }
    }

    /// The line on which `hit` starts.
    #[must_use]
    pub fn line(&self, hit: &Hit) -> u32 {
        self.index.position(shown_span(self.transcoded, hit.span).start).line.get()
    }

    /// The finding that `hit` becomes.
    #[must_use]
    pub fn finding(&self, hit: &Hit) -> Finding {
        let rule = self.rules.get(hit.rule);
        let (confidence, reasons, facts) = match hit.judged.verdict.clone() {
            Verdict::Keep { confidence, reasons, facts } => (confidence, reasons, facts),
            Verdict::Drop { .. } => (Confidence::Low, Vec::new(), Vec::new()),
        };
        let span = shown_span(self.transcoded, hit.span);
        let line = self.index.line_span(span.start);
        let snippet = snippet::masked(self.shown, line, &self.secrets, span);
        let origin = self.blob.origin.clone();
        let fingerprint = Fingerprint::at(self.key, &rule.id, origin.path.as_bytes(), &hit.judged.tag);
        let location = Location {
            origin,
            span: hit.span,
            start: self.index.position(span.start),
            end: self.index.position(span.end),
        };
        Finding {
            provider: rule.provider.to_string(),
            title: rule.title.to_string(),
            severity: rule.severity,
            confidence,
            line_text: snippet.text,
            line_mark: snippet.mark,
            reasons: std::iter::once(first_reason(rule).to_owned()).chain(reasons).collect(),
            facts,
            decoded: hit.judged.decoded.clone(),
            entropy: hit.judged.entropy,
            suppressed: inline::suppression(&self.index, line, &self.blob.origin.path, &rule.id),
            client_safe: rule.client_safe.to_string(),
            lifetime: rule.lifetime.to_string(),
            privilege: rule.privilege.to_string(),
            revoke_url: rule.revoke.to_string(),
            docs_url: rule.docs.to_string(),
            advice: advice(rule),
            ..Finding::new(&rule.id, location, hit.judged.redacted.clone(), fingerprint)
        }
    }

    /// The record of a hit that became no finding.
    #[must_use]
    pub fn dropped(&self, hit: &Hit, check: &'static str, why: &str) -> Dropped {
        let at = self.index.position(shown_span(self.transcoded, hit.span).start);
        Dropped {
            path: self.blob.origin.path.to_string(),
            line: at.line.get(),
            column: at.column.get(),
            rule: self.rules.get(hit.rule).id.to_string(),
            check,
            why: why.to_owned(),
        }
    }
}

/// The bytes of the shown text that `span` of the blob became.
fn shown_span(transcoded: Option<&Decoded>, span: Span) -> Span {
    transcoded.map_or(span, |decoded| Span::new(decoded.inner(span.start), decoded.inner(span.end)))
}

/// What the rule itself says for the candidate, before the checks are heard.
fn first_reason(rule: &Rule) -> &'static str {
    match rule.trigger {
        Trigger::Stretch => "the value has the provider's format and its name stands close by",
        Trigger::Start => "the first bytes are those of a file of keys",
        Trigger::Assignment => "a value that looks random is assigned to a name that says it is secret",
        _ => "the text has the distinctive format of this credential",
    }
}

fn advice(rule: &Rule) -> String {
    let text = if rule.client_safe == "yes" {
        "Made for clients: check that it is restricted, and that it is not its secret sibling."
    } else {
        "Revoke it, then put the new one into a secret store and read it at run time."
    };
    if rule.notes.is_empty() { text.to_owned() } else { format!("{text} {}", rule.notes) }
}
