//! beartrap finds leaked tokens.

pub mod blob;
pub mod detect;
pub mod error;
pub mod finding;
pub mod report;
pub mod rule;
pub mod secret;
pub mod text;
pub mod verify;
