//! Suppressions: who allowed a finding, why, and until when. Never silent: each is counted and listed.

pub mod baseline;
pub mod config;
pub mod import;
pub mod inline;
