//! Reads `.env` files: names, values and where the values stand, with `$NAME` references.
//!
//! The grammar is dotenv's (<https://github.com/motdotla/dotenv>): optional `export`, single, double or back quotes,
//! values over several lines in quotes, comments after ` #`.

use crate::text::Span;

/// One definition.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Variable {
    /// Its name.
    pub(super) name: String,
    /// Bytes of its value, without quotes.
    pub(super) value: Span,
    /// Names that the value refers to.
    pub(super) refers: Vec<String>,
}

/// The definitions of `text`, in order.
pub(super) fn parse(text: &str) -> Vec<Variable> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |e| at + e);
        let Some((name, from)) = head(text, at, end) else {
            at = end + 1;
            continue;
        };
        let (value, expands, next) = value(bytes, from, end);
        let refers = if expands { references(&text[value.start..value.end]) } else { Vec::new() };
        found.push(Variable { name, value, refers });
        at = next + 1;
    }
    found
}

fn head(text: &str, start: usize, end: usize) -> Option<(String, usize)> {
    let line = &text[start..end];
    let equals = line.find(['=', ':'])?;
    let name = line[..equals].trim();
    let name = name.strip_prefix("export ").map_or(name, str::trim);
    let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-');
    (!name.is_empty() && name.bytes().all(good)).then(|| (name.to_owned(), start + equals + 1))
}

/// The span of the value that starts at `from`, whether references expand in it, and where its last line ends.
fn value(bytes: &[u8], from: usize, end: usize) -> (Span, bool, usize) {
    let mut start = from;
    while start < end && matches!(bytes[start], b' ' | b'\t') {
        start += 1;
    }
    if let Some(&quote @ (b'"' | b'\'' | b'`')) = bytes[..end].get(start) {
        let mut close = start + 1;
        while close < bytes.len() && bytes[close] != quote {
            close += if bytes[close] == b'\\' { 2 } else { 1 };
        }
        if close < bytes.len() {
            let line_end = memchr::memchr(b'\n', &bytes[close..]).map_or(bytes.len(), |e| close + e);
            return (Span::new(start + 1, close), quote != b'\'', line_end);
        }
    }
    let comment = bytes[start..end].windows(2).position(|w| matches!(w[0], b' ' | b'\t') && w[1] == b'#');
    let mut stop = comment.map_or(end, |c| start + c);
    while stop > start && bytes[stop - 1].is_ascii_whitespace() {
        stop -= 1;
    }
    (Span::new(start, stop), true, end)
}

fn references(value: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in value.match_indices('$') {
        if value[..at].ends_with('\\') {
            continue;
        }
        let rest = &value[at + 1..];
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        if len > 0 {
            names.push(rest[..len].to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_quotes_comments_lines_and_references() {
        let text = "# c\nA=1 # x\nexport B = \"two\nlines\"\nC='$A'\nD=${A}-$B\n\nbroken\nE=\"open\nF=x#y";
        let got: Vec<(String, &str, usize)> = parse(text)
            .into_iter()
            .map(|v| (v.name, &text[v.value.start..v.value.end], v.refers.len()))
            .collect();
        let want = [
            ("A", "1", 0),
            ("B", "two\nlines", 0),
            ("C", "$A", 0),
            ("D", "${A}-$B", 2),
            ("E", "\"open", 0),
            ("F", "x#y", 0),
        ];
        assert_eq!(got, want.map(|(n, v, r)| (n.to_owned(), v, r)));
    }
}
