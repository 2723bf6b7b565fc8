//! Azure DevOps personal access tokens of the older form: 52 characters of lower-case base32.
//!
//! Of the 32 bytes that they hold, 28 are the token and 4, scattered among them, are its CRC32 under a mask. The
//! layout is that of Microsoft's open source `security-utilities`.

use super::codec::{base32, crc};
use crate::verify::outcome::Outcome;

/// The sum is `XORed` with a constant that tells who the token stands for.
const USER: u32 = 0xe0b9_692d;
const APPLICATION: u32 = 0x1019_f92e;

pub(super) fn check(secret: &[u8]) -> Outcome {
    if secret.len() != 52 {
        return Outcome::Pass;
    }
    let Some(bytes) = base32::decode_lower(secret) else { return Outcome::Pass };
    let token = [&bytes[0..2], &bytes[3..7], &bytes[9..22], &bytes[23..32]].concat();
    let stored = u32::from_le_bytes([bytes[22], bytes[8], bytes[7], bytes[2]]);
    match stored ^ crc::crc32(&token) {
        USER => Outcome::proved("CRC32 checksum of an Azure DevOps user token matches"),
        APPLICATION => Outcome::proved("CRC32 checksum of an Azure DevOps application token matches"),
        _ => Outcome::Doubt("its Azure DevOps CRC32 checksum is wrong".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_found_among_the_bytes() {
        let right = concat!("aaatoaqdaqc3cyiga4eascqlbq", "gq4dyqcejhaeyuculbogazdinq");
        assert!(matches!(check(right.as_bytes()), Outcome::Proved { .. }));
        let wrong = right.replace("aaat", "aaau");
        assert!(matches!(check(wrong.as_bytes()), Outcome::Doubt(_)));
        assert_eq!(check(&right.as_bytes()[..51]), Outcome::Pass);
        assert_eq!(check(right.to_uppercase().as_bytes()), Outcome::Pass);
    }
}
