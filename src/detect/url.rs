//! The rules whose matches start with the scheme of a URL.
//!
//! Links are everywhere, and hardly any holds a secret. What tells is a literal behind the `://` that every match of a
//! rule has: the `@` of a password in it, the host of a service. Only a URL that holds it is shown to the pattern.

use std::sync::OnceLock;

use memchr::memmem::Finder;
use regex_syntax::hir::{Hir, HirKind};

use super::reach::{Place, place_of};
use crate::rule::shape::parse;
use crate::rule::{Rule, RuleIdx, RuleSet, Trigger};

/// The rules with [`Trigger::Url`].
pub(super) struct UrlTable {
    rules: Vec<UrlRule>,
    /// No pattern of them is given more bytes.
    window: usize,
}

struct UrlRule {
    index: RuleIdx,
    /// Each with the length of its scheme; none for `://` alone.
    anchors: Vec<(Option<usize>, Vec<u8>)>,
    pattern: String,
    /// What every match holds behind the `://`, learnt when the first URL comes.
    sign: OnceLock<Option<Finder<'static>>>,
}

/// The longest scheme that is looked at.
const MAX_SCHEME: usize = 32;
/// What ends a URL. A pattern that may hold one of these is shown every URL.
const ENDS: [u8; 3] = [b' ', b'\n', b'"'];

impl UrlTable {
    pub(super) fn new(set: &RuleSet) -> Self {
        let rules: Vec<_> = set.indexed().filter(|(_, rule)| rule.trigger == Trigger::Url).collect();
        let window = rules.iter().map(|(_, rule)| rule.window as usize).max().unwrap_or(0);
        let of = |(index, rule): (RuleIdx, &Rule)| UrlRule {
            index,
            anchors: rule.anchors.iter().map(|anchor| with_scheme(anchor.as_bytes())).collect(),
            pattern: rule.pattern.to_string(),
            sign: OnceLock::new(),
        };
        Self { rules: rules.into_iter().map(of).collect(), window }
    }

    /// The URL whose `://` starts at `at`.
    pub(super) fn at<'t>(&self, text: &'t [u8], at: usize) -> Url<'t> {
        let is_scheme = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
        let before = &text[at.saturating_sub(MAX_SCHEME)..at];
        let start = at - before.iter().rev().take_while(|&&b| is_scheme(b)).count();
        let behind = &text[at + b"://".len()..];
        let behind = &behind[..behind.len().min(self.window)];
        let end = memchr::memchr3(ENDS[0], ENDS[1], ENDS[2], behind).unwrap_or(behind.len());
        let text = &text[..at + b"://".len() + end];
        Url { text, start, at }
    }

    /// The rules that `url` may be of, each with whether a match is possible.
    pub(super) fn rules(&self, url: Url<'_>) -> impl Iterator<Item = (RuleIdx, bool)> {
        let rest = &url.text[url.at + b"://".len()..];
        self.rules
            .iter()
            .filter(move |rule| rule.fits(url))
            .map(move |rule| (rule.index, rule.may_hold(rest)))
    }
}

/// A URL in a text.
#[derive(Clone, Copy)]
pub(super) struct Url<'t> {
    /// The text up to its end.
    text: &'t [u8],
    /// Where its scheme starts.
    pub(super) start: usize,
    /// Where its `://` starts.
    at: usize,
}

impl Url<'_> {
    /// Where it ends: a sign in it that a rule needs stands before that.
    pub(super) fn end(self) -> usize {
        self.text.len()
    }
}

impl UrlRule {
    fn fits(&self, url: Url<'_>) -> bool {
        let scheme = url.at - url.start;
        self.anchors.iter().any(|(length, anchor)| {
            length.is_none_or(|length| length == scheme && url.text[url.start..].starts_with(anchor))
        })
    }

    fn may_hold(&self, rest: &[u8]) -> bool {
        let sign =
            self.sign.get_or_init(|| sign_of(&self.pattern).map(|sign| Finder::new(&sign).into_owned()));
        sign.as_ref().is_none_or(|sign| sign.find(rest).is_some())
    }
}

fn with_scheme(anchor: &[u8]) -> (Option<usize>, Vec<u8>) {
    (find(anchor, b"://").filter(|&length| length > 0), anchor.to_vec())
}

/// A literal that every match of `pattern` holds between its `://` and the end of the URL.
fn sign_of(pattern: &str) -> Option<Vec<u8>> {
    let hir = parse(pattern).ok()?;
    if ENDS.iter().any(|&end| place_of(&hir, &|b| b == end) != Place::Never) {
        return None;
    }
    let mut literals = Vec::new();
    needed(&hir, &mut literals);
    let scheme = literals.iter().position(|literal| find(literal, b"://").is_some())?;
    let tail = find(&literals[scheme], b"://").map(|at| literals[scheme].split_off(at + 3));
    let behind = tail.into_iter().chain(literals.drain(scheme + 1..));
    // Signs that most URLs have tell nothing.
    behind.filter(|literal| literal.iter().any(|b| !b":/.-_?=&".contains(b))).max_by_key(Vec::len)
}

/// Adds the literals that every match of `hir` holds, in order.
fn needed(hir: &Hir, literals: &mut Vec<Vec<u8>>) {
    match hir.kind() {
        HirKind::Literal(literal) => literals.push(literal.0.to_vec()),
        HirKind::Capture(capture) => needed(&capture.sub, literals),
        HirKind::Concat(parts) => parts.iter().for_each(|part| needed(part, literals)),
        _ => {}
    }
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_match_holds() {
        let sign = |pattern: &str| sign_of(pattern).map(|sign| String::from_utf8(sign).expect("ASCII"));
        assert_eq!(sign("https?://(?P<secret>[0-9a-f]{32}@[0-9a-z.-]+/[0-9]+)").as_deref(), Some("@"));
        assert_eq!(sign(r"https://(?P<secret>[a-z]+\.acme\.com/[0-9]{8}-x)").as_deref(), Some(".acme.com/"));
        assert_eq!(sign(r"https://hooks\.acme\.com/(?P<secret>[0-9]+)").as_deref(), Some("hooks.acme.com/"));
        assert_eq!(sign("(?:a://|b://x)(?P<secret>[0-9]+)q"), None);
        assert_eq!(sign("a://(?P<secret>[0-9]+)/"), None);
        assert_eq!(sign("a://(?P<secret>[^@]+)@x"), None, "it may run over the end of the URL");
    }

    #[test]
    fn the_rules_for_every_url_have_a_sign() {
        let table = UrlTable::new(&RuleSet::builtin());
        let url = table.at(b"https://", 5);
        let wide = table.rules.iter().filter(|rule| rule.fits(url));
        let without: Vec<&str> =
            wide.filter(|rule| sign_of(&rule.pattern).is_none()).map(|rule| rule.pattern.as_str()).collect();
        assert!(without.is_empty(), "{without:?}");
    }
}
