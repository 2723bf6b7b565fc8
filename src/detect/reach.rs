//! How far a change reaches: what a scan must look at again when some bytes of a text changed, and on which bytes a
//! hit depends. It is what lets history scan only what a commit changed.
//!
//! A place that gave no hit can only give one after a change of what decided so, and that is
//! - its line (patterns, escapes, token runs), and if base64 is wrapped there, all lines of it; of a line that is too
//!   long to be read as one, only twice [`LONG`] bytes on each side and the token runs there;
//! - up to [`BEHIND`] bytes before it, where words stand that say what it is;
//! - the line on which an assigned value stands, which starts at most [`BEFORE`] bytes behind the name;
//! - for the few rules whose pattern runs on over line ends (PEM blocks) or far along a line, as many bytes as the
//!   pattern can read. Where such a rule was tried and could read far, a [`Mark`] remembers it.
//!
//! A hit depends on more: a verdict looks at [`CONTEXT`] bytes on each side. So a hit whose window changed is looked for
//! again by itself.

mod page;
mod wrapped;

use std::sync::OnceLock;

use regex_syntax::hir::{Class, Hir, HirKind};

pub use self::page::Page;
pub use self::wrapped::may_be_wrapped;
use self::wrapped::{lines_above, lines_behind, lines_below, wrapped};

use super::assign;
use super::deep::ESCAPES;
use super::near;
use crate::rule::shape::{is_run_byte, parse};
use crate::rule::{Rule, RuleIdx, RuleSet, Trigger};
use crate::text::Span;

/// The most bytes on each side of a secret that a verdict may look at.
pub const CONTEXT: usize = 400;
/// How far before a secret lies the farthest byte that makes it a hit: the name of an assignment and what is read
/// before that name.
const HIT_BEFORE: usize = assign::REACH + 256 + 16;
const HIT_BEHIND: usize = CONTEXT + 16;
/// How far before the line of a change a place may lie that reads on into that line.
const BEFORE: usize = assign::NEXT_LINE;
/// How far behind a change a place may lie that looks back to it.
pub const BEHIND: usize = near::BEFORE + 16;
const _: () = assert!(BEHIND <= BEFORE);
/// What stands farther into a text than this does not depend on how far. Bytes.
const HEAD: usize = 512;
/// What is scanned again for two changes overlaps when no more bytes than this lie between them.
pub const JOINS: usize = BEFORE + BEHIND;
const _: () = assert!(near::BEFORE < HIT_BEFORE && near::BEHIND < HIT_BEHIND);

/// What a place in a long line can depend on, in bytes on each side.
pub const LONG: usize = 640;
const _: () = assert!(assign::REACH <= 2 * LONG);

/// A place where a rule was tried that looks further than its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The place.
    pub at: Span,
    /// All bytes that a hit of the rule there can depend on.
    pub window: Span,
}

impl Mark {
    /// The mark of a trial at `at` that what stands before `end` decided; nothing when others read as far.
    #[must_use]
    pub fn until(text: &[u8], end: usize, at: Span) -> Option<Self> {
        Self::of(text, Span::new(at.start, end), at)
    }

    /// The same mark after its text moved, so that what stood at `from` stands at `to`.
    #[must_use]
    pub fn moved(&self, from: usize, to: usize) -> Self {
        Self { at: self.at.moved(from, to), window: self.window.moved(from, to) }
    }

    fn of(text: &[u8], read: Span, at: Span) -> Option<Self> {
        (read.len() > BEFORE).then(|| Self { at, window: widen(text, read, CONTEXT, CONTEXT) })
    }
}

/// Knows the rules that look far. Shared by all threads.
pub struct Reach<'r> {
    rules: &'r RuleSet,
    /// For each rule how it looks far, if it does. Learned from its pattern at its first trial: most rules have none.
    far: Box<[OnceLock<Option<Far>>]>,
}

/// How a rule looks far.
struct Far {
    /// How many bytes it is given from its trigger.
    window: usize,
    /// The bytes that a match may hold: a pattern reads no further than to the first other byte. None when it may hold
    /// every byte.
    alphabet: Option<Box<[bool; 256]>>,
    /// Whether matches may start before the trigger.
    both_ways: bool,
}

impl<'r> Reach<'r> {
    /// For hits of `rules`.
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Self {
        Self { rules, far: rules.rules().iter().map(|_| OnceLock::new()).collect() }
    }

    /// What must be scanned again when the bytes `changed` of `text` are new.
    #[must_use]
    pub fn rescan(&self, page: &Page<'_>, changed: Span) -> Span {
        let line = match page.line(changed.start) {
            Some(line) => line.start,
            None => Around::Change.span(page.text, changed).start,
        };
        let end = page.text.len().min(changed.end + BEHIND);
        lines(page, Span::new(line.saturating_sub(BEFORE), end))
    }

    /// The bytes that decide what a scan of `part` finds, as long as it finds nothing and leaves no mark: no change of other
    /// bytes makes [`Reach::rescan`] lead back to it. Nothing when the lines there are long.
    #[must_use]
    pub fn decides(&self, page: &Page<'_>, part: Span) -> Option<Span> {
        let text = page.text;
        let starts_line = part.start < HEAD || text[part.start] == b'\n' || text[part.start - 1] == b'\n';
        if !starts_line {
            return None;
        }
        // Wrapped base64 around the part is looked at with it, so what decides about that decides here.
        let first = lines_above(page, part.start + usize::from(text[part.start] == b'\n'));
        let last = lines_behind(text, part.end);
        let start = if first < HEAD { 0 } else { page.line(first - BEHIND)?.start };
        let end = page.line(text.len().min(last + BEFORE))?.end;
        Some(Span::new(lines_above(page, start).saturating_sub(1), lines_below(text, end)))
    }

    /// What must be scanned so that all that was triggered in `span` is found again.
    #[must_use]
    pub fn retry(&self, page: &Page<'_>, span: Span) -> Span {
        lines(page, span)
    }

    /// The bytes of `text` on which a hit of `rule` at `span` depends, which was `decoded` in these ways.
    #[must_use]
    pub fn window(&self, page: &Page<'_>, rule: RuleIdx, span: Span, decoded: &[&str]) -> Span {
        let text = page.text;
        let near = widen(text, span, HIT_BEFORE, HIT_BEHIND);
        let lines = match decoded.first() {
            None => {
                let line = Around::Hit.span(text, span);
                self.far(rule)
                    .map_or(line, |far| line.join(widen(text, far.around(text, span), CONTEXT, CONTEXT)))
            }
            Some(&ESCAPES) => {
                let start = page.line(span.start).map_or(span.start, |line| line.start.saturating_sub(1));
                Span::new(start, page.line(span.end).map_or(span.end, |line| line.end))
            }
            Some(_) => Around::Hit.span(text, span).join(wrapped(text, span)),
        };
        lines.join(near)
    }

    /// The mark that a trial of `rule` at `at` leaves; nothing when it reads no further than others.
    #[must_use]
    pub fn mark(&self, text: &[u8], rule: RuleIdx, at: Span) -> Option<Mark> {
        let far = self.far(rule)?;
        if far.both_ways {
            let window = widen(text, at, 3 * far.window, 3 * far.window);
            return Mark::of(text, window, at);
        }
        Mark::until(text, far.end(text, at.start), at)
    }

    fn far(&self, rule: RuleIdx) -> Option<&Far> {
        self.far[usize::from(rule.0)].get_or_init(|| Far::of(self.rules.get(rule))).as_ref()
    }
}

impl Far {
    fn of(rule: &Rule) -> Option<Self> {
        // A pattern that cannot be read never matches either; the rule set refuses it.
        let hir = parse(&rule.pattern).ok()?;
        looks_far(rule, &hir).then(|| {
            let mut alphabet = Box::new([false; 256]);
            add_bytes(&hir, &mut alphabet);
            let alphabet = alphabet.contains(&false).then_some(alphabet);
            let both_ways = rule.trigger == Trigger::Literal;
            Self { window: rule.window as usize + 2, alphabet, both_ways }
        })
    }

    /// How far a pattern that is tried at `start` reads.
    fn end(&self, text: &[u8], start: usize) -> usize {
        let window = &text[start..text.len().min(start + self.window)];
        if self.alphabet.is_none() {
            return start + window.len();
        }
        let other = window.iter().position(|&b| !self.holds(b));
        start + other.map_or(window.len(), |at| at + 1)
    }

    /// What was read where `span` was found.
    fn around(&self, text: &[u8], span: Span) -> Span {
        if self.both_ways {
            return widen(text, span, self.window, self.window);
        }
        let before = &text[span.start.saturating_sub(self.window)..span.start];
        let back = before.iter().rev().take_while(|&&b| self.holds(b)).count();
        Span::new(span.start - back, self.end(text, span.start).max(span.end))
    }

    /// True when a match may hold `b`.
    fn holds(&self, b: u8) -> bool {
        self.alphabet.as_ref().is_none_or(|alphabet| alphabet[usize::from(b)])
    }
}

fn widen(text: &[u8], span: Span, before: usize, behind: usize) -> Span {
    Span::new(span.start.saturating_sub(before), span.end.saturating_add(behind).min(text.len()))
}

/// The lines of `span` with all lines of base64 that is wrapped into them or out of them; of a long line only a part.
fn lines(page: &Page<'_>, span: Span) -> Span {
    let start = match page.line(span.start) {
        Some(line) => line.start,
        None => Around::Change.span(page.text, span).start,
    };
    let end = match page.line(span.end) {
        Some(line) => line.end,
        None => Around::Change.span(page.text, span).end,
    };
    let (start, end) = (lines_above(page, start), lines_below(page.text, end));
    Span::new(start.saturating_sub(1), end)
}

/// How far to go along a line. What a hit depends on, and what must be scanned again, must fit together: whatever the
/// one touches, the other must lead back from to the place where the hit was triggered.
#[derive(Clone, Copy)]
enum Around {
    /// The token run, and [`LONG`] bytes.
    Hit,
    /// The token run, twice [`LONG`] bytes more, and the token run there.
    Change,
}

impl Around {
    /// Goes both ways from `span`, but not over a line end.
    fn span(self, text: &[u8], span: Span) -> Span {
        let (from, to) = (run_start(text, span.start), run_end(text, span.end));
        let (from, to) = match self {
            Self::Hit => (from.min(span.start.saturating_sub(LONG)), to.max(span.end + LONG)),
            Self::Change => (run_start(text, from.saturating_sub(2 * LONG)), to + 2 * LONG),
        };
        let to = to.min(text.len());
        let to = if matches!(self, Self::Change) { run_end(text, to) } else { to };
        let start = memchr::memrchr(b'\n', &text[from..span.start]).map_or(from, |at| from + at + 1);
        let end = memchr::memchr(b'\n', &text[span.end..to]).map_or(to, |at| span.end + at + 1);
        Span::new(start, end)
    }
}

fn run_start(text: &[u8], at: usize) -> usize {
    at - text[..at].iter().rev().take_while(|&&b| is_run_byte(b)).count()
}

fn run_end(text: &[u8], at: usize) -> usize {
    at + text[at..].iter().take_while(|&&b| is_run_byte(b)).count()
}

/// True when a match of `rule` can depend on more than its line, or on more of a long line than others.
fn looks_far(rule: &Rule, hir: &Hir) -> bool {
    let runs_on = place_of(hir, &|b| b == b'\n') == Place::Within;
    let wide = rule.window as usize > LONG;
    match rule.trigger {
        // Tried on one line, within one token run, or not far from a name.
        Trigger::Stretch | Trigger::RunAnchor | Trigger::Assignment => false,
        Trigger::Literal => runs_on || wide,
        _ => runs_on || wide && place_of(hir, &|b| !is_run_byte(b)) == Place::Within,
    }
}

/// Adds every byte that a match of `hir` may hold.
fn add_bytes(hir: &Hir, bytes: &mut [bool; 256]) {
    for b in 0..=255 {
        bytes[usize::from(b)] |= place_of(hir, &|other| other == b) != Place::Never;
    }
}

/// Where a match may hold a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Nowhere.
    Never,
    /// At its end at most.
    Last,
    /// Before its end.
    Within,
}

/// Where a match of `hir` may hold a byte that pleases `test`.
pub(super) fn place_of(hir: &Hir, test: &dyn Fn(u8) -> bool) -> Place {
    let single = |found: bool| if found { Place::Last } else { Place::Never };
    match hir.kind() {
        HirKind::Literal(literal) => match literal.0.iter().position(|&b| test(b)) {
            None => Place::Never,
            Some(at) if at + 1 == literal.0.len() => Place::Last,
            Some(_) => Place::Within,
        },
        HirKind::Class(Class::Bytes(class)) => {
            single(class.ranges().iter().any(|r| (r.start()..=r.end()).any(&test)))
        }
        // Without Unicode a class of characters is one of ASCII.
        HirKind::Class(Class::Unicode(class)) => single(
            class
                .iter()
                .any(|r| (u32::from(r.start())..=u32::from(r.end()).min(0x7f)).any(|c| test(c as u8))),
        ),
        HirKind::Repetition(repetition) => match place_of(&repetition.sub, test) {
            Place::Never => Place::Never,
            once if repetition.max == Some(1) => once,
            _ => Place::Within,
        },
        HirKind::Capture(capture) => place_of(&capture.sub, test),
        HirKind::Concat(parts) => {
            let mut all = Place::Never;
            for part in parts {
                if all == Place::Last && part.properties().maximum_len() != Some(0) {
                    return Place::Within;
                }
                all = all.max(place_of(part, test));
            }
            all
        }
        HirKind::Alternation(parts) => {
            parts.iter().map(|part| place_of(part, test)).max().unwrap_or(Place::Never)
        }
        HirKind::Empty | HirKind::Look(_) => Place::Never,
    }
}

#[cfg(test)]
mod tests;
