//! Tokens that are readable text in base64: a label, an id or a user name stands before the secret.

use super::codec::base64;
use super::facts;
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

/// `JFrog` reference tokens: `reftkn:VERSION:EXPIRY:RANDOM`.
pub(super) fn jfrog(secret: &[u8]) -> Outcome {
    let Some(text) = decoded(secret) else { return Outcome::Doubt("it is not text in base64".to_owned()) };
    match text.split(':').collect::<Vec<_>>()[..] {
        ["reftkn", _, expiry, _] => {
            // A 0 stands for no expiry.
            let expires = expiry.parse().ok().filter(|&seconds| seconds > 0);
            let expires = expires.and_then(|seconds| facts::date("expires", seconds));
            Outcome::Proved { by: "a JFrog reference token decodes", facts: Vec::from_iter(expires) }
        }
        _ => Outcome::Doubt("it does not decode to a reference token".to_owned()),
    }
}

/// Clerk publishable keys: the frontend's host and a dollar sign (<https://clerk.com/docs/deployments/clerk-environment-variables>).
pub(super) fn clerk(secret: &[u8]) -> Outcome {
    let last = secret.rsplit(|&byte| byte == b'_').next().unwrap_or_default();
    let text = decoded(last);
    match text.as_deref().and_then(|text| text.strip_suffix('$')).filter(|host| host.contains('.')) {
        Some(host) => {
            let facts = Vec::from_iter(facts::text("host", host));
            Outcome::Proved { by: "host of a Clerk key decodes", facts }
        }
        None => Outcome::Doubt("it does not decode to a host".to_owned()),
    }
}

/// `WorkOS` API keys: `key_`, a ULID that holds the moment of its making, a comma, the secret.
pub(super) fn workos(secret: &[u8]) -> Outcome {
    let Some(body) = secret.strip_prefix(b"sk_live_").or_else(|| secret.strip_prefix(b"sk_test_")) else {
        return Outcome::Pass;
    };
    let text = base64::decode_start(body).unwrap_or_default();
    let id = text.strip_prefix(b"key_").and_then(|rest| rest.split(|&byte| byte == b',').next());
    match id.and_then(ulid_seconds) {
        Some(seconds) => {
            let facts = Vec::from_iter(facts::date("created", seconds));
            Outcome::Proved { by: "key id of a WorkOS key decodes", facts }
        }
        None => Outcome::Doubt("it does not decode to a WorkOS key".to_owned()),
    }
}

/// Seconds after 1970 in the first ten characters of a ULID (<https://github.com/ulid/spec>).
fn ulid_seconds(ulid: &[u8]) -> Option<i64> {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    if ulid.len() != 26 {
        return None;
    }
    let ms = ulid[..10].iter().try_fold(0_i64, |ms, letter| {
        let digit = ALPHABET.iter().position(|known| known == letter)?;
        Some(ms * 32 + i64::try_from(digit).ok()?)
    })?;
    Some(ms / 1000)
}

/// Intercom access tokens: `tok:` and an id.
pub(super) fn intercom(secret: &[u8]) -> Outcome {
    match decoded(secret) {
        Some(text) if text.starts_with("tok:") => Outcome::proved("an Intercom token decodes"),
        _ => Outcome::Doubt("it does not decode to an Intercom token".to_owned()),
    }
}

/// Algolia secured keys: 64 hexadecimal digits of HMAC and the restrictions
/// (<https://www.algolia.com/doc/guides/security/api-keys/#secured-api-keys>).
pub(super) fn algolia(secret: &[u8]) -> Outcome {
    let text = decoded(secret).unwrap_or_default();
    let Some((mac, query)) = text.split_at_checked(64) else {
        return Outcome::Drop("it is too short for a secured key".to_owned());
    };
    if !mac.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Outcome::Drop("it does not start with an HMAC".to_owned());
    }
    let until = query.split('&').find_map(|pair| pair.strip_prefix("validUntil="));
    let expires = until.and_then(|seconds| facts::date("expires", seconds.parse().ok()?));
    Outcome::Proved { by: "HMAC and restrictions of an Algolia key decode", facts: Vec::from_iter(expires) }
}

/// Elasticsearch API keys: an id of 20 characters and a key of 22
/// (<https://www.elastic.co/guide/en/elasticsearch/reference/current/security-api-create-api-key.html>).
pub(super) fn elastic(secret: &[u8]) -> Outcome {
    let body = secret.strip_prefix(b"essu_").unwrap_or(secret);
    let text = decoded(body).unwrap_or_default();
    let is_part =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    match text.split_once(':') {
        Some((id, key)) if id.len() == 20 && key.len() >= 22 && is_part(id) && is_part(key) => {
            Outcome::proved("id and key of an Elasticsearch API key decode")
        }
        _ => Outcome::Doubt("it does not decode to an id and a key".to_owned()),
    }
}

/// Basic authentication, the `auth` of Docker and the `_auth` of npm: `user:password` (RFC 7617).
pub(super) fn basic_auth(secret: &[u8]) -> Outcome {
    let body = secret.strip_prefix(b"Basic ").unwrap_or(secret);
    let Some(text) = decoded(body).filter(|text| !text.chars().any(char::is_control)) else {
        return Outcome::Drop("it is not text in base64".to_owned());
    };
    match text.split_once(':') {
        None => Outcome::Drop("it does not decode to user and password".to_owned()),
        Some(("user" | "username", "pass" | "password")) => {
            Outcome::Drop("it decodes to words that stand for a user and a password".to_owned())
        }
        // Some services take their key as the user and no password.
        Some((user, "")) if user.len() < 16 => Outcome::Drop("its password is empty".to_owned()),
        Some((_, "")) => Outcome::Pass,
        Some((user, _)) => {
            shown_user(user).map_or(Outcome::Pass, |user| Outcome::Facts(vec![Fact::new("user", user)]))
        }
    }
}

/// The user name, unless it could itself be a key: those are long, or mix letters and digits.
fn shown_user(user: &str) -> Option<&str> {
    let digits = user.bytes().filter(u8::is_ascii_digit).count();
    (!user.is_empty() && user.len() <= 40 && digits <= 4).then_some(user)
}

fn decoded(text: &[u8]) -> Option<String> {
    String::from_utf8(base64::decode(text)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(outcome: Outcome) -> String {
        match outcome {
            Outcome::Proved { facts, .. } | Outcome::Facts(facts) => {
                facts.into_iter().next().map_or(String::new(), |fact| fact.value)
            }
            other => format!("{other:?}"),
        }
    }

    fn b64(text: &str) -> Vec<u8> {
        base64::encode(text.as_bytes()).into_bytes()
    }

    #[test]
    fn each_text_is_read() {
        assert_eq!(first(jfrog(&b64("reftkn:01:1800000000:madeup"))), "2027-01-15T08:00:00Z");
        let host = base64::encode(b"clerk.acme.dev$");
        assert_eq!(first(clerk(format!("pk{}{host}", "_test_").as_bytes())), "clerk.acme.dev");
        let key = base64::encode(b"key_01ARZ3NDEKTSV4RRFFQ69G5FAV,madeup");
        assert_eq!(first(workos(format!("sk{}{key}", "_live_").as_bytes())), "2016-07-30T23:54:10Z");
        assert_eq!(first(intercom(&b64("tok:madeup"))), "");
        let secured = format!("{}validUntil=1800000000&filters=a", "0f".repeat(32));
        assert_eq!(first(algolia(&b64(&secured))), "2027-01-15T08:00:00Z");
        assert_eq!(first(elastic(&b64(&format!("{}:{}", "i".repeat(20), "k".repeat(22))))), "");
    }

    #[test]
    fn other_texts_are_not() {
        assert!(matches!(jfrog(&b64("reftkn")), Outcome::Doubt(_)));
        assert!(matches!(clerk(&b64("nothing")), Outcome::Doubt(_)));
        assert!(matches!(workos(b"sk_live_AAAA"), Outcome::Doubt(_)));
        assert!(matches!(intercom(b"AAAA"), Outcome::Doubt(_)));
        assert!(matches!(algolia(b"AAAA"), Outcome::Drop(_)));
        assert!(matches!(elastic(&b64("a:b")), Outcome::Doubt(_)));
    }

    #[test]
    fn basic_auth_shows_users_and_never_passwords() {
        assert_eq!(first(basic_auth(&b64("deploy:made:up"))), "deploy");
        let long = format!("{}:made-up", "u1".repeat(20));
        assert_eq!(basic_auth(&b64(&long)), Outcome::Pass);
        assert_eq!(basic_auth(&b64("key_of_a_service_with_no_password:")), Outcome::Pass);
        for text in ["user:password", "deploy:", "no colon", "a\u{1}:b"] {
            assert!(matches!(basic_auth(&b64(text)), Outcome::Drop(_)), "{text}");
        }
    }
}
