//! Tokens put where scripts can read them: web storage, preferences of an app, cookies.

use std::sync::LazyLock;

use regex::Regex;

use super::name::{is_refresh, is_token};
use super::{Line, Seen, seen};
use crate::finding::Severity;

static STORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)\b(?<where>localStorage|sessionStorage|AsyncStorage)
            (?: \.setItem\(\s*(?:["'`](?<key>[\w.:-]+)["'`]|[\w.]+)\s*,\s*(?:JSON\.stringify\()?(?<value>[A-Za-z_$][\w.$]*)?
              | \.(?<member>[A-Za-z_]\w*)\s*=[^=]
              | \[["'](?<index>[\w.:-]+)["']\]\s*=[^=] )
          | \b(?<app>UserDefaults\.standard)\.set\(\s*(?<saved>[\w.]+)\s*,\s*forKey:\s*"(?<forkey>[\w.:-]+)"
          | \b(?<prefs>prefs|preferences|sharedPreferences|editor|edit\(\))\.(?:setString|putString)\(\s*["'](?<pref>[\w.:-]+)["']"#,
    )
    .expect("a constant pattern")
});
static CACHE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\bcacheLocation\s*:\s*["']local[sS]torage["']"#).expect("a constant pattern")
});

/// A token put into storage of the browser or the plain preferences of an app.
pub(super) fn storage(line: Line<'_>) -> Option<Seen> {
    let why = |place: &str| {
        format!(
            "a token is put into {place}, where any script of the page, or who has the device, can read it"
        )
    };
    if let Some(hit) = CACHE.find(line.text) {
        return Some(seen(hit.range(), hit.as_str(), Severity::Note, why("localStorage")));
    }
    if ["Encrypted", "Keychain", "SecureStore", "secureStorage"].iter().any(|word| line.text.contains(word)) {
        return None;
    }
    STORE.captures_iter(line.text).find_map(|hit| {
        let names = ["key", "value", "member", "index", "saved", "forkey", "pref"];
        let named: Vec<&str> = names.iter().filter_map(|group| hit.name(group)).map(|m| m.as_str()).collect();
        let name = named.iter().find(|name| is_token(name))?;
        let severity = if is_refresh(name) { Severity::Low } else { Severity::Note };
        let place =
            ["where", "app", "prefs"].iter().find_map(|g| hit.name(g)).map_or("storage", |m| m.as_str());
        let whole = hit.get(0)?;
        Some(seen(whole.range(), format!("{place}: {name}"), severity, why(place)))
    })
}

static COOKIE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)(?<script>\bdocument\.cookie\s*=\s*["'`](?<doc>[\w-]+)= | \bCookies\.set\(\s*["'`](?<js>[\w-]+)["'`])
          | (?<server>\b(?:res|response|reply)\.(?:cookie|setCookie)\(\s*["'`](?<node>[\w-]+)["'`]
            | \.set_cookie\(\s*["'](?<py>[\w-]+)["']
            | \bsetcookie\(\s*["'](?<php>[\w-]+)["']
            | \bhttp\.Cookie\{[^}]*Name:\s*"(?<go>[\w-]+)")"#,
    )
    .expect("a constant pattern")
});

/// A cookie of a session or token that scripts can read.
pub(super) fn cookie(line: Line<'_>) -> Option<Seen> {
    let hit = COOKIE.captures(line.text).or_else(|| {
        // Go and others spread the fields over lines.
        line.text.contains("http.Cookie{").then(|| COOKIE.captures(line.more)).flatten()
    })?;
    let names = ["doc", "js", "node", "py", "php", "go"];
    let name = names.iter().find_map(|group| hit.name(group))?.as_str();
    let lower = name.to_ascii_lowercase();
    if !is_token(name) && !matches!(lower.as_str(), "session" | "sid" | "sessionid" | "session_id" | "auth") {
        return None;
    }
    let whole = hit.get(0)?;
    let range = whole.start()..whole.end().min(line.text.len());
    if hit.name("script").is_some() {
        return Some(seen(
            range,
            format!("cookie {name}"),
            Severity::Low,
            "a cookie that a script sets is never HttpOnly",
        ));
    }
    let rest = &line.more[whole.end()..];
    let call = &rest[..rest.find([';', '\n']).map_or(rest.len(), |_| end_of_call(rest))];
    let said = format!("{}{call}", whole.as_str()).to_ascii_lowercase();
    if said.contains("httponly") && !said.contains("httponly: false") && !said.contains("httponly=false") {
        return None;
    }
    // Options that are built elsewhere are not known.
    let arguments = call.split(',').filter(|part| !part.trim().is_empty()).count();
    let object = call.contains('{') || call.contains('=');
    if arguments > 1 && !object && !said.contains("httponly") {
        return None;
    }
    Some(seen(
        range,
        format!("cookie {name}"),
        Severity::Low,
        "the server sets it without HttpOnly: scripts of the page can read it",
    ))
}

/// Where the call that `rest` stands in ends.
fn end_of_call(rest: &str) -> usize {
    let mut depth = 1_usize;
    for (at, c) in rest.char_indices() {
        match c {
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}
