//! Finding a repository, and what is special about it.
//!
//! <https://git-scm.com/docs/gitrepository-layout>

use std::fs;
use std::path::{Path, PathBuf};

use super::config::Config;
use super::damaged;
use super::oid::{HashKind, Oid};
use crate::error::Error;

/// A repository on disk.
#[derive(Clone, Debug)]
pub struct Repository {
    /// Where HEAD and the index are: `.git`, or `.git/worktrees/NAME` for a linked working tree.
    pub git_dir: PathBuf,
    /// Where objects, refs and the configuration are. The same, except for a linked working tree.
    pub common_dir: PathBuf,
    /// The checked-out files; none for a bare repository.
    pub work_tree: Option<PathBuf>,
    /// The hash function.
    pub hash: HashKind,
    /// Refs are kept in the reftable format.
    pub reftable: bool,
    /// Objects may be missing on purpose, since a remote promised them.
    pub partial: bool,
    /// Commits whose parents are missing on purpose.
    pub shallow: Vec<Oid>,
    /// The configuration of the repository itself.
    pub config: Config,
}

/// The parts of git's environment that a hook inherits and must honour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// `GIT_DIR`.
    pub git_dir: Option<PathBuf>,
    /// `GIT_INDEX_FILE`.
    pub index_file: Option<PathBuf>,
    /// `GIT_OBJECT_DIRECTORY`: in a pre-receive hook, the quarantine.
    pub object_directory: Option<PathBuf>,
    /// `GIT_ALTERNATE_OBJECT_DIRECTORIES`, split.
    pub alternates: Vec<PathBuf>,
}

impl Environment {
    /// Reads the environment of this process.
    #[must_use]
    pub fn inherited() -> Self {
        let path = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let list = std::env::var_os("GIT_ALTERNATE_OBJECT_DIRECTORIES");
        Self {
            git_dir: path("GIT_DIR"),
            index_file: path("GIT_INDEX_FILE"),
            object_directory: path("GIT_OBJECT_DIRECTORY"),
            alternates: list
                .iter()
                .flat_map(std::env::split_paths)
                .filter(|p| !p.as_os_str().is_empty())
                .collect(),
        }
    }
}

/// Extensions of the repository format that are understood, or that change nothing for a reader.
const EXTENSIONS: [&str; 8] = [
    "noop",
    "preciousobjects",
    "partialclone",
    "objectformat",
    "refstorage",
    "worktreeconfig",
    "relativeworktrees",
    "compatobjectformat",
];

impl Repository {
    /// The repository that `start` lies in: there or above it.
    ///
    /// # Errors
    /// When there is none, or it is of a format that is not understood.
    pub fn discover(start: &Path) -> Result<Self, Error> {
        let absolute = fs::canonicalize(start).map_err(|e| Error::io(start, e))?;
        for folder in absolute.ancestors() {
            let dot_git = folder.join(".git");
            if dot_git.is_file() {
                return Self::open(&follow(&dot_git)?, Some(folder.to_path_buf()));
            }
            if is_git_dir(&dot_git) {
                return Self::open(&dot_git, Some(folder.to_path_buf()));
            }
            if is_git_dir(folder) {
                return Self::open(folder, None);
            }
        }
        Err(Error::Git(format!("{}: not a git repository, nor is any folder above it", start.display())))
    }

    /// The repository that `environment` names, else the one that the current folder `here` lies in.
    ///
    /// # Errors
    /// As [`Repository::discover`].
    pub fn from_environment(environment: &Environment, here: &Path) -> Result<Self, Error> {
        let Some(git_dir) = &environment.git_dir else { return Self::discover(here) };
        let git_dir = here.join(git_dir);
        let git_dir = if git_dir.is_file() { follow(&git_dir)? } else { git_dir };
        if !is_git_dir(&git_dir) {
            return Err(Error::Git(format!(
                "GIT_DIR names {}, which is no git repository",
                git_dir.display()
            )));
        }
        let work_tree = match git_dir.file_name() {
            Some(name) if name == ".git" => git_dir.parent().map(Path::to_path_buf),
            _ => Some(here.to_path_buf()),
        };
        Self::open(&git_dir, work_tree)
    }

    fn open(git_dir: &Path, work_tree: Option<PathBuf>) -> Result<Self, Error> {
        let common_dir = match fs::read_to_string(git_dir.join("commondir")) {
            Ok(text) => git_dir.join(text.trim_end_matches(['\n', '\r'])),
            Err(_) => git_dir.to_path_buf(),
        };
        let config_path = common_dir.join("config");
        let config = Config::read(&config_path)?;
        check_format(&config, &config_path)?;
        let hash = match config.get("extensions.objectformat") {
            None | Some("sha1") => HashKind::Sha1,
            Some("sha256") => HashKind::Sha256,
            Some(other) => {
                return Err(damaged(&config_path, format_args!("unknown object format '{other}'")));
            }
        };
        let promisor = config.iter().any(|(key, _)| key.starts_with("remote.") && key.ends_with(".promisor"));
        let partial =
            config.get("extensions.partialclone").is_some() || promisor || has_promisor_pack(&common_dir);
        Ok(Self {
            reftable: config.get("extensions.refstorage") == Some("reftable"),
            partial,
            shallow: shallow_commits(&common_dir)?,
            git_dir: git_dir.to_path_buf(),
            work_tree: work_tree.filter(|_| !config.is_true("core.bare")),
            hash,
            common_dir,
            config,
        })
    }

    /// True for a linked working tree.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        self.git_dir != self.common_dir
    }

    /// The folders with objects: the repository's own first, then its alternates, each once.
    ///
    /// # Errors
    /// When a list of alternates exists and cannot be read.
    pub fn object_folders(&self, environment: &Environment) -> Result<Vec<PathBuf>, Error> {
        const DEEPEST: usize = 5;
        let own = self.common_dir.join("objects");
        let mut folders: Vec<(PathBuf, usize)> =
            environment.object_directory.iter().cloned().chain([own]).map(|folder| (folder, 0)).collect();
        folders.extend(environment.alternates.iter().cloned().map(|folder| (folder, 0)));
        let mut at = 0;
        while let Some((folder, depth)) = folders.get(at).cloned() {
            at += 1;
            if depth >= DEEPEST {
                continue;
            }
            let list = folder.join("info/alternates");
            let text = match fs::read_to_string(&list) {
                Ok(text) => text,
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
                Err(e) => return Err(Error::io(list, e)),
            };
            let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            folders.extend(lines.map(|line| (folder.join(line), depth + 1)));
        }
        let mut seen = std::collections::HashSet::new();
        let real = |folder: &PathBuf| fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
        Ok(folders.into_iter().map(|(folder, _)| folder).filter(|folder| seen.insert(real(folder))).collect())
    }
}

fn is_git_dir(folder: &Path) -> bool {
    let linked = folder.join("commondir").is_file();
    folder.join("HEAD").symlink_metadata().is_ok()
        && (linked || (folder.join("objects").is_dir() && folder.join("refs").exists()))
}

/// Follows a `.git` file: `gitdir: PATH`.
fn follow(file: &Path) -> Result<PathBuf, Error> {
    let text = fs::read_to_string(file).map_err(|e| Error::io(file, e))?;
    let target = text.strip_prefix("gitdir:").map(str::trim);
    let target = target.ok_or_else(|| damaged(file, "this is neither a repository nor a link to one"))?;
    let git_dir = file.parent().unwrap_or(Path::new("")).join(target);
    if is_git_dir(&git_dir) {
        Ok(git_dir)
    } else {
        Err(damaged(file, format_args!("it links to {}, which is no git repository", git_dir.display())))
    }
}

fn check_format(config: &Config, path: &Path) -> Result<(), Error> {
    let version = config.get("core.repositoryformatversion").unwrap_or("0");
    if !matches!(version, "0" | "1") {
        return Err(damaged(path, format_args!("unknown repository format version '{version}'")));
    }
    let unknown = config
        .iter()
        .filter_map(|(key, _)| key.strip_prefix("extensions."))
        .find(|name| version == "1" && !EXTENSIONS.contains(name));
    match unknown {
        Some(name) => Err(damaged(path, format_args!("unknown repository extension '{name}'"))),
        None => Ok(()),
    }
}

fn has_promisor_pack(common_dir: &Path) -> bool {
    let files = fs::read_dir(common_dir.join("objects/pack")).into_iter().flatten().flatten();
    files.into_iter().any(|file| file.path().extension().is_some_and(|e| e == "promisor"))
}

fn shallow_commits(common_dir: &Path) -> Result<Vec<Oid>, Error> {
    let path = common_dir.join("shallow");
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text.lines().filter_map(|line| Oid::from_hex(line.trim().as_bytes())).collect()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(Error::io(path, e)),
    }
}
