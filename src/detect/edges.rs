//! Where values begin and end.

use crate::text::Span;

/// True when `secret` is not a part of a longer word or of longer base64, which may be written for a URL.
pub(super) fn bounded(text: &[u8], secret: Span) -> bool {
    let base64 = secret.of(text).iter().any(|b| matches!(b, b'+' | b'/'));
    let joins = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+') || base64 && b == b'/';
    let before = secret.start.checked_sub(1).is_some_and(|at| joins(text[at]));
    let behind = &text[secret.end..];
    let padded = ["=", "%3D", "%2B", "%2F"].iter().any(|sign| behind.starts_with(sign.as_bytes()));
    !before && !padded && !behind.first().is_some_and(|&b| joins(b)) && !is_part(&text[..secret.start])
}

/// True when a part of a longer token ends `before` a value: letters and digits mixed, and a `.` or `$`.
fn is_part(before: &[u8]) -> bool {
    const SHORTEST: usize = 6;
    let Some((b'.' | b'$', before)) = before.split_last() else { return false };
    let part = before.len() - before.iter().rev().take(64).take_while(|b| b.is_ascii_alphanumeric()).count();
    let part = &before[part..];
    let kinds = [u8::is_ascii_digit, u8::is_ascii_lowercase, u8::is_ascii_uppercase];
    part.len() >= SHORTEST && kinds.iter().filter(|is| part.iter().any(is)).count() > 1 && !is_word(part)
}

/// True for `apiV2` and `config3`: a name and its number, or words with humps.
fn is_word(part: &[u8]) -> bool {
    let digits = part.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let letters = &part[..part.len() - digits];
    let humps =
        letters.windows(2).filter(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase()).count();
    let shouted =
        letters.windows(2).filter(|two| two[0].is_ascii_uppercase() && two[1].is_ascii_uppercase()).count();
    digits <= 2 && letters.iter().all(u8::is_ascii_alphabetic) && humps <= 3 && shouted == 0
}

/// The part of `window` on the line of `inside`.
pub(super) fn line_within(text: &[u8], window: Span, inside: Span) -> Span {
    let start = memchr::memrchr(b'\n', &text[window.start..inside.start])
        .map_or(window.start, |at| window.start + at + 1);
    let end = memchr::memchr(b'\n', &text[inside.end..window.end]).map_or(window.end, |at| inside.end + at);
    Span::new(start, end)
}

/// How many first bytes of `text` please `test`.
pub(super) fn run_len(text: &[u8], test: impl Fn(u8) -> bool) -> usize {
    text.iter().take_while(|&&b| test(b)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_longer_token_is_no_value() {
        let alone = |before: &str| {
            let text = format!("{before}0a1b2c3d4e5f");
            bounded(text.as_bytes(), Span::new(before.len(), text.len()))
        };
        for before in ["key=", "api.", "apiV2.", "someConfig.", "$", "example.com/", "access_token."] {
            assert!(alone(before), "{before}");
        }
        for before in ["z9zYTS.", "x$z4h7Kbd8iet$", "xK3-", "aB3_"] {
            assert!(!alone(before), "{before}");
        }
    }
}
