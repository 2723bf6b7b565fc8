//! Two halves of a credential are one finding with a related location.

use beartrap::blob::{Blob, Origin, RelPath};
use beartrap::finding::{Confidence, Finding};
use beartrap::inspect::Inspector;
use beartrap::rule::RuleSet;
use beartrap::secret::FingerprintKey;

const RULES: &str = r#"
provider = "Acme"
[[rule]]
id = "acme-id"
title = "Acme access key id"
severity = "low"
anchors = ["ACID"]
pattern = '\b(?P<secret>ACID[0-9A-Z]{16})\b'
[[rule]]
id = "acme-secret"
title = "Acme secret key"
severity = "critical"
near = ["acme"]
pattern = '(?P<secret>[0-9A-Za-z]{40})'
pair = "acme-id"
[[rule]]
id = "acme-lonely"
title = "Acme secret that means nothing alone"
severity = "high"
near = ["lonely"]
pattern = '(?P<secret>[0-9a-f]{32})'
pair = "acme-id"
pair_required = true
"#;

fn find(text: &str) -> Vec<Finding> {
    let mut rules = RuleSet::default();
    rules.extend(beartrap::load::parse("rules", RULES).expect("good rules").0).expect("good rules");
    let origin = Origin::file(RelPath::new(b"x"));
    let blob = Blob { bytes: text.as_bytes(), origin: &origin };
    Inspector::new(&rules, FingerprintKey::default()).inspect(blob).findings
}

fn id() -> String {
    ["ACID", "7Q2MX9RT4LKB5WZN"].concat()
}

fn secret() -> String {
    ["p7Lq2xVtR9mKb4WzY1nPd8HsJ6", "gFa3Te5UoXiQv0"].concat()
}

#[test]
fn both_halves_are_one_finding() {
    let found = find(&format!("acme_key_id = {}\nacme_secret = {}\n", id(), secret()));
    let [finding] = &found[..] else { panic!("{} findings", found.len()) };
    assert_eq!((finding.rule.as_str(), finding.confidence), ("acme-secret", Confidence::High));
    assert_eq!((finding.location.start.line.get(), finding.location.end.line.get()), (1, 2));
    assert_eq!(finding.related[0].location.start.line.get(), 1);
}

#[test]
fn far_halves_stay_apart() {
    let found = find(&format!("key {}\n{}acme_secret = {}\n", id(), "\n".repeat(40), secret()));
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|f| f.related.is_empty()));
}

#[test]
fn two_pairs_do_not_mix() {
    let pair = |id: &str, secret: &str| format!("acme_id={id}\nacme_secret={secret}\n\n");
    let other = [&secret()[20..], &secret()[..20]].concat();
    let found = find(&(pair(&id(), &secret()) + &pair(&id().replace('7', "8"), &other)));
    let related: Vec<u32> = found.iter().map(|f| f.related[0].location.start.line.get()).collect();
    assert_eq!(related, [1, 4]);
}

#[test]
fn a_half_that_means_nothing_alone_is_dropped_alone() {
    let lonely = ["9f86d081884c7d65", "9a2feaa0c55ad015"].concat();
    assert!(find(&format!("lonely_token = {lonely}")).is_empty());
    assert_eq!(find(&format!("lonely_token = {lonely}\nid = {}", id())).len(), 1);
}
