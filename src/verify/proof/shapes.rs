//! Formats whose alphabet, length or fixed bits rule out most other text, without a sum.

use super::codec::{base32, base64};
use super::facts;
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

/// Every UUID in the token must be random (version 4 of RFC 9562).
pub(super) fn uuid_v4(secret: &[u8]) -> Outcome {
    let uuids: Vec<&[u8]> = secret.windows(36).filter(|text| is_uuid(text)).collect();
    if uuids.iter().any(|uuid| uuid.iter().all(|byte| matches!(byte, b'0' | b'-'))) {
        Outcome::Drop("it is the nil UUID".to_owned())
    } else if uuids.iter().all(|uuid| is_random(uuid[14], uuid[19])) {
        Outcome::Pass
    } else {
        Outcome::Doubt("its UUID is not a random one".to_owned())
    }
}

fn is_uuid(text: &[u8]) -> bool {
    text.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

fn is_random(version: u8, variant: u8) -> bool {
    version == b'4' && matches!(variant.to_ascii_lowercase(), b'8' | b'9' | b'a' | b'b')
}

/// `LangSmith` keys: `lsv2_KIND_`, a random UUID without dashes, `_`, ten digits.
pub(super) fn langsmith(secret: &[u8]) -> Outcome {
    let uuid = secret.split(|&byte| byte == b'_').nth(2).filter(|part| part.len() == 32);
    match uuid {
        Some(uuid) if !is_random(uuid[12], uuid[16]) => {
            Outcome::Doubt("its first part is not a random UUID".to_owned())
        }
        _ => Outcome::Pass,
    }
}

/// Keys of services on `MongoDB` (Postman, Ghost, Infisical): 24 hexadecimal digits, of which the first eight are the
/// moment of their making.
pub(super) fn object_id(secret: &[u8]) -> Outcome {
    /// From 2009, the first release of the database, to 2100.
    const PLAUSIBLE: std::ops::Range<i64> = 1_230_768_000..4_102_444_800;
    let id = secret.split(|byte| !byte.is_ascii_hexdigit()).find(|run| run.len() == 24);
    let head = id.and_then(|id| str::from_utf8(&id[..8]).ok());
    let seconds = head.and_then(|head| i64::from_str_radix(head, 16).ok());
    let created =
        seconds.filter(|seconds| PLAUSIBLE.contains(seconds)).and_then(|s| facts::date("created", s));
    created.map_or(Outcome::Pass, |created| Outcome::Facts(vec![created]))
}

/// Mattermost tokens: 26 characters of the z-base-32 alphabet (`NewId` in its source).
pub(super) fn mattermost(secret: &[u8]) -> Outcome {
    const ALPHABET: &[u8; 32] = b"ybndrfg8ejkmcpqxot1uwisza345h769";
    if secret.len() == 26 && secret.iter().all(|byte| ALPHABET.contains(byte)) {
        Outcome::Pass
    } else {
        Outcome::Drop("it has characters that Mattermost does not use".to_owned())
    }
}

/// NuGet keys of the fourth form: base32 of `v4`, ten bytes of id, and sixteen of secret, with left-over bits of 0
/// (`ApiKeyV4.cs` in `NuGetGallery`).
pub(super) fn nuget(secret: &[u8]) -> Outcome {
    let text = secret.to_ascii_lowercase();
    let Some((id, key)) = text.split_at_checked(20).filter(|(_, key)| key.len() == 26) else {
        return Outcome::Pass;
    };
    match (base32::decode_lower(id), base32::decode_lower(key)) {
        (Some(id), Some(_)) if id.starts_with(b"v4") => Outcome::Facts(vec![Fact::new("version", "4")]),
        _ => Outcome::Doubt("it does not decode to a NuGet key".to_owned()),
    }
}

/// `WireGuard` keys: 32 bytes in base64.
pub(super) fn wireguard(secret: &[u8]) -> Outcome {
    match base64::decode(secret) {
        Some(bytes) if bytes.len() == 32 && bytes.iter().any(|byte| *byte != bytes[0]) => Outcome::Pass,
        _ => Outcome::Drop("it is not 32 bytes in base64".to_owned()),
    }
}

/// Ethereum private keys: a number from 1 to the order of secp256k1
/// (<https://www.secg.org/sec2-v2.pdf>, section 2.4.1).
pub(super) fn ethereum(secret: &[u8]) -> Outcome {
    const ORDER: &[u8; 64] = b"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    let digits = secret.to_ascii_lowercase();
    let digits = digits.strip_prefix(b"0x").unwrap_or(&digits);
    if digits.len() != ORDER.len() || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Outcome::Pass;
    }
    // Numbers of equal length in lower-case hexadecimal sort as their text does.
    if digits >= &ORDER[..] || digits.iter().all(|&digit| digit == b'0') {
        Outcome::Drop("it is no private key of the curve".to_owned())
    } else {
        Outcome::Pass
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids() {
        assert_eq!(uuid_v4(b"sk-lf-0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0"), Outcome::Pass);
        assert!(matches!(uuid_v4(b"0f1e2d3c-4b5a-1978-8796-a5b4c3d2e1f0"), Outcome::Doubt(_)));
        assert!(matches!(uuid_v4(b"00000000-0000-0000-0000-000000000000"), Outcome::Drop(_)));
        assert_eq!(uuid_v4(b"none"), Outcome::Pass);
        assert_eq!(langsmith(b"lsv2_pt_0f1e2d3c4b5a49788796a5b4c3d2e1f0_0123456789"), Outcome::Pass);
        assert!(matches!(
            langsmith(b"lsv2_pt_0f1e2d3c4b5a09788796a5b4c3d2e1f0_0123456789"),
            Outcome::Doubt(_)
        ));
    }

    #[test]
    fn object_ids_hold_their_date() {
        let key = ["PMA", "K-6b49d200aabbccddeeff0011-made"].concat();
        assert_eq!(
            object_id(key.as_bytes()),
            Outcome::Facts(vec![Fact::new("created", "2027-01-15T08:00:00Z")])
        );
        assert_eq!(object_id(b"ffffffffffffffffffffffff"), Outcome::Pass);
    }

    #[test]
    fn alphabets_and_ranges() {
        assert_eq!(mattermost(b"ybndrfg8ejkmcpqxot1uwisza3"), Outcome::Pass);
        assert!(matches!(mattermost(b"ybndrfg8ejkmcpqxot1uwisz02"), Outcome::Drop(_)));
        assert_eq!(wireguard(base64::encode(b"0123456789abcdef0123456789abcdef").as_bytes()), Outcome::Pass);
        assert!(matches!(wireguard(base64::encode(&[0; 32]).as_bytes()), Outcome::Drop(_)));
        assert_eq!(ethereum("0f".repeat(32).as_bytes()), Outcome::Pass);
        assert!(matches!(ethereum(format!("0x{}", "F".repeat(64)).as_bytes()), Outcome::Drop(_)));
        assert!(matches!(ethereum("0".repeat(64).as_bytes()), Outcome::Drop(_)));
    }

    #[test]
    fn nuget_keys_start_with_their_version() {
        let key = base32::encode_lower(b"v4made-up-id") + &base32::encode_lower(&[7; 16]);
        assert!(key.starts_with("oy2") && key.len() == 46);
        assert!(matches!(nuget(key.as_bytes()), Outcome::Facts(_)));
        assert!(matches!(nuget(key.replace("oy2", "oz2").as_bytes()), Outcome::Doubt(_)));
    }
}
