//! The reports of all shares become the report of the whole scan.
//!
//! Most of it is put together as the parts of one scan are. What needs all findings at hand is said here: which version
//! of a file had a secret first, in how many files a secret is, which permission matched nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Instant;

use super::{client, empty_report, excluded_findings, finish, share};
use crate::error::Error;
use crate::finding::Finding;
use crate::plan::Plan;
use crate::report::Report;
use crate::report::share::{First, Record};
use crate::risk;

/// A fingerprint and a commit.
type Key = (String, Option<String>);

/// The report that a scan without shares would have given. Each record comes with the name of its file.
///
/// # Errors
/// When the records are not all the shares of one scan, or other rules were used than those of `plan`.
pub fn merge(plan: &Plan, mut records: Vec<(String, Record)>) -> Result<Report<'_>, Error> {
    let started = Instant::now();
    records.sort_by_key(|(_, record)| record.share.number);
    check(plan, &records)?;
    let records: Vec<Record> = records.into_iter().map(|(_, record)| record).collect();
    let first = &records[0];
    let mut report = empty_report(plan, first.stats.source);
    report.stats = first.stats.clone();
    let count = |of: fn(&Record) -> u64| records.iter().map(of).sum();
    report.stats.blobs = count(|record| record.stats.blobs);
    report.stats.bytes = count(|record| record.stats.bytes);
    report.stats.binary = count(|record| record.stats.binary);
    report.stats.candidates = count(|record| record.stats.candidates);
    report.stats.dropped = count(|record| record.stats.dropped);

    let unmatched = in_all(&records);
    let excluded = excluded(&records);
    let firsts = firsts(&records);
    let history = report.stats.source == "history";
    let mut findings = Vec::new();
    for record in records {
        findings.extend(record.findings.into_iter().chain(record.suppressed));
        report.skipped.extend(record.skipped);
        report.dropped.extend(record.dropped);
        report.warnings.extend(record.warnings);
    }
    report.skipped.extend(excluded_findings(excluded));
    if history {
        findings = oldest(findings, &firsts);
        report.dropped.sort();
        report.dropped.dedup();
    }
    (report.suppressed, report.findings) =
        findings.into_iter().partition(|finding| finding.suppressed.is_some());
    if history {
        client::judge_past(&mut report.findings);
    } else {
        risk::compare(&mut report.findings);
    }
    finish(&mut report, unmatched, started);
    Ok(report)
}

/// Fails unless `records`, sorted, are all the shares of one scan.
fn check(plan: &Plan, records: &[(String, Record)]) -> Result<(), Error> {
    let [(name, first), rest @ ..] = records else {
        return Err(Error::Usage("no report to merge".to_owned()));
    };
    for (other, record) in rest {
        if (&record.share.request, record.share.of) != (&first.share.request, first.share.of) {
            return Err(Error::Usage(format!(
                "{name} and {other} are shares of different scans: the files or commits, the options or the settings \
                 were not the same"
            )));
        }
    }
    let numbers: Vec<u32> = records.iter().map(|(_, record)| record.share.number).collect();
    if let Some([twice, ..]) = numbers.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Error::Usage(format!("share {twice} of {} is there twice", first.share.of)));
    }
    if let Some(missing) = (1..=first.share.of).find(|number| !numbers.contains(number)) {
        return Err(Error::Usage(format!("share {missing} of {} is missing", first.share.of)));
    }
    if first.share.rules != share::rules(&plan.rules) {
        return Err(Error::Usage(
            "the shares were scanned with other rules; merge with the same --config, --rules and settings files"
                .to_owned(),
        ));
    }
    Ok(())
}

/// Entries that no share used, in the order of the first.
fn in_all(records: &[Record]) -> Vec<String> {
    let lists: Vec<BTreeSet<&String>> =
        records.iter().map(|record| record.share.unmatched.iter().collect()).collect();
    let everywhere = |entry: &&String| lists.iter().all(|list| list.contains(entry));
    records[0].share.unmatched.iter().filter(everywhere).cloned().collect()
}

fn excluded(records: &[Record]) -> BTreeMap<String, usize> {
    let mut all: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    for (pattern, found) in records.iter().flat_map(|record| &record.share.excluded) {
        all.entry(pattern).or_default().extend(found);
    }
    all.into_iter().map(|(pattern, found)| (pattern.clone(), found.len())).collect()
}

/// When each finding came in, by fingerprint and commit.
fn firsts(records: &[Record]) -> HashMap<Key, First> {
    let all = records.iter().flat_map(|record| &record.share.firsts);
    all.map(|first| ((first.fingerprint.clone(), first.commit.clone()), first.clone())).collect()
}

/// Of each secret at a path the finding of its first version, with what the other versions say of its reach.
fn oldest(findings: Vec<Finding>, firsts: &HashMap<Key, First>) -> Vec<Finding> {
    let mut groups: BTreeMap<Key, (Option<(u32, String)>, Finding)> = BTreeMap::new();
    for finding in findings {
        let (fingerprint, commit) =
            (finding.fingerprint.as_str().to_owned(), finding.location.origin.commit.clone());
        let first = firsts.get(&(fingerprint.clone(), commit.clone()));
        let in_text = first.is_some_and(|first| first.in_text);
        let rank = first.map(|first| first.rank.clone());
        match groups.entry((fingerprint, commit.filter(|_| in_text))) {
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert((rank, finding));
            }
            std::collections::btree_map::Entry::Occupied(mut held) => {
                let held = held.get_mut();
                if rank < held.0 {
                    let newer = std::mem::replace(held, (rank, finding)).1;
                    join(&mut held.1, &newer);
                } else {
                    join(&mut held.1, &finding);
                }
            }
        }
    }
    groups.into_values().map(|(_, finding)| finding).collect()
}

/// A secret is still there, or with a remote, when any of its versions is.
fn join(kept: &mut Finding, other: &Finding) {
    kept.reach = kept.reach.max(other.reach);
    if let (Some(commit), Some(other)) = (&mut kept.commit, &other.commit) {
        commit.in_head |= other.in_head;
    }
}
