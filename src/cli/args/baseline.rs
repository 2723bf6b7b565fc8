//! Options of `beartrap baseline`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::common::{ColorArgs, SearchArgs, SettingsArgs};
use crate::allow::baseline::FILE_NAME;
use crate::calendar;

/// `beartrap baseline`.
#[derive(Debug, Subcommand)]
pub enum BaselineCommand {
    /// Allow everything that a scan finds now; entries of an existing file are kept
    Create(CreateArgs),
    /// Take out entries that expired or match nothing any more
    Prune(PruneArgs),
    /// Walk through the findings and decide on each
    Audit(AuditArgs),
    /// Take over what .gitleaksignore, a JSON report of gitleaks or a .secrets.baseline allow
    Import(ImportArgs),
}

/// Where findings are looked for, and the baseline.
#[derive(Debug, Args)]
pub struct TargetArgs {
    /// Files and folders to scan
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The baseline to write
    #[arg(long, short, default_value = FILE_NAME, value_name = "FILE")]
    pub output: PathBuf,
    /// Scan the history of the repository, too
    #[arg(long)]
    pub history: bool,
    /// What is looked for
    #[command(flatten)]
    pub search: SearchArgs,
    /// Which settings are read
    #[command(flatten)]
    pub settings: SettingsArgs,
}

/// What new entries say.
#[derive(Debug, Args)]
pub struct EntryArgs {
    /// Who allows it [default: the name in the environment, as git or the system sets it]
    #[arg(long)]
    pub author: Option<String>,
    /// The last day on which it is allowed
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub expires: Option<String>,
    /// Where it is allowed: in the file where it was found, or anywhere
    #[arg(long, default_value = "path", value_name = "SCOPE")]
    pub scope: Scope,
}

/// `beartrap baseline create`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  beartrap baseline create --reason 'known before we started' --expires 2030-01-31"
)]
pub struct CreateArgs {
    /// Why these findings are allowed
    #[arg(long)]
    pub reason: String,
    /// What new entries say
    #[command(flatten)]
    pub entry: EntryArgs,
    /// Where to look and what to write
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `beartrap baseline prune`.
#[derive(Debug, Args)]
pub struct PruneArgs {
    /// Where to look and what to write
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `beartrap baseline audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Colour
    #[command(flatten)]
    pub color: ColorArgs,
    /// What new entries say
    #[command(flatten)]
    pub entry: EntryArgs,
    /// Where to look and what to write
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `beartrap baseline import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The lists of other scanners; paths in them start at the current folder
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Why these findings are allowed [default: where they come from]
    #[arg(long)]
    pub reason: Option<String>,
    /// What new entries say
    #[command(flatten)]
    pub entry: EntryArgs,
    /// The baseline to write
    #[arg(long, short, default_value = FILE_NAME, value_name = "FILE")]
    pub output: PathBuf,
    /// What is looked for
    #[command(flatten)]
    pub search: SearchArgs,
    /// Which settings are read
    #[command(flatten)]
    pub settings: SettingsArgs,
}

/// Where a new entry counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scope {
    /// In the file where it was found
    Path,
    /// In every file
    Any,
}

fn day(text: &str) -> Result<String, String> {
    calendar::day(text).map(|_| text.to_owned()).ok_or_else(|| super::NO_DAY.to_owned())
}
