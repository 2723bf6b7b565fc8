//! A repository in a temporary folder. The `git` program makes it; the product never runs a program.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A repository that is removed when the value is dropped.
pub(crate) struct Repo {
    _folder: tempfile::TempDir,
    root: PathBuf,
}

impl Repo {
    /// An empty repository. `init` are further arguments of `git init`.
    pub(crate) fn new(init: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().join("repo");
        std::fs::create_dir(&root).expect("a new folder");
        let repo = Self { _folder: folder, root };
        repo.git(&[&["init", "-q", "-b", "main"], init].concat());
        repo
    }

    /// The working tree.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder `.git/objects`.
    pub(crate) fn objects(&self) -> PathBuf {
        self.root.join(".git/objects")
    }

    /// Runs git in the working tree and returns what it printed.
    pub(crate) fn git(&self, args: &[&str]) -> String {
        git_in(&self.root, args)
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }

    /// Adds everything and commits it.
    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }
}

/// Runs git in `folder`, free of the configuration and environment of whoever runs the tests.
pub(crate) fn git_in(folder: &Path, args: &[&str]) -> String {
    String::from_utf8(git_with(folder, args, b"")).expect("text").trim_end().to_owned()
}

/// Runs git in `folder` with `input` on its standard input.
pub(crate) fn git_with(folder: &Path, args: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = command(folder, args).spawn().expect("git runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("git ends");
    feeder.join().expect("no panic").ok();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "git {args:?}: {errors}");
    output.stdout
}

/// A git command, not started yet.
#[expect(clippy::disallowed_methods, reason = "tests may run git; the product may not")]
pub(crate) fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    command
        .current_dir(folder)
        .args(["-c", "protocol.file.allow=always", "-c", "gc.auto=0", "-c", "maintenance.auto=false"])
        .args(args)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_AUTHOR_NAME", "Ada")
        .env("GIT_AUTHOR_EMAIL", "ada@example.org")
        .env("GIT_COMMITTER_NAME", "Ada")
        .env("GIT_COMMITTER_EMAIL", "ada@example.org")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Numbers that look random and are the same on every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).expect("53 bits") % end.max(1)
    }

    /// A line of text.
    pub(crate) fn line(&mut self) -> String {
        (0..8).map(|_| format!("{:06x} ", self.below(1 << 24))).collect::<String>() + "\n"
    }
}

/// A plan whose only rule of interest finds the tokens of [`token`], besides the built-in rules.
pub(crate) fn plan() -> beartrap::plan::Plan {
    let mut plan = beartrap::plan::Plan::default();
    add_rule(&mut plan, "demo");
    plan.threads = std::num::NonZeroUsize::new(2).expect("not zero");
    plan
}

/// Adds a rule for tokens as [`token`] makes them, but with `prefix`.
pub(crate) fn add_rule(plan: &mut beartrap::plan::Plan, prefix: &str) {
    let rules = r#"
provider = "PREFIX"
docs = "https://example.org/docs"
revoke = "https://example.org/revoke"
[[rule]]
id = "PREFIX-token"
title = "Token of PREFIX"
severity = "high"
anchors = ["PREFIX_"]
pattern = '\b(?P<secret>PREFIX_[0-9a-z]{24})\b'
hits = [["PREFIX_", "k3v9x2m7q1w8", "z5b4n6c0p2r7"]]
misses = [{ text = ["PREFIX_", "k3v9"], why = "too short" }]
lifetime = "long-lived"
privilege = "full"
"#;
    let (rules, _) = beartrap::load::parse("rules.toml", &rules.replace("PREFIX", prefix)).expect("a rule");
    plan.rules.extend(rules).expect("a new id");
}

/// The token number `n`.
pub(crate) fn token(n: u64) -> String {
    let mut dice = Dice(n * 2 + 0x9e37_79b9_7f4a_7c15);
    let body: String =
        (0..24).map(|_| char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[dice.below(36)])).collect();
    ["demo", "_", &body].concat()
}
