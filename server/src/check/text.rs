//! The report for people: one block per problem, a summary at the end.

use portico_catalog::check::Report;
use portico_entity::Severity;
use std::fmt::Write as _;

pub(super) fn write(report: &Report) -> String {
    let mut text = String::new();
    for diagnostic in &report.diagnostics {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{diagnostic}");
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(text, "  help: {help}");
        }
    }
    let errors = report.count(Severity::Error);
    let warnings = report.count(Severity::Warning);
    let _ = writeln!(
        text,
        "{} in {}: {}, {}",
        count(report.entities, "good entity", "good entities"),
        count(report.files, "file", "files"),
        count(errors, "error", "errors"),
        count(warnings, "warning", "warnings"),
    );
    text
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
