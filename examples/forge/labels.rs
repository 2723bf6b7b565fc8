//! Tokens with words or numbers in clear, and files with a key inside.

use beartrap::verify::proof::codec::base64;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::formats::{Format, format};
use super::random::Random;
use super::structures::{ed25519, jwt};

/// All forms, in the order of their proofs. Their proofs neither drop nor doubt them.
pub const LABELS: &[Format] = &[
    format("base64-json", |random| {
        base64::encode(format!(r#"{{"api_key":"{}"}}"#, random.alnum(40)).as_bytes())
    }),
    format("braintree-token", |random| {
        format!("access_token$production${}${}", random.text(LOWER, 16), random.hex(32))
    }),
    format("crypt-hash", |random| format!("$2b$12${}", random.alnum(53))),
    format("crypt-hash", |random| format!("$6${}${}", random.alnum(16), random.alnum(86))),
    format("doppler-token", |random| format!("dp.pt.{}", random.alnum(43))),
    format("doppler-token", |random| format!("dp.st.prd.{}", random.alnum(43))),
    format("ethereum-key", |random| format!("0x{}", random.hex(64))),
    format("facebook-app-token", |random| format!("{}|{}", digits(16, random), random.alnum(27))),
    format("fcm-key", |random| format!("AAAA{}:APA91b{}", random.alnum(7), random.alnum(134))),
    format("github-app-token", |random| {
        let app = digits(7, random);
        format!("ghs_{app}_{}", jwt(r#"{"iss":"https://github.com","exp":1900000000}"#, random))
    }),
    format("google-oauth-client", |random| {
        format!("{}-{}.apps.googleusercontent.com", digits(12, random), random.text(LOWER, 32))
    }),
    format("google-service-account", google_service_account),
    format("environment", |random| format!("sk_live_{}", random.alnum(24))),
    format("honeycomb-key", |random| format!("hcaik_{}", random.text(LOWER, 58))),
    format("hubspot-token", |random| {
        let groups = [8, 4, 4, 4, 12].map(|count| random.hex(count));
        format!("pat-na1-{}", groups.join("-"))
    }),
    format("mailchimp-key", |random| format!("{}-us21", random.hex(32))),
    format("object-id", |random| format!("PMAK-6b{}-{}", random.hex(22), random.hex(34))),
    format("object-id", |random| format!("6b{}:{}", random.hex(22), random.hex(64))),
    format("putty-key", putty),
    format("slack-token", |random| {
        format!("xoxb-{}-{}-{}", digits(12, random), digits(13, random), random.alnum(24))
    }),
    format("slack-token", |random| {
        let app = random.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 10);
        format!("xapp-1-A{app}-{}-{}", digits(13, random), random.hex(64))
    }),
    format("teamcity-token", |random| {
        let head = base64::encode(br#"{"typ": "TCV2"}"#);
        format!("{head}.{}.{}", random.alnum(36), random.alnum(48))
    }),
    format("telegram-bot", |random| format!("{}:AA{}", digits(10, random), random.alnum(33))),
    format("wireguard-key", |random| base64::encode(&random.bytes(32))),
];

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

/// A number of `count` digits.
fn digits(count: usize, random: &mut Random) -> String {
    random.text("123456789", 1) + &random.text("0123456789", count - 1)
}

fn google_service_account(random: &mut Random) -> String {
    serde_json::json!({
        "type": "service_account",
        "project_id": "acme",
        "private_key_id": random.hex(40),
        "private_key": ed25519(random) + "\n",
        "client_email": "ci@acme.iam.gserviceaccount.com",
        "client_id": digits(21, random),
    })
    .to_string()
}

/// An unencrypted key of the third form.
fn putty(random: &mut Random) -> String {
    let (public, private) = (random.bytes(51), random.bytes(36));
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(b"").expect("HMAC takes keys of any length");
    for field in [b"ssh-ed25519", b"none".as_slice(), b"made-up", &public, &private] {
        mac.update(&u32::try_from(field.len()).expect("short").to_be_bytes());
        mac.update(field);
    }
    let mac: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let lines = |bytes: &[u8]| {
        let text = base64::encode(bytes);
        let lines: Vec<&str> = text.as_bytes().chunks(64).map(super::formats::ascii).collect();
        format!("{}\n{}", lines.len(), lines.join("\n"))
    };
    format!(
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: made-up\nPublic-Lines: {}\n\
         Private-Lines: {}\nPrivate-MAC: {mac}",
        lines(&public),
        lines(&private)
    )
}
