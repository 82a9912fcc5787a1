//! The report for programs.

use portico_catalog::check::Report;
use portico_entity::Severity;
use serde_json::json;

pub(super) fn write(report: &Report) -> Result<String, serde_json::Error> {
    let value = json!({
        "files": report.files,
        "entities": report.entities,
        "errors": report.count(Severity::Error),
        "warnings": report.count(Severity::Warning),
        "diagnostics": report.diagnostics,
    });
    Ok(serde_json::to_string_pretty(&value)? + "\n")
}
