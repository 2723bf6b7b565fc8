//! Git hooks: putting beartrap into a repository, and what git tells a hook about a push.

pub mod global;
pub mod install;
pub mod updates;

pub use global::UserSettings;
pub use install::{Installed, Which};
pub use updates::{Update, pushed, received};
