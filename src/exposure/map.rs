//! Leads a place in a source map back to the original file.
//!
//! A map (<https://tc39.es/ecma426/>) holds the texts of the original files as JSON strings, in `sourcesContent`, and their names
//! in `sources`. One pass finds where each string stands; the map is not parsed into a tree, since maps of large
//! bundles have tens of megabytes. Maps of sections have these lists once for each section.

use std::rc::Rc;

use super::Project;
use crate::text::Span;

/// No larger map is led back, in bytes.
const MAX_MAP: u64 = 64 << 20;
/// Nor one nested deeper.
const MAX_DEPTH: usize = 32;

/// A source map, and where the original files stand in it.
pub(super) struct Map {
    bytes: Vec<u8>,
    /// Bytes of a text and of its name, in the order of the texts, without quotes.
    files: Vec<(Span, Span)>,
}

/// The name of the original file, and the line in it, of the byte at `offset` of the map `rel`.
pub(super) fn original(project: &Project, rel: &str, offset: usize) -> Option<(String, u32)> {
    let known = project.map.borrow().as_ref().filter(|(of, _)| of == rel).map(|(_, map)| map.clone());
    if let Some(map) = known {
        return map.at(offset);
    }
    let bytes = project.tree.load_up_to(rel, MAX_MAP)?;
    let map = Rc::new(Map { files: files(&bytes), bytes });
    // Findings come file by file, so one map in memory is enough.
    *project.map.borrow_mut() = Some((rel.to_owned(), map.clone()));
    map.at(offset)
}

impl Map {
    fn at(&self, offset: usize) -> Option<(String, u32)> {
        let after = self.files.partition_point(|(text, _)| text.start <= offset);
        let (text, name) = self.files.get(after.checked_sub(1)?).filter(|(text, _)| offset < text.end)?;
        let name = serde_json::from_slice(self.bytes.get(name.start - 1..=name.end)?).ok()?;
        let breaks = line_breaks(self.bytes.get(text.start..offset)?);
        Some((name, u32::try_from(breaks).ok()?.saturating_add(1)))
    }
}

/// How many line feeds the inner bytes of a JSON string stand for.
fn line_breaks(text: &[u8]) -> usize {
    let mut count = 0;
    let mut at = 0;
    while let Some(slash) = memchr::memchr(b'\\', &text[at..]) {
        count += usize::from(text.get(at + slash + 1) == Some(&b'n'));
        at = (at + slash + 2).min(text.len());
    }
    count
}

/// What a list, or the list under a key, holds.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum List {
    #[default]
    Other,
    Names,
    Texts,
}

/// An object or a list that is open.
#[derive(Default)]
struct Open {
    object: bool,
    /// What this list holds.
    list: List,
    /// What the key that was read last announces.
    key: List,
    /// A key comes next.
    at_key: bool,
    names: Vec<Span>,
    texts: Vec<Option<Span>>,
}

/// Where the original files stand: text and name.
fn files(bytes: &[u8]) -> Vec<(Span, Span)> {
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => {
                let object = bytes[at] == b'{';
                let list = open.last().filter(|_| !object).map_or(List::Other, |outer| outer.key);
                open.push(Open { object, list, at_key: object, ..Open::default() });
                if open.len() > MAX_DEPTH {
                    break;
                }
            }
            b'}' | b']' => {
                let Some(done) = open.pop() else { break };
                if done.object {
                    let pairs = done.texts.into_iter().zip(done.names);
                    found.extend(pairs.filter_map(|(text, name)| Some((text?, name))));
                } else if let Some(outer) = open.last_mut() {
                    match done.list {
                        List::Names => outer.names = done.names,
                        List::Texts => outer.texts = done.texts,
                        List::Other => {}
                    }
                }
            }
            b'"' => {
                let end = string_end(bytes, at + 1);
                string(open.last_mut(), bytes, Span::new(at + 1, end));
                at = end;
            }
            b',' => {
                if let Some(inner) = open.last_mut() {
                    inner.at_key = inner.object;
                }
            }
            // `null`: a file whose text is not there.
            b'n' => {
                if let Some(inner) = open.last_mut().filter(|inner| inner.list == List::Texts) {
                    inner.texts.push(None);
                }
                at += b"ull".len();
            }
            _ => {}
        }
        at += 1;
    }
    found.sort_unstable_by_key(|(text, _)| text.start);
    found
}

fn string(inner: Option<&mut Open>, bytes: &[u8], span: Span) {
    let Some(inner) = inner else { return };
    if inner.at_key {
        inner.at_key = false;
        inner.key = match bytes.get(span.start..span.end) {
            Some(b"sources") => List::Names,
            Some(b"sourcesContent") => List::Texts,
            _ => List::Other,
        };
        return;
    }
    match inner.list {
        List::Names => inner.names.push(span),
        List::Texts => inner.texts.push(Some(span)),
        List::Other => {}
    }
}

/// Where the string that begins at `from` ends: its closing quote, or the end of all.
fn string_end(bytes: &[u8], mut from: usize) -> usize {
    while let Some(next) = memchr::memchr2(b'"', b'\\', bytes.get(from..).unwrap_or_default()) {
        if bytes[from + next] == b'"' {
            return from + next;
        }
        from += next + 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(json: &str, needle: &str) -> Option<(String, u32)> {
        let bytes = json.as_bytes().to_vec();
        let map = Map { files: files(&bytes), bytes };
        map.at(json.find(needle).expect("the needle"))
    }

    #[test]
    fn names_and_lines_of_original_files() {
        let json = r#"{"version":3,"x":{"sources":["no"]},"sourcesContent":["one","a\\n\nb\r\n \"q\" KEY",null,"D"],
            "mappings":"AAAA","names":["sources"],"sources":["a.ts","../b\u0041.ts","c.ts","d.ts"]}"#;
        assert_eq!(at(json, "one"), Some(("a.ts".to_owned(), 1)));
        assert_eq!(at(json, "KEY"), Some(("../bA.ts".to_owned(), 3)));
        assert_eq!(at(json, "D\""), Some(("d.ts".to_owned(), 1)));
        assert_eq!(at(json, "AAAA"), None);
        let sections = r#"{"sections":[{"offset":{},"map":{"sources":["a"],"sourcesContent":["X"]}},
            {"map":{"sourcesContent":["Y"],"sources":["b"]}}]}"#;
        assert_eq!(at(sections, "X"), Some(("a".to_owned(), 1)));
        assert_eq!(at(sections, "Y"), Some(("b".to_owned(), 1)));
    }

    #[test]
    fn broken_maps_end() {
        for json in ["", "{", "]", "{\"sources\":[\"", "{\"sourcesContent\":[\"a\\", "nul", "{]}[", "\"\\"] {
            assert!(files(json.as_bytes()).is_empty(), "{json}");
        }
        assert!(files("[".repeat(100_000).as_bytes()).is_empty());
    }
}
