//! The command line. Only this module writes to the terminal.

pub mod args;
mod baseline;
mod config;
mod exit;
mod explain;
mod help;
mod history;
mod hook;
mod merge;
mod output;
mod plan;
mod progress;
mod rules;
mod scan;
mod staged;

pub use exit::Exit;

use std::path::Path;

use args::{Args, Command};
use clap::Parser;
use clap::error::{ContextKind, ContextValue};

/// The command line of this process; ends it when there is nothing to run.
#[must_use]
pub fn parse() -> Args {
    Args::try_parse().unwrap_or_else(|mut error| {
        // `beartrap src`: most people who name no command mean this one.
        if let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
            && Path::new(word).exists()
        {
            let tip = format!("to scan it, write 'beartrap scan {word}'");
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
        }
        error.exit()
    })
}

/// Runs the command and says how it ended. Errors are printed to standard error.
#[must_use]
pub fn run(args: &Args) -> Exit {
    let result = match &args.command {
        Command::Scan(scan) => scan::run(scan),
        Command::History(history) => history::run(history),
        Command::Staged(staged) => staged::run(staged),
        Command::Hook(command) => hook::run(command),
        Command::Explain(explain) => explain::run(explain),
        Command::Baseline(command) => baseline::run(command),
        Command::Rules(command) => rules::run(command),
        Command::Config(command) => config::run(command),
        Command::Merge(args) => merge::run(args),
        Command::Completions { shell } => help::completions(*shell),
        Command::Man { folder } => help::manual(folder.as_deref()),
    };
    result.unwrap_or_else(|error| {
        output::complain(&error);
        Exit::Trouble
    })
}
