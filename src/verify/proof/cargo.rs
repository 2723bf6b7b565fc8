//! crates.io tokens (`cio_tp_`): the last character is the XOR of the 31 before it, as a letter or digit.
//!
//! From Cargo's `cargo_credential` and crates.io's `util/token.rs`.

use crate::verify::outcome::Outcome;

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BODY: usize = 31;

pub(super) fn check(secret: &[u8]) -> Outcome {
    let Some((body, &[sum])) = secret.strip_prefix(b"cio_tp_").and_then(|rest| rest.split_at_checked(BODY))
    else {
        return Outcome::Pass;
    };
    let xor = body.iter().fold(0, |xor, byte| xor ^ byte);
    if ALPHABET[usize::from(xor) % ALPHABET.len()] == sum {
        Outcome::proved("check character matches")
    } else {
        Outcome::Drop("its check character is wrong".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors() {
        // The first two are those of the issuer's own tests.
        let zeros = "0".repeat(31);
        let right = [
            ("gGK6jurSwKyl9V3Az19z7YEFQI9aoOO", 'd'),
            (zeros.as_str(), 'w'),
            ("Zk3vT9qLm2XcR7pWn5YdB8sHf1JgA4Q", '9'),
        ];
        for (body, sum) in right {
            let token = |sum: char| format!("cio{}{body}{sum}", "_tp_");
            assert!(matches!(check(token(sum).as_bytes()), Outcome::Proved { .. }), "{body}");
            assert!(matches!(check(token('x').as_bytes()), Outcome::Drop(_)), "{body}");
        }
        assert_eq!(check(b"cio_tp_"), Outcome::Pass);
    }
}
