//! Recovery phrases of wallets (BIP 39): 12 to 24 words of a fixed list, whose last bits are a SHA-256 checksum.

use crate::verify::outcome::Outcome;
use bip39::{Language, Mnemonic};

/// More than 24 of the longest words and the spaces between them.
const LONGEST: usize = 400;

pub(super) fn check(secret: &[u8]) -> Outcome {
    let Ok(text) = str::from_utf8(secret) else { return Outcome::Pass };
    if text.len() > LONGEST {
        return Outcome::Pass;
    }
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    // Public phrases of documentation repeat one word.
    let repeated = words.iter().filter(|word| **word == words[0]).count();
    if repeated * 2 > words.len() {
        return Outcome::Drop("one word makes up most of it, as in published test phrases".to_owned());
    }
    match Mnemonic::parse_in_normalized(Language::English, &words.join(" ")) {
        Ok(_) => Outcome::proved("checksum of a BIP 39 phrase matches"),
        Err(bip39::Error::InvalidChecksum) => Outcome::Drop("its BIP 39 checksum is wrong".to_owned()),
        Err(_) => Outcome::Drop("it is not made of BIP 39 words".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_of_random_entropy_are_proved() {
        let entropy =
            [0x1f, 0x3a, 0x52, 0x9c, 0x44, 0xee, 0x01, 0x8b, 0x77, 0xd0, 0x25, 0x6e, 0xb9, 0x13, 0xfa, 0x60];
        let phrase = Mnemonic::from_entropy_in(Language::English, &entropy).expect("16 bytes").to_string();
        assert!(matches!(check(phrase.as_bytes()), Outcome::Proved { .. }));
        let quoted = phrase.replace(' ', "\", \"");
        assert!(matches!(check(quoted.as_bytes()), Outcome::Proved { .. }));
        let mut words: Vec<&str> = phrase.split(' ').collect();
        words.swap(0, 1);
        assert!(matches!(check(words.join(" ").as_bytes()), Outcome::Drop(_)));
    }

    #[test]
    fn published_and_ordinary_words_are_dropped() {
        let dummy = ["abandon"; 11].join(" ") + " about";
        assert!(matches!(check(dummy.as_bytes()), Outcome::Drop(_)));
        assert!(matches!(check(b"the quick brown fox"), Outcome::Drop(_)));
        assert!(matches!(check(b""), Outcome::Drop(_)));
    }
}
