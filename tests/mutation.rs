//! Takes the checks away from rules and looks whether their examples notice: a check that no example needs is not held.

use std::fs;
use std::path::Path;

use beartrap::examples;
use beartrap::rule::spec::{self, Valid};
use beartrap::rule::{CheckSpec, RuleSet};

/// Checks that say no by themselves; a proof may do no more than lower the confidence.
const STRICT: [&str; 8] = ["digits", "entropy", "has", "lower", "not", "random", "upper", "value"];

/// The folders of built-in rules.
const FOLDERS: [&str; 11] =
    ["ai", "chat", "cloud", "data", "dev", "generic", "identity", "mail", "monitoring", "payment", "saas"];

/// One check each that must be missed when it is gone.
const NAMED: [(&str, &str); 12] = [
    ("github-personal-access-token", "checksum"),
    ("npm-access-token", "checksum"),
    ("cargo-trusted-publishing-token", "checksum"),
    ("grafana-service-account-token", "checksum"),
    ("age-secret-key", "checksum"),
    ("nostr-nsec", "checksum"),
    ("stellar-secret-seed", "checksum"),
    ("npm-npmrc-auth", "structure"),
    ("docker-config-auth", "structure"),
    ("groq-api-key", "entropy"),
    ("digitalocean-personal-access-token", "entropy"),
    ("replicate-api-token", "entropy"),
];

fn rules(folders: &[&str]) -> Vec<Valid> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let files = folders.iter().flat_map(|folder| fs::read_dir(root.join(folder)).expect("a folder of rules"));
    let texts = files.map(|file| fs::read_to_string(file.expect("a file").path()).expect("a rule file"));
    texts.flat_map(|text| spec::parse(&text).expect("a valid rule file")).collect()
}

/// Takes the checks that `gone` names out of the rule `id`.
fn strip(set: &mut RuleSet, id: &str, gone: impl Fn(&CheckSpec) -> bool) {
    let rule = set.by_id_mut(id).expect("a built-in rule");
    rule.checks = rule.checks.iter().filter(|check| !gone(check)).cloned().collect();
}

/// The rules with a miss that `set` finds.
fn missed(set: &RuleSet, rules: &[Valid]) -> Vec<String> {
    let failures = examples::run(set, rules).into_iter();
    failures.filter(|failure| failure.message.starts_with("miss")).map(|failure| failure.rule).collect()
}

#[test]
fn every_rule_has_a_miss_that_needs_its_checks() {
    let strict =
        |rule: &Valid| rule.spec.checks.iter().any(|c| STRICT.iter().any(|name| c.contains_key(*name)));
    let rules: Vec<Valid> = rules(&FOLDERS).into_iter().filter(strict).collect();
    let mut set = RuleSet::builtin();
    for rule in &rules {
        strip(&mut set, &rule.spec.id, |_| true);
    }
    let noticed = missed(&set, &rules);
    // Without checks two rules may claim the same example and one wins; the other gets a turn of its own.
    let alone = |rule: &&Valid| {
        let mut set = RuleSet::builtin();
        strip(&mut set, &rule.spec.id, |_| true);
        missed(&set, std::slice::from_ref(*rule)).is_empty()
    };
    let left = rules.iter().filter(|rule| !noticed.contains(&rule.spec.id));
    let blind: Vec<&String> = left.filter(alone).map(|rule| &rule.spec.id).collect();
    assert!(
        blind.is_empty(),
        "{} rules have no miss that only their checks turn away: {blind:#?}",
        blind.len()
    );
}

#[test]
fn a_check_that_is_taken_away_is_noticed() {
    let all = rules(&FOLDERS);
    for (id, check) in NAMED {
        let rule = all.iter().find(|rule| rule.spec.id == id).unwrap_or_else(|| panic!("no rule {id}"));
        let mut set = RuleSet::builtin();
        let before = set.by_id(id).expect("a built-in rule").checks.len();
        strip(&mut set, id, |spec| spec.name == check);
        assert!(set.by_id(id).expect("it is there").checks.len() < before, "{id} has no check {check}");
        let noticed = missed(&set, std::slice::from_ref(rule));
        assert!(!noticed.is_empty(), "{id}: no miss needs its check {check}");
    }
}
