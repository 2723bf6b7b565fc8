//! Reflogs: where refs pointed before. All stashes but the newest are known to a reflog alone.

use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::git::oid::Oid;
use crate::git::repo::Repository;

/// Every object that a reflog whose ref's name pleases `wanted` speaks of, sorted, each once.
///
/// # Errors
/// When a reflog exists and cannot be read.
pub fn reflog(repo: &Repository, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Oid>, Error> {
    let mut ids = Vec::new();
    if repo.reftable {
        super::reftable::logs(repo, wanted, &mut ids)?;
    } else {
        walk(&repo.common_dir.join("logs"), "", wanted, &mut ids)?;
        if repo.is_linked() {
            walk(&repo.git_dir.join("logs"), "", wanted, &mut ids)?;
        }
    }
    ids.retain(|id| !id.is_zero());
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

fn walk(folder: &Path, prefix: &str, wanted: &dyn Fn(&str) -> bool, ids: &mut Vec<Oid>) -> Result<(), Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(Error::io(folder, e)),
    };
    for entry in entries.flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        // A link is not followed: a hostile one could lead in circles.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, &format!("{name}/"), wanted, ids)?;
        } else if wanted(&name) {
            let log = fs::read(&path).map_err(|e| Error::io(&path, e))?;
            for line in log.split(|&b| b == b'\n') {
                ids.extend(line.split(|&b| b == b' ').take(2).filter_map(Oid::from_hex));
            }
        }
    }
    Ok(())
}
