//! The shell steps of `action.yml`, run by bash as a runner would: the inputs in the environment, files for the
//! outputs, and a `curl` that serves a release from a folder.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::workbench::{Bench, leak, read, said};

/// The `run` block of the step called `name`.
fn step(name: &str) -> String {
    let text = read("action.yml");
    let step = text.split(&format!("- name: {name}\n")).nth(1).expect("the step");
    let block = step.split("run: |\n").nth(1).expect("a run block");
    let depth = block.len() - block.trim_start().len();
    let inside =
        block.lines().take_while(|line| line.trim().is_empty() || line.starts_with(&" ".repeat(depth)));
    inside.map(|line| line.get(depth..).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// What a runner gives to a step.
pub struct Runner {
    /// The repository that is checked out.
    pub bench: Bench,
    /// The folder for temporary files.
    pub temp: PathBuf,
}

impl Runner {
    /// A runner with an empty repository.
    pub fn new() -> Self {
        let bench = Bench::new();
        let temp = bench.home().join("temp dir");
        std::fs::create_dir(&temp).expect("a folder");
        Self { bench, temp }
    }

    /// Runs a step; its exit code and what it printed.
    pub fn run(&self, name: &str, inputs: &[(&str, &str)]) -> (i32, String) {
        let mut command = self.bench.command(&step(name));
        command.env("RUNNER_TEMP", &self.temp);
        for file in ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH"] {
            std::fs::write(self.temp.join(file), "").expect("a file");
            command.env(file, self.temp.join(file));
        }
        command.envs([
            ("MODE", "auto"),
            ("ARGS", ""),
            ("SARIF", "beartrap.sarif"),
            ("BASE", ""),
            ("HEAD", ""),
        ]);
        said(&command.envs(inputs.iter().copied()).output().expect("bash"))
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.temp.join(name)).unwrap_or_default()
    }

    fn results(&self) -> usize {
        let text = std::fs::read_to_string(self.bench.repo().join("beartrap.sarif")).expect("SARIF");
        let log: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        log["runs"][0]["results"].as_array().expect("results").len()
    }
}

#[test]
fn a_branch_is_scanned_whole() {
    let runner = Runner::new();
    runner.bench.write("old.py", &leak());
    let (code, text) = runner.run("Scan", &[("EVENT", "push")]);
    assert_eq!(code, 1, "{text}");
    assert!(text.lines().any(|line| line.starts_with("::error file=old.py,line=1,")), "{text}");
    assert_eq!(runner.file("GITHUB_OUTPUT"), "exit-code=1\n");
    assert!(runner.file("GITHUB_STEP_SUMMARY").contains("1 finding"));
    assert_eq!(runner.results(), 1);
}

#[test]
fn a_pull_request_is_scanned_by_its_range_and_may_not_allow_itself() {
    let runner = Runner::new();
    runner.bench.write("old.py", &leak());
    runner.bench.ok("git add . && git commit -qm base");
    let base = runner.bench.ok("git rev-parse HEAD");
    runner.bench.write("clean.py", "x = 1\n");
    runner.bench.ok("git add . && git commit -qm clean");
    let clean = runner.bench.ok("git rev-parse HEAD");
    let range = |head: &str| {
        let inputs = [("EVENT", "pull_request"), ("BASE", base.trim()), ("HEAD", head.trim())];
        runner.run("Scan", &inputs)
    };
    let (code, text) = range(&clean);
    assert_eq!((code, runner.results()), (0, 0), "the leak was there before\n{text}");
    // Not the same bytes: a blob that the base has under another name brings nothing in.
    runner.bench.write("new.py", &format!("x = 1\n{}", leak()));
    runner.bench.write("beartrap.toml", "exclude = [\"*.py\"]\n");
    runner.bench.ok("git add . && git commit -qm leak");
    let (code, text) = range(&runner.bench.ok("git rev-parse HEAD"));
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("::error file=new.py,line=2,") && !text.contains("old.py"), "{text}");
    // This event checks out the base: a scan of the tree would look at nothing new and be green.
    let head = runner.bench.ok("git rev-parse HEAD");
    runner.bench.ok(&format!("git checkout -q -f {}", base.trim()));
    let inputs = [("EVENT", "pull_request_target"), ("BASE", base.trim()), ("HEAD", head.trim())];
    let (code, text) = runner.run("Scan", &inputs);
    assert_eq!(code, 1, "{text}");
    let (code, text) = runner.run("Scan", &[inputs[0], inputs[1], ("HEAD", "")]);
    assert_eq!(code, 2, "a head that is not known\n{text}");
}

#[test]
fn a_bad_range_is_trouble_and_no_green() {
    let runner = Runner::new();
    runner.bench.ok("git commit -qm empty --allow-empty");
    let (code, text) =
        runner.run("Scan", &[("EVENT", "pull_request"), ("BASE", "1234567"), ("HEAD", "HEAD")]);
    assert_eq!(code, 2, "{text}");
    assert_eq!(runner.file("GITHUB_OUTPUT"), "exit-code=2\n");
}

#[test]
fn modes_and_arguments_are_passed_on() {
    let runner = Runner::new();
    runner.bench.write("old.py", &leak());
    runner.bench.ok("git add . && git commit -qm leak && git rm -q old.py && git commit -qm gone");
    let (code, _) = runner.run("Scan", &[("EVENT", "push"), ("MODE", "tree")]);
    assert_eq!(code, 0);
    let (code, _) = runner.run("Scan", &[("EVENT", "push"), ("MODE", "history")]);
    assert_eq!(code, 1);
    let (code, text) =
        runner.run("Scan", &[("EVENT", "push"), ("MODE", "history"), ("ARGS", "--exit-code 9 -j 1")]);
    assert_eq!(code, 9, "{text}");
    let (code, text) = runner.run("Scan", &[("EVENT", "push"), ("MODE", "histroy")]);
    assert_eq!(code, 2, "a mode that does not exist\n{text}");
}

#[test]
fn the_program_is_installed_only_with_the_right_checksum() {
    let runner = Runner::new();
    let server = runner.bench.home().join("server");
    let name = "beartrap-v1.2.3-x86_64-unknown-linux-gnu";
    std::fs::create_dir_all(server.join(name)).expect("a folder");
    std::fs::write(server.join(name).join("beartrap"), "#!/bin/sh\n").expect("a program");
    runner.bench.ok(&format!(
        "cd ../server && tar -czf {name}.tar.gz {name} && sha256sum {name}.tar.gz > {name}.tar.gz.sha256"
    ));
    let bin = runner.bench.home().join("bin");
    std::fs::create_dir(&bin).expect("a folder");
    let script = format!(
        "#!/bin/sh\nfor a; do case \"$a\" in https://github.com/*/releases/download/v1.2.3/*) cp \"{}/${{a##*/}}\" . || exit 22;; esac; done\n",
        server.display()
    );
    std::fs::write(bin.join("curl"), script).expect("a program");
    std::fs::set_permissions(bin.join("curl"), std::fs::Permissions::from_mode(0o755))
        .expect("an executable");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let inputs =
        [("VERSION", "1.2.3"), ("REPOSITORY", "a/b"), ("OS", "Linux"), ("ARCH", "X64"), ("PATH", &path)];
    let (code, text) = runner.run("Install", &inputs);
    assert_eq!(code, 0, "{text}");
    let folder = runner.file("GITHUB_PATH");
    assert!(PathBuf::from(folder.trim()).join("beartrap").is_file(), "{folder}");
    std::fs::write(server.join(format!("{name}.tar.gz")), "something else").expect("a file");
    let (code, text) = runner.run("Install", &inputs);
    assert_ne!(code, 0, "a changed archive must be refused\n{text}");
    assert_eq!(runner.file("GITHUB_PATH"), "");
    let (code, text) = runner
        .run("Install", &[("OS", "Windows"), ("ARCH", "X64"), ("VERSION", "1.2.3"), ("REPOSITORY", "a/b")]);
    assert!(code == 2 && text.starts_with("::error::"), "{text}");
}

#[test]
fn no_event_text_is_pasted_into_a_script() {
    for name in ["Install", "Scan"] {
        assert!(!step(name).contains("${{"), "{name}: pass it in the environment");
    }
}
