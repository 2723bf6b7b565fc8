//! Shannon entropy: random text uses its alphabet evenly, words do not.

use super::outcome::Outcome;
use super::{Arg, Check, number};
use crate::secret::Secret;

/// The check `entropy = BITS`: the secret without its anchor must have at least so many bits a character.
///
/// # Errors
/// When the argument is not a number.
pub fn make(arg: &Arg) -> Result<Check, String> {
    let least = number(arg)?;
    Ok(Box::new(move |subject| {
        let bits = shannon(subject.body());
        if bits >= least {
            Outcome::Pass
        } else {
            Outcome::Drop(format!("{bits:.2} bits a character, less than {least:.2}"))
        }
    }))
}

/// Bits a byte of `secret`. A random token gives nothing away by it.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "one number leaves, not the bytes")]
pub fn of(secret: Secret<'_>) -> f32 {
    shannon(secret.expose()) as f32
}

/// Bits a byte by the frequencies of the bytes in `text` itself.
#[must_use]
pub fn shannon(text: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    for &byte in text {
        counts[usize::from(byte)] += 1;
    }
    let total = text.len() as f64;
    let share = |count: u32| f64::from(count) / total;
    counts.iter().filter(|&&count| count > 0).map(|&count| -share(count) * share(count).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_bits_a_byte() {
        assert!((shannon(b"aaaa") - 0.0).abs() < 1e-9);
        assert!((shannon(b"abab") - 1.0).abs() < 1e-9);
        assert!((shannon(b"abcdefgh") - 3.0).abs() < 1e-9);
        assert!((shannon(b"") - 0.0).abs() < 1e-9);
    }
}
