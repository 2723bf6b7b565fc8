//! Random tokens of a format that is written as a regular expression, and texts that are almost tokens.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::random::Random;

/// A format: literals, classes of characters and how often they repeat.
pub struct Format {
    hir: Hir,
}

/// The longest stretch of a token that was drawn from one class: neighbours differ there.
struct Stretch {
    from: usize,
    len: usize,
    class: Vec<u8>,
}

/// A text that is almost a token, and how it differs.
pub struct Neighbour {
    pub text: String,
    pub what: &'static str,
}

const UUID: &str = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
/// How much longer than its minimum a stretch without a maximum becomes.
const OPEN: usize = 40;
/// Characters that some class lacks, most telling first.
const FOREIGN: &[u8] = b"zZ0-!";

impl Format {
    /// Reads `text`; `<uuid>` stands for a random UUID.
    pub fn new(text: &str) -> Self {
        let pattern = text.replace("<uuid>", UUID);
        let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
        Self { hir: parser.parse(&pattern).unwrap_or_else(|e| panic!("{text}: {e}")) }
    }

    /// What the group `secret` of a rule's pattern matches.
    pub fn of_secret(pattern: &str) -> Option<Self> {
        let hir = ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern).ok()?;
        secret(&hir).map(|hir| Self { hir: hir.clone() })
    }

    /// True when `token` has the format.
    pub fn fits(&self, token: &str) -> bool {
        let pattern = format!("^(?-u:{})$", self.hir);
        regex::Regex::new(&pattern).expect("it was parsed before").is_match(token)
    }

    /// A random token.
    pub fn make(&self, random: &mut Random) -> String {
        String::from_utf8(self.make_bytes(random)).expect("formats are ASCII")
    }

    /// A random token, of bytes that need not be text.
    pub fn make_bytes(&self, random: &mut Random) -> Vec<u8> {
        let mut out = Vec::new();
        draw(&self.hir, random, &mut out, &mut Vec::new());
        out
    }

    /// `token` one character shorter, one longer, and with a character that its class lacks. Formats whose length
    /// varies have none.
    pub fn neighbours(&self, token: &str, random: &mut Random) -> Vec<Neighbour> {
        let properties = self.hir.properties();
        if properties.minimum_len() != properties.maximum_len() {
            return Vec::new();
        }
        // Every token has the same layout, so that of any other one tells where the stretches are.
        let mut stretches = Vec::new();
        draw(&self.hir, random, &mut Vec::new(), &mut stretches);
        let Some(longest) = stretches.into_iter().max_by_key(|stretch| stretch.len) else {
            return Vec::new();
        };
        let at = longest.from + random.below(longest.len);
        let (before, after) = (&token[..at], &token[at + 1..]);
        let own = char::from(random.pick(&longest.class));
        let mut found = vec![
            Neighbour { text: format!("{before}{after}"), what: "shorter" },
            Neighbour { text: format!("{before}{own}{}", &token[at..]), what: "longer" },
        ];
        if let Some(&foreign) = FOREIGN.iter().find(|b| !longest.class.contains(b)) {
            let text = format!("{before}{}{after}", char::from(foreign));
            found.push(Neighbour { text, what: "of other characters" });
        }
        found
    }
}

fn secret(hir: &Hir) -> Option<&Hir> {
    match hir.kind() {
        HirKind::Capture(group) if group.name.as_deref() == Some("secret") => Some(&group.sub),
        HirKind::Capture(group) => secret(&group.sub),
        HirKind::Repetition(repetition) => secret(&repetition.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().find_map(secret),
        _ => None,
    }
}

fn draw(hir: &Hir, random: &mut Random, out: &mut Vec<u8>, stretches: &mut Vec<Stretch>) {
    match hir.kind() {
        HirKind::Literal(literal) => out.extend_from_slice(&literal.0),
        HirKind::Class(class) => out.push(random.pick(&bytes_of(class))),
        HirKind::Repetition(repetition) => {
            let from = out.len();
            let least = repetition.min as usize;
            let most = repetition.max.map_or(least + OPEN, |max| max as usize);
            for _ in 0..least + random.below(most - least + 1) {
                draw(&repetition.sub, random, out, stretches);
            }
            if let HirKind::Class(class) = repetition.sub.kind() {
                stretches.push(Stretch { from, len: out.len() - from, class: bytes_of(class) });
            }
        }
        HirKind::Capture(capture) => draw(&capture.sub, random, out, stretches),
        HirKind::Concat(parts) => parts.iter().for_each(|part| draw(part, random, out, stretches)),
        HirKind::Alternation(parts) => draw(&parts[random.below(parts.len())], random, out, stretches),
        HirKind::Empty | HirKind::Look(_) => {}
    }
}

fn bytes_of(class: &Class) -> Vec<u8> {
    match class {
        Class::Bytes(bytes) => bytes.ranges().iter().flat_map(|r| r.start()..=r.end()).collect(),
        Class::Unicode(_) => unreachable!("Unicode is off"),
    }
}
