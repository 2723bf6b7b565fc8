//! Parts of one credential: an access key id and its secret, an account and its token.
//!
//! A rule names the rules of its other parts. Where they stand close together they become one finding, whose region
//! runs over those that are neighbours, and whose related locations are the parts that gave up their own finding.
//!
//! Files hold several credentials one below the other, some with the id first, some with the secret first. Which it is
//! shows in the whole file: the order that leaves fewer parts alone, then the one with the shorter ways.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::finding::{Confidence, Dropped, Finding, Related};
use crate::rule::Rule;
use crate::rule::shape::MAX_WINDOW;
use crate::text::Span;

/// Parts farther apart than this belong to different credentials. Lines.
const WITHIN: u32 = 30;
/// Likewise, for files of long lines. Bytes.
const REACH: usize = 4096;
/// Parts this close share a region. Lines.
const NEIGHBOURS: u32 = 5;

/// A finding as far as pairs are concerned.
#[derive(Clone, Copy)]
pub struct Half<'r> {
    /// Its rule.
    pub rule: &'r Rule,
    /// The line on which it starts.
    pub line: u32,
    /// Its bytes.
    pub span: Span,
}

/// What becomes of each [`Half`].
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fates {
    /// Who takes in whom, by their numbers.
    joins: BTreeMap<usize, Vec<usize>>,
    /// Those that stand in the finding of another.
    taken: HashSet<usize>,
    /// Those that are nothing without their other half, and have none.
    pub alone: BTreeSet<usize>,
}

impl Fates {
    /// Pairs the findings of one blob.
    #[must_use]
    pub fn of(halves: &[Half<'_>]) -> Self {
        let mut fates = Self::default();
        let mut by_rule: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, half) in halves.iter().enumerate() {
            by_rule.entry(&half.rule.id).or_default().push(number);
        }
        for numbers in by_rule.values_mut() {
            numbers.sort_by_key(|&number| halves[number].span);
        }
        for mains in by_rule.values() {
            let rule = halves[mains[0]].rule;
            for wanted in rule.pair.iter() {
                let others = by_rule.get(&**wanted).map_or(&[][..], Vec::as_slice);
                fates.pair(halves, mains, others);
                if rule.pair_required {
                    let has = |&main: &usize| {
                        around(halves, main, others)
                            .iter()
                            .any(|&o| o != main && way(halves, main, o).is_some())
                    };
                    fates.alone.extend(mains.iter().filter(|main| !has(main)));
                }
            }
        }
        let Self { joins, taken, alone } = &mut fates;
        alone.retain(|number| !taken.contains(number) && !joins.contains_key(number));
        fates
    }

    /// True when `number` keeps a finding of its own.
    #[must_use]
    pub fn stays(&self, number: usize) -> bool {
        !self.taken.contains(&number) && !self.alone.contains(&number)
    }

    /// How sure the finding of `number` is, of which its own verdict is `confidence`.
    #[must_use]
    pub fn confidence(&self, number: usize, confidence: Confidence) -> Confidence {
        if self.joins.contains_key(&number) { with_half(confidence) } else { confidence }
    }

    /// Gives each of `mains` one of `others`, all of one rule each and in the order of the text.
    fn pair(&mut self, halves: &[Half<'_>], mains: &[usize], others: &[usize]) {
        let Some(&other) = others.first() else { return };
        if !leads(halves[mains[0]].rule, halves[other].rule) {
            return;
        }
        let [before, behind] = [true, false].map(|before| steps(halves, mains, others, before));
        let rank = |ways: &[Way]| (ways.len(), Reverse(ways.iter().map(|way| way.len).sum::<usize>()));
        let best = if rank(&before) >= rank(&behind) { before } else { behind };
        let ways =
            |&main: &usize| around(halves, main, others).iter().filter_map(move |&o| way(halves, main, o));
        let mut rest: Vec<Way> = mains.iter().flat_map(ways).collect();
        rest.sort_by_key(|way| way.len);
        let mut served = HashSet::new();
        for Way { main, other, .. } in best.into_iter().chain(rest) {
            let free = !self.taken.contains(&main) && !self.taken.contains(&other);
            // Where both are of one rule, the other may have taken in a third.
            if free && main != other && !self.joins.contains_key(&other) && served.insert(main) {
                self.joins.entry(main).or_default().push(other);
                self.taken.insert(other);
            }
        }
    }
}

/// From a half to the other.
struct Way {
    main: usize,
    other: usize,
    /// The bytes between them.
    len: usize,
}

/// The way between two halves, if they are close enough.
fn way(halves: &[Half<'_>], main: usize, other: usize) -> Option<Way> {
    let (a, b) = (halves[main], halves[other]);
    let len = a.span.start.max(b.span.start).saturating_sub(a.span.end.min(b.span.end));
    (len <= REACH && a.line.abs_diff(b.line) <= WITHIN).then_some(Way { main, other, len })
}

/// Those of `others`, in the order of the text, that may be close enough to `main`: a file can hold thousands of them.
fn around<'o>(halves: &[Half<'_>], main: usize, others: &'o [usize]) -> &'o [usize] {
    let span = halves[main].span;
    let (from, to) = (span.start.saturating_sub(REACH + MAX_WINDOW), span.end + REACH);
    let start = others.partition_point(|&other| halves[other].span.start < from);
    let end = others.partition_point(|&other| halves[other].span.start <= to);
    &others[start..end]
}

/// The ways between neighbours in the order of the text: from each of `mains` to the last of `others` before it, or to
/// the first one behind it, when no other of `mains` stands between.
fn steps(halves: &[Half<'_>], mains: &[usize], others: &[usize], before: bool) -> Vec<Way> {
    // Both are all findings of one rule each, perhaps of the same.
    let others = if mains == others { &[] } else { others };
    let mut all: Vec<(Span, bool, usize)> = Vec::new();
    all.extend(mains.iter().map(|&main| (halves[main].span, true, main)));
    all.extend(others.iter().map(|&other| (halves[other].span, false, other)));
    all.sort_unstable();
    let neighbours = all.windows(2).filter_map(|two| match (before, two) {
        (true, &[(_, false, other), (_, true, main)]) | (false, &[(_, true, main), (_, false, other)]) => {
            way(halves, main, other)
        }
        _ => None,
    });
    neighbours.collect()
}

/// When each half names the other, the more severe one keeps its finding.
fn leads(main: &Rule, other: &Rule) -> bool {
    let back = other.pair.contains(&main.id);
    !back || (main.severity, &main.id) >= (other.severity, &other.id)
}

/// How sure a finding of `confidence` is once its other half is known.
fn with_half(confidence: Confidence) -> Confidence {
    if confidence == Confidence::Medium { Confidence::High } else { confidence }
}

/// Joins the halves among the findings of one blob, each made by the rule at its place in `rules`. What needs its other
/// half and has none goes to `dropped`.
pub fn join(rules: &[&Rule], findings: &mut Vec<Finding>, dropped: &mut Vec<Dropped>) {
    let halves = rules.iter().zip(&*findings).map(|(&rule, Finding { location, .. })| Half {
        rule,
        line: location.start.line.get(),
        span: location.span,
    });
    let halves: Vec<Half<'_>> = halves.collect();
    let fates = Fates::of(&halves);
    for (&main, others) in &fates.joins {
        for &other in others {
            let other = findings[other].clone();
            absorb(&mut findings[main], other);
        }
        findings[main].confidence = with_half(findings[main].confidence);
    }
    dropped.extend(fates.alone.iter().map(|&alone| without_half(&findings[alone])));
    let mut numbers = 0..;
    findings.retain(|_| numbers.next().is_some_and(|number| fates.stays(number)));
}

/// Makes `other` a part of `main`.
fn absorb(main: &mut Finding, other: Finding) {
    let its = other.location;
    let apart = main.line.get().abs_diff(its.start.line.get());
    if apart <= NEIGHBOURS {
        main.location.start = main.location.start.min(its.start);
        main.location.end = main.location.end.max(its.end);
    }
    main.reasons.push(match apart {
        0 => "its other half stands on the same line".to_owned(),
        1 => "its other half stands one line away".to_owned(),
        _ => format!("its other half stands {apart} lines away"),
    });
    main.facts.extend(other.facts);
    let why = format!("the other half: {}", other.title);
    main.related.push(Related { rule: other.rule, location: its, why });
}

fn without_half(finding: &Finding) -> Dropped {
    Dropped {
        path: finding.location.origin.path.to_string(),
        line: finding.location.start.line.get(),
        column: finding.location.start.column.get(),
        rule: finding.rule.clone(),
        check: "pair",
        why: format!("its other half is not within {WITHIN} lines"),
    }
}
