//! Keys of other chains than Bitcoin's whose whole text is a checksummed encoding: Sui and Cardano (Bech32), Tezos and the
//! XRP Ledger (`Base58Check`). A wrong sum means that no wallet accepts the key.

use super::codec::{base58, bech32};
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

const KEY_LEN: usize = 32;

/// Sui private keys: <https://github.com/sui-foundation/sips/blob/main/sips/sip-15.md>. A byte before the key tells the curve.
pub(super) fn sui(secret: &[u8]) -> Outcome {
    let Some(bytes) = bech32::decode("suiprivkey", secret) else {
        return Outcome::Drop("its Bech32 checksum is wrong".to_owned());
    };
    let curve = match bytes.first() {
        Some(0) => "Ed25519",
        Some(1) => "secp256k1",
        Some(2) => "secp256r1",
        _ => return Outcome::Drop("its first byte names no curve".to_owned()),
    };
    if bytes.len() != 1 + KEY_LEN {
        return Outcome::Drop("it is not as long as a key".to_owned());
    }
    Outcome::Proved { by: "Bech32 checksum matches", facts: vec![Fact::new("curve", curve)] }
}

/// Cardano signing keys: <https://github.com/cardano-foundation/CIPs/blob/master/CIP-0005/README.md>. The readable part
/// names the role: `addr_sk`, `stake_xsk`, `ed25519_sk`.
pub(super) fn cardano(secret: &[u8]) -> Outcome {
    // The last 1 ends the readable part, which may hold others.
    let end = secret.iter().rposition(|&byte| byte == b'1');
    let role = end.and_then(|end| str::from_utf8(&secret[..end]).ok());
    let Some(bytes) = role.and_then(|role| bech32::decode(role, secret)) else {
        return Outcome::Drop("its Bech32 checksum is wrong".to_owned());
    };
    // A seed, an extended key, an extended key with its chain code.
    if matches!(bytes.len(), 32 | 64 | 96 | 128) {
        Outcome::proved("Bech32 checksum matches")
    } else {
        Outcome::Drop("it is not as long as a key".to_owned())
    }
}

/// The first bytes of what a Tezos secret key stands for, the length of the rest, and the curve:
/// <https://gitlab.com/tezos/tezos/-/blob/master/src/lib_crypto/base58.ml>.
const TEZOS: [([u8; 4], usize, &str); 4] = [
    ([0x0d, 0x0f, 0x3a, 0x07], 32, "Ed25519"),
    ([0x2b, 0xf6, 0x4e, 0x07], 64, "Ed25519"),
    ([0x11, 0xa2, 0xe0, 0xc9], 32, "secp256k1"),
    ([0x10, 0x51, 0xee, 0xbd], 32, "P-256"),
];

/// Tezos secret keys.
pub(super) fn tezos(secret: &[u8]) -> Outcome {
    let Some(bytes) = base58::decode_check(secret) else {
        return Outcome::Drop("its Base58Check checksum is wrong".to_owned());
    };
    let kind = TEZOS.iter().find(|(first, rest, _)| bytes.starts_with(first) && bytes.len() == 4 + rest);
    kind.map_or_else(
        || Outcome::Drop("it does not start like a secret key".to_owned()),
        |(_, _, curve)| Outcome::Proved {
            by: "Base58Check checksum matches",
            facts: vec![Fact::new("curve", *curve)],
        },
    )
}

/// Seeds of the XRP Ledger: <https://xrpl.org/docs/references/protocol/data-types/base58-encodings>.
pub(super) fn ripple(secret: &[u8]) -> Outcome {
    let Some(bytes) = base58::decode_check(&base58::from_ripple(secret)) else {
        return Outcome::Drop("its Base58Check checksum is wrong".to_owned());
    };
    let curve = match (&bytes[..], bytes.len()) {
        ([0x21, ..], 17) => "secp256k1",
        ([0x01, 0xe1, 0x4b, ..], 19) => "Ed25519",
        _ => return Outcome::Drop("it does not start like a seed".to_owned()),
    };
    Outcome::Proved { by: "Base58Check checksum matches", facts: vec![Fact::new("curve", curve)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sui_keys_tell_their_curve() {
        let key = |curve: u8| bech32::encode("suiprivkey", &[&[curve], &[7; 32][..]].concat());
        assert!(sui(key(0).as_bytes()).is_proved());
        assert!(sui(key(9).as_bytes()).is_dropped(), "no such curve");
        assert!(sui(key(0).replacen('q', "p", 1).as_bytes()).is_dropped());
        // The vector of SIP 15.
        let published = concat!("suiprivkey1qzwant3kaegmjy4qxex93s", "0jzvemekkjmyv3r2sjwgnv2y479pgsywhveae");
        assert!(sui(published.as_bytes()).is_proved());
    }

    #[test]
    fn cardano_keys_are_as_long_as_their_kind() {
        for (role, len) in [("addr_sk", 32), ("ed25519_sk", 32), ("ed25519e_sk", 64), ("root_xsk", 96)] {
            assert!(cardano(bech32::encode(role, &vec![3; len]).as_bytes()).is_proved(), "{role}");
        }
        assert!(cardano(bech32::encode("addr_sk", &[3; 31]).as_bytes()).is_dropped());
        assert!(cardano(b"ed25519_sk").is_dropped());
        assert!(cardano(b"").is_dropped());
    }

    #[test]
    fn tezos_keys_start_with_their_kind() {
        for (first, rest, _) in TEZOS {
            let key = base58::encode_check(&[&first[..], &vec![5; rest]].concat());
            assert!(matches!(&key[..4], "edsk" | "spsk" | "p2sk"), "{key}");
            assert!(tezos(key.as_bytes()).is_proved());
        }
        assert!(tezos(base58::encode_check(&[5; 36]).as_bytes()).is_dropped());
        // A key of the network for tests that every Tezos sandbox starts with.
        let published = concat!("edsk3gUfUPyBSfrS9CCgmCiQsTC", "HGkviBDusMxDJstFtojtc1zcpsh");
        assert!(tezos(published.as_bytes()).is_proved());
    }

    #[test]
    fn ripple_seeds_tell_their_curve() {
        // The seed of the documentation: the pass phrase is `masterpassphrase`.
        let published = concat!("snoPBrXtMeMyMHUVTgbu", "qAfg1SUTb");
        assert!(ripple(published.as_bytes()).is_proved());
        assert!(ripple(published.replace("SUTb", "SUTa").as_bytes()).is_dropped());
        assert!(ripple(b"").is_dropped());
    }
}
