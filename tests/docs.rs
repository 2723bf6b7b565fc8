//! Every command of a `console` block in docs/ runs, and ends with the exit code that the page says: 0, or what a line
//! `? N` below it names.

#![allow(clippy::disallowed_methods, reason = "tests start the program")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A command line and the exit code that it must end with.
struct Step {
    line: String,
    code: i32,
}

/// The steps of all `console` blocks of a page.
fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line.trim() {
            "```console" => inside = true,
            "```" => inside = false,
            line if inside => match (line.strip_prefix("$ "), line.strip_prefix("? ")) {
                (Some(line), _) => steps.push(Step { line: line.to_owned(), code: 0 }),
                (_, Some(code)) => {
                    steps.last_mut().expect("a command above").code = code.parse().expect("a number");
                }
                _ => {}
            },
            _ => {}
        }
    }
    steps
}

/// The TOML block of the page about rules, which its commands use as a file.
fn rule_file(text: &str) -> Option<&str> {
    let start = text.find("```toml\nprovider")? + "```toml\n".len();
    Some(&text[start..start + text[start..].find("```")?])
}

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = fs::read_dir(root.join("docs")).expect("docs/ can be listed");
    let mut pages: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
    pages.push(root.join("README.md"));
    pages.retain(|page| page.extension().is_some_and(|e| e == "md") && page.is_file());
    pages.sort();
    pages
}

#[test]
fn documented_commands_run() {
    let program = Path::new(env!("CARGO_BIN_EXE_beartrap")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut count = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        let folder = tempfile::tempdir().expect("a folder");
        if let Some(rule) = rule_file(&text) {
            fs::write(folder.path().join("acme.toml"), rule).expect("a file");
            fs::write(folder.path().join(".gitignore"), "acme.toml\n").expect("a file");
        }
        for step in steps(&text) {
            let output = Command::new("sh")
                .args(["-c", &step.line])
                .current_dir(&folder)
                .env("PATH", &path)
                .env("HOME", folder.path())
                .env("XDG_CONFIG_HOME", folder.path())
                .output()
                .expect("a shell");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(step.code), "{}: {}\n{said}", page.display(), step.line);
            count += 1;
        }
    }
    assert!(count > 30, "only {count} commands were found");
}

#[test]
fn the_summary_names_every_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let summary = fs::read_to_string(root.join("SUMMARY.md")).expect("a summary");
    for page in pages().iter().filter(|page| page.starts_with(&root) && !page.ends_with("SUMMARY.md")) {
        let name = page.file_name().and_then(|name| name.to_str()).expect("a name");
        assert!(summary.contains(&format!("({name})")), "docs/SUMMARY.md does not name {name}");
    }
    for name in summary.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(root.join(name).is_file(), "docs/SUMMARY.md names {name}, which is not there");
    }
}
