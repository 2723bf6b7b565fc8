//! Hooks for all repositories of a user: lines in git's own settings.
//!
//! Since git 2.54 a setting `hook.NAME.command` runs beside the hooks that a repository has, whatever its
//! `core.hooksPath` says (<https://git-scm.com/docs/git-config#Documentation/git-config.txt-hookltfriendly-namegtcommand>).
//! Older versions do not know it and run nothing. A global `core.hooksPath` would work there, but it switches off the
//! hooks of every repository, so it is used only where the user has set it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::install::{Installed, Which};
use crate::error::Error;
use crate::git::config::Config;

/// The settings files of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserSettings {
    /// In the order in which git reads them; later ones win.
    files: Vec<PathBuf>,
    home: Option<PathBuf>,
}

impl UserSettings {
    /// What the variables `GIT_CONFIG_GLOBAL`, `XDG_CONFIG_HOME` and `HOME` say, as `variable` knows them.
    #[must_use]
    pub fn find(variable: impl Fn(&str) -> Option<PathBuf>) -> Self {
        let home = variable("HOME").or_else(|| variable("USERPROFILE"));
        if let Some(file) = variable("GIT_CONFIG_GLOBAL") {
            return Self { files: vec![file], home };
        }
        let own = home.as_ref().map(|home| home.join(".config"));
        let shared = variable("XDG_CONFIG_HOME").or(own).map(|folder| folder.join("git/config"));
        let files = shared.into_iter().chain(home.as_ref().map(|home| home.join(".gitconfig"))).collect();
        Self { files, home }
    }

    /// The folder that `core.hooksPath` names for all repositories.
    ///
    /// # Errors
    /// When a file cannot be read. Conditional includes are not followed.
    pub fn hooks_path(&self) -> Result<Option<PathBuf>, Error> {
        for file in self.files.iter().rev() {
            if let Some(path) = Config::read(file)?.get("core.hookspath") {
                return Ok(Some(self.expand(path)));
            }
        }
        Ok(None)
    }

    /// `path` with the home folder for a tilde.
    #[must_use]
    pub fn expand(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => PathBuf::from(path),
        }
    }

    /// The file that `git config --global` writes to.
    fn written(&self) -> Result<&Path, Error> {
        let there = self.files.iter().rev().find(|file| file.exists());
        let file = there.or(self.files.last());
        file.map(PathBuf::as_path).ok_or_else(|| {
            Error::Usage("there is no home folder, so no place for settings of git: set HOME".to_owned())
        })
    }

    /// Adds the lines for `which`.
    ///
    /// # Errors
    /// When they are there in another form, or the file cannot be written.
    pub fn install(&self, which: Which) -> Result<Installed, Error> {
        let file = self.written()?;
        let (text, lines) = (read(file)?, lines(which));
        if text.contains(&lines) {
            return Ok(Installed::Before(file.to_path_buf()));
        }
        if let Some(command) = self.command(which)? {
            return Err(Error::Usage(format!(
                "{}: {} is '{command}' already and is left as it is; it should be '{}'",
                file.display(),
                key(which),
                which.command()
            )));
        }
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        replace(file, &format!("{text}{end}{lines}"))?;
        Ok(Installed::Now(file.to_path_buf()))
    }

    /// Takes the lines for `which` out again.
    ///
    /// # Errors
    /// When they were changed since, or the file cannot be written.
    pub fn uninstall(&self, which: Which) -> Result<Installed, Error> {
        let file = self.written()?;
        let (text, lines) = (read(file)?, lines(which));
        if text.contains(&lines) {
            replace(file, &text.replacen(&lines, "", 1))?;
            return Ok(Installed::Removed(file.to_path_buf()));
        }
        match self.command(which)? {
            None => Ok(Installed::Absent(file.to_path_buf())),
            Some(_) => Err(Error::Usage(format!(
                "{}: the lines of {} were changed since and are left as they are; take them out by hand",
                file.display(),
                key(which)
            ))),
        }
    }

    fn command(&self, which: Which) -> Result<Option<String>, Error> {
        for file in &self.files {
            if let Some(command) = Config::read(file)?.get(&key(which)) {
                return Ok(Some(command.to_owned()));
            }
        }
        Ok(None)
    }
}

fn key(which: Which) -> String {
    format!("hook.beartrap-{}.command", which.file_name())
}

/// Git hands the arguments of the hook on to the command by itself.
fn lines(which: Which) -> String {
    let (event, command) = (which.file_name(), which.command());
    format!(
        "# Written by `beartrap hook install --global`; `beartrap hook uninstall --global` removes it.\n\
         [hook \"beartrap-{event}\"]\n\tevent = {event}\n\tcommand = {command}\n"
    )
}

fn read(file: &Path) -> Result<String, Error> {
    match fs::read_to_string(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        read => read.map_err(|error| Error::io(file, error)),
    }
}

/// Writes the settings as git does: into a lock beside the file, which then takes its place. A link stays a link.
fn replace(file: &Path, text: &str) -> Result<(), Error> {
    let real = fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
    if let Some(folder) = real.parent() {
        fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
    }
    let mut name = real.clone().into_os_string();
    name.push(".lock");
    let lock = PathBuf::from(name);
    let mut new = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&lock)
        .map_err(|error| Error::io(&lock, error))?;
    let written = new.write_all(text.as_bytes()).and_then(|()| match fs::metadata(&real) {
        Ok(meta) => fs::set_permissions(&lock, meta.permissions()),
        Err(_) => Ok(()),
    });
    written.and_then(|()| fs::rename(&lock, &real)).map_err(|error| {
        // The lock is ours; without it the next try can succeed.
        let _ = fs::remove_file(&lock);
        Error::io(&real, error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(folder: &Path) -> UserSettings {
        UserSettings::find(|name| (name == "HOME").then(|| folder.to_path_buf()))
    }

    #[test]
    fn lines_are_added_once_and_removed_whole() {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join(".gitconfig");
        let before = "[user]\n\tname = Ann";
        fs::write(&file, before).expect("a file");
        let settings = settings(home.path());
        assert_eq!(settings.install(Which::PreCommit).expect("installed"), Installed::Now(file.clone()));
        assert_eq!(settings.install(Which::PreCommit).expect("there"), Installed::Before(file.clone()));
        settings.install(Which::PrePush).expect("installed");
        let config = Config::read(&file).expect("settings");
        assert_eq!(config.get("user.name"), Some("Ann"));
        assert_eq!(config.get("hook.beartrap-pre-commit.event"), Some("pre-commit"));
        assert_eq!(config.get("hook.beartrap-pre-push.command"), Some("beartrap hook pre-push"));
        for which in [Which::PreCommit, Which::PrePush] {
            assert_eq!(settings.uninstall(which).expect("removed"), Installed::Removed(file.clone()));
            assert_eq!(settings.uninstall(which).expect("gone"), Installed::Absent(file.clone()));
        }
        assert_eq!(fs::read_to_string(&file).expect("text"), format!("{before}\n"));
        assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 1, "no lock is left");
    }

    #[test]
    fn what_someone_changed_is_left_alone() {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join(".gitconfig");
        fs::write(&file, "[hook \"beartrap-pre-commit\"]\n\tcommand = mine\n").expect("a file");
        let settings = settings(home.path());
        for fault in [settings.install(Which::PreCommit), settings.uninstall(Which::PreCommit)] {
            assert!(fault.expect_err("a fault").to_string().contains("left as"));
        }
        fs::write(home.path().join(".gitconfig.lock"), "").expect("a lock");
        assert!(settings.install(Which::PrePush).is_err(), "git is writing");
    }

    #[test]
    fn the_file_is_the_one_that_git_writes() {
        let home = tempfile::tempdir().expect("a folder");
        let at = |name: &str| home.path().join(name);
        assert_eq!(settings(home.path()).written().expect("a file"), at(".gitconfig"));
        fs::create_dir_all(at(".config/git")).expect("a folder");
        fs::write(at(".config/git/config"), "[core]\n\thooksPath = ~/shared\n").expect("a file");
        assert_eq!(settings(home.path()).written().expect("a file"), at(".config/git/config"));
        assert_eq!(settings(home.path()).hooks_path().expect("read"), Some(at("shared")));
        fs::write(at(".gitconfig"), "[core]\n\thooksPath = /own\n").expect("a file");
        assert_eq!(settings(home.path()).written().expect("a file"), at(".gitconfig"));
        assert_eq!(settings(home.path()).hooks_path().expect("read"), Some(PathBuf::from("/own")));
        let named = UserSettings::find(|name| (name == "GIT_CONFIG_GLOBAL").then(|| at("x")));
        assert_eq!(named.written().expect("a file"), at("x"));
        assert!(UserSettings::find(|_| None).written().is_err());
    }
}
