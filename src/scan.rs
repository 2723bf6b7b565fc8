//! The pipeline: the one file that knows every stage.
//!
//! Plan -> source -> blob -> detect -> verify -> overlap -> finding -> report. Files are inspected in parallel, and
//! what they gave is put together in the order of their paths, so a report is the same for any number of threads.

mod client;
mod history;
mod merge;
mod names;
mod push;
mod share;
mod staged;
mod texts;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use rayon::prelude::*;

use crate::allow::baseline::Baseline;
use crate::allow::inline;
use crate::blob::{Blob, Origin, RelPath};
use crate::error::{Error, Skip};
use crate::finding::{Confidence, Dropped, Finding};
use crate::git::odb::TOO_LARGE;
use crate::inspect::{Inspection, Inspector, is_binary};
use crate::plan::Plan;
use crate::report::{Report, Stats};
use crate::smell;
use crate::source::files::{Reader, WalkOptions, list};
use crate::text;

pub use client::framework;
pub use history::{history, history_with_submodules};
pub use merge::merge;
pub use push::push;
pub use staged::staged;

/// How far a scan is, for a progress bar on another thread.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files to scan; 0 until they are listed.
    pub total: AtomicU64,
    /// Files scanned.
    pub done: AtomicU64,
}

/// Scans files and folders.
///
/// # Errors
/// When the threads cannot be started. What cannot be read is in the report.
pub fn files<'p>(plan: &'p Plan, roots: &[PathBuf], progress: &Progress) -> Result<Report<'p>, Error> {
    let started = Instant::now();
    let inspector = Inspector::new(&plan.rules, plan.key.clone());
    let walk = WalkOptions {
        gitignore: plan.gitignore,
        threads: plan.threads.get(),
        max_file_size: plan.max_file_size,
    };
    let (paths, mut skips) = list(roots, &walk);
    let listed = paths.len();
    let paths = without_excluded(plan, paths, |path| Cow::Borrowed(path.as_path()), &mut skips);
    if listed > 0 && paths.is_empty() && roots.iter().any(|root| root.is_dir()) {
        skips.push(all_excluded(roots));
    }
    let mut report = empty_report(plan, "files");
    share::begin(plan, &mut report, paths.iter().map(|path| path.as_os_str().as_encoded_bytes()));
    let paths = in_shard(plan, paths);
    progress.total.store(paths.len() as u64, Ordering::Relaxed);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(plan.threads.get())
        .build()
        .map_err(|error| Error::Usage(format!("cannot start {} threads: {error}", plan.threads)))?;
    let outcomes: Vec<Outcome> = pool.install(|| {
        paths
            .par_iter()
            .map_init(
                || Reader::new(plan.allow_large),
                |reader, path| {
                    let outcome = one_file(plan, &inspector, reader, path);
                    progress.done.fetch_add(1, Ordering::Relaxed);
                    outcome
                },
            )
            .fold(Vec::new, Outcome::push)
            .reduce(Vec::new, Outcome::append)
    });
    report.stats.root = roots.first().cloned().unwrap_or_default();
    report.skipped = skips;
    for outcome in outcomes {
        outcome.into_report(plan, &mut report);
    }
    let limited = client::judge(plan, roots, &mut report.findings);
    report.warnings.extend(limited);
    let unmatched = unmatched(plan);
    names::mask(&inspector, &mut report);
    finish(&mut report, unmatched, started);
    Ok(report)
}

fn in_shard(plan: &Plan, mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
    if let Some(shard) = plan.shard {
        paths.retain(|path| shard.holds(path.as_os_str().as_encoded_bytes()));
    }
    paths
}

/// Scans what `input` gives, as one file called `name`. When that is the path of a file, the findings are judged as those of that
/// file in its project. What cannot be read is in the report.
pub fn stream<'p>(plan: &'p Plan, name: &str, input: &mut dyn Read) -> Report<'p> {
    let started = Instant::now();
    let inspector = Inspector::new(&plan.rules, plan.key.clone());
    let mut report = empty_report(plan, "stdin");
    let mut reader = Reader::new(plan.allow_large);
    match reader.read_stream(input, Path::new(name), plan.max_file_size) {
        Ok(bytes) => {
            let origin = Origin::file(RelPath::new(name.as_bytes()));
            one_blob(plan, &inspector, bytes, &origin).into_report(plan, &mut report);
        }
        Err(skip) => report.skipped.push(skip),
    }
    client::judge_stream(plan, name, reader.into_bytes(), &mut report.findings);
    names::mask(&inspector, &mut report);
    finish(&mut report, unmatched(plan), started);
    report
}

/// What one file gave, or many put together in order.
#[derive(Debug, Default)]
struct Outcome {
    inspection: Inspection,
    skips: Vec<Skip>,
    blobs: u64,
    bytes: u64,
    binary: u64,
}

impl Outcome {
    /// Adds what one file gave to the last entry, since most files give nothing but numbers.
    fn push(mut all: Vec<Self>, next: Self) -> Vec<Self> {
        match all.last_mut() {
            Some(last) => last.absorb(next),
            None => all.push(next),
        }
        all
    }

    fn append(mut all: Vec<Self>, mut next: Vec<Self>) -> Vec<Self> {
        all.append(&mut next);
        all
    }

    fn absorb(&mut self, next: Self) {
        self.inspection.findings.extend(next.inspection.findings);
        self.inspection.dropped.extend(next.inspection.dropped);
        self.inspection.candidates += next.inspection.candidates;
        self.skips.extend(next.skips);
        self.blobs += next.blobs;
        self.bytes += next.bytes;
        self.binary += next.binary;
    }

    fn into_report(self, plan: &Plan, report: &mut Report<'_>) {
        report.stats.blobs += self.blobs;
        report.stats.bytes += self.bytes;
        report.stats.binary += self.binary;
        report.stats.candidates += self.inspection.candidates as u64;
        report.stats.dropped += self.inspection.dropped.len() as u64;
        report.skipped.extend(self.skips);
        if plan.explain {
            report.dropped.extend(self.inspection.dropped);
        }
        for finding in self.inspection.findings {
            place(plan, finding, report);
        }
    }
}

/// Takes what lies at excluded paths out, and says for each pattern how much.
fn without_excluded<T>(
    plan: &Plan,
    items: Vec<T>,
    path: impl Fn(&T) -> Cow<'_, Path>,
    skips: &mut Vec<Skip>,
) -> Vec<T> {
    if plan.exclude.is_empty() {
        return items;
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let keep = |item: &T| match plan.exclude.matching(&path(item)) {
        Some(pattern) => {
            *counts.entry(pattern.to_owned()).or_default() += 1;
            false
        }
        None => true,
    };
    let kept = items.into_iter().filter(keep).collect();
    skips.extend(counts.into_iter().map(|(pattern, count)| Skip {
        path: pattern,
        reason: format!("{} excluded by this pattern of the settings", text::count(count, "file")),
        incomplete: false,
    }));
    kept
}

/// What to say when settings take every file of a folder out: a scan of nothing must not look like a clean one.
fn all_excluded(roots: &[PathBuf]) -> Skip {
    Skip {
        path: roots.iter().map(|root| root.display().to_string()).collect::<Vec<_>>().join(", "),
        reason: "the settings exclude every file, so nothing was scanned; narrow `exclude`".to_owned(),
        incomplete: true,
    }
}

fn place(plan: &Plan, mut finding: Finding, report: &mut Report<'_>) {
    if let Some(dropped) = too_unsure(plan.min_confidence, &finding) {
        report.stats.dropped += 1;
        if plan.explain {
            report.dropped.push(dropped);
        }
        return;
    }
    if plan.ignore_inline {
        finding.suppressed.take_if(|suppression| suppression.kind == inline::KIND);
    }
    if finding.suppressed.is_none() {
        finding.suppressed = (plan.permissions.allows(&finding))
            .or_else(|| plan.baseline.as_ref().and_then(|baseline| baseline.allows(&finding)));
    }
    let list = if finding.suppressed.is_some() { &mut report.suppressed } else { &mut report.findings };
    list.push(finding);
}

/// Why `finding` is left out, when fewer than `least` speaks for it.
fn too_unsure(least: Confidence, finding: &Finding) -> Option<Dropped> {
    (finding.confidence < least).then(|| Dropped {
        path: finding.location.origin.path.to_string(),
        line: finding.location.start.line.get(),
        column: finding.location.start.column.get(),
        rule: finding.rule.clone(),
        check: "min-confidence",
        why: format!("{} confidence, below {least}", finding.confidence),
    })
}

fn one_file(plan: &Plan, inspector: &Inspector<'_>, reader: &mut Reader, path: &Path) -> Outcome {
    match reader.read(path, plan.max_file_size) {
        Ok((bytes, note)) => {
            let origin = Origin::file(RelPath::new(path.as_os_str().as_encoded_bytes()));
            let mut outcome = one_blob(plan, inspector, bytes, &origin);
            outcome.skips.extend(note);
            outcome
        }
        Err(skip) => Outcome { skips: vec![skip], ..Outcome::default() },
    }
}

fn one_blob(plan: &Plan, inspector: &Inspector<'_>, bytes: &[u8], origin: &Origin) -> Outcome {
    let blob = Blob { bytes, origin };
    let mut inspection = inspector.inspect(blob);
    if plan.smells {
        let smells = smell::find(blob, &plan.key, &inspection.findings);
        inspection.findings.extend(smells);
    }
    Outcome {
        inspection,
        skips: Vec::new(),
        blobs: 1,
        bytes: bytes.len() as u64,
        binary: u64::from(is_binary(bytes)),
    }
}

fn empty_report<'p>(plan: &'p Plan, source: &'static str) -> Report<'p> {
    let stats = Stats { source, rules: plan.rules.rules().len() as u64, ..Stats::default() };
    Report {
        findings: Vec::new(),
        suppressed: Vec::new(),
        skipped: Vec::new(),
        dropped: Vec::new(),
        warnings: Vec::new(),
        stats,
        rules: &plan.rules,
        share: None,
    }
}

/// What is to be said of permissions and of entries of the baseline that did nothing.
fn unmatched(plan: &Plan) -> Vec<String> {
    plan.permissions.warnings().into_iter().chain(plan.baseline.iter().flat_map(Baseline::warnings)).collect()
}

fn excluded_findings(counts: BTreeMap<String, usize>) -> impl Iterator<Item = Skip> {
    counts.into_iter().map(|(pattern, count)| Skip {
        path: pattern,
        reason: format!("{} excluded by this pattern of the settings", text::count(count, "finding")),
        incomplete: false,
    })
}

/// Lists objects over the size limit without calling the scan incomplete, when the plan allows it.
fn allow_large(plan: &Plan, skips: &mut [Skip]) {
    for skip in skips.iter_mut().filter(|skip| plan.allow_large && skip.reason.ends_with(TOO_LARGE)) {
        skip.incomplete = false;
    }
}

/// `unmatched` is told, or left to the merge by a share: another share may use what this one did not.
fn finish(report: &mut Report<'_>, unmatched: Vec<String>, started: Instant) {
    report.warnings.sort();
    match &mut report.share {
        Some(share) => share.unmatched = unmatched,
        None => report.warnings.extend(unmatched),
    }
    let by_place = |a: &Finding, b: &Finding| (&a.location, &a.rule).cmp(&(&b.location, &b.rule));
    report.findings.sort_by(by_place);
    report.suppressed.sort_by(by_place);
    report.skipped.sort();
    report.skipped.dedup();
    report.dropped.sort();
    report.stats.millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
}
