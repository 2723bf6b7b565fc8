//! Scans a text and whatever is encoded in it, level by level.

use super::candidate::Candidate;
use super::decode::{CODECS, Decoded, MAX_DEPTH, escapes, utf16};
use super::kind::FileKind;
use super::matching::{Detector, Encoded, Watch};
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

/// Reports the candidates of `text` whose trigger lies in one of `regions`, and those of all that is encoded there. The
/// regions are in order and do not overlap.
///
/// UTF-16 text is scanned whole, whatever the regions. `watch` hears of rules that look far along the text itself.
pub fn scan(
    detector: &Detector<'_>,
    text: &[u8],
    kind: FileKind,
    regions: &[Span],
    watch: Option<Watch<'_>>,
    report: &mut dyn FnMut(Found<'_>),
) {
    match utf16::decode(text) {
        Some(decoded) => inner(detector, &decoded, kind, &|span| span, &["utf-16"], report),
        None => level(detector, text, kind, regions, (&|span| span, &[]), watch, report),
    }
}

/// Maps a span of a level to the blob.
type Outer<'m> = &'m dyn Fn(Span) -> Span;

fn inner(
    detector: &Detector<'_>,
    decoded: &Decoded,
    kind: FileKind,
    outer: Outer<'_>,
    layers: &[&'static str],
    report: &mut dyn FnMut(Found<'_>),
) {
    let whole = Span::new(0, decoded.bytes.len());
    let outer = |span: Span| outer(decoded.outer(span));
    level(detector, &decoded.bytes, kind, &[whole], (&outer, layers), None, report);
}

fn level(
    detector: &Detector<'_>,
    text: &[u8],
    kind: FileKind,
    regions: &[Span],
    (outer, layers): (Outer<'_>, &[&'static str]),
    mut watch: Option<Watch<'_>>,
    report: &mut dyn FnMut(Found<'_>),
) {
    let mut encoded = Encoded::default();
    for &region in regions {
        let watch = watch.as_mut().map(|watch| Watch { reach: watch.reach, marks: watch.marks });
        detector.scan(text, kind, region, &mut encoded, watch, &mut |candidate| {
            report(Found { candidate, outer: outer(candidate.span), layers });
        });
    }
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
            inner(detector, &decoded, FileKind::Unknown, outer, &deeper(layers, name), report);
        }
    }
    if layers.last() != Some(&ESCAPES) {
        encoded.lines.sort_unstable();
        encoded.lines.dedup();
        for line in encoded.lines {
            inner(
                detector,
                &escapes::unescape(text, line),
                FileKind::Unknown,
                outer,
                &deeper(layers, ESCAPES),
                report,
            );
        }
    }
}

/// The layer of escapes within a line.
pub const ESCAPES: &str = "escapes";

fn deeper(layers: &[&'static str], name: &'static str) -> Vec<&'static str> {
    layers.iter().copied().chain([name]).collect()
}
