//! Explains a finding or a rule in words: what it is, what a stranger can do with it, how to revoke it, how to keep it
//! away from clients.

use std::fmt::Write as _;

use crate::finding::{ExposureVerdict, Finding};
use crate::rule::Rule;

/// Explains `rule`, and `finding` of it when there is one, as plain text.
#[must_use]
pub fn explain(rule: &Rule, finding: Option<&Finding>) -> String {
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
        part(&mut text, "How to keep it away from clients", &moving(finding));
    }
    text
}

fn part(text: &mut String, head: &str, body: &str) {
    let _ = write!(text, "\n{head}\n{}\n", "-".repeat(head.len()));
    text.push_str(body.trim_end());
    text.push('\n');
}

fn what(rule: &Rule) -> String {
    let mut text = format!("A credential issued by {}.", rule.provider);
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

fn harm(rule: &Rule) -> String {
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
    format!("{reach}{time}")
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

/// A place that frontends of one kind have for secrets.
struct Advice {
    /// A word of the evidence or the path that shows the kind.
    sign: &'static str,
    text: &'static str,
}

/// By framework, the more telling first.
const ADVICE: &[Advice] = &[
    Advice {
        sign: "Next.js",
        text: "Next.js: read it as process.env.NAME, without NEXT_PUBLIC_, in a route handler (app/api/NAME/route.ts) or a server \
               action ('use server'), call the provider there and return only the result. Start the module that reads it with \
               `import 'server-only'`: a build that would ship it then fails.",
    },
    Advice {
        sign: "SvelteKit",
        text: "SvelteKit: import it from $env/static/private or $env/dynamic/private in +page.server.ts, +server.ts or \
               src/lib/server/, and return only the result.",
    },
    Advice {
        sign: "Nuxt",
        text: "Nuxt: keep it in runtimeConfig outside `public` (NUXT_NAME), read it with useRuntimeConfig() in server/api/, and call \
               that route from the page.",
    },
    Advice {
        sign: "Astro",
        text: "Astro: read it in the frontmatter, an endpoint (src/pages/api/) or an action; declare it with astro:env as server secret.",
    },
    Advice {
        sign: "Remix",
        text: "Remix and React Router: read process.env.NAME in a loader or action, in a module called NAME.server.ts, and return \
               only what the page shows.",
    },
    Advice {
        sign: "Expo",
        text: "Expo: an app cannot keep a secret. Put the call behind an API route (app/NAME+api.ts) or your own backend, and give the \
               app a token of its user instead.",
    },
    Advice {
        sign: "app",
        text: "Packaged apps cannot keep a secret, obfuscated or not. Call the provider from your own backend, give the app a \
               short-lived token of its user, and restrict public keys to the app's id.",
    },
    Advice {
        sign: "Vite",
        text: "Vite: a static site has no place for secrets. Rename the variable without VITE_, add a small server route or function \
               (a proxy) that calls the provider, and call that from the page.",
    },
];

/// Where the secret should be, for the framework of the finding.
fn moving(finding: Option<&Finding>) -> String {
    let general = "Call the provider from a server route or function that holds the secret (a proxy), check there who asks, and return only \
                   the result. Keep the value in a secret store or the server's environment.";
    let exposure = finding.and_then(|f| f.exposure.as_ref());
    let Some(exposure) = exposure else { return general.to_owned() };
    let said: String = exposure
        .evidence
        .iter()
        .map(|step| step.why.as_str())
        .chain([exposure.headline.as_str()])
        .collect::<Vec<_>>()
        .join(" ");
    let found = ADVICE.iter().find(|advice| {
        if advice.sign == "app" { exposure.channel == "app-package" } else { said.contains(advice.sign) }
    });
    found.map_or_else(|| general.to_owned(), |advice| format!("{}\n{general}", advice.text))
}
