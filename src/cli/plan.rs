//! From options and settings files to a plan. The only part of the command line that reads files to decide.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::args::CommonArgs;
use crate::allow::baseline::Baseline;
use crate::allow::config::Permissions;
use crate::config::{self, FILE_NAME, Places};
use crate::error::Error;
use crate::paths::PathSet;
use crate::plan::Plan;
use crate::rule::RuleSet;
use crate::verify::proof::codec::date;

/// The plan for a scan of `root`.
///
/// # Errors
/// When a settings or rule file cannot be used.
pub fn resolve(args: &CommonArgs, root: &Path) -> Result<Plan, Error> {
    let (mut plan, baseline) = without_baseline(args, root)?;
    if let Some(path) = baseline {
        use_baseline(&mut plan, Baseline::read(&path, &today())?);
    }
    Ok(plan)
}

/// Lets `plan` allow what `baseline` allows.
pub(super) fn use_baseline(plan: &mut Plan, baseline: Baseline) {
    plan.key = baseline.key().clone();
    plan.baseline = Some(baseline);
}

/// The plan for a scan of `root`, and the baseline that it should use.
///
/// # Errors
/// When a settings or rule file cannot be used.
pub(super) fn without_baseline(args: &CommonArgs, root: &Path) -> Result<(Plan, Option<PathBuf>), Error> {
    let mut rules = RuleSet::builtin();
    for file in &args.rules {
        rules.extend(config::rule_file(file)?)?;
    }
    let repository = if args.ignore_repo_config { None } else { repository_file(root) };
    let base = repository.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_path_buf();
    let places = Places { user: user_file(), repository, named: args.config.clone() };
    let settings = config::load(&places, &mut rules)?;
    let default = Plan::default();
    let baseline = args.baseline.clone().or_else(|| settings.baseline.clone());
    let plan = Plan {
        rules,
        min_confidence: args
            .min_confidence
            .map_or(settings.min_confidence, |arg| Some(arg.into()))
            .unwrap_or(default.min_confidence),
        fail_on: args.fail_on.map_or(settings.fail_on, |arg| Some(arg.into())).unwrap_or(default.fail_on),
        threads: args.threads.unwrap_or(default.threads),
        max_file_size: settings.max_file_size.unwrap_or(default.max_file_size),
        allow_large: args.allow_large,
        explain: args.explain,
        exclude: PathSet::new(&base, &settings.exclude)?,
        permissions: Permissions::new(&settings.allow, &base, &today())?,
        ..default
    };
    Ok((plan, baseline))
}

/// The settings file of the repository that `root` lies in: beside it or above it, up to the folder with `.git`.
fn repository_file(root: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(root).ok()?;
    let start = if absolute.is_dir() { absolute.as_path() } else { absolute.parent()? };
    for folder in start.ancestors() {
        let file = folder.join(FILE_NAME);
        if file.is_file() {
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
