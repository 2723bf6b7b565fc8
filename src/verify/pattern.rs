//! Patterns that a secret must or must not contain.

use super::outcome::Outcome;
use super::{Arg, Check};
use crate::rule::pattern::compile;

/// The check `has = "PATTERN"`.
///
/// # Errors
/// When the argument is no pattern.
pub fn has(arg: &Arg) -> Result<Check, String> {
    build(arg, true)
}

/// The check `not = "PATTERN"`.
///
/// # Errors
/// When the argument is no pattern.
pub fn not(arg: &Arg) -> Result<Check, String> {
    build(arg, false)
}

fn build(arg: &Arg, wanted: bool) -> Result<Check, String> {
    let pattern = arg.text().ok_or("give it a pattern in quotes")?.to_owned();
    let regex = compile(&pattern).map_err(|error| error.to_string())?;
    Ok(Box::new(move |subject| {
        if regex.is_match(subject.secret()) == wanted {
            return Outcome::Pass;
        }
        let verb = if wanted { "does not contain" } else { "contains" };
        Outcome::Drop(format!("{verb} {pattern}"))
    }))
}
