//! Values that are no secret because of what they are: templates, look-ups, paths, addresses, hashes, code.

use super::code::{has, is_code};
use super::known;
use super::model::random_bits;
use crate::verify::proof::codec::base64;

type Test = fn(&[u8]) -> bool;

/// Why `value` is no literal secret; `None` when it may be one.
#[must_use]
pub fn other_than_secret(value: &[u8]) -> Option<&'static str> {
    const TESTS: [(Test, &str); 15] = [
        (is_template, "a template"),
        (is_bytes, "bytes of data in escapes"),
        (is_sealed, "encrypted or a reference to a store"),
        (is_hash, "a hash, not what it was made of"),
        (is_url, "a URL"),
        (is_path, "a path"),
        (is_code, "code"),
        (is_literal_word, "a word of a language"),
        (is_masked, "masked"),
        (is_number_like, "a date, a version or an address"),
        (is_mail, "a mail address"),
        (is_media, "a file or an object in base64"),
        (is_broken_jwt, "begun like a JSON Web Token, and no JSON"),
        (is_public, "public by design"),
        (is_prose, "prose"),
    ];
    let shape = TESTS.iter().find(|(test, _)| test(value)).map(|(_, why)| *why);
    shape.or_else(|| known::form(value))
}

fn is_template(v: &[u8]) -> bool {
    let wrapped = |open: u8, close: u8| v.first() == Some(&open) && v.last() == Some(&close);
    let variable = v.first() == Some(&b'$')
        && v.len() > 1
        && v[1..].iter().all(|&b| b.is_ascii_alphanumeric() || b == b'_')
        && (random_bits(&v[1..]) < 8.0 || v[1..].iter().all(|b| b.is_ascii_uppercase() || *b == b'_'));
    variable
        || has(
            v,
            &[
                "${", "$(", "{{", "}}", "<%", "%>", "#{", "%{", "$[", "{%", "<<", ">>", "%(", "\\(", "]}",
                "$$",
            ],
        )
        || wrapped(b'<', b'>')
        || wrapped(b'[', b']')
        || wrapped(b'{', b'}')
        || wrapped(b'%', b'%')
        || wrapped(b'@', b'@')
        || wrapped(b'(', b')')
        || v.starts_with(b"__") && v.ends_with(b"__")
        || v.first() == Some(&b'<') && !v[1..].contains(&b'<')
        || has_variable(v)
        || has_format(v)
        || has(v, &["{0}", "{1}", "{}"])
        || holds_placeholder(v)
}

/// `$SUFFIX` of shells somewhere in the value: four capitals and more.
fn has_variable(v: &[u8]) -> bool {
    v.split(|&b| b == b'$').skip(1).any(|part| {
        let name = part.iter().take_while(|b| b.is_ascii_uppercase() || **b == b'_').count();
        name >= 4 && !part.get(name).is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// `\x30\x82`: what a C array would hold.
fn is_bytes(v: &[u8]) -> bool {
    v.windows(2).filter(|pair| pair == b"\\x").count() >= 2
}

/// `%s`, `%d`, `%v` of a format string, alone or next to few other bytes.
fn has_format(v: &[u8]) -> bool {
    v.windows(2).any(|pair| pair[0] == b'%' && matches!(pair[1], b's' | b'd' | b'v' | b'q' | b'@'))
        && random_bits(v) < 30.0
}

/// `{name}` or `<name>` within the value.
fn holds_placeholder(v: &[u8]) -> bool {
    let braces = [(b'{', b'}'), (b'<', b'>')];
    braces.iter().any(|(open, close)| {
        v.iter().position(|b| b == open).is_some_and(|from| {
            let inner = v[from + 1..]
                .iter()
                .take_while(|&&b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b' '))
                .count();
            inner > 1 && v.get(from + 1 + inner) == Some(close)
        })
    })
}

fn is_sealed(v: &[u8]) -> bool {
    const STARTS: [&str; 22] = [
        "ENC[",
        "ENC(",
        "{cipher}",
        "{AQ",
        "!Ref",
        "!Sub",
        "!GetAtt",
        "vault:",
        "secret:",
        "secrets.",
        "vars.",
        "env.",
        "env:",
        "ssm:",
        "arn:",
        "op:",
        "ref+",
        "keyring:",
        "file:",
        "classpath:",
        "resolve:",
        "AgA",
    ];
    const HOLDS: [&str; 12] = [
        "process.env",
        "os.environ",
        "getenv",
        "import.meta",
        "Deno.env",
        "System.get",
        "config.get",
        "secrets/",
        "ansible-vault",
        "-----BEGIN",
        "PGP MESSAGE",
        "secretKeyRef",
    ];
    // Where words end at a bracket, `ENC(...` has lost its own.
    // `2.iv|data|mac`, each part in base64: what a password manager encrypted.
    let parts = v.get(1) == Some(&b'.') && v[0].is_ascii_digit() && (has(v, &["=|"]) || v.ends_with(b"=="));
    let closed = parts || v.starts_with(b"ENC(") || v.starts_with(b"{cipher}");
    closed
        || is_pair(v)
        || STARTS.iter().any(|s| v.starts_with(s.as_bytes())) && random_bits(v) < 60.0
        || has(v, &HOLDS)
}

/// `iv||text`, both in base64: what the settings of a server hold encrypted.
fn is_pair(v: &[u8]) -> bool {
    let Some(at) = memchr::memmem::find(v, b"||") else { return false };
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    at >= 12 && v.len() - at >= 18 && v[..at].iter().chain(&v[at + 2..]).all(base64)
}

/// Crypt formats, `{SSHA}` and its like, `sha256:` and its like.
fn is_hash(v: &[u8]) -> bool {
    const STARTS: [&str; 17] = [
        "$P$", "$H$", "$S$", "$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$argon2", "$pbkdf2", "$apr1$",
        "{SSHA", "{SHA", "{MD5}", "pbkdf2", "bcrypt",
    ];
    const DIGESTS: [&str; 11] = [
        "sha1:", "sha256:", "sha512:", "sha1-", "sha256-", "sha512-", "sha1$", "sha256$", "sha512$", "md5$",
        "hmac-",
    ];
    STARTS.iter().chain(&DIGESTS).any(|s| v.starts_with(s.as_bytes()))
        || v.starts_with(b"\\$") && v.iter().filter(|b| **b == b'$').count() >= 3
        || v.len() > 33 && v[32] == b':' && v[..32].iter().all(u8::is_ascii_hexdigit)
        || v.len() == 41 && v[0] == b'*' && v[1..].iter().all(u8::is_ascii_hexdigit)
        || v.len() == 35 && v.starts_with(b"md5") && v[3..].iter().all(u8::is_ascii_hexdigit)
        || v.first() == Some(&b'{') && has(v, &["}$"])
        || v.iter().filter(|b| **b == b'$').count() >= 3 && v.first() == Some(&b'$')
}

fn is_url(v: &[u8]) -> bool {
    has(v, &["://"]) || v.starts_with(b"mailto:") || v.starts_with(b"urn:") || v.starts_with(b"www.")
}

fn is_path(v: &[u8]) -> bool {
    const ROOTS: [&str; 15] = [
        "app", "bin", "data", "dev", "etc", "home", "lib", "mnt", "opt", "root", "run", "srv", "tmp", "usr",
        "var",
    ];
    #[rustfmt::skip]
    const ENDINGS: [&str; 26] = [
        ".pem", ".key", ".crt", ".cer", ".pub", ".p12", ".pfx", ".jks", ".json",
        ".yml", ".yaml", ".txt", ".xml", ".html", ".js", ".ts", ".py", ".go",
        ".php", ".conf", ".cfg", ".ini", ".properties", ".png", ".com", ".keytab",
    ];
    let relative = v.starts_with(b"./") || v.starts_with(b"../") || v.starts_with(b"~/");
    let rooted = v.starts_with(b"/") || v.starts_with(b"\\\\");
    let system = ROOTS.iter().any(|root| {
        v.strip_prefix(b"/")
            .and_then(|v| v.strip_prefix(root.as_bytes()))
            .is_some_and(|v| v.starts_with(b"/"))
    });
    let drive = v.len() > 2 && v[0].is_ascii_alphabetic() && v[1] == b':' && matches!(v[2], b'\\' | b'/');
    let folders = v.iter().filter(|&&b| b == b'/').count() >= 1 && random_bits(v) < 10.0;
    drive
        || relative
        || system
        || rooted && random_bits(v) < 15.0
        || folders
        || ENDINGS.iter().any(|e| v.ends_with(e.as_bytes()))
}

fn is_literal_word(v: &[u8]) -> bool {
    const WORDS: [&str; 49] = [
        "true",
        "false",
        "none",
        "null",
        "nil",
        "undefined",
        "yes",
        "no",
        "on",
        "off",
        "string",
        "str",
        "text",
        "int",
        "integer",
        "number",
        "boolean",
        "bool",
        "object",
        "array",
        "varchar",
        "char",
        "char*",
        "bytes",
        "self",
        "super",
        "yield",
        "await",
        "async",
        "lambda",
        "function",
        "typeof",
        "undef",
        "this",
        "required",
        "optional",
        "enabled",
        "disabled",
        "empty",
        "blank",
        "default",
        "unset",
        "auto",
        "any",
        "nan",
        "utf8",
        "utf-8",
        "ascii",
        "latin1",
    ];
    WORDS.iter().any(|word| v.eq_ignore_ascii_case(word.as_bytes()))
}

/// `****`, `sk-...abcd`, `xxxx`, an ellipsis.
fn is_masked(v: &[u8]) -> bool {
    has(v, &["...", "***", "\u{2026}", "\u{2022}", "xxx", "XXX", "___", "----"])
        || v.starts_with(b"**") && v.ends_with(b"**")
        || v.iter().all(|b| !b.is_ascii_alphanumeric())
}

/// Digits and signs as in dates, times, versions and addresses.
fn is_number_like(v: &[u8]) -> bool {
    let signs = v.iter().filter(|b| matches!(b, b'.' | b':' | b'-' | b'/' | b',' | b' ' | b'+')).count();
    let digits = v.iter().filter(|b| b.is_ascii_digit()).count();
    let hex_literal = v.starts_with(b"0x") && v.len() <= 10 && v[2..].iter().all(u8::is_ascii_hexdigit);
    let stamp = v.len() >= 19
        && v.get(4) == Some(&b'-')
        && v.get(7) == Some(&b'-')
        && matches!(v.get(10), Some(b'T' | b' '));
    hex_literal || stamp || signs > 0 && digits > 0 && signs + digits == v.len()
}

fn is_mail(v: &[u8]) -> bool {
    let Some(at) = v.iter().position(|&b| b == b'@') else { return false };
    let domain = &v[at + 1..];
    let host = domain.iter().all(|&b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    let top = domain.rsplit(|&b| b == b'.').next().unwrap_or_default();
    let named =
        domain.contains(&b'.') && (2..=8).contains(&top.len()) && top.iter().all(u8::is_ascii_alphabetic);
    // FTP asks guests for `anonymous@` and anything.
    at > 0 && host && (named || v[..at].eq_ignore_ascii_case(b"anonymous"))
}

fn is_media(v: &[u8]) -> bool {
    const STARTS: [&str; 12] = [
        "data:",
        "rO0AB",
        "iVBORw0KGgo",
        "/9j/",
        "R0lGOD",
        "UklGR",
        "PHN2Zy",
        "d09GR",
        "AAEAAAA",
        "UEsDB",
        "H4sI",
        "AGFzbQ",
    ];
    STARTS.iter().any(|s| v.starts_with(s.as_bytes()))
}

/// `eyJ` and what follows decode to JSON in every such token.
fn is_broken_jwt(v: &[u8]) -> bool {
    if !v.starts_with(b"eyJ") {
        return false;
    }
    let head = v.split(|&b| b == b'.').next().unwrap_or(v);
    let json = base64::decode_start(head);
    !json.is_some_and(|json| {
        json.len() > 8 && json[..json.len() - 2].iter().all(|b| (b' '..=b'~').contains(b))
    })
}

/// `8-4-4-4-12` hexadecimal digits.
#[must_use]
pub fn is_uuid(v: &[u8]) -> bool {
    let dash = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    let fits = |(at, b): (usize, &u8)| if dash(at) { *b == b'-' } else { b.is_ascii_hexdigit() };
    v.len() == 36 && v.iter().enumerate().all(fits)
}

fn is_public(v: &[u8]) -> bool {
    const STARTS: [&str; 14] = [
        "MFkw",
        "MFww",
        "MHYw",
        "MIGfMA0",
        "ssh-rsa",
        "ssh-ed25519",
        "ecdsa-sha2",
        "age1",
        "npub1",
        "pk_live_",
        "pk_test_",
        "AAAAB3NzaC1",
        "MIIBI",
        "MIICI",
    ];
    STARTS.iter().any(|s| v.starts_with(s.as_bytes()))
}

/// Three words and more, or what ends like a sentence.
fn is_prose(v: &[u8]) -> bool {
    let spaces = v.iter().filter(|b| b.is_ascii_whitespace()).count();
    spaces >= 2
        || has(v, &[", ", ". ", ": ", "? ", "! ", "\\n"])
        || spaces == 1 && random_bits(v) < 0.0
        || !v.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_literal_says_so() {
        for value in [
            r"\x30\x82\x05\x55",
            "mypassword.domain=mydom",
            "${DB_PASSWORD}",
            "$TOKEN",
            "{{ vault.token }}",
            "<your-token>",
            "%s",
            "https://login.example/oauth",
            "/etc/ssl/private/server.pem",
            "process.env.API_KEY",
            "config.getToken()",
            "required|min:8|confirmed",
            "request.POST[",
            "user.password",
            "ENC[AES256_GCM,data:abc]",
            "$2a$06$abcdefghijklmnopqrstuv",
            "****",
            "null",
            "2024-01-02",
            "someone@mail.example",
            "Enter your password",
        ] {
            assert!(other_than_secret(value.as_bytes()).is_some(), "{value}");
        }
    }

    #[test]
    fn secrets_pass() {
        for value in [
            "hunter2",
            "Sup3r$ecret!",
            "p7Rk/2mZ+xQw9VtLb4Ns",
            "q8xkzv2mwpt4hd7r",
            "9f86d081884c7d65",
            "$tr0ngP4ss",
        ] {
            assert_eq!(other_than_secret(value.as_bytes()), None, "{value}");
        }
    }
}
