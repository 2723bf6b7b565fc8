//! The program: parse, run, print, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    beartrap::cli::run(&beartrap::cli::parse()).into()
}
