//! `OpenPGP` private keys in armor (RFC 9580): the first packet is a secret key, and a CRC24 may follow the body.

use super::codec::{armor, crc};
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

const SECRET_KEY: u8 = 5;

pub(super) fn check(secret: &[u8]) -> Outcome {
    let Some(armor) = armor::parse(secret) else { return Outcome::Pass };
    let Some(body) = armor.body else { return Outcome::Doubt("its body is not base64".to_owned()) };
    let Some(tag) = body.first().and_then(|&first| tag(first)) else {
        return Outcome::Drop("its body holds no packet".to_owned());
    };
    if tag != SECRET_KEY {
        return Outcome::Drop("its first packet is no secret key".to_owned());
    }
    let [_, sum @ ..] = crc::crc24(&body).to_be_bytes();
    match armor.sum {
        Some(written) if written == sum => Outcome::proved("CRC24 checksum of the armor matches"),
        Some(_) => Outcome::Doubt("its CRC24 checksum is wrong".to_owned()),
        None => Outcome::Facts(vec![Fact::new("checksum", "none")]),
    }
}

/// The kind of a packet, from its first byte in the new or in the old form.
fn tag(first: u8) -> Option<u8> {
    match first {
        0xc0.. => Some(first & 0x3f),
        0x80.. => Some(first >> 2 & 0x0f),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::codec::base64;
    use super::*;

    fn block(first: u8, damage: u32) -> String {
        let body: Vec<u8> = std::iter::once(first).chain(1..90).collect();
        let [_, sum @ ..] = (crc::crc24(&body) ^ damage).to_be_bytes();
        let dashes = "-----";
        format!(
            "{dashes}BEGIN PGP PRIVATE KEY BLOCK{dashes}\n\n{}\n={}\n{dashes}END PGP PRIVATE KEY BLOCK{dashes}",
            base64::encode(&body),
            base64::encode(&sum)
        )
    }

    #[test]
    fn the_sum_decides() {
        for first in [0x95, 0xc5] {
            assert!(matches!(check(block(first, 0).as_bytes()), Outcome::Proved { .. }));
            assert!(matches!(check(block(first, 1).as_bytes()), Outcome::Doubt(_)));
        }
        let unsummed = block(0xc5, 0).replace("\n=", "\n:");
        assert!(matches!(check(unsummed.as_bytes()), Outcome::Facts(_)));
    }

    #[test]
    fn public_keys_and_noise_are_dropped() {
        assert!(matches!(check(block(0x99, 0).as_bytes()), Outcome::Drop(_)));
        assert!(matches!(check(block(0x00, 0).as_bytes()), Outcome::Drop(_)));
    }
}
