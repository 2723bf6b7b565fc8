//! Refs as files below `refs/`, and the `packed-refs` file.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::{Ref, Value};
use crate::error::{Error, Skip};
use crate::git::oid::Oid;
use crate::git::repo::Repository;

/// Folders deeper than this are not walked; git's own limit on the length of a name comes first.
const DEEPEST: usize = 64;

/// Every ref below `refs/`. A loose ref hides a packed one of the same name; symbolic refs are left out, since what
/// they name is a ref of its own.
pub(super) fn all(repo: &Repository, skips: &mut Vec<Skip>) -> Result<Vec<Ref>, Error> {
    let mut refs = packed(&repo.common_dir.join("packed-refs"))?;
    walk(&repo.common_dir.join("refs"), "refs", 0, &mut refs, skips);
    if repo.is_linked() {
        walk(&repo.git_dir.join("refs"), "refs", 0, &mut refs, skips);
    }
    Ok(refs.into_iter().map(|(name, target)| Ref { name, target }).collect())
}

/// What the ref `name` stands for, through other names if need be.
pub(super) fn one(repo: &Repository, name: &str) -> Result<Option<Oid>, Error> {
    const LONGEST: usize = 5;
    let mut name = name.to_owned();
    for _ in 0..LONGEST {
        let inside = !name.split('/').any(|part| part == "..") && !name.starts_with('/');
        match value(&repo.common_dir.join(&name)).ok().flatten().filter(|_| inside) {
            Some(Value::Object(id)) => return Ok(Some(id)),
            Some(Value::Symbolic(next)) => name = next,
            None => return Ok(packed(&repo.common_dir.join("packed-refs"))?.get(&name).copied()),
        }
    }
    Err(Error::Git(format!("{name}: the symbolic refs have no end")))
}

/// What the ref file at `path` says; nothing when it makes no sense.
pub(super) fn value(path: &Path) -> io::Result<Option<Value>> {
    // A symbolic link is how git before 1.5 wrote HEAD.
    let bytes = match fs::read_link(path) {
        Ok(target) => [b"ref: ", target.as_os_str().as_encoded_bytes()].concat(),
        Err(_) => fs::read(path)?,
    };
    let text = bytes.trim_ascii();
    if let Some(name) = text.strip_prefix(b"ref:") {
        return Ok(Some(Value::Symbolic(String::from_utf8_lossy(name.trim_ascii()).into_owned())));
    }
    Ok(Oid::from_hex(text).map(Value::Object))
}

fn walk(folder: &Path, prefix: &str, depth: usize, refs: &mut BTreeMap<String, Oid>, skips: &mut Vec<Skip>) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return,
        Err(e) => return skips.push(unreadable(prefix, &e.to_string())),
    };
    for entry in entries.flatten() {
        let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type();
        if kind.as_ref().is_ok_and(fs::FileType::is_dir) {
            if depth < DEEPEST {
                walk(&entry.path(), &name, depth + 1, refs, skips);
            } else {
                skips.push(unreadable(&name, "the folders are nested too deep"));
            }
            continue;
        }
        match value(&entry.path()) {
            Ok(Some(Value::Object(id))) => {
                refs.insert(name, id);
            }
            Ok(Some(Value::Symbolic(_))) => {}
            Ok(None) if entry.path().extension().is_some_and(|e| e == "lock") => {}
            Ok(None) => skips.push(unreadable(&name, "the ref names no object")),
            Err(e) => skips.push(unreadable(&name, &e.to_string())),
        }
    }
}

/// Reads `packed-refs`. Lines with `^` repeat what a tag object says, so they are passed over.
fn packed(path: &Path) -> Result<BTreeMap<String, Oid>, Error> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(e) => return Err(Error::io(path, e)),
    };
    let mut refs = BTreeMap::new();
    for line in bytes.split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
        if matches!(line[0], b'#' | b'^') {
            continue;
        }
        let space = memchr::memchr(b' ', line).unwrap_or(line.len());
        let id = Oid::from_hex(&line[..space]);
        let name =
            line.get(space + 1..).map(|name| String::from_utf8_lossy(name.trim_ascii_end()).into_owned());
        let (Some(id), Some(name)) = (id, name) else {
            return Err(crate::git::damaged(path, "a line is no ref"));
        };
        refs.insert(name, id);
    }
    Ok(refs)
}

fn unreadable(name: &str, why: &str) -> Skip {
    Skip { path: name.to_owned(), reason: format!("this ref cannot be read: {why}"), incomplete: true }
}
