//! Each risk on texts that it fits, and on texts close by that it must leave alone.

use std::fs;

use beartrap::finding::{Commit, Fact, Finding, Severity};
use beartrap::risk::assess;

mod findings;

const NOW: u64 = 1_800_000_000;
const TOKEN: &str = concat!("Zk3vT9qLm2XcR7pW", "n5YdB8sHf1JgA4Qe6UoKi0Lb");

/// The kinds of risk of the token `@` in a file with this text.
fn kinds_of(text: &str, change: impl FnOnce(&mut Finding)) -> Vec<&'static str> {
    let dir = tempfile::tempdir().expect("a temporary directory");
    fs::write(dir.path().join("a.js"), text.replace('§', TOKEN)).expect("a file");
    let mut finding = findings::finding(dir.path(), "a.js", "acme-key", TOKEN);
    change(&mut finding);
    let mut all = vec![finding];
    assess(dir.path(), &mut all, NOW);
    for risk in &all[0].risks {
        assert!(!risk.why.is_empty() && !risk.why.contains(TOKEN), "{risk:?}");
    }
    all[0].risks.iter().map(|risk| risk.kind).collect()
}

fn text_kinds(text: &str) -> Vec<&'static str> {
    kinds_of(text, |_| {})
}

#[test]
fn transport() {
    let url = "in-url";
    let http = "plain-http";
    let cases: &[(&str, &[&str])] = &[
        ("fetch('https://api.acme.dev/v1?api_key=§')", &[url]),
        ("fetch('http://api.acme.dev/v1?token=§&x=1')", &[url, http]),
        ("fetch('/ask?q=' + q + '&key=§')", &[url]),
        ("fetch('/v1?token=§')", &[url]),
        ("location.search = '?token=§'", &[url]),
        ("const body = 'grant_type=password' + '&client_secret=§'", &[]),
        ("send('a=1&client_secret=§')", &[]),
        ("git clone https://me:§@git.acme.dev/x.git", &[url]),
        ("git clone http://me:§@git.acme.dev/x.git", &[url, http]),
        ("git clone http://me:§@localhost/x.git", &[url]),
        ("fetch('http://localhost:3000/v1?token=§')", &[url]),
        ("fetch('http://10.0.0.7/v1?token=§')", &[url]),
        ("postgres://me:§@db.acme.dev/x", &[]),
        ("https://hooks.acme.dev/services/§", &[]),
        ("http://hooks.acme.dev/services/§", &[http]),
        ("curl -H 'Authorization: Bearer §' http://api.acme.dev/v1", &[http]),
        ("curl -H 'Authorization: Bearer §' https://api.acme.dev/v1", &[]),
        ("curl -H 'Authorization: Bearer §' http://api/v1", &[]),
        ("const key = '§' // see http://docs.acme.dev", &[]),
        ("const key = '§'\nfetch(`https://api.acme.dev/?key=${key}`)", &[url]),
        ("const key = '§'\nfetch('http://api.acme.dev/', { headers: { authorization: key } })", &[http]),
        ("const key = '§'\nfetch('http://api.acme.dev/', { headers: { authorization: other } })", &[]),
        ("const key = '§'\nsee('http://www.w3.org/2000/svg', key)", &[]),
    ];
    for (text, want) in cases {
        assert_eq!(text_kinds(text), *want, "{text}");
    }
}

#[test]
fn storage_and_logs() {
    let store = "browser-storage";
    let log = "logged";
    let cases: &[(&str, &[&str])] = &[
        ("localStorage.setItem('token', '§')", &[store]),
        ("sessionStorage.token = '§'", &[store]),
        ("document.cookie = 'session=§; path=/'", &[store]),
        ("localStorage.getItem('x'); use('§')", &[]),
        ("const token = '§'\nlocalStorage.setItem('t', token)", &[store]),
        ("const token = '§'\nlocalStorage.setItem('token', other)", &[]),
        ("const token = '§'\nlocalStorage.removeItem(token)", &[]),
        ("console.log('§')", &[log]),
        ("console.log('x'); use('§')", &[]),
        ("console.log(mask('§'))", &[]),
        ("const token = '§'\nconsole.log('tok', token)", &[log]),
        ("token = '§'\nprint(f\"token {token}\")", &[log]),
        ("const token = '§'\nconsole.log('the token is set')", &[]),
        ("const token = '§'\nconsole.log(token.length)", &[]),
        ("const token = '§'\nconsole.log(`v ${token}`)", &[log]),
        ("const token = '§'\nblueprint(token)", &[]),
    ];
    for (text, want) in cases {
        assert_eq!(text_kinds(text), *want, "{text}");
    }
}

#[test]
fn public_keys_have_no_risks() {
    let public = |finding: &mut Finding| {
        finding.client_safe = "yes".to_owned();
        finding.lifetime = "long-lived".to_owned();
        finding.privilege = "admin".to_owned();
    };
    assert_eq!(kinds_of("localStorage.setItem('k', '§'); fetch('https://a.dev/?key=§')", public), [""; 0]);
}

#[test]
fn lifetime_and_privilege() {
    let with = |facts: &[(&'static str, &str)]| {
        let facts: Vec<Fact> = facts.iter().map(|(name, value)| Fact::new(name, *value)).collect();
        move |finding: &mut Finding| finding.facts = facts
    };
    let kinds = |facts: &[(&'static str, &str)]| kinds_of("k = '§'", with(facts));
    assert_eq!(kinds(&[("expires", "2020-01-01T00:00:00Z")]), ["expired"]);
    assert_eq!(
        kinds(&[("issued", "2026-01-01T00:00:00Z"), ("expires", "2036-01-01T00:00:00Z")]),
        ["long-lived"]
    );
    assert_eq!(kinds(&[("issued", "2027-01-15T00:00:00Z"), ("expires", "2027-01-16T00:00:00Z")]), [""; 0]);
    assert_eq!(kinds(&[("role", "service_role")]), ["over-permissioned"]);
    assert_eq!(kinds(&[("role", "anon")]), [""; 0]);
    assert_eq!(kinds(&[("scopes", "read:user admin:org")]), ["over-permissioned"]);
    assert_eq!(kinds(&[("scopes", "read:user")]), [""; 0]);
    assert_eq!(kinds_of("k = '§'", |f| f.lifetime = "long-lived".to_owned()), ["long-lived"]);
    assert_eq!(kinds_of("k = '§'", |f| f.privilege = "admin".to_owned()), ["over-permissioned"]);
    assert_eq!(kinds_of("k = '§'", |f| f.privilege = "full".to_owned()), [""; 0]);
}

#[test]
fn an_expired_token_is_lower_and_still_there() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    fs::write(dir.path().join("a"), TOKEN).expect("a file");
    let mut all = vec![findings::finding(dir.path(), "a", "acme-jwt", TOKEN)];
    all[0].facts = vec![Fact::new("expires", "2020-01-01T00:00:00Z")];
    assess(dir.path(), &mut all, NOW);
    assert_eq!(all[0].severity, Severity::Medium);
}

#[test]
fn one_secret_in_two_environments_is_shared() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let files = [".env.production", ".env.staging", "notes"];
    for file in files {
        fs::write(dir.path().join(file), format!("KEY={TOKEN}{}", if file == "notes" { "x" } else { "" }))
            .expect("a file");
    }
    let other = format!("{TOKEN}x");
    let value = |file: &str| if file == "notes" { other.clone() } else { TOKEN.to_owned() };
    let mut all: Vec<Finding> =
        files.iter().map(|f| findings::finding(dir.path(), f, "acme-key", &value(f))).collect();
    assess(dir.path(), &mut all, NOW);
    assert_eq!(all[0].risks.len(), 1);
    assert!(all[0].risks[0].why.contains("production and staging"), "{:?}", all[0].risks);
    assert_eq!(all[2].risks, []);
}

#[test]
fn history() {
    let commit = |date: &str, in_head: bool| {
        let date = date.to_owned();
        move |f: &mut Finding| {
            f.commit = Some(Commit {
                id: "a".to_owned(),
                author: String::new(),
                email: String::new(),
                date,
                message: String::new(),
                in_head,
            });
        }
    };
    assert_eq!(kinds_of("k = '§'", commit("2020-01-01T00:00:00Z", true)), ["stale"]);
    assert_eq!(kinds_of("k = '§'", commit("2027-01-01T00:00:00Z", true)), [""; 0]);
    assert_eq!(kinds_of("console.log('§')", commit("2027-01-01T00:00:00Z", false)), ["history-only"]);
}
