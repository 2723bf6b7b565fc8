//! Puts beartrap into a repository's hooks, and takes it out again. A hook that someone else wrote is never touched.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::global::UserSettings;
use crate::error::Error;
use crate::git::repo::Repository;

/// A hook of git.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Before each commit.
    PreCommit,
    /// Before each push.
    PrePush,
}

/// What became of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Installed {
    /// The hook was written to this file.
    Now(PathBuf),
    /// It was there already.
    Before(PathBuf),
    /// It was removed.
    Removed(PathBuf),
    /// There was nothing to remove.
    Absent(PathBuf),
}

/// The line by which an own hook is known.
const MARK: &str = "# Written by `beartrap hook install`; `beartrap hook uninstall` removes it.";

impl Which {
    /// The file's name.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PrePush => "pre-push",
        }
    }

    /// The command that the hook runs, without what git tells the hook.
    #[must_use]
    pub fn command(self) -> &'static str {
        match self {
            Self::PreCommit => "beartrap staged",
            Self::PrePush => "beartrap hook pre-push",
        }
    }

    /// The same as a line of a hook, which hands on what git tells it.
    fn line(self) -> String {
        let arguments = if self == Self::PrePush { " \"$@\"" } else { "" };
        format!("{}{arguments}", self.command())
    }

    fn script(self) -> String {
        let (name, line) = (self.file_name(), self.line());
        format!(
            "#!/bin/sh\n{MARK}\n\
             if ! command -v beartrap >/dev/null; then\n    \
             echo \"beartrap is not on PATH, so nothing was checked ({name} hook)\" >&2\n    exit 1\nfi\n\
             exec {line}\n"
        )
    }
}

/// The folder from which git runs the hooks of `repo`: `core.hooksPath` of the repository, else of the user, else the
/// repository's own.
///
/// # Errors
/// When a configuration file cannot be read.
pub fn folder(repo: &Repository, user: &UserSettings) -> Result<PathBuf, Error> {
    let path = match repo.config.get("core.hookspath") {
        Some(path) => Some(user.expand(path)),
        None => user.hooks_path()?,
    };
    Ok(match path {
        // Git resolves it from where it runs hooks: the top of the working tree.
        Some(path) => repo.work_tree.as_ref().unwrap_or(&repo.git_dir).join(path),
        None => repo.common_dir.join("hooks"),
    })
}

/// Writes the hook into `folder`.
///
/// # Errors
/// When another hook is there, or the file cannot be written.
pub fn install(which: Which, folder: &Path) -> Result<Installed, Error> {
    let path = folder.join(which.file_name());
    if is_own(&path)? {
        return Ok(Installed::Before(path));
    }
    fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o755);
    match options.open(&path) {
        Ok(mut file) => {
            file.write_all(which.script().as_bytes()).map_err(|e| Error::io(&path, e))?;
            Ok(Installed::Now(path))
        }
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::Usage(format!(
            "{} exists and is left as it is. Add this line to it: {} || exit 1",
            path.display(),
            which.line()
        ))),
        Err(e) => Err(Error::io(path, e)),
    }
}

/// Removes the hook from `folder`, if [`install`] wrote it.
///
/// # Errors
/// When the hook there is another, or cannot be removed.
pub fn uninstall(which: Which, folder: &Path) -> Result<Installed, Error> {
    let path = folder.join(which.file_name());
    if is_own(&path)? {
        fs::remove_file(&path).map_err(|e| Error::io(&path, e))?;
        return Ok(Installed::Removed(path));
    }
    if path.symlink_metadata().is_ok() {
        let what = format!("{} was not written by beartrap and is left as it is", path.display());
        return Err(Error::Usage(what));
    }
    Ok(Installed::Absent(path))
}

fn is_own(path: &Path) -> Result<bool, Error> {
    match fs::read(path) {
        Ok(text) => Ok(memchr::memmem::find(&text, MARK.as_bytes()).is_some()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(Error::io(path, e)),
    }
}
