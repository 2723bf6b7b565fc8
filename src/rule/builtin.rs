//! The built-in rules: constants made by the build script from the files under `rules/`.

use std::borrow::Cow;

use super::{Arg, CheckSpec, Rule, Trigger};
use crate::finding::{Confidence, Severity};

#[allow(clippy::unreadable_literal, reason = "sets of bytes, written by the build script")]
/// Every built-in rule, in the order of its file's path.
pub static RULES: &[Rule] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));
