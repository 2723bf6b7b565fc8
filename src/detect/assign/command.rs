//! Passwords that no telling name leads to: `curl -u user:v`, `mysql -pv`, `sshpass -p v`, `IDENTIFIED BY 'v'`.

use std::sync::LazyLock;

use super::words::Class;
use super::{Assigned, Role, header, phrase};
use crate::raw::classes::words::{CLUES, lower};
use crate::text::Span;

/// How far behind its command an option is looked for, in bytes.
const LONGEST: usize = 400;

/// A command and the option that takes a password.
struct Command {
    name: &'static str,
    /// `-p` and `--user`, one of which stands before the value or is glued to it.
    options: &'static [&'static str],
    form: Form,
}

/// How an option takes its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Glued to the option or a word of its own.
    Any,
    /// Only glued to it; the next word is something else.
    Glued,
    /// Only a word of its own.
    Apart,
    /// As [`Form::Any`], with a user and a colon before the password.
    Login,
    /// As [`Form::Apart`]; `pass:` may stand before it, and `env:` and `file:` name a place instead.
    Source,
}

const COMMANDS: [Command; 12] = [
    Command { name: "curl", options: &["-u", "--user", "-U", "--proxy-user"], form: Form::Login },
    Command { name: "mysql", options: &["-p"], form: Form::Glued },
    Command { name: "mariadb", options: &["-p"], form: Form::Glued },
    Command { name: "sshpass", options: &["-p"], form: Form::Any },
    Command { name: "docker login", options: &["-p"], form: Form::Any },
    Command { name: "redis-cli", options: &["-a"], form: Form::Any },
    Command { name: "mongodump", options: &["-p"], form: Form::Any },
    Command { name: "mongosh", options: &["-p"], form: Form::Any },
    Command { name: "az login", options: &["-p"], form: Form::Apart },
    Command { name: "plink", options: &["-pw"], form: Form::Apart },
    Command { name: "sqlcmd", options: &["-P"], form: Form::Any },
    Command { name: "openssl", options: &["-pass", "-passin", "-passout", "-k"], form: Form::Source },
];

/// Words that a password in quotes follows, in the cases that people write; those behind a colon are of strongSwan's
/// ipsec.secrets.
const WORDS: [&str; 6] = ["IDENTIFIED", "identified", "ConvertTo-SecureString", ": PSK", ": XAUTH", ": EAP"];

/// What Ansible Vault starts its texts with: <https://docs.ansible.com/ansible/latest/vault_guide/>.
const VAULT: &str = "$ANSIBLE_VAULT;";

/// A scheme that credentials follow wherever they stand: in lists of headers, in tests.
const SCHEME: &str = "Basic ";

/// What a clue may belong to.
#[derive(Clone, Copy)]
enum Lead {
    Command(&'static Command),
    Word,
    Vault,
    Scheme,
    Phrase,
}

/// A name with one of the [`CLUES`] in it.
struct Name {
    text: &'static str,
    lead: Lead,
    clue: [u8; 3],
    /// Where the clue starts in the name.
    at: usize,
}

/// The names, by the first byte of their clues: nearly every place that fits the masks is none, and should cost nothing.
static NAMES: LazyLock<[Vec<Name>; 256]> = LazyLock::new(|| {
    let commands = COMMANDS.iter().map(|command| (command.name, Lead::Command(command)));
    let words = WORDS.iter().map(|&word| (word, Lead::Word));
    let phrases = phrase::NAMES.iter().map(|&name| (name, Lead::Phrase));
    let all = commands.chain(words).chain(phrases).chain([(VAULT, Lead::Vault), (SCHEME, Lead::Scheme)]);
    let mut names = [const { Vec::new() }; 256];
    for (text, lead) in all {
        for (at, clue) in clues(text) {
            names[usize::from(clue[0])].push(Name { text, lead, clue, at });
        }
    }
    names
});

/// The first clue in `name`, perhaps with the space or the tab behind it.
fn clues(name: &str) -> Vec<(usize, [u8; 3])> {
    let ends = [b' ', b'\t'].map(|end| [name.as_bytes(), &[end]].concat());
    let known = |three: &[u8; 3]| CLUES.iter().any(|group| group.contains(&three));
    let first = |text: &Vec<u8>| (0..name.len()).find_map(|at| Some((at, lower(text, at).filter(known)?)));
    let mut found: Vec<_> = ends.iter().filter_map(first).collect();
    found.dedup();
    found
}

/// Reports the password of the command, or of another word that stands for a secret, whose clue may start at `at`.
pub fn at_clue(text: &[u8], at: usize, found: &mut dyn FnMut(Assigned)) {
    let Some(clue) = lower(text, at) else { return };
    for name in NAMES[usize::from(clue[0])].iter().filter(|name| name.clue == clue && name.at <= at) {
        let start = at - name.at;
        if text[start..].starts_with(name.text.as_bytes()) {
            behind(text, Span::new(start, start + name.text.len()), name.lead, found);
        }
    }
}

fn behind(text: &[u8], name: Span, lead: Lead, found: &mut dyn FnMut(Assigned)) {
    let joins = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let whole = text[name.start] == b':' || !text[..name.start].last().is_some_and(joins);
    let mut say = |role: Role, value: Option<Span>| {
        if let Some(value) = value {
            found(Assigned { role, name, value });
        }
    };
    match lead {
        Lead::Vault => say(Role::Vault, vault(text, name)),
        Lead::Phrase => phrase::behind(text, name, found),
        _ if !whole => {}
        Lead::Scheme => say(Role::Basic, header::token(text, name.end)),
        Lead::Word => say(Role::Named(Class::Password), quoted_behind(text, name)),
        Lead::Command(command) => {
            let login = command.form == Form::Login;
            let role = if login { Role::Login } else { Role::Named(Class::Password) };
            say(role, password(text, name, command));
        }
    }
}

/// `IDENTIFIED BY 'v'` and `IDENTIFIED WITH plugin BY 'v'` of SQL, which strings of any language may hold, and
/// `ConvertTo-SecureString -String "v"`.
fn quoted_behind(text: &[u8], name: Span) -> Option<Span> {
    const PLUGIN: usize = 60;
    let rest = &text[name.end..text.len().min(name.end + LONGEST)];
    if name.of(text).starts_with(b"i") && !is_statement(text, name) {
        return None;
    }
    let by = match name.of(text) {
        [b':', ..] => usize::from(rest.starts_with(b" ")),
        [b'C', ..] if rest.starts_with(b" -String ") => b" -String ".len(),
        [b'C', ..] => 0,
        _ => rest.windows(4).take(PLUGIN).position(|four| four.eq_ignore_ascii_case(b" by "))? + 4,
    };
    let opens = rest[by..].iter().take_while(|b| matches!(b, b' ' | b'\\')).count() + by;
    let quote = *rest.get(opens).filter(|b| matches!(b, b'\'' | b'"'))?;
    let len = rest[opens + 1..].iter().position(|&b| b == quote || matches!(b, b'\n' | b'\\'))?;
    let ends = rest[opens + 1 + len] != b'\n' && len > 0;
    ends.then(|| Span::new(name.end + opens + 1, name.end + opens + 1 + len))
}

/// True when the statement that `name` stands in makes or changes a user; in prose things are identified by names.
fn is_statement(text: &[u8], name: Span) -> bool {
    const LOOK_BACK: usize = 160;
    const VERBS: [&[u8]; 4] = [b"alter ", b"create ", b"grant ", b"set "];
    let head = &text[name.start.saturating_sub(LOOK_BACK)..name.start];
    VERBS.iter().any(|verb| head.windows(verb.len()).any(|part| part.eq_ignore_ascii_case(verb)))
}

/// The first line of hexadecimal digits behind the header `$ANSIBLE_VAULT;1.1;AES256`.
fn vault(text: &[u8], name: Span) -> Option<Span> {
    /// The longest rest of a header, and the deepest indent.
    const SHORT: usize = 48;
    let line = name.end + text[name.end..].iter().take(SHORT).position(|&b| b == b'\n')?;
    let indent = text[line..].iter().take(SHORT).take_while(|b| b.is_ascii_whitespace()).count();
    let start = line + indent;
    let len = text[start..].iter().take(LONGEST).take_while(|b| b.is_ascii_hexdigit()).count();
    Some(Span::new(start, start + len))
}

fn password(text: &[u8], name: Span, command: &Command) -> Option<Span> {
    let limit = text.len().min(name.end + LONGEST);
    // The rest of the command itself: `mysqldump`.
    let mut at = name.end + text[name.end..limit].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    if !matches!(text.get(at), Some(b' ' | b'\t')) {
        return None;
    }
    let mut wanted = false;
    while let Some(word) = word(text, at, limit) {
        let bytes = word.of(text);
        if bytes.is_empty() || matches!(bytes, b"|" | b"||" | b"&&" | b";" | b">") {
            return None;
        }
        let apart = matches!(command.form, Form::Apart | Form::Source);
        let fits = |o: &&[u8]| if apart { bytes == *o } else { bytes.starts_with(o) };
        let option = command.options.iter().map(|o| o.as_bytes()).find(fits);
        let value = match option {
            _ if wanted => Some(word),
            // `-p'v'`: the quotes begin behind the option.
            Some(option) if option.len() == bytes.len() && is_quote(text, word.end) => {
                self::word(text, word.end, limit)
            }
            Some(option) if option.len() == bytes.len() => {
                wanted = command.form != Form::Glued;
                None
            }
            Some(option) if option.starts_with(b"--") => {
                (bytes[option.len()] == b'=').then(|| Span::new(word.start + option.len() + 1, word.end))
            }
            Some(option) => Some(Span::new(word.start + option.len(), word.end)),
            None => None,
        };
        if let Some(value) = value {
            return secret(text, value, command.form);
        }
        at = word.end + usize::from(is_quote(text, word.end));
    }
    None
}

/// A user of so many letters is a token.
const TOKEN: usize = 16;

fn is_quote(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(|b| matches!(b, b'"' | b'\''))
}

/// The next word from `at`, without the quotes around it. A line that ends in a backslash goes on.
fn word(text: &[u8], at: usize, limit: usize) -> Option<Span> {
    let mut at = at;
    loop {
        match text[at..limit] {
            [b' ' | b'\t', ..] => at += 1,
            [b'\\', b'\n', ..] => at += 2,
            [b'\\', b'\r', b'\n', ..] => at += 3,
            _ => break,
        }
    }
    let rest = &text[at..limit];
    let first = *rest.first()?;
    if matches!(first, b'"' | b'\'') {
        let len = rest[1..].iter().position(|&b| b == first || b == b'\n')?;
        return (rest[1 + len] == first).then_some(Span::new(at + 1, at + 1 + len));
    }
    let ends =
        |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b';' | b')' | b'<' | b'\\');
    let len = rest.iter().position(ends)?;
    (len > 0).then_some(Span::new(at, at + len))
}

fn secret(text: &[u8], value: Span, form: Form) -> Option<Span> {
    let quote = usize::from(value.of(text).first().is_some_and(|b| matches!(b, b'"' | b'\'')));
    let value = Span::new(value.start + quote, value.end);
    let bytes = value.of(text);
    let skipped = match form {
        // `-u TOKEN:`: services that know no users take the token in the place of one.
        Form::Login if bytes.len() > TOKEN && bytes.ends_with(b":") => {
            return Some(Span::new(value.start, value.end - 1));
        }
        Form::Login => bytes.iter().position(|&b| b == b':')? + 1,
        Form::Source if [&b"env:"[..], b"file:", b"fd:", b"stdin"].iter().any(|p| bytes.starts_with(p)) => {
            return None;
        }
        Form::Source if bytes.starts_with(b"pass:") => b"pass:".len(),
        _ => 0,
    };
    let value = Span::new(value.start + skipped, value.end);
    (!value.is_empty() && value.of(text)[0] != b'-').then_some(value)
}

#[cfg(test)]
mod tests;
