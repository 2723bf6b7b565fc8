//! Two kept candidates on the same bytes: who wins.
//!
//! Precedence is made of fields, never of order or of a rule's id: a specific rule beats one that is not, then the
//! higher confidence wins, then the longer match, then the near word that stands closer or is longer
//! (`github_client_secret` says more than `github`). Equals stay side by side. A piece of a proved token is never a token of its own.

use std::cmp::Reverse;

use crate::finding::Confidence;
use crate::text::Span;

/// What decides between two candidates on the same bytes.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// The bytes of the secret.
    pub span: Span,
    /// Whether the rule is specific.
    pub specific: bool,
    /// How sure the verdict is.
    pub confidence: Confidence,
    /// How much the word says that led to it.
    pub near: usize,
}

impl Claim {
    /// True when `self` takes the bytes from `other`.
    #[must_use]
    pub fn beats(&self, other: &Self) -> bool {
        self.span.overlaps(other.span) && self.rank() > other.rank()
    }

    fn rank(&self) -> impl Ord {
        (self.specific, self.confidence, self.span.len(), self.near)
    }
}

/// Which of `claims` stand, one answer each.
///
/// A claim that is beaten cannot beat others: a rejected candidate never hides another.
#[must_use]
pub fn standing(claims: &[Claim]) -> Vec<bool> {
    let mut by_place: Vec<usize> = (0..claims.len()).collect();
    by_place.sort_by_key(|&i| claims[i].span);
    let mut stands = vec![false; claims.len()];
    let mut rest = &by_place[..];
    // Claims only meet those that they overlap, and a file can hold thousands of secrets.
    while let Some(&first) = rest.first() {
        let mut end = claims[first].span.end;
        let mut joined = 1;
        while let Some(&next) = rest.get(joined).filter(|&&next| claims[next].span.start < end) {
            end = end.max(claims[next].span.end);
            joined += 1;
        }
        let (group, behind) = rest.split_at(joined);
        contest(claims, group, &mut stands);
        rest = behind;
    }
    stands
}

/// Tells which of the claims in `group` stand.
fn contest(claims: &[Claim], group: &[usize], stands: &mut [bool]) {
    // What stands within a proved token is a piece of it, whatever it looks like by itself.
    let is_piece = |i: usize| {
        let whole = |w: &Claim| w.confidence == Confidence::Verified && w.span.covers(claims[i].span);
        claims[i].confidence != Confidence::Verified
            && group.iter().any(|&w| whole(&claims[w]) && claims[w].span.len() > claims[i].span.len())
    };
    let mut order: Vec<usize> = group.iter().copied().filter(|&i| !is_piece(i)).collect();
    order.sort_by_key(|&i| (Reverse(claims[i].rank()), claims[i].span.start, i));
    let mut winners: Vec<usize> = Vec::new();
    for i in order {
        if !winners.iter().any(|&w| claims[w].beats(&claims[i])) {
            stands[i] = true;
            winners.push(i);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(start: usize, end: usize, specific: bool, confidence: Confidence) -> Claim {
        Claim { span: Span::new(start, end), specific, confidence, near: 0 }
    }

    #[test]
    fn specific_beats_generic_and_longer_beats_shorter() {
        let claims = [
            claim(0, 40, false, Confidence::High),
            claim(0, 40, true, Confidence::Low),
            claim(4, 20, true, Confidence::Low),
            claim(50, 60, false, Confidence::Low),
        ];
        assert_eq!(standing(&claims), [false, true, false, true]);
    }

    #[test]
    fn a_piece_of_a_proved_token_is_none() {
        let whole = claim(0, 90, false, Confidence::Verified);
        assert_eq!(standing(&[whole, claim(40, 80, true, Confidence::Medium)]), [true, false]);
        assert_eq!(standing(&[whole, claim(0, 90, true, Confidence::Medium)]), [false, true]);
    }

    #[test]
    fn claims_elsewhere_change_nothing() {
        let pair = |at: usize| {
            [claim(at + 4, at + 20, true, Confidence::Low), claim(at, at + 40, true, Confidence::High)]
        };
        // Where one ends the next begins.
        let claims: Vec<Claim> = (0..20_000).rev().flat_map(|i| pair(i * 40)).collect();
        assert_eq!(standing(&claims), [false, true].repeat(20_000));
    }

    #[test]
    fn the_beaten_do_not_beat() {
        // The middle one loses to the first, so the last, which only the middle one overlaps, stands.
        let claims = [
            claim(0, 10, true, Confidence::High),
            claim(5, 20, true, Confidence::Medium),
            claim(15, 18, true, Confidence::Low),
        ];
        assert_eq!(standing(&claims), [true, false, true]);
    }
}
