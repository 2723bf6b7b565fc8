//! Where values begin and end.

use crate::text::Span;

/// True when `secret` is not a part of a longer word or of longer base64, which may be written for a URL.
pub(super) fn bounded(text: &[u8], secret: Span) -> bool {
    let base64 = secret.of(text).iter().any(|b| matches!(b, b'+' | b'/'));
    let joins = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+') || base64 && b == b'/';
    let before = secret.start.checked_sub(1).is_some_and(|at| joins(text[at]));
    let behind = &text[secret.end..];
    let padded = ["=", "%3D", "%2B", "%2F"].iter().any(|sign| behind.starts_with(sign.as_bytes()));
    !before && !padded && !behind.first().is_some_and(|&b| joins(b))
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
