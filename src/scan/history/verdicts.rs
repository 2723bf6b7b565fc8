//! Verdicts on candidates that were judged before, with the same bytes around them.
//!
//! A change leads a scan to what stands near it, and most candidates there were judged when their base was scanned, or
//! a version beside it. Two thirds of all that a history is asked to judge are such.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use foldhash::quality::RandomState;

use crate::detect::deep::Found;
use crate::hit::Judged;
use crate::text::Span;

/// How many verdicts are remembered, a power of two: what comes again comes soon.
const SLOTS: usize = 1 << 12;
/// Verdicts that depend on more bytes than this are not remembered.
const MOST_READ: usize = 16 * 1024;

/// The last verdicts. Every thread has its own. As in [`super::parts`], hashes are seeded anew in each process.
pub(super) struct Verdicts {
    slots: Box<[Option<Known>]>,
    state: RandomState,
}

struct Known {
    key: u64,
    judged: Arc<Judged>,
}

impl Default for Verdicts {
    fn default() -> Self {
        let slots = std::iter::repeat_with(|| None).take(SLOTS).collect();
        Self { slots, state: RandomState::default() }
    }
}

impl Verdicts {
    /// The verdict on `found` in `text`, which depends on no bytes outside of `window`; `file` is what else decides. What is
    /// not remembered, `judge` tells.
    pub(super) fn of(
        &mut self,
        found: &Found<'_>,
        (text, window): (&[u8], Span),
        file: impl Hash,
        judge: impl Fn() -> Judged,
    ) -> Arc<Judged> {
        if window.len() > MOST_READ {
            return Arc::new(judge());
        }
        let key = self.key(found, (text, window), file);
        let slot = &mut self.slots[(key >> (u64::BITS - SLOTS.ilog2())) as usize];
        match slot {
            Some(known) if known.key == key => Arc::clone(&known.judged),
            _ => {
                let judged = Arc::new(judge());
                *slot = Some(Known { key, judged: Arc::clone(&judged) });
                judged
            }
        }
    }

    fn key(&self, found: &Found<'_>, (text, window): (&[u8], Span), file: impl Hash) -> u64 {
        let candidate = &found.candidate;
        let within = |span: Span| (span.start.wrapping_sub(candidate.span.start), span.len());
        let mut hasher = self.state.build_hasher();
        (file, candidate.rule.0, candidate.near, found.layers).hash(&mut hasher);
        (within(candidate.span), within(candidate.whole), candidate.name.map(within)).hash(&mut hasher);
        let place = (found.outer.start.wrapping_sub(window.start), found.outer.len());
        (place, window.len(), window.start == 0, window.end == text.len()).hash(&mut hasher);
        hasher.write(window.of(text));
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::blob::RelPath;
    use crate::detect::Candidate;
    use crate::inspect::Inspector;
    use crate::rule::{RuleIdx, RuleSet};
    use crate::secret::FingerprintKey;

    #[test]
    fn the_same_candidate_is_judged_once() {
        let rules = RuleSet::builtin();
        let inspector = Inspector::new(&rules, FingerprintKey::new(b"verdicts"));
        let text = b"let a = call(1234567890);\nlet b = call(1234567890);\n".repeat(3);
        let (mut verdicts, judged) = (Verdicts::default(), Cell::new(0));
        let mut ask = |at: usize, rule: u16, layers: &[&'static str], window: (usize, usize), path: &str| {
            let span = Span::new(at, at + 10);
            let candidate =
                Candidate { rule: RuleIdx(rule), text: &text, span, whole: span, name: None, near: 0 };
            let found = Found { candidate, outer: span, layers };
            let window = Span::new(at - window.0, at + window.1);
            let before = judged.get();
            verdicts.of(&found, (&text, window), path, || {
                judged.set(before + 1);
                inspector.judged(&found, &RelPath::new(path.as_bytes()), || false)
            });
            judged.get() > before
        };
        assert!(ask(39, 0, &[], (10, 20), "a"));
        assert!(!ask(39, 0, &[], (10, 20), "a"));
        assert!(!ask(39 + 52, 0, &[], (10, 20), "a"), "the same elsewhere");
        assert!(ask(39, 0, &[], (10, 20), "b"), "another file");
        assert!(ask(39, 1, &[], (10, 20), "a"), "another rule");
        assert!(ask(39, 0, &["base64"], (10, 20), "a"), "another way there");
        assert!(ask(13, 0, &[], (10, 20), "a"), "other bytes around");
        assert!(ask(39, 0, &[], (39, 20), "a"), "the start of the text");
    }
}
