//! The fast way and the plain way find the same: prefilter and reference, one thread and many, file and stream.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::LazyLock;

use beartrap::detect::decode::Encoded;
use beartrap::detect::near::{self, NearIndex};
use beartrap::detect::{Detector, FileKind};
use beartrap::finding::Finding;
use beartrap::plan::Plan;
use beartrap::rule::shape::{MIN_STRETCH, is_run_byte};
use beartrap::rule::{Rule, RuleIdx, RuleSet, Trigger, pattern, spec};
use beartrap::scan::{self, Progress};
use beartrap::text::Span;
use proptest::prelude::*;
use regex::bytes::Regex;

type Found = BTreeSet<(RuleIdx, Span)>;

/// Every rule tried at every place, without masks, tables or searches over many words.
struct Reference<'r> {
    set: &'r RuleSet,
    regexes: Vec<Regex>,
    near: NearIndex,
}

impl<'r> Reference<'r> {
    fn new(set: &'r RuleSet) -> Self {
        let compile = |rule: &Rule| {
            let anchored =
                matches!(rule.trigger, Trigger::Prefix | Trigger::Dashes | Trigger::Url | Trigger::Start);
            let text = if anchored { format!(r"\A(?:{})", rule.pattern) } else { rule.pattern.to_string() };
            pattern::compile(&text).expect("a built-in pattern")
        };
        Self { set, regexes: set.rules().iter().map(compile).collect(), near: NearIndex::new(set) }
    }

    fn scan(&self, text: &[u8]) -> Found {
        let mut found = Found::new();
        let (words, dashes) = (word_starts(text), dash_starts(text));
        let promising: Vec<Span> =
            stretches(text).into_iter().filter(|&stretch| self.is_promising(text, stretch)).collect();
        let long = |run: &Span| !stretches(run.of(text)).is_empty();
        let runs: Vec<Span> = spans(text, is_run_byte).into_iter().filter(long).collect();
        for (index, rule) in self.set.indexed() {
            match rule.trigger {
                Trigger::Prefix => self.starts(text, index, rule, &words, &mut found),
                Trigger::Dashes => self.starts(text, index, rule, &dashes, &mut found),
                Trigger::Stretch => self.stretches(text, index, rule, &promising, &mut found),
                Trigger::RunAnchor => self.runs(text, index, rule, &runs, &mut found),
                Trigger::Url => self.urls(text, index, rule, &mut found),
                Trigger::Start => self.at(text, index, rule, 0, &mut found),
                Trigger::Assignment | Trigger::Literal => {}
            }
        }
        found
    }

    fn starts(&self, text: &[u8], index: RuleIdx, rule: &Rule, starts: &[usize], found: &mut Found) {
        for at in starts.iter().copied().filter(|&at| starts_with_anchor(rule, &text[at..])) {
            self.at(text, index, rule, at, found);
        }
    }

    fn at(&self, text: &[u8], index: RuleIdx, rule: &Rule, at: usize, found: &mut Found) {
        let end = text.len().min(at + rule.window as usize + 2);
        if let Some(secret) =
            self.regexes[usize::from(index.0)].captures(&text[at..end]).and_then(|c| c.name("secret"))
        {
            let span = Span::new(at + secret.start(), at + secret.end());
            if rule.near.is_empty() || near::present(text, span, &rule.near) {
                found.insert((index, span));
            }
        }
    }

    fn urls(&self, text: &[u8], index: RuleIdx, rule: &Rule, found: &mut Found) {
        for at in (0..text.len()).filter(|&at| text[at..].starts_with(b"://")) {
            let is_scheme = |b: &&u8| b.is_ascii_alphanumeric() || b"+-.".contains(b);
            let scheme = text[at.saturating_sub(32)..at].iter().rev().take_while(is_scheme).count();
            let fits = |a: &str| a == "://" || text[at - scheme..].starts_with(a.as_bytes());
            if rule.anchors.iter().any(|a| fits(a)) {
                self.at(text, index, rule, at - scheme, found);
            }
        }
    }

    /// True when the words around `stretch` say that it may be a secret, and it looks random.
    fn is_promising(&self, text: &[u8], stretch: Span) -> bool {
        let stems: [&[u8]; 8] = [b"pas", b"pwd", b"cre", b"tok", b"key", b"aut", b"bea", b"sid"];
        let before = &text[stretch.start.saturating_sub(160)..text.len().min(stretch.start + 2)];
        let stem = before.windows(3).any(|three| stems.iter().any(|stem| three.eq_ignore_ascii_case(stem)));
        let named = || self.near.is_named(text, stretch.start, true);
        looks_random(stretch.of(text)) && (stem || named())
    }

    fn stretches(&self, text: &[u8], index: RuleIdx, rule: &Rule, stretches: &[Span], found: &mut Found) {
        for &stretch in stretches {
            let window = rule.window as usize;
            let from = stretch.start.saturating_sub(window);
            let line_start =
                text[from..stretch.start].iter().rposition(|&b| b == b'\n').map_or(from, |at| from + at + 1);
            let to = text.len().min(stretch.end + window);
            let line_end =
                text[stretch.end..to].iter().position(|&b| b == b'\n').map_or(to, |at| stretch.end + at);
            for secret in self.secrets(index, text, Span::new(line_start, line_end)) {
                let base64 = secret.of(text).iter().any(|b| b"+/".contains(b));
                let joins = |b: &u8| b.is_ascii_alphanumeric() || b"_-+".contains(b) || base64 && *b == b'/';
                let signs: [&[u8]; 4] = [b"=", b"%3D", b"%2B", b"%2F"];
                let free = !text[..secret.start].last().is_some_and(joins)
                    && !text[secret.end..].first().is_some_and(joins)
                    && !signs.iter().any(|sign| text[secret.end..].starts_with(sign));
                // The words must stand near the stretch as well as near the whole secret.
                let named =
                    near::present(text, secret, &rule.near) && near::present(text, stretch, &rule.near);
                if secret.covers(stretch) && free && !is_part(&text[..secret.start]) && named {
                    found.insert((index, secret));
                }
            }
        }
    }

    fn runs(&self, text: &[u8], index: RuleIdx, rule: &Rule, runs: &[Span], found: &mut Found) {
        for &run in runs {
            for anchor in rule.anchors.iter().map(|a| a.as_bytes()) {
                for hit in (run.start..run.end).filter(|&at| text[at..run.end].starts_with(anchor)) {
                    let window = rule.window as usize;
                    let from = hit.saturating_sub(window).max(run.start);
                    let to = (hit + anchor.len() + window).min(run.end);
                    for secret in self.secrets(index, text, Span::new(from, to)) {
                        let named = rule.near.is_empty() || near::present(text, secret, &rule.near);
                        let secret_text = secret.of(text);
                        let random = |stretch: &Span| looks_random(stretch.of(secret_text));
                        if named && stretches(secret_text).iter().any(random) {
                            found.insert((index, secret));
                        }
                    }
                }
            }
        }
    }

    fn secrets(&self, index: RuleIdx, text: &[u8], window: Span) -> Vec<Span> {
        let captures = self.regexes[usize::from(index.0)].captures_iter(window.of(text));
        captures
            .filter_map(|c| c.name("secret"))
            .map(|s| Span::new(window.start + s.start(), window.start + s.end()))
            .collect()
    }
}

fn starts_with_anchor(rule: &Rule, text: &[u8]) -> bool {
    rule.anchors.iter().any(|a| text.starts_with(a.as_bytes()))
}

/// Places where a word starts, and those behind the letters of an escape.
fn word_starts(text: &[u8]) -> Vec<usize> {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let plain: Vec<usize> =
        (0..text.len()).filter(|&at| word(text[at]) && (at == 0 || !word(text[at - 1]))).collect();
    let mut all = plain.clone();
    for at in plain.into_iter().filter(|&at| at > 0) {
        let behind = match (text[at - 1], text[at]) {
            (b'%', _) => 2,
            (b'\\', b'u') => 5,
            (b'\\', b'x') => 3,
            (b'\\', _) => 1,
            _ => continue,
        };
        if text[at..].iter().take_while(|&&b| is_run_byte(b)).count() > behind {
            all.push(at + behind);
        }
    }
    all
}

fn dash_starts(text: &[u8]) -> Vec<usize> {
    spans(text, |b| b == b'-').into_iter().filter(|span| span.len() == 5).map(|span| span.start).collect()
}

fn stretches(text: &[u8]) -> Vec<Span> {
    spans(text, |b| b.is_ascii_alphanumeric()).into_iter().filter(|span| span.len() >= MIN_STRETCH).collect()
}

fn spans(text: &[u8], test: impl Fn(u8) -> bool) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for at in (0..text.len()).filter(|&at| test(text[at])) {
        match spans.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => spans.push(Span::new(at, at + 1)),
        }
    }
    spans
}

fn looks_random(stretch: &[u8]) -> bool {
    let class = |b: u8| (b.is_ascii_digit(), b.is_ascii_uppercase());
    let changes = stretch.windows(2).filter(|p| class(p[0]) != class(p[1])).count();
    stretch.iter().any(u8::is_ascii_digit) || changes * 2 >= stretch.len()
}

fn fast(detector: &Detector<'_>, text: &[u8]) -> Found {
    let mut found = Found::new();
    let whole = Span::new(0, text.len());
    // A value without a stretch that looks random is found through its assignment, which the reference does not read.
    let cut = |secret: Span| {
        !stretches(secret.of(text)).iter().any(|s| looks_random(&secret.of(text)[s.start..s.end]))
    };
    detector.scan(text, FileKind::Unknown, whole, &mut Encoded::default(), None, &mut |c| match detector
        .rules()
        .get(c.rule)
        .trigger
    {
        Trigger::Assignment => {}
        Trigger::Stretch | Trigger::RunAnchor if cut(c.span) => {}
        _ => drop(found.insert((c.rule, c.span))),
    });
    found
}

/// The examples of every rule file, hits and misses alike.
fn examples() -> Vec<String> {
    let mut texts = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("rules/ can be listed") {
            let path = entry.expect("rules/ can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") {
                let file = std::fs::read_to_string(&path).expect("a rule file is text");
                for rule in spec::parse(&file).expect("a valid rule file") {
                    let hits = rule.spec.hits.iter().map(spec::Example::bytes);
                    let all = hits.chain(rule.spec.misses.iter().map(spec::Miss::bytes));
                    // Key stores are no text; nothing but their first bytes leads to them.
                    texts.extend(all.filter_map(|bytes| String::from_utf8(bytes).ok()));
                }
            }
        }
    }
    texts.sort();
    texts
}

#[test]
fn the_prefilter_loses_nothing_on_the_examples() {
    let set = RuleSet::builtin();
    let (reference, detector) = (Reference::new(&set), Detector::new(&set));
    let texts = examples();
    for (i, text) in texts.iter().enumerate() {
        // Shifted, so that the examples fall on every edge of a block.
        let text = format!("{}{text}\nkey = x\n", "/".repeat(i % 67));
        let (plain, quick) = (reference.scan(text.as_bytes()), fast(&detector, text.as_bytes()));
        assert_eq!(names(&set, &plain), names(&set, &quick), "example {i}");
    }
}

/// True when a part of a longer token ends `before`: letters and digits mixed, which are no word, and a `.` or `$`.
fn is_part(before: &[u8]) -> bool {
    static PART: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"([0-9A-Za-z]{6,64})[.$]$").expect("a pattern"));
    static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
        let word = r"[A-Z]?[a-z]+(?:[A-Z][a-z]+){0,2}(?:[A-Z][a-z]*)?[0-9]{0,2}";
        Regex::new(&format!("^(?:{word}|[0-9]*|[A-Z]*)$")).expect("a pattern")
    });
    let head = &before[before.len().saturating_sub(65)..];
    PART.captures(head).is_some_and(|found| !PLAIN.is_match(&found[1]))
}

fn names(set: &RuleSet, found: &Found) -> Vec<(String, Span)> {
    found.iter().map(|(rule, span)| (set.get(*rule).id.to_string(), *span)).collect()
}

#[test]
fn the_prefilter_loses_nothing_on_mixed_text() {
    let set = RuleSet::builtin();
    let (reference, detector) = (Reference::new(&set), Detector::new(&set));
    let mut pieces = examples();
    pieces
        .extend(["\\n", "%3D", "\\u003d", " ", "_", "-----", "key", "\n", "://", "=", "é"].map(String::from));
    let mut runner =
        proptest::test_runner::TestRunner::new(ProptestConfig { cases: 12, ..ProptestConfig::default() });
    let picks = prop::collection::vec((prop::sample::select(pieces), 0usize..30, 0usize..8), 1..6);
    runner
        .run(&picks, |picks| {
            let cut = |(text, from, less): &(String, usize, usize)| {
                let bytes = text.as_bytes();
                let start = (*from).saturating_sub(20).min(bytes.len());
                bytes[start..]
                    .iter()
                    .copied()
                    .take(bytes.len().saturating_sub(start + less / 3))
                    .collect::<Vec<u8>>()
            };
            let text: Vec<u8> = picks.iter().flat_map(cut).collect();
            prop_assert_eq!(names(&set, &reference.scan(&text)), names(&set, &fast(&detector, &text)));
            Ok(())
        })
        .expect("both ways find the same");
}

#[test]
fn threads_and_streams_change_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let all = examples();
    for (i, chunk) in all.chunks(20).enumerate() {
        std::fs::write(folder.path().join(format!("f{i}.txt")), chunk.join("\n\n")).expect("a file");
    }
    let roots = [folder.path().to_path_buf()];
    let plan = |threads| Plan { threads: NonZeroUsize::new(threads).expect("not zero"), ..Plan::default() };
    let (one, four) = (plan(1), plan(4));
    let first = scan::files(&one, &roots, &Progress::default()).expect("a scan");
    let second = scan::files(&four, &roots, &Progress::default()).expect("a scan");
    assert!(!first.findings.is_empty());
    assert_eq!(first.findings, second.findings);
    let file = folder.path().join("f0.txt");
    let name = file.to_str().expect("UTF-8");
    let alone = scan::files(&one, std::slice::from_ref(&file), &Progress::default()).expect("a scan");
    let bytes = std::fs::read(&file).expect("a file");
    let streamed = scan::stream(&one, name, &mut &bytes[..]);
    // Who can see a finding, and what its surroundings add, is read from the files of a project: a stream has none.
    let found = |findings: &[Finding]| -> Vec<Finding> {
        findings.iter().map(|f| Finding { exposure: None, risks: Vec::new(), ..f.clone() }).collect()
    };
    assert_eq!(found(&alone.findings), found(&streamed.findings));
}
