//! `beartrap staged`: the index, not the files, in every state that git can bring it into.

use std::path::{Path, PathBuf};

use beartrap::git::index::Index;
use beartrap::git::object::Mode;
use beartrap::git::oid::Oid;
use beartrap::git::repo::{Environment, Repository};
use beartrap::scan;

use crate::fixture::{Repo, git_in, plan, token};

struct Result {
    found: Vec<String>,
    suppressed: Vec<String>,
    skips: Vec<String>,
}

fn run(folder: &Path, environment: &Environment, amend: bool) -> Result {
    let plan = plan();
    let repo = Repository::from_environment(environment, folder).expect("a repository");
    let report = scan::staged(&plan, &repo, environment, amend).expect("a scan");
    let line = |f: &beartrap::finding::Finding| {
        format!("{}:{}", f.location.origin.path, f.location.start.line.get())
    };
    Result {
        found: report.findings.iter().map(line).collect(),
        suppressed: report.suppressed.iter().map(line).collect(),
        skips: report.skipped.iter().map(|s| format!("{}: {}", s.path, s.reason)).collect(),
    }
}

fn found(repo: &Repo) -> Vec<String> {
    run(repo.root(), &Environment::default(), false).found
}

fn clean() -> Repo {
    let repo = Repo::new(&[]);
    repo.write("a/b/c.txt", "one\n");
    repo.write("z.txt", "two\n");
    repo.commit("start");
    repo
}

#[test]
fn the_index_counts_and_not_the_file() {
    let repo = clean();
    repo.write("z.txt", format!("{}\n", token(1)));
    assert_eq!(found(&repo), [""; 0], "not staged");
    repo.git(&["add", "z.txt"]);
    repo.write("z.txt", "cleaned up on disk only\n");
    repo.write("a/b/new.txt", format!("\n{}\n", token(2)));
    repo.git(&["add", "a/b/new.txt"]);
    assert_eq!(found(&repo), ["a/b/new.txt:2", "z.txt:1"]);
    repo.git(&["commit", "-q", "-m", "done"]);
    assert_eq!(found(&repo), [""; 0], "committed");
}

#[test]
fn unborn_branches_and_empty_repositories() {
    let repo = Repo::new(&[]);
    assert_eq!(found(&repo), [""; 0]);
    repo.write("first", token(1));
    repo.git(&["add", "first"]);
    assert_eq!(found(&repo), ["first:1"]);
}

#[test]
fn every_version_of_the_index_and_both_hashes() {
    for format in ["sha1", "sha256"] {
        for version in ["2", "3", "4"] {
            let repo = Repo::new(&["--object-format", format]);
            for n in 0..30 {
                repo.write(&format!("folder/file{n:02}"), "clean\n");
            }
            repo.commit("start");
            repo.git(&["update-index", "--index-version", version]);
            repo.write("announced", token(1));
            repo.git(&["add", "-N", "announced"]);
            repo.write("folder/file17", token(2));
            repo.git(&["add", "folder/file17"]);
            assert_eq!(found(&repo), ["folder/file17:1"], "{format} {version}");
        }
    }
}

#[test]
fn what_a_parent_has_in_the_same_file_is_suppressed() {
    let repo = clean();
    repo.write("z.txt", format!("{}\n", token(1)));
    repo.commit("leak");
    repo.write("z.txt", format!("moved\n{}\nand {}\n", token(1), token(2)));
    repo.git(&["add", "z.txt"]);
    let result = run(repo.root(), &Environment::default(), false);
    assert_eq!((result.found, result.suppressed), (vec!["z.txt:3".to_owned()], vec!["z.txt:2".to_owned()]));
}

#[test]
fn amending_compares_with_the_parent_of_head() {
    let repo = clean();
    repo.write("z.txt", token(1));
    repo.commit("leak");
    assert_eq!(found(&repo), [""; 0]);
    assert_eq!(run(repo.root(), &Environment::default(), true).found, ["z.txt:1"]);
}

#[test]
fn a_merge_is_compared_with_both_sides() {
    let repo = clean();
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("theirs", token(1));
    repo.commit("side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("ours", token(2));
    repo.commit("main");
    repo.git(&["merge", "-q", "--no-commit", "side"]);
    repo.write("z.txt", token(3));
    repo.git(&["add", "z.txt"]);
    assert_eq!(found(&repo), ["z.txt:1"]);
}

#[test]
fn conflicts_are_told() {
    let repo = clean();
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("z.txt", "side\n");
    repo.commit("side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("z.txt", "main\n");
    repo.commit("main");
    repo.git(&["-c", "merge.conflictStyle=merge", "read-tree", "-m", "HEAD~1", "main", "side"]);
    let result = run(repo.root(), &Environment::default(), false);
    assert_eq!(result.skips, ["z.txt: in conflict, not scanned"]);
}

#[test]
fn links_are_read_and_submodules_are_not() {
    let repo = clean();
    let other = clean();
    repo.git(&["submodule", "--quiet", "add", &other.root().display().to_string(), "sub"]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(format!("https://x/{}/y", token(1)), repo.root().join("link"))
        .expect("a link");
    repo.git(&["add", "-A"]);
    assert_eq!(found(&repo), ["link:1"]);
}

#[test]
fn subdirectories_linked_worktrees_and_named_indexes() {
    let repo = clean();
    repo.write("z.txt", token(1));
    let other = repo.root().join(".git/other-index");
    std::fs::copy(repo.root().join(".git/index"), &other).expect("copied");
    repo.git(&["add", "z.txt"]);
    assert_eq!(run(&repo.root().join("a/b"), &Environment::default(), false).found, ["z.txt:1"]);
    for file in [other.clone(), PathBuf::from(".git/other-index")] {
        let environment = Environment { index_file: Some(file), ..Environment::default() };
        assert_eq!(run(&repo.root().join("a"), &environment, false).found, [""; 0]);
    }
    repo.git(&["worktree", "add", "-q", "../linked"]);
    let linked = repo.root().parent().expect("a folder").join("linked");
    std::fs::write(linked.join("mine"), token(2)).expect("written");
    git_in(&linked, &["add", "mine"]);
    assert_eq!(run(&linked, &Environment::default(), false).found, ["mine:1"]);
    let git_dir = repo.root().join(".git/worktrees/linked");
    let hook = Environment { git_dir: Some(git_dir), ..Environment::default() };
    assert_eq!(run(&linked, &hook, false).found, ["mine:1"], "as a hook sees it");
}

#[test]
fn sparse_indexes_are_read() {
    let repo = clean();
    repo.write("side/deep/x", "x\n");
    repo.write("a/y", "y\n");
    repo.commit("more");
    repo.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "a"]);
    repo.write("a/y", token(1));
    repo.git(&["add", "a/y"]);
    assert_eq!(found(&repo), ["a/y:1"]);
    // A folder that is one entry of the index, and differs from HEAD.
    repo.git(&["stash", "-q"]);
    repo.git(&["sparse-checkout", "disable"]);
    repo.write("side/deep/x", token(2));
    let changed = repo.commit("change");
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    repo.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "a"]);
    repo.git(&["read-tree", "-m", "HEAD", &changed]);
    assert_eq!(found(&repo), ["side/deep/x:1"]);
}

#[test]
fn nothing_is_written() {
    let repo = clean();
    repo.write("z.txt", token(1));
    repo.git(&["add", "z.txt"]);
    let state = || {
        let mut seen = Vec::new();
        let mut open = vec![repo.root().to_path_buf()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
                let meta = entry.metadata().expect("metadata");
                if meta.is_dir() {
                    open.push(entry.path());
                } else {
                    seen.push((entry.path(), meta.len(), meta.modified().expect("a time")));
                }
            }
        }
        seen.sort();
        seen
    };
    let before = state();
    assert_eq!(found(&repo), ["z.txt:1"]);
    assert_eq!(state(), before);
}

#[test]
fn damaged_indexes_are_errors() {
    let repo = clean();
    let error = || {
        let plan = plan();
        let environment = Environment::default();
        let opened = Repository::discover(repo.root()).expect("a repository");
        scan::staged(&plan, &opened, &environment, false).err().map(|e| e.to_string()).unwrap_or_default()
    };
    let path = repo.root().join(".git/index");
    let whole = std::fs::read(&path).expect("readable");
    for keep in (1..whole.len()).step_by(13) {
        std::fs::write(&path, &whole[..keep]).expect("written");
        assert!(error().contains("index"), "{keep} bytes");
    }
    std::fs::write(&path, &whole).expect("written");
    assert_eq!(error(), "");
    repo.git(&["update-index", "--split-index"]);
    assert_eq!(error(), "");
    for file in std::fs::read_dir(repo.root().join(".git")).expect("a folder").flatten() {
        if file.file_name().to_string_lossy().starts_with("sharedindex.") {
            std::fs::remove_file(file.path()).expect("removed");
        }
    }
    assert!(error().contains("sharedindex."), "{}", error());
}

/// What git says that the index holds: mode, id, stage and path of each entry.
fn listed(repo: &Repo) -> Vec<String> {
    repo.git(&["ls-files", "-s", "-z"]).split_terminator('\0').map(str::to_owned).collect()
}

fn read(repo: &Repo) -> Vec<String> {
    let opened = Repository::discover(repo.root()).expect("a repository");
    let index = Index::open(&opened.git_dir.join("index"), &opened.git_dir, opened.hash).expect("an index");
    let line = |row| {
        let entry = index.get(row);
        let id = Oid::from_bytes(entry.id).expect("an id");
        let bits = if entry.mode == Mode::Link { "120000" } else { "100644" };
        format!("{bits} {id} {}\t{}", entry.stage, String::from_utf8_lossy(entry.path))
    };
    (0..index.len()).map(line).collect()
}

#[test]
fn split_indexes_are_read() {
    for init in [&["--object-format=sha1"][..], &["--object-format=sha256"]] {
        for version in ["2", "4"] {
            let repo = Repo::new(init);
            for n in 0..150 {
                repo.write(&format!("d{}/f{n}.txt", n % 7), format!("{n}\n"));
            }
            repo.commit("start");
            repo.git(&["config", "splitIndex.maxPercentChange", "100"]);
            repo.git(&["update-index", "--index-version", version]);
            repo.git(&["update-index", "--split-index"]);
            let shared = |repo: &Repo| {
                let bytes = std::fs::read(repo.root().join(".git/index")).expect("an index");
                memchr::memmem::find(&bytes, b"link").is_some()
            };
            assert!(shared(&repo));
            assert_eq!(read(&repo), listed(&repo));
            repo.write("d1/f1.txt", format!("{}\n", token(1)));
            repo.write("d3/f80.txt", "changed\n");
            repo.write("a-new.txt", format!("{}\n", token(2)));
            repo.write("d3/f9999.txt", "new\n");
            repo.git(&["add", "-A"]);
            repo.git(&["rm", "-q", "--cached", "d0/f0.txt", "d2/f100.txt", "d6/f146.txt"]);
            assert!(shared(&repo));
            assert_eq!(read(&repo), listed(&repo));
            assert_eq!(found(&repo), ["a-new.txt:1", "d1/f1.txt:1"]);
            for n in 0..70 {
                repo.git(&["rm", "-q", "--cached", "--ignore-unmatch", &format!("d{}/f{n}.txt", n % 7)]);
            }
            assert_eq!(read(&repo), listed(&repo));
            assert_eq!(found(&repo), ["a-new.txt:1"]);
        }
    }
}

#[test]
fn no_byte_of_a_split_index_is_trusted() {
    let repo = clean();
    repo.git(&["config", "splitIndex.maxPercentChange", "100"]);
    repo.git(&["update-index", "--split-index"]);
    repo.write("a/new.txt", "new\n");
    repo.write("z.txt", "changed\n");
    repo.git(&["add", "-A"]);
    let opened = Repository::discover(repo.root()).expect("a repository");
    let path = opened.git_dir.join("index");
    let whole = std::fs::read(&path).expect("an index");
    assert!(memchr::memmem::find(&whole, b"link").is_some());
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        std::fs::write(&path, bytes).expect("written");
        if let Ok(index) = Index::open(&path, &opened.git_dir, opened.hash) {
            // Reads every entry: a forged place would be out of bounds here.
            assert!((0..index.len()).map(|row| index.get(row).path.len()).sum::<usize>() > 0);
        }
    }
}
