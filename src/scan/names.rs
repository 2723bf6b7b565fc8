//! Secrets in the names of files: a report names a file with that piece of its name masked, in every format.
//!
//! The piece is written as the finding's secret is, so that files with different secrets keep different names. Finding
//! the file is a matter of its folder and the rest of the name; fingerprints are made of the real name.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::blob::{Origin, RelPath};
use crate::finding::Finding;
use crate::inspect::Inspector;
use crate::report::Report;

/// A name and what is shown in its place.
type Mask = (String, String);

/// Masks secrets in all names of `report`.
pub(super) fn mask(inspector: &Inspector<'_>, report: &mut Report<'_>) {
    let masks = masks(inspector, report);
    if masks.is_empty() {
        return;
    }
    for finding in report.findings.iter_mut().chain(&mut report.suppressed) {
        mask_finding(finding, &masks);
    }
    for skip in &mut report.skipped {
        skip.path = masked(&skip.path, &masks);
        skip.reason = masked(&skip.reason, &masks);
    }
    for dropped in &mut report.dropped {
        dropped.path = masked(&dropped.path, &masks);
    }
    for warning in &mut report.warnings {
        *warning = masked(warning, &masks);
    }
}

/// The names of `report` that hold a secret, and the parts between slashes that do, for texts that shorten a path.
/// The longest come first: one may be the beginning of another.
fn masks(inspector: &Inspector<'_>, report: &Report<'_>) -> Vec<Mask> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for finding in report.findings.iter().chain(&report.suppressed) {
        names_of(&finding.location.origin, &mut names);
        finding.related.iter().for_each(|related| names_of(&related.location.origin, &mut names));
        let steps = finding.exposure.iter().flat_map(|exposure| &exposure.evidence);
        names.extend(steps.map(|step| step.path.clone()));
    }
    names.extend(report.skipped.iter().map(|skip| skip.path.clone()));
    names.extend(report.dropped.iter().map(|dropped| dropped.path.clone()));
    let mut masks: Vec<Mask> = Vec::new();
    for name in names {
        let Some(shown) = inspector.masked_name(&name) else { continue };
        if name.matches('/').count() == shown.matches('/').count() {
            let parts = name.split('/').zip(shown.split('/')).filter(|(part, shown)| part != shown);
            masks.extend(parts.map(|(part, shown)| (part.to_owned(), shown.to_owned())));
        }
        masks.push((name, shown));
    }
    masks.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    masks
}

fn names_of(origin: &Origin, names: &mut BTreeSet<String>) {
    names.extend([Some(&origin.path), origin.member.as_ref()].into_iter().flatten().map(RelPath::to_string));
}

fn masked(text: &str, masks: &[Mask]) -> String {
    masks.iter().fold(text.to_owned(), |text, (name, shown)| text.replace(name, shown))
}

/// A path stands in many texts of a finding: steps of exposure, risks, permissions. All of them are gone through, as
/// they are written for a merge.
fn mask_finding(finding: &mut Finding, masks: &[Mask]) {
    mask_origin(&mut finding.location.origin, masks);
    finding.related.iter_mut().for_each(|related| mask_origin(&mut related.location.origin, masks));
    let value = serde_json::to_value(&*finding).map(|value| mask_texts(value, masks));
    if let Ok(masked) = value.and_then(serde_json::from_value) {
        *finding = masked;
    }
}

fn mask_origin(origin: &mut Origin, masks: &[Mask]) {
    for path in [Some(&mut origin.path), origin.member.as_mut()].into_iter().flatten() {
        let name = path.to_string();
        let shown = masked(&name, masks);
        if shown != name {
            *path = RelPath::new(shown.as_bytes());
        }
    }
}

fn mask_texts(value: Value, masks: &[Mask]) -> Value {
    match value {
        Value::String(text) => Value::String(masked(&text, masks)),
        Value::Array(list) => list.into_iter().map(|value| mask_texts(value, masks)).collect(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, mask_texts(value, masks))).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blob::Blob;
    use crate::plan::Plan;
    use crate::rule::RuleSet;
    use crate::secret::FingerprintKey;

    /// The name of the first finding in a file called `name`, as a report has it.
    fn shown(name: &[u8]) -> String {
        let rules = RuleSet::builtin();
        let inspector = Inspector::new(&rules, FingerprintKey::default());
        let text = ["key = 'sk_", "live_", "4vQ9zKx7TmW2bLc8NfRjH5pY'"].concat();
        let origin = Origin::file(RelPath::new(name));
        let plan = Plan::default();
        let mut report = super::super::empty_report(&plan, "files");
        report.findings = inspector.inspect(Blob { bytes: text.as_bytes(), origin: &origin }).findings;
        report.findings[0]
            .risks
            .push(crate::finding::Risk { kind: "shared", why: format!("it is in {}, too", origin.path) });
        let before = report.findings[0].clone();
        mask(&inspector, &mut report);
        let after = &report.findings[0];
        assert_eq!(after.fingerprint, before.fingerprint);
        assert_eq!(after.risks[0].why, format!("it is in {}, too", after.location.origin.path));
        after.location.origin.path.to_string()
    }

    #[test]
    fn the_piece_that_is_a_secret_is_masked() {
        let token = ["gsk_", "c7Lq2xVtR9mKb4WzY1nPd8HsJ6", "gFa3Te5UoXiQv0MkBrNwZy1Cj2"].concat();
        assert_eq!(shown(format!("a/{token}.env").as_bytes()), "a/gsk_********1Cj2.env");
        assert_eq!(shown(format!("{token}/a b.env").as_bytes()), "gsk_********1Cj2/a b.env");
        assert_eq!(shown(format!("a/my_{token}.env").as_bytes()), "a/my_gsk_********1Cj2.env");
        let odd = [b"x\xff/", token.as_bytes(), b".py"].concat();
        assert_eq!(shown(&odd), "x\\xff/gsk_********1Cj2.py");
    }

    #[test]
    fn other_names_stay() {
        let hash = "3f786850e387550fdab836ed7e6dc881de23001b";
        for name in ["src/main.rs", &format!("assets/index-{hash}.js"), "a/password.txt", "token/secret.key"]
        {
            assert_eq!(shown(name.as_bytes()), name);
        }
    }
}
