//! libgit2 is the oracle: refs, objects, commits, trees, tags, indexes and staged files of generated repositories, read
//! by both.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use beartrap::git::index::Index;
use beartrap::git::object::{Commit, Mode, Signature, Tag, Tree};
use beartrap::git::odb::Odb;
use beartrap::git::oid::Oid;
use beartrap::git::repo::{Environment, Repository};
use beartrap::git::{Kind, Limits, refs};
use beartrap::source::history::{History, Selection};
use beartrap::source::staged;

use crate::fixture::{Dice, Repo, git_in};

fn open(folder: &Path) -> (Repository, Odb, git2::Repository) {
    let repo = Repository::discover(folder).expect("a repository");
    let folders = repo.object_folders(&Environment::default()).expect("folders");
    let mut skips = Vec::new();
    let odb = Odb::open(folders, repo.hash, Limits::default(), &mut skips).expect("opens");
    assert!(skips.is_empty(), "{skips:?}");
    (repo, odb, git2::Repository::open(folder).expect("libgit2 opens it"))
}

fn index_of(repo: &Repository) -> Result<Index, beartrap::error::Error> {
    Index::open(&repo.git_dir.join("index"), &repo.git_dir, repo.hash)
}

fn ours(id: git2::Oid) -> Oid {
    Oid::from_bytes(id.as_bytes()).expect("an id")
}

/// A repository with branches, merges, renames, tags of everything, a stash, packs with deltas and loose objects.
fn busy(seed: u64) -> Repo {
    let repo = Repo::new(&[]);
    let mut dice = Dice(seed);
    let mut files: Vec<(String, Vec<String>)> =
        (0..5).map(|n| (format!("d{}/f{n}.txt", n % 2), (0..40).map(|_| dice.line()).collect())).collect();
    repo.write("fixed.txt", "never changed\n");
    for round in 0..12 {
        let (name, lines) = &mut files[dice.below(5)];
        match dice.below(4) {
            0 => {
                repo.git(&["rm", "-q", "--cached", "--ignore-unmatch", name]);
                std::fs::remove_file(repo.root().join(&*name)).ok();
                *name = format!("moved {round}/ü{round}.txt");
            }
            1 => lines.reverse(),
            _ => {
                let at = dice.below(lines.len());
                lines.insert(at, dice.line());
            }
        }
        for (name, lines) in &files {
            repo.write(name, lines.concat());
        }
        repo.commit(&format!("round {round}\n\nwith a body\n"));
        match round {
            3 => {
                repo.git(&["branch", "side"]);
                repo.git(&["tag", "-a", "-m", "a tag", "v1"]);
                repo.git(&["tag", "-a", "-m", "a tag of a tag", "v1.1", "v1"]);
                repo.git(&["tag", "-a", "-m", "of a tree", "tree", "HEAD^{tree}"]);
                repo.git(&["tag", "blob", "HEAD:fixed.txt"]);
            }
            5 => {
                repo.git(&["checkout", "-q", "side"]);
                repo.write("side.txt", dice.line());
                repo.commit("on the side");
                repo.git(&["checkout", "-q", "main"]);
                repo.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
                files.push(("side.txt".to_owned(), vec![dice.line()]));
            }
            7 => drop(repo.git(&["gc", "-q", "--aggressive"])),
            9 => drop(repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD~2"])),
            _ => {}
        }
        files.truncate(5);
    }
    repo.write("d0/f0.txt", "stashed\n");
    repo.git(&["add", "-A"]);
    repo.git(&["stash", "-q"]);
    repo
}

/// Checks repositories, with a linked working tree and a clone that borrows the objects of each.
fn each_busy(check: impl Fn(&Path)) {
    for seed in [3, 77] {
        let repo = busy(seed);
        let tree = repo.root().parent().expect("a folder").join("linked");
        repo.git(&["worktree", "add", "-q", "--detach", &tree.to_string_lossy(), "HEAD~1"]);
        let clone = repo.root().parent().expect("a folder").join("clone");
        git_in(repo.root(), &["clone", "-q", "--shared", ".", &clone.to_string_lossy()]);
        for folder in [repo.root(), &tree, &clone] {
            check(folder);
        }
    }
}

#[test]
fn refs_agree() {
    each_busy(|folder| {
        let (repo, _, theirs) = open(folder);
        let mut skips = Vec::new();
        let found = refs::all(&repo, &mut skips).expect("refs");
        let named = |r: &&refs::Ref| r.name.starts_with("refs/");
        let found: BTreeMap<String, Oid> =
            found.iter().filter(named).map(|r| (r.name.clone(), r.target)).collect();
        let mut expected = BTreeMap::new();
        for one in theirs.references().expect("refs") {
            let one = one.expect("a ref");
            // A ref that stands for another one leads nowhere that the other does not.
            if one.kind() == Some(git2::ReferenceType::Symbolic) {
                continue;
            }
            let name = String::from_utf8(one.name_bytes().to_vec()).expect("text");
            let direct = one.resolve().expect("resolves").target().expect("an object");
            expected.insert(name, ours(direct));
        }
        assert!(expected.len() >= 3, "{expected:?}");
        assert_eq!(found, expected);
        let head = theirs.head().expect("a head").target().expect("an object");
        assert_eq!(refs::head(&repo).expect("read"), Some(ours(head)));
        assert!(skips.is_empty());
    });
}

#[test]
fn objects_agree() {
    each_busy(|folder| {
        let (_, odb, theirs) = open(folder);
        let store = theirs.odb().expect("objects");
        let mut ids = BTreeSet::new();
        store
            .foreach(|id| {
                ids.insert(*id);
                true
            })
            .expect("listed");
        assert!(ids.len() > 60, "{}", ids.len());
        for id in ids {
            let object = store.read(id).expect("read");
            let (kind, bytes) = odb.read(&ours(id)).expect("sound").expect("there");
            assert_eq!(bytes, object.data());
            match object.kind() {
                git2::ObjectType::Commit => {
                    assert_eq!(kind, Kind::Commit);
                    same_commit(&bytes, &theirs.find_commit(id).expect("a commit"));
                }
                git2::ObjectType::Tree => {
                    assert_eq!(kind, Kind::Tree);
                    same_tree(Tree::new(&bytes, odb.hash()), &theirs.find_tree(id).expect("a tree"));
                }
                git2::ObjectType::Tag => {
                    assert_eq!(kind, Kind::Tag);
                    same_tag(&bytes, &theirs.find_tag(id).expect("a tag"));
                }
                _ => assert_eq!(kind, Kind::Blob),
            }
        }
    });
}

fn same_commit(bytes: &[u8], theirs: &git2::Commit<'_>) {
    let commit = Commit::parse(bytes).expect("a commit");
    assert_eq!(commit.tree, ours(theirs.tree_id()));
    assert_eq!(commit.parents, theirs.parent_ids().map(ours).collect::<Vec<_>>());
    assert_eq!(commit.message, theirs.message_raw_bytes());
    same_signature(&commit.author, &theirs.author());
    same_signature(&commit.committer, &theirs.committer());
}

fn same_tag(bytes: &[u8], theirs: &git2::Tag<'_>) {
    let tag = Tag::parse(bytes).expect("a tag");
    assert_eq!(tag.target, ours(theirs.target_id()));
    assert_eq!(Some(tag.message), theirs.message_bytes());
    same_signature(&tag.tagger, &theirs.tagger().expect("a tagger"));
}

fn same_signature(found: &Signature<'_>, theirs: &git2::Signature<'_>) {
    let theirs = (theirs.name_bytes(), theirs.email_bytes(), theirs.when().seconds());
    assert_eq!((found.name, found.email, found.seconds), theirs);
}

fn same_tree(found: Tree<'_>, theirs: &git2::Tree<'_>) {
    let found: Vec<_> = found.map(|e| (e.name.to_vec(), Oid::from_bytes(e.id), e.mode)).collect();
    let line = |e: git2::TreeEntry<'_>| (e.name_bytes().to_vec(), Some(ours(e.id())), mode_of(&e));
    assert_eq!(found, theirs.iter().map(line).collect::<Vec<_>>());
}

fn mode_of(entry: &git2::TreeEntry<'_>) -> Mode {
    match (entry.kind(), entry.filemode()) {
        (Some(git2::ObjectType::Tree), _) => Mode::Folder,
        (Some(git2::ObjectType::Commit), _) => Mode::Submodule,
        (_, 0o120_000) => Mode::Link,
        _ => Mode::File,
    }
}

#[test]
fn the_commits_behind_refs_and_ranges_agree() {
    each_busy(|folder| {
        let (repo, odb, theirs) = open(folder);
        for (range, hidden) in [(None, None), (Some("HEAD~4..HEAD"), Some("HEAD~4")), (Some("HEAD"), None)] {
            let mut walk = theirs.revwalk().expect("a walk");
            match range {
                None => walk.push_glob("refs/*").expect("refs"),
                Some(_) => walk.push_head().expect("a head"),
            }
            walk.push_head().expect("a head");
            if let Some(hidden) = hidden {
                walk.hide(theirs.revparse_single(hidden).expect("there").id()).expect("hidden");
            }
            let mut expected: BTreeSet<Oid> = walk.map(|id| ours(id.expect("a commit"))).collect();
            let selection = Selection { range: range.map(str::to_owned), ..Selection::default() };
            let mut skips = Vec::new();
            let (history, _) =
                History::read(&repo, &odb, &selection, 2, &|_| None::<()>, &mut skips).expect("read");
            let order: Vec<Oid> = history
                .order
                .iter()
                .map(|&row| history.catalog.id(history.graph.commits()[row].object))
                .collect();
            if range.is_none() {
                // HEADs of other working trees count, too.
                for other in history.refs.iter().filter(|r| r.name.ends_with("HEAD")) {
                    let mut walk = theirs.revwalk().expect("a walk");
                    let id = git2::Oid::from_bytes(other.target.as_bytes()).expect("an id");
                    walk.push(id).expect("a commit");
                    expected.extend(walk.map(|id| ours(id.expect("a commit"))));
                }
            }
            assert_eq!(order.iter().copied().collect::<BTreeSet<_>>(), expected);
            for (place, id) in order.iter().enumerate() {
                let commit = theirs.find_commit(git2::Oid::from_bytes(id.as_bytes()).expect("an id"));
                let late = |parent: git2::Oid| order[place..].contains(&ours(parent));
                assert!(!commit.expect("a commit").parent_ids().any(late), "a parent comes after {id}");
            }
        }
    });
}

/// A repository whose index differs from HEAD in every way.
fn unsettled(version: &str) -> Repo {
    let repo = busy(5);
    repo.git(&["update-index", "--index-version", version]);
    repo.write("d0/new.txt", "new\n");
    repo.write("d1/f1.txt", "changed\n");
    repo.git(&["add", "d0/new.txt"]);
    repo.git(&["add", "-A", "d1"]);
    repo.git(&["rm", "-q", "--cached", "--ignore-unmatch", "d0/f0.txt", "d0/f2.txt"]);
    let blob = repo.git(&["hash-object", "-w", "d0/new.txt"]);
    repo.git(&["update-index", "--add", "--cacheinfo", &format!("120000,{blob},link")]);
    let head = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{head},module")]);
    repo
}

#[test]
fn indexes_agree() {
    for version in ["2", "3", "4"] {
        let repo = unsettled(version);
        if version != "2" {
            repo.write("announced.txt", "later\n");
            repo.git(&["add", "-N", "announced.txt"]);
        }
        let (ours_repo, _, theirs) = open(repo.root());
        let index = index_of(&ours_repo).expect("an index");
        let found: Vec<_> = (0..index.len()).map(|row| index.get(row)).collect();
        let theirs = theirs.index().expect("an index");
        assert_eq!(found.len(), theirs.len());
        for (found, theirs) in found.iter().zip(theirs.iter()) {
            assert_eq!(found.path, theirs.path);
            assert_eq!(Oid::from_bytes(found.id), Some(ours(theirs.id)));
            assert_eq!(found.mode, Mode::from_bits(theirs.mode));
            assert_eq!(u16::from(found.stage), theirs.flags >> 12 & 3);
            let announced = git2::IndexEntryExtendedFlag::INTENT_TO_ADD;
            assert_eq!(found.intent_to_add, theirs.flags_extended & announced.bits() != 0);
        }
    }
}

#[test]
fn staged_files_agree() {
    for version in ["2", "4"] {
        let repo = unsettled(version);
        let (ours_repo, odb, theirs) = open(repo.root());
        let index = index_of(&ours_repo).expect("an index");
        let parents = staged::parents(&ours_repo, &odb, false).expect("parents");
        let mut skips = Vec::new();
        let found = staged::changes(&index, &parents, &odb, &mut skips).expect("changes");
        let found: BTreeMap<Vec<u8>, Oid> =
            found.iter().map(|change| (change.path.as_bytes().to_vec(), change.blob)).collect();
        let tree = theirs.head().and_then(|head| head.peel_to_tree()).expect("a tree");
        let diff = theirs.diff_tree_to_index(Some(&tree), None, None).expect("a diff");
        let blob = |delta: &git2::DiffDelta<'_>| {
            let file = delta.new_file();
            let is_blob = !matches!(file.mode(), git2::FileMode::Commit | git2::FileMode::Unreadable);
            is_blob.then(|| (file.path_bytes().expect("a path").to_vec(), ours(file.id())))
        };
        let expected: BTreeMap<Vec<u8>, Oid> = diff.deltas().filter_map(|delta| blob(&delta)).collect();
        assert!(expected.len() >= 3, "{expected:?}");
        assert_eq!(found, expected);
    }
}
