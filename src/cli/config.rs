//! `beartrap config`.

use std::io::{self, Write};
use std::path::Path;

use super::args::config::{CheckArgs, ConfigCommand, GivenArgs, ImportArgs, ShowArgs};
use super::exit::Exit;
use super::output::print;
use super::plan;
use crate::config::{self, FILE_NAME, Places, Said, gitleaks};
use crate::error::Error;
use crate::plan::{MAX_FILE_SIZE, Plan};
use crate::rule::RuleSet;

/// Checks or shows settings.
///
/// # Errors
/// When a settings file cannot be read or holds a fault.
pub(super) fn run(command: &ConfigCommand) -> Result<Exit, Error> {
    match command {
        ConfigCommand::Check(args) => check(args)?,
        ConfigCommand::Show(args) => show(args)?,
        ConfigCommand::Import(args) => import(args)?,
    }
    Ok(Exit::Clean)
}

/// Without files all that a scan would read is checked, the baseline with it.
fn check(args: &CheckArgs) -> Result<(), Error> {
    let files = if args.files.is_empty() {
        let GivenArgs { search, baseline, settings, .. } = &args.given;
        plan::with_baseline(search, baseline, settings, Path::new("."))?;
        plan::settings(search, settings, Path::new("."))?.1.files
    } else {
        for file in &args.files {
            let places = Places { named: vec![file.clone()], ..Places::default() };
            config::load(&places, &mut RuleSet::builtin())?;
        }
        args.files.iter().map(|file| file.display().to_string()).collect()
    };
    print(|out| {
        if files.is_empty() {
            writeln!(out, "no settings file; the built-in settings are used")?;
        }
        files.iter().try_for_each(|file| writeln!(out, "{file}: no fault"))
    })
}

/// Prints the settings of all files and options as one settings file, with the origin of each value behind it.
fn show(args: &ShowArgs) -> Result<(), Error> {
    let (_, settings) = plan::settings(&args.given.search, &args.given.settings, Path::new("."))?;
    let mut said = built_in();
    said.extend(settings.said);
    said.extend(on_the_command_line(args));
    print(|out| write(&said, out))
}

/// The rule file that `import` writes beside the settings.
const RULE_FILE: &str = "beartrap-rules.toml";

/// Writes what could be converted and lists what could not.
fn import(args: &ImportArgs) -> Result<(), Error> {
    let text = std::fs::read_to_string(&args.file).map_err(|error| Error::io(&args.file, error))?;
    let name = args.file.display().to_string();
    let converted = gitleaks::convert(&name, &text, &RuleSet::builtin(), RULE_FILE)?;
    let mut files = vec![(args.output.join(FILE_NAME), &converted.settings)];
    if !converted.rules.is_empty() {
        files.push((args.output.join(RULE_FILE), &converted.rules));
    }
    if let Some((there, _)) = files.iter().find(|(path, _)| path.exists()) {
        let there = there.display();
        return Err(Error::Usage(format!("{there} is there already; choose another folder with --output")));
    }
    for (path, text) in &files {
        std::fs::write(path, text).map_err(|error| Error::io(path, error))?;
    }
    print(|out| {
        files.iter().try_for_each(|(path, _)| writeln!(out, "wrote {}", path.display()))?;
        let shown = |line: &String| crate::report::shown(line);
        converted.left.iter().try_for_each(|line| writeln!(out, "not converted: {}", shown(line)))
    })
}

fn built_in() -> Vec<Said> {
    let default = Plan::default();
    let said = |key: &str, value: String| Said { key: key.to_owned(), value, place: "built-in".to_owned() };
    vec![
        said("min-confidence", format!("\"{}\"", default.min_confidence)),
        said("fail-on", format!("\"{}\"", default.fail_on)),
        said("max-file-size", MAX_FILE_SIZE.to_string()),
    ]
}

fn on_the_command_line(args: &ShowArgs) -> Vec<Said> {
    let GivenArgs { fail_on, search, baseline, .. } = &args.given;
    let text = |path: &Path| format!("\"{}\"", path.display().to_string().escape_default());
    let given = [
        (
            "min-confidence",
            search.min_confidence.map(|level| format!("\"{}\"", crate::finding::Confidence::from(level))),
        ),
        ("fail-on", fail_on.map(|level| format!("\"{}\"", crate::finding::Severity::from(level)))),
        ("baseline", baseline.baseline.as_deref().map(text)),
    ];
    let rules = search.rules.iter().map(|path| ("rules", Some(text(path))));
    let said = |(key, value): (&str, Option<String>)| {
        Some(Said { key: key.to_owned(), value: value?, place: "command line".to_owned() })
    };
    given.into_iter().chain(rules).filter_map(said).collect()
}

/// Lists add up; of another key the last value counts.
const LISTS: [&str; 4] = ["rules", "disable", "exclude", "allow"];
const SINGLE: [&str; 4] = ["min-confidence", "fail-on", "max-file-size", "baseline"];

fn write(said: &[Said], out: &mut dyn Write) -> io::Result<()> {
    let last = |key: &str| said.iter().rev().find(|said| said.key == key);
    for said in SINGLE.iter().filter_map(|key| last(key)) {
        writeln!(out, "{} = {} # {}", said.key, said.value, said.place)?;
    }
    for key in LISTS {
        let values: Vec<&Said> = said.iter().filter(|said| said.key == key).collect();
        if !values.is_empty() {
            writeln!(out, "{key} = [")?;
            for said in values {
                writeln!(out, "    {}, # {}", said.value, said.place)?;
            }
            writeln!(out, "]")?;
        }
    }
    let mut ids: Vec<&str> = said.iter().filter_map(|said| said.key.strip_prefix("severity.")).collect();
    ids.sort_unstable();
    ids.dedup();
    if !ids.is_empty() {
        writeln!(out, "[severity]")?;
    }
    for id in ids {
        if let Some(said) = last(&format!("severity.{id}")) {
            writeln!(out, "{id} = {} # {}", said.value, said.place)?;
        }
    }
    Ok(())
}
