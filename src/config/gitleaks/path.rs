//! Regular expressions over paths as patterns of `.gitignore`, where both mean the same.

/// So many patterns are made of one expression at the most.
const MOST: usize = 64;

/// The patterns that together mean the same as `regex`, which gitleaks looks for anywhere in a path; nothing when there
/// are none.
pub(super) fn globs(regex: &str) -> Option<Vec<String>> {
    let mut globs = Vec::new();
    for regex in alternatives(regex)? {
        globs.extend(glob(&regex)?);
    }
    (globs.len() <= MOST).then_some(globs)
}

/// The expressions without a choice that together match what `regex` does. A choice of the start of a name, `(^|/)`, is
/// left to [`glob`].
fn alternatives(regex: &str) -> Option<Vec<String>> {
    let (mut done, mut todo) = (Vec::new(), vec![regex.to_owned()]);
    while let Some(regex) = todo.pop() {
        if done.len() + todo.len() > MOST {
            return None;
        }
        match choice(&regex) {
            None => done.push(regex),
            Some((before, inside, after)) => {
                let all = parts(inside, '|');
                todo.extend(all.iter().rev().map(|one| format!("{before}{one}{after}")));
            }
        }
    }
    Some(done)
}

/// The first choice of `regex`, with what stands before and behind it.
fn choice(regex: &str) -> Option<(&str, &str, &str)> {
    if parts(regex, '|').len() > 1 {
        return Some(("", regex, ""));
    }
    let (mut open, mut escaped) = (None, false);
    for (at, c) in regex.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' => open = Some(at),
            ')' => {
                let start = open.take()?;
                let inside = &regex[start + 1..at];
                let inside = inside.strip_prefix("?:").unwrap_or(inside);
                let after = &regex[at + 1..];
                let repeated = after.starts_with(['?', '*', '+', '{']);
                if inside.contains('|') && inside != "^|/" && !inside.starts_with('?') && !repeated {
                    return Some((&regex[..start], inside, after));
                }
            }
            _ => {}
        }
    }
    None
}

/// `regex` cut at each `mark` that is not escaped and stands in no group or class.
fn parts(regex: &str, mark: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut escaped) = (Vec::new(), 0, 0_usize, false);
    for (at, c) in regex.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if c == mark && depth == 0 => {
                parts.push(&regex[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&regex[start..]);
    parts
}

/// The patterns for `regex`, which holds no choice; nothing when there are no equal ones.
fn glob(regex: &str) -> Option<Vec<String>> {
    let (start, rest) = match regex.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, regex),
    };
    let (whole_name, rest) = match rest.strip_prefix("(^|/)").or_else(|| rest.strip_prefix("(?:^|/)")) {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let start = start && !whole_name;
    let (start, rest) = match [".*?", ".*", "(.*?)", "(.*)"].iter().find_map(|any| rest.strip_prefix(any)) {
        Some(rest) if !whole_name => (false, rest),
        _ => (start, rest),
    };
    let (end, rest) = match rest.strip_suffix('$') {
        Some(rest) if !rest.ends_with('\\') => (true, rest),
        _ => (false, rest),
    };
    let (end, rest) = match [".*", "(.*)"].iter().find_map(|any| rest.strip_suffix(any)) {
        Some(rest) if !rest.ends_with('\\') => (false, rest),
        _ => (end, rest),
    };
    let texts = texts(rest)?;
    if texts.iter().any(|text| text.starts_with('/')) && start {
        return None;
    }
    let pattern = |text: &String| {
        let before = match (start, whole_name, text.contains('/')) {
            (true, ..) => "/",
            (false, true, true) => "**/",
            (false, true, false) => "",
            // 'in the middle of a path' with its own slash first: a folder, or more, before it.
            (false, false, _) if text.starts_with('/') => "/*/**",
            (false, false, true) => "**/*",
            (false, false, false) => "*",
        };
        // A pattern that ends with a slash takes everything below that folder.
        let after = if end || text.ends_with('/') { "" } else { "*" };
        format!("{before}{text}{after}")
    };
    Some(texts.iter().map(pattern).collect())
}

/// The texts, with patterns for each `.*` within, that `regex` matches.
fn texts(regex: &str) -> Option<Vec<String>> {
    let mut pieces = regex.split(".*").map(literal);
    let mut texts = vec![pieces.next()??];
    for piece in pieces {
        let piece = piece.filter(|piece| !piece.is_empty())?;
        texts = texts
            .iter()
            .flat_map(|text| {
                // Anything, with slashes or without; behind a slash one pattern says both.
                let apart = if text.ends_with('/') {
                    format!("{text}**/*{piece}")
                } else {
                    format!("{text}*/**/*{piece}")
                };
                let near = (!text.ends_with('/')).then(|| format!("{text}*{piece}"));
                [Some(apart), near].into_iter().flatten()
            })
            .collect();
    }
    texts.iter().all(|text| !text.is_empty()).then_some(texts)
}

/// The text that `regex` matches, when it matches one text only; characters of patterns are escaped.
fn literal(regex: &str) -> Option<String> {
    let mut text = String::new();
    let mut chars = regex.chars();
    while let Some(c) = chars.next() {
        let c = match c {
            '\\' => chars.next().filter(char::is_ascii_punctuation)?,
            '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' => return None,
            c => c,
        };
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '\\' | '!' | '#') {
            text.push('\\');
        }
        text.push(c);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::paths::PathSet;

    #[test]
    fn a_pattern_takes_in_what_the_expression_matches_and_nothing_else() {
        let paths = [
            "go.sum",
            "a/go.sum",
            "a/go.sum.bak",
            "vendor/x/y.go",
            "a/vendor/x",
            "tests/a.py",
            "my/tests/b/c.py",
            "mytests/a",
            "a.min.js",
            "x/a.min.js",
            "gosum",
            "node_modules/a/b",
            "x/node_modules/a",
            "docs/a[1].md",
        ];
        for regex in [
            r"go\.sum$",
            r"^go\.sum$",
            r"^vendor/",
            r"vendor/",
            r"(^|/)tests/",
            r"tests/.*",
            r".*\.min\.js$",
            r"^tests/.*",
            r"(.*?)\.js$",
            r"(?:^|/)node_modules/",
            r"docs/a\[1\]",
            r"/tests/",
            r"\.md",
            r"docs/.*\.md$",
            r"^my.*\.py$",
            r"(js|md|sum)$",
            r"\.(?:js|md)$",
            r"go\.sum|vendor/",
            r"(^|/)(vendor|node_modules)/",
            r"tests/.*/c\.py$",
            r"(a|x)/(go|a)\.",
        ] {
            let globs = globs(regex).unwrap_or_else(|| panic!("{regex} has a pattern"));
            let set = PathSet::new(Path::new(""), &globs).expect("a pattern");
            let wanted = regex::Regex::new(regex).expect("an expression");
            for path in paths {
                assert_eq!(
                    set.matching(Path::new(path)).is_some(),
                    wanted.is_match(path),
                    "{regex} as {globs:?} on {path}"
                );
            }
        }
    }

    #[test]
    fn what_has_no_equal_is_left() {
        for regex in [
            r"a|",
            r"(js|css)?$",
            r"v[0-9]+/",
            r"a.b",
            r"^(a)",
            r"",
            r".*",
            r"\d",
            r"(?i)a",
            r"((a|b)",
            r"[(|)]",
        ] {
            assert_eq!(globs(regex), None, "{regex}");
        }
    }
}
