//! Scans a text and whatever is encoded in it, level by level.

use super::candidate::Candidate;
use super::decode::joined::{self, JOINED};
use super::decode::{CODECS, Decoded, Encoded, MAX_DEPTH, escapes, utf16};
use super::kind::FileKind;
use super::matching::{Detector, Watch};
use super::near;
use crate::text::Span;

/// A candidate with its place in the blob.
#[derive(Clone, Copy, Debug)]
pub struct Found<'t> {
    /// The candidate, in the text of its level.
    pub candidate: Candidate<'t>,
    /// The bytes of the blob that its secret came from.
    pub outer: Span,
    /// How it was encoded, outermost first.
    pub layers: &'t [&'static str],
}

/// Reports the candidates of `text`, and those of all that is encoded there.
pub fn scan(detector: &Detector<'_>, text: &[u8], kind: FileKind, report: &mut dyn FnMut(Found<'_>)) {
    match utf16::decode(text) {
        Some(decoded) => inner(detector, (&decoded, 0), kind, &|span| span, &["utf-16"], report),
        None => level(detector, text, kind, Span::new(0, text.len()), (&|span| span, &[]), None, report),
    }
}

/// Reports what [`scan`] does as far as its trigger lies in `region`, of a text that is known not to be UTF-16. `watch` hears
/// of rules that look far along the text itself.
pub fn scan_part(
    detector: &Detector<'_>,
    text: &[u8],
    kind: FileKind,
    region: Span,
    watch: Watch<'_>,
    report: &mut dyn FnMut(Found<'_>),
) {
    level(detector, text, kind, region, (&|span| span, &[]), Some(watch), report);
}

/// Maps a span of a level to the blob.
type Outer<'m> = &'m dyn Fn(Span) -> Span;

/// Scans what was decoded from a place on. What stands before that is only looked at.
fn inner(
    detector: &Detector<'_>,
    (decoded, from): (&Decoded, usize),
    kind: FileKind,
    outer: Outer<'_>,
    layers: &[&'static str],
    report: &mut dyn FnMut(Found<'_>),
) {
    let whole = Span::new(from, decoded.bytes.len());
    let outer = |span: Span| outer(decoded.outer(span));
    level(detector, &decoded.bytes, kind, whole, (&outer, layers), None, report);
}

fn level(
    detector: &Detector<'_>,
    text: &[u8],
    kind: FileKind,
    region: Span,
    (outer, layers): (Outer<'_>, &[&'static str]),
    watch: Option<Watch<'_>>,
    report: &mut dyn FnMut(Found<'_>),
) {
    let mut encoded = Encoded::default();
    detector.scan(text, kind, region, &mut encoded, watch, &mut |candidate| {
        report(Found { candidate, outer: outer(candidate.span), layers });
    });
    if layers.len() >= MAX_DEPTH {
        return;
    }
    let mut done = 0;
    for run in encoded.runs {
        // The lines of a wrapped block are runs of their own; the first one decoded them all.
        if run.start < done {
            continue;
        }
        let found =
            CODECS.iter().find_map(|codec| (codec.decode)(text, run).map(|decoded| (codec.name, decoded)));
        if let Some((name, decoded)) = found {
            done = decoded.outer(Span::new(0, decoded.bytes.len())).end;
            let from =
                if is_value(&decoded.bytes) { NAME.min(decoded.outer(Span::new(0, 0)).start) } else { 0 };
            let named = decoded.behind(text, from);
            inner(detector, (&named, from), FileKind::Unknown, outer, &deeper(layers, name), report);
        }
    }
    if layers.last() != Some(&JOINED) {
        encoded.joins.sort_unstable();
        encoded.joins.dedup();
        for pieces in encoded.joins {
            join(detector, text, &pieces, kind, (outer, layers), report);
        }
    }
    if layers.last() != Some(&ESCAPES) {
        encoded.lines.sort_unstable();
        encoded.lines.dedup();
        for line in encoded.lines {
            inner(
                detector,
                (&escapes::unescape(text, line), 0),
                FileKind::Unknown,
                outer,
                &deeper(layers, ESCAPES),
                report,
            );
        }
    }
}

/// Scans what `pieces` are joined to. Only formats that can be told by themselves count: what is assigned to a name is
/// seen without that.
fn join(
    detector: &Detector<'_>,
    text: &[u8],
    pieces: &joined::Join,
    kind: FileKind,
    (outer, layers): (Outer<'_>, &[&'static str]),
    report: &mut dyn FnMut(Found<'_>),
) {
    let decoded = joined::join(text, pieces);
    let layers = deeper(layers, JOINED);
    inner(detector, (&decoded, 0), kind, outer, &layers, &mut |found| {
        let specific = detector.rules().get(found.candidate.rule).specific;
        if specific
            && found.layers.len() == layers.len()
            && joined::counts(pieces, &decoded, found.candidate.span)
        {
            report(found);
        }
    });
}

/// How much of what stands before an encoded value goes with it, since it names it. Bytes.
const NAME: usize = near::BEFORE;

/// True for one value, as a secret of a cluster holds it, and not a file.
fn is_value(decoded: &[u8]) -> bool {
    const LONGEST: usize = 512;
    let value = decoded.trim_ascii_end();
    (1..=LONGEST).contains(&value.len()) && value.iter().all(u8::is_ascii_graphic)
}

/// The layer of escapes within a line.
pub const ESCAPES: &str = "escapes";

fn deeper(layers: &[&'static str], name: &'static str) -> Vec<&'static str> {
    layers.iter().copied().chain([name]).collect()
}
