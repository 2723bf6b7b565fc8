//! Lists of other scanners that say which findings are known: what they name, and how it can be recognised.
//!
//! Three formats, told apart by their content: `.gitleaksignore` (`[COMMIT:]FILE:RULE:LINE` on each line,
//! <https://github.com/gitleaks/gitleaks#gitleaksignore>), the JSON report of gitleaks (an array), and the baseline of
//! detect-secrets (<https://github.com/Yelp/detect-secrets#caveats>). They name places. Where they hold the secret
//! or its SHA-1, too, that is kept as a proof that the place still holds the same secret.

use serde::Deserialize;
use sha1::{Digest, Sha1};

use crate::error::Error;
use crate::text::hex;

/// One finding that another scanner's list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The line of the list, from 1; for JSON the number of the entry.
    pub number: usize,
    /// The commit whose version of the file is meant; the one on disk when there is none.
    pub commit: Option<String>,
    /// The file.
    pub path: String,
    /// The line of the finding.
    pub line: u32,
    /// The other scanner's rule.
    pub rule: String,
    /// SHA-1 of the secret in hexadecimal, when the list tells.
    pub sha1: Option<String>,
}

/// Reads the list `text`, called `name`.
///
/// # Errors
/// When it is of no known format.
pub fn parse(name: &str, text: &str) -> Result<Vec<Known>, Error> {
    let json = |error: serde_json::Error| Error::Config {
        file: name.to_owned(),
        line: error.line(),
        column: error.column().max(1),
        message: format!("neither a report of gitleaks nor a baseline of detect-secrets: {error}"),
    };
    let text = text.trim_start_matches('\u{feff}');
    match text.trim_start().as_bytes().first() {
        Some(b'[') if !text.trim_start().starts_with("[[") => {
            serde_json::from_str::<Vec<Leak>>(text).map(gitleaks).map_err(json)
        }
        Some(b'{') => serde_json::from_str::<SecretsBaseline>(text).map(detect_secrets).map_err(json),
        _ => ignore_list(name, text),
    }
}

/// The SHA-1 of `secret` in hexadecimal.
#[must_use]
pub fn sha1_of(secret: &[u8]) -> String {
    hex(&Sha1::digest(secret))
}

/// `COMMIT:FILE:RULE:LINE` or `FILE:RULE:LINE`. A file's name may hold colons, so a commit is known by its digits.
fn ignore_list(name: &str, text: &str) -> Result<Vec<Known>, Error> {
    let mut all = Vec::new();
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let fault = || {
            Error::Config {
            file: name.to_owned(),
            line: number,
            column: 1,
            message: "not a list of findings: FILE:RULE:LINE or COMMIT:FILE:RULE:LINE. (`beartrap config import` reads \
                      a .gitleaks.toml)"
                .to_owned(),
        }
        };
        let mut parts = line.rsplitn(3, ':');
        let (at, rule, place) = (parts.next(), parts.next(), parts.next());
        let (Some(at), Some(rule), Some(place)) = (at.and_then(|at| at.parse().ok()), rule, place) else {
            return Err(fault());
        };
        let commit = place.split_once(':').filter(|(commit, _)| is_id(commit));
        all.push(Known {
            number,
            commit: commit.map(|(commit, _)| commit.to_owned()),
            path: commit.map_or(place, |(_, path)| path).to_owned(),
            line: at,
            rule: rule.to_owned(),
            sha1: None,
        });
    }
    Ok(all)
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// A finding in a report of gitleaks.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Leak {
    #[serde(rename = "RuleID")]
    rule: String,
    file: String,
    start_line: u32,
    #[serde(default)]
    commit: String,
    #[serde(default)]
    secret: String,
}

fn gitleaks(leaks: Vec<Leak>) -> Vec<Known> {
    // `--redact` writes REDACTED, or a beginning and dots.
    let whole =
        |secret: &str| !secret.is_empty() && !secret.ends_with("REDACTED") && !secret.ends_with("...");
    let known = |(number, leak): (usize, Leak)| Known {
        number,
        commit: Some(leak.commit).filter(|commit| is_id(commit)),
        path: leak.file,
        line: leak.start_line,
        rule: leak.rule,
        sha1: whole(&leak.secret).then(|| sha1_of(leak.secret.as_bytes())),
    };
    (1..).zip(leaks).map(known).collect()
}

/// A baseline of detect-secrets.
#[derive(Deserialize)]
struct SecretsBaseline {
    results: std::collections::BTreeMap<String, Vec<Potential>>,
}

#[derive(Deserialize)]
struct Potential {
    #[serde(rename = "type")]
    kind: String,
    hashed_secret: String,
    line_number: u32,
}

fn detect_secrets(baseline: SecretsBaseline) -> Vec<Known> {
    let all = baseline
        .results
        .into_iter()
        .flat_map(|(path, list)| list.into_iter().map(move |one| (path.clone(), one)));
    let known = |(number, (path, one)): (usize, (String, Potential))| Known {
        number,
        commit: None,
        path,
        line: one.line_number,
        rule: one.kind,
        sha1: Some(one.hashed_secret.to_ascii_lowercase()),
    };
    (1..).zip(all).map(known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_formats_are_told_apart() {
        let commit = "0123456789abcdef0123456789abcdef01234567";
        let list = format!("# why\n\n{commit}:src/a:b.py:some-rule:7\nsrc/c.py:other:9\n");
        let known = parse("list", &list).expect("a list");
        assert_eq!(
            (known[0].commit.as_deref(), known[0].path.as_str(), known[0].line),
            (Some(commit), "src/a:b.py", 7)
        );
        assert_eq!((&known[1].commit, known[1].path.as_str(), known[1].number), (&None, "src/c.py", 4));

        let leaks = format!(
            r#"[{{"RuleID":"r","File":"a","StartLine":3,"Commit":"{commit}","Secret":"abc"}},
                {{"RuleID":"r","File":"a","StartLine":4,"Commit":"","Secret":"REDACTED"}}]"#
        );
        let known = parse("report", &leaks).expect("a report");
        assert_eq!(known[0].sha1.as_deref(), Some("a9993e364706816aba3e25717850c26c9cd0d89d"));
        assert_eq!((&known[1].sha1, &known[1].commit), (&None, &None));

        let baseline = r#"{"version":"1.5.0","results":{"a.py":[{"type":"Secret Keyword","filename":"a.py",
            "hashed_secret":"A9993E36","is_verified":false,"line_number":2}]},"generated_at":"x"}"#;
        let known = parse("baseline", baseline).expect("a baseline");
        assert_eq!((known[0].line, known[0].sha1.as_deref()), (2, Some("a9993e36")));
    }

    #[test]
    fn other_files_are_refused_with_their_place() {
        assert!(
            parse("x", "title = \"gitleaks\"\n")
                .expect_err("a fault")
                .to_string()
                .starts_with("x:1:1: not a list")
        );
        assert!(parse("x", "[{\"a\":1}]").expect_err("a fault").to_string().contains("neither a report"));
        assert!(parse("x", "{}").expect_err("a fault").to_string().contains("missing field `results`"));
        assert!(parse("x", "").expect("nothing").is_empty());
    }
}
