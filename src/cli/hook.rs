//! `beartrap hook`.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::args::CommonArgs;
use super::args::git::{HookCommand, HookInstallArgs};
use super::exit::Exit;
use super::{output, plan, scan};
use crate::error::{Error, Skip};
use crate::git::oid::Oid;
use crate::git::refs::{self, Ref};
use crate::git::repo::{Environment, Repository};
use crate::hook::{Installed, Update, UserSettings, Which, install, pushed, received};
use crate::scan::push;

/// Runs the command.
///
/// # Errors
/// When there is no repository, or another hook is in the way.
pub(super) fn run(command: &HookCommand) -> Result<Exit, Error> {
    match command {
        HookCommand::Install(args) => change(args, Act::Install),
        HookCommand::Uninstall(args) => change(args, Act::Uninstall),
        HookCommand::PrePush { remote, url: _, common } => {
            let updates = pushed(&standard_input()?)?;
            let prefix = remote.as_ref().map(|name| format!("refs/remotes/{name}/"));
            check(common, &updates, |r| prefix.as_ref().is_some_and(|prefix| r.name.starts_with(prefix)))
        }
        HookCommand::PreReceive { common } => {
            let updates = received(&standard_input()?)?;
            let exit = check(common, &updates, |_| true)?;
            if exit != Exit::Clean {
                output::tell(REFUSED);
            }
            Ok(exit)
        }
    }
}

/// What the pusher reads below the findings.
const REFUSED: &str = "\
The push was refused: it would bring credentials into this repository, or could not be checked.
Taking them out in one more commit is not enough, since the old commits would still hold them.
  1. Revoke each credential: whoever has seen it can use it.
  2. Rewrite the commits: `git commit --amend` for the last one, `git rebase -i` for older ones.
  3. Push again.";

fn change(args: &HookInstallArgs, act: Act) -> Result<Exit, Error> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let user = UserSettings::find(variable);
    let folder = if args.global {
        user.hooks_path()?
    } else {
        let repo = Repository::from_environment(&Environment::inherited(), Path::new("."))?;
        Some(install::folder(&repo, &user)?)
    };
    let commit = args.pre_commit || !args.pre_push;
    for which in
        [commit.then_some(Which::PreCommit), args.pre_push.then_some(Which::PrePush)].into_iter().flatten()
    {
        let done = match (&folder, act) {
            (Some(folder), Act::Install) => install::install(which, folder)?,
            (Some(folder), Act::Uninstall) => install::uninstall(which, folder)?,
            (None, Act::Install) => user.install(which)?,
            (None, Act::Uninstall) => user.uninstall(which)?,
        };
        let name = which.file_name();
        output::print(|out| match (&done, &folder) {
            (Installed::Now(path), Some(_)) => writeln!(out, "installed {}", path.display()),
            (Installed::Now(path), None) => {
                writeln!(out, "added a {name} hook to {}\n{}", path.display(), SINCE.replace("NAME", name))
            }
            (Installed::Before(path), Some(_)) => writeln!(out, "{} is installed already", path.display()),
            (Installed::Before(path), None) => {
                writeln!(out, "{} has the {name} hook already", path.display())
            }
            (Installed::Removed(path), Some(_)) => writeln!(out, "removed {}", path.display()),
            (Installed::Removed(path), None) => {
                writeln!(out, "removed the {name} hook from {}", path.display())
            }
            (Installed::Absent(path), Some(_)) => writeln!(out, "{} is not installed", path.display()),
            (Installed::Absent(path), None) => writeln!(out, "{} has no {name} hook of ours", path.display()),
        })?;
    }
    Ok(Exit::Clean)
}

#[derive(Clone, Copy)]
enum Act {
    Install,
    Uninstall,
}

/// What there is to know of hooks in git's settings.
const SINCE: &str = "\
Git 2.54 or later runs it in every repository, beside the hooks that are there: `git hook list NAME` names it.
An older git ignores it; there, run `beartrap hook install` in each repository.";

/// Scans what `updates` bring in over what the receiving side has: its old values, and the refs that please `theirs`.
fn check(common: &CommonArgs, updates: &[Update], theirs: impl Fn(&Ref) -> bool) -> Result<Exit, Error> {
    let tips: Vec<Oid> = updates.iter().filter_map(|update| update.new).collect();
    if tips.is_empty() {
        return Ok(Exit::Clean);
    }
    let here = Path::new(".");
    let environment = Environment::inherited();
    let repo = Repository::from_environment(&environment, here)?;
    let plan = plan::resolve(common, repo.work_tree.as_deref().unwrap_or(here))?;
    // A ref that cannot be read makes nothing known, so more is scanned: no reason to stop a push.
    let mut unreadable: Vec<Skip> = Vec::new();
    let refs = refs::all(&repo, &mut unreadable)?;
    let known = refs.iter().filter(|r| theirs(r)).map(|r| r.target);
    let known: Vec<Oid> = updates.iter().filter_map(|update| update.old).chain(known).collect();
    let report = push(&plan, &repo, &environment, &tips, &known)?;
    output::deliver(&report, &common.output)?;
    Ok(scan::exit(&report, &plan, &common.outcome))
}

fn standard_input() -> Result<String, Error> {
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text).map_err(|e| Error::io("standard input", e))?;
    Ok(text)
}
