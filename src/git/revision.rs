//! Revisions as people write them: `main`, `v1.2`, `HEAD~3`, `0a1b2c3^2`.

use super::Kind;
use super::object::{Commit, Tag};
use super::odb::Odb;
use super::oid::Oid;
use super::refs::Ref;
use crate::error::Error;

/// The commit that `text` stands for: a ref's name in full or in short, an id or its beginning, `~N` and `^N` behind.
///
/// # Errors
/// When there is no such commit, or the beginning of an id fits several objects.
pub fn commit(text: &str, refs: &[Ref], odb: &Odb) -> Result<Oid, Error> {
    let end = text.find(['~', '^']).unwrap_or(text.len());
    let mut id = peel(named(&text[..end], refs, odb)?, odb)?;
    let mut rest = &text[end..];
    while let Some(step) = rest.chars().next() {
        let digits = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
        let number: usize = match &rest[1..=digits] {
            "" => 1,
            digits => digits.parse().map_err(|_| unknown(text))?,
        };
        rest = &rest[1 + digits..];
        match step {
            '~' => {
                for _ in 0..number {
                    id = parent(id, 1, odb)?.ok_or_else(|| unknown(text))?;
                }
            }
            '^' if rest.starts_with('{') => {
                let close = rest.find('}').ok_or_else(|| unknown(text))?;
                if !matches!(&rest[..=close], "{commit}" | "{}") {
                    return Err(unknown(text));
                }
                rest = &rest[close + 1..];
            }
            '^' if number == 0 => {}
            '^' => id = parent(id, number, odb)?.ok_or_else(|| unknown(text))?,
            _ => return Err(unknown(text)),
        }
    }
    Ok(id)
}

/// Follows tags from `id` to a commit.
///
/// # Errors
/// When it leads to something else, or to an object that is missing or damaged.
pub fn peel(mut id: Oid, odb: &Odb) -> Result<Oid, Error> {
    const LONGEST: usize = 64;
    for _ in 0..LONGEST {
        match odb.read(&id)? {
            Some((Kind::Commit, _)) => return Ok(id),
            Some((Kind::Tag, bytes)) => {
                id = Tag::parse(&bytes).ok_or_else(|| Error::Git(format!("the tag {id} is damaged")))?.target;
            }
            Some((kind, _)) => {
                return Err(Error::Git(format!("{id} is a {kind:?}, not a commit").to_lowercase()));
            }
            None => return Err(Error::Git(format!("object {id} is missing from the repository"))),
        }
    }
    Err(Error::Git(format!("the tags from {id} on have no end")))
}

fn parent(id: Oid, number: usize, odb: &Odb) -> Result<Option<Oid>, Error> {
    let bytes = odb.expect(&id, Kind::Commit)?;
    let commit = Commit::parse(&bytes).ok_or_else(|| Error::Git(format!("the commit {id} is damaged")))?;
    Ok(commit.parents.get(number - 1).copied())
}

/// Git's order: the name as it is, then below `refs/`, tags, branches, remotes; then ids.
fn named(name: &str, refs: &[Ref], odb: &Odb) -> Result<Oid, Error> {
    let name = if name == "@" || name.is_empty() { "HEAD" } else { name };
    let places = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"];
    let by_name = places.iter().find_map(|place| {
        let full = format!("{place}{name}");
        refs.iter().find(|r| r.name == full).map(|r| r.target)
    });
    if let Some(id) = by_name.or_else(|| Oid::from_hex(name.as_bytes())) {
        return Ok(id);
    }
    let found = odb.with_prefix(name)?;
    match found[..] {
        [id] => Ok(id),
        [] => Err(unknown(name)),
        _ => Err(Error::Git(format!("'{name}' is the beginning of several ids; write more of it"))),
    }
}

fn unknown(text: &str) -> Error {
    Error::Git(format!("'{text}' names no commit of this repository"))
}
