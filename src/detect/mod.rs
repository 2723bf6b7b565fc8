//! From bytes to candidates: events of the prefilter, anchors, and patterns on small windows.
//!
//! [`Detector::scan`] is complete by itself: every candidate it reports depends only on the bytes around it
//! ([`reach`] says which), which is what lets history scan only what a commit changed.

mod anchors;
pub mod assign;
pub mod candidate;
pub mod decode;
pub mod deep;
mod edges;
mod filter;
pub mod kind;
mod matcher;
pub mod matching;
pub mod near;
pub mod prefix;
pub mod reach;
pub mod translation;
pub mod trigger;
mod url;

pub use candidate::Candidate;
pub use kind::FileKind;
pub use matching::Detector;
