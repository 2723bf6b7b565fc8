//! Values of a form that everybody knows and that opens nothing: names of algorithms, versions, classes, public keys,
//! blocks whose own rules judge them. What they are shows in what they are made of, whatever they are bound to.

use super::model::random_bits;
use crate::verify::proof::codec::base32;

type Test = fn(&[u8]) -> bool;

/// What `value` is instead of a secret; `None` when it has no such form.
#[must_use]
pub(super) fn form(value: &[u8]) -> Option<&'static str> {
    const TESTS: [(Test, &str); 7] = [
        (is_algorithm, "the name of an algorithm"),
        (is_version, "a range of versions"),
        (is_media_type, "a type of media"),
        (is_class, "the name of a class"),
        (is_address, "a public key with its checksum"),
        (is_encoded_block, "a block in base64, which the rules of its format judge"),
        (is_cut_grammar, "a rule of a grammar"),
    ];
    TESTS.iter().find(|(test, _)| test(value)).map(|(_, what)| *what)
}

/// `Linux-node-bb82...`, `nhlf_48a9...`: words before a digest, the key of a cache.
#[must_use]
pub(super) fn ends_in_digest(value: &[u8]) -> bool {
    let Some(at) = value.iter().rposition(|b| matches!(b, b'-' | b'_' | b':' | b'.' | b'/')) else {
        return false;
    };
    let (words, digest) = (&value[..at], &value[at + 1..]);
    matches!(digest.len(), 32 | 40 | 64)
        && digest.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && words.iter().any(u8::is_ascii_alphabetic)
}

/// `AES-256-CBC`, `AWS4-HMAC-SHA256`, `PBKDF2WithHmacSHA1`, `RSA/ECB/PKCS1Padding`.
fn is_algorithm(value: &[u8]) -> bool {
    // Parts can fill a long word in more ways than there is time to try.
    const LENGTHS: std::ops::RangeInclusive<usize> = 6..=48;
    #[rustfmt::skip]
    const PARTS: [&str; 46] = [
        "aes", "aws", "argon", "bcrypt", "blowfish", "cbc", "ccm", "cfb", "chacha", "crypt", "ctr", "des", "dh", "dhe", "dsa", "ecb",
        "ecdh", "ecdhe", "ecdsa", "ed", "eddsa", "es", "gcm", "hmac", "hs", "md", "mgf", "no", "oaep", "ofb", "padding", "pbkdf", "pkcs",
        "poly", "ps", "pss", "rs", "rsa", "scrypt", "sha", "ssl", "tls", "v", "with", "x", "and",
    ];
    let lower = value.to_ascii_lowercase();
    let mut words = lower.split(|b| !b.is_ascii_alphabetic()).filter(|word| !word.is_empty()).peekable();
    let joined = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/' | b'.');
    LENGTHS.contains(&value.len())
        && lower.iter().all(joined)
        && words.peek().is_some()
        && words.all(|word| is_made_of(word, &PARTS))
        && ["aes", "sha", "rsa", "hmac", "ecdsa", "pbkdf", "chacha", "tls", "des"]
            .iter()
            .any(|part| memchr::memmem::find(&lower, part.as_bytes()).is_some())
}

/// True when `parts` fill `word` from end to end.
fn is_made_of(word: &[u8], parts: &[&str]) -> bool {
    word.is_empty()
        || parts
            .iter()
            .any(|part| word.strip_prefix(part.as_bytes()).is_some_and(|rest| is_made_of(rest, parts)))
}

/// `^0.2.1`, `~> 1.4`, `>=2.0.x`.
fn is_version(value: &[u8]) -> bool {
    let Some(number) = value.iter().position(u8::is_ascii_digit) else { return false };
    let rest = &value[number..];
    number > 0
        && value[..number].iter().all(|b| matches!(b, b'^' | b'~' | b'>' | b'<' | b'=' | b' '))
        && rest.contains(&b'.')
        && rest.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'x' | b'*'))
}

/// `oi_auc+jwt`, `application/problem+json`.
fn is_media_type(value: &[u8]) -> bool {
    ["+jwt", "+json", "+xml", "+zip"].iter().any(|suffix| value.ends_with(suffix.as_bytes()))
        && value.iter().filter(|b| b.is_ascii_digit()).count() < 3
}

/// `package.module:Class` and `package.module:function` of Python.
fn is_class(value: &[u8]) -> bool {
    let Some(colon) = value.iter().position(|&b| b == b':') else { return false };
    let (module, name) = (&value[..colon], &value[colon + 1..]);
    let is_word = |b: &u8| b.is_ascii_alphabetic() || *b == b'_';
    module.contains(&b'.')
        && module.split(|&b| b == b'.').all(|part| !part.is_empty() && part.iter().all(is_word))
        && !name.is_empty()
        && name.iter().all(is_word)
        && random_bits(value) < 8.0
}

/// Accounts of Stellar, `G...` and `M...`: base 32 that ends in its CRC16
/// (<https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0023.md>).
fn is_address(value: &[u8]) -> bool {
    matches!((value.first(), value.len()), (Some(b'G'), 56) | (Some(b'M'), 69))
        && base32::decode_summed(value).is_some()
}

/// Base64 of `-----BEGIN`: a certificate, or a key that the rule for keys reads.
fn is_encoded_block(value: &[u8]) -> bool {
    value.starts_with(concat!("LS0tLS1C", "RUdJTi").as_bytes())
}

/// `1*UTF8-SAFE`, `*VCHAR` of the grammars in standards (RFC 5234).
fn is_cut_grammar(value: &[u8]) -> bool {
    let Some(star) = value.iter().position(|&b| b == b'*').filter(|&at| at <= 2) else { return false };
    let rest = &value[star + 1..];
    value[..star].iter().all(u8::is_ascii_digit)
        && rest.first().is_some_and(u8::is_ascii_uppercase)
        && rest.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'-')
        && rest.iter().filter(|b| b.is_ascii_uppercase()).count() >= 4
        && random_bits(rest) < 20.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::proof::codec::crc::crc16;

    #[test]
    fn forms_that_open_nothing_are_known() {
        for (value, what) in [
            ("AES-256-ECB", "the name of an algorithm"),
            ("AWS4-HMAC-SHA256", "the name of an algorithm"),
            ("PBKDF2WithHmacSHA1", "the name of an algorithm"),
            ("RSA/ECB/PKCS1Padding", "the name of an algorithm"),
            ("^0.2.1", "a range of versions"),
            ("oi_auc+jwt", "a type of media"),
            ("hub.authenticators.shared:SharedPasswordAuthenticator", "the name of a class"),
            (
                "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
                "a block in base64, which the rules of its format judge",
            ),
            ("1*UTF8-SAFE", "a rule of a grammar"),
        ] {
            assert_eq!(form(value.as_bytes()), Some(what), "{value}");
        }
        for value in
            ["^0kxqv", "kxqv+jwtz9", "aes3kxqv9zW", "db.kxqv:zjwp7Qm3", "*Kxqv", "hunter2", "sha1kq9xz"]
        {
            assert_eq!(form(value.as_bytes()), None, "{value}");
        }
    }

    #[test]
    fn no_word_takes_long_to_be_taken_apart() {
        for parts in [8, 80, 8000] {
            assert_eq!(form(format!("{}q", "dhedes".repeat(parts)).as_bytes()), None);
        }
    }

    #[test]
    fn accounts_of_stellar_are_public() {
        let mut bytes = vec![6 << 3];
        bytes.extend((0..32u8).map(|i| i.wrapping_mul(37).wrapping_add(11)));
        bytes.extend(crc16(&bytes).to_le_bytes());
        let account = base32::encode_lower(&bytes).to_ascii_uppercase();
        assert_eq!(account.len(), 56);
        assert!(is_address(account.as_bytes()));
        assert!(!is_address(account.replace(&account[20..22], "77").as_bytes()));
    }

    #[test]
    fn keys_of_caches_end_in_a_digest() {
        let digest = "9f86d081884c7d659a2feaa0c55ad015";
        assert!(ends_in_digest(format!("Linux-node-{digest}").as_bytes()));
        assert!(!ends_in_digest(digest.as_bytes()));
        assert!(!ends_in_digest(format!("key-{}", &digest[..20]).as_bytes()));
    }
}
