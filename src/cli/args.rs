//! What the command line can say. Parsing has no effects.

pub mod baseline;
pub mod config;
pub mod git;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand, ValueEnum};

use crate::exposure::Depth;
use crate::finding::{Certainty, Confidence, Severity};
use crate::report::FORMATS;
use crate::shard::Shard;

/// Finds leaked tokens in files and git history.
#[derive(Debug, Parser)]
#[command(name = "beartrap", version, max_term_width = 100)]
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
pub struct ScanArgs {
    /// Files and folders; `-` is standard input
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Scan what .gitignore and its kin leave out, too
    #[arg(long)]
    pub no_ignore: bool,
    /// The file name that standard input is taken for; it decides how values are written
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
    #[arg(required = true)]
    pub reports: Vec<PathBuf>,
    /// What every scan takes; settings and rules must be those of the shares
    #[command(flatten)]
    pub common: CommonArgs,
}

/// Options of every command that scans.
#[derive(Debug, clap::Args)]
pub struct CommonArgs {
    /// How to print the findings
    #[arg(long, short, default_value = "human", value_parser = formats())]
    pub format: String,
    /// Write a report to a file, too: FORMAT=FILE. May be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = report)]
    pub report: Vec<(String, PathBuf)>,
    /// Leave out findings that are less sure
    /// [default: medium]
    #[arg(long, value_name = "LEVEL")]
    pub min_confidence: Option<ConfidenceArg>,
    /// Exit with 1 when a finding is at least this severe
    /// [default: low]
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<SeverityArg>,
    /// How much work to put into who can see a finding: off, fast (no imports are followed) or full
    #[arg(long, value_name = "DEPTH", default_value = "full")]
    pub exposure: DepthArg,
    /// Exit with 1, too, when a finding reaches clients at least so surely, however severe it is
    #[arg(long, value_name = "CERTAINTY")]
    pub fail_on_exposure: Option<CertaintyArg>,
    /// Report smells, too: code that stores, sends or logs tokens carelessly
    #[arg(long)]
    pub smells: bool,
    /// Exit with N instead of 1 when there are findings
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=125))]
    pub exit_code: u8,
    /// Exit with 0 in spite of findings (an incomplete scan still exits with 2)
    #[arg(long)]
    pub no_fail: bool,
    /// A file over the size limit is listed and does not make the scan incomplete
    #[arg(long)]
    pub allow_large: bool,
    /// Read this settings file, too, after the user's and the repository's. May be given several times
    #[arg(long, value_name = "FILE")]
    pub config: Vec<PathBuf>,
    /// Do not read the beartrap.toml of the scanned repository: its author is not trusted
    #[arg(long)]
    pub ignore_repo_config: bool,
    /// Read the repository's settings, and the baseline, from this commit instead of the working tree
    #[arg(long, value_name = "REV", conflicts_with = "ignore_repo_config")]
    pub config_from: Option<String>,
    /// Do not report what this baseline allows; `beartrap baseline create` writes one
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Use the rules of this file, too. May be given several times
    #[arg(long, value_name = "FILE")]
    pub rules: Vec<PathBuf>,
    /// List every candidate that was dropped, by which check and why
    #[arg(long)]
    pub explain: bool,
    /// Show suppressed findings, too, where a format leaves them out
    #[arg(long)]
    pub show_suppressed: bool,
    /// How many threads to use [default: one for each processor]
    #[arg(long, short = 'j', value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
}

/// `beartrap explain`.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// A rule's id, or the fingerprint of a finding
    #[arg(value_name = "FINGERPRINT|RULE")]
    pub what: String,
    /// Where to look for the finding [default: .]
    pub paths: Vec<PathBuf>,
    /// What every scan takes
    #[command(flatten)]
    pub common: CommonArgs,
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
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// The checks and proofs that a rule can name
    Checks,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A confidence as an option's value.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ConfidenceArg {
    /// Everything that looks like a secret
    Low,
    /// More often right than wrong
    Medium,
    /// Distinctive formats
    High,
    /// Proved offline
    Verified,
}

/// How much work exposure gets, as an option's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DepthArg {
    /// None
    Off,
    /// Files and variables, no imports
    Fast,
    /// Imports, too
    Full,
}

/// A certainty as an option's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CertaintyArg {
    /// Every step is proved, or one is not
    Likely,
    /// Every step is proved
    Certain,
}

/// A severity as an option's value.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SeverityArg {
    /// Harmless by itself
    Note,
    /// Little harm
    Low,
    /// Some harm
    Medium,
    /// Access to data or money
    High,
    /// Access to everything
    Critical,
}

impl From<ConfidenceArg> for Confidence {
    fn from(arg: ConfidenceArg) -> Self {
        match arg {
            ConfidenceArg::Low => Self::Low,
            ConfidenceArg::Medium => Self::Medium,
            ConfidenceArg::High => Self::High,
            ConfidenceArg::Verified => Self::Verified,
        }
    }
}

impl From<SeverityArg> for Severity {
    fn from(arg: SeverityArg) -> Self {
        match arg {
            SeverityArg::Note => Self::Note,
            SeverityArg::Low => Self::Low,
            SeverityArg::Medium => Self::Medium,
            SeverityArg::High => Self::High,
            SeverityArg::Critical => Self::Critical,
        }
    }
}

impl From<DepthArg> for Depth {
    fn from(arg: DepthArg) -> Self {
        match arg {
            DepthArg::Off => Self::Off,
            DepthArg::Fast => Self::Fast,
            DepthArg::Full => Self::Full,
        }
    }
}

impl From<CertaintyArg> for Certainty {
    fn from(arg: CertaintyArg) -> Self {
        match arg {
            CertaintyArg::Likely => Self::Likely,
            CertaintyArg::Certain => Self::Certain,
        }
    }
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.name))
}

fn report(text: &str) -> Result<(String, PathBuf), String> {
    let (format, file) = text.split_once('=').ok_or("write FORMAT=FILE, such as sarif=beartrap.sarif")?;
    crate::report::format(format).map_err(|error| error.to_string())?;
    Ok((format.to_owned(), PathBuf::from(file)))
}
