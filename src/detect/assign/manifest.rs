//! Secrets of Kubernetes: in a manifest of the kind `Secret` every value below `data` is one, whatever its name says.

use super::super::reach::CONTEXT;
use super::words;
use super::{Assigned, Role};
use crate::text::Span;

/// The line that makes a manifest a secret.
const KIND: &[u8] = b"kind: Secret";
/// How far behind that line its data may stand, in bytes.
const BEHIND: usize = 600;
/// How far before it: no farther than a hit looks for what makes it one.
const BEFORE: usize = 380;
const _: () = assert!(BEHIND < super::NEXT_LINE && BEFORE + KIND.len() < CONTEXT);

/// The places in `region` of a manifest in YAML where its kind stands.
pub fn kinds(text: &[u8], region: Span) -> impl Iterator<Item = usize> + '_ {
    let end = text.len().min(region.end + KIND.len());
    let found = memchr::memmem::find_iter(&text[region.start..end], KIND).map(move |at| region.start + at);
    found.filter(move |&at| {
        let alone = at == 0 || text[at - 1] == b'\n';
        alone && matches!(text.get(at + KIND.len()), None | Some(b'\n' | b'\r')) && at < region.end
    })
}

/// The bytes on which it depends what the manifest of the kind at `at` holds.
#[must_use]
pub fn around(text: &[u8], at: usize) -> Span {
    Span::new(at.saturating_sub(BEFORE), text.len().min(at + BEHIND))
}

/// Reports the values of the manifest of the kind at `at`. Names that say themselves that their value is secret are left to
/// [`super::at_stem`].
pub fn values(text: &[u8], at: usize, found: &mut dyn FnMut(Assigned)) {
    let around = around(text, at);
    // The manifest lies between two lines of dashes.
    let start = memchr::memmem::rfind(&text[around.start..at], b"\n---")
        .map_or(around.start, |i| around.start + i + 1);
    let end = memchr::memmem::find(&text[at..around.end], b"\n---").map_or(around.end, |i| at + i + 1);
    data(text, Span::new(start, end), found);
}

/// Reports the values below the line `data:` of `document`.
fn data(text: &[u8], document: Span, found: &mut dyn FnMut(Assigned)) {
    let (mut at, mut inside) = (document.start, false);
    // A last line that is cut off by the reach is left out.
    while let Some(len) = memchr::memchr(b'\n', &text[at..document.end]) {
        let line = Span::new(at, at + len);
        at += len + 1;
        let bytes = line.of(text);
        if !bytes.starts_with(b" ") {
            inside = bytes.trim_ascii_end() == b"data:";
        } else if inside
            && let Some((name, value)) = entry(text, line)
            && words::read(name.of(text)).is_none()
        {
            found(Assigned { role: Role::Manifest, name, value });
        }
    }
}

/// Name and value of `  name: value`, without quotes.
fn entry(text: &[u8], line: Span) -> Option<(Span, Span)> {
    let bytes = line.of(text);
    let colon = bytes.windows(2).position(|pair| pair == b": ")?;
    let start = bytes.iter().position(|b| *b != b' ')?;
    let quote = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'');
    let from = colon + bytes[colon + 1..].iter().take_while(|b| quote(b)).count() + 1;
    let to = bytes.iter().rposition(|b| !quote(b))? + 1;
    let name = Span::new(line.start + start, line.start + colon);
    (from < to && start < colon).then(|| (name, Span::new(line.start + from, line.start + to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let mut spans = Vec::new();
        for at in kinds(text.as_bytes(), Span::new(0, text.len())) {
            values(text.as_bytes(), at, &mut |assigned| spans.push(assigned.value));
        }
        spans.into_iter().map(|value| &text[value.start..value.end]).collect()
    }

    #[test]
    fn data_stands_before_or_behind_the_kind() {
        let head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n";
        assert_eq!(found(&format!("{head}data:\n  a: V1\n  b.txt: \"V2\"\ntype: Opaque\n")), ["V1", "V2"]);
        assert_eq!(found("apiVersion: v1\ndata:\n  a: V1\nkind: Secret\n"), ["V1"]);
    }

    #[test]
    fn other_manifests_are_left_alone() {
        for text in [
            "kind: ConfigMap\ndata:\n  a: V1\n",
            "kind: SecretStore\ndata:\n  a: V1\n",
            "kind: Secret\ndata:\n  password: V1\n",
            "kind: Secret\n---\nkind: ConfigMap\ndata:\n  a: V1\n",
            "# kind: Secret\ndata:\n  a: V1\n",
            "kind: Secret\ndata:\n  a:\n  b\n",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
