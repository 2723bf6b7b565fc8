//! Options of the commands that read git repositories.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::CommonArgs;
use crate::calendar;
use crate::shard::Shard;

/// Below the help of `beartrap history`.
const HISTORY: &str = "\
Examples:
  beartrap history                         every ref of this repository
  beartrap history origin/main..HEAD       what a branch brings in
  beartrap history ../other --cache        remember what was seen

Exit codes: 0 all was scanned and nothing counts, 1 findings, 2 not all was scanned";

/// `beartrap history`.
#[derive(Debug, Args)]
#[command(after_help = HISTORY)]
pub struct HistoryArgs {
    /// The repository, or a folder in it
    #[arg(default_value = ".", value_name = "REPO")]
    pub repo: PathBuf,
    /// Only this part of history: A..B, or the history of one revision. Default: all refs
    #[arg(value_name = "RANGE")]
    pub range: Option<String>,
    /// Only what commits made on this day or later brought in
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub since: Option<i64>,
    /// Only what the N newest commits brought in
    #[arg(long, value_name = "N")]
    pub max_commits: Option<usize>,
    /// Follow only the first parent of merges
    #[arg(long)]
    pub first_parent: bool,
    /// Read what reflogs lead to, too: amended, rebased and reset commits
    #[arg(long)]
    pub reflog: bool,
    /// Read every object of the repository, whether or not a ref leads to it
    #[arg(long)]
    pub unreachable: bool,
    /// Scan every blob whole, not only what it changed: slower, to compare with
    #[arg(long, hide = true)]
    pub whole: bool,
    /// Remember in the git directory what was seen, and read only what is new the next time
    #[arg(long)]
    pub cache: bool,
    /// Read the history of submodules, too
    #[arg(long, conflicts_with = "shard")]
    pub recurse_submodules: bool,
    /// Skip larger objects, and say so
    /// [default: 268435456]
    #[arg(long, value_name = "BYTES")]
    pub max_file_size: Option<u64>,
    /// That a shallow clone cuts history off does not make the scan incomplete
    #[arg(long)]
    pub allow_shallow: bool,
    /// Scan one of N equal shares of the blobs; `beartrap merge` joins the JSON reports
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    /// What every scan takes
    #[command(flatten)]
    pub common: CommonArgs,
}

/// `beartrap staged`.
#[derive(Debug, Args)]
pub struct StagedArgs {
    /// Compare with the parent of HEAD, for `git commit --amend`
    #[arg(long)]
    pub amend: bool,
    /// What every scan takes
    #[command(flatten)]
    pub common: CommonArgs,
}

/// `beartrap hook`.
#[derive(Debug, Subcommand)]
pub enum HookCommand {
    /// Make git run beartrap before each commit
    Install(HookInstallArgs),
    /// Undo `install`
    Uninstall(HookInstallArgs),
    /// Scan what a push would send. Run by git, which writes to standard input
    PrePush {
        /// Name of the remote, as git passes it
        remote: Option<String>,
        /// Address of the remote, as git passes it
        url: Option<String>,
        /// What every scan takes
        #[command(flatten)]
        common: Box<CommonArgs>,
    },
    /// Scan what a push brought in, on the server. Run by git, which writes to standard input
    PreReceive {
        /// What every scan takes
        #[command(flatten)]
        common: Box<CommonArgs>,
    },
}

/// `beartrap hook install`.
#[derive(Debug, Args)]
pub struct HookInstallArgs {
    /// The hook that runs before each commit (default)
    #[arg(long)]
    pub pre_commit: bool,
    /// The hook that runs before each push
    #[arg(long)]
    pub pre_push: bool,
    /// For all repositories of this user: in the folder of a global core.hooksPath, else in git's settings (git 2.54)
    #[arg(long)]
    pub global: bool,
}

/// Seconds since 1970 at the start of a day in UTC.
fn date(text: &str) -> Result<i64, String> {
    calendar::day(text).map(|day| day * calendar::SECONDS).ok_or_else(|| super::NO_DAY.to_owned())
}
