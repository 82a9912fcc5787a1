//! The values that a form begins with: what schemas give as `default`, down to the last member. Only the form fills
//! them in; the check of a finished task does not.

use crate::{
    effective::{alternatives, chosen, constant, effective, type_of},
    limits::{DEFAULTS, DEPTH, ENTRIES},
};
use serde_json::{Map, Value};
use std::cell::Cell;

/// Rounds after which conditions that each other's defaults bring about are left as they are.
const ROUNDS: usize = 5;

/// The values of a page, completed by its defaults.
pub(crate) fn complete(page: &Value, values: &Value) -> Value {
    let mut values = values.clone();
    for _ in 0..ROUNDS {
        let next = fill(page, page, Some(&values), 0, &Cell::new(DEFAULTS)).unwrap_or_else(|| values.clone());
        if next == values {
            break;
        }
        values = next;
    }
    values
}

/// The value of a new entry or member.
pub(crate) fn fresh(root: &Value, schema: &Value) -> Value {
    fill(root, schema, None, 0, &Cell::new(DEFAULTS)).unwrap_or_else(|| {
        match type_of(&effective(root, schema, None)) {
            "string" => Value::from(""),
            "boolean" => Value::Bool(false),
            "array" => Value::Array(Vec::new()),
            "object" => Value::Object(Map::new()),
            _ => Value::Null,
        }
    })
}

fn fill(
    root: &Value,
    schema: &Value,
    value: Option<&Value>,
    depth: usize,
    room: &Cell<usize>,
) -> Option<Value> {
    if depth >= DEPTH || room.get() == 0 {
        return value.cloned();
    }
    room.set(room.get() - 1);
    let schema = effective(root, schema, value);
    let given =
        value.cloned().or_else(|| schema.get("default").cloned()).or_else(|| constant(&schema).cloned());
    let mut filled = match type_of(&schema) {
        "object" => members(root, &schema, given, depth, room),
        "array" => entries(root, &schema, given, depth, room),
        _ => given,
    };
    if let Some(list) = alternatives(&schema).filter(|list| list.iter().any(|one| constant(one).is_none())) {
        let one = &list[chosen(root, list, filled.as_ref())];
        filled = fill(root, one, filled.as_ref(), depth + 1, room);
    }
    filled
}

fn members(
    root: &Value,
    schema: &Value,
    given: Option<Value>,
    depth: usize,
    room: &Cell<usize>,
) -> Option<Value> {
    let mut members = match given {
        Some(Value::Object(members)) => members,
        None => Map::new(),
        other => return other,
    };
    // What the whole has as its default counts before what its members have.
    if let Some(Value::Object(whole)) = schema.get("default") {
        for (name, value) in whole {
            members.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    for (name, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        if let Some(value) = fill(root, schema, members.get(name), depth + 1, room) {
            members.insert(name.clone(), value);
        }
    }
    Some(Value::Object(members))
}

fn entries(
    root: &Value,
    schema: &Value,
    given: Option<Value>,
    depth: usize,
    room: &Cell<usize>,
) -> Option<Value> {
    let of_entry = |at: usize| match schema.get("items") {
        Some(Value::Array(fixed)) => {
            fixed.get(at).or_else(|| schema.get("additionalItems").filter(|one| one.is_object()))
        }
        one => one,
    };
    let fixed = schema.get("items").and_then(Value::as_array).map_or(0, Vec::len);
    let is_choice = schema.get("uniqueItems") == Some(&Value::Bool(true));
    let least = schema.get("minItems").and_then(Value::as_u64).map_or(0, |least| least as usize);
    let least = if is_choice { fixed } else { least.max(fixed) }.min(ENTRIES);
    let mut list = match given {
        Some(Value::Array(list)) => list,
        None if least == 0 || depth + 2 >= DEPTH => return None,
        None => Vec::new(),
        other => return other,
    };
    for at in 0..list.len().max(least) {
        let Some(schema) = of_entry(at) else { break };
        match list.get_mut(at) {
            Some(entry) => {
                if let Some(filled) = fill(root, schema, Some(entry), depth + 1, room) {
                    *entry = filled;
                }
            }
            None => list
                .push(fill(root, schema, None, depth + 1, room).unwrap_or_else(|| fresh_plain(root, schema))),
        }
    }
    Some(Value::Array(list))
}

/// Nothing, in the type of a schema.
fn fresh_plain(root: &Value, schema: &Value) -> Value {
    match type_of(&effective(root, schema, None)) {
        "string" => Value::from(""),
        "boolean" => Value::Bool(false),
        _ => Value::Null,
    }
}

/// A value completed by the defaults of a part of the page.
pub(crate) fn of_part(root: &Value, schema: &Value, value: Option<&Value>) -> Value {
    fill(root, schema, value, 0, &Cell::new(DEFAULTS)).unwrap_or_else(|| fresh(root, schema))
}
