//! `Base58Check`: Bitcoin's base 58 with four bytes of double SHA-256 at the end.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const RIPPLE: &[u8; 58] = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
/// Longer than any key; decoding costs the square of the length.
const LONGEST: usize = 128;
const SUM_LEN: usize = 4;

/// The bytes that `text` stands for, without their sum. `None` when the sum is wrong or the text is not base 58.
#[must_use]
pub fn decode_check(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = decode(text)?;
    let sum_at = bytes.len().checked_sub(SUM_LEN)?;
    if double_sha256(&bytes[..sum_at])[..SUM_LEN] != bytes[sum_at..] {
        return None;
    }
    bytes.truncate(sum_at);
    Some(bytes)
}

/// Writes `bytes` and their sum in base 58.
#[must_use]
pub fn encode_check(bytes: &[u8]) -> String {
    let summed = [bytes, &double_sha256(bytes)[..SUM_LEN]].concat();
    let zeros = summed.iter().take_while(|&&byte| byte == 0).count();
    let mut digits: Vec<u8> = Vec::new();
    for byte in summed {
        let mut carry = u32::from(byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = low_byte(carry % 58);
            carry /= 58;
        }
        while carry > 0 {
            digits.push(low_byte(carry % 58));
            carry /= 58;
        }
    }
    let ones = std::iter::repeat_n('1', zeros);
    ones.chain(digits.iter().rev().map(|&digit| char::from(ALPHABET[usize::from(digit)]))).collect()
}

/// `text` of the XRP Ledger, which uses the same characters in another order, in the order of Bitcoin.
#[must_use]
pub fn from_ripple(text: &[u8]) -> Vec<u8> {
    swap(text, RIPPLE, ALPHABET)
}

/// The opposite of [`from_ripple`].
#[must_use]
pub fn to_ripple(text: &[u8]) -> Vec<u8> {
    swap(text, ALPHABET, RIPPLE)
}

/// The letters of `text` that `from` knows replaced by those at the same places of `to`.
fn swap(text: &[u8], from: &[u8; 58], to: &[u8; 58]) -> Vec<u8> {
    let place = |letter: &u8| from.iter().position(|known| known == letter);
    text.iter().map(|letter| place(letter).map_or(*letter, |at| to[at])).collect()
}

fn decode(text: &[u8]) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    // Least significant byte first.
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len());
    for letter in text {
        let mut carry = u32::try_from(ALPHABET.iter().position(|known| known == letter)?).ok()?;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = low_byte(carry);
            carry >>= 8;
        }
        if carry > 0 {
            bytes.push(low_byte(carry));
        }
    }
    let zeros = text.iter().take_while(|&&letter| letter == b'1').count();
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.reverse();
    Some(bytes)
}

fn low_byte(number: u32) -> u8 {
    number.to_le_bytes()[0]
}

fn double_sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(Sha256::digest(bytes)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_key_of_the_bitcoin_wiki() {
        let text = concat!("5HueCGU8rMjxEXxiPuD5BDk", "u4MkFqeZyd4dZ1jvhTVqvbTLvyTJ");
        let bytes = decode_check(text.as_bytes()).expect("published sample");
        assert_eq!((bytes[0], bytes.len()), (0x80, 33));
        assert_eq!(encode_check(&bytes), text);
        assert_eq!(decode_check(text.replace("5Hue", "5Huf").as_bytes()), None);
    }

    #[test]
    fn leading_zeros_survive() {
        assert_eq!(decode_check(encode_check(&[0, 0, 7]).as_bytes()), Some(vec![0, 0, 7]));
        assert_eq!(decode_check(b""), None);
        assert_eq!(decode_check(b"0OIl"), None);
        assert_eq!(decode_check(&[b'z'; 200]), None);
    }
}
