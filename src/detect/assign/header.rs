//! Credentials of HTTP's `Authorization` header: a scheme, space, and what follows.

use super::{Assigned, Role};
use crate::text::Span;

/// The shortest credentials that are worth a look.
const MIN_LEN: usize = 6;
/// The longest.
const MAX_LEN: usize = 600;

/// Schemes, and the role of what follows.
const SCHEMES: [(&[u8], Role); 8] = [
    (b"bearer ", Role::Bearer),
    (b"basic ", Role::Basic),
    (b"token ", Role::Bearer),
    (b"apikey ", Role::Bearer),
    (b"key=", Role::Bearer),
    (b"token=", Role::Bearer),
    (b"ssws ", Role::Bearer),
    (b"bot ", Role::Bearer),
];

/// What follows the word `Bearer` at `name`.
#[must_use]
pub fn bearer(text: &[u8], name: Span) -> Option<Assigned> {
    let value = token(text, name.end + 1)?;
    Some(Assigned { role: Role::Bearer, name, value })
}

/// Credentials behind `Authorization: `, at `at`; `None` when no scheme stands there.
#[must_use]
pub fn credentials(text: &[u8], name: Span, at: usize) -> Option<Assigned> {
    let skipped = text[at..].iter().take(64).take_while(|&&b| is_wrapper(b)).count();
    let at = at + skipped;
    let starts =
        |scheme: &[u8]| text.get(at..at + scheme.len()).is_some_and(|t| t.eq_ignore_ascii_case(scheme));
    let (scheme, role) = SCHEMES.iter().find(|(scheme, _)| starts(scheme))?;
    let value = token(text, at + scheme.len())?;
    Some(Assigned { role: *role, name, value })
}

fn is_wrapper(b: u8) -> bool {
    b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b'[' | b'-' | b'(' | b'f' | b'\\')
}

/// The credentials at `at`, behind a scheme.
#[must_use]
pub fn token(text: &[u8], at: usize) -> Option<Span> {
    let rest = text.get(at..)?;
    let space = rest.iter().take(4).take_while(|&&b| b == b' ').count();
    let is_token = |b: u8| {
        b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=' | b':' | b'%')
    };
    let len = rest[space..].iter().take(MAX_LEN + 1).take_while(|&&b| is_token(b)).count();
    let ends = rest.get(space + len).is_none_or(|b| !matches!(b, b'{' | b'$' | b'<' | b'(' | b'*' | b'['));
    (ends && (MIN_LEN..=MAX_LEN).contains(&len)).then_some(Span::new(at + space, at + space + len))
}
