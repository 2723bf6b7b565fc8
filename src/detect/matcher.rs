//! A rule's pattern, ready to be matched.
//!
//! Where a match starts and ends costs much less to know than where each group in it does. In most patterns the secret
//! is all of a match, with nothing but `\b` around it, so they never pay for that.

use regex::bytes::Regex;
use regex_syntax::hir::{Capture, Hir, HirKind};

use crate::rule::pattern::compile;
use crate::rule::shape::parse;
use crate::text::Span;

/// A compiled pattern.
pub(super) struct Matcher {
    regex: Regex,
    /// Whether the secret is all of every match.
    bare: bool,
}

/// Where a pattern matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// All of it.
    pub(super) whole: Span,
    /// The group `secret`.
    pub(super) secret: Span,
}

impl Matcher {
    /// Compiles `pattern`, which was compiled before when its rule was validated. An `anchored` one matches at the start
    /// of a text only.
    pub(super) fn new(pattern: &str, anchored: bool) -> Self {
        let bare = parse(pattern).is_ok_and(|hir| is_bare(&hir));
        let regex = if anchored { compile(&format!(r"\A(?:{pattern})")) } else { compile(pattern) };
        Self { regex: regex.expect("the pattern was compiled when the rule was validated"), bare }
    }

    /// The first match in `text`.
    pub(super) fn find(&self, text: &[u8]) -> Option<Match> {
        let (whole, secret) = self.search(text, 0)?;
        Some(Match { whole, secret: secret? })
    }

    /// All matches in `text` that do not overlap.
    pub(super) fn find_all(&self, text: &[u8]) -> impl Iterator<Item = Match> {
        let mut from = 0;
        let all = std::iter::from_fn(move || {
            let found = self.search(text, from)?;
            // No pattern of a rule matches nothing.
            from = found.0.end;
            Some(found)
        });
        all.filter_map(|(whole, secret)| Some(Match { whole, secret: secret? }))
    }

    /// The first match at `from` or behind, and the secret, which may stand in another branch of the pattern.
    fn search(&self, text: &[u8], from: usize) -> Option<(Span, Option<Span>)> {
        let span = |found: regex::bytes::Match<'_>| Span::new(found.start(), found.end());
        if self.bare {
            let whole = self.regex.find_at(text, from).map(span)?;
            return Some((whole, Some(whole)));
        }
        let captures = self.regex.captures_at(text, from)?;
        let whole = captures.get(0).map(span)?;
        Some((whole, captures.name("secret").map(span)))
    }
}

/// True when the group `secret` is all that `hir` matches.
fn is_bare(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Capture(Capture { name, .. }) => name.as_deref() == Some("secret"),
        HirKind::Concat(parts) => {
            let mut rest = parts.iter().filter(|part| !matches!(part.kind(), HirKind::Look(_)));
            rest.next().is_some_and(is_bare) && rest.next().is_none()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rule::RuleSet;

    #[test]
    fn what_is_around_the_secret() {
        let bare = |pattern: &str| is_bare(&parse(pattern).expect("a pattern"));
        assert!(bare(r"(?P<secret>a+b)"));
        assert!(bare(r"\b(?P<secret>a+(b|c))\b"));
        assert!(!bare(r"\b(?P<secret>a+)c"));
        assert!(!bare(r"k=(?P<secret>a+)"));
        assert!(!bare(r"(?P<secret>a+)(?:[^a]|$)"));
        assert!(!bare(r"(?:(?P<secret>a+)|(b+))"));
    }

    #[test]
    fn most_patterns_are_bare() {
        let rules = RuleSet::builtin();
        let bare = rules.rules().iter().filter(|rule| is_bare(&parse(&rule.pattern).expect("validated")));
        assert!(bare.count() * 2 > rules.rules().len());
    }

    proptest! {
        #[test]
        fn a_match_is_where_its_groups_say(text in "[abc. ]{0,40}", anchored in any::<bool>()) {
            const PATTERNS: [&str; 5] = [
                r"\b(?P<secret>a[ab]+)\b",
                r"(?P<secret>ab?|c)",
                r"(?P<secret>a+)(?:[^a]|$)",
                r"b(?P<secret>[ac]+)",
                r"a(?:b|(?P<secret>c))",
            ];
            for pattern in PATTERNS {
                let matcher = Matcher::new(pattern, anchored);
                let found: Vec<Match> = matcher.find_all(text.as_bytes()).collect();
                let groups = matcher.regex.captures_iter(text.as_bytes()).map(|captures| {
                    let span = |group: regex::bytes::Match<'_>| Span::new(group.start(), group.end());
                    Some(Match { whole: span(captures.get(0)?), secret: span(captures.name("secret")?) })
                });
                let groups: Vec<Option<Match>> = groups.collect();
                prop_assert_eq!(matcher.find(text.as_bytes()), groups.first().copied().flatten());
                prop_assert_eq!(found, groups.into_iter().flatten().collect::<Vec<_>>());
            }
        }
    }
}
