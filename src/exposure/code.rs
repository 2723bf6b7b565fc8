//! The evidence codes: what each one proves, the way a secret takes, and what to do about it.
//!
//! `C` codes prove that a client receives the secret, `L` codes leave one step unproved, `P` codes name a way that
//! could not be followed, `N` codes name what was ruled out. docs/exposure.md explains each code with an example.

use crate::finding::{Certainty, Evidence, Exposure, ExposureVerdict};

/// One row of [`CODES`].
#[derive(Debug)]
pub struct Code {
    /// The name: `C3`.
    pub id: &'static str,
    /// How sure the verdict is.
    pub certainty: Certainty,
    /// The way: `bundle`, `public-env` ...
    pub channel: &'static str,
    /// What to do; empty when nothing needs doing.
    pub fix: &'static str,
}

const fn row(id: &'static str, certainty: Certainty, channel: &'static str, fix: &'static str) -> Code {
    Code { id, certainty, channel, fix }
}

use Certainty::{Certain, Likely, Possible};

/// Every evidence code.
pub const CODES: &[Code] = &[
    row(
        "C1",
        Certain,
        "static-file",
        "Rebuild without it, purge the deployed file and its caches, revoke the secret.",
    ),
    row(
        "C2",
        Certain,
        "bundle",
        "Move the call to a server route or function, keep the value in the server's environment, revoke it.",
    ),
    row(
        "C3",
        Certain,
        "public-env",
        "Rename the variable without the public prefix, read it on the server only, revoke the secret.",
    ),
    row(
        "C4",
        Certain,
        "public-config",
        "Move it from the public side (public, extra, assets) to the private side, revoke the secret.",
    ),
    row(
        "C5",
        Certain,
        "public-env",
        "List the variables that the bundler may inline, read this one on the server only, revoke the secret.",
    ),
    row(
        "C6",
        Certain,
        "config-define",
        "Define single public keys, never the environment or a secret, and revoke the secret.",
    ),
    row(
        "C7",
        Certain,
        "app-package",
        "Call the provider through your own backend; a packaged app can be opened by every user. Revoke the secret.",
    ),
    row("C8", Certain, "page", "Render only derived values that are no secret, and revoke the secret."),
    row("L1", Likely, "public-env", "Rename the variable without the public prefix before code reads it."),
    row(
        "L2",
        Likely,
        "bundle",
        "Break the import; mark the module server-only (`import 'server-only'`, `.server`).",
    ),
    row("L3", Likely, "bundle", "Move the secret out of the frontend package."),
    row("L4", Likely, "public-env", "Give the build a server-side variable instead of a public one."),
    row("L5", Likely, "data-crossing", "Return a flag or a short-lived token instead of the secret."),
    row("L6", Likely, "bundle", "Call the provider from the server."),
    row("P1", Possible, "bundle", "Check who imports the file, or mark it server-only."),
    row("P2", Possible, "public-env", "Rename the variable without the public prefix."),
    row("P3", Possible, "public-env", "Check which build reads this file; drop the public prefix."),
    row(
        "P4",
        Possible,
        "public-env",
        "Do not make it public: read it on the server and pass on only what the page needs.",
    ),
    row("P5", Possible, "bundle", "Delete the comment; builds without a minifier keep it."),
    row("P6", Possible, "bundle", "Read it from a development server's environment instead."),
    row("P7", Possible, "unknown", "Check by hand whether the file is part of what clients download."),
    row("N1", Likely, "server", ""),
    row("N2", Certain, "server", ""),
    row("N3", Likely, "test", ""),
    row("N4", Certain, "type-import", ""),
    row("N5", Likely, "server", ""),
];

/// The exposure that `id` stands for.
pub(super) fn exposure(id: &'static str, headline: String, evidence: Vec<Evidence>) -> Exposure {
    let code = CODES.iter().find(|code| code.id == id).unwrap_or(&CODES[CODES.len() - 1]);
    let verdict = match id.as_bytes().first() {
        Some(b'C' | b'L') => ExposureVerdict::Exposed,
        Some(b'N') => ExposureVerdict::NotExposed,
        _ => ExposureVerdict::Unknown,
    };
    Exposure {
        verdict,
        certainty: code.certainty,
        code: code.id,
        channel: code.channel,
        headline,
        fix: code.fix.to_owned(),
        evidence,
    }
}

/// A step of an evidence path.
pub(super) fn step(path: impl Into<String>, line: u32, why: impl Into<String>) -> Evidence {
    Evidence { path: path.into(), line, why: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_their_letter_agrees_with_the_certainty() {
        for (at, code) in CODES.iter().enumerate() {
            assert!(CODES[..at].iter().all(|other| other.id != code.id), "{} twice", code.id);
            match code.id.as_bytes()[0] {
                b'C' => assert_eq!(code.certainty, Certain),
                b'L' => assert_eq!(code.certainty, Likely),
                b'P' => assert_eq!(code.certainty, Possible),
                letter => assert_eq!(letter, b'N'),
            }
            let made = exposure(code.id, String::new(), Vec::new());
            assert_eq!((made.code, made.certainty), (code.id, code.certainty));
            assert_eq!(code.fix.is_empty(), made.verdict == ExposureVerdict::NotExposed);
        }
    }
}
