//! What the claims of a JSON Web Token tell: who issued it, for what, with which rights, until when.

use serde_json::Value;

use super::facts::{self, Object};
use crate::finding::Fact;

/// Claims that are shown as they are, and the fact that each becomes. Claims about a person are not among them.
const CLAIMS: &[(&str, &str)] = &[
    ("iss", "issuer"),
    ("aud", "audience"),
    ("role", "role"),
    ("roles", "role"),
    ("scope", "scopes"),
    ("scopes", "scopes"),
    ("scp", "scopes"),
    ("permissions", "scopes"),
    ("ref", "project"),
    ("tid", "tenant"),
    ("appid", "application"),
    ("kubernetes.io/serviceaccount/namespace", "namespace"),
    ("kubernetes.io/serviceaccount/service-account.name", "service account"),
];

/// Issuers by the text that they write into `iss`, in whole or as a part that no other issuer has.
const ISSUERS: &[(&str, &str)] = &[
    ("kubernetes/serviceaccount", "Kubernetes"),
    ("https://kubernetes.default.svc", "Kubernetes"),
    ("https://accounts.google.com", "Google"),
    ("https://securetoken.google.com/", "Firebase"),
    ("https://cognito-idp.", "Amazon Cognito"),
    ("https://sts.windows.net/", "Microsoft Entra ID"),
    ("https://login.microsoftonline.com/", "Microsoft Entra ID"),
    ("https://token.actions.githubusercontent.com", "GitHub Actions"),
    ("https://auth.calendly.com", "Calendly"),
    ("jfrt@", "JFrog"),
    ("jfac@", "JFrog"),
    ("jffe@", "JFrog"),
    (".auth0.com/", "Auth0"),
    (".okta.com", "Okta"),
];

/// The facts in `claims`, in a fixed order.
pub(super) fn facts(claims: &Object) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    facts.extend(product(claims).map(|name| Fact::new("product", name)));
    for (claim, name) in CLAIMS {
        facts.extend(facts::entry(name, claims, claim));
    }
    facts.extend(service_account(claims));
    facts.extend(machine(claims));
    facts.extend(facts::moment("issued", claims, "iat"));
    facts.extend(facts::moment("expires", claims, "exp"));
    facts
}

fn product(claims: &Object) -> Option<&'static str> {
    // Clusters of cloud providers issue under names of their own.
    if claims.contains_key("kubernetes.io") {
        return Some("Kubernetes");
    }
    match claims.get("iss")?.as_str()? {
        "supabase" => Some("Supabase"),
        "n8n" => Some("n8n"),
        issuer => ISSUERS.iter().find(|(part, _)| issuer.contains(part)).map(|&(_, name)| name),
    }
}

/// Bound service account tokens keep namespace and name in an object.
fn service_account(claims: &Object) -> Vec<Fact> {
    let Some(Value::Object(inner)) = claims.get("kubernetes.io") else { return Vec::new() };
    let account = match inner.get("serviceaccount") {
        Some(Value::Object(account)) => facts::entry("service account", account, "name"),
        _ => None,
    };
    facts::entry("namespace", inner, "namespace").into_iter().chain(account).collect()
}

/// The subject, when it is a program and not a person.
fn machine(claims: &Object) -> Option<Fact> {
    let subject = claims.get("sub")?.as_str()?;
    let is_machine = subject.starts_with("system:serviceaccount:")
        || subject.ends_with("@clients")
        || subject.ends_with(".gserviceaccount.com");
    if is_machine { facts::text("subject", subject) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Vec<(&'static str, String)> {
        let claims = facts::object(json.as_bytes()).expect("JSON");
        facts(&claims).into_iter().map(|fact| (fact.name, fact.value)).collect()
    }

    #[test]
    fn supabase_tells_project_and_role() {
        let facts = read(r#"{"iss":"supabase","ref":"abcdefghijklmnopqrst","role":"service_role","iat":0}"#);
        assert_eq!(facts[0], ("product", "Supabase".to_owned()));
        assert!(facts.contains(&("role", "service_role".to_owned())));
        assert!(facts.contains(&("project", "abcdefghijklmnopqrst".to_owned())));
    }

    #[test]
    fn kubernetes_tells_namespace_and_account_in_both_forms() {
        let old = r#"{"iss":"kubernetes/serviceaccount","kubernetes.io/serviceaccount/namespace":"prod",
            "kubernetes.io/serviceaccount/service-account.name":"deploy"}"#;
        let new = r#"{"iss":"https://kubernetes.default.svc.cluster.local","sub":"system:serviceaccount:prod:deploy",
            "kubernetes.io":{"namespace":"prod","serviceaccount":{"name":"deploy"}}}"#;
        for json in [old, new] {
            let facts = read(json);
            assert_eq!(facts[0], ("product", "Kubernetes".to_owned()));
            assert!(facts.contains(&("namespace", "prod".to_owned())));
            assert!(facts.contains(&("service account", "deploy".to_owned())));
        }
    }

    #[test]
    fn people_are_not_facts() {
        let facts =
            read(r#"{"sub":"jane@example.org","email":"jane@example.org","name":"Jane","scope":"a b"}"#);
        assert_eq!(facts, [("scopes", "a b".to_owned())]);
    }
}
