//! Words near a value: what tells one provider's 32 hexadecimal digits from another's.

mod search;

use self::search::WordSearch;
use super::trigger::STEM_REACH;
use crate::rule::{RuleIdx, RuleSet, Trigger};
use crate::text::Span;

/// How far before a value its words may stand, in bytes.
pub const BEFORE: usize = STEM_REACH;
/// How far behind it, on the same line.
pub const BEHIND: usize = 48;

/// The `near` words of all [`Trigger::Stretch`] rules.
pub struct NearIndex {
    words: WordSearch,
    /// For each word the rules that have it.
    rules: Vec<Vec<RuleIdx>>,
}

impl NearIndex {
    /// Indexes the words of `rules`; the search itself is built at its first use.
    #[must_use]
    pub fn new(set: &RuleSet) -> Self {
        let mut pairs: Vec<(String, RuleIdx)> = Vec::new();
        for (index, rule) in set.indexed().filter(|(_, rule)| rule.trigger == Trigger::Stretch) {
            pairs.extend(rule.near.iter().map(|word| (word.to_string(), index)));
        }
        pairs.sort();
        let mut words: Vec<String> = Vec::new();
        let mut rules: Vec<Vec<RuleIdx>> = Vec::new();
        for (word, index) in pairs {
            if words.last() != Some(&word) {
                words.push(word);
                rules.push(Vec::new());
            }
            rules.last_mut().expect("pushed with the first word").push(index);
        }
        Self { words: WordSearch::new(words), rules }
    }

    /// The rules that have a word near `value`, each once, in order.
    pub fn rules_near(&self, text: &[u8], value: Span, out: &mut Vec<RuleIdx>) {
        out.clear();
        let window = window(text, value);
        let around = [Span::new(window.start, value.start), Span::new(value.end, window.end)];
        for part in around.into_iter().chain(address_behind(text, value)) {
            self.words.each(text, part, |row, _| out.extend_from_slice(&self.rules[row]));
        }
        out.sort_unstable();
        out.dedup();
    }

    /// True when the value that `at` lies in has a name like those of credentials, or with `providers` one that names a
    /// provider.
    #[must_use]
    pub fn is_named(&self, text: &[u8], at: usize, providers: bool) -> bool {
        let named =
            |before: Before<'_>| before.names_a_credential() || providers && self.names_what_follows(&before);
        Before::of(text, at).is_some_and(named)
    }

    /// True when a value with this `before` it has a provider's name for its own (`mistral: `), is given to a function of
    /// the provider (`mistral.New("`), or is called no more than a value, as in `name: mistral, value: `.
    fn names_what_follows(&self, before: &Before<'_>) -> bool {
        let name = before.name();
        let mut named = name.eq_ignore_ascii_case(b"value");
        if !named {
            self.words.each(name, Span::new(0, name.len()), |_, word| {
                named |= before.called || word.end == name.len();
            });
        }
        named
    }
}

/// How much the best of `words` (lower case) that stand near `value` says: the longest does, and one that stands right
/// before it on its line says more than any that stands elsewhere. `None` when none is near.
#[must_use]
pub fn closest<S: AsRef<str>>(text: &[u8], value: Span, words: &[S]) -> Option<usize> {
    let window = window(text, value);
    let beside = beside(text, value);
    let weigh = |word: &[u8], part: Span| {
        let &first = word.first()?;
        let starts = memchr::memchr2_iter(first, first.to_ascii_uppercase(), part.of(text));
        let spans = starts.map(|at| Span::new(part.start + at, part.start + at + word.len()));
        let stands = |span: &Span| {
            span.of(text).eq_ignore_ascii_case(word) && !span.overlaps(value) && stands_alone(text, *span)
        };
        let found = spans.take_while(|span| span.end <= part.end).filter(stands);
        found.map(|span| word.len() + if beside.covers(span) { BEFORE } else { 0 }).max()
    };
    let best = |part: Span| words.iter().filter_map(|word| weigh(word.as_ref().as_bytes(), part)).max();
    best(window).or_else(|| address_behind(text, value).and_then(best))
}

/// True when one of `words` stands near `value`.
#[must_use]
pub fn present<S: AsRef<str>>(text: &[u8], value: Span, words: &[S]) -> bool {
    closest(text, value, words).is_some()
}

/// The bytes right before `value` on its line, where its own name stands.
fn beside(text: &[u8], value: Span) -> Span {
    let from = value.start.saturating_sub(MAX_NAME);
    let line = memchr::memrchr2(b'\n', b'\r', &text[from..value.start]).map_or(from, |at| from + at + 1);
    Span::new(line, value.start)
}

/// The host that a request with `value` in its head goes to, where its address follows: as in
/// `fetch(url, { headers: ... })` the other way round. Short values only, since places are looked at again near a change.
fn address_behind(text: &[u8], value: Span) -> Option<Span> {
    const HEADS: [&[u8]; 5] = [b"bearer ", b"authorization", b"api-key", b"apikey", b"auth-token"];
    const ADDRESS: usize = 160;
    const HOST: usize = 64;
    const LONGEST: usize = 256;
    if value.len() > LONGEST {
        return None;
    }
    let head = beside(text, value).of(text).to_ascii_lowercase();
    HEADS.iter().any(|word| memchr::memmem::find(&head, word).is_some()).then_some(())?;
    let behind = &text[value.end..text.len().min(value.end + ADDRESS)];
    let start = value.end + memchr::memmem::find(behind, b"://")? + b"://".len();
    let in_host = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    Some(Span::new(start, start + text[start..].iter().take(HOST).take_while(in_host).count()))
}

/// The bytes around `value` in which its words may stand.
#[must_use]
pub fn window(text: &[u8], value: Span) -> Span {
    let limit = text.len().min(value.end + BEHIND);
    let end = memchr::memchr2(b'\n', b'\r', &text[value.end..limit]).map_or(limit, |at| value.end + at);
    Span::new(value.start.saturating_sub(BEFORE), end)
}

/// Ends of names that have no stem and still hold credentials: `ADO_PAT`, `api_hash`, `CC_TEST_REPORTER_ID`, `TOTP.new`.
const ENDS: [&[u8]; 9] = [
    b"pat",
    b"api",
    b"api_hash",
    b"apihash",
    b"reporter_id",
    b"reporterid",
    b"otp",
    b"otp.new",
    b"ciphertext",
];

/// True when the name before the value that `at` lies in ends like those of credentials.
#[must_use]
pub fn named(text: &[u8], at: usize) -> bool {
    Before::of(text, at).is_some_and(|before| before.names_a_credential())
}

/// What stands before a value.
struct Before<'t> {
    /// Ends with the name that the value has.
    text: &'t [u8],
    /// Whether the name is one of a function, and the value its argument.
    called: bool,
}

impl<'t> Before<'t> {
    /// What stands before the value that `at` lies in; `None` when nothing separates the two.
    fn of(text: &'t [u8], at: usize) -> Option<Self> {
        let between =
            |b: &&u8| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'`' | b'=' | b':' | b'>' | b',' | b'(');
        let in_value = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'+' | b'/');
        let in_quotes = |b: &&u8| b.is_ascii_graphic() && !matches!(b, b'"' | b'\'' | b'`' | b'<' | b'>');
        let quoted = text[at.saturating_sub(MAX_NAME)..at].iter().rev().take_while(in_quotes).count();
        let opens = matches!(text[..at - quoted].last(), Some(b'"' | b'\'' | b'`'));
        let at = if opens { at - quoted } else { at };
        let before = &text[at.saturating_sub(MAX_NAME)..at];
        let before = &before[..before.len() - before.iter().rev().take_while(in_value).count()];
        let name = &before[..before.len() - before.iter().rev().take_while(between).count()];
        let called = before[name.len()..].contains(&b'(');
        (name.len() < before.len()).then_some(Self { text: name, called })
    }

    /// True when the name ends like those of credentials.
    fn names_a_credential(&self) -> bool {
        let name = self.text;
        ENDS.iter().any(|end| {
            let split = name.len().saturating_sub(end.len());
            let starts_word = name[..split].last().is_none_or(|b| !b.is_ascii_lowercase())
                || name.get(split).is_some_and(u8::is_ascii_uppercase);
            name[split..].eq_ignore_ascii_case(end) && starts_word
        })
    }

    /// The name alone, with the dots of a path in code.
    fn name(&self) -> &'t [u8] {
        let in_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        &self.text[self.text.len() - self.text.iter().rev().take_while(in_name).count()..]
    }
}

/// How many bytes before a place in a value are enough to see how its name ends.
const MAX_NAME: usize = 48;

/// Words this short must end where a word ends; longer ones may go on (`mistral` in `mistralai`).
const MUST_END: usize = 5;

/// True when the word at `span` is a word of its own or a part of an identifier: `MISTRAL_KEY`, `mistralKey`.
fn stands_alone(text: &[u8], span: Span) -> bool {
    let last = text[span.end - 1];
    let ends = match text.get(span.end) {
        Some(after) if after.is_ascii_lowercase() && last.is_ascii_alphanumeric() => span.len() > MUST_END,
        Some(after) if after.is_ascii_uppercase() && last.is_ascii_uppercase() => span.len() > MUST_END,
        _ => true,
    };
    ends && starts_alone(text, span.start)
}

/// True when a word at `at` is not the end of another one.
#[inline]
fn starts_alone(text: &[u8], at: usize) -> bool {
    let first = text[at];
    match at.checked_sub(1).map(|at| text[at]) {
        Some(before) if before.is_ascii_alphabetic() => {
            first.is_ascii_uppercase() && before.is_ascii_lowercase() || !first.is_ascii_alphanumeric()
        }
        Some(before) if before.is_ascii_digit() => !first.is_ascii_digit(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(text: &str, word: &str) -> bool {
        let at = text.find("VALUE").expect("the test text has a VALUE");
        present(text.as_bytes(), Span::new(at, at + 5), &[word])
    }

    #[test]
    fn finds_words_in_every_way_of_writing_identifiers() {
        for text in ["MISTRAL_KEY=VALUE", "mistralKey: VALUE", "x-mistral-key: VALUE", "key(mistralai) VALUE"]
        {
            assert!(near(text, "mistral"), "{text}");
        }
        assert!(near("VALUE # for exa", "exa"));
    }

    #[test]
    fn a_word_on_the_line_says_more_than_a_longer_one_above_it() {
        let text = b"ACME_ADMIN_KEY=1\nOTHER_KEY=VALUE";
        let value = Span::new(text.len() - 5, text.len());
        let weight = |word: &str| closest(text, value, &[word]);
        assert!(weight("other") > weight("acme_admin_key") && weight("acme_admin_key") > weight("acme"));
        assert_eq!(weight("third"), None);
    }

    #[test]
    fn names_of_credentials_are_known_by_their_ends() {
        for text in ["ADO_PAT=", "\"apiHash\": \"", "const pat = '", "ENV CC_TEST_REPORTER_ID ", "api: 0a1b-"]
        {
            assert!(named(text.as_bytes(), text.len()), "{text}");
        }
        for text in ["spat = ", "sha_hash: ", "CLIENT_ID=", "ADO_PATH=", "pat", ""] {
            assert!(!named(text.as_bytes(), text.len()), "{text}");
        }
    }

    #[test]
    fn values_are_named_by_their_provider() {
        let rule =
            "id = 'a'\ntitle = 'a'\nseverity = 'low'\nnear = ['acme']\npattern = '(?P<secret>[0-9a-f]{32})'";
        let file = format!("provider = 'Acme'\n[[rule]]\n{rule}");
        let set = RuleSet::new(crate::load::parse("acme.toml", &file).expect("a good rule").0);
        let index = NearIndex::new(&set);
        let names = |text: &str| {
            Before::of(text.as_bytes(), text.len()).is_some_and(|before| index.names_what_follows(&before))
        };
        for text in ["acme: ", "ACME=", "\"acme\": \"", "acme.New(\"", "new AcmeClient('", "\"value\": \""] {
            assert!(names(text), "{text}");
        }
        for text in ["acme_id: ", "acme_version = \"", "acme", "acme\n", "values: ", "pharmacme: "] {
            assert!(!names(text), "{text}");
        }
    }

    #[test]
    fn short_words_inside_other_words_do_not_count() {
        for text in ["example_key=VALUE", "hexa_key=VALUE", "EXAMPLE_KEY=VALUE"] {
            assert!(!near(text, "exa"), "{text}");
        }
        assert!(near("EXA_KEY=VALUE", "exa"));
        assert!(!near("VALUE\nexa", "exa"), "behind the value only its own line counts");
    }
}
