//! Patterns as rules write them: over bytes, with ASCII classes.

use regex::bytes::{Regex, RegexBuilder};

/// The most memory a compiled pattern may take, in bytes.
const SIZE_LIMIT: usize = 64 << 20;

/// Compiles a pattern.
///
/// # Errors
/// When it is no regular expression, or far too large.
pub fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).unicode(false).size_limit(SIZE_LIMIT).build()
}
