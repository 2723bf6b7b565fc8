//! The program: parse, run, print, exit code.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    beartrap::cli::run(&beartrap::cli::args::Args::parse()).into()
}
