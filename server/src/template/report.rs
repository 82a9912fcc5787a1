//! What people and programs read about golden tests.

use super::Outcome;
use anyhow::Result;
use serde_json::json;
use std::io::Write as _;

/// Tells of one test, as soon as it is over.
pub(super) fn say(outcome: &Outcome) {
    let word = match (outcome.problems.is_empty(), outcome.updated) {
        (true, 0) => "ok".to_owned(),
        (true, changed) => format!("updated, {changed} files"),
        (false, _) => "FAILED".to_owned(),
    };
    let mut text = format!("{}: {word}\n", outcome.name);
    for problem in &outcome.problems {
        text += &format!("  {problem}\n");
    }
    for note in &outcome.notes {
        text += &format!("  note: {note}\n");
    }
    print(&text);
}

/// Tells of all of them.
pub(super) fn sum(results: &[Outcome]) {
    let failed = results.iter().filter(|result| !result.problems.is_empty()).count();
    print(&format!("{} passed, {failed} failed\n", results.len() - failed));
}

/// All of them as one JSON object.
pub(super) fn json(results: &[Outcome]) -> Result<String> {
    let tests: Vec<_> = results
        .iter()
        .map(|result| {
            json!({
                "name": result.name,
                "passed": result.problems.is_empty(),
                "problems": result.problems,
                "notes": result.notes,
                "updated": result.updated,
            })
        })
        .collect();
    let failed = results.iter().filter(|result| !result.problems.is_empty()).count();
    let report = json!({ "tests": tests, "passed": results.len() - failed, "failed": failed });
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

fn print(text: &str) {
    // A reader that has seen enough (`| head`) is no failure.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
