//! `beartrap baseline import`: the lists of other scanners become entries of ours.
//!
//! Those lists name places. Each place is looked at, on disk or in the commit that the list names, and what is found
//! there now gets an entry with the keyed hash of its secret. Where a list tells the hash of the secret, the place must
//! still hold it: what took its place since then is no known finding.

use std::collections::HashMap;
use std::path::Path;

use super::super::args::baseline::ImportArgs;
use super::super::exit::Exit;
use super::super::output;
use super::{Target, entries};
use crate::allow::import::{Known, parse, sha1_of};
use crate::blob::{Blob, Origin, RelPath};
use crate::error::Error;
use crate::finding::Finding;
use crate::git::repo::Repository;
use crate::git::snapshot::Snapshot;
use crate::inspect::Inspector;
use crate::text::count;

/// Imports lists, and says what of them could not be.
///
/// # Errors
/// When a list cannot be read, or the baseline cannot be written.
pub(super) fn run(args: &ImportArgs) -> Result<Exit, Error> {
    args.entry.check()?;
    let mut target = Target::open(&args.search, &args.settings, &args.output, Path::new("."))?;
    let mut left: Vec<String> = Vec::new();
    let (mut known, before) = (0, target.text.entries.len());
    for file in &args.files {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|error| Error::io(file, error))?;
        let list = parse(&name, &text)?;
        known += list.len();
        let mut allowed = Vec::new();
        let mut places = Places {
            inspector: Inspector::new(&target.plan.rules, target.plan.key.clone()),
            snapshots: HashMap::new(),
        };
        for one in &list {
            match places.at(one) {
                Ok(findings) => {
                    allowed.extend(findings.into_iter().map(|finding| (finding, one.rule.clone())));
                }
                Err(why) => left.push(format!("{name}:{}: {}:{}: {why}", one.number, one.path, one.line)),
            }
        }
        let least = target.plan.min_confidence;
        for (finding, rule) in allowed.into_iter().filter(|(finding, _)| finding.confidence >= least) {
            let reason = args.reason.clone().unwrap_or_else(|| format!("imported from {name}, there {rule}"));
            target.allow(&finding, &args.entry, &reason);
        }
    }
    target.save()?;
    let new = target.text.entries.len() - before;
    let output_name = target.path.display().to_string();
    output::print(|out| {
        let (new, known, seen) = (entries(new), count(known, "place"), known - left.len());
        writeln!(out, "{output_name}: {new} added for {seen} of {known}")?;
        left.iter().try_for_each(|line| writeln!(out, "not imported: {}", crate::report::shown(line)))
    })?;
    Ok(Exit::Clean)
}

/// Looks at places, and keeps the commits that it has opened.
struct Places<'p> {
    inspector: Inspector<'p>,
    snapshots: HashMap<String, Result<Snapshot, String>>,
}

impl Places<'_> {
    /// The findings at the place of `known`, or why there are none.
    fn at(&mut self, known: &Known) -> Result<Vec<Finding>, String> {
        let bytes = self.bytes(known)?;
        let origin = Origin::file(RelPath::new(known.path.as_bytes()));
        let found = self.inspector.inspect(Blob { bytes: &bytes, origin: &origin }).findings;
        let here = |finding: &Finding| {
            let lines = finding.location.start.line.get()..=finding.location.end.line.get();
            lines.contains(&known.line)
        };
        let found: Vec<Finding> = found.into_iter().filter(here).collect();
        if found.is_empty() {
            return Err("nothing is found here, so nothing needs to be allowed".to_owned());
        }
        match &known.sha1 {
            None => Ok(found),
            Some(sha1) => {
                let same: Vec<Finding> =
                    found.into_iter().filter(|finding| holds(&bytes, finding, sha1)).collect();
                if same.is_empty() { Err("another secret stands here now".to_owned()) } else { Ok(same) }
            }
        }
    }

    fn bytes(&mut self, known: &Known) -> Result<Vec<u8>, String> {
        let path = Path::new(&known.path);
        let Some(commit) = &known.commit else {
            return std::fs::read(path).map_err(|error| format!("the file cannot be read: {error}"));
        };
        let open = || {
            let repo = Repository::discover(Path::new("."))?;
            Snapshot::open(&repo, commit)
        };
        let snapshot =
            self.snapshots.entry(commit.clone()).or_insert_with(|| open().map_err(|error| error.to_string()));
        let file = snapshot.as_ref().map_err(Clone::clone)?.file(path).map_err(|error| error.to_string())?;
        file.ok_or_else(|| format!("commit {commit} has no such file"))
    }
}

/// True when the secret of `finding`, or a word or quoted text that shares bytes with it, has this SHA-1: scanners do
/// not agree to the byte on where a secret ends.
fn holds(bytes: &[u8], finding: &Finding, sha1: &str) -> bool {
    let span = finding.location.span;
    let line_start = memchr::memrchr(b'\n', &bytes[..span.start]).map_or(0, |at| at + 1);
    let line_end = memchr::memchr(b'\n', &bytes[span.end..]).map_or(bytes.len(), |at| span.end + at);
    let is = |from: usize, to: usize| sha1_of(&bytes[from..to]) == sha1;
    let cuts: [fn(u8) -> bool; 3] = [
        |b| matches!(b, b'"' | b'\'' | b'`'),
        |b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b'=' | b',' | b';' | b'(' | b')'),
        |b| b.is_ascii_whitespace() || matches!(b, b':' | b'/' | b'@'),
    ];
    is(span.start, span.end)
        || cuts.iter().any(|cut| {
            let from = bytes[line_start..span.start]
                .iter()
                .rposition(|&b| cut(b))
                .map_or(line_start, |at| line_start + at + 1);
            let to =
                bytes[span.end..line_end].iter().position(|&b| cut(b)).map_or(line_end, |at| span.end + at);
            is(from, to)
        })
}
