//! Shell completions and the manual, made from the definition of the command line.

use std::path::Path;

use clap::{Command, CommandFactory};

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

/// Prints the manual, a page for the program and one for each command and its parts, or writes them into `folder`.
///
/// # Errors
/// When a page cannot be written.
pub(super) fn manual(folder: Option<&Path>) -> Result<Exit, Error> {
    let pages = pages(&Args::command());
    match folder {
        None => print(|out| pages.iter().try_for_each(|(_, page)| out.write_all(page)))?,
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
            for (name, page) in pages {
                let path = folder.join(format!("{name}.1"));
                std::fs::write(&path, page).map_err(|error| Error::io(&path, error))?;
            }
        }
    }
    Ok(Exit::Clean)
}

/// The name and the text of every page, in the order of the help.
fn pages(command: &Command) -> Vec<(String, Vec<u8>)> {
    let mut root = command.clone().disable_help_subcommand(true);
    root.build();
    let mut pages = Vec::new();
    let mut todo = vec![(root.get_name().to_owned(), root)];
    while let Some((name, command)) = todo.pop() {
        let below = command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help");
        let below: Vec<_> = below.map(|sub| (format!("{name}-{}", sub.get_name()), sub.clone())).collect();
        todo.extend(below.into_iter().rev());
        let mut page = Vec::new();
        // Writing to memory cannot fail.
        let _ = clap_mangen::Man::new(command.display_name(&name))
            .title(&name)
            .source(concat!("beartrap ", env!("CARGO_PKG_VERSION")))
            .render(&mut page);
        pages.push((name, page));
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_that_names_its_options() {
        let pages = pages(&Args::command());
        let page = |name: &str| {
            let (_, page) =
                pages.iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("no page {name}"));
            String::from_utf8(page.clone()).expect("text")
        };
        assert_eq!(pages[0].0, "beartrap");
        assert!(page("beartrap-scan").contains("min\\-confidence"));
        assert!(page("beartrap-baseline-create").contains("\\-\\-reason"));
        assert!(
            page("beartrap-hook-pre-push").contains("beartrap hook pre\\-push"),
            "{}",
            page("beartrap-hook-pre-push")
        );
        assert!(page("beartrap").contains("beartrap\\-scan(1)"));
    }
}
