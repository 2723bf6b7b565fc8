//! Findings made by hand, for stages that judge findings.

use std::fs;
use std::path::Path;

use beartrap::blob::{Origin, RelPath};
use beartrap::finding::{Confidence, Finding, Location, Severity};
use beartrap::secret::{Fingerprint, FingerprintKey, Redacted, Secret};
use beartrap::text::{LineIndex, Span};

/// The finding of `value` in `file` below `root`, by `rule`.
pub(crate) fn finding(root: &Path, file: &str, rule: &str, value: &str) -> Finding {
    let bytes = fs::read(root.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    let start =
        memchr::memmem::find(&bytes, value.as_bytes()).unwrap_or_else(|| panic!("{file} holds no {rule}"));
    let span = Span::new(start, start + value.len());
    let index = LineIndex::new(&bytes);
    Finding {
        rule: rule.to_owned(),
        provider: "Acme".to_owned(),
        title: "Acme key".to_owned(),
        severity: Severity::High,
        confidence: Confidence::High,
        location: Location {
            origin: Origin::file(RelPath::new(file.as_bytes())),
            span,
            start: index.position(span.start),
            end: index.position(span.end),
        },
        redacted: Redacted::new(Secret::new(value.as_bytes()), 4, false),
        fingerprint: Fingerprint::new(
            &FingerprintKey::default(),
            rule,
            b"",
            Secret::new(value.as_bytes()),
            false,
        ),
        line_text: String::new(),
        line_mark: Span::new(0, 0),
        reasons: Vec::new(),
        facts: Vec::new(),
        decoded: Vec::new(),
        related: Vec::new(),
        repeats: 0,
        commit: None,
        reach: None,
        exposure: None,
        risks: Vec::new(),
        suppressed: None,
        client_safe: "no".to_owned(),
        lifetime: "unknown".to_owned(),
        privilege: "unknown".to_owned(),
        revoke_url: String::new(),
        docs_url: String::new(),
        advice: String::new(),
        line_hash: String::new(),
    }
}
