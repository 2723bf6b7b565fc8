//! `beartrap baseline audit`: a walk through the findings, one question each.

use std::io::{self, BufRead, Write};

use super::super::args::baseline::AuditArgs;
use super::super::exit::Exit;
use super::super::output;
use super::Target;
use crate::allow::baseline::file::one_line;
use crate::error::Error;
use crate::finding::Finding;
use crate::report::{Style, write_finding};

/// Walks through what a scan finds and adds what the person allows to the baseline.
///
/// # Errors
/// When the scan cannot be carried out or the baseline cannot be written.
pub(super) fn run(args: &AuditArgs) -> Result<Exit, Error> {
    args.entry.check()?;
    let mut target = Target::of(&args.target)?;
    let seen = target.scan(&args.target)?;
    let style = Style { color: output::color(&args.color), ..Style::default() };
    let mut answers = Vec::new();
    let mut input = io::stdin().lock();
    output::print(|out| {
        answers = walk(&seen.findings, &style, &mut input, out)?;
        Ok(())
    })?;
    let allowed = seen.findings.iter().zip(&answers).filter_map(|(finding, answer)| match answer {
        Answer::Allow(reason) => Some((finding, reason)),
        _ => None,
    });
    let mut count = 0;
    for (finding, reason) in allowed {
        target.allow(finding, &args.entry, reason);
        count += 1;
    }
    if count > 0 {
        target.save()?;
    }
    let kept = answers.iter().filter(|answer| **answer == Answer::Keep).count();
    let open = seen.findings.len() - kept - count;
    output::print(|out| writeln!(out, "{count} allowed, {kept} kept as findings, {open} undecided"))?;
    Ok(seen.exit())
}

/// What a person says of a finding.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// It stays a finding.
    Keep,
    /// It is allowed, for this reason.
    Allow(String),
    /// No decision.
    Skip,
}

const QUESTION: &str = "[k]eep as a finding, [a]llow with a reason, [s]kip, [q]uit? ";

/// Shows each finding and asks. The end of `input` is the answer 'quit'; a finding without an answer has no entry.
fn walk(
    findings: &[Finding],
    style: &Style,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> io::Result<Vec<Answer>> {
    let mut answers = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        writeln!(out, "{} of {}", at + 1, findings.len())?;
        write_finding(finding, style, out)?;
        match ask(input, out)? {
            Some(answer) => answers.push(answer),
            None => break,
        }
    }
    Ok(answers)
}

fn ask(input: &mut dyn BufRead, out: &mut dyn Write) -> io::Result<Option<Answer>> {
    loop {
        let Some(answer) = line(QUESTION, input, out)? else { return Ok(None) };
        match answer.as_str() {
            "k" | "keep" => return Ok(Some(Answer::Keep)),
            "s" | "skip" => return Ok(Some(Answer::Skip)),
            "q" | "quit" => return Ok(None),
            "a" | "allow" => {
                let Some(reason) = line("why? ", input, out)? else { return Ok(None) };
                if !reason.is_empty() {
                    return Ok(Some(Answer::Allow(reason)));
                }
                writeln!(out, "a reason is needed")?;
            }
            _ => writeln!(out, "answer with k, a, s or q")?,
        }
    }
}

/// Asks for one line; `None` at the end of the input.
fn line(question: &str, input: &mut dyn BufRead, out: &mut dyn Write) -> io::Result<Option<String>> {
    write!(out, "{question}")?;
    out.flush()?;
    let mut text = String::new();
    let read = input.read_line(&mut text)?;
    Ok((read > 0).then(|| one_line(&text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(script: &str) -> Vec<Option<Answer>> {
        let mut input = script.as_bytes();
        let mut out = Vec::new();
        let mut all = Vec::new();
        while let Some(answer) = ask(&mut input, &mut out).expect("memory can be read and written") {
            all.push(Some(answer));
        }
        all
    }

    #[test]
    fn answers_are_understood_and_an_allowance_needs_a_reason() {
        let all = answers("k\nwhat\nskip\na\n\na\nkey of the emulator\nq\nk\n");
        let allowed = Answer::Allow("key of the emulator".to_owned());
        assert_eq!(all, [Some(Answer::Keep), Some(Answer::Skip), Some(allowed)]);
        assert!(answers("a\n").is_empty(), "the end of the input allows nothing");
    }
}
