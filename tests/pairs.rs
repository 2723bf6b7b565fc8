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
    find_with(&rules, "x", text)
}

fn find_with(rules: &RuleSet, path: &str, text: &str) -> Vec<Finding> {
    let origin = Origin::file(RelPath::new(path.as_bytes()));
    let blob = Blob { bytes: text.as_bytes(), origin: &origin };
    Inspector::new(rules, FingerprintKey::default()).inspect(blob).findings
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
    assert_eq!(finding.line.get(), 2, "the line that is shown is that of the secret");
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

#[test]
fn one_order_holds_for_a_whole_file() {
    let secrets = [secret(), [&secret()[20..], &secret()[..20]].concat(), secret().replace('q', "R")];
    let ids = ["7", "8", "9"].map(|digit| id().replace('7', digit));
    let places = |text: &str| -> Vec<(u32, u32)> {
        let halves = |f: &Finding| (f.location.start.line.get(), f.location.end.line.get());
        let found = find(text);
        assert!(found.iter().all(|f| f.rule == "acme-secret" && f.related.len() == 1), "{text}");
        found.iter().map(halves).collect()
    };
    // The next id stands closer to each secret than its own.
    let id_first = |i: usize| format!("id = {}\n# the secret of acme:\n\nsecret = {}\n", ids[i], secrets[i]);
    assert_eq!(places(&[id_first(0), id_first(1), id_first(2)].concat()), [(1, 4), (5, 8), (9, 12)]);
    let secret_first = |i: usize| format!("acme_secret = {}\n#\n#\nid = {}\n", secrets[i], ids[i]);
    assert_eq!(
        places(&[secret_first(0), secret_first(1), secret_first(2)].concat()),
        [(1, 4), (5, 8), (9, 12)]
    );
    // One file may mix both.
    let mixed = [id_first(0), "\n".to_owned(), secret_first(1), "\n".to_owned(), id_first(2)].concat();
    assert_eq!(places(&mixed), [(1, 4), (6, 9), (11, 14)]);
}

#[test]
fn far_bytes_of_one_line_stay_apart() {
    let far = "lorem ipsum ".repeat(400);
    assert_eq!(find(&format!("acme_id={} {far} acme_secret={}", id(), secret())).len(), 2);
}

/// Made-up keys: an id, its secret, an id of a session with its secret and token.
struct Aws {
    id: String,
    secret: String,
    session: String,
    session_secret: String,
    token: String,
}

fn aws() -> Aws {
    let piece = "Qv7mKx2RtLz9WpB4nYcD8sHf3JgT6aEuZk5XoViM1rNqPw0yCbGdUeSjAlFhO+";
    let token = (0..5).map(|turn| format!("{}{}", &piece[turn * 7..], &piece[..turn * 7]));
    Aws {
        id: ["AKIA", "QSJZARSJ", "Z55GSU4E"].concat(),
        secret: ["A7OdOZ", "GKG0p5", "hPgDWa", "hMBMyt", "bS3Ngf", "xxxmFo", "9cA9"].concat(),
        session: ["ASIA", "FJX2HCYJ", "DQVABPDA"].concat(),
        session_secret: ["CUKSXZ", "KWQOrL", "K3w4Py", "GK9TQS", "oedS00", "lh9vmq", "FKmr"].concat(),
        token: token.collect(),
    }
}

#[test]
fn keys_of_aws_are_one_finding_in_every_file() {
    let rules = RuleSet::builtin();
    let Aws { id, secret, .. } = aws();
    for (path, text) in [
        (".env", format!("AWS_ACCESS_KEY_ID={id}\nAWS_SECRET_ACCESS_KEY={secret}\n")),
        (".env", format!("AWS_SECRET_ACCESS_KEY={secret}\nAWS_REGION=eu-west-1\nAWS_ACCESS_KEY_ID={id}\n")),
        (
            "a.json",
            format!("{{\"aws\": {{\n  \"accessKeyId\": \"{id}\",\n  \"secretAccessKey\": \"{secret}\"\n}}}}"),
        ),
        (
            "a.yml",
            format!("aws:\n  access_key_id: {id}\n  region: eu-west-1\n  secret_access_key: {secret}\n"),
        ),
        ("accessKeys.csv", format!("Access key ID,Secret access key\n{id},{secret}\n")),
        ("a.py", format!("boto3.client('s3', aws_access_key_id='{id}', aws_secret_access_key='{secret}')\n")),
        ("a.tf", format!("provider \"aws\" {{\n  access_key = \"{id}\"\n  secret_key = \"{secret}\"\n}}\n")),
    ] {
        let found = find_with(&rules, path, &text);
        let [finding] = &found[..] else { panic!("{path}: {} findings: {text}", found.len()) };
        assert_eq!(
            (finding.rule.as_str(), finding.confidence),
            ("aws-secret-access-key", Confidence::High),
            "{path}"
        );
        assert_eq!(finding.related.len(), 1, "{path}");
        assert_eq!(finding.related[0].rule, "aws-access-key-id", "{path}");
    }
    let alone = find_with(&rules, ".env", &format!("AWS_ACCESS_KEY_ID={id}\n"));
    assert_eq!(alone.len(), 1, "an id without a secret is a finding");
}

#[test]
fn each_profile_keeps_its_own_keys() {
    let rules = RuleSet::builtin();
    let Aws { id, secret, session, session_secret, token } = aws();
    let text = format!(
        "[default]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n\n[session]\naws_access_key_id = {session}\n\
         aws_secret_access_key = {session_secret}\naws_session_token = {token}\n"
    );
    let found = find_with(&rules, ".aws/credentials", &text);
    let parts: Vec<Vec<&str>> =
        found.iter().map(|f| f.related.iter().map(|other| other.rule.as_str()).collect()).collect();
    assert_eq!(parts, [vec!["aws-access-key-id"], vec!["aws-sts-access-key-id", "aws-session-token"]]);
}

#[test]
fn mere_ids_are_no_findings_of_their_own() {
    let rules = RuleSet::builtin();
    let (key, secret) = (["54647716", "7227181"].concat(), ["4NXkZUyhhiRWU", "Av3jgwZDe4FFI5"].concat());
    let id = format!("CLOUDINARY_API_KEY={key}\n");
    let both = find_with(&rules, ".env", &format!("{id}CLOUDINARY_API_SECRET={secret}\n"));
    assert_eq!(both.len(), 1);
    assert_eq!(
        (both[0].rule.as_str(), both[0].related[0].rule.as_str()),
        ("cloudinary-api-secret", "cloudinary-api-key")
    );
    let alone = find_with(&rules, ".env", &id);
    assert!(alone.iter().all(|f| f.rule != "cloudinary-api-key"), "{}", alone[0].rule);
}
