//! A repository to work in, and the outside programs to try there.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the project.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Text of a file of the project.
pub fn read(name: &str) -> String {
    std::fs::read_to_string(project().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A line of code with a made-up token whose checksum is right, in pieces so that no scanner trips over this file.
pub fn leak() -> String {
    ["TOKEN = \"", "ghp_", "tyQ81dOOKHBWV1q", "UA9amhU718W9BL7", "3Dox1p", "\"\n"].concat()
}

/// The outside program `name`: what `.ci/tools` installed, else what `PATH` has. Says so when there is none.
pub fn tool(name: &str) -> Option<PathBuf> {
    let own = ["target/tools/venv/bin", "target/tools/npm/node_modules/.bin"].map(|f| project().join(f));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        own.into_iter().chain(std::env::split_paths(&path)).map(|f| f.join(name)).find(|p| p.is_file());
    if found.is_none() {
        assert!(std::env::var_os("BEARTRAP_ALL_TOOLS").is_none(), "{name} is missing: run .ci/tools");
        let _ = writeln!(std::io::stderr(), "skipped: no {name}; .ci/tools installs it");
    }
    found
}

/// A git repository in a folder that is removed at the end, with a home of its own.
pub struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    /// An empty repository.
    pub fn new() -> Self {
        let bench = Self { folder: tempfile::tempdir().expect("a folder") };
        std::fs::create_dir(bench.folder.path().join("repo")).expect("a folder");
        bench.ok("git init -q -b main .");
        bench
    }

    /// The root of the repository.
    pub fn repo(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    /// A folder beside the repository that is its user's home.
    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the repository.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.repo().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// A shell command in the repository; beartrap and the outside programs are in `PATH`, git's settings are not
    /// those of the person who runs the tests.
    pub fn command(&self, line: &str) -> Command {
        let program = Path::new(env!("CARGO_BIN_EXE_beartrap")).parent().expect("a folder");
        let path = format!(
            "{}:{}:{}:{}",
            program.display(),
            project().join("target/tools/venv/bin").display(),
            project().join("target/tools/npm/node_modules/.bin").display(),
            std::env::var("PATH").unwrap_or_default()
        );
        let mut command = Command::new("bash");
        command.args(["-c", line]).current_dir(self.repo()).env("PATH", path).env("HOME", self.home());
        for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GITHUB_ACTIONS", "CI"] {
            command.env_remove(name);
        }
        for (name, value) in [
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_AUTHOR_NAME", "Ann"),
            ("GIT_AUTHOR_EMAIL", "ann@example.org"),
            ("GIT_COMMITTER_NAME", "Ann"),
            ("GIT_COMMITTER_EMAIL", "ann@example.org"),
            ("LC_ALL", "C.UTF-8"),
        ] {
            command.env(name, value);
        }
        command
    }

    /// Runs `line`; all that it printed, and its exit code.
    pub fn run(&self, line: &str) -> (i32, String) {
        said(&self.command(line).output().expect("a shell"))
    }

    /// Runs `line`, which must succeed.
    pub fn ok(&self, line: &str) -> String {
        let (code, text) = self.run(line);
        assert_eq!(code, 0, "{line}\n{text}");
        text
    }
}

/// The exit code and what was printed.
pub fn said(output: &Output) -> (i32, String) {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&text).into_owned())
}
