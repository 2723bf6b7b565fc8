//! A rule file as it is written: TOML, read strictly, every fault named with its line.
//!
//! This file is also compiled into the build script, so it knows nothing of the rest of the crate.

use serde::Deserialize;
use toml::Spanned;

use super::shape::{self, Shape, Trigger};

/// A file of rules of one provider.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    provider: String,
    #[serde(default)]
    docs: String,
    #[serde(default)]
    revoke: String,
    #[serde(default)]
    rule: Vec<Spanned<Spec>>,
}

/// One `[[rule]]` table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Unique name: lower case, digits, dashes.
    pub id: String,
    /// What it is.
    pub title: String,
    /// `note`, `low`, `medium`, `high`, `critical`.
    pub severity: String,
    /// Confidence of a kept candidate that nothing proved; by default `high` with anchors, `medium` with near words.
    pub confidence: Option<String>,
    /// A specific rule wins an overlap over one that is not.
    #[serde(default = "yes")]
    pub specific: bool,
    /// The secret may be a human choice, such as a password.
    #[serde(default)]
    pub guessable: bool,
    /// Found through the name that a value is assigned to; `pattern` then describes the whole value.
    #[serde(default)]
    pub assignment: bool,
    /// Literals, one of which every match contains.
    #[serde(default)]
    pub anchors: Vec<String>,
    /// Words, one of which must stand near.
    #[serde(default)]
    pub near: Vec<String>,
    /// Regular expression over bytes (ASCII classes) with a group `secret`.
    pub pattern: String,
    /// Checks: `{ entropy = 3.2 }`, one key each.
    #[serde(default)]
    pub checks: Vec<toml::Table>,
    /// Rule ids of the other parts of the credential; one alone needs no list.
    #[serde(default, deserialize_with = "one_or_more")]
    pub pair: Vec<String>,
    /// Report only with the other half nearby.
    #[serde(default)]
    pub pair_required: bool,
    /// `long-lived`, `short-lived`, `configurable`, `unknown`.
    #[serde(default = "unknown")]
    pub lifetime: String,
    /// `admin`, `full`, `scoped`, `read`, `unknown`.
    #[serde(default = "unknown")]
    pub privilege: String,
    /// `no`, `yes`, or `conditional: why`.
    #[serde(default = "no")]
    pub client_safe: String,
    /// Overrides the file's.
    #[serde(default)]
    pub revoke: String,
    /// Overrides the file's.
    #[serde(default)]
    pub docs: String,
    /// What else a reader should know.
    #[serde(default)]
    pub notes: String,
    /// Texts that must yield exactly this rule.
    #[serde(default)]
    pub hits: Vec<Example>,
    /// Texts that must yield nothing of this rule.
    #[serde(default)]
    pub misses: Vec<Miss>,
}

/// Reads `"a"` like `["a"]`.
fn one_or_more<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "`pair` takes the id of a rule, or a list of them")]
    enum Ids {
        One(String),
        More(Vec<String>),
    }
    Ok(match Ids::deserialize(from)? {
        Ids::One(id) => vec![id],
        Ids::More(ids) => ids,
    })
}

/// A text in pieces, joined when read, so that no scanner trips over a rule file.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Example {
    /// Only the text.
    Pieces(Vec<String>),
    /// The text of a file with this name, since the file type decides how values are written.
    At {
        /// The pieces.
        text: Vec<String>,
        /// The name of the file.
        path: String,
    },
    /// A binary file.
    Binary {
        /// Its bytes in hexadecimal digits, in pieces.
        hex: Vec<String>,
        /// The name of the file.
        path: String,
    },
}

/// A text that must not be found, and why.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Miss {
    /// The pieces.
    #[serde(default)]
    pub text: Vec<String>,
    /// The bytes of a binary file instead, in hexadecimal digits.
    #[serde(default)]
    pub hex: Vec<String>,
    /// What it is instead.
    pub why: String,
    /// The name of the file it stands in.
    #[serde(default)]
    pub path: String,
}

impl Example {
    /// The joined pieces.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Pieces(text) | Self::At { text, .. } => text.concat().into_bytes(),
            Self::Binary { hex, .. } => from_hex(hex).unwrap_or_default(),
        }
    }

    /// The file name, `example` when none was given.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Pieces(_) => "example",
            Self::At { path, .. } | Self::Binary { path, .. } => path,
        }
    }
}

impl Miss {
    /// The joined pieces.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let text = self.text.concat().into_bytes();
        if self.hex.is_empty() { text } else { from_hex(&self.hex).unwrap_or_default() }
    }
}

/// The bytes that joined pieces of hexadecimal digits stand for.
fn from_hex(pieces: &[String]) -> Option<Vec<u8>> {
    let digits = pieces.concat().into_bytes();
    let nibbles: Option<Vec<u32>> = digits.iter().map(|&b| char::from(b).to_digit(16)).collect();
    let nibbles = nibbles.filter(|nibbles| nibbles.len() % 2 == 0)?;
    nibbles.chunks_exact(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).ok()).collect()
}

/// A rule that passed validation, with what its pattern implies.
#[derive(Clone, Debug)]
pub struct Valid {
    /// As written, defaults filled in.
    pub spec: Spec,
    /// From the file.
    pub provider: String,
    /// How to find it.
    pub shape: Shape,
    /// Line of its `[[rule]]` table, from 1.
    pub line: usize,
}

/// What is wrong with a rule file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

const SEVERITIES: [&str; 5] = ["note", "low", "medium", "high", "critical"];
const CONFIDENCES: [&str; 4] = ["low", "medium", "high", "verified"];
const LIFETIMES: [&str; 4] = ["long-lived", "short-lived", "configurable", "unknown"];
const PRIVILEGES: [&str; 5] = ["admin", "full", "scoped", "read", "unknown"];

/// Reads and validates the text of a rule file.
///
/// # Errors
/// The first fault, with its place.
pub fn parse(text: &str) -> Result<Vec<Valid>, Fault> {
    let file: RawFile = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        fault(text, at, error.message().to_owned())
    })?;
    if file.rule.is_empty() {
        return Err(fault(text, 0, "the file has no [[rule]]".to_owned()));
    }
    let mut valid = Vec::new();
    for spanned in file.rule {
        let at = spanned.span().start;
        let mut spec = spanned.into_inner();
        inherit(&mut spec.docs, &file.docs);
        inherit(&mut spec.revoke, &file.revoke);
        let shape =
            validate(&spec).map_err(|message| fault(text, at, format!("rule '{}': {message}", spec.id)))?;
        spec.near = spellings(&spec.near);
        valid.push(Valid { spec, provider: file.provider.clone(), shape, line: place(text, at).0 });
    }
    Ok(valid)
}

/// The confidence of a rule that names none.
#[must_use]
pub fn default_confidence(rule: &Valid) -> &'static str {
    match rule.shape.trigger {
        Trigger::Stretch | Trigger::Assignment | Trigger::Url => "medium",
        _ => "high",
    }
}

fn validate(spec: &Spec) -> Result<Shape, String> {
    let name_byte = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if spec.id.is_empty() || !spec.id.bytes().all(name_byte) {
        return Err("an id is made of lower-case letters, digits and dashes".to_owned());
    }
    one_of("severity", &spec.severity, &SEVERITIES)?;
    one_of("lifetime", &spec.lifetime, &LIFETIMES)?;
    one_of("privilege", &spec.privilege, &PRIVILEGES)?;
    if let Some(confidence) = &spec.confidence {
        one_of("confidence", confidence, &CONFIDENCES)?;
    }
    let safe = &spec.client_safe;
    if !(safe == "yes" || safe == "no" || safe.starts_with("conditional: ")) {
        return Err("client_safe is \"yes\", \"no\" or \"conditional: why\"".to_owned());
    }
    if let Some(word) = spec.near.iter().find(|w| w.is_empty() || **w != w.to_ascii_lowercase()) {
        return Err(format!("near words are written in lower case, '{word}' is not"));
    }
    if let Some(check) = spec.checks.iter().find(|check| check.len() != 1) {
        return Err(format!("a check has one key, such as {{ entropy = 3.0 }}, but one has {}", check.len()));
    }
    let binary = spec.hits.iter().filter_map(|hit| match hit {
        Example::Binary { hex, .. } => Some(hex),
        _ => None,
    });
    if binary.chain(spec.misses.iter().map(|miss| &miss.hex)).any(|hex| from_hex(hex).is_none()) {
        return Err("the bytes of an example are pairs of hexadecimal digits".to_owned());
    }
    let mut shape = shape::analyse(&spec.pattern, &spec.anchors, &spec.near)
        .or_else(|message| if spec.assignment { assignment_shape(&spec.pattern) } else { Err(message) })?;
    if spec.assignment {
        shape.trigger = Trigger::Assignment;
    }
    Ok(shape)
}

/// Every way of writing `words`: people write `bot_token` as `bot-token`, `botToken` (letter case does not matter) and
/// `bot token`, too.
fn spellings(words: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in words {
        let parts: Vec<&str> = word.split(['_', '-']).collect();
        let joined = parts.len() > 1 && parts.iter().all(|part| !part.is_empty());
        let joints = if joined { &["", "_", "-", " "][..] } else { &[][..] };
        let spelled = joints.iter().map(|joint| parts.join(joint));
        for spelling in std::iter::once(word.clone()).chain(spelled) {
            if !all.contains(&spelling) {
                all.push(spelling);
            }
        }
    }
    all
}

/// An assignment rule needs no anchors: names lead to it.
fn assignment_shape(pattern: &str) -> Result<Shape, String> {
    shape::analyse(pattern, &["=".to_owned()], &[])
}

fn one_of(field: &str, value: &str, allowed: &[&str]) -> Result<(), String> {
    if allowed.contains(&value) {
        return Ok(());
    }
    Err(format!("{field} is '{value}'; write one of {}", allowed.join(", ")))
}

fn inherit(field: &mut String, from: &str) {
    if field.is_empty() {
        from.clone_into(field);
    }
}

fn fault(text: &str, at: usize, message: String) -> Fault {
    let (line, column) = place(text, at);
    Fault { line, column, message }
}

fn place(text: &str, at: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..at.min(text.len())];
    let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|&&b| b != b'\n').count() + 1;
    (line, column)
}

fn yes() -> bool {
    true
}

fn no() -> String {
    "no".to_owned()
}

fn unknown() -> String {
    "unknown".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
provider = "Acme"
docs = "https://acme.example/docs"

[[rule]]
id = "acme-token"
title = "Acme token"
severity = "high"
anchors = ["acme_"]
pattern = '\b(?P<secret>acme_[0-9A-Za-z]{36})\b'
"#;

    #[test]
    fn defaults_come_from_the_file() {
        let rules = parse(GOOD).expect("a good file");
        assert_eq!(rules[0].spec.docs, "https://acme.example/docs");
        assert_eq!(rules[0].spec.client_safe, "no");
        assert_eq!(rules[0].line, 5);
    }

    #[test]
    fn near_words_stand_for_all_their_spellings() {
        let near = spellings(&["bot_token".to_owned(), "ark_".to_owned()]);
        assert_eq!(near, ["bot_token", "bottoken", "bot-token", "bot token", "ark_"]);
    }

    #[test]
    fn examples_are_text_or_bytes() {
        let with = |hits: &str| parse(&format!("{GOOD}hits = [{hits}]\n"));
        let rules =
            with("[\"a\", \"b\"], { hex = [\"fe\", \"ED0\", \"1\"], path = \"a.jks\" }").expect("good");
        let bytes: Vec<_> = rules[0].spec.hits.iter().map(Example::bytes).collect();
        assert_eq!(bytes, [&b"ab"[..], b"\xfe\xed\x01"]);
        let odd = with("{ hex = [\"fee\"], path = \"a.jks\" }").unwrap_err();
        assert!(odd.message.contains("pairs of hexadecimal"), "{odd:?}");
    }

    #[test]
    fn faults_name_line_and_remedy() {
        let unknown_key = GOOD.replace("severity", "severty");
        let found = parse(&unknown_key).unwrap_err();
        assert!(found.line >= 5 && found.message.contains("severty"), "{found:?}");
        let bad_value = GOOD.replace("\"high\"", "\"hihg\"");
        let found = parse(&bad_value).unwrap_err();
        assert!(found.message.contains("write one of note, low"), "{found:?}");
        assert!(parse("provider = \"x\"").unwrap_err().message.contains("no [[rule]]"));
    }
}
