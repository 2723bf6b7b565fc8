//! The reftable format of refs.
//!
//! <https://git-scm.com/docs/reftable>

use super::Ref;
use crate::error::Error;
use crate::git::oid::Oid;
use crate::git::repo::Repository;

fn unread(repo: &Repository) -> Error {
    crate::git::damaged(&repo.common_dir, "the refs are kept as reftables, which are not read yet")
}

/// Every ref.
pub(super) fn all(repo: &Repository) -> Result<Vec<Ref>, Error> {
    Err(unread(repo))
}

/// The commit of HEAD.
pub(super) fn head(repo: &Repository) -> Result<Option<Oid>, Error> {
    Err(unread(repo))
}

/// The objects that logs speak of.
pub(super) fn logs(
    repo: &Repository,
    _wanted: &dyn Fn(&str) -> bool,
    _ids: &mut Vec<Oid>,
) -> Result<(), Error> {
    Err(unread(repo))
}
