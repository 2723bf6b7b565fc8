//! Git history: every blob that a ref leads to, once, with the commit and path that brought it in.
//!
//! Reading takes two walks over the delta forest ([`crate::git::catalog`]), so nothing is expanded twice:
//!
//! 1. [`survey`] expands commits, trees and tags. What they say becomes a [`graph`] in memory, four bytes for a name
//!    and four for an object in each tree. [`order`] puts the commits in order, and [`walk`] goes through their trees,
//!    oldest first: the first visit to a blob is the commit and path that brought it in.
//! 2. [`delta`] expands the blobs that were reached, and looks at a delta only where it differs from its base.
//!    [`cache`] remembers of which nothing was reported; it is a [`sealed`] file.

pub mod cache;
pub mod delta;
pub mod graph;
pub mod order;
pub mod read;
pub mod sealed;
pub mod survey;
mod tree;
pub mod walk;

pub use read::{History, Selection};
