//! One blob from bytes to findings: detect, judge, settle overlaps, place.
//!
//! The work has two halves. [`Inspector::hits`] finds and judges, and needs only the bytes around each secret, so
//! history can ask for the changed regions of a blob and carry the other hits over. [`Inspector::findings`] turns
//! the hits of a whole blob into findings, which own their text and hold no secret.

use std::cell::LazyCell;
use std::sync::Arc;

use crate::blob::{Blob, RelPath};
use crate::detect::decode::utf16;
use crate::detect::deep::{self, Found};
use crate::detect::matching::Watch;
use crate::detect::{Detector, FileKind};
use crate::finding::{Confidence, Dropped, Finding};
use crate::hit::{Hit, Judged};
use crate::line_hash::line_hashes;
use crate::overlap::{Claim, standing};
use crate::pair::{self, Fates, Half};
use crate::place::Placer;
use crate::rule::{Rule, RuleSet, Trigger};
use crate::secret::{Fingerprint, FingerprintKey, Redacted, SecretTag};
use crate::snippet;
use crate::text::Span;
use crate::verify::{Judge, Subject, Verdict, entropy};

/// Finds and judges. Shared by all threads.
pub struct Inspector<'r> {
    rules: &'r RuleSet,
    detector: Detector<'r>,
    judge: Judge<'r>,
    key: FingerprintKey,
}

/// What became of one blob.
#[derive(Debug, Default)]
pub struct Inspection {
    /// Kept, not beaten by another; suppressed ones among them.
    pub findings: Vec<Finding>,
    /// Dropped by a check or beaten by another.
    pub dropped: Vec<Dropped>,
    /// How many candidates there were.
    pub candidates: usize,
}

/// What is in a blob, in names and numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The name of each finding and how sure it is, in the order of [`Inspection::findings`].
    pub findings: Vec<(Fingerprint, Confidence)>,
    /// How many records [`Inspection::dropped`] would have.
    pub dropped: usize,
    /// As [`Inspection::candidates`].
    pub candidates: usize,
}

impl<'r> Inspector<'r> {
    /// An inspector for `rules` that names findings with `key`.
    #[must_use]
    pub fn new(rules: &'r RuleSet, key: FingerprintKey) -> Self {
        Self { rules, detector: Detector::new(rules), judge: Judge::new(rules), key }
    }

    /// Inspects a whole blob.
    #[must_use]
    pub fn inspect(&self, blob: Blob<'_>) -> Inspection {
        let mut hits = Vec::new();
        self.hits(blob.bytes, file(blob.origin.typed_path()), &mut hits);
        if hits.is_empty() { Inspection::default() } else { self.findings(blob, &hits) }
    }

    /// Appends the hits of `text`. A hit may come twice; [`Inspector::findings`] sees to that.
    pub fn hits(&self, text: &[u8], (path, kind): (&RelPath, FileKind), hits: &mut Vec<Hit>) {
        let binary = LazyCell::new(|| is_binary(text));
        deep::scan(&self.detector, text, kind, &mut |found| {
            hits.push(Hit::new(&found, Arc::new(self.judged(&found, path, || *binary))));
        });
    }

    /// Reports the candidates of `text` whose trigger lies in `region`. The text is known not to be UTF-16. `watch` hears where
    /// rules look far.
    pub fn candidates(
        &self,
        text: &[u8],
        kind: FileKind,
        region: Span,
        watch: Watch<'_>,
        report: &mut dyn FnMut(Found<'_>),
    ) {
        deep::scan_part(&self.detector, text, kind, region, watch, report);
    }

    /// `text` with whatever could be a secret masked, for texts that a report quotes: commit messages and names.
    #[must_use]
    pub fn masked(&self, text: &str) -> String {
        let mut hits = Vec::new();
        self.hits(text.as_bytes(), file(&RelPath::default()), &mut hits);
        let spans = hits.into_iter().map(|hit| hit.span).collect();
        snippet::all_masked(text.as_bytes(), spans)
    }

    /// So many words of a name are looked at.
    const MOST_WORDS: usize = 32;

    /// `name` with the secrets in it masked as a report shows them; nothing when there are none. A name must lead to its file,
    /// so what is not likely to be a secret stays.
    #[must_use]
    pub fn masked_name(&self, name: &str) -> Option<String> {
        let mut hits = Vec::new();
        // Names join words with `_`, which to most rules is a letter of the word before the secret.
        let starts = name.match_indices('_').map(|(at, _)| at + 1).take(Self::MOST_WORDS);
        for start in std::iter::once(0).chain(starts) {
            let (rest, known) = (&name.as_bytes()[start..], hits.len());
            self.hits(rest, file(&RelPath::default()), &mut hits);
            for hit in &mut hits[known..] {
                hit.span = hit.span.moved(0, start);
            }
        }
        let likely = |hit: &Hit| matches!(hit.judged.verdict, Verdict::Keep { confidence, .. } if confidence >= Confidence::Medium);
        hits.retain(|hit| likely(hit) && name.get(hit.span.start..hit.span.end).is_some());
        hits.sort_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end)));
        let (mut shown, mut at) = (String::new(), 0);
        for hit in &hits {
            if hit.span.start >= at {
                shown.push_str(&name[at..hit.span.start]);
                shown.push_str(&hit.judged.redacted.mask());
            }
            at = at.max(hit.span.end);
        }
        shown.push_str(&name[at..]);
        (!hits.is_empty()).then_some(shown)
    }

    /// Judges a candidate in the file `path`; `binary` tells whether the file [is binary](is_binary).
    #[must_use]
    pub fn judged(&self, found: &Found<'_>, path: &RelPath, binary: impl Fn() -> bool) -> Judged {
        let candidate = found.candidate;
        let rule = self.rules.get(candidate.rule);
        let needs_text = matches!(rule.trigger, Trigger::Stretch | Trigger::Assignment);
        let verdict = if needs_text && binary() {
            Verdict::Drop {
                check: "binary",
                why: "in a binary file only distinctive formats count".to_owned(),
            }
        } else {
            self.judge.judge(&Subject { candidate, rule, path })
        };
        let secret = candidate.secret();
        Judged {
            decoded: found.layers.to_vec(),
            verdict,
            redacted: Redacted::new(
                secret,
                rule.public_prefix(candidate.span.of(candidate.text)),
                rule.guessable,
            ),
            tag: SecretTag::new(&self.key, &rule.id, secret, rule.guessable),
            entropy: if rule.guessable { 0.0 } else { entropy::of(secret) },
        }
    }

    /// Makes findings of the hits of one whole blob.
    #[must_use]
    pub fn findings(&self, blob: Blob<'_>, hits: &[Hit]) -> Inspection {
        let settled = self.settle(hits);
        let transcoded = utf16::decode(blob.bytes);
        let placer = Placer::new(self.rules, &self.key, blob, transcoded.as_ref(), settled.all());
        let mut inspection = Inspection { candidates: settled.all().count(), ..Inspection::default() };
        for hit in &settled.beaten {
            let why = "another rule explains the same bytes better";
            inspection.dropped.push(placer.dropped(hit, "overlap", why));
        }
        for hit in &settled.dropped {
            if let Verdict::Drop { check, why } = &hit.judged.verdict {
                inspection.dropped.push(placer.dropped(hit, check, why));
            }
        }
        let rules: Vec<&Rule> = settled.standing.iter().map(|hit| self.rules.get(hit.rule)).collect();
        inspection.findings = settled.standing.iter().map(|hit| placer.finding(hit)).collect();
        pair::join(&rules, &mut inspection.findings, &mut inspection.dropped);
        hash_lines(blob.bytes, &mut inspection.findings);
        inspection
    }

    /// What [`Inspector::inspect`] would find in a blob of these `hits`, in names and numbers. Most versions of a file say
    /// nothing new, so history makes no findings of them.
    #[must_use]
    pub fn outline(&self, blob: Blob<'_>, hits: &[Hit]) -> Outline {
        let settled = self.settle(hits);
        let mut outline = Outline {
            candidates: settled.all().count(),
            dropped: settled.beaten.len() + settled.dropped.len(),
            findings: Vec::new(),
        };
        let rule = |hit: &Hit| self.rules.get(hit.rule);
        let fates = if settled.standing.iter().any(|hit| !rule(hit).pair.is_empty()) {
            let transcoded = utf16::decode(blob.bytes);
            let placer = Placer::new(self.rules, &self.key, blob, transcoded.as_ref(), settled.all());
            let half = |hit: &Hit| Half { rule: rule(hit), line: placer.line(hit), span: hit.span };
            Fates::of(&settled.standing.iter().copied().map(half).collect::<Vec<_>>())
        } else {
            Fates::default()
        };
        outline.dropped += fates.alone.len();
        for (number, hit) in settled.standing.iter().enumerate().filter(|&(number, _)| fates.stays(number)) {
            let path = blob.origin.path.as_bytes();
            let fingerprint = Fingerprint::at(&self.key, &rule(hit).id, path, &hit.judged.tag);
            outline.findings.push((fingerprint, fates.confidence(number, hit.confidence())));
        }
        outline
    }

    /// Decides between hits on the same bytes.
    fn settle<'h>(&self, hits: &'h [Hit]) -> Settled<'h> {
        // Of the same bytes seen through several encodings, the kept and the least encoded one counts.
        let mut hits: Vec<&Hit> = hits.iter().collect();
        hits.sort_by_key(|hit| (hit.span, hit.rule, !hit.is_kept(), hit.judged.decoded.len()));
        hits.dedup_by_key(|hit| (hit.span, hit.rule));
        let (kept, dropped): (Vec<_>, Vec<_>) = hits.into_iter().partition(|hit| hit.is_kept());
        let claims: Vec<Claim> = kept.iter().map(|hit| self.claim(hit)).collect();
        let mut stands = standing(&claims).into_iter();
        let (standing, beaten) = kept.into_iter().partition(|_| stands.next().is_some_and(|stands| stands));
        Settled { standing, beaten, dropped }
    }

    fn claim(&self, hit: &Hit) -> Claim {
        let specific = self.rules.get(hit.rule).specific;
        Claim { span: hit.span, specific, confidence: hit.confidence(), near: hit.near }
    }
}

/// The hits of one blob, each once.
struct Settled<'h> {
    /// Those that become findings.
    standing: Vec<&'h Hit>,
    /// Those whose bytes another explains better.
    beaten: Vec<&'h Hit>,
    /// Those that a check dropped.
    dropped: Vec<&'h Hit>,
}

impl<'h> Settled<'h> {
    fn all(&self) -> impl Iterator<Item = &'h Hit> {
        self.standing.iter().chain(&self.beaten).chain(&self.dropped).copied()
    }
}

/// A path with the kind of file that it names.
fn file(path: &RelPath) -> (&RelPath, FileKind) {
    (path, FileKind::of(path))
}

/// Fills in [`Finding::line_hash`], all findings of the blob `bytes` in one pass over it.
pub fn hash_lines(bytes: &[u8], findings: &mut [Finding]) {
    if findings.is_empty() {
        return;
    }
    findings.sort_by_key(|finding| finding.location.start);
    let lines: Vec<u32> = findings.iter().map(|finding| finding.location.start.line.get()).collect();
    let transcoded = utf16::decode(bytes);
    let shown = transcoded.as_ref().map_or(bytes, |decoded| &decoded.bytes);
    for (finding, hash) in findings.iter_mut().zip(line_hashes(shown, &lines)) {
        finding.line_hash = hash;
    }
}

/// How many first bytes decide whether a blob is binary, as in git.
const BINARY_PROBE: usize = 8000;

/// True when `text` looks like no text: a NUL among its first bytes.
#[must_use]
pub fn is_binary(text: &[u8]) -> bool {
    memchr::memchr(0, &text[..text.len().min(BINARY_PROBE)]).is_some()
}
