//! The value behind a name: a quoted text, or a bare word where the kind of file has such.

use super::super::kind::{FileKind, Values};
use super::bind::{Bound, Sign, is_flag, is_set};
use super::nested;
use super::words;
use crate::text::Span;

/// The longest value, in bytes.
pub const MAX_VALUE: usize = 512;
/// How far before a name an opening quote is looked for on its line.
const LOOK_BACK: usize = 160;

/// The value at `bound.at`, without quotes; `None` when what stands there is no literal.
#[must_use]
pub fn read(text: &[u8], name: Span, bound: Bound, kind: FileKind) -> Option<Span> {
    match bound.sign {
        Sign::Element => return element(text, bound.at),
        Sign::Default => return until_brace(text, bound.at),
        _ => {}
    }
    // `view('password', ['title' => x])` takes a name and options.
    if bound.sign == Sign::Comma && matches!(text.get(bound.at), Some(b'[' | b'{')) {
        return None;
    }
    let at = skip_wrappers(text, bound.at);
    if let Some(value) = quoted(text, at) {
        // `"password": {"type": "string"}`: the name of a field.
        if text[bound.at..at].contains(&b'{') && text[value.end + 1..].trim_ascii_start().starts_with(b":") {
            return None;
        }
        return Some(nested::field(text, value).unwrap_or(value));
    }
    if kind == FileKind::Yaml && matches!(text.get(bound.at), Some(b'|' | b'>')) {
        return block(text, name, bound.at);
    }
    // Shells put the value of a variable there.
    let expands = kind.values() == Values::Word || kind == FileKind::Env;
    if expands && text.get(bound.at) == Some(&b'$') {
        return None;
    }
    let style = bare_style(text, name, bound, kind)?;
    let value = bare(text, bound.at, style)?;
    // Behind a flag without a value stands the next flag, in prose the next word.
    let flag = bound.sign == Sign::Space && value.of(text).starts_with(b"-");
    let prose = bound.sign == Sign::Space
        && kind.values() == Values::Prose
        && value.of(text).iter().all(u8::is_ascii_lowercase);
    (!value.is_empty() && !flag && !prose).then_some(value)
}

/// How far a bare word goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bare {
    /// To the end of the line, comments cut.
    Line,
    /// To space or a sign that ends words.
    Word,
    /// To the next parameter of a query or form.
    Query,
}

fn bare_style(text: &[u8], name: Span, bound: Bound, kind: FileKind) -> Option<Bare> {
    let lead = name.start.checked_sub(1).map_or(b'\n', |i| text[i]);
    let tight =
        bound.sign == Sign::Equals && !bound.spaced && text[bound.at - 1] == b'=' && name.end + 1 == bound.at;
    if tight && matches!(lead, b'?' | b'&') {
        return Some(Bare::Query);
    }
    if bound.sign == Sign::Space {
        let pairs = matches!(kind, FileKind::Pairs | FileKind::Netrc | FileKind::Docker);
        return (is_flag(text, name) || pairs || is_set(text, name, kind)).then_some(Bare::Word);
    }
    if matches!(bound.sign, Sign::Comma | Sign::Call) {
        return None;
    }
    if bound.sign == Sign::Colon && bound.spaced && names_a_line(text, name, kind) {
        return Some(Bare::Word);
    }
    match kind.values() {
        // `- "X-Api-Key: v"` and `curl -H 'X-Api-Key: v' -X POST` in a list of commands.
        Values::Line if bound.sign == Sign::Colon && bound.spaced && matches!(lead, b'"' | b'\'') => {
            Some(Bare::Word)
        }
        Values::Line => match (kind, bound.sign) {
            (FileKind::Yaml, Sign::Colon) if !bound.spaced => None,
            (FileKind::Yaml, Sign::Colon) => Some(Bare::Line),
            (FileKind::Yaml, _) => tight.then_some(Bare::Word),
            _ if lead == b' ' || lead == b';' || lead == b',' => Some(Bare::Word),
            _ => Some(Bare::Line),
        },
        Values::Word => (tight || kind == FileKind::Make || is_flag(text, name)).then_some(Bare::Word),
        Values::Prose => Some(Bare::Word),
        Values::Markup => (tight && in_string(text, name)).then_some(Bare::Word),
        Values::Quoted | Values::Noise => (tight && in_string(text, name)).then_some(Bare::Query),
    }
}

/// True for the name of a header in a string, `"X-Api-Key: v"`, and for `name: v` on a line of its own in a script: what a
/// program printed, or a file that is written there.
fn names_a_line(text: &[u8], name: Span, kind: FileKind) -> bool {
    let from = name.start.saturating_sub(LOOK_BACK);
    let line = memchr::memrchr(b'\n', &text[from..name.start]).map_or(from, |i| from + i + 1);
    let head = text[line..name.start].trim_ascii_end();
    match kind.values() {
        Values::Quoted | Values::Word | Values::Markup => {}
        _ => return false,
    }
    let alone = kind.values() == Values::Word && head.iter().all(|b| matches!(b, b' ' | b'\t' | b'-' | b'#'));
    let opens = head.strip_suffix(b"\"").or(head.strip_suffix(b"'"));
    let flag = opens
        .is_some_and(|h| h.trim_ascii_end().ends_with(b"-H") || h.trim_ascii_end().ends_with(b"--header"));
    alone || flag || opens.is_some() && name.of(text).contains(&b'-') && in_string(text, name)
}

/// True when an odd number of quotes stands before `name` on its line.
fn in_string(text: &[u8], name: Span) -> bool {
    let from = name.start.saturating_sub(LOOK_BACK);
    let line = memchr::memrchr(b'\n', &text[from..name.start]).map_or(from, |i| from + i + 1);
    [b'"', b'\'', b'`']
        .iter()
        .any(|quote| text[line..name.start].iter().filter(|b| *b == quote).count() % 2 == 1)
}

/// Skips what wraps a literal: string prefixes, list brackets, and calls such as `bytes("v")` or `aws.String("v")`.
fn skip_wrappers(text: &[u8], at: usize) -> usize {
    let mut at = at;
    for _ in 0..3 {
        let rest = &text[at..];
        let Some(&first) = rest.first() else { return at };
        if matches!(first, b'"' | b'\'' | b'`') {
            return at;
        }
        if let Some(list) = list_item(rest) {
            at += list;
            continue;
        }
        let word = rest.iter().take(48).take_while(|&&b| is_call_byte(b)).count();
        match rest.get(word) {
            Some(b'"' | b'\'') if word <= 2 && word > 0 => at += word,
            Some(b'(') if word > 0 && passes_through(&rest[..word]) => at += word + 1,
            _ if matches!(first, b'[' | b'(' | b'\\' | b'@' | b'{') => at += 1,
            // `$"v"` is a text; `$("v")` selects an element of a page.
            _ if first == b'$' && matches!(rest.get(1), Some(b'"' | b'\'' | b'@')) => at += 1,
            _ => return at,
        }
    }
    at
}

/// The length of a line break and a dash: the first item of a YAML list, or a literal on the next line.
fn list_item(rest: &[u8]) -> Option<usize> {
    if !matches!(rest.first(), Some(b'\n' | b'\r')) {
        return None;
    }
    let space = rest.iter().take(64).take_while(|b| b.is_ascii_whitespace() || **b == b'-').count();
    rest.get(space).is_some_and(|b| matches!(b, b'"' | b'\'')).then_some(space)
}

fn is_call_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'[' | b']' | b' ' | b'&')
}

/// Functions that hand their argument on, unlike look-ups such as `getenv("NAME")`.
fn passes_through(call: &[u8]) -> bool {
    const NAMES: [&str; 25] = [
        "string",
        "str",
        "bytes",
        "byte",
        "[]byte",
        "some",
        "just",
        "new",
        "of",
        "from",
        "valueof",
        "b64decode",
        "decodestring",
        "fromhex",
        "unhexlify",
        "quote",
        "secret",
        "secretstring",
        "securestring",
        "s",
        "u",
        "fromstring",
        "pointer",
        "ptr",
        "b64encode",
    ];
    let mut parts = call.rsplit(|&b| matches!(b, b'.' | b':' | b' '));
    let last = parts.next().unwrap_or(call);
    // `password.decode("utf-8")` names an encoding, `base64.decode("...")` takes what is encoded.
    if last.eq_ignore_ascii_case(b"decode") {
        return parts.next().is_some_and(|module| module.ends_with(b"64") || module.ends_with(b"hex"));
    }
    // `new AccessToken("v")`.
    if parts.next() == Some(b"new") && words::read(last).is_some() {
        return true;
    }
    // `decodeBase64("v")`, `hexToBytes("v")`.
    let lower = last.to_ascii_lowercase();
    let holds = |part: &[u8]| memchr::memmem::find(&lower, part).is_some();
    if holds(b"base64") || holds(b"b64") || holds(b"hex") && (holds(b"decode") || holds(b"bytes")) {
        return true;
    }
    NAMES.iter().any(|name| last.eq_ignore_ascii_case(name.as_bytes()))
}

/// The text in quotes at `at`.
fn quoted(text: &[u8], at: usize) -> Option<Span> {
    let quote = *text.get(at).filter(|b| matches!(b, b'"' | b'\'' | b'`'))?;
    let escapes = backslashes(&text[..at]);
    if escapes > 0 {
        return quoted_in_string(text, at, quote, escapes);
    }
    let triple = text[at..].starts_with(&[quote; 3]);
    let start = at + if triple { 3 } else { 1 };
    let rest = &text[start..text.len().min(start + MAX_VALUE + 1)];
    let mut skip = false;
    let end = rest.iter().position(|&b| {
        let ends = !skip && (b == quote || b == b'\n');
        skip = !skip && b == b'\\';
        ends
    })?;
    (end > 0 && rest[end] == quote).then_some(Span::new(start, start + end))
}

/// The text in quotes that stand in a string themselves, `\"v\"`: what closes has as many backslashes as what opens, more
/// of them belong to the text, and fewer end the string around it.
fn quoted_in_string(text: &[u8], at: usize, quote: u8, escapes: usize) -> Option<Span> {
    let start = at + 1;
    let rest = &text[start..text.len().min(start + MAX_VALUE + 1)];
    let closes = |&i: &usize| rest[i] == b'\n' || rest[i] == quote && backslashes(&rest[..i]) <= escapes;
    let end = (0..rest.len()).find(closes)?;
    let closed = rest[end] == quote && backslashes(&rest[..end]) == escapes;
    (closed && end > escapes).then(|| Span::new(start, start + end - escapes))
}

/// How many backslashes `text` ends with.
fn backslashes(text: &[u8]) -> usize {
    text.iter().rev().take_while(|&&b| b == b'\\').count()
}

/// The one line of a block scalar of YAML, `password: |` above `  v`; longer blocks are texts.
fn block(text: &[u8], name: Span, at: usize) -> Option<Span> {
    let limit = text.len().min(at + MAX_VALUE);
    let head = text[at..limit].iter().position(|&b| b == b'\n').filter(|&len| len <= 4)?;
    let indent = |from: usize| text[from..].iter().take(64).take_while(|&&b| b == b' ').count();
    let line = at + head + 1;
    let start = line + indent(line);
    let end = start
        + text[start..limit]
            .iter()
            .position(|&b| b == b'\n')
            .or((limit == text.len()).then_some(limit - start))?;
    let own = memchr::memrchr(b'\n', &text[..name.start]).map_or(0, |i| i + 1);
    let next = end + 1;
    let alone = next >= text.len() || text[next] == b'\n' || indent(next) < indent(line);
    let value = Span::new(start, start + text[start..end].trim_ascii_end().len());
    (alone && indent(line) > indent(own) && !value.is_empty()).then_some(value)
}

/// The text up to the `}` of `${name:-text}`.
fn until_brace(text: &[u8], at: usize) -> Option<Span> {
    let rest = &text[at..text.len().min(at + MAX_VALUE + 1)];
    let end = rest.iter().position(|&b| matches!(b, b'}' | b'{' | b'$' | b'\n'))?;
    (end > 0 && rest[end] == b'}').then_some(Span::new(at, at + end))
}

/// The text between `>` and `<`.
fn element(text: &[u8], at: usize) -> Option<Span> {
    let rest = &text[at..text.len().min(at + MAX_VALUE + 1)];
    let end = rest.iter().position(|&b| b == b'<' || b == b'\n')?;
    (end > 0 && rest[end] == b'<' && rest.get(end + 1) == Some(&b'/')).then_some(Span::new(at, at + end))
}

fn bare(text: &[u8], at: usize, style: Bare) -> Option<Span> {
    let rest = &text[at..text.len().min(at + MAX_VALUE + 1)];
    let first = *rest.first()?;
    // Code, templates, references, anchors, block scalars and tags are no words.
    if matches!(
        first,
        b'{' | b'['
            | b'('
            | b'|'
            | b'>'
            | b'&'
            | b'*'
            | b'!'
            | b'%'
            | b'<'
            | b'"'
            | b'\''
            | b'`'
            | b','
            | b';'
    ) {
        return None;
    }
    let mut depth = 0;
    let end = rest
        .iter()
        .enumerate()
        .position(|(i, &b)| match style {
            Bare::Line => {
                b == b'\n'
                    || b == b'\r'
                    || (b == b'#' || b == b';') && i > 0 && rest[i - 1].is_ascii_whitespace()
                    || ends_flow(rest, i, &mut depth)
            }
            Bare::Word => {
                b.is_ascii_whitespace()
                    || matches!(b, b'"' | b'\'' | b'`' | b';' | b'|' | b'<' | b'>' | b')' | b',' | b'\\')
                    || b == b'&' && !query_free(rest, i)
            }
            Bare::Query => {
                b.is_ascii_whitespace()
                    || matches!(
                        b,
                        b'"' | b'\'' | b'`' | b'&' | b';' | b'<' | b'>' | b')' | b',' | b'\\' | b'#'
                    )
            }
        })
        .or((rest.len() <= MAX_VALUE).then_some(rest.len()))?;
    let trimmed = rest[..end].trim_ascii_end();
    // `$self->param('pass')` and `x = $this->y`: a member, cut at its arrow.
    if trimmed.starts_with(b"$") && trimmed.ends_with(b"-") && rest.get(end) == Some(&b'>') {
        return None;
    }
    // A parameter has no brackets: `x.password=encode(y)` is code behind an odd quote.
    if style == Bare::Query && trimmed.contains(&b'(') {
        return None;
    }
    let trimmed = if style == Bare::Line {
        trimmed
    } else {
        trimmed.strip_suffix(b".").or(trimmed.strip_suffix(b":")).unwrap_or(trimmed)
    };
    Some(Span::new(at, at + trimmed.len()))
}

/// True at the `,` or `}` that ends a value in `{user: x, password: v}`.
fn ends_flow(rest: &[u8], i: usize, depth: &mut i32) -> bool {
    match rest[i] {
        b'{' => *depth += 1,
        b'}' if *depth > 0 => *depth -= 1,
        b'}' => return true,
        b',' => return rest.get(i + 1).is_none_or(u8::is_ascii_whitespace),
        _ => {}
    }
    false
}

/// True for `&&`-free shell words: an `&` within a password stays in it unless another parameter follows.
fn query_free(rest: &[u8], i: usize) -> bool {
    let next = rest[i + 1..].iter().take(32).position(|&b| b == b'=' || b.is_ascii_whitespace());
    next.is_none_or(|n| rest[i + 1 + n] != b'=') && rest.get(i + 1) != Some(&b'&')
}
