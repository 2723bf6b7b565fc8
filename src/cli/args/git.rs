//! Options of the commands that read git repositories.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::CommonArgs;
use crate::shard::Shard;

/// `beartrap history`.
#[derive(Debug, Args)]
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
    /// For all repositories of this user that do not set core.hooksPath themselves
    #[arg(long)]
    pub global: bool,
}

/// Seconds since 1970 at the start of a day in UTC.
fn date(text: &str) -> Result<i64, String> {
    let parts: Vec<i64> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let (&[year, month, day], true) = (&parts[..], text.len() == 10 && text.as_bytes()[7] == b'-') else {
        return Err("write a day as YYYY-MM-DD".to_owned());
    };
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return Err("there is no such day".to_owned());
    }
    // Days since 1970 of the civil calendar, its years counted from March (Howard Hinnant's `days_from_civil`).
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let in_era = year.rem_euclid(400);
    let in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Ok((era * 146_097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719_468) * 86_400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        assert_eq!(date("1970-01-01"), Ok(0));
        assert_eq!(date("2000-03-01"), Ok(951_868_800));
        assert_eq!(date("2024-02-29"), Ok(1_709_164_800));
        for text in ["", "2024", "2024-13-01", "24-01-01", "yesterday", "2024-1-001"] {
            assert!(date(text).is_err(), "{text}");
        }
    }
}
