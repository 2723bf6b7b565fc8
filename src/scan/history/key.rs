//! What a scan of history depends on, as digests: a cache counts only while they are the same.

use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::git::odb::Odb;
use crate::git::repo::Repository;
use crate::git::{loose, refs};
use crate::plan::Plan;
use crate::secret::{Fingerprint, FingerprintKey, Secret};
use crate::source::history::Selection;
use crate::source::history::sealed::Key;

/// Names all that decides what is said of one blob: program, rules, limits.
pub(super) fn of_rules(plan: &Plan) -> Key {
    let mut sum = Sha256::new();
    sum.update(env!("CARGO_PKG_VERSION"));
    sum.update(key_of_fingerprints(&plan.key));
    sum.update(format!("{} {}", plan.max_file_size, plan.explain));
    for rule in plan.rules.rules() {
        sum.update(format!("{rule:?}"));
    }
    sum.finalize().into()
}

/// Names all that decides what a whole scan says, before settings and baselines have their say: the `rules`, what is
/// asked, the refs, and which objects there are.
///
/// Files of objects count by name, size and the time of their last change, so that one that was damaged or lost since
/// makes a new scan.
pub(super) fn of_scan(
    rules: &Key,
    plan: &Plan,
    repo: &Repository,
    selection: &Selection,
    odb: &Odb,
) -> Result<Key, Error> {
    let mut sum = Sha256::new();
    let mut add = |text: String| {
        sum.update((text.len() as u64).to_le_bytes());
        sum.update(text);
    };
    add(format!("{} {}", crate::text::hex(rules), plan.min_confidence));
    // How a blob is scanned changes nothing of what is said.
    add(format!("{:?} {:?}", plan.shard, Selection { whole: false, ..selection.clone() }));
    add(format!("{} {:?} {} {}", repo.git_dir.display(), repo.work_tree, repo.partial, repo.reftable));
    add(format!("{:?}", repo.shallow));
    let mut skips = Vec::new();
    for one in refs::all(repo, &mut skips)? {
        add(format!("{} {}", one.name, one.target));
    }
    add(format!("{skips:?} {:?}", refs::reflog(repo, &|_| true)?));
    for folder in odb.folders() {
        add(folder.display().to_string());
        let mut files = listed(&folder.join("pack"))?;
        for id in loose::list(folder, odb.hash())? {
            files.push(state(&loose::path(folder, &id)));
        }
        files.into_iter().for_each(&mut add);
    }
    Ok(sum.finalize().into())
}

/// Tells keys of fingerprints apart without holding one.
fn key_of_fingerprints(key: &FingerprintKey) -> String {
    Fingerprint::new(key, "history", b"cache", Secret::new(b""), false).as_str().to_owned()
}

/// The files in `folder`, in order.
fn listed(folder: &Path) -> Result<Vec<String>, Error> {
    let files = match fs::read_dir(folder) {
        Ok(files) => files,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io(folder, error)),
    };
    let mut all = Vec::new();
    for file in files {
        all.push(state(&file.map_err(|error| Error::io(folder, error))?.path()));
    }
    all.sort_unstable();
    Ok(all)
}

/// Name, size and last change of a file. One that cannot be asked has none of the last two.
fn state(path: &Path) -> String {
    let data = path.metadata().ok();
    let size = data.as_ref().map(fs::Metadata::len);
    let time = data.and_then(|data| data.modified().ok()?.duration_since(UNIX_EPOCH).ok());
    format!("{} {size:?} {time:?}", path.display())
}
