//! The HTML report: no way in for hostile text, and a browser that runs its script.

use std::path::Path;

use beartrap::finding::{Finding, Severity};
use beartrap::report::Style;

use super::sample;

#[test]
fn text_from_outside_is_never_markup() {
    let hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let rules = sample::rules();
    let mut report = sample::full_report(rules, hostile.as_bytes(), hostile);
    report.findings[0].revoke_url = "javascript:alert(1)".to_owned();
    let text = sample::print("html", &report, &Style { show_suppressed: true, ..Style::default() });
    assert_eq!(text.matches("<script").count(), 1, "only its own script");
    assert!(!text.contains("<img") && !text.contains("javascript:"), "markup from outside");
    assert!(text.contains("&lt;script&gt;alert(1)"), "the text is shown all the same");
}

#[test]
fn nothing_is_loaded_and_the_policy_forbids_it() {
    let text = sample::print(
        "html",
        &sample::report(sample::rules(), vec![sample::finding("a.py")]),
        &Style::default(),
    );
    assert!(
        text.contains("Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"),
        "{text}"
    );
    for loader in ["src=", "url(", "@import", "<link", "<iframe", " style=", "onclick="] {
        assert!(!text.contains(loader), "{loader} loads or runs something");
    }
}

/// The script counts the cards that it shows, and it runs only if its hash in the policy is right.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test starts a browser; the program never starts anything")]
fn a_browser_opens_it_and_runs_the_filter() {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let folders: Vec<_> =
        std::env::var_os("PATH").map(|p| std::env::split_paths(&p).collect()).unwrap_or_default();
    let found = names.iter().flat_map(|name| folders.iter().map(move |f| f.join(name))).find(|p| p.is_file());
    let Some(browser) = found else {
        use std::io::Write as _;
        assert!(std::env::var_os("BEARTRAP_ALL_TOOLS").is_none(), "no Chromium in PATH: run .ci/tools");
        let _ = writeln!(std::io::stderr(), "skipped: no Chromium in PATH");
        return;
    };
    let low = Finding { severity: Severity::Low, ..sample::finding("low.py") };
    let report = sample::report(sample::rules(), vec![sample::full("src/app.js", "<b>text"), low]);
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report.html");
    std::fs::write(&file, sample::print("html", &report, &Style::default())).expect("the page is written");
    let dom = |filters: &str| {
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let output = std::process::Command::new(&browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "--virtual-time-budget=2000"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!("file://{}{filters}", file.display()))
            .output()
            .expect("the browser starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains(" shown<"), "no script ran:\n{}", String::from_utf8_lossy(&output.stderr));
        text
    };
    let low = dom("#severity=low&text=python+low.py");
    assert!(low.contains("0 of 2 shown"), "all words must fit");
    let low = dom("#severity=low&text=low.py");
    assert!(low.contains("1 of 2 shown") && low.matches("hidden=\"\"").count() == 1, "{low}");
    let dom = dom("");
    assert!(dom.contains("2 of 2 shown") && dom.contains("data-pick=\"critical\""), "{dom}");
    assert_eq!(dom.matches("<article").count(), 2);
    assert!(dom.contains("<ol class=\"chain\">"), "the evidence chain is there");
}
