//! The only holders of secret bytes, and the two things that may leave a scan in their place.
//!
//! [`Secret`] borrows from the blob, prints as `***`, and gives its bytes only through [`Secret::expose`], which
//! clippy bans except where an `#[expect]` states why. [`Redacted`] is what people see; [`Fingerprint`] is what
//! baselines keep.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Bytes that must not be printed, logged or stored. Lives no longer than the blob it was found in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret<'b>(&'b [u8]);

impl<'b> Secret<'b> {
    /// Takes `bytes` into custody.
    #[must_use]
    pub fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// The raw bytes, for checks that must look at them. Never put them into a value that outlives the scan.
    #[must_use]
    pub fn expose(self) -> &'b [u8] {
        self.0
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.len()
    }

    /// True for a secret of no bytes.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret(***, {} bytes)", self.0.len())
    }
}

/// What may be shown of a secret: the public prefix of its format, its length, and at most four last characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Redacted(String);

/// Stands where a secret was.
pub const MASK: &str = "********";

/// A secret shorter than this shows no tail: four characters of it would be too large a part.
const TAIL_FROM: usize = 32;
const TAIL: usize = 4;

impl Redacted {
    /// Masks `secret`; `public_prefix` bytes of it belong to the format and may be shown.
    ///
    /// A guessable secret (a password) shows neither tail nor exact length.
    #[must_use]
    pub fn new(secret: Secret<'_>, public_prefix: usize, guessable: bool) -> Self {
        let bytes = secret.0;
        if guessable {
            return Self(MASK.to_owned());
        }
        let prefix = public_prefix.min(bytes.len() / 2);
        let body = bytes.len() - prefix;
        let tail = if body >= TAIL_FROM { TAIL } else { 0 };
        let show = |part: &[u8]| -> String {
            part.iter().map(|&b| if b.is_ascii_graphic() { char::from(b) } else { '?' }).collect()
        };
        let head = show(&bytes[..prefix]);
        let end = show(&bytes[bytes.len() - tail..]);
        Self(format!("{head}****{end} ({} characters)", bytes.len()))
    }

    /// For a finding without a secret: the code and names that show it, as they are.
    #[must_use]
    pub fn code(shown: &str) -> Self {
        Self(shown.to_owned())
    }

    /// The text to show.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text to show within a name: without the length, and with [`MASK`] for what is hidden.
    #[must_use]
    pub fn mask(&self) -> String {
        let shown = self.0.split(" (").next().unwrap_or_default();
        if shown.contains(MASK) { shown.to_owned() } else { shown.replacen("****", MASK, 1) }
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The key of a project's fingerprints. Without one, fingerprints of different projects agree.
#[derive(Clone, Default)]
pub struct FingerprintKey(Vec<u8>);

impl FingerprintKey {
    /// A key from any bytes: a random salt kept in a baseline, or a value from the environment.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FingerprintKey(***)")
    }
}

/// Names a finding across runs: `PLACE:TAG`. PLACE is a keyed hash of rule and path, TAG a keyed hash of rule and
/// secret. It does not depend on the line, so it survives moves and indentation.
///
/// The tag of a random token has 128 bits. The tag of a guessable secret (a password) has only 20: whoever holds a
/// fingerprint and tries a word list gets so many false hits that no guess is confirmed, while a replaced password
/// still gets another tag in all but one of a million cases.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Fingerprint(String);

const PLACE_HEX: usize = 12;
const TAG_HEX: usize = 32;
const GUESSABLE_TAG_HEX: usize = 5;

/// The part of a [`Fingerprint`] that names the secret, known before its path is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretTag(String);

impl SecretTag {
    /// The tag of `secret`, found by `rule`.
    #[must_use]
    pub fn new(key: &FingerprintKey, rule: &str, secret: Secret<'_>, guessable: bool) -> Self {
        let tag = keyed(key, &[b"secret", rule.as_bytes(), secret.0]);
        Self(tag[..if guessable { GUESSABLE_TAG_HEX } else { TAG_HEX }].to_owned())
    }
}

impl Fingerprint {
    /// The fingerprint of the secret with `tag`, found by `rule` at `path`.
    #[must_use]
    pub fn at(key: &FingerprintKey, rule: &str, path: &[u8], tag: &SecretTag) -> Self {
        let place = keyed(key, &[b"place", rule.as_bytes(), path]);
        Self(format!("{}:{}", &place[..PLACE_HEX], tag.0))
    }

    /// The fingerprint of `secret`, found by `rule` at `path`.
    #[must_use]
    pub fn new(key: &FingerprintKey, rule: &str, path: &[u8], secret: Secret<'_>, guessable: bool) -> Self {
        Self::at(key, rule, path, &SecretTag::new(key, rule, secret, guessable))
    }

    /// Reads a fingerprint back from its text, or says that it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (place, tag) = text.split_once(':')?;
        let hex = |part: &str| part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let lengths = place.len() == PLACE_HEX && (tag.len() == TAG_HEX || tag.len() == GUESSABLE_TAG_HEX);
        (lengths && hex(place) && hex(tag)).then(|| Self(text.to_owned()))
    }

    /// `PLACE:TAG`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part that names the secret alone, the same at every path.
    #[must_use]
    pub fn tag(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, tag)| tag)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn keyed(key: &FingerprintKey, parts: &[&[u8]]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.0).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part);
    }
    crate::text::hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_and_redaction_hide_the_bytes() {
        let text = b"tok_Zk3vT9qLm2XcR7pWn5YdB8sHf1JgA4Qe6UoKi";
        let secret = Secret::new(text);
        assert_eq!(format!("{secret:?}"), "Secret(***, 41 bytes)");
        assert_eq!(Redacted::new(secret, 4, false).as_str(), "tok_****UoKi (41 characters)");
        assert_eq!(Redacted::new(secret, 4, false).mask(), "tok_********UoKi");
        assert_eq!(Redacted::new(secret, 4, true).as_str(), "********");
        assert_eq!(Redacted::new(secret, 4, true).mask(), "********");
        assert_eq!(Redacted::new(Secret::new(b"abc"), 9, false).as_str(), "a**** (3 characters)");
    }

    #[test]
    fn fingerprint_depends_on_rule_path_secret_and_key() {
        let key = FingerprintKey::default();
        let base = Fingerprint::new(&key, "r", b"p", Secret::new(b"s"), false);
        assert_eq!(base, Fingerprint::new(&key, "r", b"p", Secret::new(b"s"), false));
        let moved = Fingerprint::new(&key, "r", b"q", Secret::new(b"s"), false);
        assert_ne!(base, moved);
        assert_eq!(base.tag(), moved.tag());
        assert_ne!(base.tag(), Fingerprint::new(&key, "r", b"p", Secret::new(b"t"), false).tag());
        assert_ne!(base, Fingerprint::new(&FingerprintKey::new(b"k"), "r", b"p", Secret::new(b"s"), false));
        assert_eq!(Fingerprint::parse(base.as_str()), Some(base));
        assert_eq!(Fingerprint::parse("zz:11"), None);
    }
}
