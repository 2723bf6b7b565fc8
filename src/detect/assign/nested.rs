//! JSON within a string: `"token": "{\\"user\\":\\"me\\",\\"key\\":\\"...\\"}"`. The name stands outside, the secret is one of the fields.

use super::words::Words;
use crate::text::Span;

/// Fields shorter than this are ids and words.
const SHORTEST: usize = 16;

/// The longest field of the JSON object in `value` that may be a token; `None` when `value` is no such object.
#[must_use]
pub fn field(text: &[u8], value: Span) -> Option<Span> {
    let object = value.of(text);
    if object.first() != Some(&b'{') || object.last() != Some(&b'}') || !object.contains(&b':') {
        return None;
    }
    let mut longest: Option<Span> = None;
    let mut at = value.start;
    while at < value.end {
        let len = text[at..value.end].iter().take_while(|&&b| is_token(b)).count();
        let field = Span::new(at, at + len);
        if len >= SHORTEST
            && is_value(text, field)
            && is_named(text, field)
            && longest.is_none_or(|l| l.len() < len)
        {
            longest = Some(field);
        }
        at += len.max(1);
    }
    longest
}

fn is_token(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'+' | b'/' | b'=')
}

/// True when `field` mixes letters and digits and a colon stands before it.
fn is_value(text: &[u8], field: Span) -> bool {
    let mixed =
        field.of(text).iter().any(u8::is_ascii_digit) && field.of(text).iter().any(u8::is_ascii_alphabetic);
    let before = text[..field.start].iter().rev().find(|b| !matches!(b, b'"' | b'\'' | b'\\' | b' '));
    mixed && before == Some(&b':')
}

/// False when the name before `field` is that of an id, of a time or of a signature.
fn is_named(text: &[u8], field: Span) -> bool {
    const OTHERS: [&str; 9] = ["digest", "hash", "id", "iv", "salt", "signature", "timestamp", "type", "url"];
    const LONGEST: usize = 48;
    let head = &text[field.start.saturating_sub(LONGEST)..field.start];
    let sign = |b: &u8| matches!(b, b'"' | b'\'' | b'\\' | b' ' | b':');
    let end = head.iter().rposition(|b| !sign(b)).map_or(0, |at| at + 1);
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let start = head[..end].iter().rposition(|b| !is_name(b)).map_or(0, |at| at + 1);
    let name = Words::of(&head[start..end]);
    end - start > 1 && !name.iter().last().is_some_and(|word| OTHERS.iter().any(|other| word.is(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        field(text.as_bytes(), Span::new(0, text.len())).map(|span| &text[span.start..span.end])
    }

    #[test]
    fn the_longest_field_is_taken() {
        let key = ["9f86d081884c", "7d659a2feaa0"].concat();
        assert_eq!(found(&format!(r#"{{\"user\": \"me\", \"key\": \"{key}\"}}"#)), Some(key.as_str()));
        assert_eq!(found(&format!(r#"{{"key":"{key}","user":"me"}}"#)), Some(key.as_str()));
        assert_eq!(found(&format!(r#"{{"{key}":"me"}}"#)), None, "a key of the object");
        assert_eq!(found(&format!(r#"{{"issuer_id":"{key}"}}"#)), None, "an id");
        assert_eq!(found(&key), None);
        assert_eq!(found(r#"{"user":"me"}"#), None);
    }
}
