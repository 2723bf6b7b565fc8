//! The index: what the next commit will hold.
//!
//! <https://git-scm.com/docs/index-format>

mod cache_tree;
mod entries;
mod split;

use std::path::Path;

pub use cache_tree::CacheTree;

use super::damaged;
use super::object::Mode;
use super::oid::HashKind;
use crate::error::Error;
use crate::raw::map::Map;

/// An index file, mapped.
pub struct Index {
    map: Option<Map>,
    /// The file with the other entries of a split index.
    shared: Option<Map>,
    entries: Vec<entries::Place>,
    /// Paths that do not stand in a file as they are: those of version 4, and of replaced entries in a split index.
    paths: Vec<u8>,
    cache: Option<CacheTree>,
    hash: HashKind,
}

/// A file in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staged<'i> {
    /// The path from the top.
    pub path: &'i [u8],
    /// The blob's id, raw; for a folder of a sparse index the tree's.
    pub id: &'i [u8],
    /// What it is.
    pub mode: Mode,
    /// 0, or which side of a conflict.
    pub stage: u8,
    /// Announced with `git add --intent-to-add`: it has no content yet.
    pub intent_to_add: bool,
}

impl Index {
    /// Reads the index at `path`; one that does not exist is empty. A split one goes on in `git_dir`.
    ///
    /// # Errors
    /// When it is damaged, or of an unknown version.
    pub fn open(path: &Path, git_dir: &Path, hash: HashKind) -> Result<Self, Error> {
        let mut index =
            Self { map: None, shared: None, entries: Vec::new(), paths: Vec::new(), cache: None, hash };
        match std::fs::metadata(path) {
            Ok(meta) if meta.len() == 0 => return Ok(index),
            Ok(_) => {}
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(index),
            Err(e) => return Err(Error::io(path, e)),
        }
        let map = Map::open(path)?;
        let mut parsed = entries::parse(&map, hash).map_err(|what| damaged(path, what))?;
        for (name, body) in extensions(&map, parsed.end, hash).map_err(|what| damaged(path, what))? {
            match name {
                b"TREE" => index.cache = CacheTree::parse(body, hash),
                b"link" => (parsed, index.shared) = join(path, &map, parsed, body, git_dir, hash)?,
                b"sdir" => {}
                // Git's rule: an extension whose name starts with a capital may be ignored.
                other if other[0].is_ascii_uppercase() => {}
                other => {
                    let name = String::from_utf8_lossy(other).into_owned();
                    return Err(damaged(
                        path,
                        format_args!("unknown index extension '{}'", name.escape_debug()),
                    ));
                }
            }
        }
        (index.entries, index.paths, index.map) = (parsed.places, parsed.paths, Some(map));
        Ok(index)
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True when nothing is staged.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry in row `row`, in the order of paths.
    #[must_use]
    pub fn get(&self, row: usize) -> Staged<'_> {
        let files = (self.map.as_deref().unwrap_or_default(), self.shared.as_deref().unwrap_or_default());
        self.entries[row].read(files, &self.paths, self.hash)
    }

    /// The trees that parts of the index equal, as far as git noted them.
    #[must_use]
    pub fn cache(&self) -> Option<&CacheTree> {
        self.cache.as_ref()
    }
}

/// Adds the entries of the shared file that `body`, the link of the index at `path`, names.
fn join(
    path: &Path,
    file: &[u8],
    own: entries::Parsed,
    body: &[u8],
    git_dir: &Path,
    hash: HashKind,
) -> Result<(entries::Parsed, Option<Map>), Error> {
    let fault = || damaged(path, split::DAMAGED);
    let id = split::shared_id(body, hash).ok_or_else(fault)?;
    if id.is_zero() {
        return Ok((own, None));
    }
    let shared_path = git_dir.join(format!("sharedindex.{id}"));
    let map = Map::open(&shared_path)?;
    let shared = entries::parse(&map, hash).map_err(|what| damaged(&shared_path, what))?;
    let link = split::Link::parse(body, hash, shared.places.len()).ok_or_else(fault)?;
    let joined = split::join(own, shared, &link, (file, &map), hash).ok_or_else(fault)?;
    Ok((joined, Some(map)))
}

type Extension<'i> = (&'i [u8], &'i [u8]);

/// The extensions from `at` up to the checksum at the end: name and content.
fn extensions(file: &[u8], at: usize, hash: HashKind) -> Result<Vec<Extension<'_>>, &'static str> {
    let mut rest = file.get(at..file.len().saturating_sub(hash.len())).ok_or(entries::SHORT)?;
    let mut extensions = Vec::new();
    while !rest.is_empty() {
        let (head, after) = rest.split_at_checked(8).ok_or(entries::SHORT)?;
        let size = u32::from_be_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let (body, after) = after.split_at_checked(size).ok_or(entries::SHORT)?;
        extensions.push((&head[..4], body));
        rest = after;
    }
    Ok(extensions)
}
