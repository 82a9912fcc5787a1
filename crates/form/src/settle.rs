//! The schema of a page with every condition decided, down to the last member: what is wrong with values is then told
//! where it is wrong, and not as "none of these fits".

use crate::{
    build::Chosen,
    effective::{alternatives, chosen, constant, effective, is_choice, merge},
    limits::{DEPTH, WORK},
    pointer::join,
};
use serde_json::{Map, Value, json};

/// Settles a page for given values.
pub(crate) struct Settler<'a> {
    pub(crate) root: &'a Value,
    pub(crate) chosen: &'a Chosen,
    /// Places whose values are given elsewhere and are not looked at.
    pub(crate) away: &'a [String],
}

impl Settler<'_> {
    pub(crate) fn settle(&self, schema: &Value, value: Option<&Value>, pointer: &str, depth: usize) -> Value {
        if depth >= DEPTH {
            return json!({});
        }
        let mut schema = effective(self.root, schema, value);
        self.settle_alternatives(&mut schema, value, pointer);
        let Value::Object(object) = &mut schema else { return schema };
        let next = |schema: &Value, key: &str| {
            let value = value.and_then(|value| match value {
                Value::Array(list) => key.parse::<usize>().ok().and_then(|at| list.get(at)),
                other => other.get(key),
            });
            self.settle(schema, value, &join(pointer, key), depth + 1)
        };
        if let Some(Value::Object(properties)) = object.get_mut("properties") {
            properties.retain(|name, _| !self.away.contains(&join(pointer, name)));
            // Nothing can be wrong in what is not there.
            for (name, schema) in properties.iter_mut() {
                let is_there = value.and_then(|value| value.get(name)).is_some();
                *schema = if is_there { next(schema, name) } else { json!({}) };
            }
        }
        if let Some(Value::Array(required)) = object.get_mut("required") {
            let is_away = |name: &str| self.away.contains(&join(pointer, name));
            required.retain(|name| !name.as_str().is_some_and(is_away));
        }
        let entries = value.and_then(Value::as_array).map_or(0, Vec::len);
        match object.get("items") {
            // `additionalItems` counts from the end of the list, which stays as long as it is.
            Some(Value::Array(fixed)) if entries >= fixed.len() => {
                let settled =
                    fixed.iter().take(entries).enumerate().map(|(at, schema)| next(schema, &at.to_string()));
                let settled: Vec<Value> = settled.collect();
                object.insert("items".into(), settled.into());
            }
            Some(Value::Array(_)) | None => {}
            Some(items) => {
                // Each entry decides for itself.
                let settled: Vec<Value> = (0..entries).map(|at| next(items, &at.to_string())).collect();
                object.insert("items".into(), settled.into());
            }
        }
        schema
    }

    /// The chosen alternative becomes part of the whole; alternatives that are values become a list of them.
    fn settle_alternatives(&self, schema: &mut Value, value: Option<&Value>, pointer: &str) {
        let Some(list) = alternatives(schema).filter(|list| list.iter().any(is_choice)).cloned() else {
            return;
        };
        if let Value::Object(object) = &mut *schema {
            object.shift_remove("oneOf");
            object.shift_remove("anyOf");
        }
        if let Some(values) = list.iter().map(|one| constant(one).cloned()).collect::<Option<Vec<Value>>>() {
            merge(schema, json!({ "enum": values }));
            return;
        }
        let picked = self.chosen.get(pointer).copied().filter(|at| *at < list.len());
        let at = picked.unwrap_or_else(|| chosen(self.root, &list, value));
        merge(schema, effective(self.root, &list[at], value));
        // It may have brought conditions of its own; alternatives within alternatives are left to the check of the
        // whole.
        *schema = effective(self.root, schema, value);
        if let Value::Object(object) = schema {
            object.shift_remove("oneOf");
            object.shift_remove("anyOf");
        }
    }
}

/// The names of all members that a schema knows under any condition. Stops after [`WORK`] schemas: one that leads round
/// and round names nothing new.
pub(crate) fn declared(root: &Value, schema: &Value, into: &mut Map<String, Value>) {
    let mut work = WORK;
    declared_in(root, schema, 0, &mut work, into);
}

fn declared_in(root: &Value, schema: &Value, depth: usize, work: &mut usize, into: &mut Map<String, Value>) {
    if depth >= DEPTH / 4 || *work == 0 {
        return;
    }
    *work -= 1;
    if let Some(target) =
        schema.get("$ref").and_then(Value::as_str).and_then(|name| crate::check::resolve(root, name))
    {
        declared_in(root, target, depth + 1, work, into);
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        properties.keys().for_each(|name| drop(into.insert(name.clone(), Value::Null)));
    }
    let lists =
        ["allOf", "anyOf", "oneOf"].iter().filter_map(|key| schema.get(key)).filter_map(Value::as_array);
    let singles = ["then", "else"].iter().filter_map(|key| schema.get(key));
    let dependencies =
        schema.get("dependencies").and_then(Value::as_object).into_iter().flat_map(|all| all.values());
    for part in lists.flatten().chain(singles).chain(dependencies) {
        declared_in(root, part, depth + 1, work, into);
    }
}
