//! The matrix and the indexed job of docs/scale.md: their commands as they stand there, in the environment that the
//! services would give, and the merged report beside the one of a whole scan.

use std::path::PathBuf;

use super::action::Runner;
use super::workbench::{Bench, leak, read};

/// The YAML block of docs/scale.md below the heading that contains `heading`.
fn block(heading: &str) -> String {
    let page = read("docs/scale.md");
    let section =
        page.split("\n## ").find(|section| section.lines().next().is_some_and(|l| l.contains(heading)));
    section.and_then(|text| text.split("```yaml\n").nth(1)?.split("```").next()).expect("a block").to_owned()
}

/// What stands after `key` in the only line of `block` that has it.
fn value(block: &str, key: &str) -> String {
    let mut lines = block.lines().filter_map(|line| line.trim_start().strip_prefix(key));
    let found = lines.next().unwrap_or_else(|| panic!("no {key} in\n{block}")).trim().to_owned();
    assert_eq!(lines.next(), None, "one {key}");
    found
}

/// Twelve commits, two of them with a leak that the next one takes out again.
fn fill(bench: &Bench) {
    for i in 0..12 {
        bench.write(&format!("f{}.py", i % 5), &if i % 6 == 3 { leak() } else { format!("x = {i}\n") });
        bench.ok(&format!("git add . && git commit -qm c{i}"));
    }
}

#[test]
fn the_matrix_gives_what_one_scan_gives() {
    let matrix = block("matrix");
    assert_eq!(value(&matrix, "share: ["), "1, 2, 3, 4]");
    let runner = Runner::new();
    fill(&runner.bench);
    let temp = runner.temp.display().to_string();
    let shares = runner.temp.join("shares");
    std::fs::create_dir(&shares).expect("a folder");
    // A folder without blanks: the arguments of the action are separated by them.
    let plain = runner.bench.home().display().to_string();
    for share in 1..=4 {
        let fill = |text: String| {
            text.replace("${{ matrix.share }}", &share.to_string()).replace("${{ runner.temp }}", &plain)
        };
        let args = fill(value(&matrix, "args:"));
        let sarif = fill(value(&matrix, "sarif-file:"));
        let (code, text) =
            runner.run("Scan", &[("EVENT", "push"), ("MODE", "history"), ("ARGS", &args), ("SARIF", &sarif)]);
        assert_eq!(code, 0, "{text}");
        let report = fill(value(&matrix, "path: ${{ runner.temp }}/share-"));
        let name = format!("share-{report}");
        std::fs::rename(PathBuf::from(&plain).join(&name), shares.join(&name))
            .expect("the report of a share");
    }
    let merge = value(&matrix, "- run:");
    let (code, text) = runner.bench.run(&format!("export RUNNER_TEMP='{temp}'; {merge}"));
    assert_eq!(code, 1, "{text}");
    let whole = runner.bench.run("beartrap history --format github").1;
    assert!(whole.contains("::error"), "{whole}");
    assert_eq!(text, whole);
}

#[test]
fn the_indexed_job_gives_what_one_scan_gives() {
    let job = block("Kubernetes");
    assert_eq!(
        (value(&job, "completions:").as_str(), value(&job, "completionMode:").as_str()),
        ("4", "Indexed")
    );
    let line = job.split("args:\n").nth(1).and_then(|rest| rest.lines().next()).expect("a command");
    let line = line.trim_start().trim_start_matches("- ");
    let bench = Bench::new();
    fill(&bench);
    let out = bench.home().join("out");
    std::fs::create_dir(&out).expect("a folder");
    for index in 0..4 {
        let set = format!(
            "cd /; export REPO='{}' OUT='{}' JOB_COMPLETION_INDEX={index}",
            bench.repo().display(),
            out.display()
        );
        bench.ok(&format!("{set}; {line}"));
    }
    let merged = bench.run("beartrap merge ../out/*.json --format json");
    assert_eq!(merged.0, 1, "{}", merged.1);
    assert_eq!(merged.1, bench.run("beartrap history --format json").1);
}
