//! What a test types into the field of a form: `password.sendKeys("v")`, `cy.get("#password").type("v")`,
//! `fill_in "Password", with: "v"`.

use super::bind::{Bound, Sign};
use crate::text::Span;

/// Methods that fill a field, in lower case and without `_`.
const FILLERS: [&[u8]; 9] =
    [b"sendkeys", b"fill", b"type", b"typetext", b"settext", b"setvalue", b"entertext", b"val", b"set"];
/// The longest of them, with its signs.
const LONGEST: usize = 16;
/// The most signs that end the look-up of a field: `"]')).`.
const CLOSERS: usize = 6;

/// The field in `name`, which may have taken in the method that fills it: `password` of `password.sendKeys`.
#[must_use]
#[inline]
pub fn field(text: &[u8], name: Span) -> Span {
    if text.get(name.end) != Some(&b'(') {
        return name;
    }
    let whole = name.of(text);
    let Some(dot) = whole.iter().rposition(|&b| b == b'.') else { return name };
    if is_filler(&whole[dot + 1..]) { Span::new(name.start, name.start + dot) } else { name }
}

/// Where the literal stands that the field `name` is filled with.
#[must_use]
#[inline]
pub fn filled(text: &[u8], name: Span) -> Option<Bound> {
    if !matches!(text.get(name.end), Some(b'.' | b'"' | b'\'' | b')' | b']')) {
        return None;
    }
    let closes = |b: &&u8| matches!(b, b'"' | b'\'' | b')' | b']');
    let at = name.end + text[name.end..].iter().take(CLOSERS).take_while(closes).count();
    let at = match &text[at..] {
        [b'.', method @ ..] => {
            let is_name = |b: &&u8| b.is_ascii_alphabetic() || **b == b'_';
            let len = method.iter().take(LONGEST).take_while(is_name).count();
            if !is_filler(&method[..len]) || !matches!(method.get(len), Some(b'(' | b' ')) {
                return None;
            }
            at + 1 + len + 1
        }
        rest if rest.starts_with(b", with: ") => at + b", with: ".len(),
        rest if rest.starts_with(b" with ") => at + b" with ".len(),
        _ => return None,
    };
    let literal = matches!(text.get(at), Some(b'"' | b'\''));
    literal.then_some(Bound { sign: Sign::Call, at, spaced: false })
}

fn is_filler(method: &[u8]) -> bool {
    let plain: Vec<u8> = method.iter().filter(|b| **b != b'_').map(u8::to_ascii_lowercase).collect();
    FILLERS.contains(&plain.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<&str> {
        let at = text.to_ascii_lowercase().find("password").expect("the text names a field");
        let name = Span::new(at, at + "password".len());
        filled(text.as_bytes(), name).map(|bound| &text[bound.at + 1..bound.at + 2])
    }

    #[test]
    fn fields_are_filled_in_many_ways() {
        for text in [
            "password.sendKeys(\"v\")",
            "d.find(By.id(\"password\")).send_keys('v')",
            "cy.get('#password').type('v')",
            "$('[name=password]').val('v')",
            "fill_in \"Password\", with: \"v\"",
            "I fill in \"password\" with \"v\"",
            "find('#password').set 'v'",
        ] {
            assert_eq!(value(text), Some("v"), "{text}");
        }
        for text in
            ["password.equals(\"v\")", "password.fill(x)", "\"password\"", "password.", "password with v"]
        {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn a_method_is_no_part_of_its_field() {
        let text = b"password.sendKeys(x)";
        assert_eq!(field(text, Span::new(0, 17)), Span::new(0, 8));
        assert_eq!(field(b"db.password = x", Span::new(0, 11)), Span::new(0, 11));
    }
}
