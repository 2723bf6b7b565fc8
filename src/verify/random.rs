//! Whether a secret was drawn or written, by the model of what people write.

use super::generic::model::random_bits;
use super::outcome::Outcome;
use super::{Arg, Check, number};

/// The check `random = BITS`: the secret without its anchor must be so many bits more likely drawn than written.
///
/// For prefixes that words of source code may follow: `STS.assumeRole...` names a function.
///
/// # Errors
/// When the argument is not a number.
pub fn make(arg: &Arg) -> Result<Check, String> {
    let least = number(arg)?;
    Ok(Box::new(move |subject| {
        let bits = random_bits(subject.body());
        if bits >= least {
            Outcome::Pass
        } else {
            Outcome::Drop(format!("{bits:.0} bits: written rather than drawn"))
        }
    }))
}
