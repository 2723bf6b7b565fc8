//! Names that live as long as the program, read back from a report.
//!
//! Kinds of risks, checks and the like are constants of the program. A report of a share holds them as text; here each
//! text becomes such a constant again, once.

use std::collections::BTreeSet;
use std::sync::Mutex;

use serde::{Deserialize, Deserializer};

/// The name of something that the program knows. An alias, since serde would borrow a plain `&str` from its input.
pub type Name = &'static str;

/// Reads a [`Name`], for `#[serde(deserialize_with)]`.
///
/// # Errors
/// When the input holds no text.
pub fn name<'de, D: Deserializer<'de>>(input: D) -> Result<Name, D::Error> {
    String::deserialize(input).map(keep)
}

/// Reads a list of [`Name`]s.
///
/// # Errors
/// When the input holds no list of texts.
pub fn names<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Name>, D::Error> {
    Ok(Vec::<String>::deserialize(input)?.into_iter().map(keep).collect())
}

/// Each different name is kept once and for ever: a report has a few dozen, and the program ends after it.
fn keep(text: String) -> Name {
    static KNOWN: Mutex<BTreeSet<Name>> = Mutex::new(BTreeSet::new());
    let mut known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(name) = known.get(text.as_str()) {
        return name;
    }
    let name: Name = Box::leak(text.into_boxed_str());
    known.insert(name);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_are_kept_once() {
        let (a, b) = (keep("shared".to_owned()), keep("shared".to_owned()));
        assert!(std::ptr::eq(a, b));
    }
}
