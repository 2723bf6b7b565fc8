//! How bad an exposed secret is: a secret that clients receive is worse, a client-safe key in a client is a note.

use crate::finding::{Certainty, Exposure, ExposureVerdict, Finding, Severity};

/// The severity of `finding` once its exposure is known.
///
/// A secret that certainly reaches clients is critical, one that probably does at least high. A key made for clients
/// is a note wherever it is. Being kept on a server never lowers a finding: it leaked into the source all the same.
///
/// `around` is the text of the file: it tells the Google key of a Firebase or Maps client from one for Gemini.
pub(super) fn severity(finding: &Finding, exposure: &Exposure, around: &str) -> Severity {
    let use_of = google_use(finding, around);
    if is_public(finding) || use_of == Some(Use::Client) {
        return Severity::Note;
    }
    if exposure.verdict != ExposureVerdict::Exposed {
        return finding.severity;
    }
    let raised = match exposure.certainty {
        Certainty::Certain => Severity::Critical,
        Certainty::Likely => Severity::High,
        Certainty::Possible => return finding.severity,
    };
    let raised = if is_ambiguous(finding) && use_of != Some(Use::Secret) || is_test_mode(finding) {
        one_lower(raised)
    } else {
        raised
    };
    raised.max(finding.severity)
}

/// The value alone cannot tell a public key from a secret one.
fn is_ambiguous(finding: &Finding) -> bool {
    finding.client_safe.starts_with("conditional") && role(finding).is_none()
}

/// Made for clients: by its format, or by the role that it names.
fn is_public(finding: &Finding) -> bool {
    finding.client_safe == "yes"
        || finding.client_safe.starts_with("conditional") && role(finding) == Some("anon")
}

/// The role that a token with readable claims names.
fn role(finding: &Finding) -> Option<&str> {
    finding.facts.iter().find(|f| f.name == "role").map(|f| f.value.as_str())
}

/// A key of a sandbox: the format or a fact says so.
fn is_test_mode(finding: &Finding) -> bool {
    let shown = finding.redacted.as_str();
    shown.contains("_test_")
        || finding.facts.iter().any(|f| matches!(f.name, "mode" | "environment") && f.value == "test")
}

fn one_lower(severity: Severity) -> Severity {
    match severity {
        Severity::Critical => Severity::High,
        Severity::High => Severity::Medium,
        Severity::Medium => Severity::Low,
        Severity::Low | Severity::Note => Severity::Note,
    }
}

/// What a key is for, when its format does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Client,
    Secret,
}

/// Google's browser keys and those for Gemini look the same
/// (<https://firebase.google.com/docs/projects/api-keys>).
fn google_use(finding: &Finding, around: &str) -> Option<Use> {
    if !finding.client_safe.starts_with("conditional") || !finding.redacted.as_str().starts_with("AIza") {
        return None;
    }
    let has = |words: &[&str]| words.iter().any(|word| around.contains(word));
    if has(&["generativelanguage", "@google/genai", "@google/generative-ai", "GEMINI", "gemini"]) {
        return Some(Use::Secret);
    }
    has(&["authDomain", "messagingSenderId", "maps.googleapis.com", "@googlemaps"]).then_some(Use::Client)
}
