//! What a scan will do: every option resolved and checked, nothing left to decide. Immutable.

use std::num::NonZeroUsize;
use std::path::Path;

use crate::allow::baseline::Baseline;
use crate::allow::config::Permissions;
use crate::exposure::Depth;
use crate::finding::{Certainty, Confidence, Severity};
use crate::paths::PathSet;
use crate::rule::RuleSet;
use crate::secret::FingerprintKey;
use crate::shard::Shard;

/// A resolved request.
#[derive(Debug)]
pub struct Plan {
    /// The rules to use.
    pub rules: RuleSet,
    /// Findings below it are left out.
    pub min_confidence: Confidence,
    /// Findings from it on fail the scan (exit code 1).
    pub fail_on: Severity,
    /// Threads.
    pub threads: NonZeroUsize,
    /// Honour `.gitignore`.
    pub gitignore: bool,
    /// Larger files are skipped and reported. Bytes.
    pub max_file_size: u64,
    /// What is over the size limit does not make a scan incomplete.
    pub allow_large: bool,
    /// Scan this share of the files or blobs only.
    pub shard: Option<Shard>,
    /// Keep the list of dropped candidates.
    pub explain: bool,
    /// Names findings.
    pub key: FingerprintKey,
    /// How much work to put into exposure.
    pub exposure: Depth,
    /// Findings that reach clients, at least so surely, fail the scan whatever [`Plan::fail_on`] says.
    pub fail_on_exposure: Option<Certainty>,
    /// Look for smells, too: places that handle tokens carelessly.
    pub smells: bool,
    /// Paths that are not scanned.
    pub exclude: PathSet,
    /// Marks on lines allow nothing.
    pub ignore_inline: bool,
    /// Findings that settings files allow.
    pub permissions: Permissions,
    /// Findings that a baseline allows. Its key must be the one of [`Plan::key`].
    pub baseline: Option<Baseline>,
}

/// Files above this size are skipped unless asked for: 256 MiB.
pub const MAX_FILE_SIZE: u64 = 256 << 20;

impl Default for Plan {
    fn default() -> Self {
        Self {
            rules: RuleSet::builtin(),
            min_confidence: Confidence::Medium,
            fail_on: Severity::Low,
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            gitignore: true,
            max_file_size: MAX_FILE_SIZE,
            allow_large: false,
            shard: None,
            explain: false,
            key: FingerprintKey::default(),
            exposure: Depth::Full,
            fail_on_exposure: None,
            smells: false,
            exclude: PathSet::new::<&str>(Path::new(""), &[]).expect("no pattern is a good set"),
            ignore_inline: false,
            permissions: Permissions::new(&[], Path::new(""), "").expect("no entry is a good list"),
            baseline: None,
        }
    }
}
