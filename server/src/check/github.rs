//! Workflow commands of GitHub Actions: each problem becomes an annotation at its line.

use portico_catalog::check::Report;
use portico_entity::{Diagnostic, Severity};

pub(super) fn write(report: &Report) -> String {
    report.diagnostics.iter().map(annotation).collect()
}

fn annotation(diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut place = format!("file={}", property(&diagnostic.file));
    if diagnostic.line > 0 {
        place.push_str(&format!(",line={}", diagnostic.line));
    }
    if diagnostic.column > 0 {
        place.push_str(&format!(",col={}", diagnostic.column));
    }
    let help = diagnostic.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
    let message = data(&format!("{}{help}", diagnostic.message));
    format!("::{level} {place},title={}::{message}\n", property(&diagnostic.code))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
