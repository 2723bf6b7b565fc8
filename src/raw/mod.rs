//! The one module that may be `unsafe`: vector instructions, and files mapped into memory.
//!
//! Both buy speed or memory that safe Rust cannot, both hide behind a safe interface, and a property test holds each
//! to a safe twin: [`classes`] to a table of 256 entries, [`map`] to reading the file. Everywhere else the compiler
//! refuses `unsafe` (`Cargo.toml`, `[lints]`).
#![allow(unsafe_code, reason = "this is the module for it")]

pub mod classes;
pub(crate) mod map;
pub(crate) mod prefetch;
