use beartrap::*;
use std::collections::BTreeMap;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let repo = git::repo::Repository::discover(a[1].as_ref()).unwrap();
    let mut plan = plan::Plan::default();
    if let Some(t) = a.get(2) {
        plan.threads = t.parse().unwrap();
    }
    let sel = source::history::Selection {
        range: None,
        whole: a.get(3).is_some_and(|w| w == "whole"),
        ..Default::default()
    };
    let r = scan::history(&plan, &repo, &Default::default(), &sel, &scan::Progress::default()).unwrap();
    let mut n: BTreeMap<&str, usize> = BTreeMap::new();
    for f in &r.findings {
        *n.entry(&f.rule).or_default() += 1;
    }
    println!(
        "{n:?}\n{:?}\n{} skipped {:?}",
        r.stats,
        r.skipped.len(),
        r.skipped.iter().take(5).collect::<Vec<_>>()
    );
    if a.len() > 4 {
        for f in &r.findings {
            println!(
                "{} {}:{} {:?} {:?} {}",
                f.rule,
                f.location.origin.path,
                f.location.start.line.get(),
                f.reach,
                f.commit,
                f.redacted
            );
        }
    }
}
