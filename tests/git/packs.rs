//! Every object of a repository, read by beartrap and by git: they must agree.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use beartrap::git::catalog::{Catalog, Fault, Forest, Resolved, Visit, resolve};
use beartrap::git::odb::Odb;
use beartrap::git::oid::{HashKind, Oid};
use beartrap::git::{Kind, Limits};

use crate::fixture::{Dice, Repo, git_with};

type Objects = BTreeMap<Oid, (Kind, Vec<u8>)>;

/// Collects all objects, and checks that what a delta copied is what the base holds.
struct Collect<'c>(&'c Catalog<'c>, Objects);

impl Visit for Collect<'_> {
    type Carry = ();

    fn visit(&mut self, object: &Resolved<'_, ()>) {
        for copy in object.base.iter().flat_map(|base| base.copies) {
            let base = object.base.as_ref().expect("copies come from a base");
            assert_eq!(
                object.bytes[copy.to..copy.to + copy.len],
                base.bytes[copy.from..copy.from + copy.len]
            );
        }
        let twice = self.1.insert(self.0.id(object.object), (object.kind, object.bytes.to_vec()));
        assert!(twice.is_none(), "an object was visited twice");
    }
}

fn open(folders: Vec<PathBuf>, hash: HashKind) -> Odb {
    let mut skips = Vec::new();
    let odb = Odb::open(folders, hash, Limits::default(), &mut skips).expect("opens");
    assert!(skips.is_empty(), "{skips:?}");
    odb
}

fn read_all(odb: &Odb) -> (Objects, Vec<Fault>) {
    let catalog = Catalog::new(odb).expect("lists");
    let mut lost = Vec::new();
    let forest = Forest::new(&catalog, &mut lost);
    let (visitors, mut faults) =
        resolve(&catalog, &forest, &vec![true; catalog.len()], 2, || Collect(&catalog, Objects::new()));
    faults.extend(lost.into_iter().map(|(object, error)| Fault { object, error }));
    (visitors.into_iter().flat_map(|v| v.1).collect(), faults)
}

/// What `git cat-file` says of every object.
fn oracle(repo: &Repo) -> Objects {
    let text = git_with(repo.root(), &["cat-file", "--batch-all-objects", "--batch"], b"");
    let mut rest = &text[..];
    let mut objects = Objects::new();
    while !rest.is_empty() {
        let end = rest.iter().position(|&b| b == b'\n').expect("a header line");
        let header: Vec<&[u8]> = rest[..end].split(|&b| b == b' ').collect();
        let size: usize = std::str::from_utf8(header[2]).expect("digits").parse().expect("a size");
        let id = Oid::from_hex(header[0]).expect("an id");
        let kind = Kind::from_name(header[1]).expect("a kind");
        objects.insert(id, (kind, rest[end + 1..=end + size].to_vec()));
        rest = &rest[end + size + 2..];
    }
    objects
}

/// A few files with many versions, some commits packed, some not.
fn grow(repo: &Repo, commits: usize, dice: &mut Dice) {
    let mut files: Vec<Vec<String>> = (0..4).map(|_| (0..60).map(|_| dice.line()).collect()).collect();
    for number in 0..commits {
        for (name, lines) in files.iter_mut().enumerate() {
            let at = dice.below(lines.len());
            match dice.below(3) {
                0 => lines[at] = dice.line(),
                1 => lines.insert(at, dice.line()),
                _ => {
                    let block: Vec<String> = lines.drain(at..).take(7).collect();
                    lines.splice(0..0, block);
                    lines.push(dice.line());
                }
            }
            repo.write(&format!("folder{}/file{name}", name % 2), lines.concat());
        }
        repo.commit(&format!("change {number}"));
    }
}

#[test]
fn agrees_with_git_on_every_object() {
    for (format, hash) in [("sha1", HashKind::Sha1), ("sha256", HashKind::Sha256)] {
        let repo = Repo::new(&["--object-format", format]);
        let mut dice = Dice(0x5eed);
        grow(&repo, 12, &mut dice);
        repo.git(&["tag", "-a", "-m", "first", "v1"]);
        repo.git(&["repack", "-adq"]);
        grow(&repo, 8, &mut dice);
        repo.git(&["repack", "-dq"]);
        grow(&repo, 2, &mut dice);
        let odb = open(vec![repo.objects()], hash);
        assert_eq!(odb.packs().len(), 2);
        let expected = oracle(&repo);
        let (found, faults) = read_all(&odb);
        assert!(faults.is_empty(), "{faults:?}");
        assert!(found == expected, "{format}: the forest differs from git");
        for (id, object) in &expected {
            assert_eq!(odb.read(id).expect("sound").as_ref(), Some(object), "{id}");
        }
        assert_eq!(odb.read(&Oid::from_bytes(&vec![3; hash.len()]).expect("an id")).expect("sound"), None);
    }
}

#[test]
fn an_object_in_two_packs_counts_once() {
    let repo = Repo::new(&[]);
    grow(&repo, 10, &mut Dice(7));
    repo.git(&["repack", "-adq"]);
    git_with(repo.root(), &["pack-objects", "-q", "--revs", ".git/objects/pack/pack"], b"HEAD~3\n");
    fs::write(repo.root().join("x"), "x").expect("written");
    let odb = open(vec![repo.objects()], HashKind::Sha1);
    assert_eq!(odb.packs().len(), 2);
    let (found, faults) = read_all(&odb);
    assert!(faults.is_empty(), "{faults:?}");
    assert!(found == oracle(&repo));
}

#[test]
fn deltas_against_ids_and_old_indexes_are_read() {
    let repo = Repo::new(&[]);
    grow(&repo, 10, &mut Dice(9));
    repo.git(&["-c", "repack.useDeltaBaseOffset=false", "-c", "pack.indexVersion=1", "repack", "-adqf"]);
    let (found, faults) = read_all(&open(vec![repo.objects()], HashKind::Sha1));
    assert!(faults.is_empty(), "{faults:?}");
    assert!(found == oracle(&repo));
}

/// The only pack of a repository that was repacked into one.
fn pack_of(repo: &Repo) -> PathBuf {
    let files = fs::read_dir(repo.objects().join("pack")).expect("a folder");
    let mut packs =
        files.map(|f| f.expect("a file").path()).filter(|p| p.extension().is_some_and(|e| e == "pack"));
    packs.next().expect("a pack")
}

fn rewrite(path: &PathBuf, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).expect("readable");
    change(&mut bytes);
    fs::remove_file(path).expect("removable");
    fs::write(path, bytes).expect("writable");
}

#[test]
fn damage_is_told_and_costs_only_what_it_hits() {
    let repo = Repo::new(&[]);
    grow(&repo, 10, &mut Dice(11));
    repo.git(&["repack", "-adq"]);
    let pack = pack_of(&repo);
    let sound = oracle(&repo);
    let len = fs::metadata(&pack).expect("a file").len();
    let mut dice = Dice(13);
    for _ in 0..40 {
        let at = 12 + dice.below(usize::try_from(len).expect("small") - 32);
        let flip = 1 << dice.below(8);
        rewrite(&pack, |bytes| bytes[at] ^= flip);
        let (found, faults) = read_all(&open(vec![repo.objects()], HashKind::Sha1));
        rewrite(&pack, |bytes| bytes[at] ^= flip);
        assert_eq!(found.len() + faults.len(), sound.len(), "each object is either read or told");
        let name = pack.file_name().expect("a name").to_string_lossy().into_owned();
        for fault in &faults {
            assert!(fault.error.to_string().contains(&name), "{}", fault.error);
            assert!(fault.error.to_string().contains("offset"), "{}", fault.error);
        }
    }
}

#[test]
fn a_pack_cut_short_is_told_and_never_panics() {
    let repo = Repo::new(&[]);
    grow(&repo, 3, &mut Dice(17));
    repo.git(&["repack", "-adq"]);
    let pack = pack_of(&repo);
    for file in [pack.clone(), pack.with_extension("idx")] {
        let whole = fs::read(&file).expect("readable");
        for keep in (0..whole.len()).step_by(97) {
            rewrite(&file, |bytes| bytes.truncate(keep));
            let mut skips = Vec::new();
            let odb = Odb::open(vec![repo.objects()], HashKind::Sha1, Limits::default(), &mut skips)
                .expect("opens");
            let told = !skips.is_empty() || !read_all(&odb).1.is_empty();
            assert!(told, "{} bytes of {}", keep, file.display());
        }
        rewrite(&file, |bytes| *bytes = whole);
    }
}

#[test]
fn objects_beyond_the_limit_are_told() {
    let repo = Repo::new(&[]);
    repo.write("zeros", vec![b'0'; 1 << 20]);
    repo.write("small", "small");
    repo.commit("a bomb in small");
    let check = |objects: PathBuf| {
        let limits = Limits { object: 1 << 16, ..Limits::default() };
        let odb = Odb::open(vec![objects], HashKind::Sha1, limits, &mut Vec::new()).expect("opens");
        let (found, faults) = read_all(&odb);
        assert_eq!((found.len(), faults.len()), (3, 1));
        assert!(faults[0].error.to_string().contains("limit"), "{}", faults[0].error);
    };
    check(repo.objects());
    repo.git(&["repack", "-adq"]);
    check(repo.objects());
}
