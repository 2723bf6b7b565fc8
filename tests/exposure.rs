//! Small projects in `fixtures/exposure/`, each with the verdicts that it must get.
//!
//! A layout holds no token: `@@TOKEN:stripe-secret@@` stands for one, and is replaced by a token made up on the spot
//! when the layout is copied to a temporary directory. The same layouts can so be scanned without tripping anyone.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

mod findings;

use beartrap::exposure::{ExposureOptions, assess};
use beartrap::finding::{Certainty, ExposureVerdict};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    token: Vec<Token>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    name: String,
    file: String,
    verdict: String,
    certainty: String,
    code: String,
    #[serde(default)]
    severity: Option<String>,
    #[serde(default)]
    client_safe: Option<String>,
    /// Files that the evidence must name, in order.
    #[serde(default)]
    path: Vec<String>,
}

const ALNUM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A fresh token of the named kind: the right shape, random content.
fn forge(kind: &str, seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut random = |length: usize, alphabet: &[u8]| -> String {
        (0..length)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let at = usize::try_from((state >> 20) % alphabet.len() as u64).expect("a small number");
                char::from(alphabet[at])
            })
            .collect()
    };
    match kind.split('.').next().unwrap_or(kind) {
        "stripe-public" => format!("{}{}", concat!("pk_", "live_"), random(24, ALNUM)),
        "google" => format!("{}{}", concat!("AI", "za"), random(35, ALNUM)),
        "mapbox-public" => format!("{}{}.{}", concat!("pk", ".eyJ"), random(60, ALNUM), random(22, ALNUM)),
        _ => format!("{}{}", concat!("sk_", "live_"), random(32, ALNUM)),
    }
}

/// Copies a layout, tokens put in; returns each token by placeholder name.
fn copy(from: &Path, to: &Path, tokens: &mut HashMap<String, String>) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("a layout").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            copy(&path, &to.join(&name), tokens);
        } else if name != "expect.toml" {
            let mut text = fs::read_to_string(&path).expect("text");
            while let Some(start) = text.find("@@TOKEN:") {
                let end = start + text[start..].find("@@").expect("found") + 2;
                let end = end + text[end..].find("@@").expect("a closing @@") + 2;
                let kind = text[start + 8..end - 2].to_owned();
                let seed =
                    kind.bytes().fold(77, |sum: u64, b| sum.wrapping_mul(131).wrapping_add(u64::from(b)));
                let token = tokens.entry(kind.clone()).or_insert_with(|| forge(&kind, seed)).clone();
                text.replace_range(start..end, &token);
            }
            fs::write(to.join(&name), text).expect("a copy");
        }
    }
}

fn found(root: &Path, token: &Token, value: &str) -> beartrap::finding::Finding {
    let mut finding = findings::finding(root, &token.file, &token.name, value);
    if let Some(safe) = &token.client_safe {
        finding.client_safe.clone_from(safe);
    }
    finding
}

fn check(layout: &Path, faults: &mut String) {
    let name = layout.file_name().expect("a name").to_string_lossy().into_owned();
    let text =
        fs::read_to_string(layout.join("expect.toml")).unwrap_or_else(|e| panic!("{name}/expect.toml: {e}"));
    let expect: Expect = toml::from_str(&text).unwrap_or_else(|e| panic!("{name}/expect.toml: {e}"));
    let dir = tempfile::tempdir().expect("a temporary directory");
    let mut tokens = HashMap::new();
    copy(layout, dir.path(), &mut tokens);
    for want in &expect.token {
        let value = tokens.get(&want.name).unwrap_or_else(|| panic!("{name} has no @@TOKEN:{}@@", want.name));
        let mut findings = vec![found(dir.path(), want, value)];
        assess(dir.path(), &mut findings, &ExposureOptions::default());
        let finding = &findings[0];
        let Some(got) = &finding.exposure else {
            if want.verdict != "none" {
                let _ = writeln!(
                    faults,
                    "{name}: {} in {}: no exposure, want {}",
                    want.name, want.file, want.code
                );
            }
            continue;
        };
        let verdict = match got.verdict {
            ExposureVerdict::Exposed => "exposed",
            ExposureVerdict::NotExposed => "not-exposed",
            ExposureVerdict::Unknown => "unknown",
        };
        let certainty = match got.certainty {
            Certainty::Certain => "certain",
            Certainty::Likely => "likely",
            Certainty::Possible => "possible",
        };
        let judged = (verdict, certainty, got.code);
        if judged != (want.verdict.as_str(), want.certainty.as_str(), want.code.as_str()) {
            let _ = writeln!(
                faults,
                "{name}: {}: want {} {} {}, got {judged:?}: {}\n    {:?}",
                want.file, want.verdict, want.certainty, want.code, got.headline, got.evidence
            );
        }
        let mut steps = got.evidence.iter().map(|step| step.path.as_str());
        if !want.path.iter().all(|file| steps.any(|step| step == file)) {
            let _ = writeln!(
                faults,
                "{name}: {}: the evidence {:?} misses {:?}",
                want.file, got.evidence, want.path
            );
        }
        if let Some(severity) = &want.severity
            && finding.severity.as_str() != severity
        {
            let _ = writeln!(faults, "{name}: {}: severity {}, want {severity}", want.file, finding.severity);
        }
        assert!(!got.evidence.is_empty() && !got.headline.is_empty(), "{name}: an answer without reasons");
        let said = format!("{got:?}");
        assert!(!said.contains(value.as_str()), "{name}: the exposure holds the secret");
    }
}

#[test]
fn every_layout_gets_its_verdicts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/exposure");
    let mut layouts: Vec<_> = fs::read_dir(root).expect("fixtures").flatten().map(|e| e.path()).collect();
    layouts.sort();
    let only = std::env::var("LAYOUT").ok();
    let mut faults = String::new();
    let mut checked = 0;
    for layout in layouts.iter().filter(|l| only.as_ref().is_none_or(|o| l.ends_with(o))) {
        check(layout, &mut faults);
        checked += 1;
    }
    assert!(faults.is_empty(), "\n{faults}");
    assert!(checked >= 60 || only.is_some(), "only {checked} layouts");
}

/// The same layouts through a whole scan: what detection finds must get the same verdicts.
#[test]
fn a_scan_gives_the_same_verdicts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/exposure");
    let mut faults = String::new();
    let mut found = 0;
    for layout in fs::read_dir(root).expect("fixtures").flatten().map(|e| e.path()) {
        let text = fs::read_to_string(layout.join("expect.toml")).expect("expectations");
        let expect: Expect = toml::from_str(&text).expect("expectations");
        let dir = tempfile::tempdir().expect("a temporary directory");
        let mut tokens = HashMap::new();
        copy(&layout, dir.path(), &mut tokens);
        let plan = beartrap::plan::Plan { gitignore: false, ..beartrap::plan::Plan::default() };
        let roots = [dir.path().to_path_buf()];
        let report =
            beartrap::scan::files(&plan, &roots, &beartrap::scan::Progress::default()).expect("a report");
        for want in &expect.token {
            let path = dir.path().join(&want.file);
            let bytes = fs::read(&path).expect("a file");
            let start = memchr::memmem::find(&bytes, tokens[&want.name].as_bytes()).expect("the token");
            let finding = report.findings.iter().find(|f| {
                f.location.origin.path.as_bytes() == path.as_os_str().as_encoded_bytes()
                    && f.location.span.start == start
            });
            let Some(finding) = finding else {
                let _ = writeln!(faults, "{}: {} is not found", layout.display(), want.file);
                continue;
            };
            found += 1;
            let code = finding.exposure.as_ref().map_or("none", |e| e.code);
            if code != want.code {
                let _ = writeln!(faults, "{}: {} is {code}, want {}", layout.display(), want.file, want.code);
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
    assert!(found > 100, "only {found} findings");
}
