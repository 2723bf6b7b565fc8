//! `beartrap explain`.

use std::path::PathBuf;

use super::args::ExplainArgs;
use super::exit::Exit;
use super::output::print;
use super::{plan, progress};
use crate::error::Error;
use crate::explain::explain;
use crate::finding::Confidence;
use crate::scan;
use crate::secret::Fingerprint;
use crate::smell;

/// Explains a rule, or the finding with a fingerprint.
///
/// # Errors
/// When there is no such rule or finding.
pub fn run(args: &ExplainArgs) -> Result<Exit, Error> {
    let paths: Vec<PathBuf> =
        if args.paths.is_empty() { vec![PathBuf::from(".")] } else { args.paths.clone() };
    let mut plan = plan::with_baseline(&args.search, &args.baseline, &args.settings, &paths[0])?;
    plan.exposure = args.exposure.exposure.into();
    // A fingerprint names one finding, however sure it is.
    plan.min_confidence = args.search.min_confidence.map_or(Confidence::Low, Into::into);
    let text = match Fingerprint::parse(&args.what) {
        None if smell::by_id(&args.what).is_some() => {
            smell::by_id(&args.what).map(smell::explain).unwrap_or_default()
        }
        None => {
            let rule = plan.rules.by_id(&args.what).ok_or_else(|| {
                Error::Usage(format!(
                    "'{}' is no fingerprint, and {}",
                    args.what,
                    plan.rules.unknown(&args.what)
                ))
            })?;
            explain(rule, None, None)
        }
        Some(fingerprint) => {
            let report = progress::watch("files", |progress| scan::files(&plan, &paths, progress))?;
            let all = report.findings.iter().chain(&report.suppressed);
            let finding = all.into_iter().find(|f| f.fingerprint == fingerprint).ok_or_else(|| {
                Error::Usage(format!(
                    "no finding here has the fingerprint {fingerprint}; name the paths that were scanned"
                ))
            })?;
            if let Some(smell) = smell::by_id(&finding.rule) {
                print(|out| out.write_all(smell::explain(smell).as_bytes()))?;
                return Ok(Exit::Clean);
            }
            let rule = plan
                .rules
                .by_id(&finding.rule)
                .ok_or_else(|| Error::Usage(format!("there is no rule '{}'", finding.rule)))?;
            explain(rule, Some(finding), scan::framework(&paths, finding))
        }
    };
    print(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Clean)
}
