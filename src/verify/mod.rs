//! Judges candidates, one at a time and offline.
//!
//! A rule names its checks; each is a row of [`CHECKS`]. A check sees one candidate and what stands around it, and
//! answers with an [`Outcome`]. [`Judge`] asks them in order and makes a [`Verdict`] of the answers.

pub mod claim;
pub mod counts;
pub mod entropy;
pub mod generic;
pub mod judge;
pub mod outcome;
pub mod pattern;
pub mod placeholder;
pub mod proof;
pub mod random;
pub mod resemble;
pub mod url;

pub use judge::{Judge, Verdict};

use outcome::Outcome;

use crate::blob::RelPath;
use crate::detect::Candidate;
use crate::rule::{Arg, Rule};

/// A candidate with all that a check may look at.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'t> {
    /// What was matched.
    pub candidate: Candidate<'t>,
    /// By which rule.
    pub rule: &'t Rule,
    /// In which file.
    pub path: &'t RelPath,
}

impl<'t> Subject<'t> {
    /// The secret's bytes.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "checks judge the bytes; this is the door through which they see them"
    )]
    pub fn secret(&self) -> &'t [u8] {
        self.candidate.secret().expose()
    }

    /// The secret without the anchor that it starts with: the part that was drawn at random.
    #[must_use]
    pub fn body(&self) -> &'t [u8] {
        let secret = self.secret();
        &secret[self.rule.public_prefix(secret)..]
    }
}

/// A check, made ready with its argument.
pub type Check = Box<dyn Fn(&Subject<'_>) -> Outcome + Send + Sync>;

/// A kind of check.
pub struct CheckKind {
    /// Its key in rule files.
    pub name: &'static str,
    /// What it does with its argument, one line.
    pub about: &'static str,
    /// Makes the check, or says what is wrong with the argument.
    pub make: fn(&Arg) -> Result<Check, String>,
}

/// Every kind of check. A new one is a file in this folder and a row here.
pub const CHECKS: &[CheckKind] = &[
    CheckKind { name: "checksum", about: "a sum within the token must match", make: proof::make },
    CheckKind { name: "claim", about: "a JSON Web Token must say NAME=VALUE", make: claim::make },
    CheckKind { name: "digits", about: "at least so many digits", make: counts::digits },
    CheckKind { name: "entropy", about: "at least so many bits a character", make: entropy::make },
    CheckKind { name: "has", about: "a pattern must occur in the secret", make: pattern::has },
    CheckKind { name: "lower", about: "at least so many lower-case letters", make: counts::lower },
    CheckKind { name: "not", about: "a pattern must not occur in the secret", make: pattern::not },
    CheckKind {
        name: "random",
        about: "at least so many bits more likely drawn than written",
        make: random::make,
    },
    CheckKind { name: "structure", about: "the token must decode", make: proof::make },
    CheckKind { name: "upper", about: "at least so many upper-case letters", make: counts::upper },
    CheckKind { name: "value", about: "what a name calls secret must look like it", make: generic::make },
    CheckKind { name: "url", about: "a password in a URL, judged with its user and host", make: url::make },
];

/// Makes the check that a rule file calls `name`.
///
/// # Errors
/// When there is no such check, or its argument is of the wrong kind; the text says what to write.
pub fn make(name: &str, arg: &Arg) -> Result<Check, String> {
    let kind = CHECKS.iter().find(|kind| kind.name == name).ok_or_else(|| {
        let names: Vec<&str> = CHECKS.iter().map(|kind| kind.name).collect();
        format!("there is no check '{name}'; use one of {}", names.join(", "))
    })?;
    (kind.make)(arg).map_err(|message| format!("check {name}: {message}"))
}

/// The number that a check was given.
fn number(arg: &Arg) -> Result<f64, String> {
    arg.number().ok_or_else(|| "give it a number".to_owned())
}
