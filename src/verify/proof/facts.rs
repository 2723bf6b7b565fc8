//! Facts made from decoded text, which the author of the scanned file controls: short, printable, or left out.

use serde_json::{Map, Value};

use super::codec::date::rfc3339;
use crate::finding::Fact;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// Longest value, in characters. Names and URLs are shorter; whatever is longer may be another secret.
const LONGEST: usize = 120;
/// Longest JSON text that is read, in bytes.
const LONGEST_JSON: usize = 64 * 1024;

/// The fact that `name` is `value`, when that can be shown: not empty, not long, no control characters.
pub(super) fn text(name: &'static str, value: &str) -> Option<Fact> {
    let shown = !value.is_empty() && value.chars().count() <= LONGEST && !value.chars().any(char::is_control);
    shown.then(|| Fact::new(name, value))
}

/// The fact that `name` is the moment `seconds` after 1970.
pub(super) fn date(name: &'static str, seconds: i64) -> Option<Fact> {
    rfc3339(seconds).map(|moment| Fact::new(name, moment))
}

/// The fact that `name` is what `object` holds under `key`: text, a number, or a list of them.
pub(super) fn entry(name: &'static str, object: &Object, key: &str) -> Option<Fact> {
    text(name, &plain(object.get(key)?)?)
}

/// The fact that `name` is the moment that `object` holds under `key`, in seconds after 1970.
pub(super) fn moment(name: &'static str, object: &Object, key: &str) -> Option<Fact> {
    let value = object.get(key)?;
    let whole = value.as_f64().and_then(|seconds| format!("{seconds:.0}").parse().ok());
    date(name, value.as_i64().or(whole)?)
}

/// The JSON object that `bytes` are.
pub(super) fn object(bytes: &[u8]) -> Option<Object> {
    if bytes.len() > LONGEST_JSON {
        return None;
    }
    serde_json::from_slice(bytes).ok()
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => {
            let parts: Option<Vec<String>> =
                list.iter().map(|part| if part.is_array() { None } else { plain(part) }).collect();
            Some(parts?.join(" "))
        }
        Value::Null | Value::Bool(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_printable_values_become_facts() {
        let json = format!(
            r#"{{"a":"x","b":["r","w"],"c":7,"d":"\u001b[31m","e":"{}","f":1.5e9}}"#,
            "y".repeat(121)
        );
        let object = object(json.as_bytes()).expect("JSON");
        assert_eq!(entry("n", &object, "a"), Some(Fact::new("n", "x")));
        assert_eq!(entry("n", &object, "b"), Some(Fact::new("n", "r w")));
        assert_eq!(entry("n", &object, "c"), Some(Fact::new("n", "7")));
        assert_eq!(entry("n", &object, "d"), None);
        assert_eq!(entry("n", &object, "e"), None);
        assert_eq!(moment("n", &object, "f"), Some(Fact::new("n", "2017-07-14T02:40:00Z")));
        assert_eq!(moment("n", &object, "a"), None);
    }
}
