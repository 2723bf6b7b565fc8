//! The text of a baseline: a line with version and salt, then one line an entry.
//!
//! Fields are separated by tabs, entries are sorted, and there is neither a date of writing nor a line number, so two
//! branches that add entries merge without conflict. A merge may leave lines unsorted or twice: that is accepted.

use std::fmt::Write as _;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;

use crate::calendar;
use crate::config::source::text_file;
use crate::error::Error;

const MAGIC: &str = "beartrap-baseline";
const VERSION: &str = "1";
const SALT_HEX: usize = 32;
/// Stands for a field that is not set.
const NONE: &str = "-";

/// One allowed secret. The order of the fields is the order of the lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The keyed hash of rule and secret.
    pub tag: String,
    /// Id of the rule.
    pub rule: String,
    /// Where it is allowed: a pattern as in `.gitignore`, relative to the folder of the baseline, or `*`.
    pub scope: String,
    /// The last day on which it is allowed, `YYYY-MM-DD`; for ever when absent.
    pub expires: Option<String>,
    /// Who allowed it, or `-`.
    pub author: String,
    /// Why. Never empty.
    pub reason: String,
}

/// A baseline as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The key of the tags, in hexadecimal. Public: it makes tags of different projects differ.
    pub salt: String,
    /// The entries, each with its line.
    pub entries: Vec<(usize, Entry)>,
}

impl Text {
    /// An empty baseline with a new salt.
    #[must_use]
    pub fn fresh() -> Self {
        // The standard library seeds its hashers from the system's randomness. A salt must differ from others and need
        // not be secret, so that is enough.
        let half = || RandomState::new().hash_one(MAGIC);
        Self { salt: format!("{:016x}{:016x}", half(), half()), entries: Vec::new() }
    }

    /// Reads the text of the baseline called `name`.
    ///
    /// # Errors
    /// [`Error::Config`] with the line of the first fault.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        let fault = |line: usize, message: &str| Error::Config {
            file: name.to_owned(),
            line,
            column: 1,
            message: message.to_owned(),
        };
        let mut lines = text.lines().enumerate();
        let first = lines.next().map_or("", |(_, line)| line);
        let salt = header(first).map_err(|message| fault(1, &message))?;
        let mut entries = Vec::new();
        for (at, line) in lines {
            if line.starts_with(MAGIC) {
                return Err(fault(
                    at + 1,
                    "a second first line: two baselines were merged that were created \
                     apart. Keep one of them and run `beartrap baseline create` again",
                ));
            }
            let entry = entry(line).map_err(|message| fault(at + 1, &message))?;
            if !entries.iter().any(|(_, known)| *known == entry) {
                entries.push((at + 1, entry));
            }
        }
        Ok(Self { salt: salt.to_owned(), entries })
    }

    /// Reads the baseline at `path`.
    ///
    /// # Errors
    /// When it cannot be read or holds a fault.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = text_file(path)?
            .ok_or_else(|| Error::Usage(format!("{}: there is no such baseline", path.display())))?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// The text to write.
    #[must_use]
    pub fn render(&self) -> String {
        let mut entries: Vec<&Entry> = self.entries.iter().map(|(_, entry)| entry).collect();
        entries.sort();
        entries.dedup();
        let mut text = format!("{MAGIC} {VERSION} {}\n", self.salt);
        for entry in entries {
            let expires = entry.expires.as_deref().unwrap_or(NONE);
            let Entry { tag, rule, scope, author, reason, .. } = entry;
            // Writing to a string does not fail.
            let _ = writeln!(text, "{tag}\t{rule}\t{scope}\t{expires}\t{author}\t{reason}");
        }
        text
    }
}

/// The one-line form of a text that a person gave.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split(char::is_control).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn header(line: &str) -> Result<&str, String> {
    let mut words = line.split(' ');
    if words.next() != Some(MAGIC) {
        return Err(format!(
            "not a baseline: its first line starts with '{MAGIC}'. `beartrap baseline create` \
             makes one"
        ));
    }
    match (words.next(), words.next(), words.next()) {
        (Some(VERSION), Some(salt), None) if is_hex(salt) && salt.len() == SALT_HEX => Ok(salt),
        (Some(VERSION), ..) => Err(format!(
            "the first line is '{MAGIC} {VERSION} SALT', SALT of {SALT_HEX} \
             hexadecimal digits"
        )),
        _ => Err(format!("this baseline has another version; this program reads version {VERSION}")),
    }
}

fn entry(line: &str) -> Result<Entry, String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [tag, rule, scope, expires, author, reason] = fields[..] else {
        return Err(format!(
            "{} fields, not 6: tag, rule, scope, expiry, author, reason, with tabs between",
            fields.len()
        ));
    };
    if !is_hex(tag) || !matches!(tag.len(), 5 | 32) {
        return Err("the tag is not 5 or 32 hexadecimal digits".to_owned());
    }
    if rule.is_empty() || scope.is_empty() || author.is_empty() {
        return Err("an empty field; write '-' for no author and '*' for any path".to_owned());
    }
    if expires != NONE && calendar::day(expires).is_none() {
        return Err("the expiry is neither a day (YYYY-MM-DD) nor '-'".to_owned());
    }
    if reason.trim().is_empty() {
        return Err("no reason; write one that a colleague understands".to_owned());
    }
    globset::Glob::new(scope).map_err(|error| format!("the scope: {error}"))?;
    Ok(Entry {
        tag: tag.to_owned(),
        rule: rule.to_owned(),
        scope: scope.to_owned(),
        expires: (expires != NONE).then(|| expires.to_owned()),
        author: author.to_owned(),
        reason: reason.to_owned(),
    })
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "beartrap-baseline 1 00112233445566778899aabbccddeeff\n";

    fn fault(text: &str) -> String {
        Text::parse("base", text).expect_err("a fault").to_string()
    }

    #[test]
    fn a_baseline_is_read_back_sorted_and_without_twins() {
        let lines =
            "b0000\tr\t*\t-\tann\tone\na0000\tr\t/x.py\t2030-01-31\t-\ttwo\nb0000\tr\t*\t-\tann\tone\n";
        let text = Text::parse("base", &format!("{HEAD}{lines}")).expect("a good baseline");
        assert_eq!(text.entries.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3]);
        let expected = "a0000\tr\t/x.py\t2030-01-31\t-\ttwo\nb0000\tr\t*\t-\tann\tone\n";
        assert_eq!(text.render(), format!("{HEAD}{expected}"));
        assert_eq!(Text::parse("base", &text.render()).expect("its own text").render(), text.render());
    }

    #[test]
    fn faults_name_the_line() {
        assert!(fault("").starts_with("base:1:1: not a baseline"));
        assert!(fault("beartrap-baseline 2 00").contains("another version"));
        assert!(fault("beartrap-baseline 1 00").contains("SALT of 32"));
        assert!(fault(&format!("{HEAD}{HEAD}")).starts_with("base:2:1: a second first line"));
        assert!(fault(&format!("{HEAD}b0000\tr\n")).starts_with("base:2:1: 2 fields"));
        assert!(fault(&format!("{HEAD}b00\tr\t*\t-\t-\tx\n")).contains("the tag"));
        assert!(fault(&format!("{HEAD}b0000\tr\t*\tsoon\t-\tx\n")).contains("YYYY-MM-DD"));
        assert!(fault(&format!("{HEAD}b0000\tr\t*\t-\t-\t \n")).contains("no reason"));
        assert!(fault(&format!("{HEAD}b0000\tr\ta[\t-\t-\tx\n")).contains("the scope"));
        assert!(fault(&format!("{HEAD}\n")).contains("base:2:1: 1 fields"));
    }

    #[test]
    fn salts_differ() {
        assert_ne!(Text::fresh().salt, Text::fresh().salt);
        Text::parse("new", &Text::fresh().render()).expect("a new baseline can be read");
    }
}
