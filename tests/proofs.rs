//! Holds every proof against tokens that `examples/forge` makes for it.

#[path = "../examples/forge/formats.rs"]
mod formats;
#[path = "../examples/forge/keys.rs"]
mod keys;
#[path = "../examples/forge/labels.rs"]
mod labels;
#[path = "../examples/forge/random.rs"]
#[expect(dead_code, reason = "tests start from chosen seeds only")]
mod random;
#[path = "../examples/forge/structures.rs"]
mod structures;

use beartrap::verify::outcome::Outcome;
use beartrap::verify::proof::{self, PROOFS};
use formats::{Format, all, summed};
use proptest::prelude::*;
use random::Random;

fn judge(format: &Format, token: &str) -> Outcome {
    let proof = proof::find(format.name).unwrap_or_else(|| panic!("{} is no proof", format.name));
    (proof.run)(token.as_bytes())
}

/// `token` with one letter or digit changed into another, far enough from the prefix, which few sums cover.
fn damaged(token: &str, random: &mut Random) -> String {
    let mut bytes = token.as_bytes().to_vec();
    let end = token.find("\n-----END").unwrap_or(token.len());
    let at = loop {
        let at = end - 1 - random.below(end.min(36));
        if bytes[at].is_ascii_alphanumeric() {
            break at;
        }
    };
    let old = bytes[at];
    while bytes[at] == old {
        bytes[at] = random.alnum(1).as_bytes()[0];
    }
    String::from_utf8(bytes).expect("ASCII stays ASCII")
}

/// Every text that `outcome` shows to people.
fn shown(outcome: &Outcome) -> Vec<String> {
    match outcome {
        Outcome::Pass => Vec::new(),
        Outcome::Facts(facts) | Outcome::Proved { facts, .. } => {
            facts.iter().map(|fact| fact.value.clone()).collect()
        }
        Outcome::Doubt(why) | Outcome::Drop(why) | Outcome::AtMost { why, .. } => vec![why.clone()],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn forged_tokens_are_believed(seed: u64) {
        for format in all() {
            let outcome = judge(format, &(format.forge)(&mut Random::new(seed)));
            let believed = !matches!(outcome, Outcome::Doubt(_) | Outcome::Drop(_));
            prop_assert!(believed, "{}: {outcome:?}", format.name);
        }
    }

    #[test]
    fn right_sums_are_proved(seed: u64) {
        for format in summed() {
            let outcome = judge(format, &(format.forge)(&mut Random::new(seed)));
            prop_assert!(matches!(outcome, Outcome::Proved { .. }), "{}: {outcome:?}", format.name);
        }
    }

    /// Twenty letters and digits in a row are more than any public id has; account numbers are digits only.
    #[test]
    fn no_outcome_shows_a_piece_of_the_token(seed: u64) {
        for format in all() {
            let token = (format.forge)(&mut Random::new(seed));
            for text in PROOFS.iter().flat_map(|proof| shown(&(proof.run)(token.as_bytes()))) {
                let piece = token.as_bytes().windows(20).find(|piece| {
                    let could_be_secret = piece.iter().all(u8::is_ascii_alphanumeric)
                        && !piece.iter().all(u8::is_ascii_digit);
                    could_be_secret && text.as_bytes().windows(20).any(|shown| shown == *piece)
                });
                prop_assert!(piece.is_none(), "{}: {text}", format.name);
            }
        }
    }

    /// Text that is almost a token reaches further into a proof than random bytes do.
    #[test]
    fn broken_tokens_make_no_proof_panic(seed: u64) {
        let mut random = Random::new(seed);
        for format in all() {
            let mut bytes = (format.forge)(&mut random).into_bytes();
            for _ in 0..random.below(3) {
                let at = random.below(bytes.len());
                bytes[at] = random.bytes(1)[0];
            }
            let (from, to) = (random.below(8), random.below(bytes.len()) + 1);
            for proof in PROOFS {
                (proof.run)(&bytes);
                (proof.run)(&bytes[..to]);
                (proof.run)(&bytes[from.min(to)..to]);
            }
        }
    }
}

/// Sums of one or two characters let a few damaged tokens pass; no sum lets many.
#[test]
fn damaged_tokens_are_not() {
    const TRIES: u64 = 300;
    for format in summed() {
        let passed = (0..TRIES).filter(|&seed| {
            let mut random = Random::new(seed);
            let token = (format.forge)(&mut random);
            matches!(judge(format, &damaged(&token, &mut random)), Outcome::Proved { .. })
        });
        let passed = passed.count();
        assert!(passed <= 10, "{}: {passed} of {TRIES} damaged tokens are proved", format.name);
    }
}

#[test]
fn every_proof_has_a_token_to_hold_it_against() {
    for proof in PROOFS {
        assert!(all().any(|format| format.name == proof.name), "examples/forge makes no {}", proof.name);
    }
}

#[test]
fn the_documentation_lists_every_proof_once() {
    let text = include_str!("../docs/proofs.md");
    for proof in PROOFS {
        let row = format!("| `{}` | {} |\n", proof.name, proof.about);
        assert_eq!(text.matches(&row).count(), 1, "docs/proofs.md: {}", row.trim_end());
    }
    let rows = text.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, PROOFS.len(), "docs/proofs.md lists proofs that are gone");
}
