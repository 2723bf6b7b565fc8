//! Values that are written in pieces: `"ghp_..." + "..."`, strings below each other as in C and Python, a backslash at
//! the end of a line.
//!
//! A [`Join`] is one value with what stands around it. The pieces are joined and scanned like a text of their own; what
//! lies within one piece is found without that, so only what runs over a joint counts.

use super::Decoded;
use crate::text::Span;

/// The name of this layer.
pub const JOINED: &str = "pieces";
/// How far before a place in it a value may begin, with the name before it. Bytes.
const BEFORE: usize = 160;
/// How far behind a place in it a value may end. Bytes.
const BEHIND: usize = 640;
/// How much of what stands before a value goes with it. Bytes.
const NAME: usize = 96;
/// Likewise behind it, on its line.
const TAIL: usize = 32;
/// A value of more pieces is a block of data.
const MOST: usize = 8;
/// The most white space beside the sign of a joint.
const SPACE: usize = 48;

/// A value in pieces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Join {
    /// The value, with the name before it.
    pub whole: Span,
    /// The place that led to it.
    pub at: Span,
    /// What stands between the pieces, in order.
    joints: Vec<Span>,
}

/// The value in pieces that `at` lies in, if it is one.
#[must_use]
pub fn around(text: &[u8], at: Span) -> Option<Join> {
    let limit = text.len().min(at.end + BEHIND);
    let mut end = piece_end(text, at.end, limit);
    let mut joints = Vec::new();
    while let Some(joint) = joint_at(text, end) {
        end = piece_end(text, joint.end, limit);
        joints.push(joint);
        if end == limit || joints.len() >= MOST {
            return None;
        }
    }
    let floor = at.start.saturating_sub(BEFORE);
    let mut start = piece_start(text, at.start, floor);
    while let Some(joint) = joint_before(text, start) {
        if joint.start <= floor || joints.len() >= MOST {
            return None;
        }
        start = piece_start(text, joint.start, floor);
        joints.insert(0, joint);
    }
    let tail = &text[end..text.len().min(end + TAIL)];
    let whole = Span::new(
        start.saturating_sub(NAME).max(floor),
        end + memchr::memchr(b'\n', tail).unwrap_or(tail.len()),
    );
    (!joints.is_empty()).then_some(Join { whole, at, joints })
}

/// The text of `join` without its joints.
#[must_use]
pub fn join(text: &[u8], join: &Join) -> Decoded {
    let mut decoded = Decoded::new();
    let mut at = join.whole.start;
    let end = Span::new(join.whole.end, join.whole.end);
    for joint in join.joints.iter().chain([&end]) {
        (at..joint.start).for_each(|i| decoded.push(text[i], Span::new(i, i + 1)));
        at = joint.end;
    }
    decoded
}

/// True when the part `span` of what `decoded` holds runs over a joint and over the place that led to the join.
#[must_use]
pub fn counts(join: &Join, decoded: &Decoded, span: Span) -> bool {
    let outer = decoded.outer(span);
    outer.len() > span.len() && outer.overlaps(join.at)
}

/// The joint that begins right behind a piece, at its closing quote or its backslash.
fn joint_at(text: &[u8], at: usize) -> Option<Span> {
    let first = *text.get(at)?;
    let end = match first {
        b'\\' => at + 1 + line_end(&text[at + 1..])?,
        b'"' | b'\'' | b'`' => {
            let (sign, broken) = skip_space(text, at + 1);
            let len = sign_len(&text[sign..]);
            let (next, broken_behind) = skip_space(text, sign + len);
            if len == 0 && !broken && !broken_behind {
                return None;
            }
            let prefix = usize::from(matches!(text.get(next), Some(b'f' | b'b' | b'r' | b'u' | b'L' | b'@')));
            text.get(next + prefix).filter(|b| is_quote(**b))?;
            next + prefix + 1
        }
        _ => return None,
    };
    let goes_on = text.get(end).is_some_and(|&b| in_piece(b));
    (goes_on && at > 0 && in_piece(text[at - 1])).then_some(Span::new(at, end))
}

/// The joint that ends right before the piece at `at`.
fn joint_before(text: &[u8], at: usize) -> Option<Span> {
    let before = &text[at.saturating_sub(2 * SPACE + 8)..at];
    let is_gap = |b: &u8| b.is_ascii_whitespace() || b"+.&~|<>\\_fbruL@".contains(b);
    let start = match before.last()? {
        b'\n' => before.iter().rposition(|b| !matches!(b, b'\n' | b'\r'))?,
        b'"' | b'\'' | b'`' => before[..before.len() - 1].iter().rposition(|b| !is_gap(b))?,
        _ => return None,
    };
    let start = at - before.len() + start;
    joint_at(text, start).filter(|joint| joint.end == at)
}

/// The sign between two strings: `+`, `.`, `..`, `&`, `<>`, `~`, `||`, each perhaps with a mark that the line goes on.
fn sign_len(text: &[u8]) -> usize {
    const SIGNS: [&[u8]; 9] = [b"& _", b"..", b"||", b"<>", b"+", b".", b"&", b"~", b"\\"];
    let len = SIGNS.iter().find(|sign| text.starts_with(sign)).map_or(0, |sign| sign.len());
    len + usize::from(len > 0 && text[len..].starts_with(b" \\")) * 2
}

/// Where white space from `at` ends, and whether a line ends in it.
fn skip_space(text: &[u8], at: usize) -> (usize, bool) {
    let space = text[at..].iter().take(SPACE).take_while(|b| b.is_ascii_whitespace()).count();
    (at + space, text[at..at + space].contains(&b'\n'))
}

fn line_end(text: &[u8]) -> Option<usize> {
    match text {
        [b'\n', ..] => Some(1),
        [b'\r', b'\n', ..] => Some(2),
        _ => None,
    }
}

fn piece_end(text: &[u8], from: usize, limit: usize) -> usize {
    from + text[from.min(limit)..limit].iter().take_while(|b| in_piece(**b)).count()
}

fn piece_start(text: &[u8], from: usize, floor: usize) -> usize {
    from - text[floor.min(from)..from].iter().rev().take_while(|b| in_piece(**b)).count()
}

fn in_piece(b: u8) -> bool {
    b > b' ' && b != b'\\' && !is_quote(b)
}

fn is_quote(b: u8) -> bool {
    matches!(b, b'"' | b'\'' | b'`')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = "k3Vx9Q2mT7wL";

    fn joined(text: &str) -> Option<String> {
        let start = text.find(PLACE).expect("the place is there");
        let found = around(text.as_bytes(), Span::new(start, start + PLACE.len()))?;
        Some(String::from_utf8(join(text.as_bytes(), &found).bytes).expect("ASCII"))
    }

    #[test]
    fn every_way_of_joining() {
        let whole = format!("x = \"ab{PLACE}cd\"");
        for text in [
            format!("x = \"ab\" + \"{PLACE}cd\""),
            format!("x = \"ab{PLACE}\" +\n    \"cd\""),
            format!("x = \"ab{PLACE}\"\n    + \"cd\""),
            format!("x = \"ab{PLACE}\"\n    \"cd\""),
            format!("x = \"ab{PLACE}\\\ncd\""),
            format!("x = \"ab{PLACE}\" \\\n  \"cd\""),
            format!("x = \"ab{PLACE}\" & _\r\n  \"cd\""),
            format!("x = \"ab{PLACE}\" .. \"cd\""),
            format!("x = \"ab\" . \"{PLACE}\" . \"cd\""),
            format!("x = \"a\" <> \"b\" <> \"{PLACE}c\" <> \"d\""),
        ] {
            assert_eq!(joined(&text).as_deref(), Some(&*whole), "{text}");
        }
    }

    #[test]
    fn neighbours_are_no_pieces() {
        for text in [
            format!("[\"ab{PLACE}\", \"cd\"]"),
            format!("run \"ab{PLACE}\" \"cd\""),
            format!("\"ab{PLACE}\" + x + \"cd\""),
            format!("\"ab{PLACE}\" + \" cd\""),
            format!("\"ab{PLACE}\" == \"cd\""),
            format!("ab{PLACE}\\n"),
            PLACE.to_owned(),
        ] {
            assert_eq!(joined(&text), None, "{text}");
        }
    }

    #[test]
    fn a_block_of_many_lines_is_data() {
        let line = format!("  \"{PLACE}{PLACE}\"\n");
        assert_eq!(joined(&line.repeat(20)), None);
        assert!(joined(&line.repeat(4)).is_some());
    }

    #[test]
    fn a_hit_must_run_over_a_joint() {
        let text = format!("x = \"ab{PLACE}\" + \"cd\"");
        let start = text.find(PLACE).expect("the place is there");
        let found = around(text.as_bytes(), Span::new(start, start + PLACE.len())).expect("a join");
        let decoded = join(text.as_bytes(), &found);
        let end = decoded.bytes.len() - 1;
        assert!(counts(&found, &decoded, Span::new(start, end)));
        assert!(!counts(&found, &decoded, Span::new(start, start + PLACE.len())), "one piece");
        assert!(!counts(&found, &decoded, Span::new(end - 1, end)), "elsewhere");
    }
}
