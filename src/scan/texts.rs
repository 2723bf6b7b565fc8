//! What people write into commits and tags: messages, names, addresses.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use crate::blob::{Blob, Origin, RelPath};
use crate::git::Kind;
use crate::inspect::{Inspection, Inspector};
use crate::source::history::survey::Words;

/// Inspects the texts of commits and tags. Shared by all threads.
pub(super) struct Texts<'i> {
    inspector: &'i Inspector<'i>,
    commit: Scopes,
    tag: Scopes,
    /// Names and addresses without a secret. Few people write most commits.
    clean: Mutex<HashSet<Vec<u8>>>,
}

/// Where the texts of one kind of object are said to be.
struct Scopes {
    message: Origin,
    author: Origin,
}

impl Scopes {
    fn of(what: &str) -> Self {
        let scope = |name: &str| Origin::file(RelPath::new(format!("{what} {name}").as_bytes()));
        Self { message: scope("message"), author: scope("author") }
    }
}

impl<'i> Texts<'i> {
    pub(super) fn new(inspector: &'i Inspector<'i>) -> Self {
        Self { inspector, commit: Scopes::of("commit"), tag: Scopes::of("tag"), clean: Mutex::default() }
    }

    /// What is in the message of a commit or tag, and in the names of the people. Nothing when there is nothing to say.
    pub(super) fn inspect(&self, words: &Words<'_>) -> Option<Inspection> {
        let scopes = if words.kind == Kind::Tag { &self.tag } else { &self.commit };
        let mut all = self.inspector.inspect(Blob { bytes: words.message, origin: &scopes.message });
        let people = [words.author.name, words.author.email, words.committer.name, words.committer.email];
        let people = people.join(&b'\n');
        let clean = || self.clean.lock().unwrap_or_else(PoisonError::into_inner);
        if !clean().contains(&people) {
            let inspection = self.inspector.inspect(Blob { bytes: &people, origin: &scopes.author });
            if inspection.candidates == 0 {
                clean().insert(people);
            }
            all.findings.extend(inspection.findings);
            all.dropped.extend(inspection.dropped);
            all.candidates += inspection.candidates;
        }
        (all.candidates > 0).then_some(all)
    }
}
