//! `beartrap history`.

use std::path::Path;

use super::args::git::HistoryArgs;
use super::exit::Exit;
use super::{output, plan, progress, scan};
use crate::error::Error;
use crate::git::repo::{Environment, Repository};
use crate::scan::{history, history_with_submodules};
use crate::source::history::Selection;

/// Scans the history of a repository and reports.
///
/// # Errors
/// When there is no repository or the request makes no sense.
pub(super) fn run(args: &HistoryArgs) -> Result<Exit, Error> {
    if args.common.search.smells {
        return Err(Error::Usage(
            "history has no smells: one that is gone is mended, and nothing leaked by it; those of today are in the files, \
             `beartrap scan --smells`"
                .to_owned(),
        ));
    }
    let (repo, range) = place(args);
    let mut plan = plan::resolve(&args.common, repo)?;
    let repo = Repository::discover(repo)?;
    plan.max_file_size = args.max_file_size.unwrap_or(plan.max_file_size);
    plan.shard = args.shard;
    let selection = Selection {
        range: range.map(str::to_owned),
        since: args.since,
        max_commits: args.max_commits,
        first_parent: args.first_parent,
        reflog: args.reflog,
        unreachable: args.unreachable,
        whole: args.whole,
        allow_shallow: args.allow_shallow,
        cache: args.cache,
    };
    // The repository is named by the user, so what git told a hook about another one does not apply.
    let environment = Environment::default();
    let report = progress::watch("blobs", |progress| {
        if args.recurse_submodules {
            history_with_submodules(&plan, &repo, &selection, progress)
        } else {
            history(&plan, &repo, &environment, &selection, progress)
        }
    })?;
    output::deliver(&report, &args.common.output)?;
    Ok(scan::exit(&report, &plan, &args.common.outcome))
}

/// The repository and the range. `history A..B` means this repository, unless there is a folder with that name.
fn place(args: &HistoryArgs) -> (&Path, Option<&str>) {
    match (args.repo.to_str(), &args.range) {
        (Some(text), None) if text.contains("..") && !args.repo.exists() => (Path::new("."), Some(text)),
        (_, range) => (&args.repo, range.as_deref()),
    }
}
