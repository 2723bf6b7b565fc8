//! The few colours of human output, as ECMA-48 escape sequences. Without colour every function gives plain text.

use crate::finding::Severity;

/// Paints text, or leaves it as it is.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    /// Escape sequences may be written.
    pub on: bool,
}

impl Palette {
    /// What matters most.
    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// What may be overlooked: gutters, labels.
    pub fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// Places.
    pub fn place(self, text: &str) -> String {
        self.paint("1;36", text)
    }

    /// What must be seen: a scan that is not complete, an exposed secret.
    pub fn alarm(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    /// Good news.
    pub fn good(self, text: &str) -> String {
        self.paint("1;32", text)
    }

    /// The colour of a severity.
    pub fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Critical => "1;97;41",
            Severity::High => "1;31",
            Severity::Medium => "1;33",
            Severity::Low => "34",
            Severity::Note => "2",
        };
        self.paint(code, text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.on { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
