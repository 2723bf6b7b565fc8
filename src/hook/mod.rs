//! Git hooks: putting beartrap into a repository, and what git tells a hook about a push.

pub mod install;
pub mod updates;

pub use install::{Installed, Which};
pub use updates::{Update, pushed, received};
