//! Exposure and risk as a user meets them: through the program, from options to reports and exit codes.

#![allow(clippy::disallowed_methods, reason = "tests start programs")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

fn beartrap(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beartrap"));
    command.args(args).current_dir(folder).env("XDG_CONFIG_HOME", folder.join("none"));
    command.output().expect("the program runs")
}

fn code(folder: &Path, args: &[&str]) -> Option<i32> {
    beartrap(folder, args).status.code()
}

fn text(folder: &Path, args: &[&str]) -> String {
    String::from_utf8(beartrap(folder, args).stdout).expect("text")
}

fn json(folder: &Path, args: &[&str]) -> Value {
    let all = [args, &["--format", "json"]].concat();
    serde_json::from_str(&text(folder, &all)).expect("a JSON report")
}

/// The finding of `rule`, or of a rule that begins with it.
fn finding(report: &Value, rule: &str) -> Value {
    let findings = report["findings"].as_array().expect("findings");
    let of_rule = |f: &&Value| f["rule"].as_str().is_some_and(|id| id.starts_with(rule));
    findings.iter().find(of_rule).unwrap_or_else(|| panic!("no {rule} in {report:#}")).clone()
}

fn git(folder: &Path, date: &str, args: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]).args(args).current_dir(folder);
    command.env("GIT_AUTHOR_DATE", date).env("GIT_COMMITTER_DATE", date);
    let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").output();
    assert!(output.expect("git runs").status.success(), "git {args:?}");
}

fn write(root: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

const STRIPE: &str = "stripe-live-secret-key";

fn secret() -> String {
    ["sk_", "live_", "4vQ9zKx7TmW2bLc8NfRjH5pY"].concat()
}

/// A Vite app in `web/`; `src/pay.ts` holds the secret, and the page loads it.
fn app() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(
        folder.path(),
        &[
            ("web/package.json", r#"{"name": "web", "dependencies": {"vite": "7"}}"#),
            ("web/index.html", "<script type=\"module\" src=\"/src/main.ts\"></script>"),
            ("web/src/main.ts", "import { pay } from './pay'\npay()\n"),
            (
                "web/src/pay.ts",
                &format!(
                    "const key = '{}'\nexport const pay = () => fetch('/x', {{ body: key }})\n",
                    secret()
                ),
            ),
        ],
    );
    folder
}

#[test]
fn the_depth_decides_how_much_is_known() {
    let app = app();
    let exposure =
        |depth: &str| finding(&json(app.path(), &["scan", "--exposure", depth]), STRIPE)["exposure"].clone();
    assert_eq!(exposure("off"), Value::Null);
    assert_eq!(
        (&exposure("fast")["code"], &exposure("fast")["certainty"]),
        (&json!("P1"), &json!("possible"))
    );
    let full = exposure("full");
    assert_eq!(full["code"], "C2");
    let steps: Vec<_> =
        full["evidence"].as_array().expect("steps").iter().map(|s| (&s["path"], &s["line"])).collect();
    assert_eq!(
        steps,
        [
            (&json!("web/src/pay.ts"), &json!(1)),
            (&json!("web/src/main.ts"), &json!(1)),
            (&json!("web/index.html"), &json!(1))
        ]
    );
}

#[test]
fn exit_codes_of_fail_on_exposure() {
    let app = app();
    let root = app.path();
    // Sandbox keys are less severe, and count all the same when they are exposed.
    let sandbox = secret().replace("live", "test");
    let pay = root.join("web/src/pay.ts");
    let loaded = fs::read_to_string(&pay).expect("a file").replace(&secret(), &sandbox);
    fs::write(&pay, loaded).expect("a file");
    let scan = |extra: &[&str]| code(root, &[&["scan", "--fail-on", "critical"], extra].concat());
    assert_eq!(scan(&[]), Some(0));
    assert_eq!(scan(&["--fail-on-exposure", "certain"]), Some(1));
    assert_eq!(scan(&["--fail-on-exposure", "certain", "--exit-code", "9"]), Some(9));
    assert_eq!(scan(&["--fail-on-exposure", "certain", "--exposure", "off"]), Some(0));
    assert_eq!(scan(&["--fail-on-exposure", "certain", "--exposure", "fast"]), Some(0));
    assert_eq!(scan(&["--fail-on-exposure", "likely", "--exposure", "fast"]), Some(0));
    // Nobody imports it any more: likely, not certain.
    write(root, &[("web/src/main.ts", "console.log(1)\n")]);
    assert_eq!(scan(&["--fail-on-exposure", "certain"]), Some(0));
    assert_eq!(scan(&["--fail-on-exposure", "likely"]), Some(1));
    // A key made for clients never counts.
    let public = ["pk_", "live_", "4vQ9zKx7TmW2bLc8NfRjH5pY"].concat();
    write(root, &[("web/src/pay.ts", ""), ("web/src/main.ts", &format!("stripe('{public}')\n"))]);
    let note = finding(&json(root, &["scan"]), "stripe-");
    assert_eq!(
        (&note["severity"], &note["exposure"]["code"], &note["exposure"]["fix"]),
        (&json!("note"), &json!("C2"), &json!(""))
    );
    assert_eq!(scan(&["--fail-on-exposure", "likely"]), Some(0));
}

#[test]
fn the_role_of_a_token_decides_how_bad_a_client_is() {
    let app = app();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let token = |role: &str| {
        let claims = json!({"iss": "supabase", "ref": "kzqmvtwrhbxneyjodlpa", "role": role, "iat": 1_700_000_000, "exp": 4_000_000_000_u64});
        let signature = concat!("tX3kP9vQ2mZr7Lw4Yn8Bc", "5Hd1Jf6Gs0AeUoKiRVbTQM");
        format!("{}.{}.{signature}", part(&json!({"alg": "HS256", "typ": "JWT"})), part(&claims))
    };
    let client =
        |role: &str| format!("createClient('https://kzqmvtwrhbxneyjodlpa.supabase.co', '{}')\n", token(role));
    write(app.path(), &[("web/src/main.ts", &(client("anon") + &client("service_role")))]);
    let report = json(app.path(), &["scan", "web/src/main.ts"]);
    let anon = finding(&report, "supabase-anon");
    assert_eq!((&anon["severity"], &anon["risks"]), (&json!("note"), &json!([])));
    let service = finding(&report, "supabase-service");
    assert_eq!(
        (&service["severity"], &service["exposure"]["certainty"]),
        (&json!("critical"), &json!("certain"))
    );
    let risks: Vec<_> =
        service["risks"].as_array().expect("risks").iter().map(|r| r["kind"].clone()).collect();
    assert_eq!(risks, ["long-lived", "over-permissioned"]);
}

#[test]
fn every_report_shows_the_chain() {
    let app = app();
    let inner = text(&app.path().join("web/src"), &["scan"]);
    assert!(inner.contains("-> main.ts:1 imports pay.ts"), "{inner}");
    let human = text(app.path(), &["scan"]);
    for line in
        ["exposed: Stripe", "web/src/pay.ts:1 holds", "-> web/src/main.ts:1 imports", "-> web/index.html:1"]
    {
        assert!(human.contains(line), "{line} is not in\n{human}");
    }
    git(app.path(), "2026-01-01T00:00:00Z", &["init", "-q"]);
    // Evidence above the current folder is named from the root of the repository.
    for folder in ["", "web", "web/src"] {
        let log: Value =
            serde_json::from_str(&text(&app.path().join(folder), &["scan", "--format", "sarif"]))
                .expect("SARIF");
        let result = &log["runs"][0]["results"][0];
        let uri = |place: &Value| place["physicalLocation"]["artifactLocation"]["uri"].clone();
        let flow: Vec<Value> = result["codeFlows"][0]["threadFlows"][0]["locations"]
            .as_array()
            .expect("a flow")
            .iter()
            .map(|step| uri(&step["location"]))
            .collect();
        assert_eq!(flow, ["web/src/pay.ts", "web/src/main.ts", "web/index.html"], "from {folder:?}");
        let related: Vec<Value> =
            result["relatedLocations"].as_array().expect("places").iter().map(uri).collect();
        assert_eq!(related, flow[1..], "from {folder:?}");
    }
    fs::remove_dir_all(app.path().join(".git")).expect("no repository");
    let sarif = text(&app.path().join("web/src"), &["scan", "--format", "sarif"]);
    assert!(!sarif.contains("\"../") && sarif.contains("\"index.html\""), "{sarif}");
}

#[test]
fn staged_findings_are_judged_by_what_is_staged() {
    let app = app();
    let root = app.path();
    let exposure = || finding(&json(root, &["staged"]), STRIPE)["exposure"]["code"].clone();
    git(root, "2026-01-01T00:00:00Z", &["init", "-q"]);
    git(root, "2026-01-01T00:00:00Z", &["add", "-A"]);
    let staged = finding(&json(root, &["staged"]), STRIPE);
    assert_eq!((&staged["exposure"]["code"], &staged["reach"]), (&json!("C2"), &json!("staged")));
    assert_eq!(code(root, &["staged", "--fail-on-exposure", "certain", "--fail-on", "critical"]), Some(1));
    // The work tree goes on: neither the secret nor its import is there any more.
    write(root, &[("web/src/pay.ts", "// rewritten\n"), ("web/src/main.ts", "console.log(1)\n")]);
    assert_eq!(exposure(), "C2");
    fs::remove_file(root.join("web/src/pay.ts")).expect("a file");
    assert_eq!(exposure(), "C2");
    // The other way: what is staged no longer imports it, the work tree does.
    git(root, "2026-01-01T00:00:00Z", &["add", "web/src/main.ts"]);
    write(root, &[("web/src/main.ts", "import { pay } from './pay'\npay()\n")]);
    assert_eq!(exposure(), "L3");
}

#[test]
fn standard_input_with_a_path_is_judged_as_that_file() {
    let app = app();
    let root = app.path();
    let exposure = |name: &str, text: &str| {
        fs::write(root.join("input"), text).expect("a file");
        let mut command = Command::new(env!("CARGO_BIN_EXE_beartrap"));
        command.args(["scan", "-", "--format", "json", "--stdin-name", name]).current_dir(root);
        let input = fs::File::open(root.join("input")).expect("a file");
        let output =
            command.env("XDG_CONFIG_HOME", root.join("none")).stdin(input).output().expect("it runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("a JSON report");
        finding(&report, STRIPE)["exposure"]["code"].clone()
    };
    let unsaved = format!("export const pay = () => fetch('/x', {{ body: '{}' }})\n", secret());
    assert_eq!(exposure("web/src/pay.ts", &unsaved), "C2");
    assert_eq!(exposure("web/src/new.ts", &unsaved), "L3");
    assert_eq!(exposure("stdin", &unsaved), Value::Null);
    assert_eq!(exposure("nowhere/pay.ts", &unsaved), Value::Null);
}

#[test]
fn history_has_no_smells() {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), "2026-01-01T00:00:00Z", &["init", "-q"]);
    let output = beartrap(folder.path(), &["history", "--smells"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("scan --smells"));
}

#[test]
fn history_tells_age_and_reach() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let kinds = || -> Vec<(String, Vec<String>)> {
        let report = json(root, &["history"]);
        let all = report["findings"].as_array().expect("findings").iter();
        let kinds = |f: &Value| {
            f["risks"]
                .as_array()
                .expect("risks")
                .iter()
                .map(|r| r["kind"].as_str().expect("a kind").to_owned())
                .collect()
        };
        all.map(|f| (f["path"].as_str().expect("a path").to_owned(), kinds(f))).collect()
    };
    git(root, "2020-01-01T00:00:00Z", &["init", "-q", "-b", "main"]);
    write(root, &[("a.py", &format!("key = '{}'\n", secret()))]);
    git(root, "2020-01-01T00:00:00Z", &["add", "-A"]);
    git(root, "2020-01-01T00:00:00Z", &["commit", "-qm", "first"]);
    let has = |risks: &[String], kind: &str| risks.iter().any(|risk| risk == kind);
    let all = kinds();
    assert!(has(&all[0].1, "stale") && !has(&all[0].1, "history-only"), "{all:?}");
    write(
        root,
        &[("a.py", "key = env['KEY']\n"), ("b.py", &format!("key = '{}'\n", secret().replace("4v", "v4")))],
    );
    git(root, "2026-11-01T00:00:00Z", &["add", "-A"]);
    git(root, "2026-11-01T00:00:00Z", &["commit", "-qm", "second"]);
    let all = kinds();
    let of = |path: &str| &all.iter().find(|(p, _)| p == path).expect("a finding").1;
    assert!(has(of("a.py"), "stale") && has(of("a.py"), "history-only"), "{all:?}");
    // Too young to be stale for years to come, or not there any more: it is neither.
    assert!(!has(of("b.py"), "history-only"), "{all:?}");
    let files = finding(&json(root, &["scan"]), STRIPE);
    assert!(!files["risks"].to_string().contains("stale"), "{files}");
}

/// Ten megabytes of original files: the finding is led back to its own, in bounded time.
#[test]
fn large_maps_lead_back_to_the_original_file() {
    let app = app();
    let filler = "export const x = 1 // \\\"filler\\\"\\n".repeat(300);
    let mut names = String::new();
    let mut texts = String::new();
    for at in 0..1_000 {
        let _ = write!(names, "\"../../src/m{at}.ts\",");
        let own = if at == 700 { format!("// first\\nconst k = '{}'\\n", secret()) } else { filler.clone() };
        let _ = write!(texts, "\"{own}\",");
    }
    let map = format!(
        "{{\"version\":3,\"sources\":[{}],\"sourcesContent\":[{}],\"mappings\":\"\"}}",
        names.trim_end_matches(','),
        texts.trim_end_matches(',')
    );
    assert!(map.len() > 10_000_000, "{}", map.len());
    write(app.path(), &[("web/src/pay.ts", ""), ("web/dist/assets/index-Ab12Cd34.js.map", &map)]);
    let found = finding(&json(app.path(), &["scan"]), STRIPE);
    assert_eq!((&found["exposure"]["code"], &found["severity"]), (&json!("C1"), &json!("critical")));
    let first = &found["exposure"]["evidence"][0];
    assert_eq!((&first["path"], &first["line"]), (&json!("web/src/m700.ts"), &json!(2)));
}

/// A bundle is not parsed; where it lies and whether it is for Node.js is still told.
#[test]
fn large_bundles_are_told_apart() {
    let app = app();
    let filler = "var a=function(b){return b+1};".repeat(180_000);
    let client = format!("(()=>{{var k=\"{}\";{filler}}})();", secret());
    let server = format!("var f=require(\"fs\");{client}");
    assert!(client.len() > 5_000_000);
    write(app.path(), &[("web/src/pay.ts", ""), ("web/dist/assets/index-Ab12Cd34.js", &client)]);
    assert_eq!(finding(&json(app.path(), &["scan"]), STRIPE)["exposure"]["code"], "C1");
    write(app.path(), &[("web/dist/assets/index-Ab12Cd34.js", &server)]);
    assert_eq!(finding(&json(app.path(), &["scan"]), STRIPE)["exposure"]["code"], "P7");
    // In the sources it cannot be followed: that is said.
    write(app.path(), &[("web/dist/assets/index-Ab12Cd34.js", ""), ("web/src/main.ts", &client)]);
    let exposure = finding(&json(app.path(), &["scan"]), STRIPE)["exposure"].clone();
    assert!(
        exposure["certainty"] == "likely" && exposure["headline"].to_string().contains("could not be"),
        "{exposure}"
    );
}

#[test]
fn explain_speaks_of_the_tool_at_hand() {
    let app = app();
    for (folder, tool) in [(app.path().to_path_buf(), "web/src"), (app.path().join("web/src"), "")] {
        let found = finding(&json(&folder, &["scan"]), STRIPE);
        let said = text(&folder, &["explain", found["fingerprint"].as_str().expect("a fingerprint")]);
        assert!(said.contains("A static site has no place for secrets"), "{tool}: {said}");
        assert!(
            said.contains("index.html:1  the page loads it") && said.contains("1. Make a new credential"),
            "{said}"
        );
    }
    let general = text(app.path(), &["explain", STRIPE]);
    assert!(
        general.contains("Call the provider from a server route") && !general.contains("static site"),
        "{general}"
    );
}
