//! Reads vector files of the form `{ "cases": [ { "id", "why", …, "expect" } ] }`.

use serde_json::Value;
use std::{fs, path::PathBuf};

/// Runs `outcome` over every case of the vector file `name` and compares what it returns with the case's
/// `expect`. All failing cases are listed at once.
#[track_caller]
pub(crate) fn each_case(name: &str, outcome: impl Fn(&Value) -> Value) {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let own = here.join("tests/vectors").join(format!("{name}.json"));
    let shared = here.join("../../../shared/contract/vectors").join(format!("{name}.json"));
    let mut failures = Vec::new();
    let mut count = 0;
    for file in [own, shared] {
        let Ok(text) = fs::read_to_string(&file) else {
            eprintln!("skipped {}: the file is not here", file.display());
            assert!(file.to_string_lossy().contains("shared"), "the repository's own vectors must be there");
            continue;
        };
        let vectors: Value = serde_json::from_str(&text).expect("vector files are JSON");
        for case in vectors["cases"].as_array().expect("vector files have cases") {
            count += 1;
            let got = outcome(case);
            if got != case["expect"] {
                failures.push(format!("{}: got {got}, expected {}\n  {case}", case["id"], case["expect"]));
            }
        }
    }
    assert!(count > 0, "no case was run");
    assert!(failures.is_empty(), "{} of {count} cases differ:\n{}", failures.len(), failures.join("\n"));
}
