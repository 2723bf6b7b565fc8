//! Base64 as tokens carry it: either alphabet, padded or not.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const CONFIG: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);
const CARELESS: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, CONFIG.with_decode_allow_trailing_bits(true));

/// Decodes either alphabet (not a mixture), with or without padding. Left-over bits must be 0.
#[must_use]
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}

/// Decodes the longest start of `text` that holds whole bytes, in either alphabet, whatever bits are left over.
#[must_use]
pub fn decode_start(text: &[u8]) -> Option<Vec<u8>> {
    let whole = if text.len() % 4 == 1 { &text[..text.len() - 1] } else { text };
    CARELESS.decode(to_standard(whole)).ok()
}

/// Encodes with the standard alphabet, padded.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// `text` with the two letters of the URL-safe alphabet turned into those of the standard one.
fn to_standard(text: &[u8]) -> Vec<u8> {
    let standard = |&byte: &u8| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    };
    text.iter().map(standard).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_both_alphabets_and_any_padding() {
        for text in ["+/8=", "-_8=", "+/8", "-_8"] {
            assert_eq!(decode(text.as_bytes()), Some(vec![0xfb, 0xff]));
        }
        assert_eq!(decode(b"+_8="), None);
        assert_eq!(decode(b"+/9="), None, "left-over bits");
        assert_eq!(decode_start(b"Zm9vYm"), Some(b"foob".to_vec()));
        assert_eq!(decode_start(b"Zm9vY"), Some(b"foo".to_vec()));
        assert_eq!(encode(&[0xfb, 0xff]), "+/8=");
    }
}
