//! What the command line can say. Parsing has no effects.

pub mod baseline;
pub mod common;
pub mod config;
pub mod git;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub use common::CommonArgs;
use common::{BaselineArgs, ExposureArgs, SearchArgs, SettingsArgs};

use crate::shard::Shard;

/// Finds leaked tokens in files and git history.
#[derive(Debug, Parser)]
#[command(name = "beartrap", version, max_term_width = 100, after_help = START)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Scan files and folders; `-` reads standard input
    Scan(ScanArgs),
    /// Scan the history of a git repository: every blob once, with the commit that brought it in
    History(git::HistoryArgs),
    /// Scan what is staged for the next commit
    Staged(git::StagedArgs),
    /// Put beartrap into git's hooks, and what those hooks run
    #[command(subcommand)]
    Hook(git::HookCommand),
    /// Say what a rule or a finding means, and what to do
    Explain(ExplainArgs),
    /// Write and keep up a baseline: findings that are allowed, with reasons
    #[command(subcommand)]
    Baseline(baseline::BaselineCommand),
    /// Check and show the settings
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Join the reports of shares (`--shard`) into the report of the whole scan
    Merge(MergeArgs),
    /// List, show and test rules
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual, or write one page for each command
    Man {
        /// The folder for the pages, beartrap.1, beartrap-scan.1 and so on [default: print all]
        folder: Option<PathBuf>,
    },
}

/// `beartrap scan`.
#[derive(Debug, clap::Args)]
#[command(after_help = SCAN)]
pub struct ScanArgs {
    /// Files and folders; `-` is standard input
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Scan what .gitignore and its kin leave out, too
    #[arg(long)]
    pub no_ignore: bool,
    /// The file that standard input is taken for; the path of a file in a project has exposure, too
    #[arg(long, default_value = "stdin", value_name = "NAME")]
    pub stdin_name: String,
    /// Skip larger files, and say so
    /// [default: 268435456]
    #[arg(long, value_name = "BYTES")]
    pub max_file_size: Option<u64>,
    /// Scan one of N equal shares of the files; `beartrap merge` joins the JSON reports
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    /// What every scan takes
    #[command(flatten)]
    pub common: CommonArgs,
}

/// `beartrap merge`.
#[derive(Debug, clap::Args)]
pub struct MergeArgs {
    /// The JSON reports of all shares
    #[arg(required = true, value_name = "REPORT")]
    pub reports: Vec<PathBuf>,
    /// What every scan takes; settings and rules must be those of the shares
    #[command(flatten)]
    pub common: CommonArgs,
}

/// `beartrap explain`.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// A rule's id, or the fingerprint of a finding
    #[arg(value_name = "FINGERPRINT|RULE")]
    pub what: String,
    /// Where to look for the finding [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What is looked for
    #[command(flatten)]
    pub search: SearchArgs,
    /// Who can see a finding
    #[command(flatten)]
    pub exposure: ExposureArgs,
    /// What is allowed
    #[command(flatten)]
    pub baseline: BaselineArgs,
    /// Which settings are read
    #[command(flatten)]
    pub settings: SettingsArgs,
}

/// `beartrap rules`.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// One line for each built-in rule
    List,
    /// All about one rule
    Show {
        /// The rule's id
        id: String,
    },
    /// Run the examples of a rule file
    Test {
        /// Rule files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// The checks and proofs that a rule can name
    Checks,
}

/// Below the help of the program.
const START: &str = "\
Start with one of these:
  beartrap scan            the files of this folder
  beartrap history         all that was ever committed
  beartrap hook install    before each commit from now on

Exit codes: 0 all was scanned and nothing counts, 1 findings, 2 not all was scanned";

/// Below the help of `beartrap scan`.
const SCAN: &str = "\
Examples:
  beartrap scan src .env
  git diff | beartrap scan - --min-confidence low
  beartrap scan --no-fail --report sarif=beartrap.sarif --report html=beartrap.html

Exit codes: 0 all was scanned and nothing counts, 1 findings, 2 not all was scanned";

/// What is wrong with a day on the command line.
const NO_DAY: &str = "write a day that exists as YYYY-MM-DD";
