//! Shell completions and the manual page, made from the definition of the command line.

use clap::CommandFactory;

use super::args::Args;
use super::exit::Exit;
use super::output::print;
use crate::error::Error;

/// Prints the completions of `shell`.
///
/// # Errors
/// When standard output cannot be written.
pub(super) fn completions(shell: clap_complete::Shell) -> Result<Exit, Error> {
    // The generator panics when it cannot write, so it writes to memory.
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "beartrap", &mut text);
    print(|out| out.write_all(&text))?;
    Ok(Exit::Clean)
}

/// Prints the manual: a page for the program, then one for each command.
///
/// # Errors
/// When standard output cannot be written.
pub(super) fn manual() -> Result<Exit, Error> {
    let mut command = Args::command();
    command.build();
    print(|out| {
        clap_mangen::Man::new(command.clone()).render(out)?;
        command
            .get_subcommands()
            .filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
            .try_for_each(|sub| clap_mangen::Man::new(sub.clone()).render(out))
    })?;
    Ok(Exit::Clean)
}
