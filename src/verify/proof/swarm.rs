//! Docker Swarm join tokens: `SWMTKN-1-`, the SHA-256 of the root certificate, and a 16-byte secret, both in base 36.
//!
//! From `ca/config.go` of <https://github.com/moby/swarmkit>: the numbers are padded to the widest that fits, so a
//! text that stands for a larger number is none of them.

use crate::verify::outcome::Outcome;

const DIGEST_LEN: usize = 50;
const SECRET_LEN: usize = 25;

pub(super) fn check(secret: &[u8]) -> Outcome {
    let Ok(text) = str::from_utf8(secret) else { return Outcome::Pass };
    let mut parts = text.split('-');
    let (Some("SWMTKN"), Some(version)) = (parts.next(), parts.next()) else { return Outcome::Pass };
    // Version 2 puts a digit for the FIPS mode in front.
    let skipped = if version == "2" { parts.next() } else { None };
    let (Some(digest), Some(key), None) = (parts.next(), parts.next(), parts.next()) else {
        return Outcome::Pass;
    };
    if !matches!((version, skipped), ("1", None) | ("2", Some("0" | "1"))) {
        return Outcome::Drop("no such version of a join token".to_owned());
    }
    if is_base36(digest, DIGEST_LEN, 32) && is_base36(key, SECRET_LEN, 16) {
        Outcome::Pass
    } else {
        Outcome::Doubt("its parts are no numbers of a join token".to_owned())
    }
}

/// Whether `text` has `len` digits of base 36 that fit in `bytes` bytes.
fn is_base36(text: &str, len: usize, bytes: usize) -> bool {
    let mut number = vec![0_u8; bytes];
    text.len() == len
        && text.bytes().all(|digit| {
            let Some(digit) = char::from(digit).to_digit(36) else { return false };
            let mut carry = digit;
            for byte in number.iter_mut().rev() {
                carry += u32::from(*byte) * 36;
                *byte = carry.to_le_bytes()[0];
                carry >>= 8;
            }
            carry == 0 && !text.bytes().any(|byte| byte.is_ascii_uppercase())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_must_fit() {
        // 2^128 - 1 and 2^128 in base 36.
        assert!(is_base36("f5lxx1zz5pnorynqglhzmsp33", 25, 16));
        assert!(!is_base36("f5lxx1zz5pnorynqglhzmsp34", 25, 16));
        assert!(!is_base36("F5lxx1zz5pnorynqglhzmsp33", 25, 16));
        assert!(!is_base36("1", 25, 16));
    }

    #[test]
    fn impossible_tokens_are_dropped() {
        let token = |version: &str, digest: char| {
            format!("SWMTKN-{version}-{}-{}", digest.to_string().repeat(50), "1a".repeat(12) + "0")
        };
        assert_eq!(check(token("1", '3').as_bytes()), Outcome::Pass);
        assert_eq!(check(token("2-0", '3').as_bytes()), Outcome::Pass);
        assert!(matches!(check(token("1", 'z').as_bytes()), Outcome::Doubt(_)));
        assert!(matches!(check(token("3", '3').as_bytes()), Outcome::Drop(_)));
        assert_eq!(check(b"SWMTKN-1-abc"), Outcome::Pass);
    }
}
