//! From a validated rule file to rules: the run-time twin of the build script.

use std::borrow::Cow;

use crate::error::Error;
use crate::finding::{Confidence, Severity};
use crate::rule::spec::{self, Fault, Valid};
use crate::rule::{Arg, CheckSpec, Rule, pattern};
use crate::suggest;

/// Reads the text of a rule file; `file` is its name for errors.
///
/// # Errors
/// [`Error::Config`] with the place of the first fault.
pub fn parse(file: &str, text: &str) -> Result<(Vec<Rule>, Vec<Valid>), Error> {
    let valid = spec::parse(text).map_err(|fault| at(file, &fault))?;
    let mut rules = Vec::new();
    for rule in &valid {
        let made = rule_of(rule).map_err(|message| {
            at(
                file,
                &Fault { line: rule.line, column: 1, message: format!("rule '{}': {message}", rule.spec.id) },
            )
        })?;
        rules.push(made);
    }
    Ok((rules, valid))
}

fn at(file: &str, fault: &Fault) -> Error {
    Error::Config {
        file: file.to_owned(),
        line: fault.line,
        column: fault.column,
        message: suggest::explained(&fault.message),
    }
}

fn rule_of(valid: &Valid) -> Result<Rule, String> {
    let spec = &valid.spec;
    let shape = &valid.shape;
    pattern::compile(&spec.pattern).map_err(|error| error.to_string())?;
    let checks = spec.checks.iter().map(check).collect::<Result<Vec<_>, _>>()?;
    let confidence = spec.confidence.as_deref().unwrap_or_else(|| spec::default_confidence(valid));
    Ok(Rule {
        id: own(&spec.id),
        provider: own(&valid.provider),
        title: own(&spec.title),
        category: Cow::Borrowed("custom"),
        severity: Severity::parse(&spec.severity).ok_or("unknown severity")?,
        confidence: Confidence::parse(confidence).ok_or("unknown confidence")?,
        specific: spec.specific,
        guessable: spec.guessable,
        trigger: shape.trigger,
        anchors: spec.anchors.iter().map(|a| own(a)).collect(),
        near: spec.near.iter().map(|w| own(w)).collect(),
        pattern: own(&spec.pattern),
        min_len: narrow(shape.min_len),
        min_run: narrow(shape.min_run),
        window: narrow(shape.window),
        body: shape.body,
        checks: Cow::Owned(checks),
        pair: spec.pair.iter().map(|id| own(id)).collect(),
        pair_required: spec.pair_required,
        lifetime: own(&spec.lifetime),
        privilege: own(&spec.privilege),
        client_safe: own(&spec.client_safe),
        revoke: own(&spec.revoke),
        docs: own(&spec.docs),
        notes: own(&spec.notes),
    })
}

fn check(table: &toml::Table) -> Result<CheckSpec, String> {
    let (name, value) = table.iter().next().ok_or("a check is empty")?;
    let arg = match value {
        toml::Value::Integer(n) => Arg::Number(*n as f64),
        toml::Value::Float(n) => Arg::Number(*n),
        toml::Value::String(text) => Arg::Text(own(text)),
        toml::Value::Boolean(true) => Arg::Flag,
        other => return Err(format!("check {name}: a number, a text or true, not {other}")),
    };
    drop(crate::verify::make(name, &arg)?);
    Ok(CheckSpec { name: own(name), arg })
}

fn own(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
