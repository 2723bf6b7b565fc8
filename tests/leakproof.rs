//! No output of any command holds a secret: canaries of every shape are planted, and every output is read.
//!
//! A canary may show its public prefix and its last four characters. No six further characters in a row may appear,
//! as they are or in base64, hexadecimal or percent encoding.

#![allow(clippy::disallowed_methods, reason = "tests start programs and look at whole secrets")]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use beartrap::report::FORMATS;

/// A planted secret.
struct Canary {
    /// The rule that finds it; nothing for one that only `--min-confidence low` finds, or none.
    rule: Option<&'static str>,
    /// The file with it.
    file: &'static str,
    text: String,
    /// What no output may hold a part of.
    private: String,
}

/// Characters in a row that may not be shown.
const WINDOW: usize = 6;

fn groq() -> String {
    ["gsk_", "n4Xw8ZrQ2tLm7VbK9pYc", "WGdyb3FY", "H3sJf6Tg1Ua5eRi0oPqS2dMv"].concat()
}

fn stripe() -> String {
    ["sk_", "live_", "7Kq3vTzWm9XcB2nLfR8pYd4H"].concat()
}

/// A private key of Ed25519 in PKCS #8 (RFC 8410): a fixed head and 32 bytes.
fn key_body() -> String {
    let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    der.extend((0..32_u32).map(|i| (i.wrapping_mul(2_654_435_761).wrapping_add(0x9e37) >> 13) as u8));
    STANDARD.encode(der)
}

fn jwt() -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let signature: Vec<u8> =
        (0..32_u32).map(|i| (i.wrapping_mul(40_503).wrapping_add(77) >> 5) as u8).collect();
    [
        part(r#"{"alg":"HS256","typ":"JWT"}"#),
        part(
            r#"{"role":"service_role","iss":"supabase","ref":"zzqkwjxv","iat":1700000000,"exp":2015000000}"#,
        ),
        URL_SAFE_NO_PAD.encode(signature),
    ]
    .join(".")
}

fn canaries() -> Vec<Canary> {
    let (groq, stripe, key, jwt) = (groq(), stripe(), key_body(), jwt());
    let password = ["rV9", "kzTq", "47wXmLd"].concat();
    let own = ["Wm4t", "Zx8q", "Lv2nKs7y"].concat();
    let (begin, end) =
        (["-----BEGIN ", "PRIVATE KEY-----"].concat(), ["-----END ", "PRIVATE KEY-----"].concat());
    let canary = |rule, file, text: String, private: &str| Canary {
        rule: Some(rule),
        file,
        text,
        private: private.to_owned(),
    };
    vec![
        canary("groq-api-key", "a.env", format!("GROQ_API_KEY={groq}\n"), &groq[4..groq.len() - 4]),
        canary(
            "stripe-live-secret-key",
            "escapes.py",
            format!("\u{1b}[31m\u{202e}\r\nstripe = \"{stripe}\" \u{7}\u{1b}]0;x\u{7}\n"),
            &stripe[8..],
        ),
        canary(
            "pem-private-key",
            "id.pem",
            format!("{begin}\n{}\n{}\n{end}\n", &key[..40], &key[40..]),
            &key,
        ),
        canary(
            "postgresql-postgres-uri",
            "url.py",
            format!("db = \"postgres://app:{password}@db.corp.internal:5432/app\"\n"),
            &password,
        ),
        canary("supabase-service-role-key", "jwt.js", format!("const token = \"{jwt}\";\n"), &jwt[37..]),
        canary(
            "groq-api-key",
            "wrapped.yaml",
            format!("data: {}\n", STANDARD.encode(format!("GROQ_API_KEY={groq}\n"))),
            &groq[4..groq.len() - 4],
        ),
        canary("generic-password", "settings.py", format!("DB_PASSWORD = \"{own}\"\n"), &own),
        Canary {
            rule: None,
            file: "twice.py",
            text: format!("a = \"{stripe}\"; b = \"{groq}\"; password = \"{own}\"\n"),
            private: own.clone(),
        },
    ]
}

/// Everything that may not appear in an output.
fn forbidden() -> Vec<String> {
    let mut all = Vec::new();
    for canary in canaries() {
        let bytes = canary.private.as_bytes();
        let hex = |bytes: &[u8]| {
            bytes.iter().fold(String::new(), |mut text, b| {
                let _ = write!(text, "{b:02x}");
                text
            })
        };
        for part in bytes.windows(WINDOW) {
            let text = std::str::from_utf8(part).expect("canaries are ASCII");
            all.push(text.to_owned());
            all.push(hex(part));
            all.push(hex(part).to_uppercase());
            all.push(part.iter().map(|b| format!("%{b:02X}")).collect());
        }
        // Whole groups of three bytes, at each of the three ways to fall into groups.
        for start in 0..3 {
            let whole = (bytes.len() - start) / 3 * 3;
            let text = STANDARD.encode(&bytes[start..start + whole]);
            all.extend((0..text.len().saturating_sub(11)).map(|at| text[at..at + 12].to_owned()));
        }
    }
    all.sort();
    all.dedup();
    all
}

struct Stage {
    folder: tempfile::TempDir,
    forbidden: aho_corasick::AhoCorasick,
    outputs: usize,
}

impl Stage {
    /// A repository with all canaries: committed, staged, and one in the names of a folder and a file that have findings.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let stage = Self {
            forbidden: aho_corasick::AhoCorasick::new(forbidden()).expect("patterns"),
            folder,
            outputs: 0,
        };
        stage.git(&["init", "-q", "-b", "main"]);
        for canary in canaries() {
            fs::write(stage.path().join(canary.file), canary.text).expect("a file");
        }
        let named = stage.path().join("named").join(groq());
        fs::create_dir_all(&named).expect("a folder");
        for name in ["a.env".to_owned(), format!("b_{}.txt", groq())] {
            fs::write(named.join(name), format!("STRIPE_KEY={}\n", stripe())).expect("a file");
        }
        stage.git(&["add", "-A"]);
        stage.git(&["commit", "-q", "-m", &format!("Use {}", stripe())]);
        stage
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, args: &[&str]) {
        let identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
        let mut command = Command::new("git");
        command.args(identity).args(args).current_dir(self.path());
        let status = command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").status();
        assert!(status.expect("git runs").success(), "git {args:?}");
    }

    /// Runs the program, reads all that it printed, and gives it back.
    fn run(&mut self, args: &[&str], input: &[u8]) -> String {
        let mut child = Command::new(env!("CARGO_BIN_EXE_beartrap"))
            .args(args)
            .current_dir(self.path())
            .env("XDG_CONFIG_HOME", self.path().join("none"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = input.to_vec();
        // A command that asks for nothing closes its end, which is no fault.
        let feeder = std::thread::spawn(move || stdin.write_all(&input).ok());
        let output = child.wait_with_output().expect("the program ends");
        feeder.join().expect("no panic");
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(!text.contains("panicked"), "{args:?}: {text}");
        self.read(&format!("{args:?}"), &text);
        text
    }

    /// Asserts that `text` holds no secret. Only the place of a leak is told: the failure is an output, too.
    fn read(&mut self, what: &str, text: &str) {
        self.outputs += 1;
        if let Some(leak) = self.forbidden.find(text) {
            let line = text[..leak.start()].matches('\n').count() + 1;
            let from = text[..leak.start()].rfind('\n').map_or(0, |at| at + 1);
            let before = &text[from.max(leak.start().saturating_sub(80))..leak.start()];
            panic!("{what}: line {line} holds a part of a secret after {before:?}");
        }
    }
}

#[test]
fn every_canary_is_found() {
    let mut stage = Stage::new();
    let report = stage.run(&["scan", "--format", "json"], b"");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    let found: Vec<(&str, &str)> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| (finding["rule"].as_str().expect("a rule"), finding["path"].as_str().expect("a path")))
        .collect();
    for canary in canaries() {
        let Some(rule) = canary.rule else { continue };
        assert!(found.contains(&(rule, canary.file)), "{rule} in {} is not in {found:?}", canary.file);
    }
}

#[test]
fn no_format_of_any_scan_holds_a_secret() {
    let mut stage = Stage::new();
    let input: String = canaries().iter().map(|canary| canary.text.as_str()).collect();
    fs::write(stage.path().join("new.txt"), &input).expect("a file");
    stage.git(&["add", "-A"]);
    for format in FORMATS {
        let all = ["--explain", "--min-confidence", "low", "--color", "always", "--format", format.name];
        for command in [&["scan"][..], &["history"], &["staged"], &["scan", "-"]] {
            let text = stage.run(&[command, &all].concat(), input.as_bytes());
            let silent = matches!(format.name, "github");
            assert!(silent || text.contains("groq-api-key"), "{command:?} {}: no finding", format.name);
        }
        let file = format!("{}=out.report", format.name);
        stage.run(&["scan", "a.env", "--report", &file], b"");
        let written = fs::read_to_string(stage.path().join("out.report")).expect("a report");
        stage.read(format.name, &written);
        fs::remove_file(stage.path().join("out.report")).expect("removed");
    }
    assert_eq!(stage.outputs, FORMATS.len() * 6);
}

#[test]
fn no_other_command_holds_a_secret() {
    let mut stage = Stage::new();
    let report = stage.run(&["scan", "--format", "json"], b"");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    for finding in report["findings"].as_array().expect("findings") {
        stage.run(&["explain", finding["fingerprint"].as_str().expect("a fingerprint")], b"");
    }
    stage.run(&["baseline", "audit"], b"k\na\nfor the demo\ns\nwhat\n");
    stage.run(&["baseline", "create", "--history", "--reason", "known", "--min-confidence", "low"], b"");
    let baseline = fs::read_to_string(stage.path().join(".beartrap-baseline")).expect("a baseline");
    stage.read("the baseline", &baseline);
    for format in FORMATS {
        let shown = ["scan", "--baseline", ".beartrap-baseline", "--format", format.name];
        stage.run(&shown, b"");
    }
    fs::remove_file(stage.path().join(".beartrap-baseline")).expect("removed");
    let leak = |secret: &str| serde_json::json!({ "RuleID": "r", "File": "a.env", "StartLine": 1, "Secret": secret });
    let leaks = serde_json::json!([leak(&groq()), leak(&stripe())]);
    fs::write(stage.path().join(".git/leaks.json"), leaks.to_string()).expect("a file");
    let imported = stage.run(&["baseline", "import", ".git/leaks.json", "-o", ".git/base"], b"");
    assert!(imported.contains("1 of 2 places"), "{imported}");
    let baseline = fs::read_to_string(stage.path().join(".git/base")).expect("a baseline");
    stage.read("the imported baseline", &baseline);
    for command in ["scan", "history"] {
        for shard in ["1/2", "2/2"] {
            let report = stage.run(&[command, "--explain", "--format", "json", "--shard", shard], b"");
            fs::write(stage.path().join(".git").join(&shard[..1]), report).expect("a report");
        }
        assert!(stage.run(&["merge", ".git/1", ".git/2", "--explain"], b"").contains("groq-api-key"));
    }
    let head = Command::new("git").args(["rev-parse", "HEAD"]).current_dir(stage.path()).output();
    let head = String::from_utf8(head.expect("git runs").stdout).expect("an id");
    let (head, none) = (head.trim(), "0".repeat(40));
    let push = format!("refs/heads/main {head} refs/heads/main {none}\n");
    let text = stage.run(&["hook", "pre-push", "origin", "url"], push.as_bytes());
    assert!(text.contains("groq-api-key"), "{text}");
    // A server runs the hook before the ref is there.
    stage.git(&["update-ref", "-d", "refs/heads/main"]);
    let receive = format!("{none} {head} refs/heads/main\n");
    assert!(stage.run(&["hook", "pre-receive"], receive.as_bytes()).contains("was refused"));
}

#[test]
fn no_complaint_holds_a_secret() {
    let mut stage = Stage::new();
    let secret = stripe();
    for settings in [
        format!("exclude = [\"{secret}[\"]\n"),
        format!("key = \"{secret}\n"),
        format!("fail-on = \"high\"\n[[allow]]\nreason = \"x\"\nrule = 5 # {secret}\n"),
    ] {
        fs::write(stage.path().join("beartrap.toml"), settings).expect("a file");
        let said = stage.run(&["scan"], b"");
        assert!(said.contains("beartrap.toml:"), "{said}");
    }
    fs::remove_file(stage.path().join("beartrap.toml")).expect("removed");
    fs::write(stage.path().join("base"), format!("beartrap-baseline 1 {}\n{secret}\n", "0".repeat(32)))
        .expect("a file");
    let said = stage.run(&["scan", "--baseline", "base"], b"");
    assert!(said.contains("base:2:1"), "{said}");
}
