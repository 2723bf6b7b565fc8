//! Keys whose whole text is a checksummed encoding: age and Nostr (Bech32), Bitcoin (`Base58Check`), Stellar and NATS
//! (base 32 with CRC16). A wrong sum means that no program accepts the key.

use super::codec::{base32, base58, bech32};
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

const KEY_LEN: usize = 32;

/// age identities: <https://age-encryption.org/v1>. Always upper case.
pub(super) fn age(secret: &[u8]) -> Outcome {
    judge_bech32("age-secret-key-", secret)
}

/// Nostr secret keys: <https://github.com/nostr-protocol/nips/blob/master/19.md>.
pub(super) fn nostr(secret: &[u8]) -> Outcome {
    judge_bech32("nsec", secret)
}

fn judge_bech32(prefix: &str, secret: &[u8]) -> Outcome {
    match bech32::decode(prefix, secret) {
        Some(bytes) if bytes.len() == KEY_LEN => Outcome::proved("Bech32 checksum matches"),
        Some(_) => Outcome::Drop("it is not as long as a key".to_owned()),
        None => Outcome::Drop("its Bech32 checksum is wrong".to_owned()),
    }
}

/// Bitcoin private keys in wallet import format: <https://en.bitcoin.it/wiki/Wallet_import_format>.
pub(super) fn bitcoin(secret: &[u8]) -> Outcome {
    let Some(bytes) = base58::decode_check(secret) else {
        return Outcome::Drop("its Base58Check checksum is wrong".to_owned());
    };
    let network = match bytes.first() {
        Some(0x80) => "main",
        Some(0xef) => "test",
        _ => return Outcome::Drop("its version byte is not that of a private key".to_owned()),
    };
    // A one after the key says that its public key is compressed.
    if bytes.len() == 1 + KEY_LEN || (bytes.len() == 2 + KEY_LEN && bytes.last() == Some(&1)) {
        proved_on("Base58Check checksum matches", network)
    } else {
        Outcome::Drop("it is not as long as a key".to_owned())
    }
}

/// Extended private keys: <https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki>, and the prefixes of
/// <https://github.com/satoshilabs/slips/blob/master/slip-0132.md>.
pub(super) fn extended(secret: &[u8]) -> Outcome {
    let Some(bytes) = base58::decode_check(secret) else {
        return Outcome::Drop("its Base58Check checksum is wrong".to_owned());
    };
    // Version, depth, fingerprint, child number, chain code, and a 0 that tells a private key from a public one.
    if bytes.len() != 78 || bytes[45] != 0 {
        return Outcome::Drop("it is no extended private key".to_owned());
    }
    let network = match bytes[..4] {
        [0x04, 0x88, 0xad, 0xe4] | [0x04, 0x9d, 0x78, 0x78] | [0x04, 0xb2, 0x43, 0x0c] => "main",
        [0x04, 0x35, 0x83, 0x94] | [0x04, 0x4a, 0x4e, 0x28] | [0x04, 0x5f, 0x18, 0xbc] => "test",
        _ => return Outcome::Drop("its version bytes are not those of a private key".to_owned()),
    };
    proved_on("Base58Check checksum matches", network)
}

fn proved_on(by: &'static str, network: &str) -> Outcome {
    Outcome::Proved { by, facts: vec![Fact::new("network", network)] }
}

/// Stellar seeds: <https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0023.md>.
pub(super) fn stellar(secret: &[u8]) -> Outcome {
    match base32::decode_summed(secret) {
        Some(bytes) if bytes.len() == 1 + KEY_LEN && bytes[0] == 0x90 => {
            Outcome::proved("CRC16 checksum of a Stellar seed matches")
        }
        _ => Outcome::Drop("its CRC16 checksum is wrong".to_owned()),
    }
}

/// NATS seeds: <https://github.com/nats-io/nkeys>. Two bytes say that it is a seed, and whose.
///
/// With a wrong sum it opens nothing, and is still no text that comes about by chance: 58 characters of an alphabet of
/// 32, more likely a seed that somebody damaged than anything else.
pub(super) fn nats(secret: &[u8]) -> Outcome {
    let Some(bytes) = base32::decode_summed(secret).filter(|bytes| bytes.len() == 2 + KEY_LEN) else {
        return Outcome::Doubt("its CRC16 checksum is wrong".to_owned());
    };
    let owner = match (bytes[0] & 0xf8, (bytes[0] & 7) << 5 | bytes[1] >> 3) {
        (0x90, 0x00) => "account",
        (0x90, 0x10) => "cluster",
        (0x90, 0x68) => "server",
        (0x90, 0x70) => "operator",
        (0x90, 0xa0) => "user",
        (0x90, 0xb8) => "curve",
        _ => return Outcome::Drop("it is no seed".to_owned()),
    };
    let facts = vec![Fact::new("role", owner)];
    Outcome::Proved { by: "CRC16 checksum of a NATS seed matches", facts }
}

#[cfg(test)]
mod tests {
    use super::super::codec::crc::crc16;
    use super::*;

    #[test]
    fn stellar_vector() {
        let seed = concat!("SAAACAQDAQCQMBYIBEFAWDANBYHR", "AEISCMKBKFQXDAMRUGY4DUPB6NKI");
        assert!(stellar(seed.as_bytes()).is_proved());
        assert!(stellar(seed.replace("6NKI", "6NKJ").as_bytes()).is_dropped());
    }

    #[test]
    fn bech32_keys_have_32_bytes() {
        let key = bech32::encode("age-secret-key-", &[0x42; 32]).to_uppercase();
        assert!(age(key.as_bytes()).is_proved());
        assert!(nostr(key.as_bytes()).is_dropped());
        assert!(nostr(bech32::encode("nsec", &[7; 31]).as_bytes()).is_dropped());
        assert!(nostr(bech32::encode("nsec", &[7; 32]).as_bytes()).is_proved());
    }

    #[test]
    fn bitcoin_keys_tell_their_network() {
        let key = |version: u8, tail: &[u8]| base58::encode_check(&[&[version], &[9; 32][..], tail].concat());
        for (text, network) in
            [(key(0x80, &[]), "main"), (key(0x80, &[1]), "main"), (key(0xef, &[1]), "test")]
        {
            let Outcome::Proved { facts, .. } = bitcoin(text.as_bytes()) else { panic!("{network}") };
            assert_eq!(facts, [Fact::new("network", network)]);
        }
        assert!(bitcoin(key(0, &[]).as_bytes()).is_dropped());
        assert!(bitcoin(key(0x80, &[2]).as_bytes()).is_dropped());
        assert!(bitcoin(b"").is_dropped());
    }

    #[test]
    fn extended_keys_are_private_or_dropped() {
        let key = |version: u32, kind: u8| {
            base58::encode_check(&[&version.to_be_bytes(), &[5; 41][..], &[kind], &[9; 32]].concat())
        };
        // Test vector 1 of BIP 32.
        let published = concat!(
            "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPP",
            "qjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
        );
        assert!(extended(published.as_bytes()).is_proved());
        assert!(key(0x0488_ade4, 0).starts_with("xprv"));
        assert!(extended(key(0x0488_ade4, 0).as_bytes()).is_proved());
        assert!(extended(key(0x0435_8394, 0).as_bytes()).is_proved());
        assert!(extended(key(0x0488_ade4, 2).as_bytes()).is_dropped());
        assert!(extended(key(0x0488_b21e, 0).as_bytes()).is_dropped(), "a public key");
    }

    #[test]
    fn nats_seeds_tell_their_role() {
        let seed = |first: u8, second: u8| {
            let mut bytes = vec![first, second];
            bytes.extend([3; 32]);
            let sum = crc16(&bytes).to_le_bytes();
            bytes.extend(sum);
            base32::encode_lower(&bytes).to_uppercase()
        };
        let user = seed(0x95, 0);
        assert!(user.starts_with("SU") && user.len() == 58);
        let Outcome::Proved { facts, .. } = nats(user.as_bytes()) else { panic!("not proved") };
        assert_eq!(facts, [Fact::new("role", "user")]);
        assert!(nats(seed(0, 0).as_bytes()).is_dropped());
    }
}
