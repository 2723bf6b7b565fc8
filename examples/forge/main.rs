//! Prints made-up tokens whose checksums and structures are right, for the `hits` of rule files and for tests.
//!
//! ```text
//! cargo run --example forge                    the formats
//! cargo run --example forge -- github-crc32 3  three tokens of one of them
//! ```
//!
//! The tokens are random text: nobody issued them. Split them into pieces wherever they are written down.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod formats;
mod keys;
mod labels;
mod random;
mod structures;

use std::process::ExitCode;

use random::Random;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(name) = args.first() else {
        let mut names: Vec<&str> = formats::all().map(|format| format.name).collect();
        names.dedup();
        println!("{}", names.join("\n"));
        return ExitCode::SUCCESS;
    };
    let count = args.get(1).map_or(Ok(1), |text| text.parse::<usize>());
    let formats: Vec<_> = formats::all().filter(|format| format.name == name).collect();
    let Ok(count) = count else { return fail("the second argument is how many tokens to print") };
    if formats.is_empty() {
        return fail("no such format; without arguments, forge lists them");
    }
    let mut random = Random::unpredictable();
    for format in formats {
        for _ in 0..count {
            println!("{}", (format.forge)(&mut random));
        }
    }
    ExitCode::SUCCESS
}

fn fail(why: &str) -> ExitCode {
    eprintln!("forge: {why}");
    ExitCode::from(2)
}
