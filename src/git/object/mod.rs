//! What commits, trees and tags say. Each reader borrows from the object and takes nothing for granted.

mod commit;
mod tag;
mod tree;

pub use commit::{Commit, Signature};
pub use tag::Tag;
pub use tree::{Entry, Mode, Tree};

/// Splits a commit or tag into its header lines and its message.
fn split(object: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memmem::find(object, b"\n\n") {
        Some(end) => (&object[..=end], &object[end + 2..]),
        None => (object, &[]),
    }
}
