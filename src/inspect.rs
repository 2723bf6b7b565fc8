//! One blob from bytes to findings: detect, judge, settle overlaps, place.
//!
//! The work has two halves. [`Inspector::hits`] finds and judges, and needs only the bytes around each secret, so
//! history can ask for the changed regions of a blob and carry the other hits over. [`Inspector::findings`] turns
//! the hits of a whole blob into findings, which own their text and hold no secret.

use crate::allow::inline;
use crate::blob::{Blob, Origin, RelPath};
use crate::detect::{Candidate, Detector};
use crate::finding::{Confidence, Fact, Finding, Location, Suppression};
use crate::overlap::{Claim, standing};
use crate::report::Dropped;
use crate::rule::{Rule, RuleIdx, RuleSet, Trigger};
use crate::secret::{Fingerprint, FingerprintKey, Redacted, SecretTag};
use crate::snippet;
use crate::text::{LineIndex, Span};
use crate::verify::{Judge, Subject, Verdict};

/// A judged candidate, free of the text it was found in. Spans are bytes of the blob.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The rule.
    pub rule: RuleIdx,
    /// The secret; for a decoded one its encoded form.
    pub span: Span,
    /// How the secret was encoded, outermost first.
    pub decoded: Vec<&'static str>,
    /// What the checks made of it.
    pub verdict: Verdict,
    redacted: Redacted,
    tag: SecretTag,
}

/// Finds and judges. Shared by all threads.
pub struct Inspector<'r> {
    rules: &'r RuleSet,
    detector: Detector<'r>,
    judge: Judge<'r>,
    key: FingerprintKey,
}

/// What became of one blob.
#[derive(Debug, Default)]
pub struct Inspection {
    /// Kept, not beaten by another; suppressed ones among them.
    pub findings: Vec<Finding>,
    /// Dropped by a check or beaten by another.
    pub dropped: Vec<Dropped>,
    /// How many candidates there were.
    pub candidates: usize,
}

impl<'r> Inspector<'r> {
    /// An inspector for `rules` that names findings with `key`.
    #[must_use]
    pub fn new(rules: &'r RuleSet, key: FingerprintKey) -> Self {
        Self { rules, detector: Detector::new(rules), judge: Judge::new(rules), key }
    }

    /// Inspects a whole blob.
    #[must_use]
    pub fn inspect(&self, blob: Blob<'_>) -> Inspection {
        let mut hits = Vec::new();
        let whole = Span::new(0, blob.bytes.len());
        self.hits(blob.bytes, blob.origin.typed_path(), whole, &mut hits);
        if hits.is_empty() { Inspection::default() } else { self.findings(blob, hits) }
    }

    /// Appends the hits whose trigger lies in `region`. A hit may come twice; [`Inspector::findings`] sees to that.
    pub fn hits(&self, text: &[u8], path: &RelPath, region: Span, hits: &mut Vec<Hit>) {
        let binary = is_binary(text);
        self.detector.scan(text, region, &mut |candidate| {
            hits.push(self.judged(candidate, path, binary));
        });
    }

    fn judged(&self, candidate: Candidate<'_>, path: &RelPath, binary: bool) -> Hit {
        let rule = self.rules.get(candidate.rule);
        let needs_text = matches!(rule.trigger, Trigger::Stretch | Trigger::Assignment);
        let verdict = if binary && needs_text {
            Verdict::Drop {
                check: "binary",
                why: "in a binary file only distinctive formats count".to_owned(),
            }
        } else {
            self.judge.judge(&Subject { candidate, rule, path })
        };
        let secret = candidate.secret();
        Hit {
            rule: candidate.rule,
            span: candidate.span,
            decoded: Vec::new(),
            verdict,
            redacted: Redacted::new(
                secret,
                rule.public_prefix(candidate.span.of(candidate.text)),
                rule.guessable,
            ),
            tag: SecretTag::new(&self.key, &rule.id, secret, rule.guessable),
        }
    }

    /// Makes findings of the hits of one whole blob.
    #[must_use]
    pub fn findings(&self, blob: Blob<'_>, mut hits: Vec<Hit>) -> Inspection {
        hits.sort_by_key(|hit| (hit.span, hit.rule));
        hits.dedup();
        let mut inspection = Inspection { candidates: hits.len(), ..Inspection::default() };
        let index = LineIndex::new(blob.bytes);
        let secrets: Vec<Span> = hits.iter().map(|hit| hit.span).collect();
        let (kept, dropped): (Vec<_>, Vec<_>) =
            hits.into_iter().partition(|hit| matches!(hit.verdict, Verdict::Keep { .. }));
        let claims: Vec<Claim> = kept.iter().map(|hit| self.claim(hit)).collect();
        for (hit, stands) in kept.into_iter().zip(standing(&claims)) {
            if stands {
                inspection.findings.push(self.finding(blob, &index, &secrets, hit));
            } else {
                let why = "another rule explains the same bytes better";
                inspection.dropped.push(self.dropped(blob.origin, &index, &hit, "overlap", why));
            }
        }
        for hit in dropped {
            if let Verdict::Drop { check, why } = &hit.verdict {
                inspection.dropped.push(self.dropped(blob.origin, &index, &hit, check, why));
            }
        }
        inspection
    }

    fn claim(&self, hit: &Hit) -> Claim {
        let confidence = match &hit.verdict {
            Verdict::Keep { confidence, .. } => *confidence,
            Verdict::Drop { .. } => Confidence::Low,
        };
        Claim { span: hit.span, specific: self.rules.get(hit.rule).specific, confidence }
    }

    fn dropped(
        &self,
        origin: &Origin,
        index: &LineIndex<'_>,
        hit: &Hit,
        check: &'static str,
        why: &str,
    ) -> Dropped {
        let at = index.position(hit.span.start);
        Dropped {
            path: origin.path.to_string(),
            line: at.line.get(),
            column: at.column.get(),
            rule: self.rules.get(hit.rule).id.to_string(),
            check,
            why: why.to_owned(),
        }
    }

    fn finding(&self, blob: Blob<'_>, index: &LineIndex<'_>, secrets: &[Span], hit: Hit) -> Finding {
        let rule = self.rules.get(hit.rule);
        let (confidence, reasons, facts) = match hit.verdict {
            Verdict::Keep { confidence, reasons, facts } => (confidence, reasons, facts),
            Verdict::Drop { .. } => (Confidence::Low, Vec::new(), Vec::new()),
        };
        let line = index.line_span(hit.span.start);
        let snippet = snippet::masked(blob.bytes, line, secrets, hit.span);
        let path = blob.origin.path.as_bytes();
        Finding {
            rule: rule.id.to_string(),
            provider: rule.provider.to_string(),
            title: rule.title.to_string(),
            severity: rule.severity,
            confidence,
            location: Location {
                origin: blob.origin.clone(),
                span: hit.span,
                start: index.position(hit.span.start),
                end: index.position(hit.span.end),
            },
            fingerprint: Fingerprint::at(&self.key, &rule.id, path, &hit.tag),
            redacted: hit.redacted,
            line_text: snippet.text,
            line_mark: snippet.mark,
            reasons: Self::reasons(rule, reasons),
            facts,
            decoded: hit.decoded,
            related: Vec::new(),
            repeats: 0,
            commit: None,
            reach: None,
            exposure: None,
            risks: Vec::new(),
            suppressed: allowed_inline(blob, index, line, rule),
            client_safe: rule.client_safe.to_string(),
            lifetime: rule.lifetime.to_string(),
            privilege: rule.privilege.to_string(),
            revoke_url: rule.revoke.to_string(),
            docs_url: rule.docs.to_string(),
            advice: advice(rule),
            line_hash: String::new(),
        }
    }

    /// Puts what the rule itself says in front of what the checks said.
    fn reasons(rule: &Rule, checks: Vec<String>) -> Vec<String> {
        let own = match rule.trigger {
            Trigger::Stretch => "the value has the provider's format and its name stands close by",
            Trigger::Assignment => "a value that looks random is assigned to a name that says it is secret",
            _ => "the text has the distinctive format of this credential",
        };
        std::iter::once(own.to_owned()).chain(checks).collect()
    }
}

fn allowed_inline(blob: Blob<'_>, index: &LineIndex<'_>, line: Span, rule: &Rule) -> Option<Suppression> {
    let above = if line.start == 0 { Span::new(0, 0) } else { index.line_span(line.start - 1) };
    let reason = inline::reason(line.of(blob.bytes), above.of(blob.bytes), &rule.id)?;
    let place = format!("{}:{}", blob.origin.path, index.position(line.start).line.get());
    Some(Suppression { kind: "inline", place, reason })
}

fn advice(rule: &Rule) -> String {
    if rule.client_safe == "yes" {
        return "Made for clients: check that it is restricted, and that it is not its secret sibling."
            .to_owned();
    }
    let mut text =
        String::from("Revoke it, then put the new one into a secret store and read it at run time.");
    if !rule.notes.is_empty() {
        text.push(' ');
        text.push_str(&rule.notes);
    }
    text
}

/// How many first bytes decide whether a blob is binary, as in git.
const BINARY_PROBE: usize = 8000;

/// True when `text` looks like no text: a NUL among its first bytes.
#[must_use]
pub fn is_binary(text: &[u8]) -> bool {
    memchr::memchr(0, &text[..text.len().min(BINARY_PROBE)]).is_some()
}

/// What was read from a secret, for reports that list facts.
#[must_use]
pub fn fact<'f>(facts: &'f [Fact], name: &str) -> Option<&'f str> {
    facts.iter().find(|fact| fact.name == name).map(|fact| fact.value.as_str())
}
