//! Options of `beartrap config`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::common::{BaselineArgs, SearchArgs, SettingsArgs, SeverityArg};

/// `beartrap config`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Look for faults in settings files, in those that a scan here would read or in those named
    Check(CheckArgs),
    /// Print the settings that a scan here would use, and where each comes from
    Show(ShowArgs),
    /// Convert a .gitleaks.toml into a beartrap.toml and a rule file
    Import(ImportArgs),
}

/// `beartrap config import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The settings file of gitleaks
    pub file: PathBuf,
    /// The folder to write to; nothing in it is overwritten
    #[arg(long, short, default_value = ".", value_name = "FOLDER")]
    pub output: PathBuf,
}

/// `beartrap config check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Settings files
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What a scan would take
    #[command(flatten)]
    pub given: GivenArgs,
}

/// `beartrap config show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// What a scan would take
    #[command(flatten)]
    pub given: GivenArgs,
}

/// Options of a scan that are settings, too, or decide which settings are read.
#[derive(Debug, Args)]
pub struct GivenArgs {
    /// Exit with 1 when a finding is at least this severe
    #[arg(long, value_name = "SEVERITY", help_heading = "Exit code")]
    pub fail_on: Option<SeverityArg>,
    /// What is looked for
    #[command(flatten)]
    pub search: SearchArgs,
    /// What is allowed
    #[command(flatten)]
    pub baseline: BaselineArgs,
    /// Which settings are read
    #[command(flatten)]
    pub settings: SettingsArgs,
}
