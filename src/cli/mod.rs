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

use args::{Args, Command};

use crate::error::Error;

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
        if is_closed_pipe(&error) {
            return Exit::Clean;
        }
        output::complain(&error);
        Exit::Trouble
    })
}

/// A reader that went away (`beartrap ... | head`) is no fault.
fn is_closed_pipe(error: &Error) -> bool {
    matches!(error, Error::Io { source, .. } if source.kind() == std::io::ErrorKind::BrokenPipe)
}
