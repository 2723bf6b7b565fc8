//! Tokens that are JSON in base64, behind a prefix or bare: the keys of the object tell whose they are.

use super::codec::base64;
use super::facts::{self, Object};
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

/// One format.
struct Format {
    prefix: &'static str,
    /// Which part, counted from 0, when the text after the prefix is cut at `cut`.
    cut: Option<(char, usize)>,
    /// Keys that the object must have.
    keys: &'static [&'static str],
    /// Keys that are shown, and the fact that each becomes.
    shown: &'static [(&'static str, &'static str)],
    /// The key with a moment in seconds, and the fact that it becomes.
    moment: Option<(&'static str, &'static str)>,
    by: &'static str,
}

const COMMON: Format = Format { prefix: "", cut: None, keys: &[], shown: &[], moment: None, by: "" };

/// Sentry organization tokens: <https://github.com/getsentry/rfcs/blob/main/text/0091-ci-upload-tokens.md>.
pub(super) fn sentry(secret: &[u8]) -> Outcome {
    let format = Format {
        prefix: "sntrys_",
        cut: Some(('_', 0)),
        keys: &["iat", "org"],
        shown: &[("org", "organization"), ("url", "host"), ("region_url", "region")],
        moment: Some(("iat", "issued")),
        by: "payload of a Sentry token decodes",
    };
    run(secret, &format).0
}

/// Grafana API keys of the older kind, and Cloud access policy tokens (`glc_`).
pub(super) fn grafana(secret: &[u8]) -> Outcome {
    if !secret.starts_with(b"glc_") {
        let by = "payload of a Grafana API key decodes";
        let shown = &[("n", "name"), ("id", "organization")];
        return run(secret, &Format { keys: &["k", "n", "id"], shown, by, ..COMMON }).0;
    }
    let format = Format {
        prefix: "glc_",
        keys: &["o", "n", "k"],
        shown: &[("o", "organization"), ("n", "name")],
        by: "payload of a Grafana Cloud token decodes",
        ..COMMON
    };
    let (outcome, object) = run(secret, &format);
    let region =
        object.as_ref().and_then(|object| facts::entry("region", object.get("m")?.as_object()?, "r"));
    with(outcome, region)
}

/// 1Password service account tokens: <https://developer.1password.com/docs/service-accounts/security/>.
pub(super) fn onepassword(secret: &[u8]) -> Outcome {
    let format = Format {
        prefix: "ops_",
        keys: &["signInAddress"],
        shown: &[("signInAddress", "host")],
        by: "payload of a 1Password service account token decodes",
        ..COMMON
    };
    run(secret, &format).0
}

/// Cloudflare tunnel tokens: account, tunnel and secret.
pub(super) fn cloudflare_tunnel(secret: &[u8]) -> Outcome {
    let format = Format {
        keys: &["a", "t", "s"],
        shown: &[("a", "account"), ("t", "tunnel")],
        by: "payload of a Cloudflare tunnel token decodes",
        ..COMMON
    };
    run(secret, &format).0
}

/// Snyk access tokens: `snyk_uat.ID.PAYLOAD.SIGNATURE`.
pub(super) fn snyk(secret: &[u8]) -> Outcome {
    let format = Format {
        prefix: "snyk_",
        cut: Some(('.', 2)),
        keys: &["e", "h"],
        shown: &[("h", "host")],
        moment: Some(("e", "expires")),
        by: "payload of a Snyk token decodes",
    };
    run(secret, &format).0
}

/// Mapbox tokens: `KIND.PAYLOAD.SIGNATURE`, where the kind is `pk` (public), `sk` (secret) or `tk` (temporary).
///
/// <https://docs.mapbox.com/api/accounts/tokens/>
pub(super) fn mapbox(secret: &[u8]) -> Outcome {
    let format = Format {
        cut: Some(('.', 1)),
        keys: &["u"],
        shown: &[("u", "account"), ("scopes", "scopes")],
        moment: Some(("exp", "expires")),
        by: "payload of a Mapbox token decodes",
        ..COMMON
    };
    run(secret, &format).0
}

/// `TeamCity` access tokens: a header in base64, then the token.
pub(super) fn teamcity(secret: &[u8]) -> Outcome {
    let by = "header of a TeamCity token decodes";
    let (outcome, object) = run(secret, &Format { cut: Some(('.', 0)), keys: &["typ"], by, ..COMMON });
    match object.as_ref().and_then(|header| header.get("typ")?.as_str()) {
        Some("TCV2") => outcome,
        _ => Outcome::Drop("its header is not that of a TeamCity token".to_owned()),
    }
}

/// Any JSON object in base64 (Neptune, Vertex, service account keys ...): proves nothing by itself.
pub(super) fn any(secret: &[u8]) -> Outcome {
    match run(secret, &COMMON) {
        (_, Some(_)) => Outcome::Pass,
        (outcome, None) => outcome,
    }
}

/// The verdict, and the object when there is one.
fn run(secret: &[u8], format: &Format) -> (Outcome, Option<Object>) {
    let Some(rest) = secret.strip_prefix(format.prefix.as_bytes()) else { return (Outcome::Pass, None) };
    let part = match format.cut {
        Some((at, index)) => rest.split(|&byte| char::from(byte) == at).nth(index).unwrap_or_default(),
        None => rest,
    };
    let Some(object) = base64::decode(part).and_then(|json| facts::object(&json)) else {
        return (Outcome::Doubt("its payload is not JSON in base64".to_owned()), None);
    };
    if !format.keys.iter().all(|key| object.contains_key(*key)) {
        return (Outcome::Drop("its payload lacks what every such token holds".to_owned()), Some(object));
    }
    let shown = format.shown.iter().filter_map(|&(key, name)| facts::entry(name, &object, key));
    let moment = format.moment.and_then(|(key, name)| facts::moment(name, &object, key));
    let facts = shown.chain(moment).collect();
    (Outcome::Proved { by: format.by, facts }, Some(object))
}

fn with(outcome: Outcome, fact: Option<Fact>) -> Outcome {
    match outcome {
        Outcome::Proved { by, mut facts } => {
            facts.extend(fact);
            Outcome::Proved { by, facts }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(outcome: Outcome) -> Vec<String> {
        match outcome {
            Outcome::Proved { facts, .. } => facts.into_iter().map(|fact| fact.value).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_payload_is_read() {
        let json = |text: &str| base64::encode(text.as_bytes());
        let cases = [
            (
                sentry(
                    format!("sntrys{}{}_{}", '_', json(r#"{"iat":1700000000,"org":"acme"}"#), "x".repeat(43))
                        .as_bytes(),
                ),
                "acme 2023-11-14T22:13:20Z",
            ),
            (grafana(json(r#"{"k":"made-up","n":"ci","id":1}"#).as_bytes()), "ci 1"),
            (
                grafana(
                    format!("glc{}{}", '_', json(r#"{"o":"7","n":"ci","k":"made-up","m":{"r":"eu"}}"#))
                        .as_bytes(),
                ),
                "7 ci eu",
            ),
            (
                onepassword(
                    format!("ops{}{}", '_', json(r#"{"signInAddress":"a.1password.com"}"#)).as_bytes(),
                ),
                "a.1password.com",
            ),
            (cloudflare_tunnel(json(r#"{"a":"acc","t":"tun","s":"made-up"}"#).as_bytes()), "acc tun"),
            (
                snyk(
                    format!("snyk{}.1a2b.{}.sig", "_uat", json(r#"{"e":1800000000,"h":"snyk.io"}"#))
                        .as_bytes(),
                ),
                "snyk.io 2027-01-15T08:00:00Z",
            ),
            (
                mapbox(format!("pk.{}.{}", json(r#"{"u":"acme","a":"id"}"#), "x".repeat(22)).as_bytes()),
                "acme",
            ),
            (teamcity(format!("{}.made.up", json(r#"{"typ": "TCV2"}"#)).as_bytes()), ""),
        ];
        for (outcome, expected) in cases {
            assert_eq!(values(outcome).join(" "), expected);
        }
    }

    #[test]
    fn other_payloads_are_dropped_and_broken_ones_doubted() {
        let json = |text: &str| base64::encode(text.as_bytes());
        assert!(matches!(cloudflare_tunnel(json("{}").as_bytes()), Outcome::Drop(_)));
        for text in ["[1]", "nothing"] {
            assert!(matches!(cloudflare_tunnel(json(text).as_bytes()), Outcome::Doubt(_)));
        }
        assert!(matches!(teamcity(json(r#"{"typ":"JWT"}"#).as_bytes()), Outcome::Drop(_)));
        assert!(matches!(any(b"e30x"), Outcome::Doubt(_)));
        assert_eq!(any(json("{}").as_bytes()), Outcome::Pass);
        assert_eq!(sentry(b"other"), Outcome::Pass);
    }
}
