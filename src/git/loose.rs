//! Objects in files of their own: `objects/ab/cdef...`, one zlib stream of a header and the content.
//!
//! <https://git-scm.com/docs/gitformat-loose>

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::ZlibDecoder;

use super::odb::TOO_LARGE;
use super::oid::{HashKind, Oid};
use super::{Kind, Limits, damaged};
use crate::error::Error;

/// The longest header: `commit`, a space, a size of 20 digits, a zero byte.
const HEADER: usize = 32;

/// Where the object `id` lies below `objects` when it is loose.
#[must_use]
pub fn path(objects: &Path, id: &Oid) -> PathBuf {
    let hex = id.to_string();
    objects.join(&hex[..2]).join(&hex[2..])
}

/// The ids of all loose objects below `objects`, in order.
///
/// # Errors
/// When a folder cannot be listed.
pub fn list(objects: &Path, hash: HashKind) -> Result<Vec<Oid>, Error> {
    let mut ids = Vec::new();
    for first in 0..=u8::MAX {
        let prefix = format!("{first:02x}");
        let folder = objects.join(&prefix);
        let files = match fs::read_dir(&folder) {
            Ok(files) => files,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
            Err(e) => return Err(Error::io(folder, e)),
        };
        for file in files {
            let name = file.map_err(|e| Error::io(&folder, e))?.file_name();
            let hex = [prefix.as_bytes(), name.as_encoded_bytes()].concat();
            ids.extend(Oid::from_hex(&hex).filter(|_| hex.len() == 2 * hash.len()));
        }
    }
    ids.sort_unstable();
    Ok(ids)
}

/// The kind of the loose object at `path`, from its header alone.
///
/// # Errors
/// When the file cannot be read or has no sound header.
pub fn kind(path: &Path) -> Result<Kind, Error> {
    open(path).map(|(kind, _, _)| kind)
}

/// The object at `path`.
///
/// # Errors
/// When the file cannot be read, is damaged or cut short, or holds more than `limits` allow.
pub fn read(path: &Path, limits: Limits) -> Result<(Kind, Vec<u8>), Error> {
    let (kind, size, mut stream) = open(path)?;
    if size > limits.object {
        return Err(damaged(path, format_args!("{size} bytes, more than {}: {TOO_LARGE}", limits.object)));
    }
    let mut bytes = Vec::with_capacity(size);
    let read = stream.by_ref().take(size as u64 + 1).read_to_end(&mut bytes);
    match read {
        Ok(count) if count == size => Ok((kind, bytes)),
        Ok(_) => Err(damaged(path, "the loose object differs in length from what its header says")),
        Err(e) => Err(damaged(path, format_args!("the loose object is damaged: {e}"))),
    }
}

type Stream = ZlibDecoder<BufReader<File>>;

fn open(path: &Path) -> Result<(Kind, usize, Stream), Error> {
    let file = File::open(path).map_err(|e| Error::io(path, e))?;
    let mut stream = ZlibDecoder::new(BufReader::new(file));
    let mut header = Vec::with_capacity(HEADER);
    let mut byte = [0];
    while header.len() < HEADER {
        stream
            .read_exact(&mut byte)
            .map_err(|e| damaged(path, format_args!("the loose object is damaged: {e}")))?;
        if byte == [0] {
            break;
        }
        header.extend(byte);
    }
    parse(&header)
        .map(|(kind, size)| (kind, size, stream))
        .ok_or_else(|| damaged(path, "the loose object has no sound header"))
}

fn parse(header: &[u8]) -> Option<(Kind, usize)> {
    let space = header.iter().position(|&b| b == b' ')?;
    let size = std::str::from_utf8(&header[space + 1..]).ok()?.parse().ok()?;
    Some((Kind::from_name(&header[..space])?, size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        assert_eq!(parse(b"blob 12"), Some((Kind::Blob, 12)));
        assert_eq!(parse(b"blob"), None);
        assert_eq!(parse(b"blob -1"), None);
        assert_eq!(parse(b"rock 1"), None);
    }
}
