//! husky and lefthook, set up with the lines that docs/ci.md shows.

use super::workbench::{Bench, leak, read, tool};

/// The first block of docs/ci.md after the heading `heading`.
fn snippet(heading: &str) -> String {
    let page = read("docs/ci.md");
    let section = page.split(&format!("\n## {heading}\n")).nth(1).expect("the section");
    let block = section.split("```").nth(1).expect("a block");
    block.split_once('\n').expect("lines after the language").1.to_owned()
}

/// A commit with a leak is refused, another is not.
fn guards(bench: &Bench) {
    bench.write("a.py", "print('hello')\n");
    bench.ok("git add -A && git commit -qm clean");
    bench.write("b.py", &leak());
    let (code, text) = bench.run("git add b.py && git commit -qm leak");
    assert_ne!(code, 0, "the commit must be refused\n{text}");
    assert!(text.contains("b.py:1:10"), "{text}");
    assert_eq!(bench.ok("git log --format=%s").trim(), "clean");
}

#[test]
fn husky_runs_it_before_a_commit() {
    let Some(husky) = tool("husky") else { return };
    let bench = Bench::new();
    bench.write("package.json", "{ \"private\": true }\n");
    bench.write(".gitignore", "node_modules\n");
    bench.ok(&husky.display().to_string());
    bench.write(".husky/pre-commit", &snippet("husky"));
    guards(&bench);
}

#[test]
fn lefthook_runs_it_before_a_commit_and_a_push() {
    let Some(lefthook) = tool("lefthook") else { return };
    let bench = Bench::new();
    bench.write("lefthook.yml", &snippet("lefthook"));
    bench.ok(&format!("{} install", lefthook.display()));
    guards(&bench);
    bench.ok(
        "git init -q --bare ../server.git && git remote add origin ../server.git && git push -q origin main",
    );
    bench.ok("git commit -qm leak --no-verify");
    let (code, text) = bench.run("git push -q origin main");
    assert_ne!(code, 0, "the push must be refused\n{text}");
    assert!(text.contains("github-personal-access-token"), "{text}");
    let (_, log) = bench.run("git --git-dir ../server.git log --format=%s main");
    assert_eq!(log.trim(), "clean");
}
