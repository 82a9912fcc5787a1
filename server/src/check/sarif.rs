//! SARIF 2.1.0, which code-scanning pages understand.

use portico_catalog::check::Report;
use portico_entity::{Diagnostic, Severity};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) fn write(report: &Report) -> Result<String, serde_json::Error> {
    let codes: BTreeSet<&str> =
        report.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect();
    let rules: Vec<Value> = codes.into_iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Value> = report.diagnostics.iter().map(result).collect();
    let value = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "portico",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "results": results,
        }],
    });
    Ok(serde_json::to_string_pretty(&value)? + "\n")
}

fn result(diagnostic: &Diagnostic) -> Value {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let text = match &diagnostic.help {
        Some(help) => format!("{}. {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut location = json!({ "artifactLocation": { "uri": diagnostic.file } });
    if diagnostic.line > 0 {
        location["region"] = json!({ "startLine": diagnostic.line });
        if diagnostic.column > 0 {
            location["region"]["startColumn"] = diagnostic.column.into();
        }
    }
    json!({
        "ruleId": diagnostic.code,
        "level": level,
        "message": { "text": text },
        "locations": [{ "physicalLocation": location }],
    })
}
