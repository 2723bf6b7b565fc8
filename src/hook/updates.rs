//! What git writes to the standard input of `pre-push` and `pre-receive`: the refs that are about to change.
//!
//! <https://git-scm.com/docs/githooks>

use crate::error::Error;
use crate::git::oid::Oid;

/// A ref that is about to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The ref on the receiving side.
    pub name: String,
    /// What the receiving side has; nothing for a new ref.
    pub old: Option<Oid>,
    /// What it will have; nothing when the ref is deleted.
    pub new: Option<Oid>,
}

/// Reads the lines of a `pre-push` hook: `LOCAL-REF LOCAL-ID REMOTE-REF REMOTE-ID`.
///
/// # Errors
/// When a line is not of this form.
pub fn pushed(input: &str) -> Result<Vec<Update>, Error> {
    read(input, |parts| match parts {
        [_, new, name, old] => Some((name, old, new)),
        _ => None,
    })
}

/// Reads the lines of a `pre-receive` hook: `OLD-ID NEW-ID REF`.
///
/// # Errors
/// When a line is not of this form.
pub fn received(input: &str) -> Result<Vec<Update>, Error> {
    read(input, |parts| match parts {
        [old, new, name] => Some((name, old, new)),
        _ => None,
    })
}

type Line<'l> = (&'l str, &'l str, &'l str);

fn read(input: &str, split: impl for<'l> Fn(&[&'l str]) -> Option<Line<'l>>) -> Result<Vec<Update>, Error> {
    let bad = |line: &str| {
        Error::Usage(format!("'{}' is no line that git writes to this hook", line.escape_debug()))
    };
    let mut updates = Vec::new();
    for line in input.lines().filter(|line| !line.trim().is_empty()) {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let (name, old, new) = split(&parts).ok_or_else(|| bad(line))?;
        let id = |hex: &str| Oid::from_hex(hex.as_bytes()).ok_or_else(|| bad(line));
        let (old, new) = (id(old)?, id(new)?);
        updates.push(Update {
            name: name.to_owned(),
            old: Some(old).filter(|id| !id.is_zero()),
            new: Some(new).filter(|id| !id.is_zero()),
        });
    }
    Ok(updates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_changed_and_deleted_refs() {
        let (a, b, zero) = ("1".repeat(40), "2".repeat(40), "0".repeat(40));
        let lines = format!("refs/heads/m {a} refs/heads/m {b}\n(delete) {zero} refs/heads/x {a}\n");
        let updates = pushed(&lines).expect("sound");
        assert_eq!(updates[0].new.map(|id| id.to_string()), Some(a.clone()));
        assert_eq!(updates[0].old.map(|id| id.to_string()), Some(b.clone()));
        assert_eq!((updates[1].new, updates[1].name.as_str()), (None, "refs/heads/x"));
        let updates = received(&format!("{zero} {a} refs/heads/new\n")).expect("sound");
        assert_eq!((updates[0].old, updates[0].new.is_some()), (None, true));
        assert_eq!(pushed("").expect("nothing to push"), []);
        assert!(pushed("nonsense").is_err());
        assert!(received("a b c").is_err());
    }
}
