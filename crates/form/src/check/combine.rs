//! The keywords that combine schemas: `allOf`, `anyOf`, `oneOf`, `not`, `if`, `dependencies`.

use super::{Checker, Step, Violation};
use serde_json::{Map, Value};

type Object = Map<String, Value>;

impl Checker<'_> {
    pub(super) fn combined(&mut self, object: &Object, schema: &Value, value: &Value, at: &mut Vec<Step>) {
        self.all_of(object, schema, value, at);
        if let Some(Value::Array(parts)) = object.get("anyOf")
            && !parts.is_empty()
            && !parts.iter().any(|part| self.trial(part, value, at).is_empty())
        {
            let (names, message) = (names(parts), format!("is not any of {}", names(parts).join(",")));
            self.add(Violation::new(at, schema, value, "anyOf", names.into(), message));
        }
        if let Some(Value::Array(parts)) = object.get("oneOf")
            && !parts.is_empty()
            && parts.iter().filter(|part| self.trial(part, value, at).is_empty()).count() != 1
        {
            let (names, message) =
                (names(parts), format!("is not exactly one from {}", names(parts).join(",")));
            self.add(Violation::new(at, schema, value, "oneOf", names.into(), message));
        }
        self.not(object, schema, value, at);
        if let Some(condition) = object.get("if") {
            let branch = if self.trial(condition, value, at).is_empty() { "then" } else { "else" };
            if let Some(branch) = object.get(branch) {
                self.schema(branch, value, at);
            }
        }
        if let (Some(Value::Object(dependencies)), Value::Object(members)) =
            (object.get("dependencies"), value)
        {
            for (name, dependency) in dependencies.iter().filter(|(name, _)| members.contains_key(*name)) {
                self.dependency(name, dependency, schema, members, at);
            }
        }
    }

    /// All must hold; each that does not is told, and what is wrong with it.
    fn all_of(&mut self, object: &Object, schema: &Value, value: &Value, at: &mut Vec<Step>) {
        let Some(Value::Array(parts)) = object.get("allOf") else { return };
        for (index, part) in parts.iter().enumerate() {
            let violations = self.trial(part, value, at);
            if violations.is_empty() {
                continue;
            }
            let name = name(index, part);
            let message = format!("does not match allOf schema {name} with {} error[s]:", violations.len());
            let argument = serde_json::json!({ "id": name, "length": violations.len(), "valid": false });
            self.add(Violation::new(at, schema, value, "allOf", argument, message));
            violations.into_iter().for_each(|violation| self.add(violation));
        }
    }

    fn not(&mut self, object: &Object, schema: &Value, value: &Value, at: &mut Vec<Step>) {
        let excluded = match object.get("not") {
            Some(Value::Array(parts)) => parts.as_slice(),
            Some(part) => std::slice::from_ref(part),
            None => return,
        };
        for (index, part) in excluded.iter().enumerate() {
            if self.trial(part, value, at).is_empty() {
                let name = name(index, part);
                let message = format!("is of prohibited type {name}");
                self.add(Violation::new(at, schema, value, "not", name.into(), message));
            }
        }
    }

    fn dependency(
        &mut self,
        name: &str,
        dependency: &Value,
        schema: &Value,
        members: &Object,
        at: &mut Vec<Step>,
    ) {
        let value = Value::Object(members.clone());
        let needed = match dependency {
            Value::String(needed) => vec![needed.as_str()],
            Value::Array(needed) => needed.iter().filter_map(Value::as_str).collect(),
            other => return self.schema(other, &value, at),
        };
        for needed in needed.into_iter().filter(|needed| !members.contains_key(*needed)) {
            let message = format!("property {needed} not found, required by instance.{name}");
            self.add(Violation::new(at, schema, &value, "dependencies", needed.into(), message));
        }
    }
}

fn names(parts: &[Value]) -> Vec<String> {
    parts.iter().enumerate().map(|(index, part)| name(index, part)).collect()
}

/// How messages name a part of a combination.
fn name(index: usize, part: &Value) -> String {
    let text = |key: &str| part.get(key).and_then(Value::as_str);
    let id = text("$id").or_else(|| text("id")).map(|id| format!("<{id}>"));
    id.or_else(|| text("title").map(|title| Value::from(title).to_string()))
        .or_else(|| text("$ref").map(|reference| format!("<{reference}>")))
        .unwrap_or_else(|| format!("[subschema {index}]"))
}
