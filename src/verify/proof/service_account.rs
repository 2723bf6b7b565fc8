//! Google service account keys: a JSON object with a private key inside.

use super::{facts, pem};
use crate::verify::outcome::Outcome;

/// Keys that are shown, and the fact that each becomes.
const SHOWN: &[(&str, &str)] = &[("project_id", "project"), ("client_email", "account")];

/// Judges the private key of the file, and tells whose it is.
pub(super) fn google(secret: &[u8]) -> Outcome {
    let Some(object) = facts::object(secret) else { return Outcome::Pass };
    let text = |key: &str| object.get(key).and_then(|value| value.as_str()).unwrap_or_default();
    if text("type") != "service_account" {
        return Outcome::Drop("it is no service account key".to_owned());
    }
    let id = text("private_key_id");
    if id.len() != 40 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Outcome::Doubt("its key id is not 40 hexadecimal digits".to_owned());
    }
    let shown = SHOWN.iter().filter_map(|&(key, name)| facts::entry(name, &object, key));
    match pem::check(text("private_key").as_bytes()) {
        Outcome::Proved { by, facts } => Outcome::Proved { by, facts: shown.chain(facts).collect() },
        Outcome::Facts(facts) => Outcome::Facts(shown.chain(facts).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::codec::base64;
    use super::*;

    fn file(kind: &str, id: &str) -> String {
        // PKCS#8 of an Ed25519 key that nobody uses.
        let head = [0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 34, 4, 32];
        let key = base64::encode(&[&head[..], &[9; 32]].concat());
        let dashes = "-----";
        format!(
            r#"{{"type":"{kind}","project_id":"acme","private_key_id":"{id}","private_key":"{dashes}BEGIN PRIVATE KEY{dashes}\n{key}\n{dashes}END PRIVATE KEY{dashes}\n","client_email":"ci@acme.iam.gserviceaccount.com"}}"#
        )
    }

    #[test]
    fn the_key_inside_is_judged() {
        let json = file("service_account", &"0f".repeat(20));
        let Outcome::Proved { facts, .. } = google(json.as_bytes()) else { panic!("not proved") };
        let values: Vec<&str> = facts.iter().map(|fact| fact.value.as_str()).collect();
        assert_eq!(values, ["acme", "ci@acme.iam.gserviceaccount.com", "Ed25519"]);
    }

    #[test]
    fn other_files_are_not() {
        assert!(matches!(google(file("authorized_user", "x").as_bytes()), Outcome::Drop(_)));
        assert!(matches!(google(file("service_account", "x").as_bytes()), Outcome::Doubt(_)));
        assert_eq!(google(b"not JSON"), Outcome::Pass);
    }
}
