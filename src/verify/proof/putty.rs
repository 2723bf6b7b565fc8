//! `PuTTY` private key files: a MAC covers every field, and without a passphrase anyone can compute it.
//!
//! The form is that of <https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html>.

use hmac::{Hmac, Mac};
use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::codec::base64;
use crate::finding::Fact;
use crate::text::hex;
use crate::verify::outcome::Outcome;

pub(super) fn check(secret: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(secret).replace("\\r", "").replace("\\n", "\n");
    let Some(file) = File::parse(&text) else { return Outcome::Pass };
    if file.encryption != "none" {
        return Outcome::Facts(vec![Fact::new("encrypted", "yes")]);
    }
    match file.mac_matches() {
        Some(true) => Outcome::proved("MAC of a PuTTY key matches"),
        Some(false) => Outcome::Doubt("its MAC is wrong".to_owned()),
        None => Outcome::Pass,
    }
}

struct File<'t> {
    version: &'t str,
    algorithm: &'t str,
    encryption: &'t str,
    comment: &'t str,
    public: Option<Vec<u8>>,
    private: Option<Vec<u8>>,
    mac: &'t str,
}

impl<'t> File<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim);
        let (version, algorithm) = lines.next()?.strip_prefix("PuTTY-User-Key-File-")?.split_once(": ")?;
        let mut file =
            Self { version, algorithm, encryption: "", comment: "", public: None, private: None, mac: "" };
        while let Some(line) = lines.next() {
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim_start();
            match key {
                "Encryption" => file.encryption = value,
                "Comment" => file.comment = value,
                "Private-MAC" => file.mac = value,
                "Public-Lines" => file.public = blob(value, &mut lines),
                "Private-Lines" => file.private = blob(value, &mut lines),
                _ => {}
            }
        }
        Some(file)
    }

    /// `None` when a field that the MAC covers is missing or the version is unknown.
    fn mac_matches(&self) -> Option<bool> {
        let (public, private) = (self.public.as_ref()?, self.private.as_ref()?);
        let fields =
            [self.algorithm.as_bytes(), self.encryption.as_bytes(), self.comment.as_bytes(), public, private];
        let mut covered = Vec::new();
        for field in fields {
            covered.extend(u32::try_from(field.len()).ok()?.to_be_bytes());
            covered.extend(field);
        }
        let mac = match self.version {
            "2" => hex(&keyed::<Hmac<Sha1>>(&Sha1::digest("putty-private-key-file-mac-key"), &covered)?),
            "3" => hex(&keyed::<Hmac<Sha256>>(b"", &covered)?),
            _ => return None,
        };
        Some(mac == self.mac)
    }
}

/// The bytes on the next lines, as many as `count` says.
fn blob<'t>(count: &str, lines: &mut impl Iterator<Item = &'t str>) -> Option<Vec<u8>> {
    let count: usize = count.parse().ok()?;
    base64::decode(lines.take(count).collect::<String>().as_bytes())
}

fn keyed<M: Mac + hmac::digest::KeyInit>(key: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let mut mac = <M as Mac>::new_from_slice(key).ok()?;
    mac.update(bytes);
    Some(mac.finalize().into_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(version: &str, encryption: &str, comment: &str) -> String {
        let (public, private) = (base64::encode(&[1; 40]), base64::encode(&[2; 20]));
        let unsigned = format!(
            "PuTTY-User-Key-File-{version}: ssh-ed25519\nEncryption: {encryption}\nComment: {comment}\n\
             Public-Lines: 1\n{public}\nPrivate-Lines: 1\n{private}\nPrivate-MAC: "
        );
        let parsed = File::parse(&unsigned).expect("a file");
        let covered = [&b"ssh-ed25519"[..], encryption.as_bytes(), comment.as_bytes(), &[1; 40], &[2; 20]]
            .iter()
            .flat_map(|field| [&u32::try_from(field.len()).expect("short").to_be_bytes(), *field].concat())
            .collect::<Vec<u8>>();
        let mac =
            match parsed.version {
                "2" => hex(&keyed::<Hmac<Sha1>>(&Sha1::digest("putty-private-key-file-mac-key"), &covered)
                    .expect("MAC")),
                _ => hex(&keyed::<Hmac<Sha256>>(b"", &covered).expect("MAC")),
            };
        format!("{unsigned}{mac}\n")
    }

    #[test]
    fn macs_of_both_versions() {
        for version in ["2", "3"] {
            let good = file(version, "none", "made up");
            assert!(matches!(check(good.as_bytes()), Outcome::Proved { .. }), "{version}");
            let other = good.replace("made up", "made op");
            assert!(matches!(check(other.as_bytes()), Outcome::Doubt(_)), "{version}");
        }
    }

    #[test]
    fn encrypted_or_partial_files() {
        let encrypted = check(file("3", "aes256-cbc", "c").as_bytes());
        assert_eq!(encrypted, Outcome::Facts(vec![Fact::new("encrypted", "yes")]));
        assert_eq!(check(b"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n"), Outcome::Pass);
        assert_eq!(check(b"nothing"), Outcome::Pass);
    }
}
