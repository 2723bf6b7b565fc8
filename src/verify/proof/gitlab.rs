//! GitLab routable tokens: `PREFIX PAYLOAD . VERSION LENGTH CRC`, where the payload says whose token it is.
//!
//! The payload is base64url of 16 random bytes, of lines such as `u:2s` (`u` for user, the number in base 36), and of
//! one byte with the length of those lines. The form is that of `lib/authn/token_field/generator/routable_token.rb` in
//! GitLab's source; see also <https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/>.
//! Tokens of the older form, 20 characters after the prefix, have no sum.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::codec::crc;
use super::codec::radix::{base36, parse_base36};
use crate::finding::Fact;
use crate::verify::outcome::Outcome;

const CRC_LEN: usize = 7;
const LENGTH_LEN: usize = 2;
const RANDOM_LEN: usize = 16;

pub(super) fn check(secret: &[u8]) -> Outcome {
    let Some(dot) = secret.iter().rposition(|&byte| byte == b'.') else { return Outcome::Pass };
    // `.01.0y0wdsbqj`, or `.0y0wdsbqj` in the first generation.
    if secret.len() - dot - 1 != LENGTH_LEN + CRC_LEN {
        return Outcome::Pass;
    }
    let (summed, tail) = secret.split_at(secret.len() - CRC_LEN);
    if tail != base36::<CRC_LEN>(u64::from(crc::crc32(summed))) {
        return Outcome::Doubt("its CRC32 checksum is wrong".to_owned());
    }
    let head = &secret[..dot];
    let head = head.strip_suffix(b".01").unwrap_or(head);
    let facts = payload(head, &secret[dot + 1..][..LENGTH_LEN]).unwrap_or_default();
    Outcome::Proved { by: "CRC32 checksum of a GitLab routable token matches", facts }
}

/// The ids in the payload, which is as long as `length` says, at the end of `head`.
fn payload(head: &[u8], length: &[u8]) -> Option<Vec<Fact>> {
    let length = usize::try_from(parse_base36(length)?).ok()?;
    let text = head.get(head.len().checked_sub(length)?..)?;
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (&lines_len, rest) = bytes.split_last()?;
    let lines = rest.get(RANDOM_LEN..).filter(|lines| lines.len() == usize::from(lines_len))?;
    Some(lines.split(|&byte| byte == b'\n').filter_map(fact).collect())
}

fn fact(line: &[u8]) -> Option<Fact> {
    let (&key, value) = line.split_first()?;
    let name = match key {
        b'c' => "cell",
        b'g' => "group",
        b'o' => "organization",
        b'p' => "project",
        b'u' => "user",
        _ => return None,
    };
    let number = parse_base36(value.strip_prefix(b":")?)?;
    Some(Fact::new(name, number.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = concat!("glp", "at-AAECAwQFBgcICQoLDA0OD286MQp1OjJzCA");

    #[test]
    fn a_right_sum_proves_and_tells_the_user() {
        let token = format!("{HEAD}.01.0y0wdsbqj");
        let Outcome::Proved { facts, .. } = check(token.as_bytes()) else { panic!("not proved") };
        assert_eq!(facts, [Fact::new("organization", "1"), Fact::new("user", "100")]);
    }

    #[test]
    fn the_first_generation_has_no_version() {
        let summed = format!("{HEAD}.0y");
        let sum = base36::<CRC_LEN>(u64::from(crc::crc32(summed.as_bytes())));
        let token = [summed.as_bytes(), &sum].concat();
        assert!(matches!(check(&token), Outcome::Proved { facts, .. } if facts.len() == 2));
    }

    #[test]
    fn a_wrong_sum_is_doubted_and_old_tokens_are_not_judged() {
        let token = format!("{HEAD}.01.0y0wdsbqk");
        assert!(matches!(check(token.as_bytes()), Outcome::Doubt(_)));
        assert_eq!(check(concat!("glp", "at-Zk3vT9qLm2XcR7pWn5Yd").as_bytes()), Outcome::Pass);
        assert_eq!(check(b"."), Outcome::Pass);
    }
}
