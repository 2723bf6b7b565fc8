//! The hooks for <https://pre-commit.com>, tried by pre-commit itself. The ids that build the program are tried by
//! `.ci/packaging`.

use super::workbench::{Bench, leak, project, tool};

#[test]
fn pre_commit_accepts_the_manifest() {
    let Some(program) = tool("pre-commit") else { return };
    let bench = Bench::new();
    let manifest = project().join(".pre-commit-hooks.yaml");
    bench.ok(&format!("{} validate-manifest {}", program.display(), manifest.display()));
    bench.write("broken.yaml", "- id: x\n  name: x\n  entry: x\n  language: no-such-language\n");
    let (code, text) = bench.run(&format!("{} validate-manifest broken.yaml", program.display()));
    assert_eq!(code, 1, "pre-commit must be able to say no\n{text}");
}

#[test]
fn try_repo_stops_a_leak_and_lets_other_changes_pass() {
    let Some(program) = tool("pre-commit") else { return };
    let hooks = Bench::new();
    std::fs::copy(project().join(".pre-commit-hooks.yaml"), hooks.repo().join(".pre-commit-hooks.yaml"))
        .expect("the manifest");
    hooks.ok("git add . && git commit -qm hooks");
    let bench = Bench::new();
    let line = format!(
        "PRE_COMMIT_HOME={}/cache {} try-repo {} beartrap-system --verbose",
        bench.home().display(),
        program.display(),
        hooks.repo().display()
    );
    bench.write("a.py", "print('hello')\n");
    bench.ok("git add a.py");
    let (code, text) = bench.run(&line);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("Passed"), "the hook must have run:\n{text}");
    bench.write("b.py", &leak());
    bench.ok("git add b.py");
    let (code, text) = bench.run(&line);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("b.py:1:10") && text.contains("github-personal-access-token"), "{text}");
}
