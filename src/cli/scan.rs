//! `beartrap scan`.

use std::path::Path;

use super::args::{CommonArgs, ScanArgs};
use super::exit::Exit;
use super::output;
use crate::error::Error;
use crate::load;
use crate::plan::Plan;
use crate::rule::RuleSet;
use crate::scan::{self, Progress};

/// Scans and reports.
///
/// # Errors
/// When the request cannot be carried out at all.
pub fn run(args: &ScanArgs) -> Result<Exit, Error> {
    let mut plan = plan(&args.common)?;
    plan.gitignore = !args.no_ignore;
    plan.max_file_size = args.max_file_size;
    let stdin = args.paths.iter().any(|path| path == Path::new("-"));
    let report = if stdin {
        if args.paths.len() > 1 {
            return Err(Error::Usage(
                "'-' (standard input) cannot be scanned together with files".to_owned(),
            ));
        }
        scan::stream(&plan, &args.stdin_name, &mut std::io::stdin().lock())?
    } else {
        scan::files(&plan, &args.paths, &Progress::default())?
    };
    output::deliver(&report, &args.common)?;
    Ok(exit(&report, &plan, &args.common))
}

fn plan(args: &CommonArgs) -> Result<Plan, Error> {
    let mut rules = RuleSet::builtin();
    for file in &args.rules {
        let text = std::fs::read_to_string(file).map_err(|error| Error::io(file, error))?;
        rules.extend(load::parse(&file.display().to_string(), &text)?.0)?;
    }
    let default = Plan::default();
    Ok(Plan {
        rules,
        min_confidence: args.min_confidence.into(),
        fail_on: args.fail_on.into(),
        threads: args.threads.unwrap_or(default.threads),
        explain: args.explain,
        ..default
    })
}

fn exit(report: &crate::report::Report<'_>, plan: &Plan, args: &CommonArgs) -> Exit {
    match Exit::of(report, plan.fail_on, args.exit_code) {
        Exit::Findings(_) if args.no_fail => Exit::Clean,
        exit => exit,
    }
}
