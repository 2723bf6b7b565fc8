//! Amazon Web Services: what its keys tell about their account.

use super::codec::{base32, base64};
use super::facts;
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

/// Access key ids: 40 bits of the text after the prefix are the number of the account.
///
/// Not documented by the issuer; <https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489>.
pub(super) fn access_key_id(secret: &[u8]) -> Outcome {
    account(secret).map_or(Outcome::Pass, |account| Outcome::Facts(vec![account]))
}

fn account(id: &[u8]) -> Option<Fact> {
    // An I or J in the first place marks the older scheme, without an account.
    if id.len() != 20 || matches!(id[4], b'I' | b'J') {
        return None;
    }
    let bytes = base32::decode_upper(&id[4..])?;
    let head = bytes.first_chunk::<6>()?;
    let number = head.iter().fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
    let account = (number & 0x7fff_ffff_ff80) >> 7;
    (account < 1_000_000_000_000).then(|| Fact::new("account", format!("{account:012}")))
}

/// Bedrock API keys: base64 of a name with the account, or of a presigned URL.
///
/// <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html>
pub(super) fn bedrock(secret: &[u8]) -> Outcome {
    if let Some(text) = secret.strip_prefix(b"ABSK") {
        return match base64::decode_start(text).as_deref().and_then(long_term) {
            Some(account) => {
                Outcome::Proved { by: "a Bedrock API key with its account decodes", facts: vec![account] }
            }
            None => Outcome::Doubt("it does not decode to a Bedrock API key".to_owned()),
        };
    }
    let Some(text) = secret.strip_prefix(b"bedrock-api-key-") else { return Outcome::Pass };
    let url = base64::decode_start(text).unwrap_or_default();
    if !url.starts_with(b"bedrock.amazonaws.com") {
        return Outcome::Doubt("it does not decode to a presigned Bedrock URL".to_owned());
    }
    Outcome::Proved {
        by: "a presigned Bedrock URL decodes",
        facts: presigned(&String::from_utf8_lossy(&url)),
    }
}

/// The account in `BedrockAPIKey-x1y2-at-123456789012:SECRET`.
fn long_term(decoded: &[u8]) -> Option<Fact> {
    let colon = decoded.iter().position(|&byte| byte == b':')?;
    let name = str::from_utf8(&decoded[..colon]).ok()?.strip_prefix("BedrockAPIKey-")?;
    let (_, account) = name.rsplit_once("-at-")?;
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    is_account.then(|| Fact::new("account", account))
}

/// Account and region of the key that signed `url`, when, and for how many seconds.
fn presigned(url: &str) -> Vec<Fact> {
    let value = |name: &str| {
        url.split(['?', '&']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
    };
    let credential = value("X-Amz-Credential").replace("%2F", "/");
    let mut scope = credential.split('/');
    let account = scope.next().and_then(|id| account(id.as_bytes()));
    let region = scope.nth(1).and_then(|region| facts::text("region", region));
    let signed = facts::text("issued", value("X-Amz-Date"));
    let lasts =
        facts::text("lasts", value("X-Amz-Expires")).map(|fact| Fact { value: fact.value + " s", ..fact });
    [account, region, signed, lasts].into_iter().flatten().collect()
}

/// SMTP passwords of the Simple Email Service: base64 of a version byte and 32 bytes of HMAC.
///
/// <https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html>
pub(super) fn ses(secret: &[u8]) -> Outcome {
    match base64::decode(secret) {
        Some(bytes) if bytes.len() == 33 && bytes[0] == 4 => Outcome::Pass,
        _ => Outcome::Drop("it is no version byte and HMAC in base64".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_ids_tell_their_accounts() {
        let ids = [
            (["ASIAQ", "NZGKIQY56JQ7WML"].concat(), "029608264753"),
            (["ASIAY34", "FZKBOKMUTVV7A"].concat(), "609629065308"),
        ];
        for (id, account) in ids {
            assert_eq!(access_key_id(id.as_bytes()), Outcome::Facts(vec![Fact::new("account", account)]));
        }
        let older = ["AKIA", "IZ3VT6QLM2XCR7PW"].concat();
        assert_eq!(access_key_id(older.as_bytes()), Outcome::Pass);
        assert_eq!(access_key_id(b"AKIA"), Outcome::Pass);
    }

    #[test]
    fn bedrock_keys_tell_their_account() {
        let text = base64::encode(b"BedrockAPIKey-x1y2-at-123456789012:made+up/secret==");
        let Outcome::Proved { facts, .. } = bedrock(format!("ABSK{text}").as_bytes()) else {
            panic!("not proved")
        };
        assert_eq!(facts, [Fact::new("account", "123456789012")]);
        assert!(matches!(bedrock(b"ABSKAAAAAAAA"), Outcome::Doubt(_)));
        let url = ["bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Credential=", "ASIAQ"].concat()
            + "NZGKIQY56JQ7WML%2F20260101%2Feu-west-1%2Fbedrock%2Faws4_request&X-Amz-Date=20260101T000000Z"
            + "&X-Amz-Expires=43200&Version=1";
        let key = format!("bedrock-api-key-{}", base64::encode(url.as_bytes()));
        let Outcome::Proved { facts, .. } = bedrock(key.as_bytes()) else { panic!("not proved") };
        let values: Vec<&str> = facts.iter().map(|fact| fact.value.as_str()).collect();
        assert_eq!(values, ["029608264753", "eu-west-1", "20260101T000000Z", "43200 s"]);
    }

    #[test]
    fn ses_passwords_have_a_version() {
        let password = |version: u8| base64::encode(&[&[version], &[7; 32][..]].concat());
        assert_eq!(ses(password(4).as_bytes()), Outcome::Pass);
        assert!(matches!(ses(password(5).as_bytes()), Outcome::Drop(_)));
        assert!(matches!(ses(b"B"), Outcome::Drop(_)));
    }
}
