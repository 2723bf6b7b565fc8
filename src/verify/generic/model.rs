//! A model of what people write: how likely a text is as words, against how likely it is as random characters.
//!
//! Entropy asks how evenly a text uses its own characters, which says little of twenty characters. This model asks
//! which of two sources would rather have written the text: one that knows which letter follows which in source code
//! (`trigrams.txt`, counted by `tools/trigrams.py`), or one that draws from an alphabet. The answer is in bits: +10
//! says that the random source is 1,000 times as likely, −10 the opposite.

/// Quarter bits that each of 28 symbols costs behind each pair of symbols, one printable character each.
const TRIGRAMS: &[u8] = include_bytes!("trigrams.txt");
const SYMBOLS: usize = 28;
const DIGIT: usize = 26;
const OTHER: usize = 27;

/// How much more likely `text` is random than written, in bits (base-2 logarithm of the ratio).
#[must_use]
pub fn random_bits(text: &[u8]) -> f64 {
    let text = behind_mark(trim_padding(text));
    written_cost(text) - drawn_cost(text)
}

/// True for an identifier or words in place of a token without a prefix.
///
/// Of 100,000 tokens drawn from any usual alphabet, in lengths from 14 to 64, fewer than 10 are taken for words.
/// Hexadecimal digits, in groups or not, spell no words: a text with 16 of them in a row is none.
#[must_use]
pub fn reads_like_words(text: &[u8]) -> bool {
    /// Below this length single draws look like words.
    const LONG: usize = 20;
    const HEX: usize = 16;
    let not_hex = |b: &u8| !(b.is_ascii_digit() || matches!(b, b'a'..=b'f' | b'A'..=b'F' | b'-' | b'.'));
    if text.split(not_hex).any(|run| run.len() >= HEX) {
        return false;
    }
    let least = if text.len() < LONG { 0.0 } else { text.len() as f64 / 2.0 };
    random_bits(text) < least
}

/// Bits to write `text` down knowing what people write.
fn written_cost(text: &[u8]) -> f64 {
    let (mut before, mut last) = (OTHER, OTHER);
    let mut bits = 0.0;
    for (at, &byte) in text.iter().enumerate() {
        let symbol = symbol(byte);
        bits += trigram(before, last, symbol) + detail(byte) + case(text, at);
        (before, last) = (last, symbol);
    }
    bits + trigram(before, last, OTHER)
}

/// Bits to write `text` down as draws from the smallest usual alphabet that holds it.
fn drawn_cost(text: &[u8]) -> f64 {
    text.len() as f64 * f64::from(alphabet(text)).log2()
}

/// The size of the smallest usual alphabet that holds `text`.
#[must_use]
pub fn alphabet(text: &[u8]) -> u32 {
    let has = |test: fn(&u8) -> bool| text.iter().any(test);
    if text.iter().all(u8::is_ascii_digit) {
        return 10;
    }
    let hex = text.iter().all(u8::is_ascii_hexdigit) && has(u8::is_ascii_digit);
    let (upper, lower) = (has(u8::is_ascii_uppercase), has(u8::is_ascii_lowercase));
    if hex && !(upper && lower) {
        return 16;
    }
    let mut size = 0;
    size += if lower { 26 } else { 0 };
    size += if upper { 26 } else { 0 };
    size += if has(u8::is_ascii_digit) { 10 } else { 0 };
    let extra = |b: &u8| !b.is_ascii_alphanumeric() && !matches!(b, b'+' | b'/' | b'_' | b'-' | b'.' | b'=');
    if has(extra) {
        size + 24
    } else if has(|b| !b.is_ascii_alphanumeric()) {
        size + 2
    } else {
        size.max(2)
    }
}

fn symbol(byte: u8) -> usize {
    match byte {
        b'a'..=b'z' => usize::from(byte - b'a'),
        b'A'..=b'Z' => usize::from(byte - b'A'),
        b'0'..=b'9' => DIGIT,
        _ => OTHER,
    }
}

fn trigram(before: usize, last: usize, symbol: usize) -> f64 {
    let cost = TRIGRAMS[(before * SYMBOLS + last) * (SYMBOLS + 1) + symbol];
    f64::from(cost - b'!') / 4.0
}

/// Bits for what a symbol leaves out: which digit, which sign.
fn detail(byte: u8) -> f64 {
    match byte {
        b'0'..=b'9' => 3.3,
        b'_' | b'-' | b'.' | b' ' => 1.5,
        _ if byte.is_ascii_alphabetic() => 0.0,
        _ => 4.0,
    }
}

/// Bits for the case of a letter: words keep theirs, but for capitals where a word starts.
fn case(text: &[u8], at: usize) -> f64 {
    let byte = text[at];
    if !byte.is_ascii_alphabetic() {
        return 0.0;
    }
    let previous = at.checked_sub(1).map(|i| text[i]).filter(u8::is_ascii_alphabetic);
    match previous {
        None => 0.8,
        Some(p) if p.is_ascii_lowercase() && byte.is_ascii_uppercase() => 4.0,
        Some(p) if p.is_ascii_uppercase() && byte.is_ascii_lowercase() => {
            let longer = at.checked_sub(2).is_some_and(|i| text[i].is_ascii_uppercase());
            if longer { 4.0 } else { 0.8 }
        }
        Some(p) if p.is_ascii_uppercase() => 0.8,
        Some(_) => 0.1,
    }
}

/// The hexadecimal digits behind a mark such as `sk-`, whose letters would make them look drawn from a large alphabet.
fn behind_mark(text: &[u8]) -> &[u8] {
    const MARK: usize = 12;
    const DIGITS: usize = 24;
    let Some(sign) = text.iter().rposition(|b| matches!(b, b'-' | b'_')) else { return text };
    let rest = &text[sign + 1..];
    if sign < MARK && rest.len() >= DIGITS && alphabet(rest) == 16 { rest } else { text }
}

fn trim_padding(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|&b| b != b'=').map_or(0, |i| i + 1);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(TRIGRAMS.len(), SYMBOLS * SYMBOLS * (SYMBOLS + 1));
        let row_sum = |row: usize| -> f64 {
            (0..SYMBOLS).map(|s| 2f64.powf(-trigram(row / SYMBOLS, row % SYMBOLS, s))).sum()
        };
        for row in 0..SYMBOLS * SYMBOLS {
            assert!((row_sum(row) - 1.0).abs() < 0.25, "row {row} sums to {}", row_sum(row));
        }
    }

    #[test]
    fn a_mark_before_hexadecimal_digits_does_not_hide_them() {
        let digits = "3f9a07c41be85d26f0a3b79c14e2d586";
        for mark in ["sk-", "key_", "api-live-"] {
            let bits = random_bits(format!("{mark}{digits}").as_bytes());
            assert!((bits - random_bits(digits.as_bytes())).abs() < 1e-9, "{mark}: {bits}");
        }
    }

    #[test]
    fn identifiers_read_like_words_and_tokens_do_not() {
        const ALPHABETS: [&[u8]; 3] = [
            b"0123456789abcdef",
            b"abcdefghijklmnopqrstuvwxyz0123456789",
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
        ];
        for text in [
            "GoogleCloudDocumentaiUiv1beta3DocumentId",
            "V1AzureFilePersistentVolumeSource",
            "EC2DeleteGlueNetworkInterfacePermissions",
            "GoogleCloudGkemulticloudV1AzureControlPlane",
            "policy-gate-4ed-x402-tools",
        ] {
            assert!(reads_like_words(text.as_bytes()), "{text}: {}", random_bits(text.as_bytes()));
        }
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut draw = |alphabet: &[u8]| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            alphabet[(state >> 20) as usize % alphabet.len()]
        };
        for alphabet in ALPHABETS {
            for len in [16, 20, 32, 40] {
                let wrong = (0..5_000)
                    .filter(|_| {
                        let token: Vec<u8> = (0..len).map(|_| draw(alphabet)).collect();
                        reads_like_words(&token)
                    })
                    .count();
                assert!(wrong <= 2, "{wrong} of 5,000 tokens of {len} characters");
            }
        }
    }

    #[test]
    fn words_are_written() {
        for text in [
            "authentication_token",
            "getAccessTokenSilently",
            "KeyboardInterruptHandler",
            "my-production-database",
            "com.example.service",
            "DATABASE_CONNECTION",
        ] {
            assert!(random_bits(text.as_bytes()) < -10.0, "{text}: {}", random_bits(text.as_bytes()));
        }
    }

    #[test]
    fn draws_are_random() {
        for text in [
            "9f86d081884c7d659a2feaa0c55ad015",
            "Zk3vT9qLm2XcR7pWn5YdB8sHf1JgA4",
            "q8xkzv2mwpt4hd7r",
            "kxqvzjwp",
            "hT5+kQ/9xWz2Lm8RbVn4Jg==",
        ] {
            assert!(random_bits(text.as_bytes()) > 8.0, "{text}: {}", random_bits(text.as_bytes()));
        }
    }
}
