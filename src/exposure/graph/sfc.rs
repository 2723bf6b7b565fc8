//! Cuts the scripts out of component files (Vue, Svelte, Astro) and HTML pages.
//!
//! Each script keeps its place: what is not script is blanked, so that spans in the script are spans in the file.

use crate::tree::has_end;
use std::sync::LazyLock;

use regex::Regex;

use crate::text::Span;

/// One script of a file.
#[derive(Debug)]
pub(super) struct Script {
    /// The file with everything else blanked.
    pub(super) text: String,
    /// Where it stands.
    pub(super) span: Span,
    /// Name that decides the language: `x.ts`.
    pub(super) name: String,
    /// Runs on the server (Astro's frontmatter).
    pub(super) server: bool,
}

static SCRIPT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?is)<script\b(?<attributes>[^>]*)>(?<body>.*?)</script\s*>").expect("a constant pattern")
});
static SOURCE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?i)\bsrc\s*=\s*["'](?<path>[^"']+)["']"#).expect("a constant pattern"));

/// True for files that hold scripts among other text.
pub(super) fn is_component(name: &str) -> bool {
    [".vue", ".svelte", ".astro", ".html", ".htm"].iter().any(|end| name.ends_with(end))
}

/// The scripts of `text`.
pub(super) fn scripts(text: &str, name: &str) -> Vec<Script> {
    let mut found = Vec::new();
    let mut from = 0;
    if has_end(name, ".astro")
        && let Some(front) = frontmatter(text)
    {
        from = front.end;
        found.push(Script { text: keep(text, front), span: front, name: "x.tsx".to_owned(), server: true });
    }
    for hit in SCRIPT.captures_iter(&text[from..]) {
        let (Some(body), attributes) = (hit.name("body"), hit.name("attributes").map_or("", |m| m.as_str()))
        else {
            continue;
        };
        let lower = attributes.to_ascii_lowercase();
        if lower.contains("application/json")
            || lower.contains("text/template")
            || lower.contains("importmap")
        {
            continue;
        }
        let typed = lower.contains("\"ts") || lower.contains("'ts") || has_end(name, ".astro");
        let span = Span::new(from + body.start(), from + body.end());
        let script_name = if typed { "x.ts" } else { "x.js" };
        found.push(Script { text: keep(text, span), span, name: script_name.to_owned(), server: false });
    }
    found
}

/// The `src` attributes of a page's scripts, with their places.
pub(super) fn sources(text: &str) -> Vec<(String, usize)> {
    SCRIPT
        .captures_iter(text)
        .filter_map(|hit| {
            let attributes = hit.name("attributes")?;
            let source = SOURCE.captures(attributes.as_str())?.name("path")?;
            Some((source.as_str().to_owned(), attributes.start() + source.start()))
        })
        .collect()
}

/// The code between the `---` lines that open an Astro file.
pub(super) fn frontmatter(text: &str) -> Option<Span> {
    let start = text.len() - text.trim_start().len();
    let rest = text[start..].strip_prefix("---")?;
    let end = rest.find("\n---")?;
    Some(Span::new(start + 3, start + 3 + end + 1))
}

fn keep(text: &str, span: Span) -> String {
    let blank = |part: &str| part.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect::<String>();
    format!("{}{}", blank(&text[..span.start]), &text[span.start..span.end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_keep_their_place() {
        let text = "<p>é</p>\n<script setup lang=\"ts\">\nlet a = 1\n</script>\n<script type='application/json'>{}</script>";
        let found = scripts(text, "a.vue");
        assert_eq!(found.len(), 1);
        assert_eq!(&found[0].text[found[0].span.start..], "\nlet a = 1\n");
        assert_eq!(found[0].name, "x.ts");
        assert_eq!(sources("<script src=\"/a.js\"></script>"), [("/a.js".to_owned(), 13)]);
    }

    #[test]
    fn astro_has_a_server_part() {
        let text = "---\nconst k = 1\n---\n<p>{k}</p><script>let b</script>";
        let found = scripts(text, "a.astro");
        assert!(found[0].server && !found[1].server);
        assert!(found[0].text.ends_with("const k = 1\n"));
    }
}
