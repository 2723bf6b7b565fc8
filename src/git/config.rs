//! Git's configuration files, read for the few keys that tell how a repository is stored. Nothing in them is run.
//!
//! <https://git-scm.com/docs/git-config#_syntax>

use std::fs;
use std::path::Path;

use crate::error::Error;

/// The settings of one file, in order.
#[derive(Clone, Debug, Default)]
pub struct Config {
    values: Vec<(String, String)>,
}

impl Config {
    /// Reads the file at `path`; one that does not exist is empty. Files that it includes are not read.
    ///
    /// # Errors
    /// When the file exists and cannot be read.
    pub fn read(path: &Path) -> Result<Self, Error> {
        match fs::read(path) {
            Ok(bytes) => Ok(Self::parse(&String::from_utf8_lossy(&bytes))),
            Err(e)
                if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) =>
            {
                Ok(Self::default())
            }
            Err(e) => Err(Error::io(path, e)),
        }
    }

    /// The last value of `key`, written `section.name` or `section.subsection.name`; section and name in lower case.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// True when `key` has a value that git reads as yes.
    #[must_use]
    pub fn is_true(&self, key: &str) -> bool {
        let value = self.get(key).map(str::to_ascii_lowercase);
        value.is_some_and(|v| matches!(v.as_str(), "true" | "yes" | "on" | "1"))
    }

    /// Every key with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Reads settings; lines that make no sense are passed over.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut config = Self::default();
        let mut section = String::new();
        let joined = text.replace("\r\n", "\n").replace("\\\n", "");
        for line in joined.lines() {
            let mut line = line.trim();
            if let Some(rest) = line.strip_prefix('[') {
                let Some((header, after)) = split_header(rest) else { continue };
                section = header;
                line = after.trim();
            }
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            let (name, value) = match line.split_once('=') {
                Some((name, value)) => (name.trim(), unquote(value.trim())),
                None => (line, "true".to_owned()),
            };
            config.values.push((format!("{section}.{}", name.to_ascii_lowercase()), value));
        }
        config
    }
}

/// `section "sub"]rest` as `section.sub` and what follows.
fn split_header(text: &str) -> Option<(String, &str)> {
    if let Some(open) = text.find('"').filter(|&open| text[..open].find(']').is_none()) {
        let section = text[..open].trim().to_ascii_lowercase();
        let mut sub = String::new();
        let mut chars = text[open + 1..].char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => sub.extend(chars.next().map(|(_, c)| c)),
                '"' => {
                    let rest = &text[open + 1 + at + 1..];
                    return Some((format!("{section}.{sub}"), rest.trim_start().strip_prefix(']')?));
                }
                _ => sub.push(c),
            }
        }
        return None;
    }
    let (section, rest) = text.split_once(']')?;
    Some((section.trim().to_ascii_lowercase(), rest))
}

/// A value without quotes, escapes and a comment at its end.
fn unquote(text: &str) -> String {
    let mut value = String::new();
    let mut quoted = false;
    // How much of the value must be kept: white space before a comment is none of it.
    let mut keep = 0;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '#' | ';' if !quoted => break,
            '\\' => value.push(match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('b') => '\u{8}',
                Some(other) => other,
                None => break,
            }),
            _ => value.push(c),
        }
        if quoted || !c.is_whitespace() {
            keep = value.len();
        }
    }
    value.truncate(keep);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_quotes_comments_and_bare_names() {
        let config = Config::parse(
            "[core]\n\tbare = true ; yes\n\thooksPath = \"a b\" # c\n[remote \"Or.\\\"igin\"] promisor\n\
             [Extensions]\nobjectFormat=sha256\n[x]\ny = a\\\nb\nz=1\nz = \"#\"2\n[broken\nq = 1\n",
        );
        assert!(config.is_true("core.bare"));
        assert_eq!(config.get("core.hookspath"), Some("a b"));
        assert!(config.is_true("remote.Or.\"igin.promisor"));
        assert_eq!(config.get("extensions.objectformat"), Some("sha256"));
        assert_eq!(config.get("x.y"), Some("ab"));
        assert_eq!(config.get("x.z"), Some("#2"));
        assert_eq!(config.get("nothing.here"), None);
    }
}
