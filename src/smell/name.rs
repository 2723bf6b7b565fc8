//! Whether a name says that it stands for a token: `userAccessToken` does, `csrf_token` and `maxTokens` do not.

const LAST: &[&str] = &[
    "token",
    "tokens",
    "jwt",
    "secret",
    "credential",
    "credentials",
    "apikey",
    "passwd",
    "password",
    "bearer",
];
/// `key` after one of these.
const BEFORE_KEY: &[&str] = &["api", "access", "private", "service", "secret"];
/// Words that give `token` another meaning, or say that the value is made to be read.
const OTHER: &[&str] = &[
    "csrf",
    "xsrf",
    "cancel",
    "page",
    "next",
    "continuation",
    "push",
    "fcm",
    "apns",
    "device",
    "design",
    "theme",
    "color",
    "css",
    "lexer",
    "count",
    "max",
    "min",
    "limit",
    "num",
    "prompt",
    "completion",
    "address",
    "contract",
    "symbol",
    "placeholder",
    "public",
    "publishable",
    "total",
    "usage",
    "input",
    "output",
    "type",
    "hint",
];

/// True for a name of a token.
pub(super) fn is_token(name: &str) -> bool {
    let words = words(name);
    let Some(last) = words.last() else { return false };
    if words.iter().any(|word| OTHER.contains(&word.as_str())) {
        return false;
    }
    let key = last == "key" && words.len() > 1 && BEFORE_KEY.contains(&words[words.len() - 2].as_str());
    LAST.contains(&last.as_str()) || key
}

/// True for a name of a token that gets new ones.
pub(super) fn is_refresh(name: &str) -> bool {
    words(name).iter().any(|word| word == "refresh")
}

/// The words of a name, in lower case: split at case changes and at all that is no letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in name.chars() {
        let cut = !c.is_alphanumeric() || c.is_uppercase() && lower;
        if cut {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().into_iter().for_each(|word| word.extend(c.to_lowercase()));
        }
        lower = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in [
            "userAccessToken",
            "auth.jwt",
            "X_API_KEY",
            "x-api-key",
            "password",
            "clientSecret",
            "refresh_token",
        ] {
            assert!(is_token(name), "{name}");
        }
        for name in [
            "csrf_token",
            "maxTokens",
            "nextPageToken",
            "tokenAddress",
            "key",
            "publicKey",
            "tokenize",
            "theme",
            "SUPABASE_PUBLISHABLE_KEY",
            "cancelToken",
            "",
        ] {
            assert!(!is_token(name), "{name}");
        }
    }
}
