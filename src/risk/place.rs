//! Where a secret is kept or written: browser storage, logs.

use std::sync::LazyLock;

use regex::Regex;

use super::line::has_word;
use super::{Context, is_public};
use crate::finding::Finding;

static STORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?x)\b(?:window\.)?(?<where>localStorage|sessionStorage|AsyncStorage)\s*(?:\.setItem\s*\(|\[['"]\w+['"]\]\s*=[^=]|\.(?:[A-Za-z_]\w*)\s*=[^=])
        |(?<cookie>document\.cookie)\s*=[^=] | \b(?<js>Cookies)\.set\s*\("#)
        .expect("a constant pattern")
});
/// A call that writes to a log or the console.
pub(crate) static LOG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(?: \bconsole\.(?:log|info|debug|warn|error|trace|dir)
            | \b(?:logger|logging|log|LOG|LOGGER|Log|Logger|Timber|slog|winston|Rails\.logger)\.\w+
            | \b(?:print|println|printf|NSLog|os_log|var_dump|print_r|error_log|fmt\.Print\w*|System\.out\.print\w*|Console\.Write\w*
              |e?println!|dbg!|debugPrint|Write-Host))\s*\(
          | ^\s*(?:puts|pp)\s+",
    )
        .expect("a constant pattern")
});
/// What is done to a token before it is shown.
const HARMLESS: &[&str] = &[
    ".length",
    ".slice(",
    ".substring(",
    ".substr(",
    "len(",
    "typeof ",
    "!!",
    "mask",
    "redact",
    "hash",
    "sha256",
    "Boolean(",
];

/// A script of the page can read it there, and so can any script that gets in.
pub(super) fn browser_storage(finding: &Finding, context: &Context<'_>) -> Option<String> {
    if is_public(finding) {
        return None;
    }
    let around = context.around.as_ref()?;
    let (before, after) = around.line()?;
    if let Some(place) = stored(before) {
        let safe = place == "a cookie" && after.to_ascii_lowercase().contains("httponly");
        return (!safe).then(|| format!("it is put into {place}, where any script of the page can read it"));
    }
    let name = around.name()?;
    around.uses().find_map(|(number, line)| {
        let at = STORE.find(line)?;
        let argument = &line[at.end()..];
        let place = stored(line)?;
        passes(argument, name).then(|| {
            format!("line {number} puts {name} into {place}, where any script of the page can read it")
        })
    })
}

/// The store that an unfinished statement writes to.
fn stored(before: &str) -> Option<&'static str> {
    let hit = STORE.captures_iter(before).last()?;
    let end = hit.get(0)?.end();
    if before[end..].contains(';') {
        return None;
    }
    match hit.name("where").map(|m| m.as_str()) {
        Some("localStorage") => Some("localStorage"),
        Some("sessionStorage") => Some("sessionStorage"),
        Some(_) => Some("AsyncStorage"),
        None => Some("a cookie"),
    }
}

/// It goes into a log.
pub(super) fn logged(finding: &Finding, context: &Context<'_>) -> Option<String> {
    if is_public(finding) {
        return None;
    }
    let around = context.around.as_ref()?;
    let (before, _) = around.line()?;
    if let Some(call) = LOG.find_iter(before).last() {
        let arguments = &before[call.end()..];
        if !arguments.contains(';') && closed(arguments) == 0 && !is_harmless(arguments) {
            return Some(format!("{} writes it to a log", call.as_str().trim_end_matches('(').trim_end()));
        }
        return None;
    }
    let name = around.name()?;
    around.uses().find_map(|(number, line)| {
        let call = LOG.find(line)?;
        let arguments = &line[call.end()..];
        (passes(arguments, name) && !is_harmless(arguments)).then(|| {
            format!(
                "line {number} writes {name} to a log with {}",
                call.as_str().trim_end_matches('(').trim_end()
            )
        })
    })
}

/// More closing than opening parentheses: the call has ended.
fn closed(arguments: &str) -> usize {
    let count = |c: char| arguments.matches(c).count();
    count(')').saturating_sub(count('('))
}

/// What is shown is not the token itself.
pub(crate) fn is_harmless(arguments: &str) -> bool {
    HARMLESS.iter().any(|mark| arguments.contains(mark))
}

/// True when `bytes` begin with the word `name`.
fn starts_with_word(bytes: &[u8], name: &str) -> bool {
    let after = bytes.strip_prefix(name.as_bytes());
    after.is_some_and(|rest| !rest.first().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_'))
}

/// The text behind a name compares it or asks whether it is there: what is printed is no more than that.
fn is_asked(after: &str) -> bool {
    let after = after.trim_start();
    ["==", "!=", "? ", "is None", "is not None"].iter().any(|mark| after.starts_with(mark))
}

/// `name` is an argument or a part of a template, not just a word of a message.
fn passes(arguments: &str, name: &str) -> bool {
    let mut quote = None;
    let bytes = arguments.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        match (quote, bytes[at]) {
            // Swift: `"\(token)"`.
            (Some(_), b'\\') => {
                let inner =
                    rest.strip_prefix(b"\\(").map_or(0, |rest| memchr::memchr(b')', rest).unwrap_or(0));
                if arguments.get(at + 2..at + 2 + inner).is_some_and(|inner| has_word(inner, name)) {
                    return true;
                }
                at += 1;
            }
            // PHP, Kotlin: `"$token"`.
            (Some(b'"'), b'$')
                if starts_with_word(
                    rest.strip_prefix(b"$").unwrap_or(rest),
                    name.trim_start_matches('$'),
                ) =>
            {
                return true;
            }
            (Some(_), b'{') => {
                let end = memchr::memchr(b'}', rest).map_or(bytes.len(), |e| at + e);
                if arguments.get(at + 1..end).is_some_and(|inner| has_word(inner, name)) {
                    return true;
                }
            }
            (Some(open), b) if b == open => quote = None,
            (None, b @ (b'"' | b'\'' | b'`')) => quote = Some(b),
            (None, _) if starts_with_word(rest, name) => {
                let word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
                let before = at.checked_sub(1).and_then(|i| bytes.get(i));
                if !word(before) && before != Some(&b'!') && !is_asked(&arguments[at + name.len()..]) {
                    return true;
                }
            }
            _ => {}
        }
        at += 1;
    }
    false
}
