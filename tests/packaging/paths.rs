//! Services that show findings beside code get the same paths, wherever the scan is started from.

use serde_json::Value;

use super::workbench::{Bench, leak};

/// A repository with a leak in a folder with an odd name, a remote with a password, and one commit.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.write("my app/a#b.py", &leak());
    bench.ok("git add . && git commit -qm first");
    bench.ok("git remote add origin https://ann:hunter2@example.org/team/app.git");
    bench
}

fn sarif(bench: &Bench, line: &str) -> Value {
    let (code, text) = bench.run(line);
    assert_eq!(code, 1, "{line}\n{text}");
    assert!(!text.contains("hunter2"), "the password of the remote");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn sarif_paths_are_relative_to_the_root_of_the_repository() {
    let bench = bench();
    let head = bench.ok("git rev-parse HEAD");
    let repo = bench.repo();
    let repo = repo.display();
    for line in [
        "beartrap scan --format sarif".to_owned(),
        format!("beartrap scan --format sarif {repo}"),
        format!("cd / && beartrap scan --format sarif {repo}"),
        format!("cd / && beartrap scan --format sarif '{repo}/my app/a#b.py'"),
        "cd 'my app' && beartrap scan --format sarif".to_owned(),
        "cd 'my app' && beartrap scan --format sarif ..".to_owned(),
        "beartrap history --format sarif".to_owned(),
        format!("cd / && beartrap history --format sarif {repo}"),
    ] {
        let log = sarif(&bench, &line);
        let run = &log["runs"][0];
        let place = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!(place["uri"], "my%20app/a%23b.py", "{line}");
        assert_eq!(place["uriBaseId"], "%SRCROOT%", "{line}");
        let now = &run["versionControlProvenance"][0];
        assert_eq!(now["repositoryUri"], "https://example.org/team/app.git", "{line}");
        assert_eq!((now["revisionId"].as_str(), now["branch"].as_str()), (Some(head.trim()), Some("main")));
        let history = line.contains("history");
        assert_eq!(run["automationDetails"]["id"].as_str(), history.then_some("beartrap/history/"), "{line}");
    }
}

#[test]
fn annotations_and_gitlab_name_the_same_file() {
    let bench = bench();
    let (_, text) = bench.run("cd / && beartrap scan --format github \"$OLDPWD\"");
    assert!(text.starts_with("::error file=my app/a#b.py,line=1,"), "{text}");
    let head = bench.ok("git rev-parse HEAD");
    let log = sarif(&bench, "cd 'my app' && beartrap scan --format gitlab");
    let place = &log["vulnerabilities"][0]["location"];
    assert_eq!(
        (place["file"].as_str(), place["commit"]["sha"].as_str()),
        (Some("my app/a#b.py"), Some(head.trim()))
    );
    let log = sarif(&bench, "cd 'my app' && beartrap scan --format gitlab-codequality");
    assert_eq!(log[0]["location"]["path"], "my app/a#b.py");
}

#[test]
fn without_a_repository_paths_are_relative_to_what_was_scanned() {
    let bench = bench();
    bench.ok("rm -rf .git");
    for line in ["beartrap scan --format sarif", "cd / && beartrap scan --format sarif \"$OLDPWD\""] {
        let log = sarif(&bench, line);
        let run = &log["runs"][0];
        let uri = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(uri, "my%20app/a%23b.py", "{line}");
        assert!(run["versionControlProvenance"].is_null());
    }
}
