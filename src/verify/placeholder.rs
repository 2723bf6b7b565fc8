//! Values that stand in for a secret: runs, repeats, and the words that documentation uses.
//!
//! [`obvious`] is for tokens with a format of their own. A random token may hold any short word by chance (`False`,
//! `test`), so only what chance cannot produce counts there: words of seven letters and more, long runs, and too few
//! different characters.

use crate::text::Span;

/// Words that documentation writes into a token. Seven letters: chance puts one of them into one of a billion tokens.
const WORDS: [&str; 14] = [
    "example",
    "placeholder",
    "changeme",
    "change_me",
    "redacted",
    "your_key",
    "yourkey",
    "your-key",
    "yourtoken",
    "your_token",
    "your_api",
    "yourapi",
    "replace",
    "notarealkey",
];

/// Parts of keys that are published to be used by everybody, in lower case: of the emulators of Azure Storage and Cosmos DB,
/// of the documentation of Stripe and reCAPTCHA, of RFC 7617 and RFC 6238 and of examples of one-time passwords.
const PUBLISHED: [&str; 9] = [
    concat!("eby8vdm02xno", "cqflquwjpllm"),
    concat!("c2y6ydjf5/r+", "ob0n8a7cgv30"),
    concat!("bqokikojvbii", "2hlwgh4olfq2"),
    concat!("4ec39hqlyjwd", "arjtt1zdp7dc"),
    concat!("eixactaaaaaj", "czvrqyhh71um"),
    concat!("eixactaaaaag", "g-vfi1tnrwxm"),
    concat!("qwxhzgrpbjpv", "cgvuihnlc2ft"),
    concat!("gezdgnbv", "gy3tqojq"),
    concat!("jbswy3dp", "ehpk3pxp"),
];

/// Why `body`, the random part of a token, cannot be random; `None` when it can.
#[must_use]
pub fn obvious(body: &[u8]) -> Option<&'static str> {
    if body.is_empty() {
        return None;
    }
    // Some formats hold a few zeros or the like at a fixed place, so the bar rises with the length.
    if longest_repeat(body) >= (body.len() / 4).max(7).min(body.len()) {
        return Some("one character is repeated");
    }
    if body.len() >= 12 && only_runs(body) {
        return Some("characters are repeated");
    }
    if body.len() >= 16 && distinct(body) < 5 {
        return Some("fewer than five different characters");
    }
    if sequence_share(body) {
        return Some("characters follow each other in order");
    }
    if repeats_itself(body) || behind_mark(body).is_some_and(repeats_itself) {
        return Some("a short piece is repeated");
    }
    let lower = body.to_ascii_lowercase();
    let holds = |word: &str| memchr::memmem::find(&lower, word.as_bytes()).is_some();
    if PUBLISHED.iter().any(|key| holds(key)) {
        return Some("published for everybody");
    }
    WORDS.iter().any(|word| holds(word)).then_some("a word of documentation").or_else(|| asks(body))
}

/// `insert-token-here`: words in lower case, one of which asks for the token. Chance leads to that in none of a trillion.
fn asks(body: &[u8]) -> Option<&'static str> {
    const ASKS: [&[u8]; 10] =
        [b"your", b"here", b"insert", b"token", b"enter", b"paste", b"dummy", b"sample", b"secret", b"fake"];
    let is_sign = |b: &u8| matches!(b, b'-' | b'_' | b'.');
    let words = body.split(|b| is_sign(b)).collect::<Vec<_>>();
    let plain = body.iter().all(|b| b.is_ascii_lowercase() || is_sign(b)) && words.len() >= 2;
    (plain && words.iter().any(|word| ASKS.contains(word))).then_some("words that ask for a token")
}

fn longest_repeat(body: &[u8]) -> usize {
    body.chunk_by(u8::eq_ignore_ascii_case).map(<[u8]>::len).max().unwrap_or(0)
}

/// True when nothing but runs of four and more stands between the signs, as in `aaaabbbb-cccc-dddd`.
fn only_runs(body: &[u8]) -> bool {
    let mut runs = body.chunk_by(u8::eq_ignore_ascii_case).filter(|run| run[0].is_ascii_alphanumeric());
    runs.all(|run| run.len() >= 4)
}

fn distinct(body: &[u8]) -> usize {
    let mut seen = [false; 256];
    for &byte in body {
        seen[usize::from(byte)] = true;
    }
    seen.iter().filter(|&&s| s).count()
}

/// True when steps of one (`abcdef`, `987654`, also `a1b2c3d4` and `aAbBcC`) make up most of `body`.
fn sequence_share(body: &[u8]) -> bool {
    let mut lower = body.to_ascii_lowercase();
    lower.retain(|b| !matches!(b, b'-' | b'_'));
    let longest = |step: usize| {
        let follows = |pair: (u8, u8)| {
            pair.1 == pair.0.wrapping_add(1)
                || pair.0 == pair.1.wrapping_add(1)
                || matches!(pair, (b'9', b'a' | b'0') | (b'0', b'9'))
        };
        let steps = lower.iter().zip(lower.iter().skip(step)).map(|(&a, &b)| follows((a, b)));
        let (mut run, mut best) = (0usize, 0usize);
        for hit in steps {
            run = if hit { run + 1 } else { 0 };
            best = best.max(run);
        }
        best
    };
    // Twelve steps in a row, or steps over half of a short body, do not happen by chance.
    let bar = 9.min(body.len() * 2 / 3).max(5);
    longest(1) >= bar || longest(2) >= bar.max(8)
}

/// True when what follows the token at `span` shows that it is not whole: `sk_live_4eC3****`, `ghp_16C7...`, or
/// letters behind a sign that no token has.
#[must_use]
pub fn goes_on(text: &[u8], span: Span) -> bool {
    let behind = &text[span.end..];
    // Some formats hold dots themselves, but not three in a row.
    if span.of(text).ends_with(b"...") {
        return true;
    }
    let masked = ["**", "...", "\u{2026}", "\u{2022}"].iter().any(|mask| behind.starts_with(mask.as_bytes()));
    masked || matches!(behind, [b'*' | b'!' | b'^' | b'$', next, ..] if next.is_ascii_alphanumeric())
}

/// What stands behind a mark such as `sk-`, when it is long enough to be judged by itself.
fn behind_mark(body: &[u8]) -> Option<&[u8]> {
    const MARK: usize = 10;
    let sign = body.iter().take(MARK).rposition(|b| matches!(b, b'-' | b'_'))?;
    Some(&body[sign + 1..]).filter(|rest| rest.len() >= 16)
}

/// True when `body` is one piece of at most eight characters over and over.
fn repeats_itself(body: &[u8]) -> bool {
    (1..=8usize.min(body.len() / 3)).any(|period| body.iter().skip(period).zip(body).all(|(a, b)| a == b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_seen() {
        for body in [
            &b"xxxxxxxxxxxxxxxx"[..],
            b"abcdefghijklmnop1234",
            b"0123456789abcdef0123",
            b"a1b2c3d4e5f6g7h8i9j0",
            b"01234567-89ab-cdef-0123-456789abcdef",
            b"1234512345123451234512345",
            b"YOUR_API_KEY_GOES_HERE",
            b"AKIAIOSFODNN7EXAMPLE",
            b"deadbeefdeadbeefdeadbeef",
            b"sk-deadbeefdeadbeefdeadbeef",
            b"aaaabbbb-cccc-dddd-eeee-ffffgggghhhh",
            b"JBSWY3DPEHPK3PXP",
            b"12345678901234",
            b"insert-token-here-pl",
            b"your-vault-here",
        ] {
            assert!(obvious(body).is_some(), "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn what_is_masked_or_longer_is_no_token() {
        let goes = |text: &str| goes_on(text.as_bytes(), Span::new(0, 5));
        for text in ["token****", "token...", "token\u{2026}", "token*abc", "token!abc"] {
            assert!(goes(text), "{text}");
        }
        assert!(goes_on(b"to...", Span::new(0, 5)));
        for text in ["token", "token.", "token. And", "token!", "token*/", "token&x=1", "token'"] {
            assert!(!goes(text), "{text}");
        }
    }

    #[test]
    fn random_text_is_not() {
        for body in [
            &b"Zk3vT9qLm2XcR7pWn5YdB8sHf1JgA4"[..],
            b"9f86d081884c7d659a2feaa0c55ad015",
            b"aFalse9Qtest7ZqX",
            b"kqzj-hyrw-lniw-ddki",
        ] {
            assert_eq!(obvious(body), None, "{}", String::from_utf8_lossy(body));
        }
    }
}
