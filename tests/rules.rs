//! Every built-in rule finds its hits and none of its misses, and the set is sound as a whole.

use std::fs;
use std::path::{Path, PathBuf};

use beartrap::examples;
use beartrap::rule::{RuleSet, Trigger, spec};

fn rule_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("rules/ can be listed") {
        let path = entry.expect("rules/ can be listed").path();
        if path.is_dir() {
            rule_files(&path, files);
        } else if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
}

#[test]
fn every_hit_is_found_and_no_miss() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut files = Vec::new();
    rule_files(&root, &mut files);
    assert!(!files.is_empty(), "no rule file below {}", root.display());
    let set = RuleSet::builtin();
    let mut faults = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a rule file can be read");
        let rules =
            spec::parse(&text).unwrap_or_else(|f| panic!("{}:{}: {}", file.display(), f.line, f.message));
        for rule in &rules {
            if rule.spec.hits.len() < 2 || rule.spec.misses.is_empty() {
                faults.push(format!("{}: {}: needs two hits and a miss", file.display(), rule.spec.id));
            }
        }
        let failed = examples::run(&set, &rules);
        faults.extend(
            failed.iter().map(|f| format!("{}:{}: {}: {}", file.display(), f.line, f.rule, f.message)),
        );
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_set_is_sound() {
    let set = RuleSet::builtin();
    let faults = examples::lint(&set);
    assert!(faults.is_empty(), "{faults:#?}");
    let slow: Vec<_> = set.rules().iter().filter(|r| r.trigger == Trigger::Literal).map(|r| &r.id).collect();
    assert!(slow.is_empty(), "these rules would cost a search of their own over every byte: {slow:?}");
}
