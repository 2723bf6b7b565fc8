//! Who brought a secret in, whether it is still there, and how far it went.

use crate::finding::{Commit, Finding, Reach};
use crate::git::Kind;
use crate::git::catalog::Object;
use crate::git::object::{self, Tag};
use crate::git::odb::Odb;
use crate::git::oid::Oid;
use crate::git::refs;
use crate::git::repo::Repository;
use crate::inspect::Inspector;
use crate::source::history::History;
use crate::verify::proof::codec::date::rfc3339;

/// Knows what HEAD and the remotes hold.
pub(crate) struct Attribution<'h> {
    odb: &'h Odb,
    inspector: &'h Inspector<'h>,
    history: &'h History<'h>,
    in_head: Vec<bool>,
    after_head: Vec<bool>,
    on_remote: Vec<bool>,
    pushed: Vec<bool>,
}

impl<'h> Attribution<'h> {
    /// Goes through the trees of HEAD and of the remote-tracking branches, when it is `needed`.
    pub(super) fn new(
        repo: &Repository,
        odb: &'h Odb,
        inspector: &'h Inspector<'h>,
        history: &'h History<'h>,
        needed: bool,
    ) -> Self {
        let mut attribution = Self {
            odb,
            inspector,
            history,
            in_head: Vec::new(),
            after_head: Vec::new(),
            on_remote: Vec::new(),
            pushed: Vec::new(),
        };
        if needed {
            let head = refs::head(repo).ok().flatten();
            let remote: Vec<Oid> = history.refs.iter().filter(|r| r.is_remote()).map(|r| r.target).collect();
            attribution.in_head = head.map(|id| history.held_by_tree_of(&id)).unwrap_or_default();
            attribution.after_head = history.commits_behind(head.as_slice());
            attribution.on_remote = history.held_by(&remote);
            attribution.pushed = history.commits_behind(&remote);
        }
        attribution
    }

    /// Fills in what `finding`, found in `blobs`, owes to history. Without blobs it stands in the text of a commit.
    pub(super) fn complete(&self, finding: &mut Finding, blobs: &[Object]) {
        let id = finding.location.origin.commit.as_ref().and_then(|hex| Oid::from_hex(hex.as_bytes()));
        let object = id.and_then(|id| self.history.catalog.find(&id));
        let any = |flags: &[bool], objects: &[Object]| {
            objects.iter().any(|&object| flags.get(object as usize).copied().unwrap_or(false))
        };
        let (in_head, remote) = if blobs.is_empty() {
            let commits: Vec<Object> = object.into_iter().collect();
            (any(&self.after_head, &commits), any(&self.pushed, &commits))
        } else {
            (any(&self.in_head, blobs), any(&self.on_remote, blobs))
        };
        finding.reach = Some(if remote { Reach::Remote } else { Reach::Local });
        finding.commit = id.and_then(|id| Self::commit(self.odb, self.inspector, &id, in_head));
    }

    /// What a report says of the commit or tag `id`. Its texts may hold secrets, which are masked.
    pub(crate) fn commit(odb: &Odb, inspector: &Inspector<'_>, id: &Oid, in_head: bool) -> Option<Commit> {
        let (kind, bytes) = odb.read(id).ok()??;
        let (author, message) = match kind {
            Kind::Commit => object::Commit::parse(&bytes).map(|commit| (commit.author, commit.message))?,
            Kind::Tag => Tag::parse(&bytes).map(|tag| (tag.tagger, tag.message))?,
            Kind::Tree | Kind::Blob => return None,
        };
        let text = |bytes: &[u8]| inspector.masked(&String::from_utf8_lossy(bytes));
        let first_line = message.split(|&b| b == b'\n').next().unwrap_or_default();
        Some(Commit {
            id: id.to_string(),
            author: text(author.name),
            email: text(author.email),
            date: rfc3339(author.seconds).unwrap_or_default(),
            message: text(first_line),
            in_head,
        })
    }
}
