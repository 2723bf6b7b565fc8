//! Proofs: offline tests that an issuer made a token, by its checksum or by its structure.
//!
//! A rule file asks for one by name: `checks = [{ checksum = "github-crc32" }]` or `[{ structure = "jwt" }]`; both keys
//! look into [`PROOFS`]. A proof sees the bytes of the rule's `secret` group and nothing else: no clock, no network. It
//! answers
//!
//! - [`Outcome::Proved`] when arithmetic or an unmistakable structure shows the issuer's hand,
//! - [`Outcome::Facts`] when something can be read and nothing is proved,
//! - [`Outcome::Pass`] when the text is of a shape that it knows nothing about,
//! - [`Outcome::Doubt`] when a sum is wrong that is known from code or samples only,
//! - [`Outcome::Drop`] when a sum is wrong that the issuer documents, or a structure is impossible.
//!
//! No answer holds bytes of the secret.

pub mod codec;

mod aws;
mod azure_annotated;
mod azure_devops;
mod azure_key;
mod azure_sas;
mod bip39;
mod cargo;
mod coins;
mod crc32;
mod crypt;
mod entra;
mod facts;
mod gitlab;
mod ids;
mod json_token;
mod jwt;
mod jwt_claims;
mod keystore;
mod labels;
mod macaroon;
mod openssh;
mod pem;
mod pgp;
mod putty;
mod service_account;
mod shapes;
mod swarm;
mod wallets;
mod wrapped;

use super::outcome::Outcome;
use super::{Arg, Check};

/// One offline test, known to rule files by its name.
#[derive(Clone, Copy, Debug)]
pub struct Proof {
    /// The name in rule files: lower case, digits, dashes.
    pub name: &'static str,
    /// What it tests, in one line for `beartrap rules` and the documentation.
    pub about: &'static str,
    /// The test, over the bytes of the rule's `secret` group. Never panics.
    pub run: fn(secret: &[u8]) -> Outcome,
}

const fn proof(name: &'static str, about: &'static str, run: fn(&[u8]) -> Outcome) -> Proof {
    Proof { name, about, run }
}

/// Every proof, in alphabetical order.
pub const PROOFS: &[Proof] = &[
    proof("age-bech32", "Bech32 checksum of age identities", coins::age),
    proof("algolia-secured-key", "HMAC and expiry of Algolia secured keys", wrapped::algolia),
    proof("anthropic-key", "kind and ending of Anthropic keys", labels::anthropic),
    proof("atlassian-crc32", "CRC32 in the tail of Atlassian tokens (ATATT, ATCTT)", crc32::atlassian),
    proof("aws-access-key-id", "account in AWS access key ids", aws::access_key_id),
    proof("aws-bedrock", "account, region and times in Bedrock API keys", aws::bedrock),
    proof("aws-ses", "version byte and length of SES SMTP passwords", aws::ses),
    proof(
        "azure-annotated-key",
        "Marvin32 sum, month and product of annotated keys (JQQJ9)",
        azure_annotated::check,
    ),
    proof("azure-devops-crc32", "CRC32 scattered in 52-character Azure DevOps tokens", azure_devops::check),
    proof(
        "azure-key",
        "Marvin32 checksum, product and role of Microsoft identifiable keys",
        azure_key::check,
    ),
    proof("azure-sas", "rights and expiry of Azure shared access signatures", azure_sas::check),
    proof("base64-json", "a JSON object in base64", json_token::any),
    proof("basic-auth", "user and password in base64; tells the user", wrapped::basic_auth),
    proof("bip32-xprv", "Base58Check of BIP 32 extended private keys", coins::extended),
    proof("bip39-phrase", "checksum and words of BIP 39 recovery phrases", bip39::check),
    proof("bitbucket-crc32", "CRC32 that Bitbucket app passwords (ATBB) seem to end in", crc32::bitbucket),
    proof("bitcoin-wif", "Base58Check of Bitcoin private keys", coins::bitcoin),
    proof("braintree-token", "environment and merchant in Braintree tokens", ids::braintree),
    proof("cardano-bech32", "Bech32 checksum of Cardano signing keys", wallets::cardano),
    proof("cargo-token", "check character of crates.io tokens (cio_tp_)", cargo::check),
    proof(
        "chief-tools-crc32",
        "CRC32 in the tail of Chief Tools tokens (ctp_, cto_, ctr_)",
        crc32::chief_tools,
    ),
    proof("clerk-key", "host in Clerk publishable keys", wrapped::clerk),
    proof(
        "cloudflare-crc32",
        "CRC32 in the tail of Cloudflare tokens (cfut_, cfat_, cfk_)",
        crc32::cloudflare,
    ),
    proof("cloudflare-tunnel", "payload of Cloudflare tunnel tokens", json_token::cloudflare_tunnel),
    proof("confluent-crc32", "CRC32 in the tail of Confluent API secrets (cflt)", crc32::confluent),
    proof("crypt-hash", "scheme, cost and length of password hashes", crypt::check),
    proof("deno-crc32", "CRC32 that Deno Deploy tokens (ddp_, ddo_, ddw_) seem to end in", crc32::deno),
    proof("der-key", "DER of private keys in base64 without the lines of dashes", pem::bare),
    proof("discord-bot", "id and date in Discord bot tokens", ids::discord),
    proof("doppler-token", "kind or environment of Doppler tokens", labels::doppler),
    proof("elastic-key", "id and key of Elasticsearch API keys", wrapped::elastic),
    proof("entra-secret", "Marvin32 checksum of Entra ID client secrets (8Q~)", entra::check),
    proof("environment", "live or test in the prefix of a token", labels::environment),
    proof("ethereum-key", "range of Ethereum private keys", shapes::ethereum),
    proof("facebook-app-token", "app in Facebook app tokens", ids::facebook),
    proof("fcm-key", "sender in legacy keys of Firebase Cloud Messaging", ids::fcm),
    proof("fly-macaroon", "shape of Fly.io macaroons", macaroon::fly),
    proof(
        "github-app-token",
        "app and claims of GitHub's stateless app tokens (ghs_ and a JWT)",
        jwt::github_app,
    ),
    proof("github-crc32", "CRC32 in the tail of GitHub tokens (ghp_, gho_, ghu_, ghs_, ghr_)", crc32::github),
    proof("gitlab-crc32", "CRC32 and payload of GitLab routable tokens", gitlab::check),
    proof("google-oauth-client", "project in Google OAuth client ids", ids::google_client),
    proof(
        "google-service-account",
        "private key, project and account in Google key files",
        service_account::google,
    ),
    proof("grafana-crc32", "CRC32 in the tail of Grafana service account tokens (glsa_)", crc32::grafana),
    proof("grafana-json", "payload of Grafana API keys and Cloud tokens (glc_)", json_token::grafana),
    proof("honeycomb-key", "region of Honeycomb keys", labels::honeycomb),
    proof("hubspot-token", "region of HubSpot tokens", labels::hubspot),
    proof("intercom-token", "label in Intercom tokens", wrapped::intercom),
    proof("jfrog-reference-token", "label and expiry of JFrog reference tokens", wrapped::jfrog),
    proof("jsr-crc32", "CRC32 in the tail of JSR tokens (jsrp_, jsrd_, jsrw_)", crc32::jsr),
    proof("jwt", "header, claims and signature length of JSON Web Tokens", jwt::check),
    proof(
        "keystore",
        "private keys among the entries of JKS, JCEKS, BKS and PKCS #12 files",
        keystore::check,
    ),
    proof("langsmith-key", "UUID in LangSmith keys", shapes::langsmith),
    proof("mailchimp-key", "data centre of Mailchimp keys", labels::mailchimp),
    proof("mapbox-token", "payload of Mapbox tokens", json_token::mapbox),
    proof("mattermost-token", "alphabet of Mattermost tokens", shapes::mattermost),
    proof("nats-nkey", "CRC16 and role of NATS seeds", coins::nats),
    proof("netbird-crc32", "CRC32 in the tail of NetBird tokens (nbp_)", crc32::netbird),
    proof("nostr-bech32", "Bech32 checksum of Nostr secret keys (nsec1)", coins::nostr),
    proof("npm-crc32", "CRC32 in the tail of npm tokens (npm_)", crc32::npm),
    proof("nuget-key", "version and padding of NuGet keys (oy2)", shapes::nuget),
    proof(
        "object-id",
        "date in keys with a 24-digit object id (Postman, Ghost, Infisical)",
        shapes::object_id,
    ),
    proof("onepassword-token", "payload of 1Password service account tokens (ops_)", json_token::onepassword),
    proof("openai-key", "kind and mark of OpenAI keys", labels::openai),
    proof("openssh-key", "check integers of OpenSSH private keys", openssh::check),
    proof(
        "packagist-crc32",
        "CRC32 in the tail of Private Packagist tokens (packagist_uut_ and others)",
        crc32::packagist,
    ),
    proof("pem-key", "DER of PEM private keys; OpenSSH and OpenPGP blocks by their labels", pem::check),
    proof("pgp-armor", "CRC24 and first packet of OpenPGP private key blocks", pgp::check),
    proof("polar-crc32", "CRC32 in the tail of Polar tokens (polar_oat_ and others)", crc32::polar),
    proof("putty-key", "MAC of PuTTY private key files", putty::check),
    proof("pypi-macaroon", "location, limits and signature of PyPI tokens", macaroon::pypi),
    proof("review-board-crc32", "CRC32 in the tail of Review Board tokens (rbp_)", crc32::review_board),
    proof("ripple-seed", "Base58Check of seeds of the XRP Ledger", wallets::ripple),
    proof("sanctum-crc32", "CRC32 in the tail of Laravel Sanctum tokens", crc32::sanctum),
    proof("sentry-token", "payload of Sentry organization tokens (sntrys_)", json_token::sentry),
    proof("slack-token", "workspace or app in Slack tokens", ids::slack),
    proof("snyk-token", "payload of Snyk tokens", json_token::snyk),
    proof("stellar-seed", "CRC16 of Stellar seeds", coins::stellar),
    proof("sui-bech32", "Bech32 checksum of Sui private keys (suiprivkey1)", wallets::sui),
    proof("swarm-token", "numbers of Docker Swarm join tokens (SWMTKN-)", swarm::check),
    proof("teamcity-token", "header of TeamCity tokens", json_token::teamcity),
    proof("telegram-bot", "bot in Telegram tokens", ids::telegram),
    proof("tezos-key", "Base58Check and kind of Tezos secret keys (edsk, spsk, p2sk)", wallets::tezos),
    proof("trello-crc32", "CRC32 in the tail of Trello tokens (ATTA)", crc32::trello),
    proof("uuid-v4", "every UUID in the token is a random one", shapes::uuid_v4),
    proof("wireguard-key", "length of WireGuard keys", shapes::wireguard),
    proof("workos-key", "key id and date in WorkOS keys", wrapped::workos),
    proof("zuplo-crc32", "CRC32 in the tail of Zuplo API keys (zpka_)", crc32::zuplo),
];

/// The checks `checksum = "NAME"` and `structure = "NAME"`.
///
/// # Errors
/// When there is no proof of that name.
pub fn make(arg: &Arg) -> Result<Check, String> {
    let name = arg.text().ok_or("give it the name of a proof in quotes")?;
    let proof = find(name)
        .ok_or_else(|| format!("there is no proof '{name}'; `beartrap rules checks` lists them"))?;
    Ok(Box::new(move |subject| (proof.run)(subject.secret())))
}

/// The proof called `name`.
#[must_use]
pub fn find(name: &str) -> Option<&'static Proof> {
    PROOFS.binary_search_by(|proof| proof.name.cmp(name)).ok().map(|at| &PROOFS[at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_sorted_and_found() {
        assert!(PROOFS.is_sorted_by(|a, b| a.name < b.name), "find() needs the table in order");
        for proof in PROOFS {
            assert_eq!(find(proof.name).map(|found| found.about), Some(proof.about));
        }
        assert!(find("").is_none());
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_proof_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            for proof in PROOFS {
                (proof.run)(&bytes);
            }
        }
    }
}
