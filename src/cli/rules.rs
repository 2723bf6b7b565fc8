//! `beartrap rules`.

use std::path::PathBuf;

use super::args::RulesCommand;
use super::exit::Exit;
use super::output::print;
use crate::error::Error;
use crate::rule::{Rule, RuleSet};
use crate::verify::{CHECKS, proof};
use crate::{examples, load};

/// Lists, shows or tests rules.
///
/// # Errors
/// When there is no such rule, or a rule file cannot be used.
pub fn run(command: &RulesCommand) -> Result<Exit, Error> {
    match command {
        RulesCommand::List => list()?,
        RulesCommand::Show { id } => show(id)?,
        RulesCommand::Test { files } => return test(files),
        RulesCommand::Checks => checks()?,
    }
    Ok(Exit::Clean)
}

fn list() -> Result<(), Error> {
    let set = RuleSet::builtin();
    print(|out| {
        for rule in set.rules() {
            let trigger = format!("{:?}", rule.trigger).to_lowercase();
            writeln!(out, "{:<44} {:<9} {:<11} {}", rule.id, rule.severity, trigger, rule.title)?;
        }
        writeln!(out, "{} rules", set.rules().len())
    })
}

fn show(id: &str) -> Result<(), Error> {
    let set = RuleSet::builtin();
    let rule = set.by_id(id).ok_or_else(|| Error::Usage(set.unknown(id)))?;
    print(|out| {
        writeln!(out, "{}\n", rule.title)?;
        fields(rule)
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .try_for_each(|(name, value)| writeln!(out, "{name:<12} {value}"))
    })
}

fn fields(rule: &Rule) -> Vec<(&'static str, String)> {
    let checks: Vec<String> =
        rule.checks.iter().map(|spec| format!("{} {:?}", spec.name, spec.arg)).collect();
    vec![
        ("id", rule.id.to_string()),
        ("provider", rule.provider.to_string()),
        ("category", rule.category.to_string()),
        ("severity", rule.severity.to_string()),
        ("confidence", rule.confidence.to_string()),
        ("trigger", format!("{:?}", rule.trigger).to_lowercase()),
        ("anchors", rule.anchors.join(", ")),
        ("near", rule.near.join(", ")),
        ("pattern", rule.pattern.to_string()),
        ("checks", checks.join(", ")),
        ("lifetime", rule.lifetime.to_string()),
        ("privilege", rule.privilege.to_string()),
        ("client-safe", rule.client_safe.to_string()),
        ("pair", rule.pair.join(", ")),
        ("revoke", rule.revoke.to_string()),
        ("docs", rule.docs.to_string()),
        ("notes", rule.notes.to_string()),
    ]
}

/// Each file is tested together with the built-in rules, which it may replace.
fn test(files: &[PathBuf]) -> Result<Exit, Error> {
    let (mut failures, mut examples) = (0, 0);
    for file in files {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|error| Error::io(file, error))?;
        let (rules, valid) = load::parse(&name, &text)?;
        let mut set = RuleSet::builtin();
        set.replace(rules)?;
        let failed: Vec<_> = examples::lint(&set).into_iter().chain(examples::run(&set, &valid)).collect();
        examples += valid.iter().map(|rule| rule.spec.hits.len() + rule.spec.misses.len()).sum::<usize>();
        failures += failed.len();
        print(|out| {
            failed.iter().try_for_each(|f| writeln!(out, "{name}:{}: {}: {}", f.line, f.rule, f.message))
        })?;
    }
    print(|out| writeln!(out, "{examples} examples, {failures} failed"))?;
    Ok(if failures == 0 { Exit::Clean } else { Exit::Findings(1) })
}

fn checks() -> Result<(), Error> {
    print(|out| {
        for kind in CHECKS {
            writeln!(out, "{:<22} {}", kind.name, kind.about)?;
        }
        writeln!(out, "\nNames for `checksum` and `structure`:")?;
        proof::PROOFS.iter().try_for_each(|proof| writeln!(out, "{:<22} {}", proof.name, proof.about))
    })
}
