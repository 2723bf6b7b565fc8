//! beartrap finds leaked tokens.

pub mod allow;
pub mod blob;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod detect;
pub mod error;
pub mod examples;
pub mod explain;
pub mod exposure;
pub mod finding;
pub mod git;
pub mod hit;
pub mod hook;
pub mod inspect;
pub mod intern;
pub mod line_hash;
pub mod load;
pub mod overlap;
pub mod pair;
pub mod paths;
pub mod place;
pub mod plan;
pub mod raw;
pub mod report;
pub mod risk;
pub mod rule;
pub mod scan;
pub mod secret;
pub mod shard;
pub mod smell;
pub mod snippet;
pub mod source;
mod suggest;
pub mod text;
mod tree;
pub mod verify;
