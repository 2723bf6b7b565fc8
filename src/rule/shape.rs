//! Derives from a pattern how its matches can be found fast: the [`Trigger`], and facts for cheap rejection.
//!
//! The prefilter never searches for a thousand literals. It looks for a few byte shapes that are rare in source
//! code ([`crate::detect::trigger`]), and each rule must be reachable from one of them. Whether it is follows from
//! the pattern alone, so no rule author can get it wrong. This file is also compiled into the build script.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// What in the bytes makes the detector try a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// An anchor at the start of a word, within a run of token characters of at least [`MIN_RUN`].
    Prefix,
    /// Five dashes, then an anchor that starts with them (PEM).
    Dashes,
    /// `://` (credentials in URLs, connection strings).
    Url,
    /// A stretch of letters and digits, with a `near` word close by.
    Stretch,
    /// A stretch of letters and digits within a token run that contains an anchor.
    RunAnchor,
    /// The first bytes of a file, or of what was decoded, where they are no text (binary key stores).
    Start,
    /// A value assigned to a name that says it is secret (`detect::assign`).
    Assignment,
    /// An anchor anywhere: a search of its own over all bytes, for rules that fit nothing faster.
    Literal,
}

/// The shortest run of token characters, anchor included, that a [`Trigger::Prefix`] rule may match.
pub const MIN_RUN: usize = 15;
/// The shortest unbroken stretch of letters and digits, random to look at, that a [`Trigger::Stretch`] or
/// [`Trigger::RunAnchor`] secret has.
pub const MIN_STRETCH: usize = 12;
/// A pattern without an upper bound is given at most this many bytes, one for binary files [`MAX_WINDOW`].
pub const OPEN_WINDOW: usize = 16 * 1024;
/// No pattern is given more than this many bytes.
pub const MAX_WINDOW: usize = 64 * 1024;

/// True for the bytes of a token run: letters, digits and `_ + - . / = ~`.
#[must_use]
pub const fn is_run_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'-' | b'.' | b'/' | b'=' | b'~')
}

/// What [`analyse`] found out about a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// How to find it.
    pub trigger: Trigger,
    /// The fewest bytes of a match.
    pub min_len: usize,
    /// The fewest token characters that follow the start of a match without a break.
    pub min_run: usize,
    /// Bytes that the pattern may look at, from the trigger to either side.
    pub window: usize,
    /// ASCII bytes that may stand in the eight places after the anchor, one bit each; all bits when unknown.
    pub body: u128,
}

/// Reads a pattern: over bytes, with ASCII classes.
///
/// # Errors
/// When it is no regular expression.
pub fn parse(pattern: &str) -> Result<Hir, Box<regex_syntax::Error>> {
    Ok(ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern)?)
}

/// Checks `pattern` and says how to find its matches.
///
/// # Errors
/// A sentence for the rule's author: what is wrong with the pattern and what to write instead.
pub fn analyse(pattern: &str, anchors: &[String], near: &[String]) -> Result<Shape, String> {
    let hir = parse(pattern).map_err(|e| format!("the pattern does not compile: {e}"))?;
    if !has_secret_group(&hir) {
        return Err("the pattern has no group (?P<secret>...) around the part that is secret".to_owned());
    }
    let properties = hir.properties();
    let min_len = properties.minimum_len().unwrap_or(0);
    if min_len == 0 {
        return Err("the pattern matches the empty string; give it a part that must be there".to_owned());
    }
    let (min_run, all_run) = run_prefix(&hir);
    let trigger = trigger_of(&hir, anchors, near, min_run, all_run)?;
    let open = if trigger == Trigger::Start { MAX_WINDOW } else { OPEN_WINDOW };
    let window = properties.maximum_len().unwrap_or(open).clamp(64, MAX_WINDOW);
    let anchor_len = anchors.iter().map(String::len).max().unwrap_or(0);
    Ok(Shape { trigger, min_len, min_run, window, body: body_set(&hir, anchor_len) })
}

fn trigger_of(
    hir: &Hir,
    anchors: &[String],
    near: &[String],
    min_run: usize,
    all_run: bool,
) -> Result<Trigger, String> {
    if anchors.is_empty() {
        if near.is_empty() && hir.properties().look_set_prefix().contains(Look::Start) {
            return start_trigger(hir);
        }
        return if near.is_empty() {
            Err("a rule needs `anchors` (literals that every match contains) or `near` (words close by)"
                .to_owned())
        } else {
            Ok(Trigger::Stretch)
        };
    }
    if anchors.iter().all(|a| a.starts_with("-----")) {
        return Ok(Trigger::Dashes);
    }
    if anchors.iter().all(|a| a.contains("://")) {
        return Ok(Trigger::Url);
    }
    let long_enough = anchors.iter().all(|a| a.len() >= 3);
    if long_enough && min_run >= MIN_RUN && starts_at_word(hir) && starts_with_anchor(hir, anchors) {
        return Ok(Trigger::Prefix);
    }
    Ok(if all_run { Trigger::RunAnchor } else { Trigger::Literal })
}

/// A pattern that starts with `\A` is tried only where the first bytes are no text, so it must ask for such bytes.
fn start_trigger(hir: &Hir) -> Result<Trigger, String> {
    let prefixes = Extractor::new().extract(hir);
    let literals = prefixes.literals().unwrap_or_default();
    if !literals.is_empty() && literals.iter().all(|literal| starts_binary(literal.as_bytes())) {
        return Ok(Trigger::Start);
    }
    Err("a pattern that starts with \\A describes binary files: one of its first two bytes must be zero or above 127"
        .to_owned())
}

/// True when the first two bytes are not those of a text.
#[must_use]
pub fn starts_binary(bytes: &[u8]) -> bool {
    bytes.iter().take(2).any(|&b| b == 0 || b > 127)
}

fn has_secret_group(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Capture(c) => c.name.as_deref() == Some("secret") || has_secret_group(&c.sub),
        HirKind::Repetition(r) => has_secret_group(&r.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(has_secret_group),
        _ => false,
    }
}

/// True when every match starts at a `\b` that is followed by a word character.
fn starts_at_word(hir: &Hir) -> bool {
    let looks = hir.properties().look_set_prefix();
    looks.contains(Look::WordAscii) || looks.contains(Look::WordStartAscii)
}

fn starts_with_anchor(hir: &Hir, anchors: &[String]) -> bool {
    let prefixes = Extractor::new().extract(hir);
    let Some(literals) = prefixes.literals() else { return false };
    !literals.is_empty()
        && literals.iter().all(|literal| {
            anchors.iter().any(|a| literal.as_bytes().starts_with(a.as_bytes()) && is_word(a.as_bytes()[0]))
        })
}

fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

/// The fewest run bytes at the start of every match, and whether matches consist of nothing else.
fn run_prefix(hir: &Hir) -> (usize, bool) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => (0, true),
        HirKind::Literal(literal) => {
            let run = literal.0.iter().take_while(|&&b| is_run_byte(b)).count();
            (run, run == literal.0.len())
        }
        HirKind::Class(class) => {
            let all = class_bytes(class).is_some_and(|bytes| bytes.iter().all(|&b| is_run_byte(b)));
            (usize::from(all), all)
        }
        HirKind::Repetition(repetition) => match run_prefix(&repetition.sub) {
            (run, true) => (run * repetition.min as usize, true),
            (run, false) => (if repetition.min == 0 { 0 } else { run }, false),
        },
        HirKind::Capture(capture) => run_prefix(&capture.sub),
        HirKind::Concat(parts) => {
            let mut total = 0;
            for part in parts {
                let (run, whole) = run_prefix(part);
                total += run;
                if !whole {
                    return (total, false);
                }
            }
            (total, true)
        }
        // `(?:^|[^...])` before and `(?:[^...]|$)` behind a secret: a run that is looked at alone starts and ends there.
        HirKind::Alternation(parts) if parts.iter().any(is_edge) => (0, true),
        HirKind::Alternation(parts) => {
            let runs: Vec<_> = parts.iter().map(run_prefix).collect();
            let shortest = runs.iter().map(|r| r.0).min().unwrap_or(0);
            (shortest, runs.iter().all(|r| r.1))
        }
    }
}

fn is_edge(hir: &Hir) -> bool {
    matches!(hir.kind(), HirKind::Look(Look::Start | Look::End))
}

fn class_bytes(class: &Class) -> Option<Vec<u8>> {
    match class {
        Class::Bytes(bytes) => Some(bytes.ranges().iter().flat_map(|r| r.start()..=r.end()).collect()),
        Class::Unicode(unicode) => unicode
            .ranges()
            .iter()
            .all(|r| r.end().is_ascii())
            .then(|| unicode.ranges().iter().flat_map(|r| r.start() as u8..=r.end() as u8).collect()),
    }
}

const BODY_PLACES: usize = 8;

/// The union of the bytes that may stand in the places `skip..skip + 8` of a match.
fn body_set(hir: &Hir, skip: usize) -> u128 {
    let mut places = Vec::new();
    let known = fill_places(hir, skip + BODY_PLACES, &mut places);
    if !known && places.len() < skip + BODY_PLACES {
        return u128::MAX;
    }
    places.iter().skip(skip).take(BODY_PLACES).fold(0, |set, place| set | place)
}

/// Appends, for each place from the start of a match, the bytes that may stand there, up to `limit` places. False
/// when a place beyond those appended cannot be told.
fn fill_places(hir: &Hir, limit: usize, places: &mut Vec<u128>) -> bool {
    if places.len() >= limit {
        return true;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            places.extend(literal.0.iter().map(|&b| bit(b)));
            true
        }
        HirKind::Class(class) => {
            let Some(bytes) = class_bytes(class) else { return false };
            places.push(bytes.iter().fold(0, |set, &b| set | bit(b)));
            true
        }
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min {
                if places.len() >= limit {
                    return true;
                }
                if !fill_places(&repetition.sub, limit, places) {
                    return false;
                }
            }
            repetition.max == Some(repetition.min)
        }
        HirKind::Capture(capture) => fill_places(&capture.sub, limit, places),
        HirKind::Concat(parts) => parts.iter().all(|part| fill_places(part, limit, places)),
        HirKind::Alternation(_) => false,
    }
}

/// A byte outside ASCII sets every bit: nothing is known then.
fn bit(b: u8) -> u128 {
    if b < 128 { 1 << b } else { u128::MAX }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(pattern: &str, anchors: &[&str], near: &[&str]) -> Shape {
        let own = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        analyse(pattern, &own(anchors), &own(near)).expect("a good pattern")
    }

    #[test]
    fn a_prefixed_token_is_found_by_its_prefix() {
        let found = shape(r"\b(?P<secret>acme_[0-9a-f]{36})\b", &["acme_"], &[]);
        assert_eq!(found.trigger, Trigger::Prefix);
        assert_eq!((found.min_len, found.min_run), (41, 41));
        assert_eq!(found.body, (b'0'..=b'9').chain(b'a'..=b'f').fold(0, |s, b| s | bit(b)));
    }

    #[test]
    fn alternatives_need_an_anchor_each() {
        let pattern = r"\b(?P<secret>(?:gho|ghu)_[0-9A-Za-z]{36})\b";
        assert_eq!(shape(pattern, &["gho_", "ghu_"], &[]).trigger, Trigger::Prefix);
        assert_eq!(shape(pattern, &["gho_"], &[]).trigger, Trigger::RunAnchor);
    }

    #[test]
    fn other_triggers() {
        assert_eq!(shape(r"(?P<secret>[0-9a-f]{32})", &[], &["acme"]).trigger, Trigger::Stretch);
        let middle = shape(r"(?P<secret>[0-9a-z]{20}T3X[0-9a-z]{20})", &["T3X"], &[]);
        assert_eq!(middle.trigger, Trigger::RunAnchor);
        let bounded = shape(r"(?:^|[^0-9a-z])(?P<secret>[0-9a-z/]{20}T3X=)(?:[^0-9a-z]|$)", &["T3X"], &[]);
        assert_eq!(bounded.trigger, Trigger::RunAnchor);
        assert_eq!(shape(r"(?P<secret>-----BEGIN X-----)", &["-----BEGIN"], &[]).trigger, Trigger::Dashes);
        assert_eq!(shape(r"[a-z]+://(?P<secret>\w+)@", &["://"], &[]).trigger, Trigger::Url);
        assert_eq!(shape(r"Key: (?P<secret>\w{9})", &["Key: "], &[]).trigger, Trigger::Literal);
        assert_eq!(shape(r"\A(?P<secret>\xFE\xED[\x01\x02]{4})", &[], &[]).trigger, Trigger::Start);
    }

    #[test]
    fn bad_patterns_say_what_to_do() {
        let fault = |pattern: &str| analyse(pattern, &["a".to_owned()], &[]).unwrap_err();
        assert!(fault("(").contains("does not compile"));
        assert!(fault("abc").contains("?P<secret>"));
        assert!(fault("(?P<secret>a*)").contains("empty string"));
        assert!(analyse("(?P<secret>a)", &[], &[]).unwrap_err().contains("anchors"));
        assert!(analyse(r"\A(?P<secret>text)", &[], &[]).unwrap_err().contains("binary"));
    }
}
