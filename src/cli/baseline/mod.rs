//! `beartrap baseline`.

mod audit;
mod import;

use std::io;
use std::path::Path;

use super::args::baseline::{BaselineCommand, CreateArgs, EntryArgs, PruneArgs, Scope, TargetArgs};
use super::args::common::{SearchArgs, SettingsArgs};
use super::exit::Exit;
use super::{output, plan, progress};
use crate::allow::baseline::file::{Entry, Text, one_line};
use crate::allow::baseline::{ANYWHERE, Baseline, scope_of};
use crate::error::{Error, Skip};
use crate::finding::{Confidence, Finding};
use crate::git::repo::{Environment, Repository};
use crate::plan::Plan;
use crate::scan;
use crate::source::history::Selection;

/// Runs the command.
///
/// # Errors
/// When the scan cannot be carried out or the baseline cannot be read or written.
pub(super) fn run(command: &BaselineCommand) -> Result<Exit, Error> {
    match command {
        BaselineCommand::Create(args) => create(args),
        BaselineCommand::Prune(args) => prune(args),
        BaselineCommand::Audit(args) => audit::run(args),
        BaselineCommand::Import(args) => import::run(args),
    }
}

fn create(args: &CreateArgs) -> Result<Exit, Error> {
    if one_line(&args.reason).is_empty() {
        return Err(Error::Usage("--reason is empty; write one that a colleague understands".to_owned()));
    }
    args.entry.check()?;
    let mut target = Target::of(&args.target)?;
    let seen = target.scan(&args.target)?;
    let before = target.text.entries.len();
    for finding in &seen.findings {
        target.allow(finding, &args.entry, &args.reason);
    }
    target.save()?;
    let (name, all) = (target.path.display().to_string(), target.text.entries.len());
    output::print(|out| writeln!(out, "{name}: {}, {} of them new", entries(all), all - before))?;
    Ok(seen.exit())
}

fn entries(count: usize) -> String {
    format!("{count} {}", if count == 1 { "entry" } else { "entries" })
}

fn prune(args: &PruneArgs) -> Result<Exit, Error> {
    let mut target = Target::of(&args.target)?;
    let name = target.path.display().to_string();
    if !target.path.exists() {
        return Err(Error::Usage(format!("{name}: there is no baseline to prune")));
    }
    if let Some(baseline) = &mut target.plan.baseline {
        baseline.scanned(&args.target.paths);
    }
    // An entry for a finding that is less sure than what is reported today is no stale one.
    target.plan.min_confidence = args.target.search.min_confidence.map_or(Confidence::Low, Into::into);
    let seen = target.scan(&args.target)?;
    // What was not scanned may still hold what an entry allows.
    if !seen.missing.is_empty() {
        return Ok(seen.exit());
    }
    let before = target.text.entries.len();
    target.text.entries = target.plan.baseline.as_ref().map_or_else(Vec::new, Baseline::live);
    target.save()?;
    let left = target.text.entries.len();
    output::print(|out| writeln!(out, "{name}: {}, {} removed", entries(left), before - left))?;
    Ok(Exit::Clean)
}

/// A baseline that is being written, and the plan of the scans that feed it.
struct Target<'a> {
    path: &'a Path,
    text: Text,
    plan: Plan,
}

/// What the scans saw.
struct Seen {
    findings: Vec<Finding>,
    missing: Vec<Skip>,
}

impl<'a> Target<'a> {
    /// The baseline at `path`, or a new one, and the plan of a scan of `root`.
    fn open(
        search: &SearchArgs,
        settings: &SettingsArgs,
        path: &'a Path,
        root: &Path,
    ) -> Result<Self, Error> {
        let (mut plan, _) = plan::without_baseline(search, settings, None, root)?;
        let text = if path.exists() { Text::read(path)? } else { Text::fresh() };
        plan::use_baseline(&mut plan, Baseline::new(path, text.clone(), &plan::today()));
        Ok(Self { path, text, plan })
    }

    fn of(args: &'a TargetArgs) -> Result<Self, Error> {
        let root = args.paths.first().map_or(Path::new("."), |path| path.as_path());
        Self::open(&args.search, &args.settings, &args.output, root)
    }

    fn scan(&self, args: &TargetArgs) -> Result<Seen, Error> {
        let report = progress::watch("files", |progress| scan::files(&self.plan, &args.paths, progress))?;
        let (mut findings, mut skipped) = (report.findings, report.skipped);
        if args.history {
            let repo = Repository::discover(&args.paths[0])?;
            let (environment, all) = (Environment::default(), Selection::default());
            let report = progress::watch("blobs", |progress| {
                scan::history(&self.plan, &repo, &environment, &all, progress)
            })?;
            findings.extend(report.findings);
            skipped.extend(report.skipped);
        }
        skipped.retain(|skip| skip.incomplete);
        Ok(Seen { findings, missing: skipped })
    }

    /// Adds an entry for `finding`, unless there is one.
    fn allow(&mut self, finding: &Finding, args: &EntryArgs, reason: &str) {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let path = finding.location.origin.path.to_string();
        let scope = match args.scope {
            Scope::Any => None,
            Scope::Path => scope_of(folder, &path),
        };
        let entry = Entry {
            tag: finding.fingerprint.tag().to_owned(),
            rule: finding.rule.clone(),
            scope: scope.unwrap_or_else(|| ANYWHERE.to_owned()),
            expires: args.expires.clone(),
            author: author(args.author.as_deref()),
            reason: one_line(reason),
        };
        if !self.text.entries.iter().any(|(_, known)| *known == entry) {
            self.text.entries.push((0, entry));
        }
    }

    /// Writes the baseline beside its place and moves it there, so that a crash leaves the old one whole.
    fn save(&self) -> Result<(), Error> {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".new");
        let fault = |error: io::Error| Error::io(self.path, error);
        std::fs::write(&name, self.text.render()).map_err(fault)?;
        std::fs::rename(&name, self.path).map_err(fault)
    }
}

impl EntryArgs {
    /// # Errors
    /// When what new entries say makes no sense.
    fn check(&self) -> Result<(), Error> {
        match &self.expires {
            Some(day) if *day < plan::today() => {
                Err(Error::Usage(format!("--expires {day}: that day is over, so nothing would be allowed")))
            }
            _ => Ok(()),
        }
    }
}

impl Seen {
    /// Tells what was not scanned.
    fn exit(&self) -> Exit {
        for skip in &self.missing {
            output::tell(&format!("not scanned: {}: {}", skip.path, skip.reason));
        }
        if self.missing.is_empty() { Exit::Clean } else { Exit::Trouble }
    }
}

fn author(given: Option<&str>) -> String {
    let set = |name: &str| std::env::var(name).ok();
    let named = given.map(str::to_owned).or_else(|| set("GIT_AUTHOR_NAME")).or_else(|| set("USER"));
    named.map(|name| one_line(&name)).filter(|name| !name.is_empty()).unwrap_or_else(|| "-".to_owned())
}
