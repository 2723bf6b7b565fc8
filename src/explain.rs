//! Explains a finding or a rule in words: what it is, what a stranger can do with it, how to revoke it, how to keep it
//! away from clients.

mod advice;

use std::fmt::Write as _;

use crate::finding::{ExposureVerdict, Finding};
use crate::rule::Rule;

/// Explains `rule`, and `finding` of it when there is one, as plain text. `tool` is what builds the project around the finding, as
/// [`framework`](crate::exposure::framework) names it.
#[must_use]
pub fn explain(rule: &Rule, finding: Option<&Finding>, tool: Option<&str>) -> String {
    let mut text = format!("{} ({})\n", rule.title, rule.id);
    part(&mut text, "What it is", &what(rule));
    part(&mut text, "What someone who has it can do", &harm(rule));
    part(&mut text, "What to do now", &steps(rule));
    if let Some(finding) = finding {
        part(&mut text, "Where it was found", &place(finding));
        if let Some(exposed) = exposure(finding) {
            part(&mut text, "Who can see it", &exposed);
        }
        if !finding.risks.is_empty() {
            let risks: Vec<String> =
                finding.risks.iter().map(|r| format!("- {}: {}", r.kind, r.why)).collect();
            part(&mut text, "What makes it worse", &risks.join("\n"));
        }
    }
    if rule.client_safe != "yes" {
        part(&mut text, "How to keep it away from clients", &moving(finding, tool));
    }
    text
}

fn part(text: &mut String, head: &str, body: &str) {
    let _ = write!(text, "\n{head}\n{}\n", "-".repeat(head.len()));
    text.push_str(body.trim_end());
    text.push('\n');
}

fn what(rule: &Rule) -> String {
    let mut text = match rule.provider.as_ref() {
        "Generic" => "A credential of no particular provider.".to_owned(),
        provider => format!("A credential issued by {provider}."),
    };
    match rule.client_safe.split_once(':') {
        _ if rule.client_safe == "yes" => {
            text.push_str(" It is made for clients: a browser or an app may hold it.");
        }
        Some(("conditional", why)) => {
            let _ = write!(text, " Clients may hold it on a condition:{why}.");
        }
        _ => text.push_str(" Clients must never hold it."),
    }
    if !rule.notes.is_empty() {
        let _ = write!(text, "\n{}", rule.notes);
    }
    if !rule.docs.is_empty() {
        let _ = write!(text, "\nDocumentation: {}", rule.docs);
    }
    text
}

/// What credentials of a category open, whoever issued them: what an attacker goes for first.
const HARMS: &[(&str, &str)] = &[
    (
        "ai",
        "Run models on its owner's bill until the quota is gone, and read files and requests that the account keeps.",
    ),
    ("chat", "Read messages, and write to people who trust the sender."),
    (
        "cloud",
        "Start machines on its owner's bill and read stored data; keys that become public are tried within minutes.",
    ),
    ("data", "Read, change or delete the data behind it."),
    ("dev", "Read private code and the secrets of builds, and change what others install."),
    ("identity", "Sign in as others, or read who they are."),
    ("mail", "Send mail that passes for its owner's (phishing), and read the addresses of recipients."),
    (
        "monitoring",
        "Read logs and traces, which often hold personal data and more secrets, or fill them with noise.",
    ),
    ("payment", "Read customers and payments; with enough rights refund, pay out or charge."),
    ("saas", "Read and change what the account holds."),
];

fn harm(rule: &Rule) -> String {
    if rule.client_safe == "yes" {
        return "What every visitor may do. Without restrictions (origins, app ids, quotas) others use it on its owner's account."
            .to_owned();
    }
    let aim = HARMS.iter().find(|(category, _)| *category == rule.category.as_ref());
    let aim = aim.map_or_else(String::new, |(_, aim)| format!("\n{aim}"));
    let reach = match rule.privilege.as_ref() {
        "admin" => "Administer the account or organisation: read and change everything, add users and keys.",
        "full" => "Act with all rights of its owner at the provider.",
        "scoped" => "Whatever its scopes allow; the provider's console lists them.",
        "read" => "Read data that is not public.",
        _ => "Use the service in its owner's name.",
    };
    let time = match rule.lifetime.as_ref() {
        "long-lived" => " It works until someone revokes it.",
        "short-lived" => {
            " It stops working by itself after a short time, but whoever used it before keeps what they took."
        }
        "configurable" => " How long it works was chosen when it was made.",
        _ => "",
    };
    format!("{reach}{time}{aim}")
}

fn steps(rule: &Rule) -> String {
    if rule.client_safe == "yes" {
        return "Nothing, if its restrictions (origins, app ids) are set at the provider. Check that they are.".to_owned();
    }
    let mut steps = vec![
        "Make a new credential, with no more rights than its user needs and an expiry if there is one."
            .to_owned(),
    ];
    steps.push("Put the new one where it is used: a secret store or the server's environment, not a file of the repository.".to_owned());
    steps.push(if rule.revoke.is_empty() {
        format!("Revoke the old one in the console of {}.", rule.provider)
    } else {
        format!("Revoke the old one: {}", rule.revoke)
    });
    steps.push("Read the provider's log for uses that were not yours, from the day it was first committed or deployed.".to_owned());
    steps.push(
        "Only then tidy up: removing it from the files, or from history, does not make it secret again."
            .to_owned(),
    );
    steps.iter().enumerate().map(|(at, step)| format!("{}. {step}\n", at + 1)).collect()
}

fn place(finding: &Finding) -> String {
    let origin = &finding.location.origin;
    let mut text = format!("{}:{}", origin.path, finding.location.start.line.get());
    if let Some(commit) = &finding.commit {
        let _ =
            write!(text, ", since commit {} of {}", commit.id.get(..12).unwrap_or(&commit.id), commit.date);
    }
    let _ = write!(text, "\n{}, fingerprint {}", finding.redacted, finding.fingerprint);
    text
}

fn exposure(finding: &Finding) -> Option<String> {
    let exposure = finding.exposure.as_ref()?;
    let mut text = format!("{} [{}]\n", exposure.headline, exposure.code);
    for step in &exposure.evidence {
        let _ = writeln!(text, "  {}:{}  {}", step.path, step.line, step.why);
    }
    if exposure.verdict == ExposureVerdict::Exposed && !exposure.fix.is_empty() {
        text.push_str(&exposure.fix);
    }
    Some(text)
}

/// Where the secret should be, in a project that `tool` builds.
fn moving(finding: Option<&Finding>, tool: Option<&str>) -> String {
    let general = "Call the provider from a server route or function that holds the secret (a proxy), check there who asks, and return only \
                   the result. Keep the value in a secret store or the server's environment.";
    let packaged =
        finding.and_then(|f| f.exposure.as_ref()).is_some_and(|exposure| exposure.channel == "app-package");
    let own = tool.and_then(advice::advice).or(packaged.then_some(advice::PACKAGED));
    own.map_or_else(|| general.to_owned(), |text| format!("{text}\n{general}"))
}
