//! Small pieces that several parts of a SARIF log are made of.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_sarif::sarif::{
    ArtifactLocation, Message, MultiformatMessageString, PhysicalLocation, PropertyBag, Region,
    VersionControlDetails,
};

use super::super::Revision;
use super::super::show::{path_uri, shown};
use crate::blob::RelPath;
use crate::finding::Location;

const ROOT: &str = "%SRCROOT%";

/// The root that every path is relative to, described without naming a folder of this machine.
pub fn base_ids() -> BTreeMap<String, ArtifactLocation> {
    let root = ArtifactLocation::builder().description(message("The root of what was scanned.")).build();
    BTreeMap::from([(ROOT.to_owned(), root)])
}

/// What was checked out. The standard demands an address, so a repository without a remote has none of it.
pub fn provenance(revision: &Revision) -> Option<Vec<VersionControlDetails>> {
    if revision.uri.is_empty() {
        return None;
    }
    let root = ArtifactLocation::builder().uri_base_id(ROOT).build();
    let mut details =
        VersionControlDetails::builder().repository_uri(revision.uri.as_str()).mapped_to(root).build();
    details.revision_id = Some(shown(&revision.commit)).filter(|id| !id.is_empty());
    details.branch = Some(shown(&revision.branch)).filter(|name| !name.is_empty());
    Some(vec![details])
}

/// A path as SARIF wants it. An absolute path stays one, as a `file:` URI.
pub fn artifact(path: &RelPath) -> ArtifactLocation {
    let uri = path_uri(path);
    if uri.starts_with('/') {
        return ArtifactLocation::builder().uri(format!("file://{uri}")).build();
    }
    ArtifactLocation::builder().uri(uri).uri_base_id(ROOT).build()
}

/// The place in the file. A member of an archive has no lines in the file that holds it: it stands at its start.
pub fn physical(location: &Location) -> PhysicalLocation {
    let region = if location.origin.member.is_some() {
        region(1, 1, 1, 2)
    } else {
        let (start, end) = (location.start, location.end);
        region(start.line.get(), start.column.get(), end.line.get(), end.column.get())
    };
    PhysicalLocation::builder().artifact_location(artifact(&location.origin.path)).region(region).build()
}

/// A region of four numbers, all from 1, the end exclusive.
pub fn region(start_line: u32, start_column: u32, end_line: u32, end_column: u32) -> Region {
    Region::builder()
        .start_line(i64::from(start_line))
        .start_column(i64::from(start_column))
        .end_line(i64::from(end_line))
        .end_column(i64::from(end_column))
        .build()
}

/// A message of plain text.
pub fn message(text: &str) -> Message {
    Message::builder().text(text).build()
}

/// Text in two forms.
pub fn multiformat(text: &str, markdown: Option<&str>) -> MultiformatMessageString {
    let mut message = MultiformatMessageString::builder().text(text).build();
    message.markdown = markdown.map(str::to_owned);
    message
}

/// A property bag without tags.
pub fn bag<const N: usize>(entries: [(&str, Value); N]) -> PropertyBag {
    let entries =
        entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<BTreeMap<_, _>>();
    PropertyBag::builder().additional_properties(entries).build()
}

/// `text` with a period at its end.
pub fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// Text from outside for a message, where brackets would start a link (section 3.11.6 of the standard).
pub fn no_links(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// The first `limit` characters of `text`, the last of them an ellipsis when it was longer.
pub fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    text.chars().take(limit - 1).chain(['\u{2026}']).collect()
}
