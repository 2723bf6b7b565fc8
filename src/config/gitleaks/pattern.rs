//! Regular expressions over secrets: the group that holds the secret gets our name, and the texts with which every match
//! begins become anchors.

use regex_syntax::hir::literal::Extractor;

use crate::rule::shape::parse;

/// The expression with its secret in a group `secret`: group `number` when that is not 0, else the first group, else all.
pub(super) fn with_secret(regex: &str, number: usize) -> Result<String, String> {
    let groups = groups(regex);
    if regex.contains("(?P<secret>") || regex.contains("(?<secret>") {
        return Ok(regex.to_owned());
    }
    let wanted = number.max(1) - 1;
    match groups.get(wanted) {
        Some(&(_, true)) => Err("its secret is in a group with a name; call that group 'secret'".to_owned()),
        Some(&(at, false)) => Ok(format!("{}?P<secret>{}", &regex[..=at], &regex[at + 1..])),
        None if number > 0 => Err(format!("it has no group {number}")),
        None => Ok(format!("(?P<secret>{regex})")),
    }
}

/// Where each capturing group opens, and whether it has a name.
fn groups(regex: &str) -> Vec<(usize, bool)> {
    let bytes = regex.as_bytes();
    let (mut found, mut in_class, mut at) = (Vec::new(), false, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' if !in_class => {
                in_class = true;
                // A bracket that stands first is a member.
                if bytes.get(at + 1) == Some(&b'^') {
                    at += 1;
                }
                if bytes.get(at + 1) == Some(&b']') {
                    at += 1;
                }
            }
            b']' => in_class = false,
            b'(' if !in_class => {
                let rest = &bytes[at + 1..];
                if rest.first() != Some(&b'?') {
                    found.push((at, false));
                } else if rest.starts_with(b"?P<") || rest.starts_with(b"?<") {
                    found.push((at, true));
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Anchors shorter than this stand everywhere.
const SHORTEST: usize = 3;
/// More anchors than this say nothing.
const MOST: usize = 16;

/// The texts of which every match begins with one; none when there are no good ones.
pub(super) fn anchors(pattern: &str) -> Vec<String> {
    let Ok(hir) = parse(pattern) else {
        return Vec::new();
    };
    let found = Extractor::new().extract(&hir);
    let Some(literals) = found.literals().filter(|list| !list.is_empty() && list.len() <= MOST) else {
        return Vec::new();
    };
    let texts: Option<Vec<String>> =
        literals.iter().map(|literal| String::from_utf8(literal.as_bytes().to_vec()).ok()).collect();
    texts.filter(|texts| texts.iter().all(|text| text.len() >= SHORTEST)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_gets_its_name() {
        let named = |regex, number| with_secret(regex, number).expect("a pattern");
        assert_eq!(named("acme_[a-z]{20}", 0), "(?P<secret>acme_[a-z]{20})");
        assert_eq!(named(r"\b(acme_[a-z]{20})\b", 0), r"\b(?P<secret>acme_[a-z]{20})\b");
        assert_eq!(named(r"(?i)(?:a|b)\(([(\])]x)(y)", 2), r"(?i)(?:a|b)\(([(\])]x)(?P<secret>y)");
        assert_eq!(named("[]()]([^](]+)", 0), "[]()](?P<secret>[^](]+)");
        assert!(with_secret("a(b)", 2).is_err());
        assert!(with_secret("(?P<token>b)", 1).is_err());
    }

    #[test]
    fn anchors_begin_every_match() {
        assert_eq!(anchors("(?P<secret>acme_[a-z]{20})"), ["acme_"]);
        assert_eq!(anchors("(?P<secret>(?:acme_live|acme_test)_[a-z]{20})"), ["acme_live_", "acme_test_"]);
        assert!(anchors("(?P<secret>[a-z]{20})").is_empty());
        assert!(anchors("(?P<secret>ab[a-z]{20})").is_empty());
    }
}
