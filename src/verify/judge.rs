//! Asks a rule's checks and makes a verdict of their answers.

use std::sync::OnceLock;

use super::generic::model::reads_like_words;
use super::generic::{bound, context};
use super::outcome::Outcome;
use super::resemble::Resemblance;
use super::{Check, Subject, make, placeholder};
use crate::blob::RelPath;
use crate::detect::assign::columns;
use crate::detect::{FileKind, near};
use crate::finding::{Confidence, Fact};
use crate::rule::{Rule, RuleIdx, RuleSet, Trigger};

/// What became of a candidate.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is believed.
    Keep {
        /// How much.
        confidence: Confidence,
        /// Why, one reason an entry.
        reasons: Vec<String>,
        /// What could be read from it.
        facts: Vec<Fact>,
    },
    /// It is not.
    Drop {
        /// The check that spoke against it.
        check: &'static str,
        /// What it said.
        why: String,
    },
}

/// The checks of all rules of a scan, each made at its first use. Shared by all threads.
pub struct Judge<'r> {
    rules: &'r RuleSet,
    checks: Box<[OnceLock<Vec<NamedCheck>>]>,
    resemblance: OnceLock<Resemblance>,
}

type NamedCheck = (&'static str, Check);

impl<'r> Judge<'r> {
    /// A judge for `rules`.
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Self {
        let checks = rules.rules().iter().map(|_| OnceLock::new()).collect();
        Self { rules, checks, resemblance: OnceLock::new() }
    }

    /// Judges one candidate.
    #[must_use]
    pub fn judge(&self, subject: &Subject<'_>) -> Verdict {
        let (text, span) = (subject.candidate.text, subject.candidate.span);
        // A binary file may well hold the word "example" in a name, or many zeros.
        let written = subject.rule.trigger != Trigger::Start;
        if let Some(why) = placeholder::obvious(subject.body()).filter(|_| written) {
            return Verdict::Drop { check: "placeholder", why: why.to_owned() };
        }
        if context::in_wrapped_block(text, span) {
            let why = "one of many lines of base64";
            return Verdict::Drop { check: "wrapped", why: why.to_owned() };
        }
        if is_token(subject.rule) && context::in_base64(text, span) {
            let why = "a part of a long run of base64";
            return Verdict::Drop { check: "wrapped", why: why.to_owned() };
        }
        if context::is_revision(text, span, subject.path) {
            let why = "the id of a revision";
            return Verdict::Drop { check: "context", why: why.to_owned() };
        }
        if is_token(subject.rule) && placeholder::goes_on(text, span) {
            let why = "masked, or a part of something longer";
            return Verdict::Drop { check: "placeholder", why: why.to_owned() };
        }
        if subject.rule.trigger == Trigger::Stretch
            && let Some((check, why)) = unlike_near(subject)
        {
            return Verdict::Drop { check, why: why.to_owned() };
        }
        let mut case = Case { confidence: subject.rule.confidence, reasons: Vec::new(), facts: Vec::new() };
        for (name, check) in self.checks_of(subject.candidate.rule) {
            if let Err(why) = case.hear(check(subject)) {
                return Verdict::Drop { check: name, why };
            }
        }
        if judged_by_name(subject.rule) {
            let resemblance = self.resemblance.get_or_init(|| Resemblance::new(self.rules));
            if let Err(why) = case.hear(resemblance.judge(subject, self.rules)) {
                return Verdict::Drop { check: "resemblance", why };
            }
        }
        Verdict::Keep { confidence: case.confidence, reasons: case.reasons, facts: case.facts }
    }

    fn checks_of(&self, index: RuleIdx) -> &[NamedCheck] {
        self.checks[usize::from(index.0)].get_or_init(|| {
            let rule = self.rules.get(index);
            rule.checks
                .iter()
                .map(|spec| {
                    let kind = super::CHECKS.iter().find(|kind| kind.name == spec.name);
                    let check = make(&spec.name, &spec.arg).expect("checks are validated with their rule");
                    (kind.map_or("check", |kind| kind.name), check)
                })
                .collect()
        })
    }
}

/// What speaks against a value without a prefix that only stands near the name of a provider.
fn unlike_near(subject: &Subject<'_>) -> Option<(&'static str, &'static str)> {
    let (text, span) = (subject.candidate.text, subject.candidate.span);
    if reads_like_words(subject.body()) {
        return Some(("words", "an identifier or words, where the format has no prefix to tell it by"));
    }
    if is_lock_file(subject.path) {
        return Some(("context", "a sum in a list of packages"));
    }
    if FileKind::of(subject.path) == FileKind::Csv
        && subject.candidate.near < near::BEFORE
        && !columns::heads(text, span, &subject.rule.near)
    {
        return Some(("context", "a cell of a table, whose column names it"));
    }
    bound::speaks_against(text, span, &subject.rule.near).map(|why| ("context", why))
}

fn is_lock_file(path: &RelPath) -> bool {
    const ENDINGS: [&str; 6] = [".lock", ".lockfile", "go.sum", "go.mod", "-lock.json", "-lock.yaml"];
    ENDINGS.iter().any(|ending| path.as_bytes().ends_with(ending.as_bytes()))
}

/// True for rules that know nothing of a value but its name or its place in a URL.
fn judged_by_name(rule: &Rule) -> bool {
    !rule.specific && matches!(rule.trigger, Trigger::Assignment | Trigger::Url)
}

/// True for rules that say themselves where a token ends.
fn is_token(rule: &Rule) -> bool {
    matches!(rule.trigger, Trigger::Prefix | Trigger::RunAnchor | Trigger::Stretch)
}

/// The answers heard so far.
struct Case {
    confidence: Confidence,
    reasons: Vec<String>,
    facts: Vec<Fact>,
}

impl Case {
    /// Takes one answer into account, or says why the candidate is dropped.
    fn hear(&mut self, outcome: Outcome) -> Result<(), String> {
        match outcome {
            Outcome::Pass => {}
            Outcome::Facts(facts) => self.facts.extend(facts),
            Outcome::Proved { by, facts } => {
                self.confidence = Confidence::Verified;
                self.reasons.push(by.to_owned());
                self.facts.extend(facts);
            }
            Outcome::Doubt(why) => {
                self.confidence = self.confidence.lower();
                self.reasons.push(why);
            }
            Outcome::AtMost { confidence, why } => {
                self.confidence = self.confidence.min(confidence);
                self.reasons.push(why);
            }
            Outcome::Drop(why) => return Err(why),
        }
        Ok(())
    }
}
