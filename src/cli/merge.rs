//! `beartrap merge`.

use std::path::Path;

use super::args::MergeArgs;
use super::exit::Exit;
use super::{output, plan, scan};
use crate::error::Error;
use crate::report::share::Record;
use crate::scan::merge;

/// Joins the reports of shares, and reports.
///
/// # Errors
/// When a report cannot be read, or they are not all the shares of one scan.
pub(super) fn run(args: &MergeArgs) -> Result<Exit, Error> {
    let plan = plan::resolve(&args.common, Path::new("."))?;
    let mut records = Vec::new();
    for path in &args.reports {
        let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
        let name = path.display().to_string();
        records.push((name.clone(), Record::read(&name, &text)?));
    }
    let report = merge(&plan, records)?;
    output::deliver(&report, &args.common.output)?;
    Ok(scan::exit(&report, &plan, &args.common.outcome))
}
