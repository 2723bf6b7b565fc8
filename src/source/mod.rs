//! Where bytes come from.

pub mod files;
pub mod history;
pub mod recent;
pub mod staged;
mod tracked;
