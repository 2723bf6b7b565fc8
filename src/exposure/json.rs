//! Says which keys lead to a place in a JSON text, also when the text is broken further on.

/// The keys and indexes that enclose `offset`: `["expo", "extra", "key"]`. Empty when it lies in no container.
pub(super) fn keys_at(text: &str, offset: usize) -> Vec<String> {
    let bytes = text.as_bytes();
    let mut path: Vec<(Option<String>, usize, bool)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() && at <= offset {
        match bytes[at] {
            b'{' => path.push((None, 0, true)),
            b'[' => path.push((None, 0, false)),
            b'}' | b']' => {
                path.pop();
            }
            b',' => {
                if let Some(top) = path.last_mut() {
                    top.1 += 1;
                    top.0 = None;
                }
            }
            b'"' => {
                let start = at + 1;
                at = start;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                let after = bytes.get(at + 1..).unwrap_or(&[]).iter().find(|b| !b.is_ascii_whitespace());
                if after == Some(&b':')
                    && let Some(top) = path.last_mut()
                    && at < offset
                {
                    top.0 = text.get(start..at).map(str::to_owned);
                }
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at);
            }
            _ => {}
        }
        at += 1;
    }
    path.into_iter()
        .map(|(key, index, object)| if object { key.unwrap_or_default() } else { index.to_string() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_keys_in_whole_and_broken_text() {
        let text = r#"{ "a": 1, "expo": { "name": "x", "extra": { "list": ["p", "q"] } }, broken "#;
        let at = |word: &str| keys_at(text, text.find(word).expect("in the text"));
        assert_eq!(at("q\""), ["expo", "extra", "list", "1"]);
        assert_eq!(at("x\""), ["expo", "name"]);
        assert_eq!(keys_at("", 5), Vec::<String>::new());
    }
}
