//! All objects of a repository at once, each known by a small number, with the delta forest that connects them.
//!
//! An object that lies in several packs counts once, in the first of them. A delta then builds on its base wherever
//! that base was found, so no object is ever expanded twice.

mod forest;
mod ids;
mod walk;

use std::path::PathBuf;

pub use self::forest::Forest;
pub use self::ids::{Ids, Object};
pub use self::walk::{Base, Fault, Resolved, Visit, resolve};

use super::odb::Odb;
use super::oid::Oid;
use super::{loose, pack::Pack};
use crate::error::Error;

/// The objects of an [`Odb`], numbered in the order of their ids.
pub struct Catalog<'o> {
    odb: &'o Odb,
    ids: Ids,
    places: Vec<Place>,
    /// For each pack all its entries, by offset, with the object that each holds.
    packs: Vec<Vec<(u64, Object)>>,
    loose: Vec<PathBuf>,
}

/// Where an object lies: a pack and an offset, or a loose file.
#[derive(Clone, Copy)]
struct Place {
    source: u32,
    at: u64,
}

impl<'o> Catalog<'o> {
    /// Lists every object of `odb`.
    ///
    /// # Errors
    /// When a folder cannot be listed, an index is damaged, or there are more than 4 billion objects.
    pub fn new(odb: &'o Odb) -> Result<Self, Error> {
        let mut loose_ids: Vec<(Oid, PathBuf)> = Vec::new();
        for folder in odb.folders() {
            loose_ids.extend(
                loose::list(folder, odb.hash())?.into_iter().map(|id| (id, loose::path(folder, &id))),
            );
        }
        let loose_source = u32::try_from(odb.packs().len()).map_err(|_| too_many())?;
        let id_of = |&(source, row): &(u32, u32)| match odb.packs().get(source as usize) {
            Some(pack) => pack.index().id(row as usize),
            None => loose_ids[row as usize].0.as_bytes(),
        };
        let mut rows: Vec<(u32, u32)> = Vec::new();
        for (source, pack) in (0..).zip(odb.packs()) {
            rows.extend(
                (0..u32::try_from(pack.index().len()).map_err(|_| too_many())?).map(|row| (source, row)),
            );
        }
        rows.extend(
            (0..u32::try_from(loose_ids.len()).map_err(|_| too_many())?).map(|row| (loose_source, row)),
        );
        if rows.len() >= Object::MAX as usize - 1 {
            return Err(too_many());
        }
        rows.sort_by(|a, b| id_of(a).cmp(id_of(b)));

        let mut bytes = Vec::with_capacity(rows.len() * odb.hash().len());
        let mut places = Vec::with_capacity(rows.len());
        let mut packs: Vec<Vec<(u64, Object)>> =
            odb.packs().iter().map(|pack| Vec::with_capacity(pack.index().len())).collect();
        for row in &rows {
            let id = id_of(row);
            let fresh = !bytes.ends_with(id);
            let at = match odb.packs().get(row.0 as usize) {
                Some(pack) => offset(pack, row.1)?,
                None => u64::from(row.1),
            };
            if fresh {
                bytes.extend_from_slice(id);
                places.push(Place { source: row.0, at });
            }
            if let Some(entries) = packs.get_mut(row.0 as usize) {
                entries.push((at, (places.len() - 1) as Object));
            }
        }
        for entries in &mut packs {
            entries.sort_unstable();
        }
        let ids = Ids::new(bytes, odb.hash().len());
        let loose = loose_ids.into_iter().map(|(_, path)| path).collect();
        Ok(Self { odb, ids, places, packs, loose })
    }

    /// The ids of all objects.
    #[must_use]
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// How many objects there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True for an empty repository.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The object with this id.
    #[must_use]
    pub fn find(&self, id: &Oid) -> Option<Object> {
        self.ids.find(id.as_bytes())
    }

    /// The id of `object`.
    ///
    /// # Panics
    /// Never: ids are 20 or 32 bytes long.
    #[must_use]
    pub fn id(&self, object: Object) -> Oid {
        Oid::from_bytes(self.ids.get(object)).expect("the width of an id")
    }

    /// The pack that holds `object` and its offset there, or the path of its loose file.
    fn locate(&self, object: Object) -> Result<(&Pack, u64), &PathBuf> {
        let place = self.places[object as usize];
        match self.odb.packs().get(place.source as usize) {
            Some(pack) => Ok((pack, place.at)),
            None => Err(&self.loose[place.at as usize]),
        }
    }
}

fn offset(pack: &Pack, row: u32) -> Result<u64, Error> {
    const SHORT: &str = "the pack index is cut short in its table of large offsets";
    let index = || pack.path().with_extension("idx");
    pack.index().offset(row as usize).ok_or_else(|| super::damaged(&index(), SHORT))
}

fn too_many() -> Error {
    Error::Git("the repository has more than 4 billion objects".to_owned())
}
