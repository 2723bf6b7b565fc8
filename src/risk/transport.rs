//! How a secret travels: in a URL, which servers, proxies and browsers write down, or without encryption.

use std::sync::LazyLock;

use regex::Regex;

use super::line::{Surroundings, has_word};
use super::{Context, is_public};
use crate::finding::Finding;

static QUERY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[?&](?<name>[A-Za-z][\w.\-\[\]]*)=$").expect("a constant pattern"));
/// A parameter that a client library puts into the query: `params: { api_key: '`, `url.searchParams.set('token', '`.
static PARAMETER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?:\bparams\s*[:=]\s*\{[^{}]{0,160}?|\bsearchParams\.(?:append|set)\(\s*)["']?(?<name>[A-Za-z][\w.-]*)["']?\s*[:,]\s*(?<value>["'`]?\w*)$"#,
    )
    .expect("a constant pattern")
});
static STARTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\?[A-Za-z][\w.\-]*=").expect("a constant pattern"));
static AUTHORISED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)authorization|\bbearer\b|x-api-key|api-key|x-auth-token|cookie|[?&][\w-]*(?:token|key|secret)=|\bcurl\b[^\n]*?\s(?:-u|--user)[\s=]",
    )
    .expect("a constant pattern")
});
static HTTP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:http|ws)://(?:[^\s/@]*@)?(?<host>\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+)")
        .expect("a constant pattern")
});

/// It stands in the query or the user part of a URL (RFC 6750 section 2.3 advises against it).
pub(super) fn in_url(finding: &Finding, context: &Context<'_>) -> Option<String> {
    if is_public(finding) {
        return None;
    }
    let around = context.around.as_ref()?;
    let (before, after) = around.line()?;
    let url = tail_of_url(before);
    if (url.contains("://") || continues_url(before, url))
        && let Some(hit) = QUERY.captures(url)
    {
        return Some(format!(
            "it is the value of {} in the query of a URL; servers and proxies log those",
            &hit["name"]
        ));
    }
    if let Some(hit) = PARAMETER.captures(before) {
        return Some(format!(
            "it is the parameter {} in the query of a URL; servers and proxies log those",
            &hit["name"]
        ));
    }
    if url.contains("://") {
        let (scheme, rest) = url.rsplit_once("://")?;
        let web = scheme.ends_with("http")
            || scheme.ends_with("https")
            || scheme.ends_with("ws")
            || scheme.ends_with("wss");
        if web
            && !rest.contains(['/', '?', '#'])
            && after.split(['/', '"', '\'', ' ']).next().is_some_and(|s| s.contains('@'))
        {
            return Some("it is the user or password of a URL; tools print and store those".to_owned());
        }
        return None;
    }
    let name = around.name()?;
    let used = around.uses().find(|(_, line)| {
        [
            format!("={{{name}}}"),
            format!("=${{{name}}}"),
            format!("=\" + {name}"),
            format!("=' + {name}"),
            format!("=#{{{name}}}"),
        ]
        .iter()
        .any(|form| {
            line.find(form.as_str()).is_some_and(|at| line[..at].contains('?') || line[..at].contains('&'))
        }) || line.match_indices(name).any(|(at, _)| {
            let whole = !line[at + name.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
            whole && PARAMETER.captures(&line[..at]).is_some_and(|hit| hit["value"].is_empty())
        })
    });
    used.map(|(line, _)| {
        format!("line {line} puts {name} into the query of a URL; servers and proxies log those")
    })
}

/// True for `piece` of a URL that names no host: a path with a query, a query, or a parameter behind one on the same line,
/// `"/ask?q=" + q + "&key=..."`. A parameter alone may as well belong to a form.
fn continues_url(before: &str, piece: &str) -> bool {
    let head = &before[..before.len() - piece.len()];
    let quoted = head.ends_with(['"', '\'', '`']);
    quoted
        && (piece.starts_with('?')
            || piece.starts_with('/') && piece.contains('?')
            || piece.starts_with('&') && STARTED.is_match(head))
}

/// It is sent over `http://` to a host that is not local.
pub(super) fn plain_http(finding: &Finding, context: &Context<'_>) -> Option<String> {
    let around = context.around.as_ref()?;
    let (before, after) = around.line()?;
    let url = tail_of_url(before);
    if let Some(hit) = HTTP.captures_iter(url).last() {
        let tail = after.split(['"', '\'', '`', ' ', '<', '>']).next().unwrap_or("");
        // `http://user:SECRET@host`: the host follows the secret.
        let host = match tail.split_once('@') {
            Some((_, host)) => host.split(['/', ':', '?']).next().unwrap_or(""),
            None => hit.name("host").map_or("", |m| m.as_str()),
        };
        return remote(host);
    }
    let whole = format!("{before}\u{0}{}", without_remark(after));
    if AUTHORISED.is_match(&whole) && !is_public(finding) {
        let hit = HTTP.captures(&whole)?;
        return remote(&hit["host"]);
    }
    by_name(around)
}

/// A line that sends the variable, and names an `http://` host.
fn by_name(around: &Surroundings) -> Option<String> {
    let name = around.name()?;
    around.uses().find_map(|(_, line)| {
        if ["//", "#", "*", "/*"].iter().any(|mark| line.trim_start().starts_with(mark)) {
            return None;
        }
        let hit = HTTP.captures(line)?;
        (has_word(line, name) && AUTHORISED.is_match(line)).then(|| remote(&hit["host"])).flatten()
    })
}

/// The rest of a line without the remark that ends it.
fn without_remark(after: &str) -> &str {
    let end = [" # ", " // ", "\t# ", "\t// "].iter().filter_map(|mark| after.find(mark)).min();
    &after[..end.unwrap_or(after.len())]
}

fn remote(host: &str) -> Option<String> {
    (!is_local_host(host)).then(|| format!("it is sent to {host} without encryption (http)"))
}

/// Hosts of this machine, this network, and of documentation.
pub(crate) fn is_local_host(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
    if let Ok(address) = host.parse::<std::net::IpAddr>() {
        return match address {
            std::net::IpAddr::V4(v4) => {
                v4.is_loopback() || v4.is_private() || v4.is_link_local() || v4.is_unspecified()
            }
            std::net::IpAddr::V6(v6) => v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local(),
        };
    }
    let ends = [
        ".local",
        ".localhost",
        ".internal",
        ".svc",
        ".lan",
        ".home",
        ".test",
        ".example",
        ".invalid",
        ".cluster.local",
    ];
    let examples = ["example.com", "example.org", "example.net"];
    !host.contains('.')
        || ends.iter().any(|end| host.ends_with(end))
        || examples.iter().any(|name| host == *name || host.ends_with(&format!(".{name}")))
}

/// The part of a URL that stands directly before the secret.
fn tail_of_url(before: &str) -> &str {
    let start = before
        .rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '(' | ')'))
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    &before[start..]
}
