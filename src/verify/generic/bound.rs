//! What a value without a prefix is bound to. Near the name of a provider stand ids, hashes and addresses too; the name
//! right before a value, or the address that it is a part of, tells them from keys.

use super::{context, shape};
use crate::detect::assign::words::{self, Words};
use crate::detect::near;
use crate::text::Span;

/// The longest name that is looked for.
const NAME: usize = 64;
/// The longest address.
const LINK: usize = 200;
const _: () = assert!(LINK <= crate::detect::reach::CONTEXT);

/// Why `value`, which only stands near one of `words`, is no key; `None` when it may be one.
#[must_use]
pub fn speaks_against<S: AsRef<str>>(text: &[u8], value: Span, words: &[S]) -> Option<&'static str> {
    if in_url_path(text, value) {
        return Some("a part of the path of a URL");
    }
    if text[..value.start].ends_with(b"|") && text[..value.start - 1].ends_with(b"=") {
        return Some("a part of what is encrypted");
    }
    if context::is_public(text, value) {
        return Some("it is assigned to what is public");
    }
    if is_mark(text, value) {
        return Some("the mark of a request or a place, by its name");
    }
    harmless_name(text, value, words)
}

/// True for the mark of a request or of a place: `"request_id": "0a1b..."`.
fn is_mark(text: &[u8], value: Span) -> bool {
    const NAMES: [&[u8]; 18] = [
        b"requestid",
        b"traceid",
        b"spanid",
        b"correlationid",
        b"leaseid",
        b"eventid",
        b"messageid",
        b"tenantid",
        b"subscriptionid",
        b"objectid",
        b"userid",
        b"accountid",
        b"projectid",
        b"organizationid",
        b"workspaceid",
        b"deviceid",
        b"etag",
        b"uuid",
    ];
    let head = &text[value.start.saturating_sub(40)..value.start];
    let signs = |b: &u8| matches!(b, b'"' | b'\'' | b' ' | b':' | b'=' | b'>');
    let end = head.iter().rposition(|b| !signs(b)).map_or(0, |at| at + 1);
    let letters = head[..end].iter().rev().filter(|b| !matches!(b, b'_' | b'-'));
    let name: Vec<u8> = letters.take_while(|b| b.is_ascii_alphabetic()).map(u8::to_ascii_lowercase).collect();
    end < head.len() && NAMES.iter().any(|mark| mark.iter().rev().eq(name.iter().take(mark.len())))
}

/// True for a part of the path of a URL: the id of a thing. Keys stand in its query or its head, or behind a part that
/// says so: `/with/key/v`.
fn in_url_path(text: &[u8], value: Span) -> bool {
    const KEYS: [&[u8]; 7] = [b"auth", b"hook", b"hooks", b"secret", b"token", b"webhook", b"webhooks"];
    let before = &text[value.start.saturating_sub(LINK)..value.start];
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'(' | b'<' | b'`');
    let link = &before[before.iter().rposition(ends).map_or(0, |at| at + 1)..];
    let Some(path) = link.strip_suffix(b"/") else { return false };
    let part = path.rsplit(|&b| b == b'/').next().unwrap_or_default().to_ascii_lowercase();
    let promises = part.ends_with(b"key") || KEYS.contains(&part.as_slice());
    memchr::memmem::find(link, b"://").is_some() && !link.contains(&b'?') && !promises
}

/// The name before `value` with a sign between them.
fn name(text: &[u8], value: Span) -> Option<&[u8]> {
    let head = &text[value.start.saturating_sub(NAME)..value.start];
    let sign = |b: &u8| matches!(b, b'"' | b'\'' | b' ' | b':' | b'=' | b'\\');
    let end = head.iter().rposition(|b| !sign(b))? + 1;
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let start = |end: usize| head[..end].iter().rposition(|b| !is_name(b)).map_or(0, |at| at + 1);
    if head[end..].contains(&b'=')
        && let Some(end) = before_type(&head[..start(end)])
    {
        return Some(&head[start(end)..end]);
    }
    let start = start(end);
    let bound = head[end..].iter().any(|b| matches!(b, b':' | b'='));
    let flag = head[start..end].starts_with(b"--") && end < head.len();
    (bound || flag).then_some(&head[start..end])
}

/// Where the name ends whose type begins behind `head`: `NAME: &'static `.
fn before_type(head: &[u8]) -> Option<usize> {
    let head = head.strip_suffix(b"'static ").unwrap_or(head);
    let head = head.strip_suffix(b"&").unwrap_or(head);
    let name = head.trim_ascii_end().strip_suffix(b":")?;
    name.last().is_some_and(|&b| b.is_ascii_alphanumeric() || b == b'_').then_some(name.len())
}

/// `publicKey`, `placeholder`, and for a UUID or a hash every name but those of keys.
fn harmless_name<S: AsRef<str>>(text: &[u8], value: Span, near: &[S]) -> Option<&'static str> {
    /// Names that only say that a value follows; what it is stands elsewhere.
    const VALUES: [&str; 10] =
        ["arg", "args", "content", "data", "default", "env", "header", "string", "val", "value"];
    let name = name(text, value)?;
    let words = Words::of(name);
    let last = words.iter().last()?;
    let is = |list: &[&str]| list.iter().any(|word| last.is(word));
    let whole = plain(name);
    // `api_hash` of Telegram is a key: its rule has that name among its words.
    let ends_like = |word: &S| whole.ends_with(&plain(word.as_ref().as_bytes()));
    if is(&["hash", "digest", "checksum", "sum", "etag", "fingerprint"]) && !near.iter().any(ends_like) {
        return Some("its name calls it a digest");
    }
    // `next_token`: tokens that open nothing.
    if last.is("token") && name.len() > "token".len() && words::read(name).is_none() {
        return Some("its name calls it a place in a list or the mark of a request");
    }
    if last.is("placeholder") {
        return Some("what a form shows in an empty field");
    }
    if last.is("key") && words.iter().any(|word| word.is("public") || word.is("pub")) {
        return Some("its name calls it public");
    }
    let own = value.of(text);
    let hash_or_id = shape::is_uuid(own) || own.len() >= 32 && own.iter().all(u8::is_ascii_hexdigit);
    if !hash_or_id || name.len() < 2 || VALUES.iter().any(|word| last.is(word)) {
        return None;
    }
    let holds = |word: &S| memchr::memmem::find(&whole, &plain(word.as_ref().as_bytes())).is_some();
    let telling = words::read(name).is_some() || near::named(text, value.start) || near.iter().any(holds);
    (!telling).then_some("its name promises no key")
}

/// The letters and digits of a name, in lower case.
fn plain(text: &[u8]) -> Vec<u8> {
    text.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaks(text: &str) -> bool {
        let at = text.find('[').expect("the value stands in brackets");
        let uuid = "0a1b2c3d-0a1b-2c3d-0a1b-2c3d0a1b2c3d";
        let text = text.replace("[]", uuid);
        speaks_against(text.as_bytes(), Span::new(at, at + uuid.len()), &["secret_id", "acme"]).is_some()
    }

    #[test]
    fn names_and_addresses_tell_ids_from_keys() {
        for text in [
            "\"https://acme.dev/x/[]\"",
            "\"publicResourceKey\": \"[]\"",
            "entity_id=[]",
            "acme_request_id=[]",
            "ACME_TENANT_ID: '[]'",
            "id: '[]'",
            "const ENTITY: &str = \"[]\"",
            "placeholder: \"[]\"",
            "\"acmeHash\": \"[]\"",
            "next_token=[]",
            "acme --to-version-id []",
            "azurekms://acme.dev/keys/x/[]",
            "2.aGk=|aGk=|[]",
        ] {
            assert!(speaks(text), "{text}");
        }
        for text in [
            "https://acme.dev/x?k=/[]",
            "https://acme.dev/with/key/[]",
            "https://acme.dev/webhooks/[]",
            "secret_id: []",
            "ACME_APP_ID=[]",
            "\"value\": \"[]\"",
            "api_key: []",
            "const API_KEY: &str = \"[]\"",
            "const API_KEY: &'static str = \"[]\"",
            "let token: string = '[]'",
            "the id []",
            "acme []",
        ] {
            assert!(!speaks(text), "{text}");
        }
    }
}
