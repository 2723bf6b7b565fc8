//! Bech32 (BIP 173): a readable prefix, base 32 and a six-character sum over both.

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const SUM_LEN: usize = 6;
/// Longer than any key.
const LONGEST: usize = 192;

/// The bytes of `text`, which must start with `prefix` (lower case) and `1`, in one case throughout. `None` when the
/// sum is wrong.
#[must_use]
pub fn decode(prefix: &str, text: &[u8]) -> Option<Vec<u8>> {
    let mixed = text.iter().any(u8::is_ascii_lowercase) && text.iter().any(u8::is_ascii_uppercase);
    if mixed || text.len() > LONGEST {
        return None;
    }
    let text = text.to_ascii_lowercase();
    let data = text.strip_prefix(prefix.as_bytes())?.strip_prefix(b"1")?;
    let digits: Option<Vec<u8>> = data.iter().map(|&letter| digit(letter)).collect();
    let digits = digits?;
    let payload = &digits[..digits.len().checked_sub(SUM_LEN)?];
    if polymod(prefix, &digits) != 1 {
        return None;
    }
    regroup(payload)
}

/// Writes `bytes` after `prefix`, in lower case.
#[must_use]
pub fn encode(prefix: &str, bytes: &[u8]) -> String {
    let mut digits = Vec::new();
    let (mut pending, mut bits) = (0_u32, 0);
    for &byte in bytes {
        pending = (pending << 8) | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            digits.push((pending >> bits).to_le_bytes()[0] & 31);
        }
    }
    if bits > 0 {
        digits.push((pending << (5 - bits)).to_le_bytes()[0] & 31);
    }
    let sum = polymod(prefix, &[&digits[..], &[0; SUM_LEN]].concat()) ^ 1;
    digits.extend((0..6).rev().map(|at| (sum >> (5 * at)).to_le_bytes()[0] & 31));
    let letters = digits.iter().map(|&digit| char::from(ALPHABET[usize::from(digit)]));
    format!("{prefix}1{}", letters.collect::<String>())
}

fn digit(letter: u8) -> Option<u8> {
    let at = ALPHABET.iter().position(|&known| known == letter)?;
    u8::try_from(at).ok()
}

/// Eight-bit bytes of five-bit digits; the bits left over must be fewer than a digit, and 0.
fn regroup(digits: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(digits.len() * 5 / 8);
    let (mut pending, mut bits) = (0_u32, 0);
    for &digit in digits {
        pending = (pending << 5) | u32::from(digit);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((pending >> bits).to_le_bytes()[0]);
            pending &= (1 << bits) - 1;
        }
    }
    (bits < 5 && pending == 0).then_some(bytes)
}

fn polymod(prefix: &str, digits: &[u8]) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let high = prefix.bytes().map(|byte| byte >> 5);
    let low = prefix.bytes().map(|byte| byte & 31);
    high.chain([0]).chain(low).chain(digits.iter().copied()).fold(1, |sum: u32, value| {
        let top = sum >> 25;
        let shifted = ((sum & 0x1ff_ffff) << 5) ^ u32::from(value);
        (0..5).filter(|bit| top >> bit & 1 == 1).fold(shifted, |sum, bit| sum ^ GENERATOR[bit])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_and_sees_damage() {
        let bytes: Vec<u8> = (0..32).collect();
        let text = encode("age-secret-key-", &bytes);
        assert_eq!(decode("age-secret-key-", text.as_bytes()), Some(bytes.clone()));
        assert_eq!(decode("age-secret-key-", text.to_uppercase().as_bytes()), Some(bytes));
        assert_eq!(decode("nsec", text.as_bytes()), None);
        assert_eq!(decode("age-secret-key-", text.replacen('q', "p", 1).as_bytes()), None);
    }

    #[test]
    fn reads_the_sample_of_nip_19() {
        let text = concat!("nsec1vl029mgpspedva04g90vltkh", "6fvh240zqtv9k0t9af8935ke9laqsnlfe5");
        assert_eq!(decode("nsec", text.as_bytes()).map(|bytes| bytes.len()), Some(32));
    }
}
