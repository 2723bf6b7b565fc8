//! A scan of changes finds what a scan of everything finds.

use std::sync::{LazyLock, Mutex, PoisonError};

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::blob::{Blob, Origin};
use crate::git::catalog::Base;
use crate::git::pack::delta::Copy;
use crate::secret::FingerprintKey;
use crate::source::history::delta::{Scratch, look};

const RULES: &str = r#"
provider = "Demo"
docs = "https://example.org/docs"
revoke = "https://example.org/revoke"
[[rule]]
id = "demo-token"
title = "Demo token"
severity = "high"
anchors = ["demo_"]
pattern = '\b(?P<secret>demo_[0-9a-z]{12,600})\b'
hits = [["demo_", "k3v9x2m7q1w8", "z5b4n6c0p2r7"]]
misses = [{ text = ["demo_", "k3v9"], why = "too short" }]
lifetime = "long-lived"
privilege = "full"
pair = "demo-near"
[[rule]]
id = "demo-near"
title = "Demo key"
severity = "high"
near = ["demokey"]
pattern = '(?P<secret>[0-9a-f]{16})'
hits = [["demokey = ", "0a1b2c3d4e5f6a7b"]]
misses = [{ text = ["other = ", "0a1b2c3d4e5f6a7b"], why = "no word" }]
lifetime = "long-lived"
privilege = "full"
pair = "demo-token"
[[rule]]
id = "demo-block"
title = "Demo block"
severity = "high"
anchors = ["-----BEGIN DEMO"]
pattern = '(?P<secret>-----BEGIN DEMO-----[0-9A-Za-z\s]{1,900}-----END)'
hits = [["-----BEGIN", " DEMO-----\nk3v9x2m7q1w8\n", "-----END"]]
misses = [{ text = ["-----BEGIN", " DEMO-----"], why = "no end" }]
lifetime = "long-lived"
privilege = "full"
pair = "demo-near"
pair_required = true
[[rule]]
id = "demo-url"
title = "Demo URL"
severity = "high"
anchors = ["demo://"]
pattern = 'demo://(?P<secret>[^@\s]{3,900})@'
hits = [["demo", "://k3v9x2m7q1w8", "@host"]]
misses = [{ text = ["demo", "://host"], why = "nobody" }]
lifetime = "long-lived"
privilege = "full"
"#;

fn rules() -> RuleSet {
    let (rules, _) = crate::load::parse("demo.toml", RULES).expect("rules");
    let mut set = RuleSet::builtin();
    set.extend(rules).expect("new ids");
    set
}

/// Pieces that make hits, break hits, or hold them only together with their neighbours.
fn piece() -> impl Strategy<Value = String> {
    let wrapped = "ZGVtb19rM3Y5eDJtN3Exdzh6\nNWI0bjZjMHAycjdhYmNkZWZnCg==\n";
    let fixed: Vec<String> = [
        "demo",
        "_",
        "k3v9x2m7q1w8",
        "demo_k3v9x2m7q1w8z5b4",
        " ",
        "\n",
        "\n\n",
        "x",
        "demokey = ",
        "0a1b2c3d4e5f6a7b",
        "0a1b2c3d",
        "-----BEGIN DEMO-----",
        "-----END",
        "-",
        "demo://",
        "user:pass",
        "@",
        "\\x64\\x65\\x6d\\x6f_k3v9x2m7q1w8z5",
        "%64%65mo_k3v9x2m7q1w8z5%20",
        "\\\"",
        "\" + \"",
        "\"\n  \"",
        "\\\n",
        "DATA=",
        wrapped,
        "=",
        "ZGVtb19rM3Y5eDJtN3Exdzh6NWI0bjZjMHAycjdhYmNkZWZn",
        "64656d6f5f6b33763978326d37713177387a35623420",
        "password = ",
        "\"api_key\": \"",
        "\"",
        "hT7_pq2Lx9Zr4v",
        ": ",
        "value",
        "secret",
        "9f86d081884c7d65",
        "Authorization: Bearer ",
        "r.SetBasicAuth(",
        "auth=(",
        "\"user\", ",
        "\"hT7_pq2Lx9Zr4v\"",
        ", ",
        ")",
        "name",
        ";",
        "\0",
        "\u{feff}",
    ]
    .map(str::to_owned)
    .to_vec();
    prop_oneof![
        12 => prop::sample::select(fixed),
        1 => (1usize..900).prop_map(|n| "k3v9 ".repeat(n / 5)),
        1 => (1usize..900).prop_map(|n| "q".repeat(n)),
        1 => (1usize..40).prop_map(|n| "some words on a line\n".repeat(n)),
        1 => (1usize..3).prop_map(|n| "long; ".repeat(n * 900)),
    ]
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

/// A part of a delta.
#[derive(Clone, Debug)]
enum Step {
    /// A copy from anywhere in the base.
    Copy(Index, Index),
    /// A copy of all from where the last one ended up to here.
    UpTo(Index),
    /// Leave a few bytes of the base out.
    Skip(usize),
    Insert(String),
}

/// Either copies from here and there, or the base in its order with a few edits, as most deltas are.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let scattered = prop_oneof![
        3 => any::<(Index, Index)>().prop_map(|(from, to)| Step::Copy(from, to)),
        2 => piece().prop_map(Step::Insert),
    ];
    let edit = (any::<Index>(), 0usize..30, piece())
        .prop_map(|(at, skip, new)| vec![Step::UpTo(at), Step::Skip(skip), Step::Insert(new)]);
    prop_oneof![
        1 => prop::collection::vec(scattered, 0..8),
        2 => prop::collection::vec(edit, 0..4).prop_map(|edits| edits.concat()),
    ]
}

fn build(base: &[u8], steps: &[Step]) -> (Vec<u8>, Vec<Copy>) {
    let (mut blob, mut copies) = (Vec::new(), Vec::<Copy>::new());
    let mut copy = |blob: &mut Vec<u8>, from: usize, to: usize| {
        if from >= to {
            return;
        }
        match copies.last_mut() {
            Some(last) if last.to + last.len == blob.len() && last.from + last.len == from => {
                last.len += to - from;
            }
            _ => copies.push(Copy { to: blob.len(), from, len: to - from }),
        }
        blob.extend_from_slice(&base[from..to]);
    };
    let mut done = 0;
    for step in steps {
        match step {
            Step::Copy(a, b) => {
                let (a, b) = (a.index(base.len() + 1), b.index(base.len() + 1));
                copy(&mut blob, a.min(b), a.max(b));
            }
            Step::UpTo(at) => {
                let at = at.index(base.len() + 1).max(done);
                copy(&mut blob, done, at);
                done = at;
            }
            Step::Skip(bytes) => done = (done + bytes).min(base.len()),
            Step::Insert(new) => blob.extend_from_slice(new.as_bytes()),
        }
    }
    if !matches!(steps.first(), Some(Step::Copy(..) | Step::Insert(_))) {
        copy(&mut blob, done, base.len());
    }
    (blob, copies)
}

static DEMO: LazyLock<RuleSet> = LazyLock::new(rules);
static INSPECTOR: LazyLock<Inspector<'static>> =
    LazyLock::new(|| Inspector::new(&DEMO, FingerprintKey::default()));

#[test]
fn the_same_bytes_at_another_path_are_judged_anew() {
    let scanner = HitScanner::new(&INSPECTOR, &DEMO, false);
    let text =
        concat!("# what it takes\napi_", "key = \"", "hT7pq2Lx", "9Zr4vKw8Nd3sB6mY1cQ5g\"\n").as_bytes();
    let copies = [Copy { to: 0, from: 0, len: text.len() }];
    let at = |path: &str, base| {
        look(&scanner, &RelPath::new(path.as_bytes()), text, base, &mut Scratch::default())
    };
    let first = at("app/a.py", None);
    let base = Base { bytes: text, carry: &first, copies: &copies };
    for path in ["app/b.py", "tests/a.py", "app/a.json"] {
        assert_eq!(at(path, Some(&base)).hits, at(path, None).hits, "{path}");
    }
    let path = RelPath::new(b"app/a.py");
    let binary = [text, b"\0"].concat();
    let told = |base| look(&scanner, &path, &binary, base, &mut Scratch::default()).hits;
    assert_eq!(told(Some(&base)), told(None));
    assert_ne!(told(None), first.hits, "less is believed of binary files");
    assert_ne!(at("tests/a.py", None).hits, first.hits, "less is believed of tests");
}

/// What a scan of `blob` as a delta against `base` finds, and what a whole scan does.
fn both(path: &str, base: &str, blob: &str) -> [Vec<Hit>; 2] {
    let path = RelPath::new(path.as_bytes());
    let start = base.bytes().zip(blob.bytes()).take_while(|(a, b)| a == b).count();
    let rest = base.len().min(blob.len()) - start;
    let end = base.bytes().rev().zip(blob.bytes().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let copies = [
        Copy { to: 0, from: 0, len: start },
        Copy { to: blob.len() - end, from: base.len() - end, len: end },
    ];
    let scan = |whole: bool, text: &str, base: Option<&Base<'_, Carry<HitScanner<'static>>>>| {
        let scanner = HitScanner::new(&INSPECTOR, &DEMO, whole);
        look(&scanner, &path, text.as_bytes(), base, &mut Scratch::default())
    };
    let before = scan(false, base, None);
    let base = Base { bytes: base.as_bytes(), carry: &before, copies: &copies };
    [scan(false, blob, Some(&base)).hits, scan(true, blob, None).hits]
}

#[test]
fn names_that_stand_far_from_their_values_are_looked_at_again() {
    let row = |n: usize| format!("user{n},hT7{n}pq2Lx9Zr{n}v,mail\n");
    let table =
        |rows: &[usize]| format!("user,password,mail\n{}", rows.iter().map(|&n| row(n)).collect::<String>());
    let rows: Vec<usize> = (100..150).collect();
    for at in [5, 20, 25, 28, 35, 49] {
        let less = [&rows[..at], &rows[at + 1..]].concat();
        let [delta, whole] = both("users.csv", &table(&less), &table(&rows));
        assert_eq!(delta, whole, "row {at}");
        assert!(!whole.is_empty());
    }
    let value = ["QmVhcnRyYXAg", "dGVzdCBvbmx5"].concat();
    for (before, behind) in [(0, 0), (100, 0), (300, 0), (500, 0), (560, 0), (0, 300), (0, 540)] {
        let manifest = |kind: &str, entry: &str| {
            let pad = |n: usize| format!("  note: {}\n", "x".repeat(n));
            let (first, last) = (pad(before), pad(behind));
            format!(
                "apiVersion: v1\n{last}{kind}\nmetadata:\n{first}data:\n{entry}  z.txt: eA==\n# end of it\n"
            )
        };
        let secret = manifest("kind: Secret", &format!("  a.txt: {value}\n"));
        for base in
            [manifest("kind: Secret", ""), manifest("kind: ConfigMap", &format!("  a.txt: {value}\n"))]
        {
            let [delta, whole] = both("secret.yaml", &base, &secret);
            assert_eq!(delta, whole, "{before} {behind}");
            let [delta, whole] = both("secret.yaml", &secret, &base);
            assert_eq!(delta, whole, "{before} {behind}, taken away");
        }
        let swap = |kind: &str| {
            format!("apiVersion: v1\ndata:\n  a.txt: {value}\n  b.txt: {}\n{kind}\n", "x".repeat(before))
        };
        let [delta, whole] = both("secret.yaml", &swap("kind: Secret"), &swap("kind: ConfigMap"));
        assert_eq!(delta, whole, "{before} behind, taken away");
        let without = swap("kind: Secret").replace(&format!("  a.txt: {value}\n"), "");
        let [delta, whole] = both("secret.yaml", &without, &swap("kind: Secret"));
        assert_eq!(delta, whole, "{before} behind");
    }
}

/// What all cases of the test below have scanned, so that parts are met again in every way.
static SCRATCH: LazyLock<Mutex<Scratch<HitScanner<'static>>>> = LazyLock::new(Mutex::default);

proptest! {
    #[test]
    fn a_delta_scan_finds_what_a_whole_scan_finds(base in text(), first in steps(), second in steps()) {
        let scanner = |whole| HitScanner::new(&INSPECTOR, &DEMO, whole);
        let (scanner, plain) = (scanner(false), scanner(true));
        let path = RelPath::new(b"file.txt");
        let mut scratch = SCRATCH.lock().unwrap_or_else(PoisonError::into_inner);
        let mut before = (look(&scanner, &path, &base, None, &mut scratch), base);
        // The last path is another place of the same kind of file, where less is believed.
        for (steps, path) in [(first, "file.txt"), (second, "tests/other.txt")] {
            let path = RelPath::new(path.as_bytes());
            let (blob, copies) = build(&before.1, &steps);
            let whole = look(&plain, &path, &blob, None, &mut Scratch::default());
            let base = Base { bytes: &before.1, carry: &before.0, copies: &copies };
            let carry = look(&scanner, &path, &blob, Some(&base), &mut scratch);
            prop_assert_eq!(&carry.hits, &whole.hits, "{}", String::from_utf8_lossy(&blob));
            let origin = Origin::file(path.clone());
            let seen = Blob { bytes: &blob, origin: &origin };
            let (told, outline) = (INSPECTOR.findings(seen, &carry.hits), INSPECTOR.outline(seen, &carry.hits));
            let names = told.findings.iter().map(|found| (found.fingerprint.clone(), found.confidence));
            prop_assert_eq!(&outline.findings, &names.collect::<Vec<_>>());
            prop_assert_eq!((outline.candidates, outline.dropped), (told.candidates, told.dropped.len()));
            before = (carry, blob);
        }
    }
}
