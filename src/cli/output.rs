//! Standard output, standard error and report files.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use super::args::common::{ColorArgs, ColorWhen, OutputArgs};
use crate::error::Error;
use crate::report::{Format, Report, Style, format, from_root};

/// Prints `report` and writes the report files that were asked for.
///
/// # Errors
/// When something cannot be written.
pub fn deliver(report: &Report<'_>, args: &OutputArgs) -> Result<(), Error> {
    let plain = Style { color: false, explain: args.explain, show_suppressed: args.show_suppressed };
    for (name, path) in &args.report {
        let format = format(name)?;
        write_file(path, |out| write_as(format, report, &plain, out))?;
    }
    let style = Style { color: color(&args.color), ..plain };
    let format = format(&args.format)?;
    print(|out| write_as(format, report, &style, out))
}

fn write_as(format: &Format, report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if format.from_root {
        return (format.write)(&from_root(report), style, out);
    }
    (format.write)(report, style, out)
}

/// Writes to standard output. A reader that went away (`beartrap scan | head`) is no fault and changes no exit code.
///
/// # Errors
/// When it cannot be written.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::io("standard output", error)),
        _ => Ok(()),
    }
}

/// Prints an error with all its causes to standard error.
pub fn complain(error: &Error) {
    // Nothing is left to do when standard error is closed.
    let _ = writeln!(io::stderr().lock(), "beartrap: {error}");
}

/// Prints a message for people to standard error.
pub fn tell(message: &str) {
    // Nothing is left to do when standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{message}");
}

fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let file = File::create(path).map_err(|error| Error::io(path, error))?;
    let mut out = BufWriter::new(file);
    write(&mut out).and_then(|()| out.flush()).map_err(|error| Error::io(path, error))
}

pub(super) fn color(args: &ColorArgs) -> bool {
    match args.color {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => {
            let unset = |name: &str| std::env::var_os(name).is_none_or(|value| value.is_empty());
            io::stdout().is_terminal()
                && unset("NO_COLOR")
                && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
        }
    }
}
