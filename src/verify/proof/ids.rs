//! Tokens that carry the number of their account in clear, or in base64.

use super::codec::base64;
use super::facts;
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

/// Discord bot tokens: `ID.TIME.HMAC`, the id a decimal number in base64 that holds the moment of its making.
///
/// <https://discord.com/developers/docs/reference#snowflakes>
pub(super) fn discord(secret: &[u8]) -> Outcome {
    const EPOCH_MS: u64 = 1_420_070_400_000;
    let first = secret.split(|&byte| byte == b'.').next().unwrap_or_default();
    let digits = base64::decode_start(first).unwrap_or_default();
    let id = str::from_utf8(&digits).ok().filter(|id| (17..=20).contains(&id.len()));
    let Some(number) = id.and_then(|id| id.parse::<u64>().ok()) else {
        return Outcome::Doubt("its first part is no Discord id".to_owned());
    };
    let seconds = ((number >> 22) + EPOCH_MS) / 1000;
    let created = i64::try_from(seconds).ok().and_then(|seconds| facts::date("created", seconds));
    let facts = [Some(Fact::new("bot", number.to_string())), created].into_iter().flatten().collect();
    Outcome::Proved { by: "its first part decodes to a Discord id", facts }
}

/// Telegram bot tokens: the number of the bot stands before the colon (<https://core.telegram.org/bots/api>).
pub(super) fn telegram(secret: &[u8]) -> Outcome {
    leading_number("bot", secret, b':')
}

/// Facebook app tokens: the number of the app stands before the bar.
pub(super) fn facebook(secret: &[u8]) -> Outcome {
    leading_number("app", secret, b'|')
}

/// Google OAuth client ids: the number of the project stands before the dash.
pub(super) fn google_client(secret: &[u8]) -> Outcome {
    leading_number("project", secret, b'-')
}

/// Slack tokens: numbers of the workspace, or the id of the app (<https://api.slack.com/authentication/token-types>).
pub(super) fn slack(secret: &[u8]) -> Outcome {
    let Ok(text) = str::from_utf8(secret) else { return Outcome::Pass };
    let parts: Vec<&str> = text.split('-').collect();
    match parts[..] {
        ["xapp", _, app, _, _] => told(facts::text("app", app)),
        // The older bot tokens hold one number only, which is not that of the workspace.
        ["xoxb" | "xoxp" | "xoxa" | "xoxs", workspace, second, _, ..]
            if is_number(workspace) && is_number(second) =>
        {
            told(facts::text("workspace", workspace))
        }
        _ => Outcome::Pass,
    }
}

/// Legacy keys of Firebase Cloud Messaging: the part before the colon is the sender's number.
pub(super) fn fcm(secret: &[u8]) -> Outcome {
    let head = secret.split(|&byte| byte == b':').next().unwrap_or_default();
    let bytes = base64::decode_start(head).unwrap_or_default();
    match <[u8; 8]>::try_from(bytes.as_slice()).map(u64::from_be_bytes) {
        Ok(sender) => told(Some(Fact::new("sender", sender.to_string()))),
        Err(_) => Outcome::Pass,
    }
}

/// Braintree access tokens: `access_token$ENVIRONMENT$MERCHANT$SECRET`.
pub(super) fn braintree(secret: &[u8]) -> Outcome {
    let Ok(text) = str::from_utf8(secret) else { return Outcome::Pass };
    match text.split('$').collect::<Vec<_>>()[..] {
        ["access_token", environment, merchant, _] => {
            let facts =
                facts::text("environment", environment).into_iter().chain(facts::text("merchant", merchant));
            Outcome::Facts(facts.collect())
        }
        _ => Outcome::Pass,
    }
}

fn leading_number(name: &'static str, secret: &[u8], end: u8) -> Outcome {
    let head = secret.split(|&byte| byte == end).next().unwrap_or_default();
    let number = str::from_utf8(head).ok().filter(|text| head.len() < secret.len() && is_number(text));
    told(number.and_then(|number| facts::text(name, number)))
}

fn is_number(text: &str) -> bool {
    (5..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn told(fact: Option<Fact>) -> Outcome {
    fact.map_or(Outcome::Pass, |fact| Outcome::Facts(vec![fact]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(outcome: Outcome) -> Option<(&'static str, String)> {
        match outcome {
            Outcome::Facts(facts) => facts.into_iter().next().map(|fact| (fact.name, fact.value)),
            _ => None,
        }
    }

    #[test]
    fn discord_ids_hold_their_date() {
        let token = format!("{}.Cl2FMQ.{}", base64::encode(b"198622483471925248"), "x".repeat(27));
        let Outcome::Proved { facts, .. } = discord(token.as_bytes()) else { panic!("not proved") };
        assert_eq!(facts[0].value, "198622483471925248");
        assert!(facts[1].value.starts_with("2016-07-02T"));
        assert!(matches!(discord(b"TWFkZS11cC10ZXh0.a.b"), Outcome::Doubt(_)));
    }

    #[test]
    fn numbers_before_a_mark() {
        assert_eq!(fact(telegram(b"123456789:made-up")), Some(("bot", "123456789".to_owned())));
        assert_eq!(fact(facebook(b"1234567890123456|made-up")), Some(("app", "1234567890123456".to_owned())));
        assert_eq!(
            fact(google_client(b"123456789012-made-up")),
            Some(("project", "123456789012".to_owned()))
        );
        assert_eq!(telegram(b"123456789"), Outcome::Pass);
        assert_eq!(telegram(b"x:y"), Outcome::Pass);
    }

    #[test]
    fn slack_and_others() {
        let bot = ["xox", "b-1234567890-2345678901234-madeup"].concat();
        assert_eq!(fact(slack(bot.as_bytes())), Some(("workspace", "1234567890".to_owned())));
        let app = ["xap", "p-1-A012MADEUP-2345678901234-madeup"].concat();
        assert_eq!(fact(slack(app.as_bytes())), Some(("app", "A012MADEUP".to_owned())));
        assert_eq!(slack(["xox", "b-1234567890-madeup"].concat().as_bytes()), Outcome::Pass);
        let sender = base64::encode(&123_456_789_012_u64.to_be_bytes());
        let key = format!("{}:AP{}", sender.trim_end_matches('='), "A91bmadeup");
        assert_eq!(fact(fcm(key.as_bytes())), Some(("sender", "123456789012".to_owned())));
        let token = ["access_", "token$production$merchant$madeup"].concat();
        assert_eq!(fact(braintree(token.as_bytes())), Some(("environment", "production".to_owned())));
    }
}
