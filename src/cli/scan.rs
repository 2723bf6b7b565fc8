//! `beartrap scan`.

use std::path::{Path, PathBuf};

use super::args::ScanArgs;
use super::args::common::OutcomeArgs;
use super::exit::Exit;
use super::{output, plan, progress};
use crate::error::Error;
use crate::plan::Plan;
use crate::scan;

/// Scans and reports.
///
/// # Errors
/// When the request cannot be carried out at all.
pub fn run(args: &ScanArgs) -> Result<Exit, Error> {
    let root = args.paths.first().map_or(Path::new("."), PathBuf::as_path);
    let mut plan = plan::resolve(&args.common, root)?;
    plan.shard = args.shard;
    plan.gitignore = !args.no_ignore;
    plan.max_file_size = args.max_file_size.unwrap_or(plan.max_file_size);
    if let Some(baseline) = &mut plan.baseline {
        baseline.scanned(&args.paths);
    }
    let stdin = args.paths.iter().any(|path| path == Path::new("-"));
    let report = if stdin {
        if args.shard.is_some() {
            return Err(Error::Usage("standard input has no shares: leave --shard out".to_owned()));
        }
        if args.paths.len() > 1 {
            return Err(Error::Usage(
                "'-' (standard input) cannot be scanned together with files".to_owned(),
            ));
        }
        scan::stream(&plan, &args.stdin_name, &mut std::io::stdin().lock())
    } else {
        progress::watch("files", |progress| scan::files(&plan, &args.paths, progress))?
    };
    output::deliver(&report, &args.common.output)?;
    Ok(exit(&report, &plan, &args.common.outcome))
}

/// How a scan ended, as the options see it.
pub(super) fn exit(report: &crate::report::Report<'_>, plan: &Plan, args: &OutcomeArgs) -> Exit {
    match Exit::of(report, plan.fail_on, plan.fail_on_exposure, args.exit_code) {
        Exit::Findings(_) if args.no_fail => Exit::Clean,
        exit => exit,
    }
}
