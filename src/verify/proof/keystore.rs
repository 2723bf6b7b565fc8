//! Files of keys: which of their entries are private keys, and which only certificates that somebody trusts.
//!
//! Keys lie encrypted under the store's password, but the list of entries can be read without it. JKS and JCEKS are
//! described at <https://docs.oracle.com/javase/8/docs/technotes/guides/security/crypto/CryptoSpec.html> and by
//! the sources of the JDK, BKS by those of Bouncy Castle, PKCS #12 by RFC 7292.

use super::facts;
use crate::finding::{Confidence, Fact};
use crate::verify::outcome::Outcome;

const JKS: &[u8] = b"\xfe\xed\xfe\xed";
const JCEKS: &[u8] = b"\xce\xce\xce\xce";

pub(super) fn check(secret: &[u8]) -> Outcome {
    let mut bytes = Bytes(secret);
    let entries = match bytes.take(4) {
        Some(JKS | JCEKS) => java(&mut bytes),
        Some([0, 0, 0, 1 | 2]) => bouncy_castle(&mut bytes),
        Some([0x30, ..]) => return pkcs12(secret),
        _ => return Outcome::Pass,
    };
    match entries {
        Entries::Key(alias) => Outcome::Proved {
            by: "the store has an entry for a private key",
            facts: facts::text("alias", &alias).into_iter().collect(),
        },
        Entries::Certificates => {
            Outcome::Drop("no private key among its entries: certificates are public".to_owned())
        }
        // What a rule is given of a file has an end.
        Entries::Unreadable if secret.len() >= LONG => {
            Outcome::Drop("no private key among its first entries: certificates are public".to_owned())
        }
        Entries::Unreadable => Outcome::AtMost {
            confidence: Confidence::Medium,
            why: "the list of its entries cannot be read".to_owned(),
        },
    }
}

/// Stores of this length are not seen to their end. Bytes.
const LONG: usize = 60_000;

/// What the entries of a store are.
enum Entries {
    /// One is a private key, under this alias.
    Key(String),
    /// All are certificates.
    Certificates,
    /// They are not written as they should be.
    Unreadable,
}

/// The entries of a JKS or JCEKS store, read from behind its magic number.
fn java(bytes: &mut Bytes<'_>) -> Entries {
    let head = (bytes.int(), bytes.int());
    let (Some(version), Some(count)) = head else { return Entries::Unreadable };
    for _ in 0..count {
        match java_entry(bytes, version) {
            Some(Some(alias)) => return Entries::Key(alias),
            Some(None) => {}
            None => return Entries::Unreadable,
        }
    }
    Entries::Certificates
}

/// The alias of the next entry when it is a private key.
#[expect(clippy::option_option, reason = "an entry that cannot be read is not one without a key")]
fn java_entry(bytes: &mut Bytes<'_>, version: u32) -> Option<Option<String>> {
    let tag = bytes.int()?;
    let alias = bytes.name()?;
    bytes.take(8)?; // when it was made
    match tag {
        // A private key, or a secret key of JCEKS. What follows one is of no interest.
        1 | 3 => Some(Some(alias)),
        2 => {
            if version == 2 {
                bytes.name()?;
            }
            bytes.block()?;
            Some(None)
        }
        _ => None,
    }
}

/// The entries of a BKS store, read from behind its version.
fn bouncy_castle(bytes: &mut Bytes<'_>) -> Entries {
    let head = (bytes.block(), bytes.int());
    if head.0.is_none() || head.1.is_none() {
        return Entries::Unreadable;
    }
    loop {
        match bouncy_castle_entry(bytes) {
            Some((0, _)) => return Entries::Certificates,
            Some((1, _)) => {}
            Some((_, alias)) => return Entries::Key(alias),
            None => return Entries::Unreadable,
        }
    }
}

/// Kind and alias of the next entry: 0 is the end of the list, 1 a certificate, 2 to 4 are keys.
fn bouncy_castle_entry(bytes: &mut Bytes<'_>) -> Option<(u8, String)> {
    let &[tag] = bytes.take(1)? else { return None };
    if tag == 0 {
        return Some((tag, String::new()));
    }
    let alias = bytes.name()?;
    bytes.take(8)?; // when it was made
    for _ in 0..bytes.int()? {
        bytes.name()?;
        bytes.block()?;
    }
    if tag == 1 {
        bytes.name()?;
        bytes.block()?;
    }
    (tag <= 4).then_some((tag, alias))
}

/// Whether a PKCS #12 file has a bag for a key. Certificates are mostly encrypted, keys one by one.
fn pkcs12(secret: &[u8]) -> Outcome {
    /// 1.2.840.113549.1.12.10.1, with 1 for a plain and 2 for an encrypted key behind it.
    const BAG: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01";
    /// 1.2.840.113549.1.7.6: data that is encrypted as a whole.
    const ENCRYPTED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";
    let kind = memchr::memmem::find_iter(secret, BAG).find_map(|at| match secret.get(at + BAG.len()) {
        Some(1) => Some("none"),
        Some(2) => Some("password"),
        _ => None,
    });
    if let Some(encryption) = kind {
        return Outcome::Proved {
            by: "the file has a bag with a private key",
            facts: vec![Fact::new("encryption", encryption)],
        };
    }
    let encrypted = memchr::memmem::find(secret, ENCRYPTED).is_some();
    Outcome::AtMost {
        confidence: if encrypted { Confidence::Low } else { Confidence::Medium },
        why: "no private key can be seen; it may hold certificates only".to_owned(),
    }
}

/// What is left to read, numbers in big-endian order.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        self.0.split_off(..count)
    }

    fn int(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_be_bytes)
    }

    /// Text behind its length in two bytes.
    fn name(&mut self) -> Option<String> {
        let length = self.take(2)?.try_into().ok().map(u16::from_be_bytes)?;
        Some(String::from_utf8_lossy(self.take(usize::from(length))?).into_owned())
    }

    /// Bytes behind their length in four.
    fn block(&mut self) -> Option<&'b [u8]> {
        let length = self.int()?;
        self.take(usize::try_from(length).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JKS entry: tag, alias, date, and what follows.
    fn entry(tag: u8, alias: &str, rest: &[u8]) -> Vec<u8> {
        let length = u8::try_from(alias.len()).expect("a short alias");
        [&[0, 0, 0, tag, 0, length], alias.as_bytes(), &[0; 8], rest].concat()
    }

    fn jks(entries: &[Vec<u8>]) -> Vec<u8> {
        let count = u8::try_from(entries.len()).expect("few entries");
        [JKS, &[0, 0, 0, 2, 0, 0, 0, count], &entries.concat()].concat()
    }

    fn certificate() -> Vec<u8> {
        entry(2, "root", b"\0\x05X.509\0\0\0\x04abcd")
    }

    #[test]
    fn a_private_key_behind_certificates_is_found() {
        let outcome = check(&jks(&[certificate(), entry(1, "server", b"\0\0\0\x04key.")]));
        let Outcome::Proved { facts, .. } = outcome else { panic!("{outcome:?}") };
        assert_eq!(facts, [Fact::new("alias", "server")]);
    }

    #[test]
    fn certificates_alone_are_no_secret() {
        assert!(matches!(check(&jks(&[certificate(), certificate()])), Outcome::Drop(_)));
        assert!(matches!(check(&jks(&[])), Outcome::Drop(_)));
        let broken = check(&jks(&[entry(7, "what", b"")]));
        assert!(matches!(broken, Outcome::AtMost { confidence: Confidence::Medium, .. }));
    }

    #[test]
    fn bouncy_castle_stores_are_read() {
        let head = [b"\0\0\0\x02\0\0\0\x04salt\0\0\x04\0".as_slice()].concat();
        let trusted = b"\x01\0\x02ca\0\0\0\0\0\0\0\0\0\0\0\0\0\x05X.509\0\0\0\x02ab";
        let sealed = b"\x04\0\x03key\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02ab";
        assert!(matches!(check(&[&head[..], trusted, sealed].concat()), Outcome::Proved { .. }));
        assert!(matches!(check(&[&head[..], trusted, b"\0"].concat()), Outcome::Drop(_)));
    }

    #[test]
    fn pkcs12_keys_are_told_by_their_bags() {
        let head = b"\x30\x82\x01\0\x02\x01\x03\x30\x81\xf0\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
        let bag = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02";
        let Outcome::Proved { facts, .. } = check(&[&head[..], bag].concat()) else { panic!("a key") };
        assert_eq!(facts, [Fact::new("encryption", "password")]);
        let trusted = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";
        let outcome = check(&[&head[..], trusted].concat());
        assert!(matches!(outcome, Outcome::AtMost { confidence: Confidence::Low, .. }));
    }
}
