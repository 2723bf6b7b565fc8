//! `beartrap history --cache`: a second scan skips what it knows, and says the same.

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

/// The JSON report, which must not depend on a cache.
fn said(report: &Report<'_>) -> String {
    let json = beartrap::report::format("json").expect("a format");
    let mut out = Vec::new();
    (json.write)(report, &beartrap::report::Style::default(), &mut out).expect("written");
    String::from_utf8(out).expect("text")
}

/// How many blobs the cache spared a scan.
fn spared(report: &Report<'_>) -> u64 {
    report.stats.remembered
}

/// Four files with nothing in them, one of them binary, a placeholder, and a token.
fn sample() -> Repo {
    let repo = Repo::new(&[]);
    for name in ["one", "two", "three"] {
        repo.write(name, format!("{name}: nothing here\n").repeat(40));
    }
    repo.write("four.bin", b"\0\x01\x02 binary");
    repo.write("five.env", "password = example\n");
    repo.write("conf.py", format!("KEY = '{}'\n", token(1)));
    repo.commit("start");
    repo
}

/// A commit that changes nothing, so that the next scan is not of the same refs.
fn move_on(repo: &Repo) {
    repo.git(&["commit", "-q", "--allow-empty", "-m", "nothing"]);
}

#[test]
fn a_second_scan_reads_nothing_and_says_the_same() {
    let (repo, plan) = (sample(), plan());
    let without = said(&scan(&plan, &repo, false));
    assert!(!repo.root().join(".git/beartrap").exists(), "only --cache writes");
    let (first, second) = (scan(&plan, &repo, true), scan(&plan, &repo, true));
    assert_eq!((said(&first), said(&second)), (without.clone(), without));
    assert_eq!((spared(&first), spared(&second)), (0, 6));
}

#[test]
fn after_a_commit_known_blobs_are_not_scanned_again() {
    let (repo, plan) = (sample(), plan());
    scan(&plan, &repo, true);
    move_on(&repo);
    let report = scan(&plan, &repo, true);
    assert_eq!((spared(&report), report.findings.len()), (6, 1));
    assert_eq!(said(&report), said(&scan(&plan, &repo, false)));
}

#[test]
fn new_commits_are_scanned() {
    let (repo, plan) = (sample(), plan());
    scan(&plan, &repo, true);
    repo.write("one", format!("{}\n{}\n", "one: nothing here\n".repeat(40), token(2)));
    repo.commit("add a key");
    repo.git(&["gc", "-q"]);
    let report = scan(&plan, &repo, true);
    assert_eq!(spared(&report), 6);
    assert_eq!(report.findings.len(), 2);
    assert_eq!(said(&report), said(&scan(&plan, &repo, false)));
    assert_eq!(said(&report), said(&scan(&plan, &repo, true)));
}

#[test]
fn what_a_forced_push_took_away_is_not_reported() {
    let (repo, plan) = (sample(), plan());
    repo.write("one", format!("KEY = '{}'\n", token(2)));
    repo.commit("add a key");
    assert_eq!(scan(&plan, &repo, true).findings.len(), 2);
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    for expire in [false, true] {
        if expire {
            repo.git(&["reflog", "expire", "--expire=now", "--all"]);
            repo.git(&["gc", "-q", "--prune=now"]);
        }
        let report = scan(&plan, &repo, true);
        assert_eq!(report.findings.len(), 1);
        assert_eq!(said(&report), said(&scan(&plan, &repo, false)));
    }
}

#[test]
fn other_rules_are_another_scan() {
    let (repo, plan) = (sample(), plan());
    repo.write("two", format!("see {}\n", token(1).replace("demo", "demi")));
    repo.commit("a key of a format without a rule");
    assert_eq!(scan(&plan, &repo, true).findings.len(), 1);
    let mut other = crate::fixture::plan();
    crate::fixture::add_rule(&mut other, "demi");
    let report = scan(&other, &repo, true);
    assert_eq!((spared(&report), report.findings.len()), (0, 2));
    assert_eq!(said(&report), said(&scan(&other, &repo, false)));
}

#[test]
fn shares_do_not_take_each_others_results() {
    let repo = sample();
    let share = |text: &str| {
        let mut plan = plan();
        plan.shard = Some(text.parse().expect("a share"));
        plan
    };
    let plans = [share("1/2"), share("2/2")];
    for _ in 0..2 {
        for plan in &plans {
            assert_eq!(said(&scan(plan, &repo, true)), said(&scan(plan, &repo, false)));
        }
    }
    let blobs = |plan| scan(plan, &repo, true).stats.blobs;
    assert_eq!(blobs(&plans[0]) + blobs(&plans[1]), 6);
    assert_eq!(scan(&plans[1], &repo, true).stats.remembered, blobs(&plans[1]));
}

#[test]
fn settings_judge_what_is_remembered_anew() {
    let (repo, plan) = (sample(), plan());
    let mut lenient = crate::fixture::plan();
    lenient.exclude = beartrap::paths::PathSet::new(std::path::Path::new(""), &["*.py"]).expect("a pattern");
    scan(&plan, &repo, true);
    let report = scan(&lenient, &repo, true);
    assert_eq!((spared(&report), report.findings.len()), (5 + 1, 0));
    assert_eq!(said(&report), said(&scan(&lenient, &repo, false)));
    assert_eq!(scan(&plan, &repo, true).findings.len(), 1);
}

#[test]
fn what_was_dropped_is_explained_in_every_scan() {
    let (repo, mut plan) = (sample(), plan());
    plan.explain = true;
    let without = said(&scan(&plan, &repo, false));
    assert!(!scan(&plan, &repo, false).dropped.is_empty(), "the sample has a placeholder");
    assert_eq!(said(&scan(&plan, &repo, true)), without);
    assert_eq!(said(&scan(&plan, &repo, true)), without);
    move_on(&repo);
    assert_eq!(said(&scan(&plan, &repo, true)), said(&scan(&plan, &repo, false)));
}

#[test]
fn a_lost_object_is_told_though_the_refs_are_the_same() {
    let (repo, plan) = (sample(), plan());
    assert!(!scan(&plan, &repo, true).incomplete());
    let id = repo.git(&["rev-parse", "HEAD:one"]);
    let path = repo.objects().join(&id[..2]).join(&id[2..]);
    let kept = std::fs::read(&path).expect("a loose object");
    std::fs::remove_file(&path).expect("removed");
    assert!(scan(&plan, &repo, true).incomplete());
    std::fs::write(&path, kept).expect("written");
    assert!(!scan(&plan, &repo, true).incomplete(), "an incomplete scan is not remembered");
}

#[test]
fn no_cache_holds_a_secret() {
    let (repo, plan) = (sample(), plan());
    scan(&plan, &repo, true);
    for file in std::fs::read_dir(repo.root().join(".git/beartrap")).expect("a folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("read");
        for part in [token(1).as_bytes(), &token(1).as_bytes()[10..24]] {
            assert_eq!(memchr::memmem::find(&bytes, part), None);
        }
    }
}

#[test]
fn another_limit_or_path_is_another_scan() {
    let (repo, plan) = (sample(), plan());
    scan(&plan, &repo, true);
    let mut other = crate::fixture::plan();
    other.max_file_size = 500;
    let report = scan(&other, &repo, true);
    assert_eq!(spared(&report), 0);
    assert_eq!(report.skipped.len(), 3, "three files are too large now: {:?}", report.skipped);
    move_on(&repo);
    let report = scan(&plan, &repo, true);
    assert_eq!(spared(&report), 0, "the other scan took the place of the first");
}

#[test]
fn a_damaged_cache_is_told_and_written_anew() {
    let (repo, plan) = (sample(), plan());
    let without = said(&scan(&plan, &repo, false));
    scan(&plan, &repo, true);
    for name in ["last-scan", "scanned-blobs"] {
        let file = repo.root().join(".git/beartrap").join(name);
        let bytes = std::fs::read(&file).expect("a cache");
        std::fs::write(&file, &bytes[..bytes.len() / 2]).expect("written");
    }
    let mut report = scan(&plan, &repo, true);
    let damaged = |warning: &&String| warning.contains("damaged");
    assert_eq!(report.warnings.iter().filter(damaged).count(), 2, "{:?}", report.warnings);
    report.warnings.clear();
    assert_eq!(said(&report), without);
    let report = scan(&plan, &repo, true);
    assert_eq!((spared(&report), report.warnings.len()), (6, 0));
}

#[test]
fn two_scans_at_once_leave_whole_caches() {
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
    assert_eq!(spared(&scan(&plan, &repo, true)), 6);
    let files = std::fs::read_dir(repo.root().join(".git/beartrap")).expect("a folder");
    assert_eq!(files.count(), 2, "nothing is left lying around");
}
