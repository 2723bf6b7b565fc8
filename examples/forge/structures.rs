//! Tokens without a sum, whose parts decode to something.

use beartrap::verify::proof::codec::{base32, base64};

use super::formats::{Format, ascii, format};
use super::random::Random;

/// All forms, in the order of their proofs. Their proofs neither drop nor doubt them.
pub const STRUCTURES: &[Format] = &[
    format("algolia-secured-key", |random| {
        base64::encode(format!("{}filters=a&validUntil=1900000000", random.hex(64)).as_bytes())
    }),
    format("aws-access-key-id", |random| format!("AKIAQ{}", random.text(BASE32, 15))),
    format("aws-bedrock", |random| {
        let (id, key) = (random.text(LOWER, 4), random.alnum(44));
        let text = format!("BedrockAPIKey-{id}-at-{}:{key}", random.text(DIGITS, 12));
        format!("ABSK{}", base64::encode(text.as_bytes()))
    }),
    format("aws-ses", |random| base64::encode(&[&[4], &random.bytes(32)[..]].concat())),
    format("azure-sas", |random| {
        let signature = base64::encode(&random.bytes(32)).replace('+', "%2B").replace('/', "%2F");
        format!(
            "sv=2024-11-04&ss=b&srt=sco&sp=rl&se=2030-01-01T00:00:00Z&sig={}%3D",
            &signature.trim_end_matches('=')
        )
    }),
    format("basic-auth", |random| base64::encode(format!("deploy:{}", random.alnum(16)).as_bytes())),
    format("clerk-key", |random| {
        let host = format!("clerk.{}.dev$", random.text(LOWER, 8));
        format!("pk_live_{}", base64::encode(host.as_bytes()))
    }),
    format("cloudflare-tunnel", |random| {
        let (a, s) = (random.hex(32), base64::encode(&random.bytes(32)));
        base64::encode(format!(r#"{{"a":"{a}","t":"{}","s":"{s}"}}"#, uuid(random)).as_bytes())
    }),
    format("der-key", |random| base64::encode(&ed25519_der(random))),
    format("discord-bot", |random| {
        let id = base64::encode(format!("1{}", random.text(DIGITS, 17)).as_bytes());
        format!("{}.{}.{}", id.trim_end_matches('='), random.alnum(6), random.alnum(38))
    }),
    format("elastic-key", |random| {
        base64::encode(format!("{}:{}", random.alnum(20), random.alnum(22)).as_bytes())
    }),
    format("fly-macaroon", |random| {
        let head = b"\x94\x93nonce\xb9https://api.fly.io/v1\x90";
        format!("FlyV1 fm2_{}", base64::encode(&[&head[..], &random.bytes(120)].concat()))
    }),
    format("grafana-json", |random| {
        base64::encode(format!(r#"{{"k":"{}","n":"ci","id":1}}"#, random.alnum(32)).as_bytes())
    }),
    format("grafana-json", |random| {
        let json = format!(r#"{{"o":"7","n":"ci","k":"{}","m":{{"r":"eu"}}}}"#, random.alnum(24));
        format!("glc_{}", base64::encode(json.as_bytes()))
    }),
    format("intercom-token", |random| base64::encode(format!("tok:{}_", random.hex(41)).as_bytes())),
    format("jfrog-reference-token", |random| {
        base64::encode(format!("reftkn:01:1900000000:{}", random.alnum(28)).as_bytes())
    }),
    format("jwt", |random| jwt(r#"{"iss":"https://login.acme.dev","exp":1900000000}"#, random)),
    format("jwt", |random| jwt(r#"{"iss":"supabase","ref":"madeupmadeupmadeupma","role":"anon"}"#, random)),
    format("jwt", |random| {
        jwt(r#"{"iss":"supabase","ref":"madeupmadeupmadeupma","role":"service_role"}"#, random)
    }),
    format("keystore", bks),
    format("langsmith-key", |random| format!("lsv2_pt_{}_{}", uuid(random).replace('-', ""), random.hex(10))),
    format("mapbox-token", |random| mapbox("pk", random)),
    format("mapbox-token", |random| mapbox("sk", random)),
    format("mattermost-token", |random| random.text("ybndrfg8ejkmcpqxot1uwisza345h769", 26)),
    format("nuget-key", |random| {
        let id = [b"v4", &random.bytes(10)[..]].concat();
        base32::encode_lower(&id) + &base32::encode_lower(&random.bytes(16))
    }),
    format("onepassword-token", |random| {
        let json = format!(r#"{{"signInAddress":"acme.1password.com","muk":"{}"}}"#, random.alnum(240));
        format!("ops_{}", url_safe(json.as_bytes()))
    }),
    format("openai-key", |random| format!("sk-proj-{}T3BlbkFJ{}", random.alnum(74), random.alnum(74))),
    format("anthropic-key", |random| format!("sk-ant-api03-{}AA", random.alnum(93))),
    format("pem-key", ed25519),
    format("openssh-key", openssh),
    format("pypi-macaroon", |random| {
        let head = [&[2, 1, 8][..], b"pypi.org", &[2, 36], uuid(random).as_bytes(), &[0]].concat();
        let caveat = br#"{"version":1,"permissions":"user"}"#;
        let caveat = [&[2, 34][..], caveat, &[0]].concat();
        let tail = [&[0, 6, 32], &random.bytes(32)[..]].concat();
        format!("pypi-{}", url_safe(&[head, caveat, tail].concat()))
    }),
    format("sentry-token", |random| {
        let json = r#"{"iat":1700000000.1,"url":"https://sentry.io","region_url":"https://us.sentry.io","org":"acme"}"#;
        format!(
            "sntrys_{}_{}",
            base64::encode(json.as_bytes()),
            base64::encode(&random.bytes(32)).replace('=', "")
        )
    }),
    format("snyk-token", |random| {
        let json = format!(r#"{{"e":1900000000,"h":"snyk.io","j":"{}"}}"#, uuid(random));
        format!("snyk_uat.{}.{}.{}", random.hex(8), url_safe(json.as_bytes()), random.alnum(86))
    }),
    format("swarm-token", |random| {
        format!("SWMTKN-1-1{}-2{}", random.text(LOWER, 49), random.text(LOWER, 24))
    }),
    format("uuid-v4", uuid),
    format("workos-key", |random| {
        let text =
            format!("key_01J{},{}", random.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 23), random.alnum(25));
        format!("sk_live_{}", base64::encode(text.as_bytes()))
    }),
];

const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const DIGITS: &str = "0123456789";
const LOWER: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

fn url_safe(bytes: &[u8]) -> String {
    base64::encode(bytes).replace('+', "-").replace('/', "_").trim_end_matches('=').to_owned()
}

/// Random, version 4.
fn uuid(random: &mut Random) -> String {
    let variant = random.text("89ab", 1);
    [random.hex(8), random.hex(4), "4".to_owned() + &random.hex(3), variant + &random.hex(3), random.hex(12)]
        .join("-")
}

/// A token with these claims and a made-up signature.
pub fn jwt(claims: &str, random: &mut Random) -> String {
    let header = url_safe(br#"{"alg":"HS256","typ":"JWT"}"#);
    format!("{header}.{}.{}", url_safe(claims.as_bytes()), url_safe(&random.bytes(32)))
}

fn mapbox(kind: &str, random: &mut Random) -> String {
    let json = format!(r#"{{"u":"acme","a":"{}"}}"#, random.text(LOWER, 25));
    format!("{kind}.{}.{}", url_safe(json.as_bytes()), random.alnum(22))
}

/// PKCS#8 of an Ed25519 key, in PEM.
pub fn ed25519(random: &mut Random) -> String {
    pem("PRIVATE KEY", &ed25519_der(random))
}

fn ed25519_der(random: &mut Random) -> Vec<u8> {
    let head = [0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 34, 4, 32];
    [&head[..], &random.bytes(32)].concat()
}

fn openssh(random: &mut Random) -> String {
    let text = |bytes: &[u8]| [&u32::try_from(bytes.len()).expect("short").to_be_bytes()[..], bytes].concat();
    let (check, public, private) = (random.bytes(4), random.bytes(32), random.bytes(64));
    let public_blob = [text(b"ssh-ed25519"), text(&public)].concat();
    let private_blob =
        [&check[..], &check, &public_blob, &text(&private), &text(b"made-up"), &[1, 2, 3, 4, 5]].concat();
    let head =
        [&b"openssh-key-v1\0"[..], &text(b"none"), &text(b"none"), &text(b""), &1_u32.to_be_bytes()].concat();
    pem("OPENSSH PRIVATE KEY", &[head, text(&public_blob), text(&private_blob)].concat())
}

/// `body` in armor, 64 characters a line.
pub fn pem(label: &str, body: &[u8]) -> String {
    let dashes = "-----";
    let text = base64::encode(body);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(ascii).collect();
    format!("{dashes}BEGIN {label}{dashes}\n{}\n{dashes}END {label}{dashes}", lines.join("\n"))
}

/// A BKS store with one sealed key, all of whose bytes are ASCII.
fn bks(random: &mut Random) -> String {
    let salt = random.alnum(20);
    let (alias, sealed, sum) = (random.text(LOWER, 6), random.alnum(100), random.alnum(20));
    let entry = format!("\x04\0\x06{alias}{date}\0\0\0\0\0\0\0\x64{sealed}", date = "\0".repeat(8));
    format!("\0\0\0\x02\0\0\0\x14{salt}\0\0\x04\0{entry}\0{sum}")
}
