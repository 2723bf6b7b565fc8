//! Holds every checksum proof against tokens that `examples/forge` makes for it.

#[path = "../examples/forge/formats.rs"]
mod formats;
#[path = "../examples/forge/keys.rs"]
mod keys;
#[path = "../examples/forge/random.rs"]
#[expect(dead_code, reason = "tests start from chosen seeds only")]
mod random;

use beartrap::verify::outcome::Outcome;
use beartrap::verify::proof;
use formats::Format;
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
        let at = end - 1 - random.below(36);
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

proptest! {
    #[test]
    fn forged_tokens_are_proved(seed: u64) {
        for format in formats::all() {
            let token = (format.forge)(&mut Random::new(seed));
            let outcome = judge(format, &token);
            prop_assert!(matches!(outcome, Outcome::Proved { .. }), "{}: {outcome:?}", format.name);
        }
    }
}

/// Sums of one or two characters let a few damaged tokens pass; no sum lets many.
#[test]
fn damaged_tokens_are_not() {
    const TRIES: u64 = 300;
    for format in formats::all() {
        let passed = (0..TRIES).filter(|&seed| {
            let mut random = Random::new(seed);
            let token = (format.forge)(&mut random);
            matches!(judge(format, &damaged(&token, &mut random)), Outcome::Proved { .. })
        });
        let passed = passed.count();
        assert!(passed <= 10, "{}: {passed} of {TRIES} damaged tokens are proved", format.name);
    }
}
