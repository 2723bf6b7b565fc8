//! Entra ID client secrets with `8Q~`: the last three characters begin a Marvin32 sum in base 66.
//!
//! From <https://github.com/microsoft/security-utilities>. Only the first half of the sum is kept: other text
//! passes once in 287,496 times, and the first character can only be one of four.

use super::codec::marvin32::marvin32;
use crate::verify::outcome::Outcome;

const ALPHABET: &[u8; 66] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";
const SUM_LEN: usize = 3;

pub(super) fn check(secret: &[u8]) -> Outcome {
    if secret.len() != 40 || &secret[3..6] != b"8Q~" {
        return Outcome::Pass;
    }
    let (summed, tail) = secret.split_at(secret.len() - SUM_LEN);
    if tail == head_of_sum(summed) {
        Outcome::proved("Marvin32 checksum of an Entra ID client secret matches")
    } else if matches!(tail[0], b'a'..=b'd') {
        Outcome::Doubt("its Marvin32 checksum is wrong".to_owned())
    } else {
        Outcome::Doubt("its checksum has a character that no checksum has".to_owned())
    }
}

/// The first three of the six base 66 digits of the sum.
fn head_of_sum(summed: &[u8]) -> [u8; SUM_LEN] {
    let mut rest = marvin32(b"AadPwd00", summed);
    let mut digits = [0; 6];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[usize::from((rest % 66).to_le_bytes()[0])];
        rest /= 66;
    }
    [digits[0], digits[1], digits[2]]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUMMED: &str = concat!("Zk3", "8Q~", "vT9qLm2XcR7pWn5YdB8sHf1JgA4Qe6U");

    #[test]
    fn a_right_sum_proves_and_a_wrong_one_is_doubted() {
        let sum = head_of_sum(SUMMED.as_bytes());
        assert!(matches!(sum[0], b'a'..=b'd'), "2^32 is less than 4 * 66^5");
        let token = [SUMMED.as_bytes(), &sum].concat();
        assert!(matches!(check(&token), Outcome::Proved { .. }));
        let other = format!("{SUMMED}zzz");
        assert!(matches!(check(other.as_bytes()), Outcome::Doubt(_)));
        assert_eq!(check(&token[1..]), Outcome::Pass);
    }
}
