//! Findings made by hand, for stages that judge findings.

use std::fs;
use std::path::Path;

use beartrap::blob::{Origin, RelPath};
use beartrap::finding::{Confidence, Finding, Location};
use beartrap::secret::{Fingerprint, FingerprintKey, Redacted, Secret};
use beartrap::text::{LineIndex, Span};

/// The finding of `value` in `file` below `root`, by `rule`.
pub(crate) fn finding(root: &Path, file: &str, rule: &str, value: &str) -> Finding {
    let bytes = fs::read(root.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    let start =
        memchr::memmem::find(&bytes, value.as_bytes()).unwrap_or_else(|| panic!("{file} holds no {rule}"));
    let span = Span::new(start, start + value.len());
    let index = LineIndex::new(&bytes);
    let secret = Secret::new(value.as_bytes());
    let location = Location {
        origin: Origin::file(RelPath::new(file.as_bytes())),
        span,
        start: index.position(span.start),
        end: index.position(span.end),
    };
    let fingerprint = Fingerprint::new(&FingerprintKey::default(), rule, b"", secret, false);
    Finding {
        provider: "Acme".to_owned(),
        title: "Acme key".to_owned(),
        confidence: Confidence::High,
        ..Finding::new(rule, location, Redacted::new(secret, 4, false), fingerprint)
    }
}
