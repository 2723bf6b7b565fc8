//! What stands around a value and where: neighbours that look the same, files of samples.

use super::model::random_bits;
use crate::blob::RelPath;
use crate::text::Span;

/// How far around a value its neighbours are looked at, in bytes.
const AROUND: usize = 400;
const _: () = assert!(AROUND <= crate::detect::reach::CONTEXT);
/// From so many alike values on, a list is data.
const MANY: usize = 5;

/// True when many values of the same length and alphabet stand around `value`: a list of hashes or ids, not of keys.
#[must_use]
pub fn among_many_alike(text: &[u8], value: Span) -> bool {
    let own = value.of(text);
    if own.len() < 12 {
        return false;
    }
    let from = value.start.saturating_sub(AROUND);
    let to = text.len().min(value.end + AROUND);
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+' | b'/');
    let hex = own.iter().all(u8::is_ascii_hexdigit);
    let alike = text[from..to].split(|b| !is_word(b)).filter(|word| {
        word.len() == own.len()
            && *word != own
            && word.iter().any(u8::is_ascii_digit)
            && word.iter().all(u8::is_ascii_hexdigit) == hex
    });
    alike.count() >= MANY
}

/// True when `value` begins a line within a block of base64 that is wrapped: a certificate, a file. What stands there by
/// chance is no token, whatever it begins with. In code each line may be a string of its own.
#[must_use]
pub fn in_wrapped_block(text: &[u8], value: Span) -> bool {
    const WIDTHS: std::ops::RangeInclusive<usize> = 60..=80;
    const LONGEST_LINE: usize = 120;
    let is_digit = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let from = value.start.saturating_sub(2 * LONGEST_LINE);
    let Some(line) = memchr::memrchr(b'\n', &text[from..value.start]).map(|at| from + at) else {
        return false;
    };
    let lead = &text[line + 1..value.start];
    if !opening(lead).is_empty() || !value.of(text).iter().all(is_digit) {
        return false;
    }
    let before = &text[from..line];
    let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let above = opening(&before[start..]);
    let above = &above[..above.iter().take_while(|b| is_digit(b)).count()];
    let width = text[value.start..].iter().take(2 * WIDTHS.end()).take_while(|b| is_digit(b)).count();
    WIDTHS.contains(&above.len()) && width <= above.len()
}

/// `line` without what opens a string or a comment on it: space, a quote, the sign that joins it to the line above.
fn opening(line: &[u8]) -> &[u8] {
    let line = line.trim_ascii_start();
    let comment = ["//", "--", "#", ";", "*"].iter().find_map(|sign| line.strip_prefix(sign.as_bytes()));
    let line = comment.map_or(line, <[u8]>::trim_ascii_start);
    let joined = line.strip_prefix(b"+ ").or(line.strip_prefix(b". ")).unwrap_or(line).trim_ascii_start();
    match joined.first() {
        Some(b'"' | b'\'' | b'`') => &joined[1..],
        _ if joined.is_empty() => joined,
        _ => line,
    }
}

/// True when `value` also stands on its line as the name of a user or of a database: `-u me -pme`.
#[must_use]
pub fn repeats_user(text: &[u8], value: Span) -> bool {
    const NAMES: [&[u8]; 5] = [b"user", b"login", b"name", b"-u", b"db"];
    const LEAD: usize = 32;
    const LINE: usize = 200;
    let own = value.of(text);
    let from = value.start.saturating_sub(LINE);
    let start = memchr::memrchr(b'\n', &text[from..value.start]).map_or(from, |at| from + at + 1);
    let limit = text.len().min(value.end + LINE);
    let end = memchr::memchr(b'\n', &text[value.end..limit]).map_or(limit, |at| value.end + at);
    let line = &text[start..end];
    let sign = |b: &u8| matches!(b, b'"' | b'\'' | b' ' | b':' | b'=' | b'>' | b',' | b'(' | b'\\');
    let named = |at: usize| {
        let lead = &line[at.saturating_sub(LEAD)..at];
        let lead = &lead[..lead.iter().rposition(|b| !sign(b)).map_or(0, |end| end + 1)];
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        let word = lead.iter().rposition(|b| !is_name(b)).map_or(0, |at| at + 1);
        let word = lead[word..].to_ascii_lowercase();
        NAMES.iter().any(|name| memchr::memmem::find(&word, name).is_some())
            && memchr::memmem::find(&word, b"pass").is_none()
    };
    let is_part = |at: Option<usize>| at.and_then(|at| line.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let again = |at: usize| {
        start + at != value.start
            && line[at..at + own.len()].eq_ignore_ascii_case(own)
            && !is_part(Some(at + own.len()))
            && (!is_part(at.checked_sub(1)) || line[..at].ends_with(b"-u"))
    };
    own.len() >= 3 && (0..(line.len() + 1).saturating_sub(own.len())).any(|at| again(at) && named(at))
}

/// True for the id of a revision: `uses: owner/action@3d3c42...`, `git_commit = "5c6b5d..."`.
#[must_use]
pub fn is_revision(text: &[u8], value: Span, path: &RelPath) -> bool {
    const NAMES: [&[u8]; 9] =
        [b"commit", b"rev", b"revision", b"sha", b"ref", b"digest", b"checksum", b"hash", b"etag"];
    let bytes = value.of(text);
    if !matches!(bytes.len(), 40 | 64) || !bytes.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return false;
    }
    let head = &text[value.start.saturating_sub(40)..value.start];
    let signs = |b: &u8| matches!(b, b'"' | b'\'' | b' ' | b':' | b'=' | b'>');
    let end = head.iter().rposition(|b| !signs(b)).map_or(0, |at| at + 1);
    let word = head[..end].iter().rposition(|b| !b.is_ascii_alphabetic()).map_or(0, |at| at + 1);
    let named = end < head.len() && NAMES.iter().any(|name| head[word..end].eq_ignore_ascii_case(name));
    named
        || behind_module(text, value)
        || head.ends_with(b"@")
        || path.file_name().eq_ignore_ascii_case(b".git-blame-ignore-revs")
}

/// True behind the path of a module on its line: `golang.org/x/crypto c10c31b5...`.
fn behind_module(text: &[u8], value: Span) -> bool {
    const LINE: usize = 120;
    let head = &text[value.start.saturating_sub(LINE)..value.start];
    let start = memchr::memrchr(b'\n', head).map_or(0, |at| at + 1);
    let module = head[start..].trim_ascii();
    let is_path = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'-' | b'_');
    head.last().is_some_and(u8::is_ascii_whitespace)
        && module.contains(&b'/')
        && module.contains(&b'.')
        && module.iter().all(is_path)
}

/// True for the parameter of the address of a badge or of an image in a store: pages show it to everybody.
#[must_use]
pub fn in_badge(text: &[u8], value: Span) -> bool {
    const LINK: usize = 240;
    let before = &text[value.start.saturating_sub(LINK)..value.start];
    let start = before.iter().rposition(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'(' | b'<'));
    let link = &before[start.map_or(0, |at| at + 1)..];
    let holds = |part: &[u8]| memchr::memmem::find(link, part).is_some();
    link.starts_with(b"http")
        && (holds(b"badge") || holds(b".svg?") || holds(b".png?") || holds(b"?alt=media&"))
}

/// True for `"pass$counter"` in a language that puts the value of a variable there.
#[must_use]
pub fn takes_variable(text: &[u8], value: Span, path: &RelPath) -> bool {
    const ENDINGS: [&[u8]; 6] = [b".kt", b".kts", b".dart", b".groovy", b".php", b".ps1"];
    const SHORTEST: usize = 4;
    if !ENDINGS.iter().any(|ending| path.as_bytes().ends_with(ending))
        || !text[..value.start].ends_with(b"\"")
    {
        return false;
    }
    let mut rest = value.of(text);
    while let Some(at) = memchr::memchr(b'$', rest) {
        rest = &rest[at + 1..];
        let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let name = &rest[..name];
        if name.len() >= SHORTEST && name[0].is_ascii_lowercase() && random_bits(name) < 0.0 {
            return true;
        }
    }
    false
}

/// True for what `pass` hands on rather than keeps: the list behind `'pass' => ['slug']`, and what stands beside a `fail`.
#[must_use]
pub fn passes_on(text: &[u8], value: Span) -> bool {
    const AROUND: usize = 160;
    let in_list = text[..value.start.saturating_sub(1)].trim_ascii_end().ends_with(b"[");
    let around = &text[value.start.saturating_sub(AROUND)..text.len().min(value.end + AROUND)];
    let is_bound = |at: usize| {
        let mut behind = around[at + b"fail".len()..].iter().skip_while(|b| matches!(b, b'"' | b'\'' | b' '));
        behind.next() == Some(&b':')
    };
    in_list || memchr::memmem::find_iter(around, b"fail").any(is_bound)
}

/// True when the statement that `value` stands in assigns to something public: `pubkey := parseKey("...")`.
#[must_use]
pub fn is_public(text: &[u8], value: Span) -> bool {
    const LINE: usize = 80;
    let head = &text[value.start.saturating_sub(LINE)..value.start];
    let start = memchr::memrchr2(b'\n', b';', head).map_or(0, |at| at + 1);
    let signs = |b: &&u8| !matches!(b, b'_' | b'-' | b' ');
    let line: Vec<u8> = head[start..].iter().filter(signs).map(u8::to_ascii_lowercase).collect();
    // `pubkey, err :=` too.
    let is_assigned = |rest: &[u8]| {
        let rest = rest.strip_prefix(b",err").unwrap_or(rest);
        matches!(rest.first(), Some(b':' | b'='))
    };
    let assigned =
        |name: &[u8]| memchr::memmem::find_iter(&line, name).any(|at| is_assigned(&line[at + name.len()..]));
    assigned(b"pubkey") || assigned(b"publickey")
}

/// True for a part of a long run of base64: between the `/` and `+` of a picture or a certificate stand parts that look
/// like tokens.
#[must_use]
pub fn in_base64(text: &[u8], value: Span) -> bool {
    const FAR: usize = 160;
    const MORE: usize = 60;
    let joins = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let before = text[value.start.saturating_sub(FAR)..value.start].iter().rev().take_while(|b| joins(b));
    let behind = text[value.end..].iter().take(FAR).take_while(|b| joins(b));
    let (before, behind) = (before.count(), behind.count());
    let run = &text[value.start - before..value.end + behind];
    before + behind >= MORE && run.contains(&b'+') && before > 0
}

/// True for files that hold samples: tests, fixtures, documentation, templates.
#[must_use]
pub fn in_samples(path: &RelPath) -> bool {
    const FOLDERS: [&[u8]; 22] = [
        b"test",
        b"tests",
        b"testing",
        b"__tests__",
        b"spec",
        b"specs",
        b"testdata",
        b"test-data",
        b"fixtures",
        b"fixture",
        b"__fixtures__",
        b"example",
        b"examples",
        b"sample",
        b"samples",
        b"doc",
        b"docs",
        b"mock",
        b"mocks",
        b"__mocks__",
        b"demo",
        b"cassettes",
    ];
    const ENDINGS: [&[u8]; 7] = [b".example", b".sample", b".template", b".dist", b".md", b".rst", b".adoc"];
    let lower = path.as_bytes().to_ascii_lowercase();
    let mut parts = lower.rsplit(|&b| b == b'/');
    let name = parts.next().unwrap_or_default();
    let words = name.split(|b| !b.is_ascii_alphabetic()).any(|word| FOLDERS[..6].contains(&word));
    words || ENDINGS.iter().any(|ending| name.ends_with(ending)) || parts.any(|part| FOLDERS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, test: impl Fn(&[u8], Span) -> bool) -> bool {
        let start = text.find('[').expect("the value stands in brackets");
        let end = text.find(']').expect("the value stands in brackets") - 1;
        test(text.replace(['[', ']'], "").as_bytes(), Span::new(start, end))
    }

    #[test]
    fn the_user_is_looked_for_on_the_line() {
        for text in [
            "mysql -uzab -p[zab] x",
            "user: 'nacos', password: '[nacos]'",
            "PG_USER=me1 -e PG_PASSWORD=[me1]",
        ] {
            assert!(at(text, repeats_user), "{text}");
        }
        for text in [
            "password: '[zab1]', password_confirmation: 'zab1'",
            "user: 'nacos'\npassword: '[nacos]'",
            "user=me1x pw=[me1]",
        ] {
            assert!(!at(text, repeats_user), "{text}");
        }
    }

    #[test]
    fn a_list_of_hashes_is_data() {
        let hash = |i: usize| {
            format!("{:032x}", 0x9f86_d081_884c_7d65_u128 * (i as u128 + 7) * 0x1234_5678_9abc_def1)
        };
        let list: Vec<String> = (0..12).map(|i| format!("key: {}\n", hash(i))).collect();
        let text = list.concat();
        let at = text.find(&hash(5)).expect("it is there");
        let value = Span::new(at, at + 32);
        assert!(among_many_alike(text.as_bytes(), value));
        assert!(!among_many_alike(&text.as_bytes()[at..at + 32], Span::new(0, 32)));
    }

    #[test]
    fn lines_of_base64_are_no_tokens() {
        let line = "AQELBQADgYEALVKN2Y3LZJOtu6SxFIYKxbLaXhTGTdIjxipZhmbBRDFjbZjZZOTe";
        let block = format!("-----BEGIN X-----\n{line}\n{line}\nabc=\n");
        let (first, second) = (18, 18 + 65);
        assert!(in_wrapped_block(block.as_bytes(), Span::new(second, second + 64)));
        assert!(!in_wrapped_block(block.as_bytes(), Span::new(first, first + 64)), "the line above is none");
        let list = format!("{line}\nkey={line}\n");
        assert!(!in_wrapped_block(list.as_bytes(), Span::new(69, 69 + 64)), "the value of a name");
        let strings = format!("x = '{line}\\n'\n  + '{line}\\n'\n  + '{line}\\n'\n");
        let second = strings.rfind("+ '").expect("three lines") + 3;
        assert!(in_wrapped_block(strings.as_bytes(), Span::new(second, second + 64)), "{strings}");
    }

    #[test]
    fn a_block_may_stand_in_a_comment() {
        let line = "AQELBQADgYEALVKN2Y3LZJOtu6SxFIYKxbLaXhTGTdIjxipZhmbBRDFjbZjZZOTe";
        let block = format!("# {line}\n# {line}\n");
        let second = block.rfind("# ").expect("two lines") + 2;
        assert!(in_wrapped_block(block.as_bytes(), Span::new(second, second + 64)));
    }

    #[test]
    fn routes_and_rules_pass_things_on() {
        let passes = |text: &str| {
            let at = text.find("slug7").expect("the text holds the value");
            passes_on(text.as_bytes(), Span::new(at, at + 5))
        };
        assert!(passes("'pass' => ['slug7']") && passes("{ fail: 'x', pass: 'slug7' }"));
        assert!(!passes("pass: 'slug7'") && !passes("pass: 'slug7', on_failure: x"));
    }

    #[test]
    fn public_keys_are_assigned_to_names_that_say_so() {
        assert!(at("pubkey, err := ParseKey(\"[v7]\")", is_public));
        assert!(!at("pubkey = x; key := ParseKey(\"[v7]\")", is_public));
        assert!(!at("token = sign(publicKey, \"[v7]\")", is_public));
        assert!(!at("PubKey{Id: 1, Key: \"[v7]\"}", is_public));
    }

    #[test]
    fn pictures_hold_what_looks_like_tokens() {
        let half = "A9bucZ9EiphP07nS1Xejyvse980vUJ0AN8KdLvbfsEao4v5fre2";
        let text = format!("src='{half}/EXOdI4QmYcgcOj+{half}'");
        let start = text.find("EXO").expect("it is there");
        assert!(in_base64(text.as_bytes(), Span::new(start, start + 14)));
        let alone = format!("key={half}+{half}");
        assert!(!in_base64(alone.as_bytes(), Span::new(4, alone.len())));
    }

    #[test]
    fn variables_are_put_into_texts() {
        let takes = |text: &str, path: &str| {
            let at = text.find('"').expect("a quote") + 1;
            let end = text.rfind('"').expect("a quote");
            takes_variable(text.as_bytes(), Span::new(at, end), &RelPath::new(path.as_bytes()))
        };
        assert!(takes("\"pass$counter\"", "a.kt") && takes("\"$prefix-x\"", "a.php"));
        assert!(!takes("\"pass$counter\"", "a.java") && !takes("\"pa$9counter\"", "a.kt"));
        assert!(!takes("\"pa$kxqvzjwp\"", "a.kt"));
    }

    #[test]
    fn revisions_open_nothing() {
        let id = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b";
        for (head, expected) in [
            ("uses: actions/checkout@", true),
            ("git_commit = \"", true),
            ("\"sha\": \"", true),
            ("token: ", false),
            ("commit ", true),
            ("commit", false),
            ("golang.org/x/crypto ", true),
            ("the golang.org/x/crypto ", false),
        ] {
            let text = format!("{head}{id}");
            let path = RelPath::new(b"a.yml");
            assert_eq!(
                is_revision(text.as_bytes(), Span::new(head.len(), text.len()), &path),
                expected,
                "{head}"
            );
        }
    }

    #[test]
    fn badges_are_public() {
        let text =
            b"[cover](https://codecov.io/gh/a/b/graph/badge.svg?token=VALUE) https://a.example/x?token=VALUE";
        let at = |from: usize| from + memchr::memmem::find(&text[from..], b"VALUE").expect("it is there");
        let (first, second) = (at(0), at(70));
        assert!(in_badge(text, Span::new(first, first + 5)));
        assert!(!in_badge(text, Span::new(second, second + 5)));
    }

    #[test]
    fn samples_lie_in_known_places() {
        let samples = |path: &str| in_samples(&RelPath::new(path.as_bytes()));
        assert!(samples("tests/login.py") && samples("src/login_test.go") && samples("README.md"));
        assert!(samples("config/database.yml.example"));
        assert!(!samples("src/main.rs") && !samples("contest/latest.py"));
    }
}
