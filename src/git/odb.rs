//! The object database: every pack and loose object that a repository can see, its own and its alternates'.

use std::fs;
use std::path::{Path, PathBuf};

use libdeflater::Decompressor;

use super::oid::{HashKind, Oid};
use super::pack::Pack;
use super::pack::delta;
use super::pack::entry::{Form, Header};
use super::pack::inflate::{Buffer, inflate};
use super::{Kind, Limits, loose};
use crate::error::{Error, Skip};

/// The object database.
pub struct Odb {
    packs: Vec<Pack>,
    folders: Vec<PathBuf>,
    hash: HashKind,
    limits: Limits,
}

/// Where an object lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the pack of this number, at this offset.
    Packed(usize, u64),
    /// In a file of its own.
    Loose(PathBuf),
}

impl Odb {
    /// Opens the packs below each of `folders` (`.git/objects` and alternates). A pack that cannot be used is left out
    /// and told to `skips`.
    ///
    /// A multi-pack-index only speeds up what the packs' own indexes tell as well, so it is not read.
    ///
    /// # Errors
    /// When a folder cannot be listed.
    pub fn open(
        folders: Vec<PathBuf>,
        hash: HashKind,
        limits: Limits,
        skips: &mut Vec<Skip>,
    ) -> Result<Self, Error> {
        let mut packs = Vec::new();
        for folder in &folders {
            for (index, packed) in pack_files(&folder.join("pack"))? {
                let opened = if index { Pack::open(&packed, hash) } else { Err(unindexed(&packed)) };
                match opened {
                    Ok(pack) => packs.push(pack),
                    Err(e) => skips.push(lost(&packed, &e)),
                }
            }
        }
        Ok(Self { packs, folders, hash, limits })
    }

    /// The packs, in the order in which they are searched.
    #[must_use]
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The folders that hold packs and loose objects.
    #[must_use]
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// The hash function.
    #[must_use]
    pub fn hash(&self) -> HashKind {
        self.hash
    }

    /// What an object may ask for.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Where the object `id` lies, if anywhere.
    #[must_use]
    pub fn find(&self, id: &Oid) -> Option<Place> {
        let packed = self.packs.iter().enumerate().find_map(|(number, pack)| {
            let row = pack.index().find(id.as_bytes())?;
            Some(Place::Packed(number, pack.index().offset(row)?))
        });
        packed.or_else(|| {
            self.folders.iter().map(|f| loose::path(f, id)).find(|path| path.is_file()).map(Place::Loose)
        })
    }

    /// The ids that start with these hexadecimal digits, of which there must be at least four; several when there are
    /// several, but not necessarily all.
    ///
    /// # Errors
    /// When loose objects cannot be listed.
    pub fn with_prefix(&self, hex: &str) -> Result<Vec<Oid>, Error> {
        if hex.len() < 4 || hex.len() > 2 * self.hash.len() || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(Vec::new());
        }
        let hex = hex.to_ascii_lowercase();
        let padded = format!("{hex:0<width$}", width = 2 * self.hash.len());
        let Some(first) = Oid::from_hex(padded.as_bytes()) else { return Ok(Vec::new()) };
        let fits = |id: &Oid| id.to_string().starts_with(&hex);
        let mut found = Vec::new();
        for index in self.packs.iter().map(Pack::index) {
            let start = index.first_from(first.as_bytes());
            let rows = (start..index.len()).map_while(|row| Oid::from_bytes(index.id(row)));
            found.extend(rows.take_while(fits).take(2));
        }
        for folder in &self.folders {
            found.extend(loose::list(folder, self.hash)?.into_iter().filter(fits));
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Reads one object. Nothing when the repository does not have it.
    ///
    /// # Errors
    /// When it is damaged or larger than the limits allow.
    pub fn read(&self, id: &Oid) -> Result<Option<(Kind, Vec<u8>)>, Error> {
        match self.find(id) {
            None => Ok(None),
            Some(Place::Loose(path)) => loose::read(&path, self.limits).map(Some),
            Some(Place::Packed(pack, offset)) => self.unpack(pack, offset).map(Some),
        }
    }

    /// Reads the object of `kind` with this id.
    ///
    /// # Errors
    /// As [`Odb::read`], and when the object is missing or of another kind.
    pub fn expect(&self, id: &Oid, kind: Kind) -> Result<Vec<u8>, Error> {
        match self.read(id)? {
            Some((found, bytes)) if found == kind => Ok(bytes),
            Some((found, _)) => Err(Error::Git(format!("object {id} is a {found:?}, not a {kind:?}"))),
            None => Err(Error::Git(format!("object {id} is missing from the repository"))),
        }
    }

    /// Walks from a delta to the whole object that its chain starts from, then applies the deltas on the way back.
    fn unpack(&self, mut number: usize, mut offset: u64) -> Result<(Kind, Vec<u8>), Error> {
        let mut inflater = Decompressor::new();
        let mut chain: Vec<(usize, u64, Header)> = Vec::new();
        let (kind, mut object) = loop {
            let pack = &self.packs[number];
            let header = pack.header(offset)?;
            if chain.len() > self.limits.chain {
                return Err(pack.damaged(offset, "the chain of deltas is too long or runs in a circle"));
            }
            match header.form {
                Form::Whole(kind) => break (kind, self.body(&mut inflater, number, offset, &header)?),
                Form::DeltaAt(base) => {
                    chain.push((number, offset, header));
                    offset = base;
                }
                Form::DeltaOf(id) => {
                    chain.push((number, offset, header));
                    match self.find(&id) {
                        Some(Place::Packed(n, at)) => (number, offset) = (n, at),
                        Some(Place::Loose(path)) => {
                            let (kind, bytes) = loose::read(&path, self.limits)?;
                            break (kind, Buffer::from(bytes));
                        }
                        None => return Err(pack.damaged(offset, "the base of the delta is missing")),
                    }
                }
            }
        };
        for (number, offset, header) in chain.into_iter().rev() {
            let delta = self.body(&mut inflater, number, offset, &header)?;
            let mut next = Buffer::default();
            delta::apply(object.bytes(), delta.bytes(), self.limits.object, &mut next, &mut Vec::new())
                .map_err(|what| self.packs[number].damaged(offset, what))?;
            object = next;
        }
        Ok((kind, object.bytes().to_vec()))
    }

    fn body(
        &self,
        inflater: &mut Decompressor,
        pack: usize,
        at: u64,
        header: &Header,
    ) -> Result<Buffer, Error> {
        let pack = &self.packs[pack];
        let size = usize::try_from(header.size).ok().filter(|&size| size <= self.limits.object);
        let size = size.ok_or_else(|| pack.damaged(at, TOO_LARGE))?;
        let mut out = Buffer::default();
        inflate(inflater, pack.compressed(header.body), size, &mut out)
            .map_err(|what| pack.damaged(at, what))?;
        Ok(out)
    }
}

/// How a complaint about an object over [`Limits::object`] ends.
pub const TOO_LARGE: &str = "the object is larger than the limit";

/// The packs in `folder`, sorted by name: the index of each, or the pack where the index is missing.
fn pack_files(folder: &Path) -> Result<Vec<(bool, PathBuf)>, Error> {
    let files = match fs::read_dir(folder) {
        Ok(files) => files,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::io(folder, e)),
    };
    let mut paths: Vec<PathBuf> =
        files.map(|f| f.map(|f| f.path()).map_err(|e| Error::io(folder, e))).collect::<Result<_, _>>()?;
    paths.sort_unstable();
    let has = |path: &Path, extension| path.extension().is_some_and(|e| e == extension);
    let unindexed = |path: &Path| has(path, "pack") && !path.with_extension("idx").exists();
    Ok(paths
        .into_iter()
        .filter(|path| (has(path, "idx") && path.with_extension("pack").exists()) || unindexed(path))
        .map(|path| (has(&path, "idx"), path))
        .collect())
}

fn unindexed(pack: &Path) -> Error {
    super::damaged(pack, "the pack has no index; 'git index-pack' makes one")
}

fn lost(path: &Path, error: &Error) -> Skip {
    Skip { path: path.display().to_string(), reason: error.to_string(), incomplete: true }
}
