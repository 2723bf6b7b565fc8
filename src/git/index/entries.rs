//! The entries of an index, versions 2 to 4.

use super::Staged;
use crate::git::object::Mode;
use crate::git::oid::HashKind;

/// Bytes of times, sizes and the like before the id.
const STAT: usize = 40;
/// Where the mode stands among them.
const MODE: usize = 24;
const EXTENDED: u16 = 0x4000;
const INTENT_TO_ADD: u16 = 0x2000;

/// Where an entry and its path lie.
#[derive(Clone, Copy)]
pub(super) struct Place {
    at: u32,
    path: u32,
    path_len: u32,
    /// The path lies in the table of written-out paths, not in the file.
    written_out: bool,
    /// It lies in the second of two files.
    shared: bool,
    extra: u16,
}

/// The index, and the file that it shares with others, if any.
pub(super) type Files<'i> = (&'i [u8], &'i [u8]);

/// All entries, and where they end.
pub(super) struct Parsed {
    pub(super) places: Vec<Place>,
    pub(super) paths: Vec<u8>,
    pub(super) end: usize,
}

impl Place {
    pub(super) fn read<'i>(&self, files: Files<'i>, paths: &'i [u8], hash: HashKind) -> Staged<'i> {
        let at = self.at as usize;
        let file = self.file(files);
        let bits = file[at + MODE..at + MODE + 4].iter().fold(0, |bits, &b| bits << 8 | u32::from(b));
        let id = &file[at + STAT..at + STAT + hash.len()];
        Staged {
            path: self.path(files, paths),
            id,
            mode: Mode::from_bits(bits),
            stage: self.stage(files, hash),
            intent_to_add: self.extra & INTENT_TO_ADD != 0,
        }
    }

    /// 0, or which side of a conflict.
    pub(super) fn stage(&self, files: Files<'_>, hash: HashKind) -> u8 {
        self.file(files)[self.at as usize + STAT + hash.len()] >> 4 & 3
    }

    pub(super) fn path<'i>(&self, files: Files<'i>, paths: &'i [u8]) -> &'i [u8] {
        let table = if self.written_out { paths } else { self.file(files) };
        &table[self.path as usize..(self.path + self.path_len) as usize]
    }

    /// The same entry of the second file, whose written-out paths start at `paths` in the table of both.
    pub(super) fn of_second_file(self, paths: u32) -> Option<Self> {
        let path = if self.written_out { self.path.checked_add(paths)? } else { self.path };
        Some(Self { path, shared: true, ..self })
    }

    /// The same entry with the path that is written out at `path`.
    pub(super) fn called(self, path: usize, len: usize) -> Option<Self> {
        let (path, path_len) = (u32::try_from(path).ok()?, u32::try_from(len).ok()?);
        path.checked_add(path_len)?;
        Some(Self { path, path_len, written_out: true, ..self })
    }

    fn file<'i>(&self, files: Files<'i>) -> &'i [u8] {
        if self.shared { files.1 } else { files.0 }
    }
}

/// Finds every entry of the index `file`.
pub(super) fn parse(file: &[u8], hash: HashKind) -> Result<Parsed, &'static str> {
    let word = |at: usize| file.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
    if file.get(..4) != Some(b"DIRC".as_slice()) {
        return Err("this is not an index");
    }
    if file.len() >= u32::MAX as usize {
        return Err("the index is larger than 4 GiB");
    }
    let version =
        word(4).filter(|version| (2..=4).contains(version)).ok_or("the index has an unknown version")?;
    let count = word(8).ok_or(SHORT)? as usize;
    // An entry takes 62 bytes at least, so a forged count cannot ask for more memory than the file has.
    let mut parsed =
        Parsed { places: Vec::with_capacity(count.min(file.len() / 62)), paths: Vec::new(), end: 12 };
    let mut last = (0, 0);
    for _ in 0..count {
        let at = parsed.end;
        let flags_at = at + STAT + hash.len();
        let flags = short(file, flags_at).ok_or(SHORT)?;
        let (extra, name_at) = if flags & EXTENDED == 0 {
            (0, flags_at + 2)
        } else {
            (short(file, flags_at + 2).ok_or(SHORT)?, flags_at + 4)
        };
        let place = |path: usize, path_len: usize, written_out: bool| Place {
            at: at as u32,
            path: path as u32,
            path_len: path_len as u32,
            written_out,
            shared: false,
            extra,
        };
        if version == 4 {
            let (drop, from) = strip(file, name_at).ok_or(SHORT)?;
            let len = memchr::memchr(0, file.get(from..).ok_or(SHORT)?).ok_or(SHORT)?;
            let (start, previous): (usize, usize) = last;
            let keep = previous.checked_sub(drop).ok_or("a path of the index is damaged")?;
            let new = parsed.paths.len();
            if new + keep + len > u32::MAX as usize {
                return Err("the paths of the index are longer than 4 GiB");
            }
            parsed.paths.extend_from_within(start..start + keep);
            parsed.paths.extend_from_slice(&file[from..from + len]);
            last = (new, keep + len);
            parsed.places.push(place(new, keep + len, true));
            parsed.end = from + len + 1;
        } else {
            let len = memchr::memchr(0, file.get(name_at..).ok_or(SHORT)?).ok_or(SHORT)?;
            parsed.places.push(place(name_at, len, false));
            // Padded with one to eight zeros to a multiple of eight.
            parsed.end = at + ((name_at - at + len) / 8 + 1) * 8;
        }
    }
    if parsed.end + hash.len() > file.len() { Err(SHORT) } else { Ok(parsed) }
}

pub(super) const SHORT: &str = "the index is cut short";

fn short(file: &[u8], at: usize) -> Option<u16> {
    file.get(at..at + 2).map(|b| u16::from_be_bytes([b[0], b[1]]))
}

/// How many bytes to drop from the end of the path before: written like the distance to a delta's base.
fn strip(file: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut byte = *file.get(at)?;
    let mut value = usize::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        at += 1;
        byte = *file.get(at)?;
        value = value.checked_add(1)?.checked_mul(128)? | usize::from(byte & 0x7f);
    }
    Some((value, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forged_files_are_refused() {
        let head = |version: u8, count: u8| [b'D', b'I', b'R', b'C', 0, 0, 0, version, 0, 0, 0, count];
        for file in
            [&b""[..], b"DIRC", &head(9, 0), &head(2, 1), &[head(2, 255).as_slice(), &[0; 200]].concat()]
        {
            assert!(parse(file, HashKind::Sha1).is_err());
        }
        let mut empty = head(2, 0).to_vec();
        empty.extend([0; 20]);
        assert_eq!(parse(&empty, HashKind::Sha1).map(|parsed| parsed.end).ok(), Some(12));
    }
}
