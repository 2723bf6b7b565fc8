//! Counts of digits and letters: identifiers have few digits, random text has its share.

use super::outcome::Outcome;
use super::{Arg, Check, number};

/// The check `digits = N`.
///
/// # Errors
/// When the argument is not a number.
pub fn digits(arg: &Arg) -> Result<Check, String> {
    at_least(arg, u8::is_ascii_digit, "digits")
}

/// The check `upper = N`.
///
/// # Errors
/// When the argument is not a number.
pub fn upper(arg: &Arg) -> Result<Check, String> {
    at_least(arg, u8::is_ascii_uppercase, "upper-case letters")
}

/// The check `lower = N`.
///
/// # Errors
/// When the argument is not a number.
pub fn lower(arg: &Arg) -> Result<Check, String> {
    at_least(arg, u8::is_ascii_lowercase, "lower-case letters")
}

fn at_least(arg: &Arg, counts: fn(&u8) -> bool, what: &'static str) -> Result<Check, String> {
    let least = number(arg)?;
    Ok(Box::new(move |subject| {
        let found = subject.body().iter().filter(|b| counts(b)).count();
        if found as f64 >= least {
            Outcome::Pass
        } else {
            Outcome::Drop(format!("{found} {what}, fewer than {least}"))
        }
    }))
}
