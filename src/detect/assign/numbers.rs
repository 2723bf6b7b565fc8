//! Keys that are written as the list of their bytes: `[12, 255, ...]`, the form of Solana's `id.json`.

use super::{Assigned, MAX_NAME, REACH, Role};
use crate::text::Span;

/// How many bytes such a key has: 32 of the private half, 32 of the public one.
const BYTES: usize = 64;
/// The longest list, with a line for each number.
const LONGEST: usize = 640;

/// Reports the list that a file consists of.
pub fn alone(text: &[u8], found: &mut dyn FnMut(Assigned)) {
    if text.len() <= LONGEST
        && let Some(value) = list(text, 0)
    {
        found(Assigned { role: Role::Numbers, name: Span::new(0, 0), value });
    }
}

/// Words in names of such keys.
const OWNERS: [&str; 4] = ["solana", "keypair", "wallet", "phantom"];
/// The most bytes between a name's sign and its list: `Uint8Array.from([`.
const GAP: usize = 24;

/// Reports the list that the value at `at` of `name` consists of, when the name is one of a wallet.
pub fn bound(text: &[u8], name: Span, at: usize, found: &mut dyn FnMut(Assigned)) {
    let gap = &text[at..text.len().min(at + GAP)];
    let Some(open) = memchr::memchr(b'[', gap) else { return };
    let lower = name.of(text).to_ascii_lowercase();
    let owned = OWNERS.iter().any(|owner| memchr::memmem::find(&lower, owner.as_bytes()).is_some());
    let value = owned.then(|| list(text, at + open)).flatten();
    // Far behind its name, a list may end beyond what a change of the file makes the detector look at again.
    if let Some(value) = value.filter(|value| value.end <= name.start + REACH - MAX_NAME) {
        found(Assigned { role: Role::Numbers, name, value });
    }
}

/// The list of as many bytes as a key has that starts at `at`.
#[must_use]
pub fn list(text: &[u8], at: usize) -> Option<Span> {
    let rest = &text[at..text.len().min(at + LONGEST)];
    let inner = rest.strip_prefix(b"[")?;
    let len = inner.iter().position(|b| *b == b']')?;
    let mut count = 0;
    for number in inner[..len].split(|b| *b == b',') {
        let number = number.trim_ascii();
        let is_byte = !number.is_empty() && number.len() <= 3 && number.iter().all(u8::is_ascii_digit);
        if !is_byte || number.len() == 3 && number > b"255".as_slice() {
            return None;
        }
        count += 1;
    }
    (count == BYTES).then(|| Span::new(at, at + len + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: usize, last: &str) -> String {
        let mut list: Vec<String> = (1..count).map(|i| (i * 3 % 256).to_string()).collect();
        list.push(last.to_owned());
        format!("[{}]", list.join(", "))
    }

    #[test]
    fn a_list_of_a_keys_length_is_a_key() {
        let text = numbers(64, "255");
        assert_eq!(list(text.as_bytes(), 0), Some(Span::new(0, text.len())));
        for text in [numbers(63, "1"), numbers(65, "1"), numbers(64, "256"), numbers(64, "x"), "[".to_owned()]
        {
            assert_eq!(list(text.as_bytes(), 0), None, "{text}");
        }
    }
}
