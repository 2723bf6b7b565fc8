//! Refs and their logs as reftables: sorted records in blocks, in a stack of files of which the last one wins.
//!
//! <https://git-scm.com/docs/reftable>

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::{Ref, Value};
use crate::error::Error;
use crate::git::damaged;
use crate::git::oid::{HashKind, Oid};
use crate::git::repo::Repository;

/// Every ref but symbolic ones.
pub(super) fn all(repo: &Repository) -> Result<Vec<Ref>, Error> {
    let target = |(name, value)| match value {
        Value::Object(target) => Some(Ref { name, target }),
        Value::Symbolic(_) => None,
    };
    let names = values(repo, &repo.common_dir)?.into_iter().filter(|(name, _)| name.starts_with("refs/"));
    Ok(names.filter_map(target).collect())
}

/// The commit of HEAD; nothing on an unborn branch. A linked working tree has a stack of its own for it.
pub(super) fn head(repo: &Repository) -> Result<Option<Oid>, Error> {
    const LONGEST: usize = 5;
    let shared = values(repo, &repo.common_dir)?;
    let own = if repo.is_linked() { values(repo, &repo.git_dir)? } else { shared.clone() };
    let mut value = own.get("HEAD").cloned();
    for _ in 0..LONGEST {
        match value {
            Some(Value::Symbolic(name)) => value = own.get(&name).or_else(|| shared.get(&name)).cloned(),
            Some(Value::Object(id)) => return Ok(Some(id)),
            None => return Ok(None),
        }
    }
    Err(damaged(&repo.common_dir, "the symbolic refs have no end"))
}

/// The objects that the logs of refs whose name pleases `wanted` speak of.
pub(super) fn logs(
    repo: &Repository,
    wanted: &dyn Fn(&str) -> bool,
    ids: &mut Vec<Oid>,
) -> Result<(), Error> {
    for table in tables(&repo.common_dir)? {
        let bytes = fs::read(&table).map_err(|e| Error::io(&table, e))?;
        let file = Table::new(&bytes, repo.hash).ok_or_else(|| damaged(&table, "this is not a reftable"))?;
        file.logs(wanted, ids).ok_or_else(|| damaged(&table, "the reftable's log is damaged"))?;
    }
    Ok(())
}

fn values(repo: &Repository, dir: &Path) -> Result<BTreeMap<String, Value>, Error> {
    let mut values = BTreeMap::new();
    for table in tables(dir)? {
        let bytes = fs::read(&table).map_err(|e| Error::io(&table, e))?;
        let file = Table::new(&bytes, repo.hash).ok_or_else(|| damaged(&table, "this is not a reftable"))?;
        file.refs(&mut values).ok_or_else(|| damaged(&table, "the reftable is damaged"))?;
    }
    Ok(values)
}

/// The files of the stack, oldest first.
fn tables(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let folder = dir.join("reftable");
    let list = folder.join("tables.list");
    let text = fs::read_to_string(&list).map_err(|e| Error::io(&list, e))?;
    let names = text.lines().filter(|line| !line.is_empty());
    if names.clone().any(|name| name.contains(['/', '\\'])) {
        return Err(damaged(&list, "it names a file elsewhere"));
    }
    Ok(names.map(|name| folder.join(name)).collect())
}

/// One file. Every method gives nothing when the file is damaged.
struct Table<'t> {
    bytes: &'t [u8],
    hash: HashKind,
    block_size: usize,
    header: usize,
    /// Where the blocks of refs end. The log follows the last of them without padding.
    refs_end: usize,
    log_start: usize,
}

impl<'t> Table<'t> {
    /// Reads header and footer.
    fn new(file: &'t [u8], hash: HashKind) -> Option<Self> {
        let version = *file.get(4).filter(|_| file.starts_with(b"REFT"))?;
        let (header, footer) = match version {
            1 => (24, 68),
            2 => (28, 72),
            _ => return None,
        };
        let end = file.len().checked_sub(footer)?;
        let block_size = number(file.get(5..8)?);
        // The footer repeats the header; five offsets follow, none where the table lacks the section: the index of
        // the refs, the objects (and in five bits the length of their names), their index, the log, its index.
        let offset = |nth: usize| Some(number(file.get(end + header + 8 * nth..end + header + 8 * nth + 8)?));
        let (ref_index, objects, log_start) = (offset(0)?, offset(1)? >> 5, offset(3)?);
        let sections = [ref_index, objects, log_start, end];
        let refs_end = sections.into_iter().filter(|&start| start != 0).min()?;
        Some(Self { bytes: &file[..end], hash, block_size, header, refs_end, log_start })
    }

    /// Reads all refs; a record that deletes a ref removes what older tables said of it.
    fn refs(&self, values: &mut BTreeMap<String, Value>) -> Option<()> {
        let width = self.hash.len();
        let mut at = 0;
        while at < self.refs_end {
            let start = if at == 0 { self.header } else { at };
            if self.bytes.get(start) != Some(&b'r') {
                return Some(());
            }
            let length = number(self.bytes.get(start + 1..start + 4)?);
            let block = self.bytes.get(start + 4..at.checked_add(length)?)?;
            let mut records = Records::new(block)?;
            while let Some((name, kind)) = records.next()? {
                records.varint()?;
                let id = |raw: &[u8]| Oid::from_bytes(raw).map(Value::Object);
                match kind {
                    0 => {
                        values.remove(&name);
                    }
                    1 => {
                        values.insert(name, id(records.take(width)?)?);
                    }
                    2 => {
                        values.insert(name, id(&records.take(2 * width)?[..width])?);
                    }
                    3 => {
                        let length = records.varint()?;
                        let target = String::from_utf8_lossy(records.take(length)?).into_owned();
                        values.insert(name, Value::Symbolic(target));
                    }
                    _ => return None,
                }
            }
            at = if self.block_size == 0 { at + length } else { at + self.block_size.max(length) };
        }
        Some(())
    }

    /// Reads the log. Its blocks are compressed, and lie close together.
    fn logs(&self, wanted: &dyn Fn(&str) -> bool, ids: &mut Vec<Oid>) -> Option<()> {
        let width = self.hash.len();
        // A table of logs alone starts with them.
        let only_logs = self.bytes.get(self.header) == Some(&b'g');
        let mut at = if only_logs { self.header } else { self.log_start };
        if at == 0 {
            return Some(());
        }
        while self.bytes.get(at) == Some(&b'g') {
            let first = at == self.header;
            let length =
                number(self.bytes.get(at + 1..at + 4)?).checked_sub(if first { self.header } else { 0 })?;
            let packed = self.bytes.get(at + 4..)?;
            let mut stream = flate2::bufread::ZlibDecoder::new(packed);
            let mut block = Vec::new();
            stream.by_ref().take(length as u64).read_to_end(&mut block).ok()?;
            at += 4 + stream.total_in() as usize;
            let mut records = Records::new(&block)?;
            while let Some((key, kind)) = records.next()? {
                // The key is the name, a zero and a number that counts down.
                let name = key.split('\0').next().unwrap_or_default();
                if kind == 0 {
                    continue;
                }
                let pair = records.take(2 * width)?;
                if wanted(name) {
                    ids.extend([&pair[..width], &pair[width..]].into_iter().filter_map(Oid::from_bytes));
                }
                for _ in 0..2 {
                    let length = records.varint()?;
                    records.take(length)?;
                }
                records.varint()?;
                records.take(2)?;
                let length = records.varint()?;
                records.take(length)?;
            }
        }
        Some(())
    }
}

/// The records of one block: each key is told as what it shares with the one before and what follows.
struct Records<'b> {
    rest: &'b [u8],
    key: Vec<u8>,
}

impl<'b> Records<'b> {
    /// Takes a block behind its type and length. At its end stand places to start from, and their number.
    fn new(block: &'b [u8]) -> Option<Self> {
        let restarts = number(block.get(block.len().checked_sub(2)?..)?);
        let end = block.len().checked_sub(2 + 3 * restarts)?;
        Some(Self { rest: &block[..end], key: Vec::new() })
    }

    /// The next key and the kind of its value, `Some(None)` at the end.
    #[expect(clippy::option_option, reason = "nothing for damage, nothing inside for the end")]
    fn next(&mut self) -> Option<Option<(String, u8)>> {
        if self.rest.is_empty() {
            return Some(None);
        }
        let shared = self.varint()?;
        let suffix = self.varint()?;
        let kind = (suffix & 7) as u8;
        let suffix = self.take(suffix >> 3)?;
        if shared > self.key.len() {
            return None;
        }
        self.key.truncate(shared);
        self.key.extend_from_slice(suffix);
        Some(Some((String::from_utf8_lossy(&self.key).into_owned(), kind)))
    }

    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    /// Written like the distance to a delta's base.
    fn varint(&mut self) -> Option<usize> {
        let mut byte = self.take(1)?[0];
        let mut value = usize::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = self.take(1)?[0];
            value = value.checked_add(1)?.checked_mul(128)? | usize::from(byte & 0x7f);
        }
        Some(value)
    }
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, &b| number << 8 | usize::from(b))
}
