//! Formats with a checksum: how to make a token that the proof of the same name accepts.
//!
//! `tests/proofs.rs` includes this module and holds each proof against it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use beartrap::verify::proof::codec::base32;
use beartrap::verify::proof::codec::crc::crc32;
use beartrap::verify::proof::codec::radix::{base36, base62};

use super::keys::KEYS;
use super::labels::LABELS;
use super::random::Random;
use super::structures::STRUCTURES;

/// One form of token. Several may share a proof.
pub struct Format {
    /// The proof's name in rule files.
    pub name: &'static str,
    /// Makes one token.
    pub forge: fn(&mut Random) -> String,
}

/// The form of `name` that `forge` makes.
pub const fn format(name: &'static str, forge: fn(&mut Random) -> String) -> Format {
    Format { name, forge }
}

/// Every form of every format.
pub fn all() -> impl Iterator<Item = &'static Format> {
    summed().chain(STRUCTURES).chain(LABELS)
}

/// The forms that hold a sum: their proofs prove them.
pub fn summed() -> impl Iterator<Item = &'static Format> {
    CRC32.iter().chain(KEYS)
}

/// Tokens with a CRC32, in the order of their proofs.
const CRC32: &[Format] = &[
    format("atlassian-crc32", |random| upper_hex(&format!("ATATT3xFfGF0{}=", random.alnum(171)))),
    format("azure-devops-crc32", azure_devops),
    format("bitbucket-crc32", |random| upper_hex(&format!("ATBB{}", random.alnum(24)))),
    format("chief-tools-crc32", |random| github("ctp_", &random.alnum(30))),
    format("chief-tools-crc32", |random| github("cto_", &random.alnum(64))),
    format("cloudflare-crc32", |random| hex("cfut_", &random.alnum(40))),
    format("cloudflare-crc32", |random| hex("cfat_", &random.alnum(40))),
    format("cloudflare-crc32", |random| hex("cfk_", &random.alnum(40))),
    format("confluent-crc32", confluent),
    format("deno-crc32", |random| summed_with_prefix("ddp_", &random.alnum(30))),
    format("deno-crc32", |random| summed_with_prefix("ddo_", &random.alnum(30))),
    format("deno-crc32", |random| summed_with_prefix("ddw_", &random.alnum(30))),
    format("github-crc32", |random| github("ghp_", &random.alnum(30))),
    format("github-crc32", |random| github("gho_", &random.alnum(30))),
    format("github-crc32", |random| github("ghu_", &random.alnum(30))),
    format("github-crc32", |random| github("ghs_", &random.alnum(30))),
    format("github-crc32", |random| github("ghr_", &random.alnum(70))),
    format("gitlab-crc32", |random| gitlab("glpat-", random)),
    format("gitlab-crc32", |random| gitlab("glrt-t1_", random)),
    format("grafana-crc32", grafana),
    format("jsr-crc32", |random| summed_with_prefix("jsrp_", &random.alnum(29))),
    format("jsr-crc32", |random| summed_with_prefix("jsrd_", &random.alnum(29))),
    format("netbird-crc32", |random| github("nbp_", &random.alnum(30))),
    format("npm-crc32", |random| github("npm_", &random.alnum(30))),
    format("packagist-crc32", |random| packagist("packagist_uut_", random)),
    format("packagist-crc32", |random| packagist("packagist_ort_", random)),
    format("polar-crc32", |random| github("polar_oat_", &random.alnum(37))),
    format("polar-crc32", |random| github("polar_pat_", &random.alnum(37))),
    format("review-board-crc32", |random| github("rbp_", &random.alnum(245))),
    format("sanctum-crc32", sanctum),
    format("trello-crc32", |random| upper_hex(&format!("ATTA{}", random.hex(64)))),
    format("zuplo-crc32", |random| hex("zpka_", &format!("{}_", random.hex(32)))),
];

/// The sum of the body in base 62, as GitHub and its followers write it.
fn github(prefix: &str, body: &str) -> String {
    let sum = base62::<6>(u64::from(crc32(body.as_bytes())));
    format!("{prefix}{body}{}", ascii(&sum))
}

/// The same over prefix and body.
fn summed_with_prefix(prefix: &str, body: &str) -> String {
    let summed = format!("{prefix}{body}");
    let sum = base62::<6>(u64::from(crc32(summed.as_bytes())));
    format!("{summed}{}", ascii(&sum))
}

fn sanctum(random: &mut Random) -> String {
    let number = 1 + random.next() % 9999;
    let body = random.alnum(40);
    format!("{number}|{body}{:08x}", crc32(body.as_bytes()))
}

fn hex(prefix: &str, body: &str) -> String {
    format!("{prefix}{body}{:08x}", crc32(body.trim_end_matches('_').as_bytes()))
}

fn upper_hex(summed: &str) -> String {
    format!("{summed}{:08X}", crc32(summed.as_bytes()))
}

fn packagist(prefix: &str, random: &mut Random) -> String {
    let summed = format!("{prefix}{}", random.hex(60));
    format!("{summed}{:08x}", crc32(summed.as_bytes()))
}

fn grafana(random: &mut Random) -> String {
    let summed = format!("glsa_{}", random.alnum(32));
    format!("{summed}_{:08x}", crc32(summed.as_bytes()).swap_bytes())
}

fn confluent(random: &mut Random) -> String {
    let body = random.alnum(54);
    let sum = STANDARD.encode(crc32(body.as_bytes()).to_le_bytes());
    format!("cflt{body}{}", &sum[..6])
}

fn gitlab(prefix: &str, random: &mut Random) -> String {
    let lines = format!("o:1\nu:{}", ascii(&base36::<4>(random.next() % 1_000_000)));
    let mut payload = random.bytes(16);
    payload.extend_from_slice(lines.as_bytes());
    payload.push(u8::try_from(lines.len()).expect("short lines"));
    let payload = URL_SAFE_NO_PAD.encode(payload);
    let length = base36::<2>(payload.len() as u64);
    let summed = format!("{prefix}{payload}.01.{}", ascii(&length));
    let sum = base36::<7>(u64::from(crc32(summed.as_bytes())));
    format!("{summed}{}", ascii(&sum))
}

fn azure_devops(random: &mut Random) -> String {
    let token = random.bytes(28);
    let sum = (crc32(&token) ^ 0xe0b9_692d).to_le_bytes();
    let bytes =
        [&token[..2], &sum[3..], &token[2..6], &[sum[2], sum[1]], &token[6..19], &sum[..1], &token[19..]];
    base32::encode_lower(&bytes.concat())
}

/// Digits of a number as text.
pub fn ascii(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("digits are ASCII")
}
