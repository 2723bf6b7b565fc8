//! Bytes to scan and where they came from.

use std::fmt;

/// A path relative to what was scanned: bytes, separated by `/`, without `..`.
///
/// Names in a repository are hostile: they may not be UTF-8 and may hold control or bidirectional characters.
/// Display escapes those, so that a file name cannot rewrite the terminal.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(from = "Written", into = "Written")]
pub struct RelPath(Vec<u8>);

impl RelPath {
    /// Takes path bytes; leading `./` and repeated `/` are removed.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        let clean = |part: &[u8]| !part.is_empty() && part != b".";
        if bytes.strip_prefix(b"/").unwrap_or(bytes).split(|&b| b == b'/').all(clean) {
            return Self(bytes.to_vec());
        }
        let absolute = bytes.first() == Some(&b'/');
        let parts: Vec<&[u8]> = bytes.split(|&b| b == b'/').filter(|p| !p.is_empty() && *p != b".").collect();
        let mut path = if absolute { vec![b'/'] } else { Vec::new() };
        path.extend_from_slice(&parts.join(&b'/'));
        Self(path)
    }

    /// The raw bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The last part.
    #[must_use]
    pub fn file_name(&self) -> &[u8] {
        self.0.rsplit(|&b| b == b'/').next().unwrap_or(&self.0)
    }

    /// What follows the last dot of the file name, in lower case; empty when there is none.
    #[must_use]
    pub fn extension(&self) -> Vec<u8> {
        let name = self.file_name();
        match name.iter().rposition(|&b| b == b'.') {
            Some(dot) if dot + 1 < name.len() => name[dot + 1..].to_ascii_lowercase(),
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            for c in chunk.valid().chars() {
                if c.is_control() || is_bidi_control(c) {
                    write!(f, "\\u{{{:x}}}", u32::from(c))?;
                } else {
                    write!(f, "{c}")?;
                }
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

/// A path as JSON can hold it.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Bytes(Vec<u8>),
}

impl From<Written> for RelPath {
    fn from(written: Written) -> Self {
        match written {
            Written::Text(text) => Self::new(text.as_bytes()),
            Written::Bytes(bytes) => Self::new(&bytes),
        }
    }
}

impl From<RelPath> for Written {
    fn from(path: RelPath) -> Self {
        String::from_utf8(path.0).map_or_else(|odd| Self::Bytes(odd.into_bytes()), Self::Text)
    }
}

/// Characters that reorder the text around them (<https://www.unicode.org/reports/tr9/>).
#[must_use]
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Where a blob came from.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
pub struct Origin {
    /// The file; for an archive member the archive; for history the path in the commit.
    pub path: RelPath,
    /// The member within an archive, or the original file within a source map.
    pub member: Option<RelPath>,
    /// Hexadecimal id of the commit, for history.
    pub commit: Option<String>,
    /// Hexadecimal id of the git blob, for history and the index.
    pub blob: Option<String>,
}

impl Origin {
    /// A plain file.
    #[must_use]
    pub fn file(path: RelPath) -> Self {
        Self { path, ..Self::default() }
    }

    /// The path that decides the file type: the member's, else the file's.
    #[must_use]
    pub fn typed_path(&self) -> &RelPath {
        self.member.as_ref().unwrap_or(&self.path)
    }
}

/// Bytes with their origin, as detection sees them.
#[derive(Clone, Copy, Debug)]
pub struct Blob<'b> {
    /// The content.
    pub bytes: &'b [u8],
    /// Where it came from.
    pub origin: &'b Origin,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_escapes_what_could_fool_a_terminal() {
        let path = RelPath::new("./a//b\u{1b}[31m\u{202e}.rs".as_bytes());
        assert_eq!(path.to_string(), "a/b\\u{1b}[31m\\u{202e}.rs");
        assert_eq!(RelPath::new(b"x\xff").to_string(), "x\\xff");
        assert_eq!(RelPath::new(b"/tmp/./x").as_bytes(), b"/tmp/x");
    }

    #[test]
    fn extension_is_lower_case_and_may_be_missing() {
        assert_eq!(RelPath::new(b"a/B.PY").extension(), b"py");
        assert_eq!(RelPath::new(b"a.d/Makefile").extension(), b"");
        assert_eq!(RelPath::new(b".env").extension(), b"env");
    }
}
