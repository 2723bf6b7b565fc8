//! Keys and tokens with sums other than CRC32.

use beartrap::verify::proof::codec::crc::{crc16, crc24};
use beartrap::verify::proof::codec::marvin32::marvin32;
use beartrap::verify::proof::codec::radix::base62;
use beartrap::verify::proof::codec::{base32, base58, base64, bech32};

use super::formats::{Format, ascii, format};
use super::random::Random;
use super::structures::pem;

/// All forms, in the order of their proofs.
pub const KEYS: &[Format] = &[
    format("age-bech32", |random| bech32::encode("age-secret-key-", &random.bytes(32)).to_uppercase()),
    format("azure-annotated-key", |random| annotated("AZDO", random)),
    format("azure-annotated-key", |random| annotated("AZEG", random)),
    format("azure-annotated-key", |random| annotated("ACOG", random)),
    format("azure-annotated-key", |random| annotated("AZAC", random)),
    format("azure-annotated-key", |random| annotated("AZMP", random)),
    format("azure-annotated-key", |random| annotated("AZCS", random)),
    format("azure-annotated-key", |random| annotated("NUGT", random)),
    format("azure-key", |random| identifiable("+ASt", b"Default0", 64, random)),
    format("azure-key", |random| identifiable("ACDb", b"MastRW00", 64, random)),
    format("azure-key", |random| identifiable("ACDb", b"MastRO00", 64, random)),
    format("azure-key", |random| identifiable("+ABa", b"AbAcct00", 64, random)),
    format("azure-key", |random| identifiable("+AMC", b"Classic0", 64, random)),
    format("azure-key", |random| identifiable("APIM", b"Tenant00", 64, random)),
    format("azure-key", |random| identifiable("+ASb", b"Manage00", 32, random)),
    format("azure-key", |random| identifiable("+AEh", b"Send0000", 32, random)),
    format("azure-key", |random| identifiable("+ARm", b"Listen00", 32, random)),
    format("azure-key", |random| identifiable("AIoT", b"IoTHub00", 32, random)),
    format("azure-key", |random| identifiable("AzCa", b"Access00", 32, random)),
    format("azure-key", |random| identifiable("+ACR", b"ACRDflt0", 39, random)),
    format("azure-key", |random| alphanumeric("AzSe", b"PAdmin00", 39, random)),
    format("azure-key", |random| alphanumeric("AzSe", b"Query000", 39, random)),
    format("azure-key", |random| alphanumeric("AzFu", b"Functi00", 40, random)),
    format("bip32-xprv", |random| {
        base58::encode_check(
            &[&[4, 0x88, 0xad, 0xe4, 0], &random.bytes(40)[..], &[0], &random.bytes(32)].concat(),
        )
    }),
    format("bip39-phrase", bip39_phrase),
    format("bitcoin-wif", |random| base58::encode_check(&[&[0x80], &random.bytes(32)[..]].concat())),
    format("bitcoin-wif", |random| base58::encode_check(&[&[0x80], &random.bytes(32)[..], &[1]].concat())),
    format("cardano-bech32", |random| bech32::encode("addr_sk", &random.bytes(32))),
    format("cardano-bech32", |random| bech32::encode("ed25519e_sk", &random.bytes(64))),
    format("cargo-token", cargo),
    format("entra-secret", entra),
    format("nats-nkey", |random| summed_base32(&[0x95, 0], random)),
    format("nats-nkey", |random| summed_base32(&[0x90, 0], random)),
    format("nostr-bech32", |random| bech32::encode("nsec", &random.bytes(32))),
    format("pgp-armor", pgp),
    format("ripple-seed", |random| ripple(&[0x21], random)),
    format("ripple-seed", |random| ripple(&[0x01, 0xe1, 0x4b], random)),
    format("stellar-seed", |random| summed_base32(&[0x90], random)),
    format("sui-bech32", |random| bech32::encode("suiprivkey", &[&[0], &random.bytes(32)[..]].concat())),
    format("tezos-key", |random| tezos([0x0d, 0x0f, 0x3a, 0x07], 32, random)),
    format("tezos-key", |random| tezos([0x2b, 0xf6, 0x4e, 0x07], 64, random)),
    format("tezos-key", |random| tezos([0x11, 0xa2, 0xe0, 0xc9], 32, random)),
];

fn ripple(first: &[u8], random: &mut Random) -> String {
    let text = base58::encode_check(&[first, &random.bytes(16)].concat());
    ascii(&base58::to_ripple(text.as_bytes())).to_owned()
}

fn tezos(first: [u8; 4], rest: usize, random: &mut Random) -> String {
    base58::encode_check(&[&first[..], &random.bytes(rest)].concat())
}

/// A Microsoft identifiable key: the mark ten characters before the padding, the sum in the last four bytes.
fn identifiable(mark: &str, seed: &[u8; 8], len: usize, random: &mut Random) -> String {
    let mut text = base64::encode(&random.bytes(len));
    let end = text.trim_end_matches('=').len();
    text.replace_range(end - 10..end - 6, mark);
    let mut bytes = base64::decode(text.as_bytes()).expect("base64 with other letters is base64");
    let (summed, sum) = bytes.split_last_chunk_mut::<4>().expect("a long key");
    *sum = marvin32(seed, summed).to_le_bytes();
    base64::encode(&bytes)
}

/// The same, of letters and digits only, as some products prefer it.
fn alphanumeric(mark: &str, seed: &[u8; 8], len: usize, random: &mut Random) -> String {
    loop {
        let key = identifiable(mark, seed, len, random);
        if !key.contains(['+', '/']) {
            return key;
        }
    }
}

fn annotated(signature: &str, random: &mut Random) -> String {
    let platform = if signature == "NUGT" { "N5P0000LZENeS003" } else { "AAAAAAAAAAAAAAAA" };
    let summed =
        format!("{}JQQJ99B{}{platform}{signature}", random.alnum(52), random.text("ABCDEFGHIJKL", 1));
    let bytes = base64::decode(summed.as_bytes()).expect("letters and digits are base64");
    let sum = base62::<6>(u64::from(marvin32(b"Default0", &bytes).swap_bytes()));
    let digits = ascii(&sum).trim_start_matches('0');
    format!("{summed}{}", &format!("{digits:0<6}")[..4])
}

fn entra(random: &mut Random) -> String {
    const BASE_66: &[u8; 66] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";
    let summed = format!("{}8Q~{}", random.alnum(3), random.alnum(31));
    let sum = usize::try_from(marvin32(b"AadPwd00", summed.as_bytes())).expect("a 32-bit number");
    let digit = |power: u32| char::from(BASE_66[sum / 66_usize.pow(power) % 66]);
    format!("{summed}{}{}{}", digit(5), digit(4), digit(3))
}

fn cargo(random: &mut Random) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let body = random.alnum(31);
    let xor = body.bytes().fold(0, |xor, byte| xor ^ byte);
    format!("cio_tp_{body}{}", char::from(ALPHABET[usize::from(xor) % 62]))
}

fn bip39_phrase(random: &mut Random) -> String {
    let entropy = random.bytes(16);
    bip39::Mnemonic::from_entropy_in(bip39::Language::English, &entropy).expect("16 bytes").to_string()
}

/// Upper-case base 32 of `head`, 32 bytes and their CRC16.
fn summed_base32(head: &[u8], random: &mut Random) -> String {
    let mut bytes = [head, &random.bytes(32)].concat();
    bytes.extend(crc16(&bytes).to_le_bytes());
    base32::encode_lower(&bytes).to_uppercase()
}

fn pgp(random: &mut Random) -> String {
    let body = [&[0x95], &random.bytes(200)[..]].concat();
    let [_, sum @ ..] = crc24(&body).to_be_bytes();
    let sum = format!("\n={}\n-----END", base64::encode(&sum));
    pem("PGP PRIVATE KEY BLOCK", &body).replacen("-----\n", "-----\n\n", 1).replacen("\n-----END", &sum, 1)
}
