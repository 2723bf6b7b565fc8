//! Words that stand in for a secret: `changeme`, `my-secret-key`, `test123`.
//!
//! A word counts only where it is a word: between separators, digits and changes of case, or as a piece of a run of
//! letters that such words fill from end to end (`mysecretpassword`). A random value that happens to hold `test` is
//! never touched.

/// Words of stand-ins. A value that is made of these alone is one.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "a", "aa", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh", "above", "access", "account",
    "actual", "add", "admin", "administrator", "after", "alice", "all", "an", "and", "another", "any",
    "anything", "api", "app", "application", "are", "as", "asd", "asdf", "at", "auth", "authentication",
    "authorization", "aws", "azure", "bad", "bar", "basic", "baz", "be", "bearer", "before", "below",
    "blah", "bob", "bogus", "broken", "by", "bytes", "can", "cannot", "cert", "change", "changed",
    "changeit", "changeme", "characters", "chars", "check", "cipher", "client", "code", "config",
    "configured", "consumer", "cookie", "cool", "correct", "create", "created", "cred", "credential",
    "credentials", "creds", "current", "custom", "customer", "data", "database", "db", "deep", "def",
    "default", "demo", "dev", "development", "device", "different", "do", "docker", "doe", "does", "doesnt",
    "dont", "dragon", "drowssap", "dummy", "eight", "elastic", "elasticsearch", "email", "empty", "encoded",
    "encrypt", "encrypted", "encryption", "enter", "env", "example", "existing", "expected", "expired",
    "fail", "failed", "fake", "fakefake", "false", "field", "file", "fill", "first", "foo", "foobar",
    "foobaz", "for", "form", "from", "ftp", "generate", "generated", "get", "git", "github", "gitlab", "go",
    "goes", "good", "google", "grafana", "guest", "hash", "hashed", "header", "hello", "here", "hidden",
    "host", "http", "https", "hush", "id", "if", "ignore", "iloveyou", "in", "incorrect", "initial",
    "input", "insert", "into", "invalid", "ipsum", "irrelevant", "is", "it", "jane", "jdoe", "joe", "john",
    "just", "jwt", "key", "keys", "kibana", "kind", "last", "ldap", "len", "length", "less", "letmein",
    "local", "localhost", "login", "long", "lorem", "mail", "main", "manager", "mariadb", "master", "match",
    "matching", "matter", "max", "me", "mega", "member", "min", "minio", "missing", "mock", "mongo",
    "mongodb", "monkey", "more", "must", "my", "mysql", "name", "need", "needs", "neo", "new", "no",
    "nobody", "non", "none", "not", "nothing", "now", "null", "number", "oauth", "of", "off", "ok", "old",
    "on", "one", "only", "or", "oracle", "original", "other", "our", "output", "owner", "pa", "param",
    "pass", "passcode", "passphrase", "passw", "passwd", "password", "passwords", "passwort", "paste",
    "person", "personal", "placeholder", "plain", "please", "postgres", "postgresql", "prefix", "primary",
    "private", "prod", "production", "provided", "proxy", "public", "put", "pw", "pwd", "qwe", "qwerty",
    "rabbitmq", "random", "read", "readonly", "real", "redacted", "redis", "refresh", "removed", "replace",
    "replaced", "request", "required", "reset", "response", "result", "root", "sa", "safe", "same",
    "sample", "scott", "second", "secondary", "secret", "secrets", "secure", "security", "see", "sekret",
    "sekrit", "server", "service", "session", "set", "shared", "shh", "shhh", "short", "should", "sign",
    "signature", "signing", "simple", "slack", "smtp", "so", "some", "something", "source", "spring", "ssh",
    "staging", "static", "string", "strong", "stub", "super", "supersecret", "svc", "sys", "system",
    "target", "temp", "temporary", "test", "tester", "testing", "tests", "testuser", "text", "than", "that",
    "the", "then", "there", "third", "this", "three", "tiger", "tmp", "to", "todo", "tok", "token",
    "tokens", "too", "top", "true", "two", "type", "u", "ultra", "unchanged", "undefined", "unexpected",
    "unknown", "unused", "update", "updated", "uri", "url", "use", "used", "user", "username", "users",
    "valid", "value", "values", "very", "want", "weak", "web", "webhook", "welcome", "whatever", "will",
    "with", "word", "world", "would", "write", "wrong", "www", "xxx", "xyz", "yes", "you", "your", "zzz",
];

/// Words that make a stand-in of whatever surrounds them.
#[rustfmt::skip]
const MARKS: &[&str] = &[
    "change-me", "change_me", "changeit", "changeme", "dummy", "example", "fake", "fixme", "foobar", "goes",
    "insert", "mock", "notreal", "obfuscated", "placeholder", "redacted", "replace", "replaceme", "sample",
    "todo", "xxxx", "your",
];

/// Passwords that everybody knows and whose signs and digits would hide their words.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "123abc", "123qwe", "cafebabe", "deadbeef", "1q2w3e4r", "1qaz2wsx", "a1b2c3", "admin123", "asdfgh", "asdfghjkl", "letmein",
    "p4ssw0rd", "p@ssw0rd", "p@ssword", "pa$$w0rd", "pa$$word", "pa55w0rd", "pa55word", "passw0rd",
    "q1w2e3r4", "qwerty", "qwertyuiop", "qwertyuiopasdfghjklzxcvbnm", "s3cr3t", "s3cret", "secr3t", "t0k3n", "t0p-s3cr3t", "topsecret",
    "yourstrong(!)password", "zxcvbn", "zxcvbnm",
];

/// Why `value` stands in for a secret; `None` when it does not.
#[must_use]
pub fn stand_in(value: &[u8]) -> Option<&'static str> {
    let lower = value.to_ascii_lowercase();
    let core = trim(&lower);
    if COMMON.iter().any(|word| core == word.as_bytes()) {
        return Some("a password that everybody knows");
    }
    let words: Vec<Vec<u8>> = pieces(value);
    if words.iter().any(|word| MARKS.iter().any(|mark| word == mark.as_bytes())) {
        return Some("a word of documentation");
    }
    let digits: usize = value.iter().filter(|b| b.is_ascii_digit()).count();
    let known = !words.is_empty() && words.iter().all(|word| made_of_words(word));
    let few_digits = digits <= 4 || is_count(value);
    if known && few_digits || digits <= 4 && (spelled(core) || spelled(front(core))) {
        return Some("made of words that stand in for a secret");
    }
    let counted = words.is_empty() && is_count(value) || counted_run(value) * 2 >= value.len().max(1);
    counted.then_some("counted digits")
}

/// The length of the longest run of five and more digits that count or repeat a short count: `123456`, `123123123`.
#[must_use]
pub fn counted_run(value: &[u8]) -> usize {
    let runs = value.split(|b| !b.is_ascii_digit()).filter(|run| run.len() >= 5);
    let again = |run: &[u8], period: usize| run.iter().skip(period).zip(run).all(|(a, b)| a == b);
    let counts = |run: &&[u8]| is_count(run) || is_count(&run[..3]) && again(run, 3);
    runs.filter(counts).map(<[u8]>::len).max().unwrap_or(0)
}

/// `p@ssw0rd` of `p@ssw0rd=21`: the word before the digits that a policy asks for.
fn front(lower: &[u8]) -> &[u8] {
    let letters = lower.iter().rposition(u8::is_ascii_alphabetic).map_or(0, |at| at + 1);
    if letters >= 6 { &lower[..letters] } else { lower }
}

/// True for words with signs for letters: `s3cr3t`, `p@ssw0rd`.
fn spelled(lower: &[u8]) -> bool {
    let letter = |&b: &u8| match b {
        b'0' => b'o',
        b'1' => b'i',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'7' => b't',
        other => other,
    };
    let word: Vec<u8> = lower.iter().map(letter).collect();
    word.len() >= 5 && word.iter().all(u8::is_ascii_lowercase) && made_of_words(&word)
}

/// Pieces of letters, in lower case: split at separators, digits and changes of case.
fn pieces(value: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    let mut current: Vec<u8> = Vec::new();
    for (at, &byte) in value.iter().enumerate() {
        let hump = byte.is_ascii_uppercase() && at > 0 && value[at - 1].is_ascii_lowercase();
        if hump || !byte.is_ascii_alphabetic() {
            pieces.extend((!current.is_empty()).then(|| std::mem::take(&mut current)));
        }
        if byte.is_ascii_alphabetic() {
            current.push(byte.to_ascii_lowercase());
        }
    }
    pieces.extend((!current.is_empty()).then_some(current));
    pieces
}

/// True when `word` is one letter repeated, or words of the list end to end.
fn made_of_words(word: &[u8]) -> bool {
    if word.iter().all(|b| *b == word[0]) {
        return true;
    }
    let mut reached = vec![false; word.len() + 1];
    reached[0] = true;
    for from in 0..word.len() {
        if !reached[from] {
            continue;
        }
        for part in WORDS.iter().map(|w| w.as_bytes()).filter(|w| w.len() > 1 || word.len() == 1) {
            if word[from..].starts_with(part) {
                reached[from + part.len()] = true;
            }
        }
    }
    reached[word.len()]
}

/// True when the digits count up or down or repeat: `1234`, `4321`, `0000`, `2020`.
fn is_count(value: &[u8]) -> bool {
    let digits: Vec<u8> = value.iter().copied().filter(u8::is_ascii_digit).collect();
    let steps = |step: i16| {
        digits.windows(2).all(|p| {
            let gap = i16::from(p[1]) - i16::from(p[0]);
            gap == step || gap == step - 10 * step.signum()
        })
    };
    digits.len() >= 2 && (steps(1) || steps(-1) || steps(0))
}

fn trim(value: &[u8]) -> &[u8] {
    let is_edge = |b: &u8| matches!(b, b'!' | b'.' | b'?' | b'#' | b'*');
    let start = value.iter().position(|b| !is_edge(b)).unwrap_or(value.len());
    let end = value.iter().rposition(|b| !is_edge(b)).map_or(start, |i| i + 1);
    &value[start..end.max(start)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_are_seen() {
        for value in [
            "changeme",
            "my-secret-key",
            "test123",
            "mysecretpassword",
            "your_api_key",
            "P@ssw0rd",
            "newPassword1",
            "abc123",
            "secret",
            "admin",
            "12345678",
            "the-token",
            "someclientsecret",
            "example-token-9f86d0",
            "s3kr1t",
            "s3cretp4ss",
            "123123",
            "xoxb-123123123",
            "AC1234567890",
            "asdasd",
            "xoxb-12345",
            "PASSW0RD=21",
        ] {
            assert!(stand_in(value.as_bytes()).is_some(), "{value}");
        }
    }

    #[test]
    fn real_ones_are_not() {
        for value in
            ["hunter2", "q8xkzv2mwpt4hd7r", "aFalse9Qtest7ZqX", "kxqvzjwp", "Zk3vT9qLm2XcR7pWn5Yd", "4418273"]
        {
            assert_eq!(stand_in(value.as_bytes()), None, "{value}");
        }
    }
}
