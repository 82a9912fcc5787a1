//! The schema that holds for given values: references followed, conditions decided, parts merged.
//!
//! `oneOf` and `anyOf` are left: which of them holds is the reader's choice ([`chosen`]).

use crate::{
    check::{is_of_type, is_valid, resolve, types},
    limits::{DEPTH, PARTS},
};
use serde_json::{Map, Value};
use std::cell::Cell;

/// The schema as it holds for a value.
pub(crate) fn effective(root: &Value, schema: &Value, value: Option<&Value>) -> Value {
    within(root, schema, value, 0, &Cell::new(PARTS))
}

fn within(root: &Value, schema: &Value, value: Option<&Value>, depth: usize, room: &Cell<usize>) -> Value {
    let Value::Object(object) = schema else { return schema.clone() };
    if depth >= DEPTH || room.get() == 0 {
        return schema.clone();
    }
    room.set(room.get() - 1);
    let next = |part: &Value| within(root, part, value, depth + 1, room);
    let mut whole = object.clone();
    if let Some(Value::String(reference)) = whole.shift_remove("$ref") {
        // What stands beside the reference is more special than what it leads to.
        if let Some(target) = resolve(root, &reference) {
            let mut merged = next(target);
            merge(&mut merged, Value::Object(whole));
            return next_if_changed(root, merged, value, depth, room);
        }
    }
    if let Some(Value::Array(parts)) = whole.shift_remove("allOf") {
        let mut merged = Value::Object(whole);
        parts.iter().for_each(|part| merge(&mut merged, next(part)));
        return next_if_changed(root, merged, value, depth, room);
    }
    if let Some(condition) = whole.shift_remove("if") {
        let empty = Value::Object(Map::new());
        let holds = is_valid(root, &condition, value.unwrap_or(&empty));
        let (then, otherwise) = (whole.shift_remove("then"), whole.shift_remove("else"));
        let mut merged = Value::Object(whole);
        if let Some(branch) = if holds { then } else { otherwise } {
            merge(&mut merged, next(&branch));
        }
        return next_if_changed(root, merged, value, depth, room);
    }
    if let Some(Value::Object(dependencies)) = whole.shift_remove("dependencies") {
        let mut merged = Value::Object(whole);
        for (name, dependency) in &dependencies {
            if let Some(present) = value.and_then(|value| value.get(name)) {
                depend(root, &mut merged, name, present, dependency, &next);
            }
        }
        return next_if_changed(root, merged, value, depth, room);
    }
    Value::Object(whole)
}

/// A merged schema may have brought further conditions.
fn next_if_changed(
    root: &Value,
    merged: Value,
    value: Option<&Value>,
    depth: usize,
    room: &Cell<usize>,
) -> Value {
    let has_more = ["$ref", "allOf", "if", "dependencies"].iter().any(|key| merged.get(key).is_some());
    if has_more { within(root, &merged, value, depth + 1, room) } else { merged }
}

/// What the presence of a member brings: further required members, or a schema, of which only the branches count that
/// know the member's value.
fn depend(
    root: &Value,
    merged: &mut Value,
    name: &str,
    present: &Value,
    dependency: &Value,
    next: &impl Fn(&Value) -> Value,
) {
    if dependency.is_array() {
        return merge(merged, serde_json::json!({ "required": dependency }));
    }
    let mut further = next(dependency);
    let branches = further.as_object_mut().and_then(|object| object.shift_remove("oneOf"));
    merge(merged, further);
    for branch in branches.as_ref().and_then(Value::as_array).into_iter().flatten() {
        let mut branch = next(branch);
        let of_member = branch
            .get_mut("properties")
            .and_then(Value::as_object_mut)
            .and_then(|properties| properties.shift_remove(name));
        if of_member.is_none_or(|schema| is_valid(root, &schema, present)) {
            merge(merged, branch);
        }
    }
}

/// Merges the second into the first: members into one another, required names together, everything else replaced.
pub(crate) fn merge(first: &mut Value, second: Value) {
    let (Value::Object(into), Value::Object(from)) = (&mut *first, second) else { return };
    for (key, value) in from {
        match (key.as_str(), into.get_mut(&key), value) {
            ("required", Some(Value::Array(known)), Value::Array(further)) => {
                for name in further {
                    if !known.contains(&name) {
                        known.push(name);
                    }
                }
            }
            ("enum", Some(Value::Array(known)), Value::Array(further)) => {
                let both: Vec<Value> = known.iter().filter(|one| further.contains(one)).cloned().collect();
                *known = if both.is_empty() { further } else { both };
            }
            (_, Some(known @ Value::Object(_)), value @ Value::Object(_)) => merge(known, value),
            (_, _, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// The alternatives of `oneOf` or `anyOf`.
pub(crate) fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
    ["oneOf", "anyOf"]
        .iter()
        .find_map(|key| schema.get(key).and_then(Value::as_array))
        .filter(|list| !list.is_empty())
}

/// Whether an alternative is something that a reader can choose, and not only a condition on values.
pub(crate) fn is_choice(alternative: &Value) -> bool {
    ["properties", "title", "type", "const", "enum", "$ref", "items"]
        .iter()
        .any(|key| alternative.get(key).is_some())
}

/// The value that an alternative stands for, if it is but one.
pub(crate) fn constant(alternative: &Value) -> Option<&Value> {
    let single = alternative.get("enum").and_then(Value::as_array).filter(|list| list.len() == 1);
    alternative.get("const").or_else(|| single.map(|list| &list[0]))
}

/// Which alternative a value belongs to: the one it satisfies; else the one whose fixed members it has, or whose
/// members it shares most; else the first.
pub(crate) fn chosen(root: &Value, alternatives: &[Value], value: Option<&Value>) -> usize {
    let Some(value) = value else { return 0 };
    let score = |alternative: &Value| {
        let alternative = effective(root, alternative, Some(value));
        let mut score = usize::from(is_valid(root, &alternative, value)) * 10;
        if types_of(&alternative).iter().any(|name| is_of_type(value, name)) {
            score += 3;
        }
        for (name, schema) in alternative.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let Some(member) = value.get(name) else { continue };
            let fits = is_valid(root, schema, member);
            score += match (constant(schema).is_some(), fits) {
                (true, true) => 100,
                (true, false) => 0,
                (false, fits) => 1 + usize::from(fits),
            };
        }
        score
    };
    let best = alternatives.iter().enumerate().max_by_key(|(at, one)| (score(one), std::cmp::Reverse(*at)));
    best.map_or(0, |(at, _)| at)
}

fn types_of(schema: &Value) -> Vec<String> {
    schema.get("type").map(types).unwrap_or_default()
}

/// The type that a field of this schema has: the first that is not null, else what its other keywords mean.
pub(crate) fn type_of(schema: &Value) -> &'static str {
    const KNOWN: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];
    let named = types_of(schema);
    if let Some(known) = KNOWN
        .into_iter()
        .filter(|known| named.iter().any(|name| name == known))
        .min_by_key(|known| named.iter().position(|name| name == known))
    {
        return known;
    }
    if named.iter().any(|name| name == "null") {
        return "null";
    }
    let example = constant(schema).or_else(|| schema.get("enum").and_then(|list| list.get(0)));
    match example {
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) => "number",
        Some(_) => "string",
        None if ["properties", "additionalProperties", "patternProperties"]
            .iter()
            .any(|key| schema.get(key).is_some()) =>
        {
            "object"
        }
        None if schema.get("items").is_some() => "array",
        None => "string",
    }
}
