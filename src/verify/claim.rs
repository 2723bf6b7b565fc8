//! A claim of a JSON Web Token that tells rules of one shape apart.

use super::outcome::Outcome;
use super::{Arg, Check, proof};

/// The check `claim = "NAME=VALUE"`: the token must decode and say so. NAME is a fact that the proof `jwt` reads.
///
/// # Errors
/// When the argument has another form.
pub fn make(arg: &Arg) -> Result<Check, String> {
    let (name, value) = arg.text().and_then(|text| text.split_once('=')).ok_or("write \"NAME=VALUE\"")?;
    let (name, value) = (name.to_owned(), value.to_owned());
    let jwt = proof::find("jwt").ok_or("the proof 'jwt' is missing")?;
    Ok(Box::new(move |subject| {
        let facts = match (jwt.run)(subject.secret()) {
            Outcome::Facts(facts) | Outcome::Proved { facts, .. } => facts,
            Outcome::Drop(why) => return Outcome::Drop(why),
            Outcome::Pass | Outcome::Doubt(_) | Outcome::AtMost { .. } => Vec::new(),
        };
        if facts.iter().any(|fact| fact.name == name && fact.value == value) {
            Outcome::Pass
        } else {
            Outcome::Drop(format!("does not say {name}={value}"))
        }
    }))
}
