//! `beartrap history --cache`: a second scan skips what holds nothing, and says the same.

use beartrap::git::repo::{Environment, Repository};
use beartrap::plan::Plan;
use beartrap::report::Report;
use beartrap::scan::{self, Progress};
use beartrap::source::history::Selection;

use crate::fixture::{Repo, plan, token};

fn scan<'p>(plan: &'p Plan, repo: &Repo, cache: bool) -> Report<'p> {
    let selection = Selection { cache, ..Selection::default() };
    let repo = Repository::discover(repo.root()).expect("a repository");
    scan::history(plan, &repo, &Environment::default(), &selection, &Progress::default()).expect("a scan")
}

/// All that a report says, but for notes and the time.
fn said(report: &Report<'_>) -> String {
    let stats = &report.stats;
    let counts = (stats.blobs, stats.bytes, stats.binary, stats.candidates, stats.dropped, stats.commits);
    format!("{:#?} {:#?} {:#?} {counts:?}", report.findings, report.suppressed, report.skipped)
}

/// How many blobs the cache spared a scan.
fn spared(report: &Report<'_>) -> Option<u64> {
    let note = report.stats.notes.iter().find(|note| note.ends_with("were scanned before"))?;
    note.split(' ').next()?.parse().ok()
}

/// Four files with nothing in them, one of them binary, and a token.
fn sample() -> Repo {
    let repo = Repo::new(&[]);
    for name in ["one", "two", "three"] {
        repo.write(name, format!("{name}: nothing here\n").repeat(40));
    }
    repo.write("four.bin", b"\0\x01\x02 binary");
    repo.write("conf.py", format!("KEY = '{}'\n", token(1)));
    repo.commit("start");
    repo
}

#[test]
fn a_second_scan_says_the_same() {
    let (repo, plan) = (sample(), plan());
    let without = said(&scan(&plan, &repo, false));
    assert!(!repo.root().join(".git/beartrap").exists(), "only --cache writes");
    let (first, second) = (scan(&plan, &repo, true), scan(&plan, &repo, true));
    assert_eq!((said(&first), said(&second)), (without.clone(), without));
    assert_eq!((spared(&first), spared(&second)), (None, Some(4)));
}

#[test]
fn new_commits_are_scanned() {
    let (repo, plan) = (sample(), plan());
    scan(&plan, &repo, true);
    repo.write("one", format!("{}\n{}\n", "one: nothing here\n".repeat(40), token(2)));
    repo.commit("add a key");
    repo.git(&["gc", "-q"]);
    let report = scan(&plan, &repo, true);
    assert_eq!(spared(&report), Some(4));
    assert_eq!(report.findings.len(), 2);
    assert_eq!(said(&report), said(&scan(&plan, &repo, false)));
}

#[test]
fn another_limit_or_path_is_another_scan() {
    let (repo, plan) = (sample(), plan());
    scan(&plan, &repo, true);
    let mut other = crate::fixture::plan();
    other.max_file_size = 500;
    let report = scan(&other, &repo, true);
    assert_eq!(spared(&report), None);
    assert_eq!(report.skipped.len(), 3, "three files are too large now: {:?}", report.skipped);
    let report = scan(&plan, &repo, true);
    assert_eq!(spared(&report), None, "the other scan took the place of the first");
}

#[test]
fn a_damaged_cache_is_told_and_written_anew() {
    let (repo, plan) = (sample(), plan());
    let without = said(&scan(&plan, &repo, false));
    scan(&plan, &repo, true);
    let file = repo.root().join(".git/beartrap/clean-blobs");
    let bytes = std::fs::read(&file).expect("a cache");
    std::fs::write(&file, &bytes[..bytes.len() / 2]).expect("written");
    let report = scan(&plan, &repo, true);
    assert_eq!(said(&report), without);
    assert!(report.warnings.iter().any(|warning| warning.contains("damaged")), "{:?}", report.warnings);
    let report = scan(&plan, &repo, true);
    assert_eq!((spared(&report), report.warnings.len()), (Some(4), 0));
}

#[test]
fn two_scans_at_once_leave_one_whole_cache() {
    let repo = sample();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let plan = plan();
                assert!(scan(&plan, &repo, true).warnings.is_empty());
            });
        }
    });
    let plan = plan();
    assert_eq!(spared(&scan(&plan, &repo, true)), Some(4));
    let files = std::fs::read_dir(repo.root().join(".git/beartrap")).expect("a folder");
    assert_eq!(files.count(), 1, "nothing is left lying around");
}
