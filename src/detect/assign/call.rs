//! Calls that take a name and a value, or a user and a password, as literals side by side.

use super::words::{Class, Words};
use crate::text::Span;

/// How far before a name its call is looked for on its line, in bytes.
const LOOK_BACK: usize = 120;

/// Words in the names of functions that take `name, value` at any place of their arguments.
#[rustfmt::skip]
const PAIRS: [&str; 17] = [
    "add", "append", "attr", "attribute", "config", "define", "env", "field", "header", "insert", "option", "param",
    "property", "put", "putenv", "set", "setenv",
];
/// Words in the names of functions whose first argument is a password, not the name of one.
#[rustfmt::skip]
const WORKERS: [&str; 16] = [
    "bcrypt", "check", "checkpw", "compare", "crypt", "decrypt", "derive", "encode", "encrypt", "hash", "hashpw", "hmac", "lookup",
    "pbkdf", "scrypt", "verify",
];

/// True when the quoted `name` is the argument before its value: `put("name", v)`, `{"name", v}`, `set(x, "name", v)`.
///
/// In a list of words, and in `HashPassword("password", salt)`, it is not.
#[must_use]
pub fn takes_pairs(text: &[u8], name: Span) -> bool {
    if text.get(name.end + 1) == Some(&b']') {
        return false;
    }
    let head = before_quote(line_before(text, name));
    let Some((at, first)) = bracket(head) else { return false };
    let alone = head[at + 1..].trim_ascii().is_empty();
    let called = head[at] == b'(' && !callee(&head[..at]).is_empty();
    if called {
        calls_with_pairs(&head[..at], first && alone)
    } else {
        alone
            && second_is_last(text, name.end + 1)
            && (is_nested(&head[..at]) || second_is_no_word(text, name.end + 1))
    }
}

/// True for a pair within a list or a map of pairs: `[['name', v]]`, `{{"name", v}}`, `{"x", {"name", v}}`.
fn is_nested(head: &[u8]) -> bool {
    head.trim_ascii_end().last().is_none_or(|b| matches!(b, b'[' | b'{' | b'(' | b','))
}

/// False when the literal behind the comma at `comma` is a word: `["password", "totp"]` lists words, and holds no pair.
fn second_is_no_word(text: &[u8], comma: usize) -> bool {
    let rest = text[comma.min(text.len())..].strip_prefix(b",").unwrap_or_default().trim_ascii_start();
    let literal = rest.iter().skip(1).take(100).take_while(|b| !matches!(b, b'"' | b'\'' | b'\n'));
    !literal.clone().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b':' | b'.'))
}

/// False when a third element follows the literal behind the comma at `comma`: then the list holds words, not a pair.
fn second_is_last(text: &[u8], comma: usize) -> bool {
    const LONGEST: usize = 200;
    let rest = &text[comma.min(text.len())..text.len().min(comma + LONGEST)];
    let Some(rest) = rest.strip_prefix(b",").map(<[u8]>::trim_ascii_start) else { return true };
    let Some(&quote) = rest.first().filter(|b| matches!(b, b'"' | b'\'')) else { return true };
    let Some(close) = memchr::memchr(quote, &rest[1..]) else { return true };
    !rest[close + 2..].trim_ascii_start().starts_with(b",")
}

/// True when the constant or the member `name` is the argument before its value: `setProperty(Keys.SECRET_KEY, v)`,
/// `assertEqual(user.token, v)`.
#[must_use]
pub fn takes_constant(text: &[u8], name: Span) -> bool {
    const EQUAL: [&str; 5] = ["assert", "eq", "equal", "equals", "same"];
    let head = line_before(text, name);
    let Some((at, _)) = bracket(head).filter(|&(at, _)| head[at] == b'(') else { return false };
    let callee = head[..at].strip_suffix(b"!").unwrap_or(&head[..at]);
    let words = Words::of(self::callee(callee));
    let any = |list: &[&str]| words.iter().any(|word| list.iter().any(|w| word.is(w)));
    let (whole, dot) = (name.of(text), name.of(text).iter().rposition(|&b| b == b'.'));
    let last = &whole[dot.map_or(0, |dot| dot + 1)..];
    let constant = last.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    let member = dot.is_some() || text[..name.start].ends_with(b"->");
    constant && any(&PAIRS) || member && any(&EQUAL)
}

/// True when `name` is the first word of its line: `password 'v'` of Chef and Gradle.
#[must_use]
pub fn starts_line(text: &[u8], name: Span) -> bool {
    line_before(text, name).iter().all(|b| matches!(b, b' ' | b'\t'))
}

/// True for `decodeToken("v")`, `loginWithApiKey("v")`: names of tokens called with what is no identifier, unlike `getToken("v")`.
#[must_use]
pub fn takes_drawn(text: &[u8], name: Span, open: usize) -> bool {
    #[rustfmt::skip]
    const LOOK_UPS: [&str; 18] = [
        "access", "contains", "create", "delete", "exists", "fetch", "find", "generate", "get", "has", "is", "list", "load", "lookup",
        "next", "read", "remove", "require",
    ];
    const SHORTEST: usize = 16;
    let Some(quote) = text.get(open + 1).filter(|b| matches!(b, b'"' | b'\'')) else { return false };
    let literal = text[open + 2..].iter().take(100).take_while(|b| *b != quote && **b != b'\n');
    let (mut len, mut digits, mut letters) = (0, 0, 0);
    for byte in literal {
        len += 1;
        digits += usize::from(byte.is_ascii_digit());
        letters += usize::from(byte.is_ascii_alphabetic());
    }
    let whole = name.of(text);
    let last = whole.rsplit(|&b| b == b'.').next().unwrap_or(whole);
    len >= SHORTEST
        && digits.min(letters) >= 2
        && !Words::of(last).iter().next().is_some_and(|word| LOOK_UPS.iter().any(|w| word.is(w)))
        && super::words::read(last)
            .is_some_and(|r| matches!(r.class, Class::Key | Class::Secret | Class::Token))
}

/// The line of `name` up to it, as far as is looked.
fn line_before(text: &[u8], name: Span) -> &[u8] {
    let from = name.start.saturating_sub(LOOK_BACK);
    let from = memchr::memrchr(b'\n', &text[from..name.start]).map_or(from, |i| from + i + 1);
    &text[from..name.start]
}

/// Where the bracket opens that the end of `head` stands in, and whether no comma stands between.
fn bracket(head: &[u8]) -> Option<(usize, bool)> {
    let (mut depth, mut first) = (0, true);
    for (at, &byte) in head.iter().enumerate().rev() {
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'(' | b'[' | b'{' => return Some((at, first)),
            b',' if depth == 0 => first = false,
            b';' => return None,
            _ => {}
        }
    }
    None
}

fn calls_with_pairs(head: &[u8], first: bool) -> bool {
    let words = Words::of(callee(head));
    let any = |list: &[&str]| words.iter().any(|word| list.iter().any(|w| word.is(w)));
    if first { !any(&WORKERS) } else { any(&PAIRS) || head.ends_with(b"Map.of") }
}

/// The name at the end of `head`, without what it is a member of.
fn callee(head: &[u8]) -> &[u8] {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let len = head.iter().rev().take_while(|b| is_name(b)).count();
    &head[head.len() - len..]
}

/// True for `SetBasicAuth("user", "password")`, `new NetworkCredential("user", "password")` and their like, called at `open`.
#[must_use]
pub fn is_login(text: &[u8], name: Span, open: usize) -> bool {
    const LAST: [&str; 4] = ["auth", "authentication", "credential", "credentials"];
    const SWITCHES: [&str; 4] = ["enable", "disable", "mount", "require"];
    let words = Words::of(name.of(text));
    if words.iter().any(|word| SWITCHES.iter().any(|w| word.is(w))) {
        return false;
    }
    let ends =
        words.iter().last().is_some_and(|last| LAST.iter().any(|word| last.is(word) || last.is_glued(word)));
    ends && second_literal(text, open).is_some()
}

/// The second of two literals in brackets at `open`, when nothing else stands between them and they differ:
/// `("user", "password")`. A space stands for the bracket in calls without one.
#[must_use]
pub fn second_literal(text: &[u8], open: usize) -> Option<Span> {
    const LONGEST: usize = 100;
    let blank = |from: usize| {
        from + text[from..].iter().take(LONGEST).take_while(|b| b.is_ascii_whitespace()).count()
    };
    let literal = |at: usize| {
        let quote = *text.get(at).filter(|b| matches!(b, b'"' | b'\''))?;
        let len =
            text[at + 1..].iter().take(LONGEST).position(|&b| b == quote || b == b'\n' || b == b'\\')?;
        (len > 0 && text[at + 1 + len] == quote).then_some(Span::new(at + 1, at + 1 + len))
    };
    let bare = match text.get(open)? {
        b'(' => false,
        b' ' => true,
        _ => return None,
    };
    let user = literal(blank(open + 1))?;
    let comma = blank(user.end + 1);
    (text.get(comma) == Some(&b',')).then_some(())?;
    let password = literal(blank(comma + 1))?;
    let closed = matches!(text.get(blank(password.end + 1)), Some(b')' | b','));
    ((bare || closed) && user.of(text) != password.of(text)).then_some(password)
}

/// `head` without the quote, string prefix and dashes that open a quoted name.
fn before_quote(head: &[u8]) -> &[u8] {
    let opens = |b: &u8| matches!(b, b'"' | b'\'' | b'`' | b'-' | b'_' | b'.' | b'@' | b'#' | b'b' | b'u');
    let end = head.iter().rposition(|b| !opens(b));
    &head[..end.map_or(0, |at| at + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> bool {
        let at = text.find("NAME").expect("the test text has a NAME");
        takes_pairs(text.as_bytes(), Span::new(at, at + 4))
    }

    #[test]
    fn some_calls_take_names_with_values() {
        for text in [
            "put(\"NAME\", v)",
            "x.set(a, b(1), 'NAME', v)",
            "define('NAME', v)",
            "m = {\"NAME\", \"v7\"}",
            "new[] { {\"NAME\", \"v\"} }",
            "[['NAME', v]]",
        ] {
            assert!(pairs(text), "{text}");
        }
        for text in [
            "same(x[\"NAME\"], v)",
            "HashPassword(\"NAME\", salt)",
            "[\"user\", \"NAME\", \"mail\"]",
            "  \"NAME\",",
            "x: [ 'NAME', 'v', 'w' ]",
            "{\"type\": \"NAME\", \"focus\": true}",
            "load(file, \"NAME\", 3)",
            "methods: [\"NAME\", \"totp\"]",
            "same(x, ('NAME', 'tcp:1234', reg))",
        ] {
            assert!(!pairs(text), "{text}");
        }
    }

    #[test]
    fn constants_and_members_stand_for_names() {
        let constant = |text: &str, name: &str| {
            let at = text.find(name).expect("the test text has the name");
            takes_constant(text.as_bytes(), Span::new(at, at + name.len()))
        };
        assert!(constant("p.setProperty(Keys.SECRET_KEY, \"v\")", "Keys.SECRET_KEY"));
        assert!(constant("p.put(TLS_ + TRUST_PWD, \"v\")", "TRUST_PWD"));
        assert!(constant("self.assertEqual(user.token, 'v')", "user.token"));
        assert!(constant("self::assertEquals($mailer->Password, 'v')", "Password"));
        assert!(constant("assert_eq!(auth.token, \"v\");", "auth.token"));
        assert!(!constant("x.sendError(Http.SC_AUTH, \"v\")", "Http.SC_AUTH"));
        assert!(!constant("labels.put(token, \"v\")", "token"));
    }

    #[test]
    fn a_login_has_two_literals() {
        let text = b"(\"me\", 'hunter2')";
        assert_eq!(second_literal(text, 0), Some(Span::new(8, 15)));
        for other in [&b"(\"me\", x)"[..], b"(\"me\")", b"('a' + 'b')", b"('a', 'a')", b"(", b"", b"('a', 'b"]
        {
            assert_eq!(second_literal(other, 0), None);
        }
    }
}
