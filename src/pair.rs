//! Two halves of one credential: an access key id and its secret, an account and its token.
//!
//! A rule names the rule of its other half. Where both stand close together they become one finding, whose region
//! runs over both when they are neighbours, and whose related location is the half that gave up its own finding.

use crate::finding::{Confidence, Dropped, Finding, Related};
use crate::rule::{Rule, RuleSet};

/// Halves farther apart than this belong to different credentials. Lines.
const WITHIN: u32 = 30;
/// Halves this close share a region. Lines.
const NEIGHBOURS: u32 = 5;

/// Joins the halves among the findings of one blob. What needs its other half and has none goes to `dropped`.
pub fn join(rules: &RuleSet, findings: &mut Vec<Finding>, dropped: &mut Vec<Dropped>) {
    let mut taken = vec![false; findings.len()];
    let mut alone = vec![false; findings.len()];
    for main in 0..findings.len() {
        let Some((rule, half)) = half_of(rules, &findings[main]) else { continue };
        match nearest(findings, &taken, main, half) {
            Some(other) if leads(rules, &findings[main], &findings[other]) => {
                taken[other] = true;
                let other = findings[other].clone();
                absorb(&mut findings[main], other);
            }
            Some(_) => {}
            None => alone[main] = rule.pair_required,
        }
    }
    let mut index = 0;
    findings.retain(|finding| {
        let here = index;
        index += 1;
        if alone[here] && !taken[here] {
            dropped.push(without_half(finding));
        }
        !taken[here] && !alone[here]
    });
}

fn half_of<'r>(rules: &'r RuleSet, finding: &Finding) -> Option<(&'r Rule, &'r str)> {
    let rule = rules.by_id(&finding.rule)?;
    rule.pair.as_deref().map(|half| (rule, half))
}

/// The closest finding of the rule `half` that is not part of another pair.
fn nearest(findings: &[Finding], taken: &[bool], main: usize, half: &str) -> Option<usize> {
    let line = |i: usize| findings[i].location.start.line.get();
    let place = |i: usize| findings[i].location.span.start;
    (0..findings.len())
        .filter(|&i| i != main && !taken[i] && findings[i].rule == half)
        .filter(|&i| line(i).abs_diff(line(main)) <= WITHIN)
        .min_by_key(|&i| place(i).abs_diff(place(main)))
}

/// When each half names the other, the more severe one keeps its finding.
fn leads(rules: &RuleSet, main: &Finding, other: &Finding) -> bool {
    let back = half_of(rules, other).is_some_and(|(_, half)| half == main.rule);
    !back || (main.severity, &main.rule) >= (other.severity, &other.rule)
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
    if main.confidence == Confidence::Medium {
        main.confidence = Confidence::High;
    }
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
