//! What makes a scan a share of one: what it was asked, so that only shares of one scan are merged.

use sha2::{Digest, Sha256};

use crate::plan::Plan;
use crate::report::Report;
use crate::report::share::Share;
use crate::rule::RuleSet;
use crate::text::hex;

/// Makes `report` the one of a share, when the plan asks for one. `things` name all there is to scan, in all shares.
pub(super) fn begin<'t>(plan: &Plan, report: &mut Report<'_>, things: impl Iterator<Item = &'t [u8]>) {
    let Some(shard) = plan.shard else { return };
    let rules = rules(&plan.rules);
    let mut request = Sha256::new();
    let settings = format!(
        "{} {rules} {} {} {} {} {} {} {}",
        env!("CARGO_PKG_VERSION"),
        report.stats.source,
        plan.min_confidence,
        plan.max_file_size,
        plan.explain,
        plan.ignore_inline,
        plan.permissions.describe(),
        plan.baseline.as_ref().map(crate::allow::baseline::Baseline::describe).unwrap_or_default(),
    );
    add(&mut request, settings.as_bytes());
    things.for_each(|thing| add(&mut request, thing));
    report.share = Some(Share {
        number: shard.number(),
        of: shard.of(),
        request: name_of(request),
        rules,
        ..Share::default()
    });
}

/// A digest of all that the rules say.
pub(super) fn rules(set: &RuleSet) -> String {
    let mut digest = Sha256::new();
    for rule in set.rules() {
        add(&mut digest, format!("{rule:?}").as_bytes());
    }
    name_of(digest)
}

/// Adds the length, too, so that no two lists give the same bytes.
fn add(digest: &mut Sha256, bytes: &[u8]) {
    digest.update((bytes.len() as u64).to_le_bytes());
    digest.update(bytes);
}

/// The first half of the digest, in hexadecimal.
fn name_of(digest: Sha256) -> String {
    hex(&digest.finalize()[..16])
}
