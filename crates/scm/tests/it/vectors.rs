//! The contract's vectors.

use crate::world;
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

#[test]
fn shared_vectors() {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let file = here.join("../../../shared/contract/vectors/scm-urls.json");
    let Ok(text) = fs::read_to_string(&file) else {
        eprintln!("skipped {}: the file is not here", file.display());
        return;
    };
    let vectors: Value = serde_json::from_str(&text).expect("vector files are JSON");
    let cases = vectors["cases"].as_array().expect("vector files have cases");
    let differing: Vec<String> = cases.iter().filter_map(differs).collect();
    assert!(!cases.is_empty(), "no case was run");
    assert!(differing.is_empty(), "{} of {} differ:\n{}", differing.len(), cases.len(), differing.join("\n"));
}

fn differs(case: &Value) -> Option<String> {
    let world = world();
    let text = |key: &str| case["input"][key].as_str().unwrap_or_default();
    let got = match case["op"].as_str() {
        Some("resolveUrl") => match world.resolve(text("url"), text("base")) {
            Ok(url) => json!({"ok": url}),
            Err(error) => json!({"error": error.to_string()}),
        },
        Some("resolveEditUrl") => json!({"ok": world.edit_url(text("url"))}),
        Some("integrationTypeOf") => json!({"ok": world.of(text("url")).map(|one| one.kind.word())}),
        other => json!({"unknown": other}),
    };
    (got != case["expect"])
        .then(|| format!("{}: got {got}, expected {}\n  {case}", case["id"], case["expect"]))
}
