//! What surrounds the program: pre-commit, husky and lefthook, the action, code scanning, the release. Outside programs come from
//! `.ci/tools`; without one its test says that it is skipped, or fails when `BEARTRAP_ALL_TOOLS` is set.

#![allow(clippy::disallowed_methods, reason = "tests start programs")]

mod action;
mod managers;
mod paths;
mod pre_commit;
mod readers;
mod release;
mod shares;
mod workbench;
