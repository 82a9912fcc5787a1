//! Entities to rows.

use portico_query::{Index, Row, search_rows};
use serde_json::{Value, json};

use crate::vectors::{run, same};

#[test]
fn rows_follow_the_vectors() {
    run("search-index-rows.json", |_, case| {
        let rows = search_rows(&case["entity"]);
        let Some(expected) = case["expect"]["ok"].as_array() else {
            return same("is an error", &rows.is_err(), &true);
        };
        same(
            "rows",
            &sorted(rows.map_err(|error| error.to_string())?),
            &sorted(expected.iter().map(row).collect()),
        )
    });
}

fn row(value: &Value) -> Row {
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    Row { key: text("key").unwrap(), value: text("value"), original: text("original") }
}

fn sorted(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by(|a, b| (&a.key, &a.value).cmp(&(&b.key, &b.value)));
    rows
}

/// The original loses such an entity; here it stays and its first spelling is found.
#[test]
fn keys_that_differ_in_case_do_not_hide_the_entity() {
    let mut index = Index::new();
    let entity = json!({"kind": "K", "metadata": {"name": "n"}, "spec": {"tier": "a", "Tier": "b"}});
    let upserted = index.upsert(&entity, "{}".into(), &[]).unwrap();
    assert_eq!(upserted.collisions, ["spec.tier"]);
    assert_eq!(index.facet_counts("spec.TIER", index.slots()), [("a".to_owned(), 1)]);
    assert!(search_rows(&entity).unwrap_err().to_string().contains("spec.tier"));
}

#[test]
fn extra_rows_are_found_and_forgotten() {
    let mut index = Index::new();
    let entity = json!({"kind": "K", "metadata": {"name": "n"}});
    let extra = [("portico.attention".to_owned(), "Orphan".to_owned())];
    index.upsert(&entity, "{}".into(), &extra).unwrap();
    assert_eq!(index.facet_counts("portico.attention", index.slots()), [("Orphan".to_owned(), 1)]);
    assert!(index.upsert(&entity, "{}".into(), &[]).unwrap().replaced);
    assert!(!index.keys().any(|key| key == "portico.attention"));
    assert!(index.remove("k:default/n") && !index.remove("k:default/n"));
    assert!(index.is_empty() && index.keys().next().is_none());
}

#[test]
fn what_cannot_be_named_is_refused() {
    for entity in [json!(null), json!({"kind": "K"}), json!({"kind": "", "metadata": {"name": "n"}})] {
        assert_eq!(Index::new().upsert(&entity, "".into(), &[]).unwrap_err().name(), "InputError");
    }
}
