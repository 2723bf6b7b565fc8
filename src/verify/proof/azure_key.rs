//! Microsoft's identifiable keys of the first form: base64 with a product mark near the end and a Marvin32 sum in the
//! last four bytes, under a seed that names the role.
//!
//! Marks and seeds are those of <https://github.com/microsoft/security-utilities>.

use super::codec::base64;
use super::codec::marvin32::marvin32;
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

struct Product {
    mark: &'static str,
    name: &'static str,
    /// How many bytes the key decodes to.
    bytes: usize,
    /// Seeds, and the role that each stands for.
    roles: &'static [(&'static [u8; 8], &'static str)],
    /// Whether real keys are known to pass with these seeds, and none with others.
    confirmed: bool,
}

const MESSAGING: &[(&[u8; 8], &str)] =
    &[(b"Manage00", "manage"), (b"Send0000", "send"), (b"Listen00", "listen")];

const PRODUCTS: &[Product] = &[
    product("+ASt", "Azure Storage", 64, &[(b"Default0", "account key")], true),
    product(
        "ACDb",
        "Azure Cosmos DB",
        64,
        &[
            (b"MastRW00", "read-write"),
            (b"MastRO00", "read-only"),
            (b"SystRW00", "system read-write"),
            (b"SystRO00", "system read-only"),
            (b"SysAll00", "system"),
            (b"Resour00", "resource"),
            (b"Encryp00", "encryption"),
        ],
        false,
    ),
    product("+ABa", "Azure Batch", 64, &[(b"AbAcct00", "account key")], false),
    product("+AMC", "Azure ML classic", 64, &[(b"Classic0", "web service key")], false),
    product(
        "APIM",
        "Azure API Management",
        64,
        &[
            (b"Tenant00", "tenant"),
            (b"IoTHub00", "subscription"),
            (b"Gatewy00", "gateway"),
            (b"GitKey00", "git"),
        ],
        false,
    ),
    product("+ASb", "Azure Service Bus", 32, MESSAGING, false),
    product("+AEh", "Azure Event Hubs", 32, MESSAGING, false),
    product("+ARm", "Azure Relay", 32, MESSAGING, false),
    product(
        "AIoT",
        "Azure IoT",
        32,
        &[(b"IoTHub00", "hub"), (b"DpsKey00", "provisioning"), (b"Device00", "device")],
        false,
    ),
    product("AzCa", "Azure Cache for Redis", 32, &[(b"Access00", "access key")], false),
    product("+ACR", "Azure Container Registry", 39, &[(b"ACRDflt0", "password")], false),
    product("AzSe", "Azure AI Search", 39, &[(b"PAdmin00", "admin"), (b"Query000", "query")], false),
    product(
        "AzFu",
        "Azure Functions",
        40,
        &[(b"Functi00", "function"), (b"Master00", "master"), (b"System00", "system")],
        false,
    ),
];

const fn product(
    mark: &'static str,
    name: &'static str,
    bytes: usize,
    roles: &'static [(&'static [u8; 8], &'static str)],
    confirmed: bool,
) -> Product {
    Product { mark, name, bytes, roles, confirmed }
}

/// From the start of the mark to the padding.
const MARK_FROM_END: usize = 10;

pub(super) fn check(secret: &[u8]) -> Outcome {
    let Some(bytes) = base64::decode(secret) else { return Outcome::Pass };
    let text = secret.trim_ascii_end();
    let unpadded = text.iter().rposition(|&byte| byte != b'=').map_or(0, |last| last + 1);
    let Some(mark) = unpadded.checked_sub(MARK_FROM_END).map(|at| &text[at..at + 4]) else {
        return Outcome::Pass;
    };
    let fits = |product: &&Product| product.mark.as_bytes() == mark && product.bytes == bytes.len();
    // Keys without a mark are older ones, or of another product.
    let Some(product) = PRODUCTS.iter().find(fits) else { return Outcome::Pass };
    let Some((summed, &sum)) = bytes.split_last_chunk::<4>() else { return Outcome::Pass };
    let sum = u32::from_le_bytes(sum);
    match product.roles.iter().find(|(seed, _)| marvin32(seed, summed) == sum) {
        Some((_, role)) => Outcome::Proved {
            by: "Marvin32 checksum of a Microsoft identifiable key matches",
            facts: vec![Fact::new("product", product.name), Fact::new("role", *role)],
        },
        None if product.confirmed => Outcome::Drop("its Marvin32 checksum is wrong".to_owned()),
        None => Outcome::Doubt("its Marvin32 checksum fits no known role".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key of `product` for `seed`: counting bytes, the mark written over the text, the sum last.
    fn key(product: &Product, seed: &[u8; 8]) -> String {
        let mut bytes: Vec<u8> =
            (0..product.bytes).map(|n| u8::try_from(n * 7 % 256).expect("a byte")).collect();
        let mut text = base64::encode(&bytes);
        let end = text.trim_end_matches('=').len();
        text.replace_range(end - MARK_FROM_END..end - MARK_FROM_END + 4, product.mark);
        bytes = base64::decode(text.as_bytes()).expect("base64 stays base64");
        let at = bytes.len() - 4;
        let sum = marvin32(seed, &bytes[..at]).to_le_bytes();
        bytes[at..].copy_from_slice(&sum);
        base64::encode(&bytes)
    }

    #[test]
    fn every_seed_tells_its_role() {
        for product in PRODUCTS {
            for (seed, role) in product.roles {
                let key = key(product, seed);
                let Outcome::Proved { facts, .. } = check(key.as_bytes()) else { panic!("{role}") };
                assert_eq!(facts, [Fact::new("product", product.name), Fact::new("role", *role)]);
            }
        }
    }

    #[test]
    fn an_unknown_seed_is_dropped_only_where_the_seeds_are_confirmed() {
        let wrong = |at: usize| check(key(&PRODUCTS[at], b"Nobody00").as_bytes());
        assert!(matches!(wrong(0), Outcome::Drop(_)));
        assert!(matches!(wrong(1), Outcome::Doubt(_)));
    }

    #[test]
    fn keys_without_a_mark_are_not_judged() {
        assert_eq!(check(base64::encode(&[7; 64]).as_bytes()), Outcome::Pass);
        assert_eq!(check(b"===="), Outcome::Pass);
        assert_eq!(check(b""), Outcome::Pass);
    }
}
