//! Makes findings of smells. They hold code and names, never a value.

use super::{CONFIDENCE, Seen, Smell};
use crate::allow::inline;
use crate::blob::Blob;
use crate::finding::{Finding, Location};
use crate::secret::{Fingerprint, FingerprintKey, Redacted, Secret};
use crate::text::{LineIndex, Span};

/// The finding of `smell` on the line at `line` of `blob`, whose lines `index` knows.
pub(super) fn finding(
    blob: Blob<'_>,
    index: &LineIndex<'_>,
    key: &FingerprintKey,
    smell: &'static Smell,
    line: Span,
    seen: Seen,
) -> Finding {
    let span = Span::new(line.start + seen.span.start, line.start + seen.span.end);
    let origin = blob.origin.clone();
    let start = index.position(span.start);
    let suppressed = inline::suppression(index, line, &origin.path, smell.id);
    // The name of a smell across runs is the code that shows it, which is no secret.
    let fingerprint =
        Fingerprint::new(key, smell.id, origin.path.as_bytes(), Secret::new(seen.shown.as_bytes()), false);
    let location = Location { origin, span, start, end: index.position(span.end) };
    let redacted = Redacted::code(&seen.shown);
    Finding {
        provider: "code".to_owned(),
        title: smell.title.to_owned(),
        severity: seen.severity,
        confidence: CONFIDENCE,
        line_mark: Span::new(0, seen.shown.len()),
        line_text: seen.shown,
        reasons: vec![seen.why, format!("CWE-{}", smell.cwe)],
        suppressed,
        docs_url: smell.docs.to_owned(),
        advice: smell.advice.to_owned(),
        ..Finding::new(smell.id, location, redacted, fingerprint)
    }
}
