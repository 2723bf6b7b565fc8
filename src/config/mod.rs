//! Settings from files: built-in defaults, then the user's, then the repository's, then what the command line names.
//!
//! The repository's file is untrusted. It can suppress and exclude, and each suppression is counted and listed; it
//! cannot switch anything else off in silence, and `--ignore-repo-config` drops it.

pub mod file;
pub mod gitleaks;
mod layers;
pub mod source;

pub use layers::{FILE_NAME, Places, Said, Settings, load, rule_file};
