//! Words in clear within a token: its region, environment or kind.

use super::facts;
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

/// Mailchimp keys end in their data centre: `-us21`.
pub(super) fn mailchimp(secret: &[u8]) -> Outcome {
    region(text(secret).rsplit_once('-').map(|(_, region)| region))
}

/// `HubSpot` private app tokens: `pat-REGION-`.
pub(super) fn hubspot(secret: &[u8]) -> Outcome {
    region(text(secret).strip_prefix("pat-").and_then(|rest| rest.split('-').next()))
}

/// Honeycomb ingest keys: the letter after `hc` is the region.
pub(super) fn honeycomb(secret: &[u8]) -> Outcome {
    region(text(secret).strip_prefix("hc").and_then(|rest| rest.get(..1)))
}

/// Doppler tokens: `dp.KIND.`, and for service tokens `dp.st.ENVIRONMENT.`
/// (<https://docs.doppler.com/docs/service-tokens>).
pub(super) fn doppler(secret: &[u8]) -> Outcome {
    match text(secret).split('.').collect::<Vec<_>>()[..] {
        // Names of environments are words; whatever is longer is part of the secret.
        ["dp", "st", environment, _] => {
            told("environment", Some(environment).filter(|name| name.len() <= 20))
        }
        ["dp", kind, _] => told("kind", doppler_kind(kind)),
        _ => Outcome::Pass,
    }
}

fn doppler_kind(kind: &str) -> Option<&'static str> {
    match kind {
        "audit" => Some("audit"),
        "ct" => Some("command line"),
        "pt" => Some("personal"),
        "sa" => Some("service account"),
        "scim" => Some("SCIM"),
        "st" => Some("service"),
        _ => None,
    }
}

/// `OpenAI` keys: their prefix tells the kind, and the mark `T3BlbkFJ` (base64 of `OpenAI`) stands in the middle.
pub(super) fn openai(secret: &[u8]) -> Outcome {
    const KINDS: &[(&str, &str)] = &[
        ("sk-proj-", "project"),
        ("sk-svcacct-", "service account"),
        ("sk-admin-", "admin"),
        ("sk-None-", "user"),
        ("sk-", "user"),
    ];
    let text = text(secret);
    let Some(&(prefix, kind)) = KINDS.iter().find(|(prefix, _)| text.starts_with(prefix)) else {
        return Outcome::Pass;
    };
    match text[prefix.len()..].split_once("T3BlbkFJ") {
        Some((left, right)) if left.len() == right.len() => told("kind", Some(kind)),
        Some(_) => Outcome::Doubt("the parts before and after its mark differ in length".to_owned()),
        None => Outcome::Doubt("the mark in its middle is missing".to_owned()),
    }
}

/// Anthropic keys: their prefix tells the kind, and keys and OAuth tokens end in `AA`.
pub(super) fn anthropic(secret: &[u8]) -> Outcome {
    const KINDS: &[(&str, &str)] = &[
        ("api", "API key"),
        ("admin", "admin"),
        ("oat", "OAuth access"),
        ("ort", "OAuth refresh"),
        ("sid", "browser session"),
    ];
    let Some(rest) = text(secret).strip_prefix("sk-ant-") else { return Outcome::Pass };
    let kind = KINDS.iter().find(|(word, _)| rest.starts_with(word)).map(|&(_, kind)| kind);
    if rest.ends_with("AA") || kind == Some("browser session") {
        told("kind", kind)
    } else {
        Outcome::Doubt("it does not end in AA".to_owned())
    }
}

/// Tokens that say in their prefix where they work: `sk_live_`, `access-sandbox-`, `FLWSECK_TEST-`.
pub(super) fn environment(secret: &[u8]) -> Outcome {
    const LIVE: [&str; 3] = ["live", "prod", "production"];
    const TEST: [&str; 8] = ["test", "sandbox", "sbox", "sbx", "sdbx", "dev", "development", "staging"];
    let is_one_of = |words: &[&str], part: &str| words.iter().any(|word| part.eq_ignore_ascii_case(word));
    let said = text(secret).split(['_', '-', '.', ':']).take(PREFIX_PARTS).find_map(|part| {
        let live = is_one_of(&LIVE, part).then_some("live");
        live.or_else(|| is_one_of(&TEST, part).then_some("test"))
    });
    told("environment", said)
}

/// A prefix has at most so many parts: `pdl_live_apikey`.
const PREFIX_PARTS: usize = 3;

fn text(secret: &[u8]) -> &str {
    str::from_utf8(secret).unwrap_or_default()
}

/// A region such as `us21`; whatever is longer is part of the secret.
fn region(name: Option<&str>) -> Outcome {
    told("region", name.filter(|name| name.len() <= 5))
}

fn told(name: &'static str, value: Option<&str>) -> Outcome {
    let fact: Option<Fact> = value.and_then(|value| facts::text(name, value));
    fact.map_or(Outcome::Pass, |fact| Outcome::Facts(vec![fact]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(outcome: Outcome) -> String {
        match outcome {
            Outcome::Facts(facts) => facts.into_iter().map(|fact| fact.value).collect(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn labels_are_told() {
        assert_eq!(value(mailchimp(b"0f1e-us21")), "us21");
        assert_eq!(value(hubspot(b"pat-na1-made-up")), "na1");
        assert_eq!(value(honeycomb(b"hcaik_madeup")), "a");
        assert_eq!(value(doppler(b"dp.st.prd.madeup")), "prd");
        assert_eq!(value(doppler(b"dp.pt.madeup")), "personal");
        assert_eq!(mailchimp(b"x-0123456789abcdef01234567"), Outcome::Pass);
        assert_eq!(doppler(&[0xff]), Outcome::Pass);
    }

    #[test]
    fn prefixes_tell_the_environment() {
        assert_eq!(value(environment(b"sk_live_madeup")), "live");
        assert_eq!(value(environment(b"access-sandbox-madeup")), "test");
        assert_eq!(value(environment(b"FLWSECK_TEST-madeup-X")), "test");
        assert_eq!(value(environment(b"xnd_production_madeup")), "live");
        assert_eq!(environment(b"sk_madeup_b_c_live"), Outcome::Pass);
    }

    #[test]
    fn ai_keys_tell_their_kind() {
        let key =
            |prefix: &str, right: usize| format!("{prefix}{}T3BlbkFJ{}", "x".repeat(20), "y".repeat(right));
        assert_eq!(value(openai(key("sk-proj-", 20).as_bytes())), "project");
        assert_eq!(value(openai(key("sk-", 20).as_bytes())), "user");
        assert!(matches!(openai(key("sk-", 19).as_bytes()), Outcome::Doubt(_)));
        assert!(matches!(openai(b"sk-abc"), Outcome::Doubt(_)));
        let key = |tail: &str| format!("sk-{}-api03-made-up{tail}", "ant");
        assert_eq!(value(anthropic(key("AA").as_bytes())), "API key");
        assert!(matches!(anthropic(key("AB").as_bytes()), Outcome::Doubt(_)));
    }
}
