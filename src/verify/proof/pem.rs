//! PEM private keys: the body must parse as PKCS#1 (RFC 8017), SEC 1 (RFC 5915), PKCS#8 (RFC 5958) or DSA's form.

use super::codec::armor::{self, Armor};
use super::codec::base64;
use super::codec::der::{Der, OCTETS, OID};
use super::{openssh, pgp};
use crate::finding::{Confidence, Fact};
use crate::verify::outcome::Outcome;

/// Fewer characters of base64 than the smallest key has.
const SHORTEST: usize = 40;

/// Judges a PEM block by its label: DER keys here, those of OpenSSH and `OpenPGP` by their own proofs.
pub(super) fn check(secret: &[u8]) -> Outcome {
    let Some(armor) = armor::parse(secret) else { return Outcome::Pass };
    if !armor.label.contains("PRIVATE KEY") {
        return Outcome::Drop("it is no private key".to_owned());
    }
    if armor.body_len < SHORTEST {
        return Outcome::Drop("no key stands between its first and last line".to_owned());
    }
    if armor.label.starts_with("PGP") {
        return pgp::check(secret);
    }
    if armor.label.starts_with("OPENSSH") {
        return openssh::judge(&armor);
    }
    judge(&armor)
}

fn judge(armor: &Armor) -> Outcome {
    if armor.headers.contains("ENCRYPTED") {
        return encrypted();
    }
    let Some(body) = &armor.body else {
        // Code between two marks, a body that was cut.
        let why = "its body is not base64".to_owned();
        let cut = armor.signs;
        return if cut { Outcome::AtMost { confidence: Confidence::Low, why } } else { Outcome::Doubt(why) };
    };
    if armor.label.starts_with("ENCRYPTED") && encrypted_pkcs8(body).is_some() {
        return encrypted();
    }
    parsed(body)
}

fn parsed(body: &[u8]) -> Outcome {
    match pkcs8(body).or_else(|| pkcs1(body)).or_else(|| sec1(body, None)).or_else(|| dsa(body)) {
        Some(key) if key.consistent => Outcome::Proved { by: "it parses as a private key", facts: key.facts },
        Some(_) => Outcome::Doubt("its modulus is not the product of its primes".to_owned()),
        None => Outcome::Doubt("its body does not parse as a private key".to_owned()),
    }
}

fn encrypted() -> Outcome {
    Outcome::Facts(vec![Fact::new("encrypted", "yes")])
}

/// A private key in base64 without its lines of dashes.
pub(super) fn bare(secret: &[u8]) -> Outcome {
    let Some(bytes) = base64::decode_start(secret.trim_ascii_end()) else {
        return Outcome::Doubt("it is not base64".to_owned());
    };
    if is_cut(&bytes) {
        let why = "it is shorter than it says".to_owned();
        return Outcome::AtMost { confidence: Confidence::Low, why };
    }
    parsed(&bytes)
}

/// True when less than half of what the first length promises is there: documentation shows the beginning of a key.
fn is_cut(bytes: &[u8]) -> bool {
    match bytes {
        [0x30, 0x82, high, low, rest @ ..] => rest.len() * 2 < usize::from(*high) * 256 + usize::from(*low),
        _ => false,
    }
}

struct Key {
    facts: Vec<Fact>,
    /// Whether the numbers of the key fit each other, as far as that is tested.
    consistent: bool,
}

impl Key {
    fn new(algorithm: &str) -> Self {
        Self { facts: vec![Fact::new("algorithm", algorithm)], consistent: true }
    }
}

fn pkcs8(bytes: &[u8]) -> Option<Key> {
    let mut der = Der::new(bytes).sequence()?;
    der.integer()?;
    let mut algorithm = der.sequence()?;
    let oid = algorithm.take(OID)?;
    let key = der.take(OCTETS)?;
    match oid {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 | 0x0a] => pkcs1(key),
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01] => sec1(key, algorithm.take(OID)),
        [0x2b, 0x65, kind @ 0x6e..=0x71] => {
            let name = ["X25519", "X448", "Ed25519", "Ed448"][usize::from(kind - 0x6e)];
            Der::new(key).take(OCTETS).filter(|key| key.len() >= 32).map(|_| Key::new(name))
        }
        [0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01] => Der::new(key).integer().map(|_| Key::new("DSA")),
        _ => Some(Key::new("other")),
    }
}

fn encrypted_pkcs8(bytes: &[u8]) -> Option<()> {
    let mut der = Der::new(bytes).sequence()?;
    der.sequence()?.take(OID)?;
    der.take(OCTETS).map(|_| ())
}

/// `version, n, e, d, p, q, ...`.
fn pkcs1(bytes: &[u8]) -> Option<Key> {
    let mut der = Der::new(bytes).sequence()?;
    der.integer()?;
    let (n, _e, _d) = (der.integer()?, der.integer()?, der.integer()?);
    let (p, q) = (der.integer()?, der.integer()?);
    for _ in ["d mod p-1", "d mod q-1", "1/q mod p"] {
        der.integer()?;
    }
    let bits = n.len() * 8 - usize::try_from(n.first()?.leading_zeros()).ok()?;
    let mut key = Key::new("RSA");
    key.facts.push(Fact::new("bits", bits.to_string()));
    key.consistent = product(p, q) == n;
    Some(key)
}

/// `version 1, key, [0] curve, [1] public point`.
fn sec1(bytes: &[u8], outer_curve: Option<&[u8]>) -> Option<Key> {
    let mut der = Der::new(bytes).sequence()?;
    if der.integer()? != [1] || der.take(OCTETS)?.is_empty() {
        return None;
    }
    let inner_curve = der.take(0xa0).and_then(|curve| Der::new(curve).take(OID));
    let mut key = Key::new("EC");
    let name = match outer_curve.or(inner_curve) {
        Some([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]) => "P-256",
        Some([0x2b, 0x81, 0x04, 0x00, 0x22]) => "P-384",
        Some([0x2b, 0x81, 0x04, 0x00, 0x23]) => "P-521",
        Some([0x2b, 0x81, 0x04, 0x00, 0x0a]) => "secp256k1",
        _ => return Some(key),
    };
    key.facts.push(Fact::new("curve", name));
    Some(key)
}

/// `0, p, q, g, public, private`, nothing more.
fn dsa(bytes: &[u8]) -> Option<Key> {
    let mut der = Der::new(bytes).sequence()?;
    for _ in ["version", "p", "q", "g", "public", "private"] {
        der.integer()?;
    }
    der.any().is_none().then(|| Key::new("DSA"))
}

/// The product of two big-endian numbers, without leading zeros. Empty when the factors are longer than any key's.
fn product(a: &[u8], b: &[u8]) -> Vec<u8> {
    const LONGEST: usize = 2048;
    if a.len() + b.len() > LONGEST {
        return Vec::new();
    }
    let mut digits = vec![0_u8; a.len() + b.len()];
    for (i, &x) in a.iter().rev().enumerate() {
        let mut carry = 0_u32;
        for (j, &y) in b.iter().rev().enumerate() {
            carry += u32::from(digits[i + j]) + u32::from(x) * u32::from(y);
            digits[i + j] = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        digits[i + b.len()] = carry.to_le_bytes()[0];
    }
    while digits.last() == Some(&0) {
        digits.pop();
    }
    digits.reverse();
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).expect("short").to_be_bytes();
        [&[tag, 0x82], &length[..], content].concat()
    }

    fn integers(numbers: &[&[u8]]) -> Vec<u8> {
        element(0x30, &numbers.iter().flat_map(|number| element(0x02, number)).collect::<Vec<u8>>())
    }

    fn pem(label: &str, der: &[u8]) -> String {
        let dashes = "-----";
        format!("{dashes}BEGIN {label}{dashes}\n{}\n{dashes}END {label}{dashes}\n", base64::encode(der))
    }

    /// An RSA key of no use, whose modulus is the product of its primes when `n` says so.
    fn rsa(n: &[u8]) -> Vec<u8> {
        let (p, q) = (&[0x7f; 16][..], &[0x65; 16][..]);
        integers(&[&[0], n, &[1, 0, 1], &[9; 32], p, q, &[3; 16], &[4; 16], &[5; 16]])
    }

    fn algorithm(outcome: &Outcome) -> Option<&str> {
        match outcome {
            Outcome::Proved { facts, .. } => Some(facts[0].value.as_str()),
            _ => None,
        }
    }

    #[test]
    fn keys_need_no_dashes() {
        let n = product(&[0x7f; 16], &[0x65; 16]);
        assert_eq!(algorithm(&bare(base64::encode(&rsa(&n)).trim_end_matches('=').as_bytes())), Some("RSA"));
        assert!(matches!(bare(&base64::encode(&rsa(&n)).as_bytes()[..80]), Outcome::AtMost { .. }), "cut");
        assert!(matches!(bare(b"MII%"), Outcome::Doubt(_)));
    }

    #[test]
    fn multiplies_like_integers_do() {
        let (a, b) = (0xdead_beef_u64, 0xffff_fffe_u64);
        assert_eq!(product(&a.to_be_bytes(), &b.to_be_bytes()), (a * b).to_be_bytes());
        assert_eq!(product(&[0], &[5]), Vec::<u8>::new());
    }

    #[test]
    fn rsa_keys_must_fit_themselves() {
        let n = product(&[0x7f; 16], &[0x65; 16]);
        let key = pem("RSA PRIVATE KEY", &rsa(&n));
        let Outcome::Proved { facts, .. } = check(key.as_bytes()) else { panic!("not proved") };
        assert_eq!(facts, [Fact::new("algorithm", "RSA"), Fact::new("bits", "254")]);
        assert!(matches!(check(pem("RSA PRIVATE KEY", &rsa(&[7; 32])).as_bytes()), Outcome::Doubt(_)));
    }

    #[test]
    fn pkcs8_holds_every_algorithm() {
        let wrap = |oid: &[u8], key: &[u8]| {
            let algorithm = element(0x30, &element(0x06, oid));
            let parts = [element(0x02, &[0]), algorithm, element(0x04, key)].concat();
            pem("PRIVATE KEY", &element(0x30, &parts))
        };
        let ed25519 = wrap(&[0x2b, 0x65, 0x70], &element(0x04, &[8; 32]));
        assert_eq!(algorithm(&check(ed25519.as_bytes())), Some("Ed25519"));
        let n = product(&[0x7f; 16], &[0x65; 16]);
        let rsa = wrap(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01], &rsa(&n));
        assert_eq!(algorithm(&check(rsa.as_bytes())), Some("RSA"));
    }

    #[test]
    fn elliptic_and_dsa_keys() {
        let curve = element(0xa0, &element(0x06, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]));
        let parts = [element(0x02, &[1]), element(0x04, &[6; 32]), curve].concat();
        let Outcome::Proved { facts, .. } = check(pem("EC PRIVATE KEY", &element(0x30, &parts)).as_bytes())
        else {
            panic!("not proved")
        };
        assert_eq!(facts, [Fact::new("algorithm", "EC"), Fact::new("curve", "P-256")]);
        let dsa = integers(&[&[0], &[7; 64], &[7; 20], &[7; 64], &[7; 64], &[7; 20]]);
        assert_eq!(algorithm(&check(pem("DSA PRIVATE KEY", &dsa).as_bytes())), Some("DSA"));
    }

    #[test]
    fn encrypted_keys_say_so() {
        let yes = Outcome::Facts(vec![Fact::new("encrypted", "yes")]);
        let head = "RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n";
        let old = pem("RSA PRIVATE KEY", &[7; 64]).replacen("RSA PRIVATE KEY-----\n", head, 1);
        assert_eq!(check(old.as_bytes()), yes);
        let parts = [element(0x30, &element(0x06, &[0x2a])), element(0x04, &[9; 48])].concat();
        assert_eq!(check(pem("ENCRYPTED PRIVATE KEY", &element(0x30, &parts)).as_bytes()), yes);
    }

    #[test]
    fn what_is_no_key_is_dropped_or_doubted() {
        assert!(matches!(check(pem("PUBLIC KEY", &[1; 99]).as_bytes()), Outcome::Drop(_)));
        assert!(matches!(check(pem("PRIVATE KEY", b"...").as_bytes()), Outcome::Drop(_)));
        assert!(matches!(check(pem("PRIVATE KEY", &[1; 99]).as_bytes()), Outcome::Doubt(_)));
    }
}
