//! Values that are assigned to names of secrets.
//!
//! Most secrets have no format of their own; what gives them away is the name they are bound to. The prefilter
//! reports the places of a few stems (`pas`, `key`, `tok` ...); [`at_stem`] reads the name around such a place,
//! how it is bound ([`bind`]), the value ([`value`]), and what the name promises ([`words`]).
//!
//! Everything happens within [`REACH`] bytes of the stem, and nearly every stem is turned away by the byte that
//! follows its name. A value may stand on a later line, which then starts within [`NEXT_LINE`] bytes.

pub mod bind;
pub mod call;
pub mod columns;
pub mod command;
pub mod form;
pub mod header;
pub mod manifest;
pub mod nested;
pub mod numbers;
pub mod phrase;
pub mod roles;
pub mod value;
pub mod words;

use super::kind::{FileKind, Values};
use crate::text::Span;
pub use roles::{Role, RoleTable};

/// The most bytes before or behind a stem that decide about an assignment.
pub const REACH: usize = 1280;
/// The most bytes behind a stem at which another line can start that the value stands on: a name, a sign with a type,
/// two calls around the value, or a first argument before it, and white space between all of them.
pub const NEXT_LINE: usize = 720;
const _: () = assert!(NEXT_LINE + value::MAX_VALUE + 32 <= REACH);
/// The longest name.
const MAX_NAME: usize = 96;

/// A value with the name it is assigned to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// What the rule for it is.
    pub role: Role,
    /// The whole name.
    pub name: Span,
    /// The value, without quotes.
    pub value: Span,
}

/// Reports the value that is bound to the name around the stem at `at`, if there is one.
#[inline]
pub fn at_stem(text: &[u8], at: usize, kind: FileKind, found: &mut dyn FnMut(Assigned)) {
    if kind.values() == Values::Noise {
        return;
    }
    let Some(name) = name_around(text, at) else { return };
    if is_scheme(text, name) {
        if let Some(assigned) = header::bearer(text, name) {
            found(assigned);
        }
        return;
    }
    if kind == FileKind::Csv {
        columns::below(text, name, found);
    }
    if !matches!(kind, FileKind::C | FileKind::Rust | FileKind::Css) {
        columns::inserted(text, name, found);
    }
    let name = form::field(text, name);
    if name.end <= at {
        return;
    }
    let Some(bound) = form::filled(text, name).or_else(|| bind::after(text, name, kind)) else { return };
    // `<key>` holds a name: of a property, of a file in a bucket.
    if bound.sign == bind::Sign::Element && name.of(text).eq_ignore_ascii_case(b"key") {
        return;
    }
    numbers::bound(text, name, bound.at, found);
    let Some(reading) = words::read(name.of(text)) else { return };
    if reading.class == words::Class::Auth
        && let Some(assigned) = credentials(text, name, bound)
    {
        found(assigned);
        return;
    }
    if let Some(value) = value::read(text, name, bound, kind) {
        if let Some(words) =
            value.of(text).contains(&b' ').then(|| phrase::words(text, value.start)).flatten()
        {
            found(Assigned { role: Role::Phrase, name, value: words });
        }
        let netrc = kind == FileKind::Netrc && reading.class == words::Class::Password;
        let role = if netrc { Role::Netrc } else { Role::Named(reading.class) };
        found(Assigned { role, name, value });
    }
}

/// True when commands and statements with passwords may stand in files of `kind`: in scripts, and in strings and remarks of
/// every language.
#[must_use]
pub fn has_commands(kind: FileKind) -> bool {
    !matches!(kind, FileKind::Css | FileKind::Generated | FileKind::Pgpass)
}

/// Reports the values in `region` of files with places instead of names.
pub fn placed(text: &[u8], kind: FileKind, region: Span, found: &mut dyn FnMut(Assigned)) {
    if kind == FileKind::Pgpass {
        columns::pgpass(text, region, found);
    }
    if kind == FileKind::Json && region.start == 0 {
        numbers::alone(text, found);
    }
}

/// What stands for both user and password: a header's value, `auth=("user", "password")`.
fn credentials(text: &[u8], name: Span, bound: bind::Bound) -> Option<Assigned> {
    let open = if bound.sign == bind::Sign::Call { bound.at - 1 } else { bound.at };
    let login = call::second_literal(text, open);
    let login = login.map(|value| Assigned { role: Role::Named(words::Class::Password), name, value });
    login.or_else(|| header::credentials(text, name, bound.at))
}

fn is_scheme(text: &[u8], name: Span) -> bool {
    name.of(text).eq_ignore_ascii_case(b"bearer") && text.get(name.end) == Some(&b' ')
}

/// The name that covers `at`, without the signs around it.
#[inline]
fn name_around(text: &[u8], at: usize) -> Option<Span> {
    let before = text[at.saturating_sub(MAX_NAME)..at].iter().rev().take_while(|&&b| is_name_byte(b)).count();
    let behind = text[at..].iter().take(MAX_NAME).take_while(|&&b| is_name_byte(b)).count();
    if before + behind >= MAX_NAME {
        return None;
    }
    let (mut start, mut end) = (at - before, at + behind);
    while start < at && !text[start].is_ascii_alphanumeric() {
        start += 1;
    }
    while end > at && !text[end - 1].is_ascii_alphanumeric() {
        end -= 1;
    }
    Some(Span::new(start, end))
}

fn is_name_byte(b: u8) -> bool {
    const IS: [bool; 256] = {
        let mut is = [false; 256];
        let mut b = 0;
        while b < is.len() {
            is[b] = (b as u8).is_ascii_alphanumeric() || matches!(b as u8, b'_' | b'-' | b'.');
            b += 1;
        }
        is
    };
    IS[usize::from(b)]
}

#[cfg(test)]
mod tests;
