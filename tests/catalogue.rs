//! Holds the rules against a list of the formats that are publicly known.
//!
//! `tests/catalogue.tsv` has one format a line: the rule that must find it, who issues it, names of variables that
//! hold it, the format as a regular expression, the proof whose sum a token must have, and rules that may find it
//! instead, since nothing tells them apart. Tokens made from that are put into the shapes in which people write them.

#[path = "catalogue/format.rs"]
#[expect(dead_code, reason = "only the formats of the list are read here, no patterns of rules")]
mod format;
#[path = "../examples/forge/formats.rs"]
mod formats;
#[path = "../examples/forge/keys.rs"]
mod keys;
#[path = "../examples/forge/labels.rs"]
mod labels;
#[path = "../examples/forge/random.rs"]
#[expect(dead_code, reason = "tests start from chosen seeds only")]
mod random;
#[path = "catalogue/shapes.rs"]
mod shapes;
#[path = "../examples/forge/structures.rs"]
mod structures;

use std::collections::BTreeMap;

use beartrap::blob::{Blob, Origin, RelPath};
use beartrap::detect::trigger::looks_random;
use beartrap::finding::Confidence;
use beartrap::inspect::Inspector;
use beartrap::rule::shape::MIN_STRETCH;
use beartrap::rule::{Rule, RuleSet, Str, Trigger};
use beartrap::secret::FingerprintKey;
use format::Format;
use random::Random;
use shapes::Shape;

/// One line of the list.
struct Entry {
    rule: &'static str,
    provider: Option<&'static str>,
    names: Vec<&'static str>,
    format: Option<Format>,
    forge: Option<&'static str>,
    same: Vec<&'static str>,
}

fn entries() -> Vec<Entry> {
    let list = include_str!("catalogue.tsv");
    list.lines().skip(1).map(entry).collect()
}

fn entry(line: &'static str) -> Entry {
    let fields: Vec<&str> = line.split('\t').collect();
    let [rule, provider, names, format, forge, same] = fields[..] else {
        panic!("catalogue.tsv: six fields a line, not {}: {line}", fields.len())
    };
    let given = |field: &'static str| (field != "-").then_some(field);
    Entry {
        rule,
        provider: given(provider),
        names: names.split(',').collect(),
        format: given(format).map(Format::new),
        forge: given(forge),
        same: given(same).map(|same| same.split(',').collect()).unwrap_or_default(),
    }
}

impl Entry {
    fn has_rule(&self, set: &RuleSet) -> bool {
        std::iter::once(&self.rule).chain(&self.same).any(|rule| set.by_id(rule).is_some())
    }

    /// True when `token` has nothing that shows a place to look at: no prefix, and signs cut it into pieces that are too
    /// short. It is found only as the value of a name.
    fn needs_assignment(&self, set: &RuleSet, token: &str) -> bool {
        let pieces = || token.split(|c: char| !c.is_ascii_alphanumeric());
        let shows = |piece: &str| piece.len() >= MIN_STRETCH && looks_random(piece.as_bytes());
        set.by_id(self.rule).is_some_and(|rule| match rule.trigger {
            Trigger::Assignment => true,
            Trigger::Stretch | Trigger::RunAnchor => !pieces().any(shows),
            _ => false,
        })
    }

    /// True when `token` starts with something that is no word and that no other provider's tokens start with: then
    /// what is only almost a token must not be believed for its name either.
    fn has_own_prefix(&self, set: &RuleSet, token: &str) -> bool {
        let own = |rule: &&Rule| rule.trigger == Trigger::Prefix && rule.near.is_empty();
        let words = ["secret_", "secret-", "client-", "key-", "sk_live_"];
        let shared = |rule: &Rule, anchor: &Str| {
            set.rules().iter().any(|other| other.provider != rule.provider && other.anchors.contains(anchor))
        };
        set.by_id(self.rule).filter(own).is_some_and(|rule| {
            let telling = |anchor: &&Str| !words.contains(&&***anchor) && !shared(rule, anchor);
            rule.anchors.iter().filter(telling).any(|anchor| token.starts_with(&**anchor))
        })
    }

    /// A token; the proof's own maker makes it where a sum must be right.
    fn token(&self, format: &Format, random: &mut Random) -> String {
        let Some(proof) = self.forge else { return format.make(random) };
        let makers: Vec<_> = formats::all().filter(|maker| maker.name == proof).collect();
        let made = (0..200).map(|_| (random.pick(&makers).forge)(random));
        made.into_iter().find(|token| format.fits(token)).unwrap_or_else(|| {
            panic!("{}: {proof} makes no token of this format", self.rule);
        })
    }
}

/// True for rules that go by names alone.
fn is_generic(rule: &str) -> bool {
    rule.starts_with("generic-")
}

/// What an inspection of one shape came to.
struct Seen {
    /// The rules that found something at default confidence.
    found: Vec<String>,
    /// What was not believed, and why.
    doubts: Vec<String>,
}

impl Seen {
    fn finds(&self, entry: &Entry) -> bool {
        self.found.iter().any(|rule| rule == entry.rule || entry.same.contains(&rule.as_str()))
    }

    fn tale(&self, entry: &Entry) -> String {
        let own = |doubt: &&String| doubt.starts_with(entry.rule);
        let doubt = self.doubts.iter().find(own).map(String::as_str);
        format!("found [{}] {}", self.found.join(" "), doubt.unwrap_or("no candidate"))
    }
}

fn see(inspector: &Inspector<'_>, shape: &Shape) -> Seen {
    let origin = Origin::file(RelPath::new(shape.path.as_bytes()));
    let inspection = inspector.inspect(Blob { bytes: shape.text.as_bytes(), origin: &origin });
    let (sure, unsure): (Vec<_>, Vec<_>) =
        inspection.findings.into_iter().partition(|finding| finding.confidence >= Confidence::Medium);
    let low = unsure.into_iter().map(|finding| format!("{}: low confidence", finding.rule));
    let dropped = inspection.dropped.into_iter().map(|d| format!("{}: {}: {}", d.rule, d.check, d.why));
    Seen {
        found: sure.into_iter().map(|finding| finding.rule).collect(),
        doubts: low.chain(dropped).collect(),
    }
}

#[test]
fn every_known_format_has_a_rule() {
    let set = RuleSet::builtin();
    let missing: Vec<_> =
        entries().into_iter().filter(|entry| !entry.has_rule(&set)).map(|entry| entry.rule).collect();
    assert!(missing.is_empty(), "no rule for {missing:#?}");
}

#[test]
fn tokens_are_found_in_every_shape() {
    let set = RuleSet::builtin();
    let inspector = Inspector::new(&set, FingerprintKey::default());
    let mut faults = Vec::new();
    for (number, entry) in entries().iter().enumerate() {
        let Some(format) = &entry.format else { continue };
        let mut missed: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for seed in 0..2 {
            let mut random = Random::new(number as u64 * 1000 + seed);
            let token = entry.token(format, &mut random);
            let cut = entry.needs_assignment(&set, &token);
            for shape in shapes::around(entry.provider, &entry.names, &token) {
                if cut && !shape.assigned {
                    continue;
                }
                let seen = see(&inspector, &shape);
                if !seen.finds(entry) {
                    missed.entry(seen.tale(entry)).or_default().push(shape.path);
                }
            }
        }
        let faulty = missed
            .iter()
            .map(|(tale, paths)| format!("{}: {tale} ({}: {})", entry.rule, paths.len(), paths.join(" ")));
        faults.extend(faulty);
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn neighbours_are_not_found() {
    let set = RuleSet::builtin();
    let inspector = Inspector::new(&set, FingerprintKey::default());
    let mut faults = Vec::new();
    for (number, entry) in entries().iter().enumerate() {
        let Some(format) = &entry.format else { continue };
        let mut random = Random::new(number as u64);
        let token = entry.token(format, &mut random);
        for neighbour in format.neighbours(&token, &mut random) {
            for shape in shapes::around(entry.provider, &entry.names, &neighbour.text) {
                let found = see(&inspector, &shape).found;
                let believed =
                    entry.has_own_prefix(&set, &token) && found.iter().any(|rule| is_generic(rule));
                if believed || found.iter().any(|rule| rule == entry.rule) {
                    faults.push(format!("{}: {} in {}", entry.rule, neighbour.what, shape.path));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
