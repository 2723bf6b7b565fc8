//! `beartrap history` on repositories of every kind: what it finds, and whom it names.

use beartrap::finding::{Finding, Reach};
use beartrap::git::repo::{Environment, Repository};
use beartrap::report::Report;
use beartrap::scan::{self, Progress};
use beartrap::source::history::Selection;

use crate::fixture::{Repo, git_in, git_with, plan, token};

/// What a scan says, in short: the place, the line, the commit's message, still in HEAD or not.
fn scan_with(root: &std::path::Path, selection: &Selection) -> (Vec<String>, Vec<String>) {
    let plan = plan();
    let report = full(&plan, root, selection);
    let line = |f: &Finding| {
        let commit = f.commit.as_ref();
        format!(
            "{}:{} {} {}",
            f.location.origin.path,
            f.location.start.line.get(),
            commit.map_or("-", |c| c.message.as_str()),
            if commit.is_some_and(|c| c.in_head) { "here" } else { "gone" },
        )
    };
    let skips = report.skipped.iter().map(|s| format!("{}: {}", s.path, s.reason)).collect();
    (report.findings.iter().map(line).collect(), skips)
}

fn full<'p>(plan: &'p beartrap::plan::Plan, root: &std::path::Path, selection: &Selection) -> Report<'p> {
    let repo = Repository::discover(root).expect("a repository");
    scan::history(plan, &repo, &Environment::default(), selection, &Progress::default()).expect("a scan")
}

fn found(repo: &Repo) -> Vec<String> {
    let (findings, skips) = scan_with(repo.root(), &Selection::default());
    assert!(skips.is_empty(), "{skips:?}");
    findings
}

/// A token that came, was moved and went.
fn story(init: &[&str]) -> Repo {
    let repo = Repo::new(init);
    repo.write("README", "nothing here\n");
    repo.commit("start");
    repo.write("src/deep/conf.py", format!("# settings\nKEY = '{}'\n", token(1)));
    repo.commit("add a key");
    repo.write("src/deep/conf.py", format!("# settings\n# more\nKEY = '{}'\n", token(1)));
    repo.commit("move it down");
    repo.write("src/deep/conf.py", "KEY = env('KEY')\n");
    repo.write("kept", format!("{}\n", token(2)));
    repo.commit("take it out, add another");
    repo
}

const STORY: [&str; 2] = ["kept:1 take it out, add another here", "src/deep/conf.py:2 add a key gone"];

#[test]
fn names_the_commit_that_brought_a_secret_in() {
    let repo = story(&[]);
    assert_eq!(found(&repo), STORY);
    repo.git(&["gc", "-q"]);
    assert_eq!(found(&repo), STORY, "packed");
}

#[test]
fn risks_say_what_is_old_and_what_is_gone() {
    let repo = Repo::new(&[]);
    repo.write("old", format!("{}\n", token(1)));
    repo.commit("to be made old");
    let tree = repo.git(&["rev-parse", "HEAD^{tree}"]);
    let commit =
        format!("tree {tree}\nauthor A <a@x> 1577934245 +0000\ncommitter A <a@x> 1577934245 +0000\n\nold\n");
    let id = git_with(repo.root(), &["hash-object", "-t", "commit", "-w", "--stdin"], commit.as_bytes());
    repo.git(&["reset", "-q", "--hard", String::from_utf8_lossy(&id).trim()]);
    repo.write("gone", format!("{}\n", token(2)));
    repo.commit("add a key");
    std::fs::remove_file(repo.root().join("gone")).expect("a file");
    repo.commit("take it out");

    let plan = plan();
    let report = full(&plan, repo.root(), &Selection::default());
    let kinds = |path: &str| {
        let finding =
            report.findings.iter().find(|f| f.location.origin.path.to_string() == path).expect(path);
        finding.risks.iter().map(|risk| risk.kind).collect::<Vec<_>>()
    };
    assert!(kinds("old").contains(&"stale") && !kinds("old").contains(&"history-only"), "{:?}", kinds("old"));
    assert!(
        kinds("gone").contains(&"history-only") && !kinds("gone").contains(&"stale"),
        "{:?}",
        kinds("gone")
    );
    for name in ["human", "json", "sarif"] {
        let format = beartrap::report::FORMATS.iter().find(|format| format.name == name).expect(name);
        let mut out = Vec::new();
        (format.write)(&report, &beartrap::report::Style::default(), &mut out).expect("written");
        let text = String::from_utf8_lossy(&out);
        assert!(text.contains("since 2020-01-02") && text.contains("still in history"), "{name}: {text}");
    }
}

#[test]
fn sha256_repositories_are_read() {
    let repo = story(&["--object-format=sha256"]);
    assert_eq!(found(&repo), STORY);
    repo.git(&["gc", "-q"]);
    assert_eq!(found(&repo), STORY, "packed");
}

#[test]
fn reftables_are_read() {
    for format in ["sha1", "sha256"] {
        let repo = story(&["--ref-format=reftable", "--object-format", format]);
        assert_eq!(found(&repo), STORY, "{format}");
        let head = repo.git(&["rev-parse", "HEAD"]);
        let lines: String = (0..400).map(|n| format!("create refs/heads/branch/{n:03} {head}\n")).collect();
        git_with(repo.root(), &["update-ref", "--stdin"], lines.as_bytes());
        repo.write("kept", "later\n");
        for n in [10, 11] {
            repo.write("README", format!("{}\n", token(n)));
            repo.git(&["stash", "push", "-q", "-m", &format!("stash {n}")]);
        }
        repo.git(&["checkout", "-q", "--detach", "HEAD~1"]);
        repo.git(&["branch", "-q", "-D", "main"]);
        let all = found(&repo);
        assert_eq!(all.len(), 4, "{format}: {all:#?}");
        repo.git(&["pack-refs", "--all"]);
        assert_eq!(found(&repo), all, "{format}: packed");
        repo.git(&["worktree", "add", "-q", "../linked", "branch/007"]);
        let linked = repo.root().parent().expect("a folder").join("linked");
        assert_eq!(scan_with(&linked, &Selection::default()).0.len(), 4, "{format}: linked");
    }
}

#[test]
fn bare_and_linked_and_nested_places_lead_to_the_same_history() {
    let repo = story(&[]);
    let place = repo.root().parent().expect("a folder").to_path_buf();
    git_in(&place, &["clone", "-q", "--bare", "repo", "bare.git"]);
    repo.git(&["worktree", "add", "-q", "../linked", "HEAD~1"]);
    for folder in ["bare.git", "linked", "repo/src"] {
        std::fs::create_dir_all(place.join(folder)).expect("a folder");
        let (findings, skips) = scan_with(&place.join(folder), &Selection::default());
        assert!(skips.is_empty(), "{skips:?}");
        let names: Vec<&str> = findings.iter().filter_map(|f| f.rsplit_once(' ').map(|f| f.0)).collect();
        let expected: Vec<&str> = STORY.iter().filter_map(|f| f.rsplit_once(' ').map(|f| f.0)).collect();
        assert_eq!(names, expected, "{folder}");
    }
}

#[test]
fn what_only_a_merge_adds_is_found() {
    let repo = Repo::new(&[]);
    repo.write("a", "1\n");
    repo.commit("start");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("b", "2\n");
    repo.commit("side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("c", "3\n");
    repo.commit("main");
    repo.git(&["merge", "-q", "--no-commit", "side"]);
    repo.write("a", format!("{}\n", token(3)));
    repo.commit("evil merge");
    assert_eq!(found(&repo), ["a:1 evil merge here"]);
}

#[test]
fn stashes_notes_tags_and_other_branches_are_read() {
    let repo = Repo::new(&[]);
    repo.write("a", "1\n");
    repo.commit("start");
    for n in [10, 11] {
        repo.write("a", format!("{}\n", token(n)));
        repo.git(&["stash", "push", "-q", "-m", &format!("stash {n}")]);
    }
    repo.git(&["notes", "add", "-m", &format!("the key is {}", token(12)), "HEAD"]);
    repo.write("loose", token(13));
    let blob = repo.git(&["hash-object", "-w", "loose"]);
    std::fs::remove_file(repo.root().join("loose")).expect("removable");
    repo.git(&["tag", "-a", "-m", &format!("message with {}", token(14)), "blobtag", &blob]);
    repo.git(&["branch", "other"]);
    repo.git(&["checkout", "-q", "other"]);
    repo.write("z", token(15));
    repo.commit("on a branch");
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["pack-refs", "--all"]);
    let (findings, skips) = scan_with(repo.root(), &Selection::default());
    assert!(skips.is_empty(), "{skips:?}");
    assert_eq!(findings.len(), 6, "{findings:#?}");
    for part in ["stash 10", "stash 11", "Notes added", "on a branch", "tag message:1"] {
        assert!(findings.iter().any(|f| f.contains(part)), "{part}: {findings:#?}");
    }
}

#[test]
fn words_and_names_are_scopes_of_their_own() {
    let repo = Repo::new(&[]);
    repo.write("a", "1\n");
    repo.commit(&format!("subject\n\nthe key is {}", token(20)));
    repo.write(&format!("dump-{}.txt", token(21)), "2\n");
    repo.commit("a file with a name");
    repo.git(&["rm", "-q", &format!("dump-{}.txt", token(21))]);
    repo.git(&[
        "-c",
        &format!("user.name={}", token(22)),
        "commit",
        "-q",
        "--allow-empty",
        "--author",
        &format!("{} <a@example.org>", token(22)),
        "-m",
        "who",
    ]);
    assert_eq!(
        found(&repo),
        ["commit author:1 who here", "commit message:3 subject here", "file name:1 a file with a name gone"]
    );
}

#[test]
fn reflog_and_unreachable_are_asked_for() {
    let repo = Repo::new(&[]);
    repo.write("a", "1\n");
    repo.commit("start");
    repo.write("a", token(30));
    repo.commit("regretted");
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    repo.write("b", token(31));
    repo.git(&["hash-object", "-w", "b"]);
    let scan = |selection: Selection| scan_with(repo.root(), &selection).0;
    assert_eq!(scan(Selection::default()), [""; 0]);
    assert_eq!(scan(Selection { reflog: true, ..Selection::default() }), ["a:1 regretted gone"]);
    let all = scan(Selection { unreachable: true, ..Selection::default() });
    assert_eq!(all, [":1 - gone", "a:1 regretted gone"]);
}

#[test]
fn ranges_dates_and_counts_bound_what_is_scanned() {
    let repo = story(&[]);
    repo.write("kept", format!("{}\n{}\n", token(2), token(4)));
    repo.commit("one more");
    let scan = |selection: Selection| scan_with(repo.root(), &selection).0;
    let range = |text: &str| scan(Selection { range: Some(text.to_owned()), ..Selection::default() });
    assert_eq!(range("HEAD~1..HEAD"), ["kept:1 one more here", "kept:2 one more here"]);
    assert_eq!(range("HEAD~2"), ["src/deep/conf.py:2 add a key gone"]);
    assert_eq!(range("HEAD..HEAD"), [""; 0]);
    assert_eq!(range("main^..main").len(), 2);
    let newest = scan(Selection { max_commits: Some(1), ..Selection::default() });
    assert_eq!(newest, ["kept:1 one more here", "kept:2 one more here"]);
    assert_eq!(scan(Selection { since: Some(0), ..Selection::default() }).len(), 3);
    assert_eq!(scan(Selection { since: Some(i64::MAX), ..Selection::default() }), [""; 0]);
}

#[test]
fn reach_tells_local_from_remote() {
    let origin = story(&[]);
    let place = origin.root().parent().expect("a folder").to_path_buf();
    git_in(&place, &["clone", "-q", "repo", "clone"]);
    let clone = place.join("clone");
    std::fs::write(clone.join("local"), token(5)).expect("written");
    git_in(&clone, &["add", "-A"]);
    git_in(&clone, &["commit", "-q", "-m", "not pushed"]);
    let plan = plan();
    let report = full(&plan, &clone, &Selection::default());
    let reach = |path: &str| {
        let finding = report.findings.iter().find(|f| f.location.origin.path.to_string() == path);
        finding.and_then(|f| f.reach)
    };
    assert_eq!(reach("local"), Some(Reach::Local));
    assert_eq!(reach("kept"), Some(Reach::Remote));
    assert_eq!(reach("src/deep/conf.py"), Some(Reach::Remote));
}

#[test]
fn alternates_are_followed() {
    let origin = story(&[]);
    let place = origin.root().parent().expect("a folder").to_path_buf();
    git_in(&place, &["clone", "-q", "--shared", "repo", "borrower"]);
    let (findings, skips) = scan_with(&place.join("borrower"), &Selection::default());
    assert!(skips.is_empty(), "{skips:?}");
    assert_eq!(findings, STORY);
}

#[test]
fn submodules_are_read_when_asked_for() {
    let inner = story(&[]);
    let repo = Repo::new(&[]);
    repo.git(&[
        "submodule",
        "--quiet",
        "add",
        "--name",
        "a/name",
        &inner.root().display().to_string(),
        "libs/sub",
    ]);
    repo.write("own", token(9));
    repo.commit("with a submodule");
    assert_eq!(found(&repo), ["own:1 with a submodule here"]);
    let plan = plan();
    let opened = Repository::discover(repo.root()).expect("a repository");
    let all = || {
        scan::history_with_submodules(&plan, &opened, &Selection::default(), &Progress::default())
            .expect("a scan")
    };
    let paths = |report: &Report<'_>| -> Vec<String> {
        report.findings.iter().map(|f| f.location.origin.path.to_string()).collect()
    };
    let report = all();
    assert_eq!(paths(&report), ["libs/sub/kept", "libs/sub/src/deep/conf.py", "own"]);
    assert!(!report.incomplete(), "{:?}", report.skipped);
    repo.git(&["submodule", "--quiet", "deinit", "-f", "libs/sub"]);
    assert_eq!(paths(&all()).len(), 3, "kept in .git/modules");
    std::fs::remove_dir_all(repo.root().join(".git/modules")).expect("removable");
    let report = all();
    assert_eq!((paths(&report).len(), report.incomplete()), (1, true));
    assert!(report.skipped[0].reason.contains("not cloned"), "{:?}", report.skipped);
}
