//! Regular expressions over paths as patterns of `.gitignore`, where both mean the same.

/// The pattern for `regex`, which gitleaks looks for anywhere in a path; nothing when there is no equal one.
pub(super) fn glob(regex: &str) -> Option<String> {
    let (start, rest) = match regex.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, regex),
    };
    let (start, rest) = match rest.strip_prefix("(^|/)").or_else(|| rest.strip_prefix("(?:^|/)")) {
        Some(rest) => (false, format!("\u{0}{rest}")),
        None => (start, rest.to_owned()),
    };
    // A marker stands for 'at the start of a name'.
    let (whole_name, rest) = rest.strip_prefix('\u{0}').map_or((false, rest.as_str()), |rest| (true, rest));
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
    let text = literal(rest)?;
    if text.is_empty() || text.starts_with('/') && start {
        return None;
    }
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
    Some(format!("{before}{text}{after}"))
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
        ] {
            let glob = glob(regex).unwrap_or_else(|| panic!("{regex} has a pattern"));
            let set = PathSet::new(Path::new(""), &[&glob]).expect("a pattern");
            let wanted = regex::Regex::new(regex).expect("an expression");
            for path in paths {
                assert_eq!(
                    set.matching(Path::new(path)).is_some(),
                    wanted.is_match(path),
                    "{regex} as {glob} on {path}"
                );
            }
        }
    }

    #[test]
    fn what_has_no_equal_is_left() {
        for regex in [r"a|b", r"(js|css)$", r"v[0-9]+/", r"a.b", r"^(a)", r"a.*b", r"", r".*", r"\d"] {
            assert_eq!(glob(regex), None, "{regex}");
        }
    }
}
