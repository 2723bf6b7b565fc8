//! Tokens that end in the CRC32 of what stands before.
//!
//! GitHub began it in 2021 so that a scanner can tell its tokens from text that only looks like one
//! (<https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/>).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::codec::crc;
use super::codec::radix::base62;
use crate::verify::outcome::Outcome;

/// One format: which bytes are summed, how the sum is written, and what a wrong one means.
struct Family {
    prefixes: &'static [&'static str],
    /// Bytes between prefix and sum.
    body: usize,
    /// Bytes between body and sum, which are not summed.
    separator: &'static str,
    prefix_is_summed: bool,
    write: fn(u32) -> Vec<u8>,
    wrong: Wrong,
}

/// What a wrong sum means, which depends on how sure it is that the issuer always writes a right one.
#[derive(Clone, Copy)]
enum Wrong {
    /// The issuer documents the sum and its tokens pass.
    Drop,
    /// The sum is known from source code or from a few tokens.
    Doubt,
    /// The sum is a guess that no known token has confirmed.
    Nothing,
}

/// A family of which only the parts that differ are written down below.
const COMMON: Family = Family {
    prefixes: &[],
    body: 30,
    separator: "",
    prefix_is_summed: false,
    write: in_base62,
    wrong: Wrong::Doubt,
};

/// GitHub's classic personal access tokens, and its OAuth, app and refresh tokens, which do not all keep to the sum.
pub(super) fn github(secret: &[u8]) -> Outcome {
    judge(secret, &Family { prefixes: &["ghp_"], wrong: Wrong::Drop, ..COMMON })
        .or_else(|| judge(secret, &Family { prefixes: &["gho_", "ghu_", "ghs_", "ghr_"], ..COMMON }))
        .or_else(|| judge(secret, &Family { prefixes: &["ghr_"], body: 70, wrong: Wrong::Nothing, ..COMMON }))
        .unwrap_or(Outcome::Pass)
}

/// npm follows GitHub's scheme: <https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/>.
pub(super) fn npm(secret: &[u8]) -> Outcome {
    run(secret, &Family { prefixes: &["npm_"], wrong: Wrong::Drop, ..COMMON })
}

/// NetBird: `management/server/types/personal_access_token.go` of its source.
pub(super) fn netbird(secret: &[u8]) -> Outcome {
    run(secret, &Family { prefixes: &["nbp_"], ..COMMON })
}

/// Polar: `server/polar/kit/crypto.py` of its source. The prefix names the kind of token.
pub(super) fn polar(secret: &[u8]) -> Outcome {
    let Some(last) = secret.iter().rposition(|&byte| byte == b'_') else { return Outcome::Pass };
    if !secret.starts_with(b"polar_") {
        return Outcome::Pass;
    }
    run(&secret[last..], &Family { prefixes: &["_"], body: 37, ..COMMON })
}

/// Cloudflare documents a checksum and not its kind:
/// <https://developers.cloudflare.com/fundamentals/api/get-started/create-token/>.
pub(super) fn cloudflare(secret: &[u8]) -> Outcome {
    run(secret, &Family { prefixes: &["cfut_", "cfat_", "cfk_"], body: 40, write: in_hex, ..COMMON })
}

/// Zuplo: body and sum stand apart.
pub(super) fn zuplo(secret: &[u8]) -> Outcome {
    run(secret, &Family { prefixes: &["zpka_"], body: 32, separator: "_", write: in_hex, ..COMMON })
}

/// Private Packagist: <https://packagist.com/docs/composer-authentication#token-format>. The prefix is summed.
pub(super) fn packagist(secret: &[u8]) -> Outcome {
    let family = Family {
        prefixes: &["packagist_ort_", "packagist_out_", "packagist_uut_", "packagist_cut_"],
        body: 60,
        separator: "",
        prefix_is_summed: true,
        write: in_hex,
        wrong: Wrong::Drop,
    };
    run(secret, &family)
}

/// JSR: `api/src/token.rs` of its source. The prefix is summed.
pub(super) fn jsr(secret: &[u8]) -> Outcome {
    let family = Family { prefixes: &["jsrp_", "jsrd_", "jsrw_"], body: 29, wrong: Wrong::Drop, ..COMMON };
    run(secret, &Family { prefix_is_summed: true, ..family })
}

/// Deno Deploy, by analogy with JSR, which the same company runs: a match proves, the lack of one says nothing.
pub(super) fn deno(secret: &[u8]) -> Outcome {
    let family = Family { prefixes: &["ddp_", "ddo_", "ddw_"], wrong: Wrong::Nothing, ..COMMON };
    run(secret, &Family { prefix_is_summed: true, ..family })
}

/// Laravel Sanctum since version 3.3: `src/HasApiTokens.php` of its source. Number of the token, bar, what the settings
/// put in front, 40 drawn characters and their sum.
pub(super) fn sanctum(secret: &[u8]) -> Outcome {
    let token = secret.rsplit(|&byte| byte == b'|' || byte == b'_').next().unwrap_or_default();
    run(token, &Family { prefixes: &[""], body: 40, write: in_hex, wrong: Wrong::Drop, ..COMMON })
}

/// Chief Tools: <https://docs.chief.app/account/tokens>. The body has no fixed length.
pub(super) fn chief_tools(secret: &[u8]) -> Outcome {
    let body = [&b"ctp_"[..], b"cto_", b"ctr_"].iter().find_map(|prefix| secret.strip_prefix(*prefix));
    match body.and_then(|body| body.split_last_chunk::<6>()) {
        Some((summed, tail)) => verdict(tail[..] == in_base62(crc::crc32(summed)), Wrong::Drop),
        None => Outcome::Pass,
    }
}

/// Review Board: `djblets/secrets/token_generators/vendor_checksum.py` of its source, which in version 3.0 took small
/// letters for capitals.
pub(super) fn review_board(secret: &[u8]) -> Outcome {
    let family = Family { prefixes: &["rbp_"], body: 245, wrong: Wrong::Drop, ..COMMON };
    let swapped = Family { write: |sum| in_base62(sum).iter().map(swap_case).collect(), ..family };
    match run(secret, &family) {
        Outcome::Drop(_) => run(secret, &swapped),
        outcome => outcome,
    }
}

fn swap_case(letter: &u8) -> u8 {
    if letter.is_ascii_alphabetic() { letter ^ 0x20 } else { *letter }
}

/// Grafana: `pkg/components/satokengen` of its source. The sum covers the prefix and is written low byte first.
pub(super) fn grafana(secret: &[u8]) -> Outcome {
    let family = Family {
        prefixes: &["glsa_"],
        body: 32,
        separator: "_",
        prefix_is_summed: true,
        write: |sum| in_hex(sum.swap_bytes()),
        wrong: Wrong::Drop,
    };
    run(secret, &family)
}

/// Confluent Cloud API secrets since July 2025.
pub(super) fn confluent(secret: &[u8]) -> Outcome {
    run(secret, &Family { prefixes: &["cflt"], body: 54, write: in_base64, ..COMMON })
}

/// Atlassian API tokens: the body has no fixed length, and its last `=` is summed too.
pub(super) fn atlassian(secret: &[u8]) -> Outcome {
    let Some(at) = secret.len().checked_sub(8) else { return Outcome::Pass };
    let (summed, tail) = secret.split_at(at);
    if !(summed.starts_with(b"AT") && summed.ends_with(b"=")) {
        return Outcome::Pass;
    }
    verdict(tail == in_upper_hex(crc::crc32(summed)), Wrong::Doubt)
}

/// Trello tokens. The prefix is summed.
pub(super) fn trello(secret: &[u8]) -> Outcome {
    let family = Family { prefixes: &["ATTA"], body: 64, write: in_upper_hex, ..COMMON };
    run(secret, &Family { prefix_is_summed: true, ..family })
}

/// Bitbucket app passwords, by analogy with Trello's tokens: a match proves, the lack of one says nothing.
pub(super) fn bitbucket(secret: &[u8]) -> Outcome {
    let family = Family { prefixes: &["ATBB"], body: 24, write: in_upper_hex, ..COMMON };
    run(secret, &Family { prefix_is_summed: true, wrong: Wrong::Nothing, ..family })
}

fn run(secret: &[u8], family: &Family) -> Outcome {
    judge(secret, family).unwrap_or(Outcome::Pass)
}

/// The verdict of `family`, or `None` for text of another prefix or length.
fn judge(secret: &[u8], family: &Family) -> Option<Outcome> {
    let prefix = family.prefixes.iter().find(|prefix| secret.starts_with(prefix.as_bytes()))?;
    let body_end = prefix.len() + family.body;
    let from = if family.prefix_is_summed { 0 } else { prefix.len() };
    let summed = secret.get(from..body_end)?;
    let tail = secret.get(body_end..)?.strip_prefix(family.separator.as_bytes())?;
    let right = (family.write)(crc::crc32(summed));
    (tail.len() == right.len()).then(|| verdict(tail == right, family.wrong))
}

fn verdict(matches: bool, wrong: Wrong) -> Outcome {
    const WHY: &str = "its CRC32 checksum is wrong";
    match (matches, wrong) {
        (true, _) => Outcome::proved("CRC32 checksum matches"),
        (false, Wrong::Drop) => Outcome::Drop(WHY.to_owned()),
        (false, Wrong::Doubt) => Outcome::Doubt(WHY.to_owned()),
        (false, Wrong::Nothing) => Outcome::Pass,
    }
}

fn in_base62(sum: u32) -> Vec<u8> {
    base62::<6>(u64::from(sum)).to_vec()
}

fn in_base64(sum: u32) -> Vec<u8> {
    let mut text = STANDARD.encode(sum.to_le_bytes());
    text.truncate(6);
    text.into_bytes()
}

fn in_hex(sum: u32) -> Vec<u8> {
    format!("{sum:08x}").into_bytes()
}

fn in_upper_hex(sum: u32) -> Vec<u8> {
    format!("{sum:08X}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Check = fn(&[u8]) -> Outcome;

    const B30: &str = "Zk3vT9qLm2XcR7pWn5YdB8sHf1JgA4";
    const H32: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

    fn join(parts: &[&str]) -> Vec<u8> {
        parts.concat().into_bytes()
    }

    #[test]
    fn right_sums_prove() {
        let b37 = format!("{B30}Qe6UoKi");
        let b40 = format!("{b37}Vr0");
        let b32 = format!("{B30}Qe");
        let b54 = format!("{b40}Zk3vT9qLm2XcR7");
        let a171 = "A".repeat(171);
        let b245 = H32.repeat(8)[..245].to_owned();
        let right: [(Check, Vec<u8>); 19] = [
            (github, join(&["gh", "p_", B30, "1vlwu2"])),
            (github, join(&["gh", "s_", B30, "1vlwu2"])),
            // The expired token that GitHub's own documentation shows.
            (github, join(&["gh", "p_", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "0mLq17"])),
            (npm, join(&["np", "m_", B30, "1vlwu2"])),
            (netbird, join(&["nb", "p_", B30, "1vlwu2"])),
            (polar, join(&["polar_", "oat_", &b37, "16Sgfb"])),
            (cloudflare, join(&["cf", "ut_", &b40, "d4265d25"])),
            (zuplo, join(&["zp", "ka_", H32, "_", "55a2e16f"])),
            (packagist, join(&["packagist_", "uut_", H32, &H32[..28], "1fd4c447"])),
            (jsr, join(&["js", "rp_", &B30[..29], "08M9I9"])),
            (deno, join(&["dd", "p_", B30, "4Gn52c"])),
            (sanctum, join(&["17|", &b40, "d4265d25"])),
            (sanctum, join(&["17|", "acme_", &b40, "d4265d25"])),
            (chief_tools, join(&["ct", "p_", B30, "1vlwu2"])),
            (review_board, join(&["rb", "p_", &b245, "3d1weL"])),
            (grafana, join(&["gl", "sa_", &b32, "_", "ab17c237"])),
            (confluent, join(&["cf", "lt", &b54, "1DTZPQ"])),
            (atlassian, join(&["ATA", "TT3xFfGF0", &a171, "=9F90C792"])),
            (trello, join(&["AT", "TA", H32, H32, "DFB1C978"])),
        ];
        for (proof, token) in right {
            assert!(matches!(proof(&token), Outcome::Proved { .. }), "{}", String::from_utf8_lossy(&token));
        }
    }

    #[test]
    fn a_wrong_sum_costs_what_its_evidence_is_worth() {
        assert!(matches!(github(&join(&["gh", "p_", B30, "1vlwu3"])), Outcome::Drop(_)));
        assert!(matches!(github(&join(&["gh", "o_", B30, "1vlwu3"])), Outcome::Doubt(_)));
        assert!(matches!(
            packagist(&join(&["packagist_", "uut_", H32, &H32[..28], "1fd4c448"])),
            Outcome::Drop(_)
        ));
        assert!(matches!(chief_tools(&join(&["ct", "p_", B30, "1vlwu3"])), Outcome::Drop(_)));
        assert!(matches!(jsr(&join(&["js", "rp_", &B30[..29], "1vlwu3"])), Outcome::Drop(_)));
        assert_eq!(deno(&join(&["dd", "p_", B30, "1vlwu3"])), Outcome::Pass);
        assert!(matches!(netbird(&join(&["nb", "p_", B30, "1vlwu3"])), Outcome::Doubt(_)));
        assert_eq!(bitbucket(&join(&["AT", "BB", &B30[..24], "00000000"])), Outcome::Pass);
    }

    #[test]
    fn other_lengths_and_prefixes_pass_unjudged() {
        assert_eq!(github(&join(&["gh", "p_", B30])), Outcome::Pass);
        assert_eq!(github(&join(&["gh", "x_", B30, "1vlwu2"])), Outcome::Pass);
        assert_eq!(npm(b""), Outcome::Pass);
    }
}
