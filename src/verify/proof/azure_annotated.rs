//! Microsoft's annotated keys: 84 characters with `JQQJ9` in the middle, the month of issue, the provider's
//! signature and a Marvin32 sum.
//!
//! The layout is that of <https://github.com/microsoft/security-utilities>; NuGet's extra fields are those of
//! `ApiKeyV5.cs` in `NuGetGallery`.

use super::codec::base64;
use super::codec::marvin32::marvin32;
use super::codec::radix::{base62, parse_base62};
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

const MARK: std::ops::Range<usize> = 52..57;
const KIND: usize = 57;
const YEAR: usize = 58;
const MONTH: usize = 59;
const SIGNATURE: std::ops::Range<usize> = 76..80;
const SUM: usize = 80;

const PROVIDERS: &[(&str, &str)] = &[
    ("ACOG", "Azure AI services"),
    ("AZAC", "Azure App Configuration"),
    ("AZCS", "Azure Communication Services"),
    ("AZDO", "Azure DevOps"),
    ("AZEG", "Azure Event Grid"),
    ("AZMP", "Azure Maps"),
    ("NUGT", "NuGet"),
];

pub(super) fn check(secret: &[u8]) -> Outcome {
    let text = secret.strip_suffix(b"==").unwrap_or(secret);
    if !matches!(text.len(), 84 | 86) || &text[MARK] != b"JQQJ9" {
        return Outcome::Pass;
    }
    let facts = facts(text);
    let Some(bytes) = base64::decode(&text[..SUM]) else { return Outcome::Pass };
    let sum = marvin32(b"Default0", &bytes);
    if is_written(sum, &text[SUM..]) {
        return Outcome::Proved { by: "Marvin32 checksum of a Microsoft annotated key matches", facts };
    }
    match text[KIND] {
        b'9' => Outcome::Drop("its Marvin32 checksum is wrong".to_owned()),
        // Derived and hashed keys: it is not documented that they keep the sum.
        _ => Outcome::Doubt("its Marvin32 checksum is wrong".to_owned()),
    }
}

/// Whether `tail` is `sum` in one of the two ways that keys carry it.
fn is_written(sum: u32, tail: &[u8]) -> bool {
    let [a, b, c, d] = sum.to_le_bytes();
    let number = u64::from(u32::from_be_bytes([a, b, c, d]));
    let padded = base62::<6>(number);
    // Padding stands on the right.
    let zeros = padded.iter().take_while(|&&digit| digit == b'0').count();
    let mut digits = [b'0'; 6];
    digits[..6 - zeros].copy_from_slice(&padded[zeros..]);
    let older = if tail.len() == 4 { base64::encode(&[a, b, c]) } else { base64::encode(&[a, b, c, d]) };
    tail == &digits[..tail.len()] || tail == &older.as_bytes()[..tail.len()]
}

fn facts(text: &[u8]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let year = text[YEAR].checked_sub(b'A').filter(|years| *years < 26);
    let month = text[MONTH].checked_sub(b'A').filter(|months| *months < 12);
    if let (Some(years), Some(months)) = (year, month) {
        facts.push(Fact::new("issued", format!("{}-{:02}", 2024 + u32::from(years), months + 1)));
    }
    let known = PROVIDERS.iter().find(|(signature, _)| signature.as_bytes() == &text[SIGNATURE]);
    if let Some((_, name)) = known {
        facts.push(Fact::new("product", *name));
    }
    if &text[SIGNATURE] == b"NUGT" {
        facts.extend(nuget(text));
    }
    facts
}

/// NuGet writes the owner's number and the environment into the platform data.
fn nuget(text: &[u8]) -> Vec<Fact> {
    let mut facts = Vec::new();
    if &text[60..62] != b"N5" {
        return facts;
    }
    if text[62] == b'P' {
        facts.push(Fact::new("environment", "production"));
    }
    if let Some(owner) = parse_base62(&text[63..69]) {
        facts.push(Fact::new("owner", owner.to_string()));
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sample in `NuGetGallery`'s source.
    fn sample() -> String {
        ["a".repeat(52).as_str(), "JQQ", "J99", "ALN5Z0000LZENeS003", "NUGT", "3OrW"].concat()
    }

    #[test]
    fn the_published_key_is_proved_and_read() {
        let Outcome::Proved { facts, .. } = check(sample().as_bytes()) else { panic!("not proved") };
        assert_eq!(facts[0], Fact::new("issued", "2024-12"));
        assert_eq!(facts[1], Fact::new("product", "NuGet"));
        assert_eq!(facts[2].name, "owner");
    }

    #[test]
    fn a_wrong_sum_is_dropped_and_a_hashed_key_doubted() {
        assert!(matches!(check(sample().replace("3OrW", "3OrX").as_bytes()), Outcome::Drop(_)));
        assert!(matches!(check(sample().replace("J99", "J9H").as_bytes()), Outcome::Doubt(_)));
        assert_eq!(check(&sample().as_bytes()[..83]), Outcome::Pass);
    }

    #[test]
    fn sums_are_padded_on_the_right() {
        // 62 is `10` in base 62.
        let sum = 62_u32.swap_bytes();
        assert!(is_written(sum, b"1000"));
        assert!(is_written(sum, b"100000"));
        assert!(!is_written(sum, b"0010"));
    }
}
