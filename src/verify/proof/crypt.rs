//! Password hashes: the scheme and its cost are written at their head.
//!
//! The schemes are those of crypt(5) <https://manpages.debian.org/crypt.5>, and of Django, LDAP and `WordPress`.

use super::facts;
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

/// Head, name, and the length of the hash after the last `$` where it is fixed.
const SCHEMES: &[(&str, &str, Option<usize>)] = &[
    ("$1$", "MD5", Some(22)),
    ("$apr1$", "MD5", Some(22)),
    ("$5$", "SHA-256", Some(43)),
    ("$6$", "SHA-512", Some(86)),
    ("$2a$", "bcrypt", Some(53)),
    ("$2b$", "bcrypt", Some(53)),
    ("$2x$", "bcrypt", Some(53)),
    ("$2y$", "bcrypt", Some(53)),
    ("$7$", "scrypt", None),
    ("$scrypt$", "scrypt", None),
    ("$y$", "yescrypt", None),
    ("$argon2d$", "Argon2", None),
    ("$argon2i$", "Argon2", None),
    ("$argon2id$", "Argon2", None),
    ("$P$", "phpass", Some(31)),
    ("$H$", "phpass", Some(31)),
    ("$S$", "Drupal SHA-512", Some(52)),
    ("pbkdf2_sha256$", "PBKDF2", None),
    ("pbkdf2_sha1$", "PBKDF2", None),
    ("{SHA}", "SHA-1", None),
    ("{SSHA}", "SHA-1", None),
];

pub(super) fn check(secret: &[u8]) -> Outcome {
    let Ok(text) = str::from_utf8(secret) else { return Outcome::Pass };
    let Some((head, scheme, length)) = SCHEMES.iter().find(|(head, ..)| text.starts_with(head)) else {
        return Outcome::Pass;
    };
    let hash = text.rsplit('$').next().unwrap_or_default();
    if length.is_some_and(|length| hash.len() != length) {
        return Outcome::Drop("it is not as long as a hash of its scheme".to_owned());
    }
    let cost = text[head.len()..].split('$').next().filter(|cost| is_cost(head, cost));
    let cost = cost.and_then(|cost| facts::text("cost", cost.trim_start_matches("rounds=")));
    Outcome::Facts([Some(Fact::new("scheme", *scheme)), cost].into_iter().flatten().collect())
}

/// Whether the part after the head is the cost, and not the salt.
fn is_cost(head: &str, part: &str) -> bool {
    let numbered = head.starts_with("$2") || head.starts_with("pbkdf2");
    part.starts_with("rounds=") || (numbered && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        match check(text.as_bytes()) {
            Outcome::Facts(facts) => facts.into_iter().map(|fact| fact.value).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn schemes_and_costs() {
        assert_eq!(values(&format!("$2b$12${}", "x".repeat(53))), ["bcrypt", "12"]);
        assert_eq!(values(&format!("$6$rounds=5000$salt${}", "x".repeat(86))), ["SHA-512", "5000"]);
        assert_eq!(values(&format!("$6$12345678${}", "x".repeat(86))), ["SHA-512"]);
        assert_eq!(values("pbkdf2_sha256$260000$salt$hash"), ["PBKDF2", "260000"]);
        assert_eq!(values("$argon2id$v=19$m=65536,t=3,p=4$salt$hash"), ["Argon2"]);
    }

    #[test]
    fn a_cut_hash_is_none() {
        assert!(matches!(check(b"$2b$12$short"), Outcome::Drop(_)));
        assert_eq!(check(b"plain"), Outcome::Pass);
    }
}
