//! The check `value = KIND`: weighs what is known of a value that only its name makes a secret.

use super::model::random_bits;
use super::{context, known, login, shape, stand_in};
use crate::detect::FileKind;
use crate::detect::assign::words;
use crate::detect::kind::Values;
use crate::detect::translation::is_resource;
use crate::finding::Confidence;
use crate::rule::Arg;
use crate::text::unhex;
use crate::verify::outcome::Outcome;
use crate::verify::proof::codec::base64;
use crate::verify::{Check, Subject, placeholder};

/// Makes the check.
///
/// # Errors
/// When the argument is none of the kinds.
pub fn make(arg: &Arg) -> Result<Check, String> {
    let judge: fn(&Subject<'_>) -> Outcome = match arg.text() {
        Some("password") => password,
        Some("token") => token,
        Some("bearer") => bearer,
        Some("basic") => basic,
        Some("wrapped") => wrapped,
        _ => {
            let kinds = "\"password\", \"token\", \"bearer\", \"basic\", \"wrapped\"";
            return Err(format!("write one of {kinds}"));
        }
    };
    Ok(Box::new(move |subject| common(subject).unwrap_or_else(|| judge(subject))))
}

/// What speaks against every kind.
fn common(subject: &Subject<'_>) -> Option<Outcome> {
    let value = subject.secret();
    if let Some(why) = shape::other_than_secret(value) {
        return Some(Outcome::Drop(format!("it is {why}")));
    }
    let name = subject.candidate.name.map(|name| name.of(subject.candidate.text));
    if let Some(outcome) = name.and_then(|name| named(subject, name)) {
        return Some(outcome);
    }
    if words::read(value).is_some() && random_bits(value) < 8.0 {
        return Some(Outcome::Drop("it is itself the name of a secret".to_owned()));
    }
    if context::in_badge(subject.candidate.text, subject.candidate.span) {
        return Some(at_most(Confidence::Low, "it only shows a badge".to_owned()));
    }
    if context::takes_variable(subject.candidate.text, subject.candidate.span, subject.path) {
        return Some(Outcome::Drop("it is a text that takes a variable".to_owned()));
    }
    if context::is_public(subject.candidate.text, subject.candidate.span) {
        return Some(Outcome::Drop("it is assigned to what is public".to_owned()));
    }
    if base64::decode(value).is_some_and(|text| is_written(text.trim_ascii_end())) {
        return Some(Outcome::Drop("it is the base64 of words that stand in for a secret".to_owned()));
    }
    if unhex(value).is_some_and(|text| is_written(text.trim_ascii_end())) {
        return Some(Outcome::Drop("it is words in hexadecimal digits".to_owned()));
    }
    let why = stand_in::stand_in(value)?;
    if subject.candidate.name.is_some_and(|name| is_password(name.of(subject.candidate.text)))
        && meets_policy(value)
    {
        return Some(at_most(Confidence::Low, format!("it is {why}, but written for a password policy")));
    }
    Some(Outcome::Drop(format!("it is {why}")))
}

/// What the name of a value says against it.
fn named(subject: &Subject<'_>, name: &[u8]) -> Option<Outcome> {
    let value = subject.secret();
    if repeats_name(name, value) {
        return Some(Outcome::Drop("it repeats the name".to_owned()));
    }
    if is_password(name) && is_resource(subject.path.as_bytes()) && !value.iter().any(u8::is_ascii_digit) {
        return Some(Outcome::Drop("it is a text that users read".to_owned()));
    }
    // What a password manager or a messenger stores: a key that another key encrypted opens nothing by itself.
    let key = words::read(name).is_some_and(|reading| reading.class == words::Class::Key);
    let holds = |list: &[&str]| words::Words::of(name).iter().any(|word| list.iter().any(|w| word.is(w)));
    if key && holds(&["encrypted"]) {
        return Some(at_most(Confidence::Low, "its name says that it is encrypted".to_owned()));
    }
    // The alias of an entry in a store of certificates.
    let alias = key && holds(&["cert", "alias", "truststore"]) && random_bits(value) < 20.0;
    alias.then(|| at_most(Confidence::Low, "the alias of a certificate".to_owned()))
}

/// What base64 hides no secret in: words that stand in for one, letters in order, a sentence.
fn is_written(text: &[u8]) -> bool {
    let printable = text.len() >= 4 && text.iter().all(|b| b.is_ascii_graphic() || *b == b' ');
    let words = text.split(|b| *b == b' ').filter(|word| !word.is_empty()).count();
    let masked = text.starts_with(b"**") && text.ends_with(b"**");
    printable
        && (words >= 3
            || masked
            || stand_in::stand_in(text).is_some()
            || placeholder::obvious(text).is_some())
}

fn is_password(name: &[u8]) -> bool {
    words::read(name).is_some_and(|reading| reading.class == words::Class::Password)
}

/// Placeholders need not please a server: `AdminPassword123!` is a weak password rather than none.
fn meets_policy(value: &[u8]) -> bool {
    value.len() >= 8 && classes(value) >= 3
}

/// `api_key: apikey`, `password = "db_password"`.
fn repeats_name(name: &[u8], value: &[u8]) -> bool {
    let letters = |text: &[u8]| -> Vec<u8> {
        text.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect()
    };
    let (name, value) = (letters(name), letters(value));
    !value.is_empty() && (name.ends_with(&value) || value.ends_with(&name))
}

/// Longer ones are blobs that a password encrypted, or data.
const LONGEST_PASSWORD: usize = 80;

/// A password: a person's choice, or drawn.
fn password(subject: &Subject<'_>) -> Outcome {
    let value = subject.secret();
    if value.len() < 4 {
        return Outcome::Drop("too short".to_owned());
    }
    let reading = reading(subject);
    if reading.is_some_and(|r| matches!(r.class, words::Class::Key | words::Class::Token)) {
        return Outcome::Drop("its name promises no password".to_owned());
    }
    if let Some(why) = weak(subject) {
        return at_most(Confidence::Low, why.to_owned());
    }
    let bits = random_bits(value);
    let sure = reading.is_none_or(|r| r.sure);
    if !sure && context::passes_on(subject.candidate.text, subject.candidate.span) {
        return Outcome::Drop("what is passed on, or passes a test".to_owned());
    }
    if value.len() > LONGEST_PASSWORD {
        return at_most(Confidence::Low, "longer than passwords are".to_owned());
    }
    if bits >= 20.0 && value.len() >= 10 && sure {
        return strong(subject, bits);
    }
    let beyond_letters = |b: &u8| !b.is_ascii_alphabetic() && !matches!(b, b'_' | b'-' | b'.' | b' ');
    let mixed = value.iter().any(u8::is_ascii_alphabetic) && value.iter().any(beyond_letters);
    if meets_policy(value) || bits >= 2.0 || mixed && value.len() >= 6 && bits >= -12.0 {
        return at_most(Confidence::Medium, format!("{bits:.0} bits rather drawn than written"));
    }
    if login::is_login(subject.candidate.text, subject.candidate.span, subject.path) {
        return at_most(Confidence::Medium, "a word beside the name of its user".to_owned());
    }
    at_most(Confidence::Low, "may be a word".to_owned())
}

/// What makes a password a sample or a default more often than one that guards something.
fn weak(subject: &Subject<'_>) -> Option<&'static str> {
    let (text, span) = (subject.candidate.text, subject.candidate.span);
    if stand_in::counted_run(span.of(text)) > 0 {
        return Some("it holds counted digits");
    }
    if span.len() <= 4 && span.of(text).iter().all(u8::is_ascii_digit) {
        return Some("four digits, as of a code or a number");
    }
    if context::repeats_user(text, span) {
        return Some("it repeats the name of its user");
    }
    let sql = FileKind::of(subject.path) == FileKind::Sql;
    let digest = matches!(span.len(), 32 | 40 | 64) && span.of(text).iter().all(u8::is_ascii_hexdigit);
    (digest && (sql || span.len() == 64)).then_some("what databases hold is the digest of a password")
}

/// A key, token or secret: drawn by a generator.
fn token(subject: &Subject<'_>) -> Outcome {
    let value = subject.secret();
    let Some(reading) = reading(subject) else {
        return Outcome::Drop("its name promises no secret".to_owned());
    };
    if value.len() < 8 {
        return Outcome::Drop("too short for a token".to_owned());
    }
    if value.iter().any(u8::is_ascii_whitespace) {
        return Outcome::Drop("it has spaces".to_owned());
    }
    if shape::is_uuid(value) {
        let named = matches!(reading.class, words::Class::Token | words::Class::Secret);
        let level = if reading.sure || named { Confidence::Medium } else { Confidence::Low };
        return crowded(subject).unwrap_or_else(|| at_most(level, "a UUID: a key or only an id".to_owned()));
    }
    if reading.class == words::Class::Auth && matches!(basic(subject), Outcome::AtMost { .. }) {
        return basic(subject);
    }
    let bits = random_bits(value);
    let mut need = if reading.sure { 6.0 } else { 14.0 };
    if prose(subject) {
        need += 4.0;
    }
    if bits < need - 12.0 {
        return Outcome::Drop(format!("{bits:.0} bits: written rather than drawn"));
    }
    if bits < need || !value.iter().any(u8::is_ascii_digit) && bits < need + 8.0 {
        return at_most(Confidence::Low, format!("{bits:.0} bits: perhaps written"));
    }
    let hex = value.iter().all(u8::is_ascii_hexdigit) || known::ends_in_digest(value);
    if reading.class == words::Class::Key && !reading.sure && hex {
        return at_most(Confidence::Low, "may be a hash or an id: its name does not say which".to_owned());
    }
    if bits >= 24.0 && value.len() >= 16 && reading.sure {
        return strong(subject, bits);
    }
    at_most(Confidence::Medium, format!("{bits:.0} bits rather drawn than written"))
}

/// Credentials of the `Bearer` scheme.
fn bearer(subject: &Subject<'_>) -> Outcome {
    let value = subject.secret();
    let bits = random_bits(value);
    if value.len() < 8 || bits < 4.0 || is_constant(value) {
        return Outcome::Drop(format!("{bits:.0} bits: written rather than drawn"));
    }
    if bits >= 24.0 && value.len() >= 16 {
        strong(subject, bits)
    } else {
        at_most(Confidence::Medium, format!("{bits:.0} bits rather drawn than written"))
    }
}

/// `SIGNED_JWT`: the name of what belongs there.
fn is_constant(value: &[u8]) -> bool {
    let parts = value.split(|&b| b == b'_');
    value.contains(&b'_')
        && parts.clone().all(|part| !part.is_empty() && part.iter().all(u8::is_ascii_uppercase))
}

/// Credentials of the `Basic` scheme: base64 of `user:password`.
fn basic(subject: &Subject<'_>) -> Outcome {
    let value = subject.secret();
    let Some(decoded) = base64::decode_start(value) else {
        return Outcome::Drop("no base64".to_owned());
    };
    let Some(colon) = decoded.iter().position(|&b| b == b':') else {
        return Outcome::Drop("no user and password when decoded".to_owned());
    };
    let (user, password) = (&decoded[..colon], &decoded[colon + 1..]);
    let printable = decoded.iter().all(|b| (b' '..=b'~').contains(b));
    if !printable || password.is_empty() && user.len() < 16 {
        return Outcome::Drop("no user and password when decoded".to_owned());
    }
    if shape::other_than_secret(password).is_some() || stand_in::stand_in(password).is_some() {
        return at_most(Confidence::Low, "its password is a placeholder".to_owned());
    }
    strong(subject, 0.0)
}

/// The base64 of a secret whose name says nothing.
fn wrapped(subject: &Subject<'_>) -> Outcome {
    let Some(text) = base64::decode(subject.secret()) else { return Outcome::Drop("no base64".to_owned()) };
    if text.len() < 8 || text.len() > LONGEST_PASSWORD || !text.iter().all(u8::is_ascii_graphic) {
        return Outcome::Drop("no single word when decoded".to_owned());
    }
    if let Some(why) = shape::other_than_secret(&text) {
        return Outcome::Drop(format!("it is {why} when decoded"));
    }
    let bits = random_bits(&text);
    if bits < 20.0 || shape::is_uuid(&text) {
        return at_most(Confidence::Low, "an id or a word when decoded".to_owned());
    }
    at_most(Confidence::Medium, format!("{bits:.0} bits rather drawn than written when decoded"))
}

/// A list of values that look the same is data.
fn crowded(subject: &Subject<'_>) -> Option<Outcome> {
    let alike = context::among_many_alike(subject.candidate.text, subject.candidate.span);
    alike.then(|| at_most(Confidence::Low, "many values like it stand around it".to_owned()))
}

/// The full confidence of the rule, less where samples live.
fn strong(subject: &Subject<'_>, bits: f64) -> Outcome {
    if let Some(outcome) = crowded(subject) {
        return outcome;
    }
    if context::in_samples(subject.path) {
        return at_most(Confidence::Medium, "it stands in a test, a sample or documentation".to_owned());
    }
    at_most(Confidence::High, format!("{bits:.0} bits rather drawn than written"))
}

fn at_most(confidence: Confidence, why: String) -> Outcome {
    Outcome::AtMost { confidence, why }
}

fn reading(subject: &Subject<'_>) -> Option<words::Reading> {
    words::read(subject.candidate.name?.of(subject.candidate.text))
}

fn prose(subject: &Subject<'_>) -> bool {
    FileKind::of(subject.path).values() == Values::Prose
}

/// How many of the four classes that password policies ask for.
fn classes(value: &[u8]) -> usize {
    let tests: [fn(&u8) -> bool; 4] =
        [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit, u8::is_ascii_punctuation];
    tests.iter().filter(|test| value.iter().any(**test)).count()
}
