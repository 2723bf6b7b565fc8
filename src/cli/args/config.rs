//! Options of `beartrap config`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::CommonArgs;

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
    pub files: Vec<PathBuf>,
    /// What every scan takes
    #[command(flatten)]
    pub common: CommonArgs,
}

/// `beartrap config show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// What every scan takes
    #[command(flatten)]
    pub common: CommonArgs,
}
