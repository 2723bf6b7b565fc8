//! One finding as a SARIF result.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use serde_sarif::sarif::{
    CodeFlow, Location, LogicalLocation, PhysicalLocation, PropertyBag, Result as SarifResult, Suppression,
    ThreadFlow, ThreadFlowLocation,
};

use super::super::show::shown;
use super::parts::{artifact, bag, message, no_links, physical, region, sentence};
use super::rules::{Rules, level};
use crate::blob::RelPath;
use crate::finding::{Evidence, Exposure, Finding};

/// GitHub refuses a result with more locations.
const MAX_LOCATIONS: usize = 100;

/// The result. `with_suppressions`: the standard wants them on every result of a run or on none.
pub fn result(finding: &Finding, rules: &Rules<'_>, with_suppressions: bool) -> SarifResult {
    let mut result = SarifResult::builder()
        .rule_id(finding.rule.as_str())
        .level(level(finding.severity))
        .message(message(&text(finding)))
        .locations(vec![location(finding)])
        .partial_fingerprints(fingerprints(finding))
        .properties(properties(finding))
        .build();
    result.rule_index = rules.index(&finding.rule).and_then(|index| i64::try_from(index).ok());
    let related = related(finding);
    if !related.is_empty() {
        result.related_locations = Some(related);
    }
    if let Some(exposure) = finding.exposure.as_ref().filter(|exposure| !exposure.evidence.is_empty()) {
        result.code_flows = Some(vec![code_flow(exposure)]);
    }
    if with_suppressions {
        result.suppressions = Some(finding.suppressed.iter().map(suppression).collect());
    }
    result
}

/// The message: its first sentence stands alone where space is short.
fn text(finding: &Finding) -> String {
    let mut text = format!(
        "{} '{}' with {} confidence.",
        no_links(&shown(&finding.title)),
        no_links(&shown(finding.redacted.as_str())),
        finding.confidence
    );
    let mut add = |more: &str| text = format!("{text} {}", sentence(more));
    if let Some(member) = &finding.location.origin.member {
        let line = finding.location.start.line.get();
        add(&format!("It is in line {line} of '{}' within this file", no_links(&shown(&member.to_string()))));
    }
    if let Some(exposure) = &finding.exposure {
        add(&no_links(&shown(&exposure.headline)));
    }
    for (i, related) in finding.related.iter().take(MAX_LOCATIONS).enumerate() {
        add(&format!("[{}]({})", no_links(&shown(&related.why)), i + 1));
    }
    if let Some(commit) = &finding.commit {
        let id: String = commit.id.chars().take(12).collect();
        let now = if commit.in_head { "is still in HEAD" } else { "is no longer in HEAD" };
        add(&format!("Commit {} brought it in; it {now}", no_links(&shown(&id))));
    }
    if !finding.advice.is_empty() {
        add(&no_links(&shown(&finding.advice)));
    }
    text
}

fn location(finding: &Finding) -> Location {
    let mut location = Location::builder().physical_location(physical(&finding.location)).build();
    if let Some(commit) = &finding.commit {
        let logical = LogicalLocation::builder().kind("commit").name(shown(&commit.id)).build();
        location.logical_locations = Some(vec![logical]);
    }
    location
}

/// GitHub knows an alert by `primaryLocationLineHash`. It would compute another for a member of an archive.
fn fingerprints(finding: &Finding) -> BTreeMap<String, String> {
    let own = ("beartrap/finding/v1".to_owned(), finding.fingerprint.as_str().to_owned());
    let mut all = BTreeMap::from([own]);
    if !finding.line_hash.is_empty() && finding.location.origin.member.is_none() {
        all.insert("primaryLocationLineHash".to_owned(), finding.line_hash.clone());
    }
    all
}

/// The other half of a pair, the same secret elsewhere; then the steps by which clients receive it.
fn related(finding: &Finding) -> Vec<Location> {
    let places = finding.related.iter().take(MAX_LOCATIONS).map(|related| {
        Location::builder()
            .physical_location(physical(&related.location))
            .message(message(&sentence(&no_links(&shown(&related.why)))))
            .build()
    });
    // The first step is the place of the finding itself.
    let steps = finding.exposure.iter().flat_map(|exposure| exposure.evidence.iter().skip(1)).map(step);
    let mut all: Vec<Location> = places.chain(steps).take(MAX_LOCATIONS).collect();
    (1..).zip(&mut all).for_each(|(id, location)| location.id = Some(id));
    all
}

/// A step of the way to a client.
fn step(step: &Evidence) -> Location {
    let path = artifact(&RelPath::new(step.path.as_bytes()));
    let line = step.line.max(1);
    let place = PhysicalLocation::builder().artifact_location(path).region(region(line, 1, line, 2)).build();
    Location::builder()
        .physical_location(place)
        .message(message(&sentence(&no_links(&shown(&step.why)))))
        .build()
}

fn code_flow(exposure: &Exposure) -> CodeFlow {
    let steps = exposure.evidence.iter().take(MAX_LOCATIONS);
    let steps: Vec<_> = steps.map(|one| ThreadFlowLocation::builder().location(step(one)).build()).collect();
    CodeFlow::builder().thread_flows(vec![ThreadFlow::builder().locations(steps).build()]).build()
}

fn suppression(by: &crate::finding::Suppression) -> Suppression {
    let kind = if by.kind == "inline" { "inSource" } else { "external" };
    let place = format!("{} at {}", by.kind, shown(&by.place));
    let why = if by.reason.is_empty() { place } else { format!("{} ({place})", shown(&by.reason)) };
    Suppression::builder().kind(json!(kind)).justification(why).build()
}

fn properties(finding: &Finding) -> PropertyBag {
    let mut bag = bag([
        ("severity", json!(finding.severity)),
        ("confidence", json!(finding.confidence)),
        ("provider", json!(shown(&finding.provider))),
        ("secret", json!(shown(finding.redacted.as_str()))),
    ]);
    let mut set = |name: &str, value: Value| {
        bag.additional_properties.insert(name.to_owned(), value);
    };
    if !finding.facts.is_empty() {
        let facts: BTreeMap<&str, String> = finding.facts.iter().map(|f| (f.name, shown(&f.value))).collect();
        set("facts", json!(facts));
    }
    if !finding.risks.is_empty() {
        let risks: Vec<Value> =
            finding.risks.iter().map(|risk| json!({ "kind": risk.kind, "why": shown(&risk.why) })).collect();
        set("risks", json!(risks));
    }
    if let Some(exposure) = &finding.exposure {
        let (verdict, certainty) = (exposure.verdict.as_str(), exposure.certainty.as_str());
        set("exposure", json!({ "verdict": verdict, "certainty": certainty, "channel": exposure.channel }));
    }
    if let Some(reach) = finding.reach {
        set("reach", json!(reach.as_str()));
    }
    if finding.repeats > 0 {
        set("repeats", json!(finding.repeats));
    }
    if let Some(commit) = &finding.commit {
        set("commit", json!(shown(&commit.id)));
        set("commitDate", json!(shown(&commit.date)));
        set("inHead", json!(commit.in_head));
        set("blob", json!(finding.location.origin.blob.as_deref().map(shown)));
    }
    bag
}
