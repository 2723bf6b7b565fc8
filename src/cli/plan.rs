//! From options and settings files to a plan. The only part of the command line that reads files to decide.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::args::CommonArgs;
use super::args::common::{BaselineArgs, SearchArgs, SettingsArgs};
use crate::allow::baseline::Baseline;
use crate::allow::baseline::file::Text;
use crate::allow::config::Permissions;
use crate::config::source::Source;
use crate::config::{self, FILE_NAME, Places, Settings};
use crate::error::Error;
use crate::git::repo::Repository;
use crate::git::snapshot::Snapshot;
use crate::paths::PathSet;
use crate::plan::Plan;
use crate::rule::RuleSet;
use crate::verify::proof::codec::date;

/// The plan for a scan of `root`.
///
/// # Errors
/// When a settings or rule file cannot be used.
pub fn resolve(args: &CommonArgs, root: &Path) -> Result<Plan, Error> {
    let plan = with_baseline(&args.search, &args.baseline, &args.settings, root)?;
    Ok(Plan {
        fail_on: args.outcome.fail_on.map_or(plan.fail_on, Into::into),
        fail_on_exposure: args.outcome.fail_on_exposure.map(Into::into),
        explain: args.output.explain,
        exposure: args.exposure.exposure.into(),
        ..plan
    })
}

/// The plan for a scan of `root` that nobody reports on.
///
/// # Errors
/// When a settings or rule file cannot be used.
pub(super) fn with_baseline(
    search: &SearchArgs,
    baseline: &BaselineArgs,
    settings: &SettingsArgs,
    root: &Path,
) -> Result<Plan, Error> {
    let (mut plan, baseline) = without_baseline(search, settings, baseline.baseline.as_deref(), root)?;
    if let Some((path, text)) = baseline {
        let text = match text {
            Some(text) => Text::parse(&path.display().to_string(), &text)?,
            None => Text::read(&path)?,
        };
        use_baseline(&mut plan, Baseline::new(&path, text, &today()));
    }
    Ok(plan)
}

/// Lets `plan` allow what `baseline` allows.
pub(super) fn use_baseline(plan: &mut Plan, baseline: Baseline) {
    plan.key = baseline.key().clone();
    plan.baseline = Some(baseline);
}

/// A baseline's path, and its text when that was read from a commit.
type Kept = (PathBuf, Option<String>);

/// The plan for a scan of `root`, and the baseline that it should use: the one at `baseline`, else that of the settings.
///
/// # Errors
/// When a settings or rule file cannot be used.
pub(super) fn without_baseline(
    search: &SearchArgs,
    args: &SettingsArgs,
    baseline: Option<&Path>,
    root: &Path,
) -> Result<(Plan, Option<Kept>), Error> {
    let mut rules = own_rules(search)?;
    let (places, settings) = layers(args, root, &mut rules)?;
    let repository = places.repository.as_ref().map(|(_, path)| path.as_path());
    let base = repository.and_then(Path::parent).unwrap_or(Path::new("")).to_path_buf();
    let default = Plan::default();
    let baseline = match (baseline, &places.repository) {
        (Some(path), Some((source @ Source::Commit { .. }, _))) => {
            Some((path.to_path_buf(), Some(source.text(path)?)))
        }
        (Some(path), _) => Some((path.to_path_buf(), None)),
        (None, _) => settings.baseline.clone(),
    };
    let plan = Plan {
        rules,
        min_confidence: search
            .min_confidence
            .map_or(settings.min_confidence, |arg| Some(arg.into()))
            .unwrap_or(default.min_confidence),
        fail_on: settings.fail_on.unwrap_or(default.fail_on),
        threads: search.threads.unwrap_or(default.threads),
        max_file_size: settings.max_file_size.unwrap_or(default.max_file_size),
        allow_large: search.allow_large,
        smells: search.smells,
        exclude: PathSet::new(&base, &settings.exclude)?,
        ignore_inline: args.ignore_inline,
        permissions: Permissions::new(&settings.allow, &base, &today())?,
        ..default
    };
    Ok((plan, baseline))
}

/// The settings of all files that a scan of `root` reads, and the rules with them.
///
/// # Errors
/// When a settings or rule file cannot be used.
pub(super) fn settings(
    search: &SearchArgs,
    args: &SettingsArgs,
    root: &Path,
) -> Result<(RuleSet, Settings), Error> {
    let mut rules = own_rules(search)?;
    let (_, settings) = layers(args, root, &mut rules)?;
    Ok((rules, settings))
}

fn own_rules(search: &SearchArgs) -> Result<RuleSet, Error> {
    let mut rules = RuleSet::builtin();
    for file in &search.rules {
        rules.extend(config::rule_file(file)?)?;
    }
    Ok(rules)
}

fn layers(args: &SettingsArgs, root: &Path, rules: &mut RuleSet) -> Result<(Places, Settings), Error> {
    let repository = match &args.config_from {
        Some(revision) => Some(committed(revision, root)?),
        None if args.ignore_repo_config => None,
        None => repository_file(root).map(|path| (Source::Disk, path)),
    };
    let places = Places { user: user_file(), repository, named: args.config.clone() };
    let settings = config::load(&places, rules)?;
    Ok((places, settings))
}

/// The settings file of the commit that `revision` names: the nearest to `root`, as on disk.
fn committed(revision: &str, root: &Path) -> Result<(Source, PathBuf), Error> {
    let repo = Repository::discover(root)?;
    let top = repo.work_tree.clone().unwrap_or_else(|| repo.git_dir.clone());
    let snapshot = Snapshot::open(&repo, revision)?;
    let source = Source::Commit { snapshot, revision: revision.to_owned(), root: top.clone() };
    let start = std::fs::canonicalize(root).map_err(|error| Error::io(root, error))?;
    for folder in start.ancestors().take_while(|folder| folder.starts_with(&top)) {
        let file = folder.join(FILE_NAME);
        if source.text_if_any(&file)?.is_some() {
            return Ok((source, relative_to_here(&file).unwrap_or(file)));
        }
    }
    Ok((source, relative_to_here(&top.join(FILE_NAME)).unwrap_or_else(|| top.join(FILE_NAME))))
}

/// The settings file of the repository that `root` lies in: beside it or above it, up to the folder with `.git`.
fn repository_file(root: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(root).ok()?;
    let start = if absolute.is_dir() { absolute.as_path() } else { absolute.parent()? };
    for folder in start.ancestors() {
        let file = folder.join(FILE_NAME);
        // Whatever has this name is meant as settings; reading it says what is wrong with a folder or a pipe.
        if file.symlink_metadata().is_ok() {
            return Some(relative_to_here(&file).unwrap_or(file));
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// The same path as it is named from the current folder, if it lies below it.
fn relative_to_here(path: &Path) -> Option<PathBuf> {
    path.strip_prefix(std::env::current_dir().ok()?).ok().map(Path::to_path_buf)
}

fn user_file() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
    Some(folder.join("beartrap").join("config.toml"))
}

/// The day in UTC, `YYYY-MM-DD`.
pub(super) fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let now = date::rfc3339(seconds.cast_signed()).unwrap_or_default();
    now.chars().take(10).collect()
}
