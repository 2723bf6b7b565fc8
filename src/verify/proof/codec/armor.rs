//! PEM and `OpenPGP` armor, as it stands in files and as it stands in source code: with `\n` written out, in quotes, on
//! one line, indented.

use super::base64;

/// The parts of one armored block.
#[derive(Debug, PartialEq, Eq)]
pub struct Armor {
    /// What stands after `BEGIN`, such as `RSA PRIVATE KEY`.
    pub label: String,
    /// The header lines (`Proc-Type: 4,ENCRYPTED`), one after the other.
    pub headers: String,
    /// The decoded body. `None` when it is not base64.
    pub body: Option<Vec<u8>>,
    /// Bytes of base64 text in the body.
    pub body_len: usize,
    /// Whether the body has signs of code or of what was left out.
    pub signs: bool,
    /// The three bytes of `OpenPGP`'s sum, when there are any.
    pub sum: Option<[u8; 3]>,
}

/// Takes `block` apart. `None` without a `BEGIN` line.
#[must_use]
pub fn parse(block: &[u8]) -> Option<Armor> {
    let text = unescape(&String::from_utf8_lossy(block));
    let (_, after) = text.split_once("-----BEGIN ")?;
    let (label, after) = after.split_once("-----")?;
    let inner = after.split_once("-----END").map_or(after, |(inner, _)| inner);
    let mut armor = Armor {
        label: label.to_owned(),
        headers: String::new(),
        body: None,
        body_len: 0,
        signs: false,
        sum: None,
    };
    let mut body = Vec::with_capacity(inner.len());
    for line in inner.lines().map(unquote) {
        if line.contains(':') {
            armor.headers.push_str(line);
            armor.headers.push('\n');
        } else if let Some(sum) = line.strip_prefix('=').filter(|sum| sum.len() == 4) {
            armor.sum = base64::decode(sum.as_bytes()).and_then(|bytes| bytes.try_into().ok());
        } else {
            body.extend(line.bytes().filter(|byte| !byte.is_ascii_whitespace()));
        }
    }
    armor.body_len = body.len();
    armor.signs = body.iter().any(|b| matches!(b, b'.' | b';' | b'(' | b'{' | b'$' | b'<' | b'_' | b'*'));
    armor.body = base64::decode(&body);
    Some(armor)
}

/// Turns a written-out `\n` (also `\\n`) into a line end.
fn unescape(text: &str) -> String {
    if text.contains('\\') {
        text.replace("\\\\", "\\").replace("\\r", "").replace("\\n", "\n").replace("\\t", " ")
    } else {
        text.to_owned()
    }
}

/// The part of a line of source code that belongs to the text: what is inside quotes, without line continuations.
fn unquote(line: &str) -> &str {
    const QUOTES: [char; 3] = ['"', '\'', '`'];
    let line = match (line.find(QUOTES), line.rfind(QUOTES)) {
        (Some(first), Some(last)) if first + 1 < last => &line[first + 1..last],
        _ => line,
    };
    let line = line.trim_matches([' ', '\t', '\r', '\\', ',', ';', '"', '\'', '`']);
    // What joins two literals.
    if matches!(line, "+" | "." | "&") { "" } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "-----BEGIN THING-----\nA: b\n\nZm9v\nYmFy\n-----END THING-----\n";

    #[test]
    fn every_way_of_writing_gives_the_same_body() {
        let ways = [
            PLAIN.to_owned(),
            PLAIN.replace('\n', "\r\n"),
            PLAIN.replace('\n', "\\n"),
            PLAIN.replace('\n', "\\\\n"),
            PLAIN.replace('\n', "\n    "),
            PLAIN.replace('\n', "\\n\" +\n  \""),
            PLAIN.replace('\n', "\\n\\\n"),
            "-----BEGIN THING----- Zm9v YmFy -----END THING-----".to_owned(),
            "-----BEGIN THING-----\nZm9vYmFy".to_owned(),
        ];
        for way in ways {
            let armor = parse(way.as_bytes()).expect("a block");
            assert_eq!(armor.label, "THING");
            assert_eq!(armor.body.as_deref(), Some(&b"foobar"[..]), "{way}");
        }
    }

    #[test]
    fn headers_and_sums_are_told_from_the_body() {
        let armor = parse(PLAIN.replace("YmFy", "YmFy\n=AAEC").as_bytes()).expect("a block");
        assert_eq!(armor.headers, "A: b\n");
        assert_eq!(armor.sum, Some([0, 1, 2]));
        assert_eq!(parse(b"no block"), None);
        assert_eq!(parse(b"-----BEGIN X-----\n...\n-----END X-----").map(|a| a.body), Some(None));
    }
}
