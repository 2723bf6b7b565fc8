//! The one module that may be `unsafe`: vector instructions, files mapped into memory, and hints of what will be read.
//!
//! They buy speed or memory that safe Rust cannot, hide behind a safe interface, and a property test holds what has an
//! answer to a safe twin: [`classes`] to a table of 256 entries, [`map`] to reading the file. A [`prefetch`] has none.
//! Everywhere else the compiler refuses `unsafe` (`Cargo.toml`, `[lints]`).
#![allow(unsafe_code, reason = "this is the module for it")]

pub mod classes;
pub(crate) mod map;
pub(crate) mod prefetch;
