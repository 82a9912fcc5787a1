//! An entity's rows: the key and value pairs under which it can be found.
//!
//! Keys and values are lower-cased; the original spelling of the value stays beside them for
//! facets. What is left out: attachments, the raw relations (they become `relations.<type>` rows),
//! the status and the etag.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::limits::{MAX_ENTITY_DEPTH, MAX_KEY_UNITS, MAX_VALUE_UNITS};
use crate::number::number_text;

/// One key and value under which an entity is found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Row {
    /// Dotted path, lower case.
    pub key: String,
    /// The value in lower case; none when it is null or too long, which means "present" only.
    pub value: Option<String>,
    /// The value as its author wrote it.
    pub original: Option<String>,
}

/// An entity whose rows would be ambiguous.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("keys differ only in upper and lower case: {}; rename one of each", .keys.join(", "))]
pub struct RowsError {
    /// The ambiguous keys, lower-cased.
    pub keys: Vec<String>,
}

/// The rows of an entity, strictly: keys that differ only in case are an error.
pub fn search_rows(entity: &Value) -> Result<Vec<Row>, RowsError> {
    let (rows, collisions) = search_rows_lenient(entity);
    if collisions.is_empty() { Ok(rows) } else { Err(RowsError { keys: collisions }) }
}

/// The rows of an entity; of keys that differ only in case the first spelling is kept, and the
/// lower-cased keys concerned are returned beside the rows.
pub fn search_rows_lenient(entity: &Value) -> (Vec<Row>, Vec<String>) {
    let mut leaves = Leaves { found: Vec::new(), item_keys: HashSet::new() };
    leaves.visit("", entity, 0);
    let mut found = leaves.found;
    special_leaves(entity, &mut found);

    let mut found: Vec<(String, Leaf)> =
        found.into_iter().map(|leaf| (leaf.0.to_lowercase(), leaf)).collect();
    // Stable: the first spelling stays first.
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let mut rows: Vec<Row> = Vec::with_capacity(found.len());
    let mut collisions = Vec::new();
    for group in found.chunk_by_mut(|a, b| a.0 == b.0) {
        collisions.extend(group_rows(group, &mut rows));
    }
    (rows, collisions)
}

/// Adds the rows of one lower-cased key; returns the key if it is spelled in several ways.
fn group_rows(group: &mut [(String, Leaf)], rows: &mut Vec<Row>) -> Option<String> {
    let (lower, (spelling, _)) = group.first()?;
    let (lower, spelling) = (lower.clone(), spelling.clone());
    let start = rows.len();
    let mut collides = false;
    for (_, (key, value)) in group {
        if *key != spelling {
            collides = true;
        } else if units(&lower) <= MAX_KEY_UNITS {
            rows.push(row(lower.clone(), value.take()));
        }
    }
    // Equal values follow each other after sorting; of two spellings the first is kept.
    rows[start..].sort_by(|a, b| a.value.cmp(&b.value));
    let mut group_rows = rows.split_off(start);
    group_rows.dedup_by(|a, b| a.value == b.value);
    rows.append(&mut group_rows);
    collides.then_some(lower)
}

/// A row of a lower-cased key, its value cut to the limit.
pub(crate) fn row(key: String, original: Option<String>) -> Row {
    let value = original.as_deref().map(str::to_lowercase);
    match value {
        Some(value) if units(&value) <= MAX_VALUE_UNITS => Row { key, value: Some(value), original },
        _ => Row { key, value: None, original: None },
    }
}

/// Length as the original's language counts it.
fn units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

type Leaf = (String, Option<String>);

struct Leaves {
    found: Vec<Leaf>,
    /// Lower-cased `<path>.<item>` keys, so that a list with `A` and `a` gives one of them.
    item_keys: HashSet<String>,
}

impl Leaves {
    fn visit(&mut self, path: &str, value: &Value, depth: usize) {
        if depth > MAX_ENTITY_DEPTH || is_special(path) {
            return;
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.visit_item(path, item, depth)),
            Value::Object(object) => self.visit_object(path, object, depth),
            scalar => self.found.push((path.to_owned(), scalar_text(scalar))),
        }
    }

    fn visit_item(&mut self, path: &str, item: &Value, depth: usize) {
        self.visit(path, item, depth + 1);
        if let Value::String(text) = item {
            let key = format!("{path}.{text}");
            if self.item_keys.insert(key.to_lowercase()) {
                self.found.push((key, Some("true".to_owned())));
            }
        }
    }

    fn visit_object(&mut self, path: &str, object: &Map<String, Value>, depth: usize) {
        for (key, value) in object {
            if path.is_empty() {
                self.visit(key, value, depth + 1);
            } else {
                self.visit(&format!("{path}.{key}"), value, depth + 1);
            }
        }
    }
}

fn is_special(path: &str) -> bool {
    matches!(
        path,
        "attachments"
            | "relations"
            | "status"
            | "metadata.name"
            | "metadata.namespace"
            | "metadata.uid"
            | "metadata.etag"
    )
}

/// Leaves that exist whatever the entity holds, and the relations.
fn special_leaves(entity: &Value, found: &mut Vec<Leaf>) {
    let metadata = |key: &str| entity.get("metadata").and_then(|metadata| metadata.get(key));
    for key in ["name", "namespace", "uid"] {
        found.push((format!("metadata.{key}"), metadata(key).and_then(scalar_text)));
    }
    if metadata("namespace").and_then(Value::as_str).unwrap_or_default().is_empty() {
        found.push(("metadata.namespace".to_owned(), Some("default".to_owned())));
    }
    for relation in entity.get("relations").and_then(Value::as_array).into_iter().flatten() {
        if let Some(kind) = relation.get("type").and_then(Value::as_str) {
            let target = relation.get("targetRef").and_then(scalar_text);
            found.push((format!("relations.{kind}"), target));
        }
    }
}

/// The text of a scalar; none for null and for lists and objects.
pub(crate) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number_text(number)),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
