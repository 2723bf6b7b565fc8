//! Secrets of Kubernetes: in a manifest of the kind `Secret` every value below `data` is one, whatever its name says.

use super::words;
use super::{Assigned, Role};
use crate::text::Span;

/// The line that makes a manifest a secret.
const KIND: &[u8] = b"kind: Secret";
/// How far from that line its data may stand, in bytes: less than half of [`super::REACH`], so that all that decides
/// about a value lies within that reach of it.
const NEAR: usize = 600;

/// Reports the values of the manifests in YAML whose kind stands in `region`. Names that say themselves that their value
/// is secret are left to [`super::at_stem`].
pub fn values(text: &[u8], region: Span, found: &mut dyn FnMut(Assigned)) {
    let end = text.len().min(region.end + KIND.len());
    for at in memchr::memmem::find_iter(&text[region.start..end], KIND) {
        let at = region.start + at;
        let alone = at == 0 || text[at - 1] == b'\n';
        if alone && matches!(text.get(at + KIND.len()), None | Some(b'\n' | b'\r')) && at < region.end {
            data(text, document(text, at), found);
        }
    }
}

/// The part of the manifest around `at` that is near enough: between two lines of dashes.
fn document(text: &[u8], at: usize) -> Span {
    let (from, to) = (at.saturating_sub(NEAR), text.len().min(at + NEAR));
    let start = memchr::memmem::rfind(&text[from..at], b"\n---").map_or(from, |i| from + i + 1);
    let end = memchr::memmem::find(&text[at..to], b"\n---").map_or(to, |i| at + i + 1);
    Span::new(start, end)
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
        values(text.as_bytes(), Span::new(0, text.len()), &mut |assigned| spans.push(assigned.value));
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
