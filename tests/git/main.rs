//! Real repositories, made with the `git` program, read with beartrap.

mod fixture;
mod history;
mod packs;
mod staged;
mod trouble;
