//! What an Astro page's template prints or passes on: `{KEY}`, `define:vars={{ KEY }}`, props of hydrated components.

use std::sync::LazyLock;

use regex::Regex;

use super::crossing::{Crossing, Given, Holder};
use super::{has_word, sfc};

static DEFINED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"define:vars=\{\{(?<names>[^}]*)\}\}").expect("a constant pattern"));
static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:const|let|var)\s+(?<name>[A-Za-z_$][\w$]*)\s*(?::[^=;\n]+)?=\s*(?<value>[^;\n]*)")
        .expect("a constant pattern")
});
static PRINTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\s*(?<name>[A-Za-z_$][\w$]*)\s*\}").expect("a constant pattern"));

/// The hand-overs in the part below the frontmatter.
pub(super) fn in_page(text: &str, holder: &Holder<'_>) -> Vec<Crossing> {
    let Some(front) = sfc::frontmatter(text) else { return Vec::new() };
    let page = &text[front.end..];
    let mut found = Vec::new();
    for name in holding(&text[front.start..front.end], front.start, holder) {
        for hit in DEFINED.captures_iter(page) {
            let (Some(whole), Some(inner)) = (hit.get(0), hit.name("names")) else { continue };
            if has_word(inner.as_str(), &name) {
                found.push((whole.start(), "define:vars of a script".to_owned()));
            }
        }
        for hit in PRINTED.captures_iter(page).filter(|h| h["name"] == name) {
            let Some(whole) = hit.get(0) else { continue };
            found.extend(printed(page, whole.start(), whole.end()).map(|how| (whole.start(), how)));
        }
    }
    let made = |(at, how)| Crossing { at: front.end + at, given: Given::Name, how, component: None };
    found.into_iter().map(made).collect()
}

/// How `{NAME}` at `start..end` reaches the page; None for a prop of a component that is only rendered.
fn printed(page: &str, start: usize, end: usize) -> Option<String> {
    let open = page[..start].rfind('<').map_or("", |at| &page[at..start]);
    if open.is_empty() || open.contains('>') {
        return Some("text of the page".to_owned());
    }
    let component = open[1..].split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let close = page[end..].find('>').map_or(page.len(), |at| end + at);
    let hydrated = open.contains("client:") || page[end..close].contains("client:");
    let ships = hydrated || !component.starts_with(|c: char| c.is_ascii_uppercase());
    ships.then(|| format!("attribute of <{component}>"))
}

/// Names in the frontmatter that hold the secret.
fn holding(front: &str, offset: usize, holder: &Holder<'_>) -> Vec<String> {
    let mut names: Vec<String> = match holder {
        Holder::Names(names, _) => names.to_vec(),
        _ => Vec::new(),
    };
    for hit in DECLARED.captures_iter(front) {
        let (Some(value), name) = (hit.name("value"), &hit["name"]) else { continue };
        let written = value.as_str().trim();
        let holds = match holder {
            Holder::Offset(at) => {
                let plain = written.starts_with(['"', '\'', '`']);
                plain && (offset + value.start()..offset + value.end()).contains(at)
            }
            Holder::Variables(variables) => variables
                .iter()
                .any(|v| written == format!("import.meta.env.{v}") || written == format!("process.env.{v}")),
            Holder::Names(known, key) => known.iter().any(|k| {
                let rest = written.strip_prefix(k.as_str());
                rest.is_some_and(|rest| {
                    rest.is_empty() || rest.strip_prefix('.').is_some_and(|m| *key == Some(m))
                })
            }),
        };
        if holds {
            names.push(name.to_owned());
        }
    }
    names
}
