//! How a name is bound to what follows it.
//!
//! `name = v`, `"name": v`, `name => v`, `name := v`, `['name'] = v`, `name == v`, `put("name", v)`, `setName(v)`,
//! `<name>v`, `name="v"`, `--name v`, `#define NAME v`, `key="name" value="v"`, `name: NAME` above `value: v`,
//! `${name:-v}`.

use super::super::kind::{FileKind, Values};
use super::call;
use super::words::Words;
use crate::text::Span;

/// The sign between name and value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `=`, and signs that contain it.
    Equals,
    /// `:`.
    Colon,
    /// `,` behind a quoted name.
    Comma,
    /// `(` of a call.
    Call,
    /// `>` of an element.
    Element,
    /// Only space: `--password v`, `#define PASSWORD "v"`.
    Space,
    /// `:` or `:-` within `${...}`: what stands there when nothing else is set.
    Default,
}

/// A name that is bound to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// By which sign.
    pub sign: Sign,
    /// Where the value begins, space skipped.
    pub at: usize,
    /// Whether there was space between the sign and the value.
    pub spaced: bool,
}

/// The most space between name, sign and value, as in aligned tables.
const MAX_SPACE: usize = 48;

/// How `name` is bound, or `None` when it is not.
#[inline]
#[must_use]
pub fn after(text: &[u8], name: Span, kind: FileKind) -> Option<Bound> {
    let mut at = name.end;
    let first = *text.get(at)?;
    // A comma, a closing bracket or the end of a sentence follows most names.
    if !matches!(
        first,
        b'"' | b'\''
            | b'`'
            | b'='
            | b':'
            | b' '
            | b'\t'
            | b'('
            | b'>'
            | b']'
            | b'['
            | b'?'
            | b'<'
            | b'|'
            | b'*'
            | b'{'
    ) {
        return newline_value(text, name, kind).or_else(|| behind_constant(text, name));
    }
    if text[..name.start].ends_with(b"${") {
        return default_value(text, name);
    }
    let quoted = matches!(first, b'"' | b'\'' | b'`') && opening(text, name) == Some(first);
    if matches!(first, b'"' | b'\'' | b'`') {
        if !quoted {
            return None;
        }
        at += 1;
    }
    // `input[type="password"]:focus` selects an element of a page.
    if quoted && text.get(at) == Some(&b']') && text[..name.start - 1].ends_with(b"=") {
        return None;
    }
    if quoted && let Some(bound) = value_field(text, name, at).or_else(|| element_field(text, name, at, kind))
    {
        return Some(bound);
    }
    if let Some(bound) = fallback(text, at, quoted) {
        return Some(bound);
    }
    at += usize::from(text.get(at) == Some(&b']') && (quoted || is_markup_reference(text, name)));
    at += usize::from(text.get(at) == Some(&b'?'));
    if !quoted && text.get(at) == Some(&b'[') {
        let close = text[at..].iter().take(24).position(|&b| b == b']')?;
        at += close + 1;
    }
    let sign_at = skip_space(text, at);
    let bound = sign(text, name, sign_at, quoted, sign_at > at, kind)?;
    if bound.sign == Sign::Colon { Some(behind_type(text, bound).unwrap_or(bound)) } else { Some(bound) }
}

fn sign(text: &[u8], name: Span, at: usize, quoted: bool, spaced: bool, kind: FileKind) -> Option<Bound> {
    let next = text.get(at + 1).copied().unwrap_or(b'\n');
    let (sign, len) = match *text.get(at)? {
        b'=' => match next {
            b'>' | b'~' => (Sign::Equals, 2),
            b'=' => (Sign::Equals, 2 + usize::from(text.get(at + 2) == Some(&b'='))),
            _ => (Sign::Equals, 1),
        },
        b':' | b'?' | b'+' | b'|' if next == b'=' => (Sign::Equals, 2),
        b'<' if next == b'-' => (Sign::Equals, 2),
        b'<' => return property(text, at),
        b'{' if !spaced && matches!(next, b'"' | b'\'') => (Sign::Equals, 1),
        b'!' if next == b'=' => (Sign::Equals, 2 + usize::from(text.get(at + 2) == Some(&b'='))),
        b':' if next == b':' || is_outcome(text, name, kind) => return None,
        b':' => (Sign::Colon, 1),
        b',' if quoted && (before(text, name) == Some(b'-') || call::takes_pairs(text, name)) => {
            (Sign::Comma, 1)
        }
        b'(' if !quoted && takes_secret(text, name, at, kind) => (Sign::Call, 1),
        b'"' | b'\'' if spaced && kind == FileKind::Ruby && call::is_login(text, name, at - 1) => {
            (Sign::Call, 0)
        }
        b'"' | b'\''
            if spaced && matches!(kind, FileKind::Ruby | FileKind::Java) && call::starts_line(text, name) =>
        {
            (Sign::Space, 0)
        }
        b'|' if spaced && kind == FileKind::Text && is_cell(text, name) && has_digit(text, at + 1) => {
            (Sign::Colon, 1)
        }
        b'>' if !spaced && before(text, name) == Some(b'<') => (Sign::Element, 1),
        _ if spaced && before(text, name) == Some(b'<') => return behind_attributes(text, at),
        _ if spaced && !quoted && may_follow_by_space(text, name, kind) => (Sign::Space, 0),
        _ => return None,
    };
    let from = at + len;
    let value = skip_space(text, from);
    (value < text.len()).then_some(Bound { sign, at: value, spaced: value > from })
}

/// `--- PASS: TestLogin`, the outcome of a test, and `/etc/passwd: v`, what is said of a file.
fn is_outcome(text: &[u8], name: Span, kind: FileKind) -> bool {
    let outcome = name.of(text) == b"PASS" && kind.values() != Values::Line;
    outcome || before(text, name) == Some(b'/') && name.of(text) == b"passwd"
}

/// `setProperty(Keys.SECRET_KEY, "v")`, `assertEqual(user.token, "v")`.
fn behind_constant(text: &[u8], name: Span) -> Option<Bound> {
    let rest = text[name.end..].strip_prefix(b",")?;
    let spaced = rest.first() == Some(&b' ');
    let at = name.end + 1 + usize::from(spaced);
    let literal = matches!(text.get(at), Some(b'"' | b'\''));
    (literal && call::takes_constant(text, name)).then_some(Bound { sign: Sign::Comma, at, spaced })
}

/// `x || "v"`, `x ?? "v"`, `x ?: "v"`, `x or "v"`, `env("x") || "v"`: what is taken when nothing else is set. In "`password` or
/// `totp`" two words are named.
fn fallback(text: &[u8], at: usize, quoted: bool) -> Option<Bound> {
    const SIGNS: [&[u8]; 4] = [b"|| ", b"?? ", b"?: ", b"or "];
    let called = text.get(at) == Some(&b')');
    let at = skip_space(text, at + usize::from(called));
    let sign = SIGNS.iter().find(|sign| text[at..].starts_with(sign))?;
    if quoted && !called && sign.starts_with(b"or") {
        return None;
    }
    let value = skip_space(text, at + sign.len());
    let literal = matches!(text.get(value), Some(b'"' | b'\'' | b'`'));
    literal.then_some(Bound { sign: Sign::Equals, at: value, spaced: true })
}

/// `<property name="x">v` and `<entry key="x"><value>v` of XML.
fn element_field(text: &[u8], name: Span, at: usize, kind: FileKind) -> Option<Bound> {
    let head = &text[..name.start - 1];
    if kind != FileKind::Xml
        || text.get(at) != Some(&b'>')
        || !(head.ends_with(b"name=") || head.ends_with(b"key="))
    {
        return None;
    }
    let space = text[at + 1..].iter().take(MAX_SPACE).take_while(|b| b.is_ascii_whitespace()).count();
    let inner = if text[at + 1 + space..].starts_with(b"<value>") { space + b"<value>".len() } else { 0 };
    Some(Bound { sign: Sign::Element, at: at + 1 + inner, spaced: false })
}

/// `setToken(v)`, `login(user, v)`, `new Token(v)`, and `PASSWORD(v)` of SQL.
fn takes_secret(text: &[u8], name: Span, at: usize, kind: FileKind) -> bool {
    let sql = kind == FileKind::Sql && name.of(text).eq_ignore_ascii_case(b"password");
    sql || is_setter(text, name)
        || text[..name.start].ends_with(b"new ")
        || call::is_login(text, name, at)
        || call::takes_drawn(text, name, at)
}

/// True when `name` is the first cell of a row: `| password | v |`.
fn is_cell(text: &[u8], name: Span) -> bool {
    let signs =
        text[..name.start].iter().rev().take(16).take_while(|b| matches!(b, b'|' | b' ' | b'*' | b'`'));
    let signs = signs.count();
    let from = name.start - signs;
    text[from..name.start].contains(&b'|') && (from == 0 || text[from - 1] == b'\n')
}

/// True when the cell at `at` holds a digit: in most tables the cell beside a name explains it in words.
fn has_digit(text: &[u8], at: usize) -> bool {
    let mut cell = text[at..].iter().take(120).take_while(|b| !matches!(b, b'|' | b'\n'));
    cell.any(u8::is_ascii_digit)
}

/// `<name attribute="x">v`.
fn behind_attributes(text: &[u8], at: usize) -> Option<Bound> {
    const ATTRIBUTES: usize = 100;
    let len = text[at..].iter().take(ATTRIBUTES).position(|b| matches!(b, b'>' | b'<' | b'\n'))?;
    let closes = text[at + len] == b'>' && !matches!(text[at + len - 1], b'/' | b'=' | b'-' | b'?');
    closes.then_some(Bound { sign: Sign::Element, at: at + len + 1, spaced: false })
}

/// `<key>name</key> <string>v` of property lists.
fn property(text: &[u8], at: usize) -> Option<Bound> {
    let rest = text[at..].strip_prefix(b"</key>")?;
    let space = rest.iter().take(MAX_SPACE).take_while(|b| b.is_ascii_whitespace()).count();
    let value = at + b"</key>".len() + space + b"<string>".len();
    rest[space..].starts_with(b"<string>").then_some(Bound { sign: Sign::Element, at: value, spaced: false })
}

/// `${name:v}` of Spring and `${name:-v}` of shells; `${name:?text}` has a message there.
fn default_value(text: &[u8], name: Span) -> Option<Bound> {
    let rest = text[name.end..].strip_prefix(b":")?;
    let at = match rest.first()? {
        b'-' | b'=' => name.end + 2,
        b'?' | b'+' => return None,
        _ => name.end + 1,
    };
    Some(Bound { sign: Sign::Default, at, spaced: false })
}

/// `name: Type = v`: the value stands behind the type.
fn behind_type(text: &[u8], bound: Bound) -> Option<Bound> {
    let is_type = |b: u8| {
        b.is_ascii_alphanumeric()
            || matches!(b, b'_' | b'.' | b'&' | b'\'' | b'<' | b'>' | b'[' | b']' | b'?' | b' ')
    };
    let len = text[bound.at..].iter().take(40).take_while(|&&b| is_type(b)).count();
    let equals = bound.at + len;
    let starts = text.get(bound.at).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'&');
    let assigns = starts && text.get(equals) == Some(&b'=') && text[equals - 1] == b' ';
    let value = skip_space(text, equals + 1);
    let literal = text.get(value).is_some_and(|b| matches!(b, b'"' | b'\'' | b'`'));
    (assigns && literal).then_some(Bound { sign: Sign::Equals, at: value, spaced: true })
}

/// `setPassword("v")`, `.password("v")`, `withToken("v")`, `PASSWORD('v')`: calls that take a secret, unlike `getToken("v")`.
fn is_setter(text: &[u8], name: Span) -> bool {
    const SETTERS: [&str; 12] =
        ["set", "with", "add", "use", "put", "password", "token", "secret", "api", "auth", "basic", "bearer"];
    let bytes = name.of(text);
    let last = bytes.rsplit(|&b| b == b'.').next().unwrap_or(bytes);
    let first_is_setter =
        Words::of(last).iter().next().is_some_and(|word| SETTERS.iter().any(|s| word.is(s)));
    let sets = last.len() > 3 && last[..3].eq_ignore_ascii_case(b"set");
    let called = bytes.contains(&b'.') || before(text, name) == Some(b'.') || sets;
    first_is_setter && called
}

/// Whether a value may follow `name` with nothing but space between them.
fn may_follow_by_space(text: &[u8], name: Span, kind: FileKind) -> bool {
    let pairs = matches!(kind, FileKind::Pairs | FileKind::Netrc);
    if is_flag(text, name) || pairs || name.of(text) == b"PASSWORD" || is_set(text, name, kind) {
        return true;
    }
    let line = memchr::memrchr(b'\n', &text[name.start.saturating_sub(64)..name.start])
        .map_or(name.start.saturating_sub(64), |i| name.start.saturating_sub(64) + i + 1);
    let head = &text[line..name.start];
    match kind {
        FileKind::C => memchr::memmem::find(head, b"define").is_some(),
        // "KEY `name`" makes an index.
        FileKind::Sql => !name.of(text).eq_ignore_ascii_case(b"key"),
        FileKind::Ini => true,
        FileKind::Docker => head.trim_ascii_start().starts_with(b"ENV "),
        FileKind::Go => memchr::memmem::find(head, b"const").is_some(),
        // `{:password "v"}`, `(def password "v")`.
        FileKind::Functional => head.ends_with(b":") || head.ends_with(b"def "),
        _ => false,
    }
}

/// `aws configure set NAME v`, `npm config set NAME v`, `setx NAME v`, `set -gx NAME v`.
pub(super) fn is_set(text: &[u8], name: Span, kind: FileKind) -> bool {
    const LOOK_BACK: usize = 64;
    const SETTERS: [&[u8]; 5] = [b"set", b"setx", b"setenv", b"-gx", b"-x"];
    if !matches!(kind.values(), Values::Word | Values::Line | Values::Prose) {
        return false;
    }
    let head = &text[name.start.saturating_sub(LOOK_BACK)..name.start];
    // The name may stand behind an address: `//registry/:_authToken`.
    let word = head.iter().rposition(u8::is_ascii_whitespace).map_or(0, |at| at + 1);
    let before = head[..word].strip_suffix(b" ").unwrap_or_default();
    let last = before.iter().rposition(u8::is_ascii_whitespace).map_or(0, |at| at + 1);
    // "Attempt to set password again" is no command.
    let prose = &before[last..] == b"set" && memchr::memmem::find(before, b"conf").is_none();
    SETTERS.contains(&&before[last..]) && !prose
}

/// `--password` and `-password`.
pub(super) fn is_flag(text: &[u8], name: Span) -> bool {
    let dashed = before(text, name) == Some(b'-');
    let start = name.start.saturating_sub(if text[..name.start].ends_with(b"--") { 2 } else { 1 });
    dashed
        && start
            .checked_sub(1)
            .is_none_or(|i| matches!(text[i], b' ' | b'\t' | b'\n' | b'"' | b'\'' | b'`' | b'[' | b'('))
}

/// The value of a pair of fields: `key="name" value="v"`, `{"name": "NAME", "value": "v"}`, plist's `<key>name</key><string>v`.
fn value_field(text: &[u8], name: Span, at: usize) -> Option<Bound> {
    let gap = |b: u8| b.is_ascii_whitespace() || matches!(b, b',' | b'"' | b'\'');
    let skipped = text[at..].iter().take(MAX_SPACE).take_while(|&&b| gap(b)).count();
    field(text, name, at + skipped)
}

/// `- name: NAME` above `value: v`, and `<key>name</key>` before `<string>v`.
fn newline_value(text: &[u8], name: Span, kind: FileKind) -> Option<Bound> {
    let rest = &text[name.end..];
    if kind == FileKind::Yaml && (rest.starts_with(b"\n") || rest.starts_with(b"\r\n")) {
        let space = rest.iter().take(MAX_SPACE).take_while(|b| b.is_ascii_whitespace()).count();
        return field(text, name, name.end + space);
    }
    None
}

/// Reads `value` and a sign at `at`; the name must itself be a value, of a field such as `name` or `key`.
fn field(text: &[u8], name: Span, at: usize) -> Option<Bound> {
    const FIELDS: [&[u8]; 4] = [b"value", b"defaultvalue", b"default", b"content"];
    let word = text[at..].iter().take(16).take_while(|b| b.is_ascii_alphabetic()).count();
    let found = FIELDS.iter().any(|f| text[at..at + word].eq_ignore_ascii_case(f));
    let lead = &text[name.start.saturating_sub(24)..name.start];
    let key =
        lead.iter().rev().skip_while(|b| !b.is_ascii_alphabetic()).take_while(|b| b.is_ascii_alphabetic());
    let key: Vec<u8> = key.map(u8::to_ascii_lowercase).collect();
    let is_key =
        [&b"eman"[..], b"yek", b"di", b"rav", b"elbairav", b"redaeh", b"emanyek"].contains(&&key[..]);
    if !found || !is_key {
        return None;
    }
    let mut sign_at = at + word;
    sign_at += usize::from(text.get(sign_at).is_some_and(|b| matches!(b, b'"' | b'\'')));
    let sign_at = skip_space(text, sign_at);
    let sign = match text.get(sign_at)? {
        b'=' => Sign::Equals,
        b':' => Sign::Colon,
        _ => return None,
    };
    let value = skip_space(text, sign_at + 1);
    Some(Bound { sign, at: value, spaced: value > sign_at + 1 })
}

/// True when what is bound is a comparison or an assignment to a secret in markup such as `[password]="v"`.
fn is_markup_reference(text: &[u8], name: Span) -> bool {
    before(text, name) == Some(b'[')
}

fn before(text: &[u8], name: Span) -> Option<u8> {
    name.start.checked_sub(1).map(|i| text[i])
}

/// The byte before `name` and the signs that belong to it: the quote of `"--password"`, `"_authToken"` and `"#password"`.
fn opening(text: &[u8], name: Span) -> Option<u8> {
    text[..name.start].iter().rev().take(4).copied().find(|b| !matches!(b, b'-' | b'_' | b'.' | b'#'))
}

fn skip_space(text: &[u8], from: usize) -> usize {
    from + text[from.min(text.len())..]
        .iter()
        .take(MAX_SPACE)
        .take_while(|&&b| b == b' ' || b == b'\t')
        .count()
}
