//! OpenSSH private keys: two equal check integers stand at the start of the private part when it is not encrypted.
//!
//! The layout is that of `PROTOCOL.key` in OpenSSH's source.

use super::codec::armor::{self, Armor};
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

const MAGIC: &[u8] = b"openssh-key-v1\0";

pub(super) fn check(secret: &[u8]) -> Outcome {
    armor::parse(secret).map_or(Outcome::Pass, |armor| judge(&armor))
}

pub(super) fn judge(armor: &Armor) -> Outcome {
    let Some(body) = &armor.body else { return Outcome::Doubt("its body is not base64".to_owned()) };
    match parse(body) {
        Some(Key { encrypted: true, .. }) => Outcome::Facts(vec![Fact::new("encrypted", "yes")]),
        Some(Key { equal: true, kind, .. }) => {
            let kind = kind.map(|kind| Fact::new("algorithm", kind));
            Outcome::Proved { by: "check integers of an OpenSSH key agree", facts: Vec::from_iter(kind) }
        }
        Some(_) => Outcome::Doubt("its check integers differ".to_owned()),
        None => Outcome::Doubt("its body does not parse as an OpenSSH key".to_owned()),
    }
}

struct Key {
    encrypted: bool,
    /// Whether the two check integers are equal.
    equal: bool,
    kind: Option<&'static str>,
}

fn parse(body: &[u8]) -> Option<Key> {
    let mut rest = body.strip_prefix(MAGIC)?;
    let cipher = string(&mut rest)?;
    let _kdf = string(&mut rest)?;
    let _kdf_options = string(&mut rest)?;
    let _count = number(&mut rest)?;
    let _public = string(&mut rest)?;
    let mut private = string(&mut rest)?;
    if cipher != b"none" {
        return Some(Key { encrypted: true, equal: false, kind: None });
    }
    let equal = number(&mut private)? == number(&mut private)?;
    let kind = match string(&mut private)? {
        b"ssh-ed25519" => Some("Ed25519"),
        b"ssh-rsa" => Some("RSA"),
        b"ssh-dss" => Some("DSA"),
        kind if kind.starts_with(b"ecdsa-") => Some("EC"),
        kind if kind.starts_with(b"sk-") => Some("hardware key"),
        _ => None,
    };
    Some(Key { encrypted: false, equal, kind })
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let (bytes, after) = rest.split_first_chunk::<4>()?;
    *rest = after;
    Some(u32::from_be_bytes(*bytes))
}

fn string<'d>(rest: &mut &'d [u8]) -> Option<&'d [u8]> {
    let length = usize::try_from(number(rest)?).ok()?;
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::super::codec::base64;
    use super::*;

    fn text(bytes: &[u8]) -> Vec<u8> {
        [&u32::try_from(bytes.len()).expect("short").to_be_bytes()[..], bytes].concat()
    }

    fn key(cipher: &[u8], second_check: u32) -> String {
        let private = [&7_u32.to_be_bytes()[..], &second_check.to_be_bytes(), &text(b"ssh-ed25519")].concat();
        let one = 1_u32.to_be_bytes();
        let body =
            [MAGIC, &text(cipher), &text(b"none"), &text(b""), &one, &text(b"public"), &text(&private)]
                .concat();
        let dashes = "-----";
        let label = "OPENSSH PRIVATE KEY";
        format!("{dashes}BEGIN {label}{dashes}\n{}\n{dashes}END {label}{dashes}", base64::encode(&body))
    }

    #[test]
    fn equal_checks_prove() {
        let Outcome::Proved { facts, .. } = check(key(b"none", 7).as_bytes()) else { panic!("not proved") };
        assert_eq!(facts, [Fact::new("algorithm", "Ed25519")]);
        assert!(matches!(check(key(b"none", 8).as_bytes()), Outcome::Doubt(_)));
    }

    #[test]
    fn encrypted_keys_say_so() {
        let outcome = check(key(b"aes256-ctr", 8).as_bytes());
        assert_eq!(outcome, Outcome::Facts(vec![Fact::new("encrypted", "yes")]));
    }

    #[test]
    fn cut_keys_are_doubted() {
        let whole = key(b"none", 7);
        let cut = &whole[..whole.len() / 2];
        assert!(!matches!(check(cut.as_bytes()), Outcome::Proved { .. }));
        assert_eq!(check(b""), Outcome::Pass);
    }
}
