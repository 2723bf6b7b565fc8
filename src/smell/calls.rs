//! Calls and settings that give away more than they should: the whole environment, a server's SDK in the browser, a
//! CI secret in a public variable.

use std::sync::LazyLock;

use regex::Regex;

use super::{Line, Seen, seen};
use crate::finding::Severity;
use crate::tree::has_end;

static ENVIRONMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?x)JSON\.stringify\(\s*process\.env\s*\) | ["']?process\.env["']?\s*:\s*(?:process\.env\b|loadEnv\([^)]*,\s*["']{2}\s*\)) | \bloadEnv\([^)]*,\s*["']{2}\s*\)\s*[,}]"#)
        .expect("a constant pattern")
});

/// The whole environment as a value.
pub(super) fn environment(line: Line<'_>) -> Option<Seen> {
    let hit = ENVIRONMENT.find(line.text)?;
    Some(seen(hit.range(), hit.as_str(), Severity::Note, "every variable goes along, secrets among them"))
}

static BROWSER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bdangerouslyAllowBrowser\s*:\s*true\b").expect("a constant pattern"));

/// An SDK for servers, told to run in a browser.
pub(super) fn browser_sdk(line: Line<'_>) -> Option<Seen> {
    let hit = BROWSER.find(line.text)?;
    Some(seen(
        hit.range(),
        hit.as_str(),
        Severity::Low,
        "whoever opens the page receives the key that the SDK is given",
    ))
}

static VARIABLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)(?:^|[\s"'-])(?<name>(?:NEXT_PUBLIC|VITE|REACT_APP|VUE_APP|NUXT_PUBLIC|GATSBY|EXPO_PUBLIC|PUBLIC|NG_APP)_\w+)
            ["']?\s*[:=]\s*["']?\$\{\{\s*secrets\.(?<secret>\w+)\s*\}\}"#,
    )
    .expect("a constant pattern")
});
/// Names of values that clients must not have.
const SECRET: &[&str] = &[
    "SECRET",
    "PRIVATE",
    "PASSWORD",
    "SERVICE_ROLE",
    "ADMIN",
    "DATABASE_URL",
    "MONGO",
    "JWT",
    "WEBHOOK",
    "SIGNING",
    "ENCRYPTION",
    "OPENAI",
    "ANTHROPIC",
];
/// Names of values that clients may have.
const OPEN: &[&str] =
    &["PUBLIC_KEY", "PUBLISHABLE", "SITE_KEY", "ANON", "CLIENT_ID", "DSN", "MEASUREMENT", "APP_ID"];

/// A workflow that passes a secret into a variable that builds publish.
pub(super) fn public_variable(line: Line<'_>) -> Option<Seen> {
    if !has_end(line.file, ".yml") && !has_end(line.file, ".yaml") {
        return None;
    }
    let hit = VARIABLE.captures(line.text)?;
    let (name, secret) = (hit["name"].to_ascii_uppercase(), hit["secret"].to_ascii_uppercase());
    let has = |words: &[&str]| words.iter().any(|word| secret.contains(word) || name.contains(word));
    // GitHub calls every value a secret: the name must say that it is one.
    (has(SECRET) && !has(OPEN)).then(|| {
        let whole = hit.name("name")?;
        let why = format!(
            "the build compiles {name} into what browsers download, with the value of secrets.{secret}"
        );
        Some(seen(whole.range(), format!("{name}: secrets.{secret}"), Severity::Low, why))
    })?
}
