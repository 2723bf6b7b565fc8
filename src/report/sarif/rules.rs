//! The rules of a SARIF run: what each credential is, how bad, and what to do about a leak.

use std::collections::HashMap;

use serde_json::json;
use serde_sarif::sarif::{PropertyBag, ReportingConfiguration, ReportingDescriptor, ResultLevel};

use super::super::Report;
use super::super::show::{link, shown};
use super::parts::{cut, multiformat, sentence};
use crate::finding::{Confidence, Finding, Severity, is_smell};
use crate::rule::Rule;

/// GitHub refuses longer descriptions.
const MAX_TEXT: usize = 1000;
const MAX_NAME: usize = 255;

/// The rule descriptors, and where each stands.
pub struct Rules<'a> {
    descriptors: Vec<ReportingDescriptor>,
    index: HashMap<&'a str, usize>,
}

impl<'a> Rules<'a> {
    /// All rules of the scan, then those that only the findings know (of merged reports).
    pub fn new(report: &'a Report<'_>, findings: &[&'a Finding]) -> Self {
        let mut rules = Self { descriptors: Vec::new(), index: HashMap::new() };
        for rule in report.rules.rules() {
            rules.add(&rule.id, &About::of_rule(rule));
        }
        for finding in findings {
            if !rules.index.contains_key(finding.rule.as_str()) {
                rules.add(&finding.rule, &About::of_finding(finding));
            }
        }
        rules
    }

    /// The place of the rule called `id`.
    pub fn index(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// The descriptors, in order of their index.
    pub fn into_descriptors(self) -> Vec<ReportingDescriptor> {
        self.descriptors
    }

    fn add(&mut self, id: &'a str, about: &About<'_>) {
        self.index.insert(id, self.descriptors.len());
        self.descriptors.push(about.descriptor(id));
    }
}

/// What a descriptor is made of.
struct About<'a> {
    title: &'a str,
    provider: &'a str,
    severity: Severity,
    confidence: Confidence,
    revoke: &'a str,
    docs: &'a str,
    notes: &'a str,
}

impl<'a> About<'a> {
    fn of_rule(rule: &'a Rule) -> Self {
        Self {
            title: &rule.title,
            provider: &rule.provider,
            severity: rule.severity,
            confidence: rule.confidence,
            revoke: &rule.revoke,
            docs: &rule.docs,
            notes: &rule.notes,
        }
    }

    fn of_finding(finding: &'a Finding) -> Self {
        Self {
            title: &finding.title,
            provider: &finding.provider,
            severity: finding.severity,
            confidence: finding.confidence,
            revoke: &finding.revoke_url,
            docs: &finding.docs_url,
            notes: "",
        }
    }

    fn descriptor(&self, id: &str) -> ReportingDescriptor {
        let title = shown(self.title);
        if is_smell(id) {
            return self.smell(id, &title);
        }
        let mut full = format!("A hardcoded {title}, issued by {}.", shown(self.provider));
        if !self.notes.is_empty() {
            full = format!("{full} {}", sentence(&shown(self.notes)));
        }
        ReportingDescriptor::builder()
            .id(id)
            .name(cut(&pascal_case(id), MAX_NAME))
            .short_description(multiformat(&cut(&sentence(&format!("Hardcoded {title}")), MAX_TEXT), None))
            .full_description(multiformat(&cut(&full, MAX_TEXT), None))
            .help(multiformat(&self.help(&full), Some(&self.help_markdown(&full))))
            .help_uri(link(self.docs).unwrap_or(super::HOME))
            .default_configuration(
                ReportingConfiguration::builder().level(json!(level(self.severity))).build(),
            )
            .properties(self.properties())
            .build()
    }

    /// A smell holds no secret that could be revoked.
    fn smell(&self, id: &str, title: &str) -> ReportingDescriptor {
        let text = sentence(title);
        let more = link(self.docs).map_or_else(|| text.clone(), |url| format!("{text} More: {url}"));
        ReportingDescriptor::builder()
            .id(id)
            .name(cut(&pascal_case(id), MAX_NAME))
            .short_description(multiformat(&cut(&text, MAX_TEXT), None))
            .full_description(multiformat(&cut(&text, MAX_TEXT), None))
            .help(multiformat(&more, None))
            .help_uri(link(self.docs).unwrap_or(super::HOME))
            .default_configuration(
                ReportingConfiguration::builder().level(json!(level(self.severity))).build(),
            )
            .properties(self.properties())
            .build()
    }

    fn help(&self, full: &str) -> String {
        let revoke = link(self.revoke).map_or_else(String::new, |url| format!(" at {url}"));
        format!(
            "{full} Revoke it{revoke}, issue a new one, and keep that out of the repository. \
             Taking it out of the file is not enough: it stays in the history."
        )
    }

    fn help_markdown(&self, full: &str) -> String {
        let revoke = link(self.revoke).map_or_else(
            || "1. Revoke it where it was issued.".to_owned(),
            |url| format!("1. Revoke it: <{url}>"),
        );
        let docs = link(self.docs).map_or_else(String::new, |url| format!("\n\nMore: <{url}>"));
        format!(
            "{}\n\n{revoke}\n2. Issue a new one and keep it in a secret store or the environment.\n\
             3. Look for signs of use since it was first committed.\n\
             4. Taking it out of the file is not enough: it stays in the history.{docs}",
            escape_markdown(full)
        )
    }

    fn properties(&self) -> PropertyBag {
        let tags = ["security", "secret", "cwe-798", "external/cwe/cwe-798"].map(str::to_owned).to_vec();
        let mut bag = PropertyBag::builder().tags(tags).build();
        bag.additional_properties.insert("precision".to_owned(), json!(precision(self.confidence)));
        bag.additional_properties.insert("security-severity".to_owned(), json!(score(self.severity)));
        bag
    }
}

/// GitHub's score of a severity. It reads above 9.0 as critical, from 7.0 as high, from 4.0 as medium, else low.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.5",
        Severity::Note => "1.0",
    }
}

/// The level of a severity.
pub fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Critical | Severity::High => ResultLevel::Error,
        Severity::Medium => ResultLevel::Warning,
        Severity::Low | Severity::Note => ResultLevel::Note,
    }
}

fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Verified => "very-high",
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    }
}

/// `aws-access-key` as `AwsAccessKey`: the standard wants names that differ from ids.
fn pascal_case(id: &str) -> String {
    let upper = |part: &str| {
        let mut chars = part.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    id.split(|c: char| !c.is_alphanumeric()).map(upper).collect()
}

fn escape_markdown(text: &str) -> String {
    let special = |c: char| matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!');
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_from_ids() {
        assert_eq!(pascal_case("aws-access-key-id"), "AwsAccessKeyId");
        assert_eq!(pascal_case("x--2y"), "X2y");
    }

    #[test]
    fn text_from_rules_cannot_be_markup() {
        assert_eq!(escape_markdown("a_b <i>"), "a\\_b \\<i\\>");
    }
}
