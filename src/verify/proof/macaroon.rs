//! Macaroons: tokens that carry their own limits. `PyPI` uses the binary form 2 of libmacaroons, Fly.io `MessagePack`.

use super::codec::base64;
use super::facts;
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

const LOCATION: u8 = 1;
const IDENTIFIER: u8 = 2;
const SIGNATURE: u8 = 6;

/// `PyPI` tokens: <https://github.com/pypi/warehouse/tree/main/warehouse/macaroons>.
pub(super) fn pypi(secret: &[u8]) -> Outcome {
    let Some(text) = secret.strip_prefix(b"pypi-") else { return Outcome::Pass };
    let Some(bytes) = base64::decode_start(text) else {
        return Outcome::Doubt("it is not base64".to_owned());
    };
    let Some(macaroon) = Macaroon::parse(&bytes) else {
        return Outcome::Doubt("it does not decode to a macaroon".to_owned());
    };
    let mut facts: Vec<Fact> = facts::text("host", macaroon.location).into_iter().collect();
    facts.extend(macaroon.caveats.iter().filter_map(|caveat| limit(caveat)));
    if macaroon.signature_len == 32 {
        Outcome::Proved { by: "location, caveats and signature of a macaroon decode", facts }
    } else {
        Outcome::Doubt("its signature is not 32 bytes long".to_owned())
    }
}

struct Macaroon<'d> {
    location: &'d str,
    caveats: Vec<&'d [u8]>,
    signature_len: usize,
}

impl<'d> Macaroon<'d> {
    /// Version 2, location, identifier, end; caveats, each an identifier and an end; end; signature.
    fn parse(bytes: &'d [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(&[2])?;
        let (LOCATION, location) = field(&mut rest)? else { return None };
        let (IDENTIFIER, _) = field(&mut rest)? else { return None };
        rest = rest.strip_prefix(&[0])?;
        let mut caveats = Vec::new();
        while rest.first()? != &0 {
            let (IDENTIFIER, caveat) = field(&mut rest)? else { return None };
            caveats.push(caveat);
            rest = rest.strip_prefix(&[0])?;
        }
        rest = &rest[1..];
        let (SIGNATURE, signature) = field(&mut rest)? else { return None };
        Some(Self { location: str::from_utf8(location).ok()?, caveats, signature_len: signature.len() })
    }
}

/// One field: its kind, its length (seven bits a byte, low ones first), its content.
fn field<'d>(rest: &mut &'d [u8]) -> Option<(u8, &'d [u8])> {
    let (&kind, mut after) = rest.split_first()?;
    let mut length = 0;
    for shift in [0, 7, 14] {
        let (&digit, next) = after.split_first()?;
        after = next;
        length |= usize::from(digit & 0x7f) << shift;
        if digit & 0x80 == 0 {
            let (content, next) = after.split_at_checked(length)?;
            *rest = next;
            return Some((kind, content));
        }
    }
    None
}

/// What a caveat allows: JSON, as an object in older tokens, as a list that starts with its kind in newer ones.
fn limit(caveat: &[u8]) -> Option<Fact> {
    if let Some(object) = facts::object(caveat) {
        return match object.get("permissions")?.as_object() {
            Some(projects) => facts::entry("projects", projects, "projects"),
            None => facts::entry("scopes", &object, "permissions"),
        };
    }
    let list: Vec<serde_json::Value> = serde_json::from_slice(caveat).ok()?;
    match list.first()?.as_u64()? {
        0 => facts::date("expires", list.get(1)?.as_i64()?),
        1 => {
            let names: Vec<&str> = list.get(1)?.as_array()?.iter().filter_map(|name| name.as_str()).collect();
            facts::text("projects", &names.join(" "))
        }
        3 => Some(Fact::new("scopes", "user")),
        _ => None,
    }
}

/// Fly.io tokens: <https://github.com/superfly/macaroon>. Each is a `MessagePack` list of four: nonce, location, caveats
/// and signature.
pub(super) fn fly(secret: &[u8]) -> Outcome {
    let text = secret.strip_prefix(b"FlyV1 ").unwrap_or(secret);
    let first = text.split(|&byte| byte == b',').next().unwrap_or_default();
    let Some(body) = first.strip_prefix(b"fm2_").or_else(|| first.strip_prefix(b"fm1r_")) else {
        return Outcome::Pass;
    };
    let bytes = base64::decode_start(body).unwrap_or_default();
    let host = b"fly.io";
    if bytes.first() == Some(&0x94) && bytes.windows(host.len()).any(|part| part == host) {
        Outcome::proved("a Fly.io macaroon decodes")
    } else {
        Outcome::Doubt("it does not decode to a Fly.io macaroon".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(caveats: &[&str], signature: &[u8]) -> String {
        let packet = |kind: u8, content: &[u8]| {
            let length = u8::try_from(content.len()).expect("short");
            [&[kind, length], content].concat()
        };
        let mut bytes = vec![2];
        bytes.extend(packet(LOCATION, b"pypi.org"));
        bytes.extend(packet(IDENTIFIER, b"00000000-made-up"));
        bytes.push(0);
        for caveat in caveats {
            bytes.extend(packet(IDENTIFIER, caveat.as_bytes()));
            bytes.push(0);
        }
        bytes.push(0);
        bytes.extend(packet(SIGNATURE, signature));
        let text = base64::encode(&bytes).replace('+', "-").replace('/', "_");
        format!("py{}{}", "pi-", text.trim_end_matches('='))
    }

    #[test]
    fn pypi_tells_index_and_limits() {
        let caveats = [
            r#"{"version":1,"permissions":"user"}"#,
            r#"{"version":1,"permissions":{"projects":["a"]}}"#,
            "[0,1800000000,0]",
            r#"[1,["b","c"]]"#,
        ];
        let text = token(&caveats, &[0xfb; 32]);
        assert!(text.contains("-AgEI"));
        let Outcome::Proved { facts, .. } = pypi(text.as_bytes()) else { panic!("not proved") };
        let values: Vec<&str> = facts.iter().map(|fact| fact.value.as_str()).collect();
        assert_eq!(values, ["pypi.org", "user", "a", "2027-01-15T08:00:00Z", "b c"]);
    }

    #[test]
    fn broken_macaroons_are_doubted() {
        assert!(matches!(pypi(token(&[], &[1; 20]).as_bytes()), Outcome::Doubt(_)));
        let whole = token(&[], &[1; 32]);
        assert!(matches!(pypi(&whole.as_bytes()[..30]), Outcome::Doubt(_)));
        assert!(matches!(pypi(b"pypi-AgEIcHlwaS5vcmc"), Outcome::Doubt(_)));
    }

    #[test]
    fn fly_macaroons_are_lists_of_four() {
        let body = base64::encode(&[&[0x94, 0x93][..], b"nonce https://api.fly.io/v1 and more"].concat());
        for text in [format!("FlyV1 fm2{}{body},fm2_x", '_'), format!("fm2{}{body}", '_')] {
            assert!(matches!(fly(text.as_bytes()), Outcome::Proved { .. }));
        }
        assert!(matches!(fly(b"fm2_AAAA"), Outcome::Doubt(_)));
    }
}
