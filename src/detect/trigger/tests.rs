//! Events agree with a plain loop.

use proptest::prelude::*;

use super::*;
use crate::raw::classes::words::{LOWER, STEMS, is_clue};
use crate::rule::shape::is_run_byte;

#[derive(Default, Debug, PartialEq, Eq)]
struct Log {
    words: Vec<(usize, usize)>,
    stretches: Vec<Span>,
    stems: Vec<usize>,
    clues: Vec<usize>,
    dashes: Vec<usize>,
    urls: Vec<usize>,
    escapes: Vec<usize>,
}

impl Events for Log {
    fn word(&mut self, at: usize, run: impl Fn() -> usize) {
        self.words.push((at, run()));
    }
    fn stretch(&mut self, at: Span, _: Option<usize>) {
        self.stretches.push(at);
    }
    fn stem(&mut self, at: usize) {
        self.stems.push(at);
    }
    fn wants_clues(&self) -> bool {
        true
    }
    fn clue(&mut self, at: usize) {
        self.clues.push(at);
    }
    fn dashes(&mut self, at: usize) {
        self.dashes.push(at);
    }
    fn url(&mut self, at: usize) {
        self.urls.push(at);
    }
    fn escapes(&mut self, at: usize) {
        self.escapes.push(at);
    }
}

/// The same events, byte by byte.
fn reference(text: &[u8], region: Span) -> Log {
    let run = |at: usize, test: &dyn Fn(u8) -> bool| text[at..].iter().take_while(|&&b| test(b)).count();
    let starts = |at: usize, test: &dyn Fn(u8) -> bool| test(text[at]) && (at == 0 || !test(text[at - 1]));
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let alnum = |b: u8| b.is_ascii_alphanumeric();
    let dash = |b: u8| b == b'-';
    let mut log = Log::default();
    for at in region.start..region.end.min(text.len()) {
        if starts(at, &word) && run(at, &is_run_byte) >= MIN_RUN {
            log.words.push((at, run(at, &is_run_byte).min(BLOCK)));
        }
        let stretch = Span::new(at, at + run(at, &alnum));
        if starts(at, &alnum) && stretch.len() >= MIN_STRETCH && looks_random(stretch.of(text)) {
            log.stretches.push(stretch);
        }
        let three = text[at..].get(..3).unwrap_or_default();
        if STEMS.iter().any(|stem| three.eq_ignore_ascii_case(&stem[0][..])) {
            log.stems.push(at);
        }
        // Behind the end of a text the prefilter sees zeros.
        if is_clue([0, 1, 2].map(|i| text.get(at + i).copied().unwrap_or(0) | LOWER)) {
            log.clues.push(at);
        }
        if starts(at, &dash) && run(at, &dash) == 5 {
            log.dashes.push(at);
        }
        if text[at..].starts_with(b"://") {
            log.urls.push(at);
        }
        let every = |step: usize, set: &[u8]| {
            (0..3).all(|i| text.get(at + i * step).is_some_and(|b| set.contains(b)))
        };
        if [4, 6].iter().any(|&n| every(n, b"\\")) {
            log.escapes.push(at);
        }
        if [3, 5, 6].iter().any(|&n| every(n, b"%&")) {
            log.escapes.push(at);
        }
    }
    log
}

const PIECES: [&str; 20] = [
    "password",
    "mysql ",
    "cur",
    "see",
    "KEY",
    " ",
    "=",
    "-----",
    "-",
    "://",
    "abcdefghij",
    "0123456789ab",
    "_",
    "\n",
    "é",
    "\\n",
    "sk-",
    "\\x4a",
    "%4a",
    "&#42;",
];

proptest! {
    #[test]
    fn events_agree_with_a_plain_loop(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..80),
        from in 0usize..300,
        len in 0usize..600,
    ) {
        let text = pieces.concat().into_bytes();
        let start = from.min(text.len());
        let region = Span::new(start, (start + len).min(text.len()));
        let mut log = Log::default();
        scan(&text, region, &mut log);
        prop_assert_eq!(log, reference(&text, region));
    }
}
