//! Two halves of one credential: an access key id and its secret, an account and its token.
//!
//! A rule names the rule of its other half. Where both stand close together they become one finding, whose region
//! runs over both when they are neighbours, and whose related location is the half that gave up its own finding.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::finding::{Confidence, Dropped, Finding, Related};
use crate::rule::Rule;

/// Halves farther apart than this belong to different credentials. Lines.
const WITHIN: u32 = 30;
/// Halves this close share a region. Lines.
const NEIGHBOURS: u32 = 5;

/// A finding as far as pairs are concerned.
#[derive(Clone, Copy)]
pub struct Half<'r> {
    /// Its rule.
    pub rule: &'r Rule,
    /// The line on which it starts.
    pub line: u32,
    /// Its first byte.
    pub at: usize,
}

/// What becomes of each [`Half`].
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fates {
    /// Who takes in whom, by their numbers.
    joins: BTreeMap<usize, usize>,
    /// Those that stand in the finding of their other half.
    taken: HashSet<usize>,
    /// Those that are nothing without their other half, and have none.
    pub alone: BTreeSet<usize>,
}

impl Fates {
    /// Pairs the findings of one blob.
    #[must_use]
    pub fn of(halves: &[Half<'_>]) -> Self {
        let mut fates = Self::default();
        for (number, half) in halves.iter().enumerate() {
            let Some(wanted) = half.rule.pair.as_deref() else { continue };
            match fates.nearest(halves, number, wanted) {
                Some(other) if leads(half.rule, halves[other].rule) => {
                    fates.joins.insert(number, other);
                    fates.taken.insert(other);
                }
                None if half.rule.pair_required => _ = fates.alone.insert(number),
                Some(_) | None => {}
            }
        }
        fates.alone.retain(|number| !fates.taken.contains(number));
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

    /// The closest finding of the rule `wanted` that is not part of another pair.
    fn nearest(&self, halves: &[Half<'_>], number: usize, wanted: &str) -> Option<usize> {
        let own = halves[number];
        (0..halves.len())
            .filter(|&i| i != number && *halves[i].rule.id == *wanted && !self.taken.contains(&i))
            .filter(|&i| halves[i].line.abs_diff(own.line) <= WITHIN)
            .min_by_key(|&i| halves[i].at.abs_diff(own.at))
    }
}

/// When each half names the other, the more severe one keeps its finding.
fn leads(main: &Rule, other: &Rule) -> bool {
    let back = other.pair.as_deref() == Some(&*main.id);
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
        at: location.span.start,
    });
    let halves: Vec<Half<'_>> = halves.collect();
    let fates = Fates::of(&halves);
    for (&main, &other) in &fates.joins {
        let other = findings[other].clone();
        absorb(&mut findings[main], other);
    }
    dropped.extend(fates.alone.iter().map(|&alone| without_half(&findings[alone])));
    let mut numbers = 0..;
    findings.retain(|_| numbers.next().is_some_and(|number| fates.stays(number)));
}

fn absorb(main: &mut Finding, other: Finding) {
    let (mine, its) = (&main.location, &other.location);
    let apart = mine.start.line.get().abs_diff(its.start.line.get());
    let related = Related { location: its.clone(), why: format!("the other half: {}", other.title) };
    if apart <= NEIGHBOURS {
        let (start, end) = (mine.start.min(its.start), mine.end.max(its.end));
        main.location.start = start;
        main.location.end = end;
    }
    main.confidence = with_half(main.confidence);
    main.reasons.push(format!("its other half stands {apart} lines away"));
    main.facts.extend(other.facts);
    main.related.push(related);
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
