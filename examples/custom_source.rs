//! Scans what a source of one's own yields, here messages of a chat: `cargo run --example custom_source`.

use beartrap::blob::{Blob, Origin, RelPath};
use beartrap::inspect::Inspector;
use beartrap::rule::RuleSet;
use beartrap::secret::FingerprintKey;

/// Anything that yields names and bytes is a source.
fn messages() -> impl Iterator<Item = (String, Vec<u8>)> {
    let leak = ["use ", "gsk_", "c7Lq2xVtR9mKb4WzY1nPd8HsJ6", "gFa3Te5UoXiQv0MkBrNwZy1Cj2"].concat();
    [("room/1".to_owned(), b"good morning".to_vec()), ("room/2".to_owned(), leak.into_bytes())].into_iter()
}

#[allow(clippy::print_stdout)]
fn main() {
    let rules = RuleSet::builtin();
    let inspector = Inspector::new(&rules, FingerprintKey::default());
    let mut count = 0;
    for (name, bytes) in messages() {
        let origin = Origin::file(RelPath::new(name.as_bytes()));
        for finding in inspector.inspect(Blob { bytes: &bytes, origin: &origin }).findings {
            println!("{}: {} ({})", finding.location.origin.path, finding.title, finding.confidence);
            count += 1;
        }
    }
    assert_eq!(count, 1);
}
