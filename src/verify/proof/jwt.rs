//! JSON Web Tokens (RFC 7519): header and payload are readable, and the signature has the length of its algorithm.

use super::codec::base64;
use super::facts::{self, Object};
use super::jwt_claims;
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

/// A token after any prefix (`hf_oauth_`, `Bearer `): it starts with `eyJ`, base64 of `{"`.
pub(super) fn check(secret: &[u8]) -> Outcome {
    let start = secret.windows(3).position(|three| three == b"eyJ").unwrap_or(0);
    let parts: Vec<&[u8]> = secret[start..].split(|&byte| byte == b'.').collect();
    let Some(header) = part(parts[0]) else {
        return Outcome::Drop("its header is not JSON".to_owned());
    };
    let Some(algorithm) = header.get("alg").and_then(|alg| alg.as_str()) else {
        return Outcome::Drop("its header names no algorithm".to_owned());
    };
    let by = "header and payload of a JSON Web Token decode";
    match parts[..] {
        [_, payload, signature] => match part(payload) {
            Some(claims) => judge(algorithm, &claims, signature),
            None => Outcome::Drop("its payload is not JSON".to_owned()),
        },
        // The encrypted form: header, key, nonce, text, tag.
        [_, _, _, _, _] if header.contains_key("enc") => {
            let facts = facts::text("algorithm", algorithm);
            Outcome::Proved { by, facts: Vec::from_iter(facts) }
        }
        _ => Outcome::Drop("it has no signature".to_owned()),
    }
}

/// GitHub's stateless app tokens: `ghs_`, the number of the app, and a JSON Web Token.
pub(super) fn github_app(secret: &[u8]) -> Outcome {
    let Some(rest) = secret.strip_prefix(b"ghs_") else { return Outcome::Pass };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 || rest.get(digits) != Some(&b'_') {
        return Outcome::Pass;
    }
    let app = facts::text("app", &String::from_utf8_lossy(&rest[..digits]));
    match check(&rest[digits + 1..]) {
        Outcome::Proved { by, facts } => {
            Outcome::Proved { by, facts: app.into_iter().chain(facts).collect() }
        }
        other => other,
    }
}

fn part(text: &[u8]) -> Option<Object> {
    facts::object(&base64::decode(text)?)
}

fn judge(algorithm: &str, claims: &Object, signature: &[u8]) -> Outcome {
    if let Some(whose) = published(claims) {
        return Outcome::Drop(format!("it is a public sample of {whose}"));
    }
    if algorithm.eq_ignore_ascii_case("none") || signature.is_empty() {
        return Outcome::Drop("it is not signed".to_owned());
    }
    let length = base64::decode_start(signature).map_or(0, |bytes| bytes.len());
    if !fits(algorithm, length) {
        return Outcome::Drop("its signature has not the length of its algorithm".to_owned());
    }
    let facts: Vec<Fact> =
        facts::text("algorithm", algorithm).into_iter().chain(jwt_claims::facts(claims)).collect();
    Outcome::Proved { by: "header and payload of a JSON Web Token decode", facts }
}

/// Who published a token with these claims, whatever its signature: <https://jwt.io> shows it and tutorials copy it, or
/// every local installation has the same (<https://supabase.com/docs/guides/self-hosting/docker>).
fn published(claims: &Object) -> Option<&'static str> {
    let is = |key: &str, text: &str| claims.get(key).and_then(|value| value.as_str()) == Some(text);
    if is("sub", "1234567890") && is("name", "John Doe") {
        Some("jwt.io")
    } else if is("iss", "supabase-demo") {
        Some("Supabase, for local development")
    } else {
        None
    }
}

/// Whether a signature of `algorithm` (RFC 7518, RFC 8037) can have `bytes` bytes.
fn fits(algorithm: &str, bytes: usize) -> bool {
    match algorithm {
        "HS256" => bytes == 32,
        "HS384" => bytes == 48,
        "HS512" | "ES256" | "ES256K" => bytes == 64,
        "ES384" => bytes == 96,
        "ES512" => bytes == 132,
        "EdDSA" => matches!(bytes, 64 | 114),
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => (64..=2048).contains(&bytes),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, payload: &str, signature: &[u8]) -> String {
        let part = |bytes: &[u8]| {
            base64::encode(bytes).replace('+', "-").replace('/', "_").trim_end_matches('=').to_owned()
        };
        [part(header.as_bytes()), part(payload.as_bytes()), part(signature)].join(".")
    }

    const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

    #[test]
    fn a_whole_token_is_proved_and_read() {
        let token = token(HS256, r#"{"iss":"https://a.example","exp":1800000000}"#, &[0xfb; 32]);
        let expected = [
            Fact::new("algorithm", "HS256"),
            Fact::new("issuer", "https://a.example"),
            Fact::new("expires", "2027-01-15T08:00:00Z"),
        ];
        for text in [token.clone(), format!("Bearer {token}")] {
            let Outcome::Proved { facts, .. } = check(text.as_bytes()) else { panic!("not proved") };
            assert_eq!(facts, expected);
        }
        let app = format!("gh{}42_{token}", "s_");
        let Outcome::Proved { facts, .. } = github_app(app.as_bytes()) else { panic!("not proved") };
        assert_eq!((facts[0].value.as_str(), facts.len()), ("42", 4));
    }

    #[test]
    fn impossible_and_useless_tokens_are_dropped() {
        let dropped = [
            token(HS256, r#"{"sub":"1234567890","name":"John Doe","iat":1516239022}"#, &[1; 32]),
            token(HS256, r#"{"iss":"supabase-demo","role":"anon"}"#, &[1; 32]),
            token(r#"{"alg":"none"}"#, "{}", b""),
            token(HS256, "{}", b""),
            token(HS256, "[]", &[1; 32]),
            token(HS256, "{broken", &[1; 32]),
            token(r#"{"typ":"JWT"}"#, "{}", &[1; 32]),
            String::new(),
        ];
        for text in dropped {
            assert!(matches!(check(text.as_bytes()), Outcome::Drop(_)), "{text}");
        }
    }

    #[test]
    fn a_signature_of_another_length_is_none() {
        assert!(matches!(check(token(HS256, "{}", &[1; 20]).as_bytes()), Outcome::Drop(_)));
        let other = token(r#"{"alg":"X1"}"#, "{}", &[1; 20]);
        assert!(matches!(check(other.as_bytes()), Outcome::Proved { .. }));
    }

    #[test]
    fn encrypted_tokens_have_five_parts() {
        let header = token(r#"{"alg":"dir","enc":"A128GCM"}"#, "", b"");
        let text = format!("{}..AAAA.BBBB.CCCC", header.trim_end_matches('.'));
        assert!(matches!(check(text.as_bytes()), Outcome::Proved { .. }));
    }
}
