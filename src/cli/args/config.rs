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
