//! Azure shared access signatures: the query says what they open and until when; `sig` is an HMAC-SHA256.
//!
//! <https://learn.microsoft.com/rest/api/storageservices/create-service-sas>

use super::codec::base64;
use super::facts;
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

const SIGNATURE_LEN: usize = 32;
/// Parameters that are shown, and the fact that each becomes.
const SHOWN: &[(&str, &str)] =
    &[("sv", "version"), ("sp", "scopes"), ("ss", "services"), ("sr", "resource"), ("skn", "policy")];

/// Judges a URL, a query, or the signature alone.
pub(super) fn check(secret: &[u8]) -> Outcome {
    let Ok(text) = str::from_utf8(secret) else { return Outcome::Pass };
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    let value = |name: &str| {
        query.split(['&', ';']).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('=')).map(decode)
    };
    let signature = value("sig").unwrap_or_else(|| decode(text));
    if base64::decode(signature.as_bytes()).is_none_or(|bytes| bytes.len() != SIGNATURE_LEN) {
        return Outcome::Doubt("its signature is not 32 bytes of base64".to_owned());
    }
    let shown = SHOWN.iter().filter_map(|&(name, fact)| facts::text(fact, &value(name)?));
    let expires = value("se").and_then(|moment| match moment.parse() {
        Ok(seconds) => facts::date("expires", seconds),
        Err(_) => facts::text("expires", &moment),
    });
    let facts: Vec<Fact> = shown.chain(expires).collect();
    if facts.is_empty() { Outcome::Pass } else { Outcome::Facts(facts) }
}

/// Undoes percent-encoding. What is not encoded rightly stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = if first == b'%' { after.get(..2).and_then(|hex| str::from_utf8(hex).ok()) } else { None };
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_tells_rights_and_expiry() {
        let signature =
            base64::encode(&[0xfb; 32]).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let query = format!("sv=2024-11-04&ss=b&sp=rwdl&se=2030-01-01T00%3A00%3A00Z&sig={signature}");
        let Outcome::Facts(facts) = check(query.as_bytes()) else { panic!("no facts") };
        let values: Vec<&str> = facts.iter().map(|fact| fact.value.as_str()).collect();
        assert_eq!(values, ["2024-11-04", "rwdl", "b", "2030-01-01T00:00:00Z"]);
        let bus = format!("SharedAccessSignature sr=sb&sig={signature}&se=1800000000&skn=send");
        let Outcome::Facts(facts) = check(bus.as_bytes()) else { panic!("no facts") };
        assert_eq!(facts.last().map(|fact| fact.value.as_str()), Some("2027-01-15T08:00:00Z"));
        assert_eq!(check(signature.as_bytes()), Outcome::Pass);
    }

    #[test]
    fn another_signature_is_none() {
        assert!(matches!(check(b"sv=1&sig=abcd"), Outcome::Doubt(_)));
        assert!(matches!(check(b"%"), Outcome::Doubt(_)));
        assert_eq!(decode("%4%41%"), "%4A%");
    }
}
