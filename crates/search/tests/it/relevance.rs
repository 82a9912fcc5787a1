//! The demo company, and what must come first when somebody types something.

use crate::world::{Shelf, ask};
use portico_catalog::{CatalogConfig, Engine, FileEvents};
use portico_search::{Changed, Search};
use serde_json::Value;
use std::path::PathBuf;

#[test]
fn what_is_meant_comes_first() {
    let search = demo();
    let list = include_str!("../relevance.txt");
    let cases = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let cases: Vec<(&str, &str)> = cases.map(|line| line.split_once(" | ").unwrap()).collect();
    assert!(cases.len() >= 60, "only {} questions", cases.len());
    let mut failures = Vec::new();
    for (text, expected) in &cases {
        let found = ask(&search, text);
        let keys: Vec<&str> = found.hits.iter().map(|hit| hit.key.as_str()).take(9).collect();
        if keys.first() != Some(expected) {
            let nearest: Vec<&str> = found.nearest.iter().map(|hit| hit.key.as_str()).collect();
            failures.push(format!(
                "{text}: expected {expected}, found {keys:?} of {} near {nearest:?}",
                found.total
            ));
        }
    }
    assert!(failures.is_empty(), "{} of {} fail\n{}", failures.len(), cases.len(), failures.join("\n"));
}

/// The catalog of the demo, as the program reads it.
fn demo() -> Search {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/demo");
    let mut config = CatalogConfig::default();
    config.add_root(folder.join("catalog-info.yaml").to_string_lossy().into_owned());
    let mut uids = 0_u64;
    let uid = move || {
        uids += 1;
        uids.to_string()
    };
    let mut engine = Engine::new(config, &folder, Box::new(uid));
    let batch = engine.pass(&FileEvents::default(), 0);
    let shelf = Shelf::default();
    for (_, shown) in &batch.shown {
        shelf.put(&serde_json::from_str::<Value>(&shown.json).unwrap());
    }
    let search = Search::in_memory().unwrap();
    search.follow(&shelf, Changed::All).unwrap();
    assert!(search.len() > 200, "{} documents", search.len());
    search
}
