//! Base64 that is wrapped over lines: whoever looks at one of them looks at all.

use super::page::Page;
use super::{run_end, run_start};
use crate::detect::decode::{MAX_ENCODED, MIN_ENCODED};
use crate::text::Span;

/// The token run of `span`, and if it is one line of wrapped base64, the other lines.
pub(super) fn wrapped(text: &[u8], span: Span) -> Span {
    let mut start = run_start(text, span.start);
    while span.start - start <= MAX_ENCODED {
        let indent = text[..start].iter().rev().take_while(|&&b| b == b' ' || b == b'\t').count();
        let Some(before) = text[..start - indent].strip_suffix(b"\n") else { break };
        let tail = encoded_tail(before);
        if tail.len() < MIN_ENCODED {
            break;
        }
        start = tail.start;
    }
    let end = run_end(text, span.end);
    let rest = &text[end..];
    let line_end = match rest {
        [b'\n', ..] => 1,
        [b'\r', b'\n', ..] => 2,
        _ => 0,
    };
    let end =
        if line_end == 0 { end + usize::from(!rest.is_empty()) } else { lines_below(text, end + line_end) };
    Span::new(start.saturating_sub(1), end)
}

/// Goes up from the line that starts at `start` over the lines of base64 that could be wrapped into it.
pub(super) fn lines_above(page: &Page<'_>, first: usize) -> usize {
    let text = page.text;
    let mut start = first;
    while start > 0 && text[start - 1] == b'\n' && first - start <= MAX_ENCODED {
        let tail = encoded_tail(&text[..start - 1]);
        if tail.len() < MIN_ENCODED {
            break;
        }
        start = page.line(tail.start).map_or(tail.start, |line| line.start);
        if !text[start..tail.start].trim_ascii().is_empty() {
            break;
        }
    }
    start
}

/// Goes down from the line that ends before `last` over the lines of base64 that could be wrapped out of it. Of the
/// line behind them only as much as could be base64, and what ends it.
pub(super) fn lines_below(text: &[u8], last: usize) -> usize {
    let mut end = last;
    while end > 0 && end < text.len() && text[end - 1] == b'\n' && end - last <= MAX_ENCODED {
        if encoded_tail(&text[..end - 1]).len() < MIN_ENCODED {
            break;
        }
        let rest = &text[end..];
        let indent = rest.iter().take_while(|&&b| b == b' ' || b == b'\t').count();
        let code = rest[indent..].iter().take_while(|&&b| is_encoded(b)).count();
        let line_end = match &rest[indent + code..] {
            [] => Some(0),
            [b'\n', ..] => Some(1),
            [b'\r', b'\n', ..] => Some(2),
            _ => None,
        };
        end += indent + code + line_end.unwrap_or(1);
        if code == 0 || line_end.is_none() {
            break;
        }
    }
    end
}

/// Goes down from the line that ends before `last` over all lines that [`lines_above`] leads up from.
pub(super) fn lines_behind(text: &[u8], last: usize) -> usize {
    let mut end = last;
    while end < text.len() && may_be_wrapped(&text[..end]) && end - last <= MAX_ENCODED {
        end = memchr::memchr(b'\n', &text[end..]).map_or(text.len(), |at| end + at + 1);
    }
    end
}

/// True when base64 may go on in the line behind `text`, which ends with a line.
#[must_use]
pub fn may_be_wrapped(text: &[u8]) -> bool {
    text.strip_suffix(b"\n").is_some_and(|text| encoded_tail(text).len() >= MIN_ENCODED)
}

/// The characters of base64 that `text` ends with, white space behind them left out.
fn encoded_tail(text: &[u8]) -> Span {
    let space = text.iter().rev().take_while(|&&b| matches!(b, b' ' | b'\t' | b'\r')).count();
    let end = text.len() - space;
    let length = text[..end].iter().rev().take(MAX_ENCODED).take_while(|&&b| is_encoded(b)).count();
    Span::new(end - length, end)
}

fn is_encoded(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'/' | b'_' | b'=')
}
