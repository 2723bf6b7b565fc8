//! Each smell on code that it fits, and on code close by that it must leave alone.

use std::fs;

use beartrap::finding::{Finding, Severity};
use beartrap::plan::Plan;
use beartrap::scan::{Progress, files};
use beartrap::smell::SMELLS;

/// The findings in a file called `name` with this text.
fn found(name: &str, text: &str, smells: bool) -> Vec<Finding> {
    let dir = tempfile::tempdir().expect("a temporary directory");
    fs::write(dir.path().join(name), text).expect("a file");
    let plan = Plan { smells, ..Plan::default() };
    let root = dir.path().to_path_buf();
    files(&plan, &[root], &Progress::default()).expect("a report").findings
}

fn ids(name: &str, text: &str) -> Vec<String> {
    found(name, text, true).into_iter().map(|finding| finding.rule).collect()
}

const CASES: &[(&str, &str, Option<&str>)] = &[
    ("a.ts", "localStorage.setItem('access_token', t)", Some("smell-browser-storage")),
    ("a.ts", "sessionStorage.jwt = t", Some("smell-browser-storage")),
    ("a.ts", "window.localStorage.setItem(KEY, user.token)", Some("smell-browser-storage")),
    ("a.ts", "createAuth0Client({ cacheLocation: 'localstorage' })", Some("smell-browser-storage")),
    ("a.swift", "UserDefaults.standard.set(t, forKey: \"token\")", Some("smell-browser-storage")),
    ("a.dart", "prefs.setString('token', t);", Some("smell-browser-storage")),
    ("a.ts", "localStorage.setItem('theme', t)", None),
    ("a.ts", "localStorage.setItem('csrf_token', t)", None),
    ("a.ts", "localStorage.removeItem('token')", None),
    ("a.ts", "localStorage.getItem('token')", None),
    ("a.ts", "SecureStore.setItemAsync('token', t)", None),
    ("a.ts", "document.cookie = `session=${id}`", Some("smell-cookie")),
    ("a.ts", "Cookies.set('token', t)", Some("smell-cookie")),
    ("a.ts", "res.cookie('session', id)", Some("smell-cookie")),
    ("a.ts", "res.cookie('session', id, { secure: true })", Some("smell-cookie")),
    ("a.py", "resp.set_cookie('session', sid)", Some("smell-cookie")),
    ("a.go", "http.SetCookie(w, &http.Cookie{\n\tName: \"session\",\n\tValue: id,\n})", Some("smell-cookie")),
    ("a.go", "http.SetCookie(w, &http.Cookie{\n\tName: \"session\",\n\tHttpOnly: true,\n})", None),
    ("a.ts", "res.cookie('session', id, { httpOnly: true })", None),
    ("a.ts", "res.cookie('session', id, options)", None),
    ("a.ts", "document.cookie = 'theme=dark'", None),
    ("a.py", "resp.set_cookie('session', sid, httponly=True)", None),
    ("a.ts", "fetch(`https://api.acme.dev/x?access_token=${t}`)", Some("smell-token-in-url")),
    ("a.py", "requests.get(u, params={'api_key': k})", Some("smell-token-in-url")),
    ("a.ts", "url.searchParams.append('token', t)", Some("smell-token-in-url")),
    ("a.ts", "fetch(`https://api.acme.dev/x?page=${token}`)", None),
    ("a.ts", "load(`https://maps.googleapis.com/js?token=${t}`)", None),
    ("a.ts", "url.searchParams.append('page', t)", None),
    ("a.ts", "fetch('http://api.acme.dev/x', { headers: { Authorization: h } })", Some("smell-plain-http")),
    (
        "a.ts",
        "fetch('http://api.acme.dev/x', {\n  headers: { 'X-Api-Key': h },\n})",
        Some("smell-plain-http"),
    ),
    ("a.ts", "fetch('http://localhost:80/x', { headers: { Authorization: h } })", None),
    ("a.ts", "fetch('http://api:80/x', { headers: { Authorization: h } })", None),
    ("a.ts", "fetch('http://api.acme.dev/x')", None),
    ("a.ts", "fetch('https://api.acme.dev/x', { headers: { Authorization: h } })", None),
    ("a.ts", "console.log('t', user.accessToken)", Some("smell-logged")),
    ("a.ts", "console.log(`t ${jwt}`)", Some("smell-logged")),
    ("a.py", "print(f\"{token}\")", Some("smell-logged")),
    ("a.ts", "logger.info(req.headers.authorization)", Some("smell-logged")),
    ("a.ts", "console.log('the token is set')", None),
    ("a.ts", "console.log(token.length)", None),
    ("a.ts", "console.log(mask(token))", None),
    ("a.ts", "console.log(maxTokens, nextPageToken)", None),
    ("a.ts", "console.log(getToken())", None),
    ("a.ts", "// console.log(token)", None),
    ("a.test.ts", "console.log(token)", None),
    ("a.ts", "const all = JSON.stringify(process.env)", Some("smell-whole-environment")),
    ("a.ts", "spawn('x', { env: { ...process.env } })", None),
    ("a.ts", "new OpenAI({ apiKey, dangerouslyAllowBrowser: true })", Some("smell-server-sdk-in-browser")),
    ("a.ts", "new OpenAI({ apiKey, dangerouslyAllowBrowser: false })", None),
    ("a.yml", "env:\n  VITE_K: ${{ secrets.OPENAI_API_KEY }}", Some("smell-public-variable")),
    ("a.yml", "env:\n  VITE_K: ${{ secrets.STRIPE_PUBLISHABLE_KEY }}", None),
    ("a.yml", "env:\n  STRIPE: ${{ secrets.STRIPE_SECRET }}", None),
];

#[test]
fn smells_fit_what_they_should() {
    for (name, text, want) in CASES {
        let want: Vec<String> = want.iter().map(|id| (*id).to_owned()).collect();
        assert_eq!(ids(name, text), want, "{text}");
    }
}

#[test]
fn every_smell_has_a_case() {
    for smell in SMELLS.iter().filter(|smell| smell.id != "smell-hardcoded-authorization") {
        assert!(CASES.iter().any(|(.., want)| *want == Some(smell.id)), "{}", smell.id);
    }
}

#[test]
fn a_header_is_shown_without_its_value() {
    let value = concat!("q7Rk2mZx9", "Lw4Tn8Vb3");
    let text =
        format!("set('Authorization', 'Token {value}')\nconst a = {{ authorization: 'Basic {value}==' }}\n");
    for finding in found("a.ts", &text, true) {
        assert!(!format!("{finding:?}").contains(value), "{finding:?}");
    }
    let smells = found("a.ts", &text, true).into_iter().filter(Finding::is_smell).count();
    let all = found("a.ts", &text, true).len();
    assert!(smells > 0 || all > 1, "neither a rule nor a smell reports it");
}

#[test]
fn they_are_off_unless_asked_for_and_never_severe() {
    for (name, text, _) in CASES {
        assert!(found(name, text, false).iter().all(|finding| !finding.is_smell()), "{text}");
        assert!(found(name, text, true).iter().all(|finding| finding.severity <= Severity::Low), "{text}");
    }
}

#[test]
fn they_can_be_allowed_on_the_line() {
    let text = "console.log(token) // beartrap:allow smell-logged -- its job is to print it\n";
    assert!(ids("a.ts", text).is_empty());
}
