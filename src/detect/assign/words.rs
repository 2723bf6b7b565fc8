//! The words of a name, and what they say about the value: password, token, key, or nothing secret at all.

mod list;

use self::list::{Shapes, WordList, has_shape, with_shape};
use Class::{Auth, Key, Password, Secret, Token};

/// What kind of secret a name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// What a person chose: `db_password`.
    Password,
    /// Handed out by a service: `access_token`.
    Token,
    /// `client_secret`.
    Secret,
    /// `api_key`; names of keys that open nothing are no class at all.
    Key,
    /// `auth`, `credentials`: may hold anything.
    Auth,
}

/// A name, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The kind of secret.
    pub class: Class,
    /// Whether the name leaves no doubt: `api_key` and `auth_token` do not, `key` and `token` alone may be a map's key
    /// or a parser's token.
    pub sure: bool,
}

/// Words that name a secret wherever they end a name, also glued to others: `mypassword`, `clientsecret`.
#[rustfmt::skip]
const HEADS: &[(&str, Class, bool)] = &[
    ("password", Password, true), ("passwd", Password, true), ("passphrase", Password, true),
    ("passcode", Password, true), ("pwd", Password, true), ("apikey", Key, true), ("secretkey", Key, true),
    ("accesskey", Key, true), ("authkey", Key, true), ("privatekey", Key, true), ("appkey", Key, true),
    ("apitoken", Token, true), ("authtoken", Token, true), ("accesstoken", Token, true),
    ("authcode", Token, true), ("authorizationcode", Token, true),
    ("token", Token, false), ("secret", Secret, false), ("credential", Auth, false),
    ("credentials", Auth, false),
];

/// Words that count only as whole words.
#[rustfmt::skip]
const WHOLE: &[(&str, Class, bool)] = &[
    ("pass", Password, false), ("requirepass", Password, true), ("storepass", Password, true),
    ("keypass", Password, true), ("keystorepass", Password, true), ("masterauth", Password, true), ("salt", Secret, false),
    ("passw", Password, true), ("userpass", Password, true),
    ("dbpass", Password, true), ("rootpass", Password, true), ("adminpass", Password, true),
    ("passwort", Password, true), ("passwords", Password, false), ("key", Key, false),
    ("auth", Auth, false), ("authorization", Auth, true), ("authentication", Auth, false),
    ("bearer", Token, false), ("creds", Auth, false), ("cred", Auth, false), ("secrets", Secret, false),
    ("tokens", Token, false), ("keys", Key, false), ("sid", Auth, false), ("pskey", Key, false),
    ("aeskey", Key, true), ("nkey", Key, false), ("xkey", Key, false), ("licensekey", Key, false),
    ("masterkey", Key, true), ("sessionkey", Key, true), ("subscriptionkey", Key, true),
    ("accountkey", Key, true), ("storagekey", Key, true), ("signingkey", Key, true),
    ("encryptionkey", Key, true), ("sharedkey", Key, true), ("sharedaccesskey", Key, true),
    ("consumerkey", Key, true), ("servicekey", Key, true),
];

/// Words that make sure of a key, token or secret when they stand anywhere in its name.
#[rustfmt::skip]
const SURE: WordList = WordList::new(&[
    "access", "account", "admin", "aes", "api", "app", "application", "auth", "authorization", "aws",
    "azure", "bearer", "bot", "certificate", "cipher", "client", "consumer", "cookie", "credential", "crypto", "csrf",
    "db", "deploy", "des", "encrypt", "encryption", "github", "gitlab", "google", "hmac", "integration",
    "jwt", "license", "live", "logged", "login", "master", "npm", "oauth", "oauth2", "passkey", "personal",
    "preshared", "private", "refresh", "request", "root", "rsa", "secret", "secure", "security", "server",
    "service", "session", "shared", "sign", "signing", "slack", "ssh", "storage", "stripe", "subscription",
    "token", "twilio", "twitter", "webhook", "write",
]);

/// Keys with one of these words open nothing.
#[rustfmt::skip]
const HARMLESS_KEYS: WordList = WordList::new(&[
    "alt", "arrow", "attr", "attribute", "bucket", "button", "cache", "candidate", "child", "cluster",
    "column", "composite", "ctrl", "current", "data", "dedup", "default", "dict", "down", "event", "field",
    "first", "foreign", "function", "group", "hash", "header", "host", "hot", "i18n", "id", "idempotency",
    "index", "issue", "keyboard", "known", "label", "last", "license", "locale", "lookup", "map", "message",
    "meta", "modifier", "natural", "next", "node", "object", "option", "other", "param", "parent",
    "partition", "press", "prev", "primary", "project", "pub", "public", "publishable", "query", "range",
    "record", "routing", "row", "search", "sequence", "setting", "sheet", "shift", "short", "shortcut", "site", "sitekey",
    "slot", "socket", "sort", "spreadsheet", "table", "tag", "trans", "translation", "unique", "up", "websocket",
]);

/// Tokens with one of these words open nothing: places in a list, marks of a request.
#[rustfmt::skip]
const HARMLESS_TOKENS: WordList = WordList::new(&[
    "anti", "cancellation", "change", "checkpoint", "continuation", "csrf", "idempotency", "idempotent",
    "lifecycle", "next", "page", "pagination", "paging", "postman", "previous", "public", "resume", "starting", "sync",
    "xsrf",
]);

/// Passwords with one of these words are none, or the digest of one.
#[rustfmt::skip]
const NO_PASSWORD: WordList = WordList::new(&[
    "ask", "bcrypt", "by", "bypass", "hashed", "md", "missing", "no", "prompt", "required", "sha",
]);

/// Words at the end of a name that speak of how a value is written; the word before them names it.
#[rustfmt::skip]
const FORMS: WordList = WordList::new(&[
    "b", "base", "bytes", "default", "encoded", "hex", "literal", "plain", "raw", "str", "string", "val", "value",
]);

/// Last words that turn a name into something about a secret: `token_url`, `password_length`, `key_id`.
#[rustfmt::skip]
const ABOUT: WordList = WordList::new(&[
    "action", "adapter", "age", "alg", "algo", "algorithm", "arg", "args", "argument", "arn", "at", "attr",
    "attribute", "audience", "audiences", "backend", "bits", "btn", "button", "cache", "callback",
    "changed", "charset", "checksum", "class", "cmd", "color", "colour", "column", "command", "comment",
    "context", "cost", "count", "counter", "date", "delimiter", "desc", "description", "details", "dialog",
    "digest", "dir", "disabled", "doc", "docs", "domain", "driver", "duration", "element", "email",
    "enabled", "encoder", "encoding", "endpoint", "engine", "env", "err", "error", "errors", "event",
    "example", "exists", "expiration", "expire", "expired", "expires", "expiry", "factory", "field",
    "fields", "file", "filename", "files", "fingerprint", "flow", "fn", "folder", "form", "format", "func",
    "function", "generator", "grant", "group", "guid", "handler", "hash", "hashed", "hasher", "header",
    "headers", "help", "hint", "host", "hostname", "icon", "id", "ids", "idx", "index", "info", "input",
    "interval", "invalid", "issuer", "iterations", "iv", "kind", "label", "len", "length", "level",
    "lifetime", "limit", "link", "list", "locator", "manager", "map", "match", "max", "message", "messages",
    "metadata", "method", "middleware", "min", "mode", "model", "module", "msg", "name", "names",
    "namespace", "nonce", "note", "num", "number", "offset", "on", "optional", "package", "page", "param",
    "parameter", "params", "path", "paths", "pattern", "placeholder", "plugin", "policy", "port", "prefix",
    "property", "provider", "rate", "re", "realm", "ref", "regex", "regexp", "request", "required", "reset",
    "resource", "response", "result", "role", "rotation", "rounds", "rule", "schema", "scope",
    "scopes", "screen", "script", "selector", "separator", "service", "set", "size", "sizes", "source",
    "state", "status", "storage", "store", "strength", "style", "suffix", "table", "template", "test",
    "text", "time", "timeout", "title", "ttl", "type", "types", "uid", "uri", "uris", "url", "urls",
    "usage", "user", "username", "valid", "validation", "validator", "var", "variable", "version", "view",
    "warning", "xpath",
]);

const WHOLE_SHAPES: Shapes = {
    let (mut shapes, mut i) = ([0; 26], 0);
    while i < WHOLE.len() {
        shapes = with_shape(shapes, WHOLE[i].0);
        i += 1;
    }
    shapes
};

/// The most words that a name is split into; the last ones count.
const MAX_WORDS: usize = 12;

/// Reads a name; `None` when it promises no secret.
#[must_use]
pub fn read(name: &[u8]) -> Option<Reading> {
    let mut words = Words::of(name);
    while words.count > 1 && FORMS.has(&words.list[words.count - 1]) {
        words.count -= 1;
    }
    let last = words.last()?;
    if ABOUT.has(last) {
        return None;
    }
    let rest = &words.list[..words.count - 1];
    let (class, sure) = head(last).or_else(|| code(last, rest.last()?))?;
    let any_of = |list: &WordList| rest.iter().any(|word| list.has(word));
    let any = |list: &[&str]| rest.iter().any(|word| list.iter().any(|w| word.is(w)));
    if class == Key && !sure && harmless_key(name, rest) {
        return None;
    }
    let of_request = || any(&["client"]) && any(&["request"]);
    // The token of a new etcd cluster only keeps clusters apart.
    let of_cluster = || any(&["initial"]) && any(&["cluster"]);
    if class != Password && (any_of(&HARMLESS_TOKENS) || of_request() || of_cluster()) {
        return None;
    }
    // What is left of a secret that somebody else keeps.
    if any(&["hashed"]) {
        return None;
    }
    // `NOPASSWD` of sudo, `no_password`, `--ask-password`, `MISSING_PASSWORD` of a list of errors, and `SHA256_PASSWORD`, which holds a digest.
    if class == Password && (any_of(&NO_PASSWORD) || last.is("nopasswd") || last.is("nopassword")) {
        return None;
    }
    // `existingSecret` of charts names one; a salt alone may be known, `AUTH_SALT` signs cookies.
    if any(&["existing"]) || last.is("salt") && !any_of(&SURE) {
        return None;
    }
    Some(Reading { class, sure: sure || any_of(&SURE) })
}

/// True for keys that open nothing. In `appAuthData.setAppKey` only what is set counts, not what it belongs to.
fn harmless_key(name: &[u8], rest: &[Word<'_>]) -> bool {
    let last = name.rsplit(|&b| b == b'.').next().unwrap_or(name);
    let own = if last.len() < name.len() { Words::of(last).count.saturating_sub(1) } else { rest.len() };
    let rest = if own == 0 { rest } else { &rest[rest.len() - own.min(rest.len())..] };
    let open = ["secret", "private", "api"];
    rest.iter().any(|word| HARMLESS_KEYS.has(word))
        && !rest.iter().any(|word| open.iter().any(|w| word.is(w)))
}

/// What a last word names.
fn head(word: &Word<'_>) -> Option<(Class, bool)> {
    let whole = || WHOLE.iter().find(|(text, ..)| word.is(text));
    let glued = || HEADS.iter().find(|(text, ..)| word.ends_with(text));
    let whole = if has_shape(&WHOLE_SHAPES, word.0) { whole() } else { None };
    whole.or_else(glued).map(|&(_, class, sure)| (class, sure))
}

/// `auth_code`, `oauth_verifier`: what a login hands out once. `password_confirmation`: the password again.
fn code(last: &Word<'_>, before: &Word<'_>) -> Option<(Class, bool)> {
    if ["confirmation", "confirm", "repeat"].iter().any(|w| last.is(w)) && before.is("password") {
        return Some((Password, true));
    }
    let once = ["code", "verifier"].iter().any(|w| last.is(w));
    (once && ["auth", "authorization", "oauth"].iter().any(|w| before.is(w))).then_some((Token, true))
}

/// A part of a name, without separators and digits at its end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word<'n>(&'n [u8]);

impl Word<'_> {
    /// True when the word is `text` (lower case), in any case.
    #[must_use]
    #[inline]
    pub fn is(&self, text: &str) -> bool {
        self.0.len() == text.len() && self.ends_with(text)
    }

    /// True when the word ends in `text` (lower case), in any case: `BasicAuth`, `basicauth`.
    #[must_use]
    pub fn is_glued(&self, text: &str) -> bool {
        self.ends_with(text)
    }

    #[inline]
    fn ends_with(&self, text: &str) -> bool {
        // One letter tells nearly all words apart.
        let last = |bytes: &[u8]| bytes.last().map(|b| b | 0x20);
        let from = self.0.len().checked_sub(text.len());
        last(self.0) == last(text.as_bytes())
            && from.is_some_and(|from| self.0[from..].eq_ignore_ascii_case(text.as_bytes()))
    }
}

/// The words of a name: split at separators, digits and where the case changes.
#[derive(Debug)]
pub struct Words<'n> {
    list: [Word<'n>; MAX_WORDS],
    count: usize,
}

impl<'n> Words<'n> {
    /// The last words of `name`.
    #[must_use]
    pub fn of(name: &'n [u8]) -> Self {
        let mut words = Self { list: [Word::default(); MAX_WORDS], count: 0 };
        let (mut start, mut before) = (0, Letter::None);
        for (at, &b) in name.iter().enumerate() {
            let letter = Letter::of(b);
            // The case changes in `apiKey`, and in `APIKey` before its `K`.
            let changes = || before == Letter::Lower || name.get(at + 1).is_some_and(u8::is_ascii_lowercase);
            if letter == Letter::None {
                words.push(&name[start..at]);
                start = at + 1;
            } else if letter == Letter::Upper && before != Letter::None && changes() {
                words.push(&name[start..at]);
                start = at;
            }
            before = letter;
        }
        words.push(&name[start..]);
        words
    }

    /// The words, first to last.
    pub fn iter(&self) -> impl Iterator<Item = &Word<'n>> {
        self.list[..self.count].iter()
    }

    fn last(&self) -> Option<&Word<'n>> {
        self.list[..self.count].last()
    }

    fn push(&mut self, word: &'n [u8]) {
        if word.is_empty() {
            return;
        }
        if self.count == MAX_WORDS {
            self.list.copy_within(1.., 0);
            self.count -= 1;
        }
        self.list[self.count] = Word(word);
        self.count += 1;
    }
}

/// The case of a letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letter {
    /// No letter.
    None,
    Lower,
    Upper,
}

impl Letter {
    #[inline]
    fn of(b: u8) -> Self {
        match b {
            b'a'..=b'z' => Self::Lower,
            b'A'..=b'Z' => Self::Upper,
            _ => Self::None,
        }
    }
}

#[cfg(test)]
mod tests;
