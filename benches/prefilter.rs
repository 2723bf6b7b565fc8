//! Ways to find the places where a rule can match, side by side, on a folder of real text.
//!
//! ```text
//! cargo bench --bench prefilter -- PATH [MEGABYTES]
//! ```
//!
//! Prints gigabytes a second of one thread for each way. The figures are kept in docs/record/speed.md.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, packed};
use beartrap::detect::decode::Encoded;
use beartrap::detect::trigger::{self, Events};
use beartrap::detect::{Detector, FileKind};
use beartrap::raw::classes::{BLOCK, CHUNK, Lanes, block_count, classify};
use beartrap::rule::{RuleSet, Trigger};
use beartrap::text::Span;

const ROUNDS: usize = 3;
const WORDS: [&str; 12] = [
    "password",
    "passwd",
    "secret",
    "token",
    "apikey",
    "api_key",
    "access_key",
    "auth",
    "credential",
    "private_key",
    "client_secret",
    "bearer",
];

/// Counts the places that one way finds in a file.
type Work<'w> = Box<dyn FnMut(&[u8]) -> usize + 'w>;

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let Some(root) = args.next() else {
        println!("usage: cargo bench --bench prefilter -- PATH [MEGABYTES]");
        return;
    };
    let limit = args.next().and_then(|text| text.parse().ok()).unwrap_or(200usize) << 20;
    let files = load(Path::new(&root), limit);
    let bytes: usize = files.iter().map(Vec::len).sum();
    let rules = RuleSet::builtin();
    let anchors: Vec<&str> =
        rules.rules().iter().flat_map(|rule| rule.anchors.iter()).map(AsRef::as_ref).collect();
    println!(
        "{} files, {} MB, {} rules, {} anchors",
        files.len(),
        bytes >> 20,
        rules.rules().len(),
        anchors.len()
    );

    let time = |name: &str, mut work: Work<'_>| {
        let mut best = f64::MAX;
        let mut found = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            found = files.iter().map(|file| black_box(work(file))).sum();
            best = best.min(start.elapsed().as_secs_f64());
        }
        println!("{name:<44}{:>8.2} GB/s{found:>12} places", bytes as f64 / best / 1e9);
    };
    time("memchr: count newlines", Box::new(|text| memchr::memchr_iter(b'\n', text).count()));
    let mut lanes = Lanes::new();
    time("byte classes alone", Box::new(move |text| classes_only(text, &mut lanes)));
    time(
        "byte classes and events",
        Box::new(|text| {
            let mut count = Count(0);
            trigger::scan(text, Span::new(0, text.len()), &mut count);
            count.0
        }),
    );
    let half = every_second(&rules);
    let (all, half) = (Detector::new(&rules), Detector::new(&half));
    time("all of detection", Box::new(|text| detect(&all, text)));
    time("all of detection, half of the rules", Box::new(|text| detect(&half, text)));
    if let Some(teddy) = packed::Searcher::new(anchors.iter().take(64)) {
        time("packed search (Teddy), 64 anchors", Box::new(move |text| teddy.find_iter(text).count()));
    }
    let dfa = automaton(&anchors, AhoCorasickKind::DFA, false);
    time("Aho-Corasick DFA, all anchors", Box::new(move |text| dfa.find_iter(text).count()));
    let nfa = automaton(&anchors, AhoCorasickKind::ContiguousNFA, false);
    time("Aho-Corasick NFA, all anchors", Box::new(move |text| nfa.find_iter(text).count()));
    let words = automaton(&WORDS, AhoCorasickKind::DFA, true);
    time("Aho-Corasick DFA, 12 words in any case", Box::new(move |text| words.find_iter(text).count()));
}

/// Half of the rules for formats, to see what twice as many cost.
fn every_second(rules: &RuleSet) -> RuleSet {
    let mut half = RuleSet::builtin();
    // Rules for assigned values are few and cost the same for any number of others.
    let formats = rules.rules().iter().filter(|rule| rule.trigger != Trigger::Assignment);
    for rule in formats.step_by(2) {
        half.remove(&rule.id);
    }
    half
}

fn detect(detector: &Detector<'_>, text: &[u8]) -> usize {
    let mut count = 0;
    let (whole, mut encoded) = (Span::new(0, text.len()), Encoded::default());
    detector.scan(text, FileKind::Unknown, whole, &mut encoded, None, &mut |_| count += 1);
    count
}

fn automaton(literals: &[&str], kind: AhoCorasickKind, any_case: bool) -> AhoCorasick {
    AhoCorasick::builder()
        .kind(Some(kind))
        .match_kind(MatchKind::LeftmostFirst)
        .ascii_case_insensitive(any_case)
        .build(literals)
        .expect("literals of this size make an automaton")
}

fn classes_only(text: &[u8], lanes: &mut Lanes) -> usize {
    let mut count = 0;
    for first in (0..block_count(text.len())).step_by(CHUNK) {
        classify(text, first, CHUNK, lanes);
        count += lanes.stem.iter().map(|stem| stem.count_ones() as usize).sum::<usize>();
    }
    count / BLOCK
}

struct Count(usize);

impl Events for Count {
    fn word(&mut self, _: usize, _: impl Fn() -> usize) {
        self.0 += 1;
    }
    fn stretch(&mut self, _: Span, _: Option<usize>) {
        self.0 += 1;
    }
    fn stem(&mut self, _: usize) {
        self.0 += 1;
    }
    fn wants_clues(&self) -> bool {
        true
    }
    fn clue(&mut self, _: usize) {
        self.0 += 1;
    }
    fn dashes(&mut self, _: usize) {
        self.0 += 1;
    }
    fn url(&mut self, _: usize) {
        self.0 += 1;
    }
    fn escapes(&mut self, _: usize) {
        self.0 += 1;
    }
}

fn load(root: &Path, limit: usize) -> Vec<Vec<u8>> {
    let (mut files, mut folders, mut total) = (Vec::new(), vec![PathBuf::from(root)], 0);
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if total < limit
                && let Ok(bytes) = std::fs::read(&path)
            {
                total += bytes.len();
                files.push(bytes);
            }
        }
    }
    files
}
