//! Tokens in requests: in the URL, over `http://`, or written into the header.

use std::sync::LazyLock;

use regex::Regex;

use super::name::is_token;
use super::{Line, Seen, seen};
use crate::finding::Severity;
use crate::risk::is_local_host;

static QUERY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi)[?&](?<key>access_token|api[_-]?key|auth_token|token|client_secret|password)=
            (?:\$\{|\#\{|\{|["'`]\s*(?:\+|\.)\s*\$?)\s*(?<name>[A-Za-z_$][\w.$]*)"#,
    )
    .expect("a constant pattern")
});
static PARAMETER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)\bparams\s*[:=]\s*\{[^}]{0,120}?["']?\b(?<key>api_key|apikey|access_token|auth_token|token|client_secret)["']?\s*:
          | \bsearchParams\.(?:append|set)\(\s*["'](?<append>[\w-]+)["']
          | @Query\(\s*"(?<kotlin>[\w-]+)"\s*\)"#,
    )
    .expect("a constant pattern")
});
/// Keys that are meant to stand in a URL, and signatures that end soon.
const MEANT: &[&str] = &[
    "maps.googleapis.com",
    "mapbox",
    "X-Amz-Signature",
    "recaptcha",
    "reset",
    "verify",
    "unsubscribe",
    "localhost",
];

/// A token in the query of a URL.
pub(super) fn in_url(line: Line<'_>) -> Option<Seen> {
    if MEANT.iter().any(|word| line.text.contains(word)) {
        return None;
    }
    let why = "servers, proxies and browsers write URLs down";
    if let Some(hit) = QUERY.captures(line.text) {
        let (name, whole) = (&hit["name"], hit.get(0)?);
        if is_token(name.rsplit('.').next().unwrap_or(name)) || is_token(&hit["key"]) {
            // Browsers cannot set headers of a WebSocket.
            let socket = line.text.contains("ws://") || line.text.contains("wss://");
            let severity = if socket { Severity::Note } else { Severity::Low };
            return Some(seen(whole.range(), format!("?{}={{{name}}}", &hit["key"]), severity, why));
        }
    }
    let hit = PARAMETER.captures(line.text)?;
    let key = ["key", "append", "kotlin"].iter().find_map(|group| hit.name(group))?.as_str();
    is_token(key)
        .then(|| Some(seen(hit.get(0)?.range(), format!("query parameter {key}"), Severity::Low, why)))?
}

static HTTP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"["'`](?:http|ws)://(?:[^\s/@"'`]*@)?(?<host>\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+)"#)
        .expect("a constant pattern")
});
static SENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)["']?\b(?:authorization|x-api-key|x-auth-token)["']?\s*[:=,\]]|\bbearer_auth\(|\bbasic_auth\(|[?&](?:access_)?token="#)
        .expect("a constant pattern")
});

/// A request over `http://` to a remote host that carries a credential.
pub(super) fn plain_http(line: Line<'_>) -> Option<Seen> {
    let hit = HTTP.captures(line.text)?;
    let host = &hit["host"];
    let whole = hit.get(0)?;
    let rest = &line.more[whole.end()..];
    // The statement that holds the URL, no further.
    let statement = &rest[..rest.find(";\n").or_else(|| rest.find("\n\n")).unwrap_or(rest.len())];
    let sent = SENT.is_match(statement) || SENT.is_match(&line.text[..whole.start()]);
    if is_local_host(host) || !sent {
        return None;
    }
    Some(seen(
        whole.range(),
        format!("http://{host}"),
        Severity::Low,
        format!("a credential is sent to {host} without encryption"),
    ))
}

static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)(?<head>authorization["']?\s*[:=,]\s*["'`]?(?<scheme>bearer|basic|token)\s+)(?<value>[A-Za-z0-9._~+/=-]{16,})"#,
    )
    .expect("a constant pattern")
});

/// A credential written into an Authorization header.
pub(super) fn hardcoded(line: Line<'_>) -> Option<Seen> {
    let hit = HEADER.captures(line.text)?;
    let value = hit["value"].to_ascii_lowercase();
    let mild = ["your", "xxx", "example", "token", "placeholder", "secret", "dummy", "1234567"];
    let mixed = value.bytes().any(|b| b.is_ascii_digit()) && value.bytes().any(|b| b.is_ascii_alphabetic());
    if !mixed || mild.iter().any(|word| value.contains(word)) {
        return None;
    }
    let head = hit.name("head")?;
    Some(seen(
        head.range(),
        format!("Authorization: {} ****", &hit["scheme"]),
        Severity::Low,
        "the header's credential stands in the code",
    ))
}
