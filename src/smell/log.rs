//! Tokens written to logs.

use std::sync::LazyLock;

use regex::Regex;

use super::name::is_token;
use super::{Line, Seen, seen};
use crate::finding::Severity;
use crate::risk::{LOG, is_harmless};

static PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[A-Za-z_$][\w$]*(?:(?:\?\.|\.|::|->)[A-Za-z_$][\w$]*)*").expect("a constant pattern")
});

/// A call that logs a name of a token, an Authorization header or the whole environment.
pub(super) fn logged(line: Line<'_>) -> Option<Seen> {
    let call = LOG.find(line.text)?;
    let arguments = &line.text[call.end()..];
    if is_harmless(arguments) {
        return None;
    }
    let code = outside_strings(arguments);
    let named = PATH.find_iter(&code).find(|path| {
        let after = code[path.end()..].trim_start();
        let last = path.as_str().rsplit(['.', ':', '>']).next().unwrap_or("");
        // What a call returns has another name than the function.
        let shown = last == "authorization" && path.as_str().contains("headers")
            || is_token(last)
            || path.as_str() == "process.env" && !after.starts_with(['[', '.']);
        shown
            && !after.starts_with('(')
            && !after.starts_with("===")
            && !after.starts_with("!=")
            && !after.starts_with('?')
    })?;
    let function = call.as_str().trim_end_matches('(').trim_end();
    Some(seen(
        call.start()..call.end(),
        format!("{function}: {}", named.as_str()),
        Severity::Note,
        format!("{function} writes {} to a log", named.as_str()),
    ))
}

/// `arguments` with the text of strings blanked; what templates and format strings put in stays.
fn outside_strings(arguments: &str) -> String {
    let mut kept = String::with_capacity(arguments.len());
    let mut quote = None;
    let mut inner = 0_usize;
    let mut escaped = false;
    for c in arguments.chars() {
        let plain = quote.is_none() || inner > 0;
        match (quote, c) {
            (Some(_), '\\') if inner == 0 => escaped = !escaped,
            (Some(_), '{') => inner += 1,
            (Some(_), '}') => inner = inner.saturating_sub(1),
            (Some(open), c) if c == open && inner == 0 && !escaped => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(c),
            _ => {}
        }
        if c != '\\' {
            escaped = false;
        }
        kept.push(if plain && !matches!(c, '"' | '\'' | '`') { c } else { ' ' });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_blanked_but_for_what_they_put_in() {
        assert_eq!(outside_strings("'a token', token)").trim(), ", token)");
        assert!(outside_strings("`x ${user.token} y`)").contains("user.token"));
        assert!(!outside_strings("\"the token is \\\" set\")").contains("token"));
    }
}
