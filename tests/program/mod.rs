//! The program, git, and a folder to try them in, free of the settings of the person who runs the tests.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::disallowed_methods, reason = "tests start programs")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A token without checksum, made up: another one for each `n`.
pub(crate) fn token(n: usize) -> String {
    let letters = b"4vQ9zKx7TmW2bLc8NfRjH5pYsd3GkZaU";
    let mut state = n as u32 + 1;
    let mut letter = || {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        char::from(letters[(state >> 16) as usize % letters.len()])
    };
    let body: String = (0..24).map(|_| letter()).collect();
    format!("{}{body}", ["sk_", "live_"].concat())
}

/// `beartrap ARGS` in `folder`, not started yet. The user's settings are in `user/`, if anywhere.
pub(crate) fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beartrap"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    command.args(args).current_dir(folder).stdin(Stdio::null());
    command.env("HOME", folder).env("XDG_CONFIG_HOME", folder.join("user")).env("USER", "ann");
    command
}

/// Runs `beartrap ARGS` in `folder`.
pub(crate) fn beartrap(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("the program runs")
}

/// Runs `beartrap ARGS` in `folder` with `input` on its standard input.
pub(crate) fn beartrap_reads(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut command = command(folder, args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    // A program that does not read its input closes it.
    child.stdin.take().expect("a pipe").write_all(input).ok();
    child.wait_with_output().expect("the program ends")
}

/// The exit code of `beartrap ARGS` in `folder`.
pub(crate) fn code(folder: &Path, args: &[&str]) -> i32 {
    beartrap(folder, args).status.code().expect("an exit code")
}

/// All that a program printed.
pub(crate) fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Asserts that `beartrap ARGS` in `folder` ends with `code`.
#[track_caller]
pub(crate) fn assert_code(folder: &Path, args: &[&str], code: i32) {
    let output = beartrap(folder, args);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {}", text(&output));
}

/// Asserts the exit code and that all of `wanted` is said; a panic would say so, too.
#[track_caller]
pub(crate) fn assert_says(output: &Output, code: i32, wanted: &[&str]) {
    let said = text(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    for part in wanted {
        assert!(said.contains(part), "'{part}' is not in:\n{said}");
    }
}

/// Runs git in `folder` and returns what it printed.
pub(crate) fn git(folder: &Path, args: &[&str]) -> String {
    git_on("2026-01-02T03:04:05Z", folder, args)
}

/// Runs git in `folder` as on the day `date`.
pub(crate) fn git_on(date: &str, folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    command.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]).args(args).current_dir(folder);
    command.env("GIT_AUTHOR_DATE", date).env("GIT_COMMITTER_DATE", date);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().expect("git runs");
    assert!(output.status.success(), "git {args:?}: {}", text(&output));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Writes a file below `folder`, with the folders that lead to it.
pub(crate) fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}
