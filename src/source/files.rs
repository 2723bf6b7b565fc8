//! Files and folders: walks, reads each file once into a reused buffer, and says what it could not read.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ignore::{WalkBuilder, WalkState};

use super::tracked::Checkouts;
use crate::error::Skip;

/// How folders are walked.
#[derive(Clone, Debug)]
pub struct WalkOptions {
    /// Honour `.gitignore` and its kin.
    pub gitignore: bool,
    /// Threads that list folders.
    pub threads: usize,
    /// Larger files are skipped, and the scan says so. Bytes.
    pub max_file_size: u64,
}

/// Every file below `roots`, sorted by path, and what could not be listed.
///
/// Hidden files are listed, and files that git tracks although an ignore file names them; the insides of `.git` are not.
/// A link is followed when it is a root itself. A file that lies below two roots is listed once.
#[must_use]
pub fn list(roots: &[PathBuf], options: &WalkOptions) -> (Vec<PathBuf>, Vec<Skip>) {
    let (mut files, mut skips) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for root in roots {
        let mut found = Vec::new();
        match fs::metadata(root) {
            Ok(meta) if meta.is_dir() => walk(root, options, &mut found, &mut skips),
            Ok(_) => found.push(root.clone()),
            Err(error) => skips.push(unreadable(root, &error)),
        }
        if roots.len() > 1 {
            let real = fs::canonicalize(root).unwrap_or_else(|_| root.clone());
            found.retain(|file| seen.insert(real.join(file.strip_prefix(root).unwrap_or(file))));
        }
        files.append(&mut found);
    }
    // Bytes compare many times faster than the components of paths, and give an order just as stable.
    files.sort_unstable_by(|a, b| a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes()));
    skips.sort();
    (files, skips)
}

fn builder(root: &Path, gitignore: bool, checkouts: &Checkouts) -> WalkBuilder {
    let mut builder = WalkBuilder::new(root);
    let checkouts = checkouts.clone();
    builder.standard_filters(gitignore).require_git(false).hidden(false).filter_entry(move |entry| {
        let git = entry.file_name() == ".git";
        if git {
            checkouts.met(entry.path());
        }
        !git
    });
    builder
}

fn walk(root: &Path, options: &WalkOptions, files: &mut Vec<PathBuf>, skips: &mut Vec<Skip>) {
    let checkouts = Checkouts::default();
    let mut builder = builder(root, options.gitignore, &checkouts);
    builder.threads(options.threads);
    let found = Mutex::new((Vec::new(), Vec::new()));
    builder.build_parallel().run(|| {
        let mut batch = Batch { found: &found, files: Vec::new(), skips: Vec::new() };
        Box::new(move |entry| {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    batch.files.push(entry.into_path());
                }
                Ok(_) => {}
                Err(error) => batch.skips.push(walk_error(root, &error)),
            }
            WalkState::Continue
        })
    });
    let (mut new_files, mut new_skips) =
        found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    if options.gitignore {
        checkouts.add_tracked(root, &mut new_files, &mut new_skips);
        if new_files.is_empty() && new_skips.is_empty() {
            new_skips.extend(all_ignored(root));
        }
    }
    files.append(&mut new_files);
    skips.append(&mut new_skips);
}

/// What to say of a folder of whose files none is listed, when it has some: such a scan has looked at nothing.
fn all_ignored(root: &Path) -> Option<Skip> {
    let is_file = |entry: &ignore::DirEntry| entry.file_type().is_some_and(|kind| kind.is_file());
    builder(root, false, &Checkouts::default()).build().flatten().any(|entry| is_file(&entry)).then(|| Skip {
        path: root.display().to_string(),
        reason: "ignore files hide every file of it, so nothing was scanned; --no-ignore scans them"
            .to_owned(),
        incomplete: true,
    })
}

/// What one walking thread found; handed over when the thread ends.
struct Batch<'m> {
    found: &'m Mutex<(Vec<PathBuf>, Vec<Skip>)>,
    files: Vec<PathBuf>,
    skips: Vec<Skip>,
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        let mut found = self.found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        found.0.append(&mut self.files);
        found.1.append(&mut self.skips);
    }
}

fn walk_error(root: &Path, error: &ignore::Error) -> Skip {
    let path = match error {
        ignore::Error::WithPath { path, .. } => path,
        ignore::Error::WithDepth { err, .. } => return walk_error(root, err),
        _ => root,
    };
    Skip { path: path.display().to_string(), reason: error.to_string(), incomplete: true }
}

fn unreadable(path: &Path, error: &io::Error) -> Skip {
    Skip { path: path.display().to_string(), reason: format!("cannot be read: {error}"), incomplete: true }
}

/// Reads files into a buffer that is used again.
#[derive(Debug, Default)]
pub struct Reader {
    buffer: Vec<u8>,
    allow_large: bool,
}

impl Reader {
    /// A reader. With `allow_large` a file over the limit does not make a scan incomplete.
    #[must_use]
    pub fn new(allow_large: bool) -> Self {
        Self { buffer: Vec::new(), allow_large }
    }

    /// The bytes of `path`, or why there are none. With the bytes may come a note that they are not all.
    ///
    /// # Errors
    /// A [`Skip`] when the file cannot be read or is larger than `limit` bytes.
    pub fn read(&mut self, path: &Path, limit: u64) -> Result<(&[u8], Option<Skip>), Skip> {
        let mut file = File::open(path).map_err(|e| unreadable(path, &e))?;
        let meta = file.metadata().map_err(|e| unreadable(path, &e))?;
        if !meta.is_file() {
            return Ok((self.read_stream(file, path, limit)?, None));
        }
        if meta.len() > limit {
            return Err(self.too_large(path, &format!("{} bytes", meta.len()), limit));
        }
        let expected = usize::try_from(meta.len()).unwrap_or(usize::MAX);
        let read = fill(&mut file, &mut self.buffer, expected).map_err(|e| unreadable(path, &e))?;
        let changed = (read != expected).then(|| Skip {
            path: path.display().to_string(),
            reason: format!("changed while it was read: {expected} bytes before, {read} read"),
            incomplete: true,
        });
        Ok((&self.buffer[..read], changed))
    }

    /// Reads what has no length: standard input, a pipe or a device. Walks list no such thing, so a person named it.
    ///
    /// # Errors
    /// A [`Skip`] when it cannot be read or is longer than `limit` bytes.
    pub fn read_stream(&mut self, input: impl Read, path: &Path, limit: u64) -> Result<&[u8], Skip> {
        self.buffer.clear();
        let read = input.take(limit.saturating_add(1)).read_to_end(&mut self.buffer);
        if read.map_err(|e| unreadable(path, &e))? as u64 > limit {
            return Err(self.too_large(path, "no end in sight", limit));
        }
        Ok(&self.buffer)
    }

    /// The bytes that were read last.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.buffer
    }

    fn too_large(&self, path: &Path, size: &str, limit: u64) -> Skip {
        let reason = format!("{size}, more than --max-file-size {limit}");
        Skip { path: path.display().to_string(), reason, incomplete: !self.allow_large }
    }
}

/// Reads up to one byte more than `expected`, so that a file that grows is noticed without another call.
fn fill(file: &mut File, buffer: &mut Vec<u8>, expected: usize) -> io::Result<usize> {
    let wanted = expected.saturating_add(1);
    if buffer.len() < wanted {
        buffer.resize(wanted, 0);
    }
    let mut read = 0;
    while read < wanted {
        match file.read(&mut buffer[read..wanted]) {
            // A short read of a regular file is its end.
            Ok(n) if n == 0 || read + n == expected => return Ok(read + n),
            Ok(n) => read += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}
