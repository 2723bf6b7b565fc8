//! Scans bytes in memory: `cargo run --example scan_buffer`.

use beartrap::blob::{Blob, Origin, RelPath};
use beartrap::inspect::Inspector;
use beartrap::rule::RuleSet;
use beartrap::secret::FingerprintKey;

#[allow(clippy::print_stdout)]
fn main() {
    // A made-up token, in pieces so that no scanner trips over this file.
    let text =
        ["GROQ_API_KEY=", "gsk_", "c7Lq2xVtR9mKb4WzY1nPd8HsJ6", "gFa3Te5UoXiQv0MkBrNwZy1Cj2", "\n"].concat();
    let rules = RuleSet::builtin();
    // Made once, used for any number of buffers, by any number of threads.
    let inspector = Inspector::new(&rules, FingerprintKey::default());
    // The name decides how values are written: quotes in code, none in `.env` files.
    let origin = Origin::file(RelPath::new(b".env"));
    let findings = inspector.inspect(Blob { bytes: text.as_bytes(), origin: &origin }).findings;
    for finding in &findings {
        println!("line {}: {} {}", finding.location.start.line.get(), finding.title, finding.redacted);
    }
    assert_eq!(findings.len(), 1);
}
