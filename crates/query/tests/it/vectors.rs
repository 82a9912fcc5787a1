//! Finds and reads the vector files.

use std::path::PathBuf;

use serde_json::Value;

/// The files called `name`: our own, and the shared contract's where it is present.
pub(crate) fn files(name: &str) -> Vec<(PathBuf, Value)> {
    let crate_dir = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let places = [crate_dir.join("tests/vectors"), crate_dir.join("../../../shared/contract/vectors")];
    let read = |place: PathBuf| {
        let path = place.join(name);
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("skipped: {} is not there", path.display());
            return None;
        };
        Some((path, serde_json::from_str(&text).unwrap()))
    };
    places.into_iter().filter_map(read).collect()
}

/// Runs `check` on every case of every file called `name`, and reports all that fail.
pub(crate) fn run(name: &str, mut check: impl FnMut(&Value, &Value) -> Result<(), String>) {
    let mut failures = Vec::new();
    for (path, file) in files(name) {
        for case in file["cases"].as_array().unwrap() {
            if let Err(why) = check(&file, case) {
                failures.push(format!("{} {}: {}\n  {why}", path.display(), case["id"], case["why"]));
            }
        }
    }
    assert!(failures.is_empty(), "{} cases fail\n{}", failures.len(), failures.join("\n"));
}

/// An assertion that is collected instead of ending the run.
pub(crate) fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    found: &T,
    expected: &T,
) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: found {found:?}, expected {expected:?}")) }
}
