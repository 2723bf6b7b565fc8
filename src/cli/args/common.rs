//! Options that several commands take, in the groups in which the help shows them.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use crate::exposure::Depth;
use crate::finding::{Certainty, Confidence, Severity};
use crate::report::FORMATS;

/// Options of every command that scans and reports.
#[derive(Debug, Args)]
pub struct CommonArgs {
    /// How findings are printed
    #[command(flatten)]
    pub output: OutputArgs,
    /// How the scan ends
    #[command(flatten)]
    pub outcome: OutcomeArgs,
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

/// How findings are printed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// How to print the findings
    #[arg(long, short, default_value = "human", value_parser = formats())]
    pub format: String,
    /// Write a report to a file, too: FORMAT=FILE. May be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = report)]
    pub report: Vec<(String, PathBuf)>,
    /// List every candidate that was dropped, by which check and why
    #[arg(long)]
    pub explain: bool,
    /// Show suppressed findings, too, where a format leaves them out
    #[arg(long)]
    pub show_suppressed: bool,
    /// Colour
    #[command(flatten)]
    pub color: ColorArgs,
}

/// Colour.
#[derive(Debug, Args)]
pub struct ColorArgs {
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    pub color: ColorWhen,
}

/// How a scan ends.
#[derive(Debug, Args)]
#[command(next_help_heading = "Exit code")]
pub struct OutcomeArgs {
    /// Exit with 1 when a finding is at least this severe
    /// [default: low]
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<SeverityArg>,
    /// Exit with 1, too, when a finding reaches clients at least so surely, however severe it is
    #[arg(long, value_name = "CERTAINTY")]
    pub fail_on_exposure: Option<CertaintyArg>,
    /// Exit with N instead of 1 when there are findings
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=125))]
    pub exit_code: u8,
    /// Exit with 0 in spite of findings (an incomplete scan still exits with 2)
    #[arg(long)]
    pub no_fail: bool,
}

/// What is looked for, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Search")]
pub struct SearchArgs {
    /// Leave out findings that are less sure
    /// [default: medium]
    #[arg(long, value_name = "LEVEL")]
    pub min_confidence: Option<ConfidenceArg>,
    /// Use the rules of this file, too. May be given several times
    #[arg(long, value_name = "FILE")]
    pub rules: Vec<PathBuf>,
    /// Report smells, too: code that stores, sends or logs tokens carelessly
    #[arg(long)]
    pub smells: bool,
    /// A file over the size limit is listed and does not make the scan incomplete
    #[arg(long)]
    pub allow_large: bool,
    /// How many threads to use [default: one for each processor]
    #[arg(long, short = 'j', value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

/// Who can see a finding.
#[derive(Debug, Args)]
pub struct ExposureArgs {
    /// How much work to put into who can see a finding
    #[arg(long, value_name = "DEPTH", default_value = "full", help_heading = "Search")]
    pub exposure: DepthArg,
}

/// What is allowed.
#[derive(Debug, Args)]
pub struct BaselineArgs {
    /// Do not report what this baseline allows; `beartrap baseline create` writes one
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub baseline: Option<PathBuf>,
}

/// Which settings are read, and whom to trust.
#[derive(Debug, Args)]
#[command(next_help_heading = "Settings")]
pub struct SettingsArgs {
    /// Read this settings file, too, after the user's and the repository's. May be given several times
    #[arg(long, value_name = "FILE")]
    pub config: Vec<PathBuf>,
    /// Read the repository's settings, and the baseline, from this commit instead of the working tree
    #[arg(long, value_name = "REV", conflicts_with = "ignore_repo_config")]
    pub config_from: Option<String>,
    /// Do not read the beartrap.toml of the scanned repository: its author is not trusted
    #[arg(long)]
    pub ignore_repo_config: bool,
    /// Report findings although a mark on their line allows them: its author is not trusted
    #[arg(long)]
    pub ignore_inline: bool,
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
