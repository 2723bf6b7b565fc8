//! Judges candidates, one at a time and offline.

pub mod outcome;
pub mod proof;
