//! Judges values that have no format of their own: only their name says that they are secret.
//!
//! Two questions decide. Is it a literal at all, rather than a template, a look-up, a path ([`shape`]) or a word that
//! stands in for a secret ([`stand_in`])? And did a generator or a careful person write it, rather than someone who
//! names a thing ([`model`])? [`kinds`] weighs the answers for each kind of value.

pub mod bound;
pub mod code;
pub mod context;
pub mod kinds;
mod known;
mod login;
pub mod model;
pub mod shape;
pub mod stand_in;

pub use kinds::make;
