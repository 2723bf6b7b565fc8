//! Real repositories, made with the `git` program, read with beartrap.

mod fixture;
mod packs;
