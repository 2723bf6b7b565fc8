//! Real repositories, made with the `git` program, read with beartrap.

mod cache;
mod fixture;
mod history;
mod hooks;
mod oracle;
mod packs;
mod staged;
mod trouble;
