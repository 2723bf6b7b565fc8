//! Makes findings of smells. They hold code and names, never a value.

use super::{CONFIDENCE, Seen, Smell};
use crate::allow::inline;
use crate::blob::Blob;
use crate::finding::{Finding, Location, Suppression};
use crate::line_hash::line_hashes;
use crate::secret::{Fingerprint, FingerprintKey, Redacted, Secret};
use crate::text::{LineIndex, Span};

/// The finding of `smell` on the line at `line`.
pub(super) fn finding(
    blob: Blob<'_>,
    key: &FingerprintKey,
    smell: &'static Smell,
    line: Span,
    seen: Seen,
) -> Finding {
    let index = LineIndex::new(blob.bytes);
    let span = Span::new(line.start + seen.span.start, line.start + seen.span.end);
    let origin = blob.origin.clone();
    let above = if line.start == 0 { Span::new(0, 0) } else { index.line_span(line.start - 1) };
    let start = index.position(span.start);
    let allowed = inline::reason(line.of(blob.bytes), above.of(blob.bytes), smell.id);
    let suppressed = allowed.map(|reason| Suppression {
        kind: "inline",
        place: format!("{}:{}", origin.path, start.line.get()),
        reason,
    });
    // The name of a smell across runs is the code that shows it, which is no secret.
    let fingerprint =
        Fingerprint::new(key, smell.id, origin.path.as_bytes(), Secret::new(seen.shown.as_bytes()), false);
    Finding {
        rule: smell.id.to_owned(),
        provider: "code".to_owned(),
        title: smell.title.to_owned(),
        severity: seen.severity,
        confidence: CONFIDENCE,
        location: Location { origin, span, start, end: index.position(span.end) },
        redacted: Redacted::code(&seen.shown),
        fingerprint,
        line_mark: Span::new(0, seen.shown.len()),
        line_text: seen.shown,
        reasons: vec![seen.why, format!("CWE-{}", smell.cwe)],
        facts: Vec::new(),
        decoded: Vec::new(),
        related: Vec::new(),
        repeats: 0,
        commit: None,
        reach: None,
        exposure: None,
        risks: Vec::new(),
        suppressed,
        client_safe: "no".to_owned(),
        lifetime: "unknown".to_owned(),
        privilege: "unknown".to_owned(),
        revoke_url: String::new(),
        docs_url: smell.docs.to_owned(),
        advice: smell.advice.to_owned(),
        line_hash: String::new(),
    }
}

/// Fills in [`Finding::line_hash`].
pub(super) fn hash_lines(text: &[u8], findings: &mut [Finding]) {
    if findings.is_empty() {
        return;
    }
    findings.sort_by_key(|finding| finding.location.start);
    let lines: Vec<u32> = findings.iter().map(|finding| finding.location.start.line.get()).collect();
    for (finding, hash) in findings.iter_mut().zip(line_hashes(text, &lines)) {
        finding.line_hash = hash;
    }
}
