//! `beartrap staged`.

use std::path::Path;

use super::args::git::StagedArgs;
use super::exit::Exit;
use super::{output, plan, scan};
use crate::error::Error;
use crate::git::repo::{Environment, Repository};
use crate::scan::staged;

/// Scans what the next commit would bring in, and reports.
///
/// # Errors
/// When there is no repository or its index cannot be read.
pub(super) fn run(args: &StagedArgs) -> Result<Exit, Error> {
    let here = Path::new(".");
    let environment = Environment::inherited();
    let repo = Repository::from_environment(&environment, here)?;
    let plan = plan::resolve(&args.common, repo.work_tree.as_deref().unwrap_or(here))?;
    let report = staged(&plan, &repo, &environment, args.amend)?;
    output::deliver(&report, &args.common.output)?;
    Ok(scan::exit(&report, &plan, &args.common.outcome))
}
