//! Findings and reports to print: `sample::finding("src/app.js")` is one line, and a field is set where it matters.

use std::sync::OnceLock;

use beartrap::blob::{Origin, RelPath};
use beartrap::error::Skip;
use beartrap::finding::{
    Certainty, Commit, Confidence, Dropped, Evidence, Exposure, ExposureVerdict, Fact, Finding, Location,
    Reach, Related, Risk, Severity, Suppression,
};
use beartrap::report::{FORMATS, Report, Revision, Stats, Style, format};
use beartrap::rule::RuleSet;
use beartrap::secret::{Fingerprint, FingerprintKey, Redacted, Secret};
use beartrap::text::{LineIndex, Span};

/// What must never be printed: made up, and in pieces so that no scanner takes this file for a leak.
pub const CANARY: [&str; 3] = ["ghp_", "zQ7fW2kLm9XcR4pTn8Yd", "B3sHv6JgA1Qe5UoK"];

/// The canary in one piece.
pub fn canary() -> String {
    CANARY.concat()
}

/// The one rule set that every sample report borrows.
pub fn rules() -> &'static RuleSet {
    static RULES: OnceLock<RuleSet> = OnceLock::new();
    RULES.get_or_init(RuleSet::builtin)
}

/// A location on the only line of `text`, where `part` stands.
pub fn location(path: &[u8], text: &str, part: &str) -> Location {
    let start = text.find(part).expect("the part is in the text");
    let (index, span) = (LineIndex::new(text.as_bytes()), Span::new(start, start + part.len()));
    Location {
        origin: Origin::file(RelPath::new(path)),
        span,
        start: index.position(span.start),
        end: index.position(span.end),
    }
}

/// A plain finding of the canary in `path`.
pub fn finding(path: impl AsRef<[u8]>) -> Finding {
    let (path, secret) = (path.as_ref(), canary());
    let rule = &rules().rules()[0];
    let text = format!("\n\nconst token = \"{secret}\";\n");
    let location = location(path, &text, &secret);
    let secret = Secret::new(secret.as_bytes());
    let line = "const token = \"********\";";
    let hashes = beartrap::line_hash::line_hashes(text.as_bytes(), &[location.start.line.get()]);
    let fingerprint = Fingerprint::new(&FingerprintKey::default(), &rule.id, path, secret, false);
    Finding {
        provider: rule.provider.to_string(),
        title: rule.title.to_string(),
        severity: Severity::Critical,
        confidence: Confidence::High,
        line_text: line.to_owned(),
        line_mark: Span::new(15, 23),
        line_hash: hashes.into_iter().next().expect("a hash of one line"),
        reasons: vec!["the format is distinctive".to_owned()],
        lifetime: "long-lived".to_owned(),
        privilege: "scoped".to_owned(),
        revoke_url: "https://github.com/settings/tokens".to_owned(),
        docs_url: "https://docs.github.com/en/authentication".to_owned(),
        advice: "Revoke the token, then issue a new one.".to_owned(),
        ..Finding::new(&rule.id, location, Redacted::new(secret, CANARY[0].len(), false), fingerprint)
    }
}

/// A finding with every field filled in, and `text` wherever text from outside goes.
pub fn full(path: impl AsRef<[u8]>, text: &str) -> Finding {
    let mut full = finding(path);
    let evidence =
        |path: &str, line| Evidence { path: path.to_owned(), line, why: format!("imports it {text}") };
    full.provider = format!("Acme {text}");
    full.title = format!("Acme token {text}");
    full.line_text = format!("{} {text}", full.line_text);
    full.reasons.push(text.to_owned());
    full.facts = vec![Fact::new("account", text)];
    full.decoded = vec!["base64", "percent"];
    full.related = vec![Related {
        rule: "demo-id".to_owned(),
        location: location(text.as_bytes(), "\nid = 1234", "1234"),
        why: format!("the id of the pair {text}"),
    }];
    full.repeats = 3;
    full.commit = Some(Commit {
        id: "0123456789abcdef0123456789abcdef01234567".to_owned(),
        author: text.to_owned(),
        email: format!("ann@example.org{text}"),
        date: "2026-01-02T03:04:05Z".to_owned(),
        message: text.to_owned(),
        in_head: false,
    });
    full.location.origin.commit = full.commit.as_ref().map(|commit| commit.id.clone());
    full.reach = Some(Reach::Remote);
    full.exposure = Some(Exposure {
        verdict: ExposureVerdict::Exposed,
        certainty: Certainty::Likely,
        code: "C3",
        channel: "bundle",
        headline: format!("Every visitor receives it {text}"),
        fix: format!("Call the service from the server {text}"),
        evidence: vec![evidence("src/app.js", 3), evidence(text, 9)],
    });
    full.risks = vec![Risk { kind: "long-lived", why: text.to_owned() }];
    full.advice = format!("Revoke it {text}");
    full
}

/// A suppressed finding.
pub fn suppressed(path: &str, text: &str) -> Finding {
    let by = Suppression { kind: "inline", place: format!("{path}:3 {text}"), reason: text.to_owned() };
    Finding { suppressed: Some(by), ..finding(path) }
}

/// A finding that goes over five lines, the last of them shorter than the first.
pub fn over_lines(path: &str) -> Finding {
    let block = "-----BEGIN KEY-----\nMIIB\né\u{1f600}\n=\n-----END-----";
    let text = format!("\nkey = \"{block}\"\n");
    Finding { location: location(path.as_bytes(), &text, block), ..finding(path) }
}

/// A report of `findings` and nothing else.
pub fn report(rules: &RuleSet, findings: Vec<Finding>) -> Report<'_> {
    let stats = Stats {
        source: "files",
        blobs: 3,
        bytes: 4096,
        rules: rules.rules().len() as u64,
        ..Stats::default()
    };
    Report {
        findings,
        suppressed: Vec::new(),
        skipped: Vec::new(),
        dropped: Vec::new(),
        warnings: Vec::new(),
        share: None,
        stats,
        rules,
    }
}

/// A report that uses every field, with `text` wherever text from outside goes.
pub fn full_report<'r>(rules: &'r RuleSet, path: &[u8], text: &str) -> Report<'r> {
    let mut report = report(rules, vec![full(path, text), finding("b.py")]);
    report.suppressed = vec![suppressed("c.py", text)];
    report.skipped = vec![
        Skip { path: text.to_owned(), reason: format!("cannot be read {text}"), incomplete: true },
        Skip { path: "big.bin".to_owned(), reason: "left out by design".to_owned(), incomplete: false },
    ];
    report.dropped = vec![Dropped {
        path: text.to_owned(),
        line: 7,
        column: 2,
        rule: "generic-secret".to_owned(),
        check: "placeholder",
        why: format!("it is a placeholder {text}"),
    }];
    report.warnings = vec![text.to_owned()];
    report.stats.notes = vec![text.to_owned()];
    report
}

/// The reports that consumers are tried with: none, ordinary, history, odd names, many lines, more than fit.
pub fn cases(rules: &RuleSet) -> Vec<(&'static str, Report<'_>)> {
    let mut history = report(rules, vec![full("src/old.js", "x"), full("lib/a.rb", "y")]);
    history.stats.source = "history";
    let names: [&[u8]; 6] = [b"a b.py", "ü/é.js".as_bytes(), b"c:d.py", b"e#f?.py", b"[g]%.py", b"x\\y.py"];
    let odd = report(rules, names.iter().map(finding).collect());
    let mut lines = report(rules, vec![over_lines("key.pem"), full("a.js", "x")]);
    lines.stats.revision = Some(Revision {
        uri: "https://example.org/a/b.git".to_owned(),
        commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
        branch: "feature/\u{202e}x".to_owned(),
    });
    let many = (0..6000).map(|i| {
        let severity = if i % 3 == 0 { Severity::Low } else { Severity::High };
        Finding { severity, ..finding(format!("dir{}/file{i}.py", i % 7)) }
    });
    vec![
        ("empty", report(rules, Vec::new())),
        ("ordinary", full_report(rules, b"src/app.js", "plain text")),
        ("history", history),
        ("odd", odd),
        ("lines", lines),
        ("many", report(rules, many.collect())),
    ]
}

/// What the format called `name` prints of `report`.
pub fn print(name: &str, report: &Report<'_>, style: &Style) -> String {
    let mut out = Vec::new();
    let format = format(name).expect("the format exists");
    (format.write)(report, style, &mut out).expect("writing to memory cannot fail");
    String::from_utf8(out).expect("every format is UTF-8")
}

/// What every format prints of `report`, with all that can be asked for.
pub fn print_all(report: &Report<'_>, color: bool) -> Vec<(&'static str, String)> {
    let style = Style { color, explain: true, show_suppressed: true };
    FORMATS.iter().map(|format| (format.name, print(format.name, report, &style))).collect()
}
