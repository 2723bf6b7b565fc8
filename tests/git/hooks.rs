//! Hooks, run by git itself: commits and pushes that bring a token in are stopped, others are not.

use std::path::Path;
use std::process::Output;

use crate::fixture::{Dice, Repo, command, git_in};

/// A token of a built-in rule, since a hook knows no other.
fn leak(n: u64) -> String {
    let mut dice = Dice(n * 2 + 0x9e37_79b9_7f4a_7c15);
    let letters = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let body: String = (0..52).map(|_| char::from(letters[dice.below(letters.len())])).collect();
    format!("GROQ_API_KEY={}\n", ["gsk", "_", &body].concat())
}

/// Runs git with beartrap on PATH and a home of its own.
fn git(folder: &Path, args: &[&str]) -> Output {
    with_beartrap(command(folder, args), folder)
}

fn beartrap(folder: &Path, args: &[&str]) -> Output {
    #[expect(clippy::disallowed_methods, reason = "the test runs the product")]
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_beartrap"));
    command.args(args).current_dir(folder).stdin(std::process::Stdio::null());
    with_beartrap(command, folder)
}

fn with_beartrap(mut command: std::process::Command, home: &Path) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_beartrap")).parent().expect("a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(binary.to_path_buf()).chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(all).expect("a path")).env("HOME", home.join(".git"));
    command.output().expect("it runs")
}

fn text(output: &Output) -> String {
    [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat()
}

fn start() -> Repo {
    let repo = Repo::new(&[]);
    repo.write("a", "clean\n");
    repo.commit("start");
    repo
}

#[test]
fn a_commit_with_a_token_is_stopped() {
    let repo = start();
    let done = beartrap(repo.root(), &["hook", "install"]);
    assert!(done.status.success(), "{}", text(&done));
    assert!(text(&beartrap(repo.root(), &["hook", "install"])).contains("installed already"));
    repo.write("sub/b", leak(1));
    repo.git(&["add", "-A"]);
    let stopped = git(&repo.root().join("sub"), &["commit", "-q", "-m", "leak"]);
    assert!(!stopped.status.success());
    assert!(text(&stopped).contains("groq-api-key"), "{}", text(&stopped));
    assert!(!text(&stopped).contains(leak(1).trim()), "the token is printed");
    repo.write("a", format!("more\n{}", leak(2)));
    repo.git(&["rm", "-q", "-f", "sub/b"]);
    assert!(!git(repo.root(), &["commit", "-q", "-a", "-m", "with -a"]).status.success());
    repo.write("a", "still clean\n");
    let clean = git(repo.root(), &["commit", "-q", "-a", "-m", "clean"]);
    assert!(clean.status.success(), "{}", text(&clean));
    assert!(text(&beartrap(repo.root(), &["hook", "uninstall"])).contains("removed"));
    assert!(text(&beartrap(repo.root(), &["hook", "uninstall"])).contains("not installed"));
}

#[test]
fn hooks_of_others_are_left_alone() {
    let repo = start();
    repo.git(&["config", "core.hooksPath", "our hooks"]);
    repo.write("our hooks/pre-commit", "#!/bin/sh\nexit 0\n");
    let refused = beartrap(repo.root(), &["hook", "install"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused).contains("beartrap staged || exit 1"), "{}", text(&refused));
    assert_eq!(beartrap(repo.root(), &["hook", "uninstall"]).status.code(), Some(2));
    let kept = std::fs::read_to_string(repo.root().join("our hooks/pre-commit")).expect("text");
    assert_eq!(kept, "#!/bin/sh\nexit 0\n");
    assert!(beartrap(repo.root(), &["hook", "install", "--pre-push"]).status.success());
    assert!(repo.root().join("our hooks/pre-push").is_file(), "core.hooksPath is honoured");
}

/// A clone of a bare repository that both hold one commit.
fn pair() -> (Repo, std::path::PathBuf) {
    let repo = start();
    let place = repo.root().parent().expect("a folder").to_path_buf();
    git_in(&place, &["clone", "-q", "--bare", "repo", "server.git"]);
    repo.git(&["remote", "add", "origin", "../server.git"]);
    repo.git(&["fetch", "-q", "origin"]);
    (repo, place.join("server.git"))
}

#[test]
fn a_push_is_scanned_for_what_it_sends() {
    let (repo, _) = pair();
    repo.write("old", leak(3));
    repo.commit("leaked long ago");
    repo.git(&["push", "-q", "origin", "main"]);
    assert!(beartrap(repo.root(), &["hook", "install", "--pre-push"]).status.success());
    repo.write("old", "gone\n");
    repo.commit("clean");
    let push = git(repo.root(), &["push", "-q", "origin", "main"]);
    assert!(push.status.success(), "what the remote has does not count: {}", text(&push));
    repo.write("new", leak(4));
    repo.commit("leak");
    repo.write("new", "gone again\n");
    repo.commit("too late");
    let push = git(repo.root(), &["push", "-q", "origin", "main", "HEAD:refs/heads/other"]);
    assert!(!push.status.success(), "a token in a commit between counts");
    assert!(text(&push).contains("groq-api-key"), "{}", text(&push));
    repo.git(&["reset", "-q", "--hard", "HEAD~2"]);
    repo.git(&["tag", "-a", "-m", &leak(5), "v1"]);
    assert!(!git(repo.root(), &["push", "-q", "origin", "v1"]).status.success(), "tag messages count");
    repo.git(&["push", "-q", "--no-verify", "origin", "main:gone"]);
    assert!(git(repo.root(), &["push", "-q", "origin", ":gone"]).status.success(), "deleting sends nothing");
}

#[cfg(unix)]
#[test]
fn a_server_refuses_what_a_push_brings() {
    use std::os::unix::fs::PermissionsExt;
    let (repo, server) = pair();
    let hook = server.join("hooks/pre-receive");
    std::fs::create_dir_all(server.join("hooks")).expect("a folder");
    std::fs::write(&hook, "#!/bin/sh\nexec beartrap hook pre-receive\n").expect("written");
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).expect("a script");
    repo.write("new", "clean\n");
    repo.commit("clean");
    let push = git(repo.root(), &["push", "-q", "origin", "main"]);
    assert!(push.status.success(), "{}", text(&push));
    repo.write("new", leak(6));
    repo.commit("leak");
    let push = git(repo.root(), &["push", "-q", "origin", "main", "main:refs/heads/second"]);
    assert!(!push.status.success());
    assert!(text(&push).contains("The push was refused"), "{}", text(&push));
    assert!(text(&push).contains("groq-api-key"), "{}", text(&push));
    let left = git_in(&server, &["for-each-ref", "--format=%(refname)"]);
    assert_eq!(left, "refs/heads/main");
}

/// Git 2.54 runs hooks of the settings beside those of the repository; what an older one cannot do is not tried with it.
#[test]
fn a_global_hook_runs_in_every_repository() {
    let repo = start();
    let global = |args: &[&str]| beartrap(repo.root(), &[args, &["--global"]].concat());
    let done = global(&["hook", "install"]);
    assert!(done.status.success() && text(&done).contains("Git 2.54 or later"), "{}", text(&done));
    assert!(text(&global(&["hook", "install"])).contains("has the pre-commit hook already"));
    let settings = repo.root().join(".git/.gitconfig");
    let with_settings = |args: &[&str]| {
        let mut git = command(repo.root(), args);
        git.env("GIT_CONFIG_GLOBAL", &settings);
        with_beartrap(git, repo.root())
    };
    let asked = with_settings(&["config", "--get", "hook.beartrap-pre-commit.command"]);
    assert_eq!(text(&asked), "beartrap staged\n", "git reads the settings");
    if text(&with_settings(&["hook", "list", "pre-commit"])).contains("beartrap-pre-commit") {
        repo.git(&["config", "core.hooksPath", "ours"]);
        repo.write("b", leak(5));
        repo.git(&["add", "-A"]);
        let stopped = with_settings(&["commit", "-q", "-m", "leak"]);
        assert!(!stopped.status.success() && text(&stopped).contains("groq-api-key"), "{}", text(&stopped));
    }
    assert!(text(&global(&["hook", "uninstall"])).contains("removed the pre-commit hook"));
    assert_eq!(std::fs::read_to_string(&settings).expect("text"), "");
    std::fs::write(&settings, "[core]\n\thooksPath = ~/shared\n").expect("settings");
    assert!(text(&global(&["hook", "install"])).contains("installed"));
    assert!(repo.root().join(".git/shared/pre-commit").exists());
}
