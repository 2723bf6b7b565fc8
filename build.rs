//! Turns the rule files into constants, so that the program parses no TOML when it starts.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "src/rule/shape.rs"]
#[allow(dead_code, reason = "the crate uses more of this file than the build script does")]
mod shape;
#[path = "src/rule/spec.rs"]
#[allow(dead_code, reason = "the crate uses more of this file than the build script does")]
mod spec;

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=src/rule/shape.rs");
    println!("cargo::rerun-if-changed=src/rule/spec.rs");
    let mut files = Vec::new();
    collect(Path::new("rules"), &mut files);
    files.sort();
    let mut code = String::from("&[\n");
    for file in files {
        let text = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let rules = spec::parse(&text)
            .unwrap_or_else(|f| panic!("{}:{}:{}: {}", file.display(), f.line, f.column, f.message));
        let category =
            file.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
        for rule in rules {
            emit(&mut code, &rule, &category);
        }
    }
    code.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("rules.rs");
    fs::write(&out, code).unwrap_or_else(|e| panic!("{}: {e}", out.display()));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.unwrap_or_else(|e| panic!("{}: {e}", folder.display())).path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
}

/// Writes one rule as an expression; `builtin.rs` brings the names into scope.
fn emit(code: &mut String, rule: &spec::Valid, category: &str) {
    let spec = &rule.spec;
    let shape = &rule.shape;
    let confidence = spec.confidence.clone().unwrap_or_else(|| spec::default_confidence(rule).to_owned());
    let checks: Vec<String> = spec.checks.iter().map(check).collect();
    writeln!(
        code,
        "Rule {{ id: {}, provider: {}, title: {}, category: {}, severity: Severity::{}, confidence: Confidence::{}, \
         specific: {}, guessable: {}, trigger: Trigger::{:?}, anchors: {}, near: {}, pattern: {}, min_len: {}, \
         min_run: {}, window: {}, body: {}, checks: Cow::Borrowed(&[{}]), pair: {}, pair_required: {}, \
         lifetime: {}, privilege: {}, client_safe: {}, revoke: {}, docs: {}, notes: {} }},",
        text(&spec.id),
        text(&rule.provider),
        text(&spec.title),
        text(category),
        variant(&spec.severity),
        variant(&confidence),
        spec.specific,
        spec.guessable,
        shape.trigger,
        list(&spec.anchors),
        list(&spec.near),
        text(&spec.pattern),
        shape.min_len,
        shape.min_run,
        shape.window,
        shape.body,
        checks.join(", "),
        list(&spec.pair),
        spec.pair_required,
        text(&spec.lifetime),
        text(&spec.privilege),
        text(&spec.client_safe),
        text(&spec.revoke),
        text(&spec.docs),
        text(&spec.notes),
    )
    .expect("writing to a string");
}

fn check(table: &toml::Table) -> String {
    let (name, value) = table.iter().next().expect("validated: one key");
    let arg = match value {
        toml::Value::Integer(n) => format!("Arg::Number({n}f64)"),
        toml::Value::Float(n) => format!("Arg::Number({n:?}f64)"),
        toml::Value::String(s) => format!("Arg::Text({})", text(s)),
        toml::Value::Boolean(true) => "Arg::Flag".to_owned(),
        other => panic!("check {name}: a number, a text or true, not {other}"),
    };
    format!("CheckSpec {{ name: {}, arg: {arg} }}", text(name))
}

fn text(value: &str) -> String {
    format!("Cow::Borrowed({value:?})")
}

fn list(values: &[String]) -> String {
    let items: Vec<String> = values.iter().map(|v| text(v)).collect();
    format!("Cow::Borrowed(&[{}])", items.join(", "))
}

fn variant(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect()
}
