//! Rules: one credential format each, as data.
//!
//! Built-in rules are TOML files under `rules/`, validated and turned into constants when the crate is built
//! ([`builtin`]); users' rules are read at run time by the same code ([`spec`]).

pub mod builtin;
pub mod pattern;
pub mod set;
pub mod shape;
pub mod spec;

use std::borrow::Cow;

pub use set::RuleSet;
pub use shape::Trigger;

use crate::finding::{Confidence, Severity};

/// Text that is a constant for built-in rules and owned for users' rules.
pub type Str = Cow<'static, str>;
/// A list likewise.
pub type List<T> = Cow<'static, [T]>;

/// One credential format. The fields of a rule file are described in docs/rules.md.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Unique name: lower case, digits, dashes.
    pub id: Str,
    /// Who issues it.
    pub provider: Str,
    /// What it is.
    pub title: Str,
    /// The folder of the rule file: `ai`, `cloud` ... `custom` for users' rules.
    pub category: Str,
    /// How bad a leak is.
    pub severity: Severity,
    /// The confidence of a kept candidate that nothing proved.
    pub confidence: Confidence,
    /// A specific rule wins an overlap over one that is not.
    pub specific: bool,
    /// Whether the secret may be a human choice (a password), which a word list could guess.
    pub guessable: bool,
    /// What makes the detector look. Derived from the pattern, never written by hand.
    pub trigger: Trigger,
    /// Literals, one of which every match contains.
    pub anchors: List<Str>,
    /// Words, one of which must stand near the value, in lower case.
    pub near: List<Str>,
    /// The regular expression, over bytes, with a group `secret`.
    pub pattern: Str,
    /// The fewest bytes that a match can have.
    pub min_len: u32,
    /// The fewest token characters that follow the start of a match without a break.
    pub min_run: u32,
    /// The most bytes of context and match that the pattern is given on each side of a trigger.
    pub window: u32,
    /// ASCII bytes that may stand in the eight places after the anchor, one bit each.
    pub body: u128,
    /// Tests that a candidate must pass, in order.
    pub checks: List<CheckSpec>,
    /// The ids of the rules whose findings nearby are the other parts of this credential.
    pub pair: List<Str>,
    /// Report only with its other half nearby.
    pub pair_required: bool,
    /// `long-lived`, `short-lived`, `configurable` or `unknown`.
    pub lifetime: Str,
    /// `admin`, `full`, `scoped`, `read` or `unknown`.
    pub privilege: Str,
    /// `no`, `yes`, or `conditional: why`: whether clients may hold it.
    pub client_safe: Str,
    /// Where to revoke it.
    pub revoke: Str,
    /// Where the format is documented.
    pub docs: Str,
    /// What else a reader should know.
    pub notes: Str,
}

impl Rule {
    /// How many bytes of `secret` belong to the format: the length of the anchor that it starts with.
    #[must_use]
    pub fn public_prefix(&self, secret: &[u8]) -> usize {
        let starts = self.anchors.iter().filter(|anchor| secret.starts_with(anchor.as_bytes()));
        starts.map(|anchor| anchor.len()).max().unwrap_or(0)
    }
}

/// One entry of `checks`: the name of a check and its argument.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckSpec {
    /// A name in `verify::CHECKS`.
    pub name: Str,
    /// What follows the `=`.
    pub arg: Arg,
}

/// The argument of a check.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// A number.
    Number(f64),
    /// Text.
    Text(Str),
    /// `true`.
    Flag,
}

impl Arg {
    /// The number, when it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// The text, when it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(t) => Some(t),
            _ => None,
        }
    }
}

/// The place of a rule in its [`RuleSet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIdx(pub u16);
