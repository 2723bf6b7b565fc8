//! The documentation is run: every command of a `console` block, with the exit code (`? N`, else 0) and the output
//! that the page shows. `...` stands for any lines. Commands and options in the text must exist.

#![allow(clippy::disallowed_methods, reason = "tests start the program")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A command line, the exit code that it must end with, and what it must print, if the page shows it.
struct Step {
    line: String,
    code: i32,
    output: Vec<String>,
}

/// Commands that are shown but take a build of their own, and the file that runs them instead.
const TRIED_ELSEWHERE: &[(&str, &str, &str)] = &[
    ("cargo run --release -- scan .", ".github/workflows/ci.yml", "cargo run --release --locked -- scan ."),
    ("cargo test", ".ci/run", "step cargo test"),
    (".ci/run", ".github/workflows/ci.yml", ".ci/run"),
    ("cargo install --locked --path .", "tests/docs.rs", "what .ci/packaging does through pre-commit"),
    ("cargo run --example scan_buffer", ".ci/run", "cargo run --locked --example scan_buffer"),
    ("cargo run --example custom_source", ".ci/run", "cargo run --locked --example custom_source"),
    ("beartrap scan --config-from origin/main", "tests/config.rs", r#""--config-from", "HEAD""#),
    (
        "beartrap history . origin/main..HEAD --config-from origin/main",
        "tests/config.rs",
        r#"from(&["history", "."])"#,
    ),
    ("beartrap baseline import .gitleaksignore", "tests/import.rs", "\".gitleaksignore\","),
    (
        "beartrap baseline import gitleaks-report.json .secrets.baseline",
        "tests/import.rs",
        "\".secrets.baseline\"",
    ),
    ("beartrap config import .gitleaks.toml", "tests/import.rs", r#"["config", "import", ".gitleaks.toml"]"#),
];

/// Options in the text that belong to other programs.
const FOREIGN: &[&str] =
    &["--no-verify", "--example", "--locked", "--path", "--release", "--no-default-features", "--redact"];

/// The fenced blocks of a page: language and lines.
fn blocks(text: &str) -> Vec<(String, Vec<String>)> {
    let mut blocks: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line.trim_start().strip_prefix("```") {
            Some(language) if !inside => {
                inside = true;
                blocks.push((language.to_owned(), Vec::new()));
            }
            Some(_) => inside = false,
            None if inside => blocks.last_mut().expect("a block").1.push(line.to_owned()),
            None => {}
        }
    }
    assert!(!inside, "a block is not closed");
    blocks
}

/// The steps of all `console` blocks of a page.
fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (_, lines) in blocks(text).into_iter().filter(|(language, _)| language == "console") {
        for line in lines {
            match (line.strip_prefix("$ "), line.strip_prefix("? "), steps.last_mut()) {
                (Some(line), _, _) => steps.push(Step { line: line.to_owned(), code: 0, output: Vec::new() }),
                (_, Some(code), Some(step)) => step.code = code.parse().expect("a number"),
                (_, _, Some(step)) => step.output.push(line),
                _ => panic!("a console block starts with a command, not with: {line}"),
            }
        }
    }
    steps
}

/// The TOML block of the page about rules, which its commands use as a file.
fn rule_file(text: &str) -> Option<&str> {
    let start = text.find("```toml\nprovider")? + "```toml\n".len();
    Some(&text[start..start + text[start..].find("```")?])
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    let folder = fs::read_dir(root().join("docs")).expect("docs/ can be listed");
    let mut pages: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
    pages.extend([root().join("README.md"), root().join("CONTRIBUTING.md")]);
    pages.retain(|page| page.extension().is_some_and(|e| e == "md") && page.is_file());
    pages.sort();
    pages
}

/// A line without what differs from run to run: the number of rules, the time and its unit, blanks at the end.
fn settled(line: &str) -> String {
    let words: Vec<&str> = line.trim_end().split(' ').collect();
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let is_unit = |word: &str| matches!(word.trim_end_matches(['.', ';']), "ms" | "s");
    let word = |(i, &word): (usize, &&str)| {
        let next = words.get(i + 1).copied().unwrap_or_default();
        let timed = i > 0 && number(words[i - 1]) && is_unit(word);
        match word {
            _ if number(word) && (next == "rules" || is_unit(next)) => "N".to_owned(),
            // A busy machine may need seconds.
            _ if timed && word.starts_with('s') => format!("m{word}"),
            _ => word.to_owned(),
        }
    };
    words.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

/// True when `lines` are what `wanted` says; `...` stands for any number of lines.
fn matches(wanted: &[String], lines: &[String]) -> bool {
    match wanted.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "..." => (0..=lines.len()).any(|skip| matches(rest, &lines[skip..])),
        Some((first, rest)) => lines.first() == Some(first) && matches(rest, &lines[1..]),
    }
}

/// Runs one step; says what is wrong with it.
fn fault(step: &Step, command: &mut Command) -> Option<String> {
    let output = command.args(["-c", &format!("exec 2>&1; {}", step.line)]).output().expect("a shell");
    let said = String::from_utf8_lossy(&output.stdout);
    if output.status.code() != Some(step.code) {
        return Some(format!("ended with {:?}, not {}:\n{said}", output.status.code(), step.code));
    }
    let lines: Vec<String> = said.trim_end().lines().map(settled).collect();
    let mut wanted: Vec<String> = step.output.iter().map(|line| settled(line)).collect();
    while wanted.last().is_some_and(String::is_empty) {
        wanted.pop();
    }
    let shown = !wanted.is_empty();
    (shown && !matches(&wanted, &lines)).then(|| format!("prints something else:\n{said}"))
}

#[test]
fn documented_commands_run_and_print_what_the_page_shows() {
    let program = Path::new(env!("CARGO_BIN_EXE_beartrap")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let (mut count, mut compared, mut faults) = (0, 0, Vec::new());
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("project");
        fs::create_dir(&folder).expect("a folder");
        if let Some(rule) = rule_file(&text) {
            fs::write(folder.join("acme.toml"), rule).expect("a file");
            fs::write(folder.join(".gitignore"), "acme.toml\n").expect("a file");
        }
        for step in steps(&text) {
            let mut command = Command::new("sh");
            command.current_dir(&folder).env("PATH", &path).env("GIT_CONFIG_NOSYSTEM", "1");
            for name in ["HOME", "XDG_CONFIG_HOME"] {
                command.env(name, home.path());
            }
            for name in ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"] {
                command.env(name, "ann@example.org");
            }
            for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
                command.env_remove(name);
            }
            if let Some(fault) = fault(&step, &mut command) {
                faults.push(format!("{}: $ {}\n{fault}", page.display(), step.line));
            }
            count += 1;
            compared += usize::from(step.output.iter().any(|line| line != "..."));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 40 && compared > 5, "only {count} commands were found, {compared} with output");
}

#[test]
fn commands_that_are_shown_and_not_run_are_run_elsewhere() {
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        let shown = blocks(&text)
            .into_iter()
            .filter(|(language, _)| matches!(language.as_str(), "sh" | "bash" | "text"));
        for line in shown.flat_map(|(_, lines)| lines) {
            let line = line.split(" #").next().unwrap_or_default().trim().to_owned();
            if !["beartrap ", "cargo ", ".ci/"].iter().any(|start| line.starts_with(start))
                || line == "beartrap staged"
            {
                continue;
            }
            let row = TRIED_ELSEWHERE.iter().find(|(command, _, _)| *command == line);
            let (_, file, part) = row.unwrap_or_else(|| panic!("{}: nothing runs `{line}`", page.display()));
            let text = fs::read_to_string(root().join(file)).expect("the file that runs it");
            assert!(text.contains(part), "{file} no longer runs {part}");
        }
    }
}

/// The help of every command, by its name; the program itself has the empty one.
fn helps() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut todo = vec![String::new()];
    while let Some(name) = todo.pop() {
        let output = Command::new(env!("CARGO_BIN_EXE_beartrap"))
            .args(name.split(' ').filter(|word| !word.is_empty()))
            .arg("--help")
            .output()
            .expect("the program");
        let text = String::from_utf8(output.stdout).expect("text");
        let list =
            text.split("\nCommands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_default();
        for line in list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
            let word = line.split_whitespace().next().expect("a word");
            if word != "help" {
                todo.push(format!("{name} {word}").trim().to_owned());
            }
        }
        all.insert(name, text);
    }
    all
}

#[test]
fn commands_and_options_in_the_text_exist() {
    let helps = helps();
    let known: BTreeSet<&str> = helps
        .values()
        .flat_map(|text| text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '`' | '[')))
        .filter(|word| word.starts_with("--"))
        .collect();
    let mut faults = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        for code in text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)) {
            for option in code.split([' ', '=']).filter(|word| word.starts_with("--") && word.len() > 2) {
                if !known.contains(option) && !FOREIGN.contains(&option) {
                    faults.push(format!("{}: there is no option {option}: `{code}`", page.display()));
                }
            }
            let Some(rest) = code.strip_prefix("beartrap ") else { continue };
            let plain = |word: &&str| {
                word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-')
            };
            let words: Vec<&str> = rest.split(' ').take_while(plain).take(2).collect();
            let named = |n: usize| helps.contains_key(&words[..n].join(" "));
            let nested =
                words.len() == 2 && helps.keys().any(|name| name.starts_with(&format!("{} ", words[0])));
            if !(words.is_empty() || if nested { named(2) } else { named(1) }) {
                faults.push(format!("{}: there is no such command: `{code}`", page.display()));
            }
        }
    }
    assert!(helps.len() > 15, "the help was not understood");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_summary_names_every_page() {
    let root = root().join("docs");
    let summary = fs::read_to_string(root.join("SUMMARY.md")).expect("a summary");
    for page in pages().iter().filter(|page| page.starts_with(&root) && !page.ends_with("SUMMARY.md")) {
        let name = page.file_name().and_then(|name| name.to_str()).expect("a name");
        assert!(summary.contains(&format!("({name})")), "docs/SUMMARY.md does not name {name}");
    }
    for name in summary.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(root.join(name).is_file(), "docs/SUMMARY.md names {name}, which is not there");
    }
}
