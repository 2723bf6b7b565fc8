//! Smells: places that handle tokens carelessly, without a literal token in sight. Off unless asked for.
//!
//! A smell is read from one statement and the names in it, so it can be wrong about what a name holds. Each row of
//! [`SMELLS`] is a rule of its own with an id, a weakness (CWE) and a page to read.

mod calls;
mod log;
mod make;
mod name;
mod place;
mod request;

use crate::blob::Blob;
use crate::finding::{Confidence, Finding, Severity};
use crate::inspect::hash_lines;
use crate::secret::FingerprintKey;
use crate::text::{LineIndex, Span};

/// One kind of smell.
#[derive(Debug)]
pub struct Smell {
    /// The rule's id.
    pub id: &'static str,
    /// What it is.
    pub title: &'static str,
    /// The number of the weakness at <https://cwe.mitre.org>.
    pub cwe: u16,
    /// Where to read more.
    pub docs: &'static str,
    /// What to do instead.
    pub advice: &'static str,
    /// Finds it.
    test: Test,
}

/// What a test sees: the text, from a line on.
#[derive(Clone, Copy)]
struct Line<'t> {
    /// The line.
    text: &'t str,
    /// It and the few lines after it: a statement may go on.
    more: &'t str,
    /// The file's name.
    file: &'t str,
}

/// A smell on a line: where, what shows it (code and names, never a value), how bad.
struct Seen {
    span: Span,
    shown: String,
    severity: Severity,
    why: String,
}

type Test = fn(Line<'_>) -> Option<Seen>;

/// Every smell.
pub const SMELLS: &[Smell] = &[
    Smell {
        id: "smell-browser-storage",
        title: "Token in storage that scripts can read",
        cwe: 922,
        docs: "https://cheatsheetseries.owasp.org/cheatsheets/HTML5_Security_Cheat_Sheet.html",
        advice: "One script that gets into the page reads all of it. Keep a session in a cookie with HttpOnly, in an app in the keychain.",
        test: place::storage,
    },
    Smell {
        id: "smell-cookie",
        title: "Session cookie without HttpOnly",
        cwe: 1004,
        docs: "https://developer.mozilla.org/docs/Web/HTTP/Guides/Cookies#security",
        advice: "Set it on the server with HttpOnly, Secure and SameSite.",
        test: place::cookie,
    },
    Smell {
        id: "smell-token-in-url",
        title: "Token in a URL",
        cwe: 598,
        docs: "https://www.rfc-editor.org/rfc/rfc6750#section-2.3",
        advice: "Servers, proxies and browsers write URLs down. Send it in the Authorization header.",
        test: request::in_url,
    },
    Smell {
        id: "smell-plain-http",
        title: "Credential sent without encryption",
        cwe: 319,
        docs: "https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html",
        advice: "Use https.",
        test: request::plain_http,
    },
    Smell {
        id: "smell-logged",
        title: "Token written to a log",
        cwe: 532,
        docs: "https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude",
        advice: "Log that it is there, or a hash of it.",
        test: log::logged,
    },
    Smell {
        id: "smell-hardcoded-authorization",
        title: "Hard-coded Authorization header",
        cwe: 798,
        docs: "https://owasp.org/www-community/vulnerabilities/Use_of_hard-coded_password",
        advice: "Read the credential from the environment or a secret store.",
        test: request::hardcoded,
    },
    Smell {
        id: "smell-whole-environment",
        title: "Whole environment written out",
        cwe: 497,
        docs: "https://vite.dev/config/shared-options#define",
        advice: "Pass on single variables by name.",
        test: calls::environment,
    },
    Smell {
        id: "smell-server-sdk-in-browser",
        title: "Server SDK allowed to run in a browser",
        cwe: 522,
        docs: "https://github.com/openai/openai-node#requirements",
        advice: "Call the provider from a server route. Only a key that the user types in may be used in the browser.",
        test: calls::browser_sdk,
    },
    Smell {
        id: "smell-public-variable",
        title: "CI secret passed into a public variable",
        cwe: 200,
        docs: "https://vite.dev/guide/env-and-mode",
        advice: "Variables with a public prefix are compiled into the bundle. Give the build a server-side variable.",
        test: calls::public_variable,
    },
];

/// The smell with this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Smell> {
    SMELLS.iter().find(|smell| smell.id == id)
}

/// Explains a smell, as plain text.
#[must_use]
pub fn explain(smell: &Smell) -> String {
    format!(
        "{} ({})\n\nCWE-{}: https://cwe.mitre.org/data/definitions/{}.html\n{}\n\nMore: {}\n",
        smell.title, smell.id, smell.cwe, smell.cwe, smell.advice, smell.docs
    )
}

/// Files that are read for smells.
const ENDS: &[&str] = &[
    "js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "vue", "svelte", "astro", "html", "py", "rb",
    "php", "go", "java", "kt", "kts", "swift", "m", "dart", "cs", "rs", "sh", "yml", "yaml",
];
/// A longer line is machine-made. Bytes.
const MAX_LINE: usize = 2_000;
/// A statement is followed over so many lines.
const LINES: usize = 6;
/// Larger files are data or bundles. Bytes.
const MAX_FILE: usize = 1 << 20;

/// The smells of a blob that holds code. `found` are its findings: a line with a literal token needs no smell.
#[must_use]
pub fn find(blob: Blob<'_>, key: &FingerprintKey, found: &[Finding]) -> Vec<Finding> {
    let path = blob.origin.path.to_string();
    let name = path.rsplit('/').next().unwrap_or(&path);
    let code = name.rsplit_once('.').is_some_and(|(_, end)| ENDS.contains(&end));
    if !code || blob.bytes.len() > MAX_FILE || crate::exposure::is_test_path(&path) {
        return Vec::new();
    }
    let Ok(text) = std::str::from_utf8(blob.bytes) else { return Vec::new() };
    let (mut all, mut index) = (Vec::new(), None);
    let mut start = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let at = Span::new(start, start + line.len());
        start = at.end;
        let taken = found.iter().any(|f| f.location.start.line.get() as usize == number + 1);
        let plain = line.trim_start();
        let comment = plain.starts_with("//") || plain.starts_with('*') || plain.starts_with("# ");
        if taken || comment || plain.is_empty() || line.len() > MAX_LINE {
            continue;
        }
        let rest = &text[at.start..];
        let end = rest.match_indices('\n').nth(LINES - 1).map_or(rest.len(), |(end, _)| end);
        let seen = Line { text: line.trim_end(), more: &rest[..end], file: name };
        for smell in SMELLS {
            if let Some(seen) = (smell.test)(seen) {
                let index = index.get_or_insert_with(|| LineIndex::new(blob.bytes));
                all.push(make::finding(blob, index, key, smell, at, seen));
            }
        }
    }
    hash_lines(blob.bytes, &mut all);
    all
}

/// A smell on this line, as most tests make it.
fn seen(
    at: std::ops::Range<usize>,
    shown: impl Into<String>,
    severity: Severity,
    why: impl Into<String>,
) -> Seen {
    Seen { span: Span::new(at.start, at.end), shown: shown.into(), severity, why: why.into() }
}

/// How sure a smell is: names tell much, not all.
const CONFIDENCE: Confidence = Confidence::Medium;
