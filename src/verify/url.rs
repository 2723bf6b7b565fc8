//! Passwords in URLs: what is a template, a word of documentation, or a development default.

use super::generic::model::random_bits;
use super::generic::stand_in::stand_in;
use super::outcome::Outcome;
use super::{Arg, Check};
use crate::finding::{Confidence, Fact};

/// The check `url = true`: judges the password by itself, by the user name and by the host.
///
/// # Errors
/// Never; the argument is `true`.
pub fn make(_: &Arg) -> Result<Check, String> {
    Ok(Box::new(|subject| {
        let whole = String::from_utf8_lossy(subject.candidate.whole.of(subject.candidate.text)).into_owned();
        let password = String::from_utf8_lossy(subject.secret()).into_owned();
        judge(&Parts::of(&whole, &password))
    }))
}

/// What is known of a URL with a password.
struct Parts<'u> {
    user: &'u str,
    password: String,
    host: &'u str,
}

impl<'u> Parts<'u> {
    fn of(url: &'u str, password: &str) -> Self {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let (login, address) = rest.rsplit_once('@').unwrap_or(("", rest));
        let host = address.split(['/', '?', ';', ',']).next().unwrap_or_default();
        let host = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        };
        Self { user: login.split(':').next().unwrap_or_default(), password: percent_decoded(password), host }
    }
}

/// Words that documentation puts where a password belongs.
const PLACEHOLDERS: [&str; 28] = [
    "password",
    "passwd",
    "pass",
    "pwd",
    "pw",
    "secret",
    "changeme",
    "change_me",
    "example",
    "foo",
    "bar",
    "baz",
    "xxx",
    "xxxx",
    "test",
    "user",
    "username",
    "your_password",
    "yourpassword",
    "mypassword",
    "my_password",
    "token",
    "guest",
    "admin",
    "root",
    "postgres",
    "port",
    "12345",
];

const DOCUMENTATION_HOSTS: [&str; 8] =
    ["example.com", "example.org", "example.net", "example", "test", "invalid", "host", "hostname"];

/// Words that documentation makes host names of: `myhost.com`, `some.server.com`, `ip_address`.
const HOST_WORDS: [&str; 36] = [
    "a", "acme", "address", "bar", "baz", "broker", "company", "db", "domain", "example", "fake", "foo",
    "git", "host", "hostname", "ip", "mongo", "my", "mysql", "name", "postgres", "proxy", "rabbitmq",
    "redis", "registry", "remote", "repo", "server", "site", "smtp", "some", "test", "the", "url", "website",
    "your",
];

const LOCAL_HOSTS: [&str; 14] = [
    "localhost",
    "127.0.0.1",
    "0.0.0.0",
    "[::1]",
    "host.docker.internal",
    "db",
    "database",
    "mysql",
    "postgres",
    "redis",
    "mongo",
    "mongodb",
    "rabbitmq",
    "proxy",
];

fn judge(parts: &Parts<'_>) -> Outcome {
    let password = parts.password.to_ascii_lowercase();
    if is_template(&parts.password) || is_template(parts.host) {
        return Outcome::Drop("a template stands where the password belongs".to_owned());
    }
    // `oss://acs:ram::1:role&role@bucket`: the name of a role.
    if parts.password.contains("::") {
        return Outcome::Drop("a name in parts stands where the password belongs".to_owned());
    }
    // `http://host:80#@other`: a port, and a trick with what follows it.
    let port = password.trim_end_matches(['#', '?', '/', '\\']);
    if port.len() < password.len() && !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) {
        return Outcome::Drop("a port stands where the password belongs".to_owned());
    }
    if PLACEHOLDERS.contains(&password.as_str()) || is_masked(&password) {
        return Outcome::Drop("a word of documentation stands where the password belongs".to_owned());
    }
    let host = parts.host.to_ascii_lowercase();
    let documented = DOCUMENTATION_HOSTS.iter().any(|name| {
        host == *name || host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    let same = password == parts.user.to_ascii_lowercase();
    let top = host.rsplit('.').next().unwrap_or_default();
    let local = LOCAL_HOSTS.contains(&host.as_str()) || top == "local" || top == "localhost";
    if same && (local || documented) {
        return Outcome::Drop("user and password are the same word on a local host".to_owned());
    }
    let weak = random_bits(parts.password.as_bytes()) < WRITTEN;
    let why = if let Some(why) = stand_in(parts.password.as_bytes()) {
        format!("its password is {why}")
    } else if same {
        "user and password are the same word".to_owned()
    } else if documented || weak && made_of(&host, &HOST_WORDS) {
        format!("the host {host} belongs to documentation")
    } else if weak && local {
        "a default of development machines".to_owned()
    } else {
        return Outcome::Facts(vec![Fact::new("host", parts.host), Fact::new("user", parts.user)]);
    };
    Outcome::AtMost { confidence: Confidence::Low, why }
}

/// Passwords below so many bits may be words.
const WRITTEN: f64 = 0.0;

/// True when the name that somebody registered is made of `words` alone: `server.com`, `my-repo.org`.
fn made_of(host: &str, words: &[&str]) -> bool {
    let mut labels = host.rsplit('.');
    let last = labels.next().unwrap_or_default();
    let registered = labels.next().unwrap_or(last);
    let known = |piece: &str| {
        let rest = piece.trim_end_matches(|c: char| c.is_ascii_digit());
        let whole = |rest: &str| words.contains(&rest);
        whole(rest) || words.iter().any(|word| rest.strip_prefix(word).is_some_and(whole))
    };
    registered.split(['-', '_']).all(known)
}

/// `${X}`, `$X`, `{{ x }}`, `{x}`, `<x>`, `%s`, `[x]`, `#{x}`.
fn is_template(text: &str) -> bool {
    let braces = text.contains('{') || text.contains('}') || text.contains('<') || text.contains("$(");
    braces
        || text.starts_with('$')
        || text.starts_with('[')
        || ["%s", "%d", "%v"].contains(&text)
        || text.contains("...")
}

fn is_masked(password: &str) -> bool {
    let first = password.chars().next().unwrap_or('*');
    password.chars().all(|c| c == first) || password.contains("***") || password.contains("xxxx")
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let decoded = digits.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        out.push(decoded.unwrap_or(bytes[at]));
        at += if decoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str, password: &str) -> Outcome {
        judge(&Parts::of(url, password))
    }

    #[test]
    fn documentation_and_templates_are_dropped() {
        for (url, password) in [
            ("https://user:pass@host.com", "pass"),
            ("postgres://app:${PW}@db.acme.net/x", "${PW}"),
            ("postgres://postgres:postgres@localhost/x", "postgres"),
            ("redis://:****@cache.acme.net", "****"),
            ("amqp://u:%7Bpassword%7D@mq.acme.net", "%7Bpassword%7D"),
        ] {
            assert!(matches!(of(url, password), Outcome::Drop(_)), "{url}");
        }
    }

    #[test]
    fn what_may_be_a_sample_is_unlikely() {
        for (url, password) in [
            ("postgres://app:vR7qZt2m@api.example.com/x", "vR7qZt2m"),
            ("https://me:test_password@git.acme.net/x", "test_password"),
            ("https://ada:lovelace@my-server.com/x", "lovelace"),
            ("postgres://app:lovelace@localhost:5432/x", "lovelace"),
            ("ftp://anna:anna@files.acme.net/x", "anna"),
        ] {
            assert!(matches!(of(url, password), Outcome::AtMost { .. }), "{url}");
        }
    }

    #[test]
    fn other_passwords_count_on_every_host() {
        for host in ["localhost:5432", "db", "db3.acme.net", "github.com", "server.com"] {
            let outcome = of(&format!("postgres://app:vR7qZt2m@{host}/x"), "vR7qZt2m");
            assert!(matches!(outcome, Outcome::Facts(_)), "{host}");
        }
    }
}
