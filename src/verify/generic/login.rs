//! Whether a word stands where a password stands: beside the literal of the user that it belongs to.

use super::context::in_samples;
use crate::blob::RelPath;
use crate::text::Span;

/// How far around a password its user is looked for, in bytes.
const AROUND: usize = 200;
const _: () = assert!(AROUND <= crate::detect::reach::CONTEXT);
/// The longest name of a user.
const LONGEST: usize = 60;

/// True for the second half of a login in a test: a whole literal, with the literal of a user near it.
#[must_use]
pub fn is_login(text: &[u8], value: Span, path: &RelPath) -> bool {
    let quote = |at: Option<usize>| {
        at.and_then(|at| text.get(at)).copied().filter(|b| matches!(b, b'"' | b'\'' | b'`'))
    };
    let (opens, closes) = (quote(value.start.checked_sub(1)), quote(Some(value.end)));
    let behind = text[(value.end + 1).min(text.len())..].trim_ascii_start();
    let goes_on = matches!(behind.first(), Some(b'+' | b':' | b'.'));
    opens.is_some() && opens == closes && !goes_on && in_samples(path) && has_user(text, value)
}

/// True when the literal of a user stands around `value`: `user: "me"`, `setLogin('me')`, `("me", "v")`.
fn has_user(text: &[u8], value: Span) -> bool {
    const NAMES: [&[u8]; 4] = [b"user", b"login", b"mail", b"nick"];
    let (from, to) = (value.start.saturating_sub(AROUND), text.len().min(value.end + AROUND));
    let window = text[from..to].to_ascii_lowercase();
    let named =
        |name: &[u8]| memchr::memmem::find_iter(&window, name).any(|at| is_bound(&window[at + name.len()..]));
    NAMES.iter().any(|name| named(name)) || is_second(&text[from..value.start])
}

/// True when a literal follows the rest of a name and a sign.
fn is_bound(rest: &[u8]) -> bool {
    const SIGNS: usize = 8;
    let name = rest.iter().take(24).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let rest = &rest[name..];
    let is_sign = |b: &&u8| matches!(b, b'"' | b'\'' | b']' | b' ' | b':' | b'=' | b'>' | b'(' | b',');
    let signs = rest.iter().take(SIGNS).take_while(is_sign).count();
    let bound = rest[..signs].iter().any(|b| matches!(b, b':' | b'=' | b'(' | b','));
    let opens = rest[..signs].last().is_some_and(|b| matches!(b, b'"' | b'\''));
    let len = rest[signs..].iter().take(LONGEST).take_while(|b| !matches!(b, b'"' | b'\'' | b'\n')).count();
    bound && opens && len >= 2
}

/// True when `head` ends in a literal and a comma behind a bracket: the first of two arguments.
fn is_second(head: &[u8]) -> bool {
    let Some(head) = head.split_last().map(|(_, head)| head.trim_ascii_end()) else { return false };
    let Some(head) = head.strip_suffix(b",").map(<[u8]>::trim_ascii_end) else { return false };
    let Some((&quote, head)) = head.split_last().filter(|(b, _)| matches!(b, b'"' | b'\'')) else {
        return false;
    };
    let Some(opens) = memchr::memrchr(quote, head) else { return false };
    head[..opens].trim_ascii_end().ends_with(b"(") && head.len() - opens > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(text: &str, path: &str) -> bool {
        let at = text.find("cheeseshop").expect("the text holds the word");
        is_login(text.as_bytes(), Span::new(at, at + 10), &RelPath::new(path.as_bytes()))
    }

    #[test]
    fn a_word_beside_a_user_is_a_password() {
        for text in [
            "user = 'lucy', password = 'cheeseshop'",
            "{\"password\": \"cheeseshop\",\n \"email\": \"lucy@x.example\"}",
            "new Credential(\"lucy\", \"cheeseshop\")",
            "setUserName(\"lucy\");\nsetPassword(\"cheeseshop\");",
        ] {
            assert!(login(text, "tests/login.py"), "{text}");
            assert!(!login(text, "src/login.py"), "{text}");
        }
        for text in [
            "password = 'cheeseshop'",
            "user: x, password: 'cheeseshop'",
            "user = 'lucy', password = 'cheeseshop' + i",
            "user = 'lucy', password = {'cheeseshop': 1}",
            "user = 'lucy'; password = cheeseshop",
        ] {
            assert!(!login(text, "tests/login.py"), "{text}");
        }
    }
}
