//! Whether an action takes the input that a step gives it, and what it would give in a trial run.

use crate::action::{Definition, Failure, Output};
use crate::limits::{EXAMPLE_DEPTH, INPUT_PROBLEMS};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Checks an input. Returns it without what the action does not know, and the names of that: templates carry leftovers
/// of older versions.
///
/// # Errors
/// If it breaks the action's schema, with everything that is wrong in it.
pub fn check(definition: &Definition, input: Value) -> Result<(Value, Vec<String>), Failure> {
    let (input, dropped) = known(&definition.input, input);
    if !definition.input.is_object() {
        return Ok((input, dropped));
    }
    let validator = jsonschema::draft7::new(&definition.input).map_err(|error| {
        Failure::other(format!("The schema of {} itself is wrong: {error}", definition.id))
    })?;
    let problems: Vec<String> = validator
        .iter_errors(&input)
        .take(INPUT_PROBLEMS)
        .map(|error| {
            let at = error.instance_path().to_string().trim_start_matches('/').replace('/', ".");
            if at.is_empty() { error.to_string() } else { format!("{at}: {error}") }
        })
        .collect();
    if problems.is_empty() {
        return Ok((input, dropped));
    }
    Err(Failure::input(format!("{} does not take this input: {}", definition.id, problems.join("; "))))
}

fn known(schema: &Value, input: Value) -> (Value, Vec<String>) {
    let is_open = schema.get("additionalProperties").is_some_and(|further| *further != Value::Bool(false))
        || schema.get("patternProperties").is_some();
    let mut names = BTreeSet::new();
    let is_told = named(schema, &mut names, 0);
    match input {
        Value::Object(members) if is_told && !is_open => {
            let (kept, rest): (Map<_, _>, Map<_, _>) =
                members.into_iter().partition(|(key, _)| names.contains(key.as_str()));
            (Value::Object(kept), rest.into_iter().map(|(key, _)| key).collect())
        }
        input => (input, Vec::new()),
    }
}

/// Collects the names of properties, also of alternatives. Returns whether the schema says any.
fn named<'a>(schema: &'a Value, names: &mut BTreeSet<&'a str>, level: usize) -> bool {
    if level > EXAMPLE_DEPTH {
        return false;
    }
    let mut is_told = false;
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        names.extend(properties.keys().map(String::as_str));
        is_told = true;
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        for part in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
            is_told |= named(part, names, level + 1);
        }
    }
    for key in ["then", "else"] {
        is_told |= schema.get(key).is_some_and(|part| named(part, names, level + 1));
    }
    is_told
}

/// What an action that cannot be tried gives instead.
pub fn example_output(definition: &Definition) -> Output {
    match example(&definition.output, 0) {
        Value::Object(output) => output,
        _ => Output::new(),
    }
}

/// A value that a schema allows: its first example, else a plain one of its type.
fn example(schema: &Value, level: usize) -> Value {
    if let Some(example) = schema.get("examples").and_then(|examples| examples.get(0)) {
        return example.clone();
    }
    if level > EXAMPLE_DEPTH {
        return Value::Null;
    }
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => kind.as_str(),
        Some(Value::Array(kinds)) => kinds.first().and_then(Value::as_str).unwrap_or_default(),
        _ if schema.get("properties").is_some() => "object",
        _ => "",
    };
    match kind {
        "string" => "<example>".into(),
        "number" | "integer" => 0.into(),
        "boolean" => false.into(),
        "array" => {
            let item = schema.get("items").map(|items| example(items, level + 1));
            Value::Array(vec![item.unwrap_or_else(|| "<example>".into())])
        }
        "object" => {
            let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
            let members = properties.map(|(key, schema)| (key.clone(), example(schema, level + 1)));
            Value::Object(members.collect())
        }
        "null" => Value::Null,
        _ => "<example>".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{check, example_output};
    use crate::{Definition, FailureKind, Repeat};
    use serde_json::{Value, json};

    fn definition(input: Value, output: Value) -> Definition {
        Definition {
            id: "acme:do".into(),
            description: String::new(),
            examples: Vec::new(),
            input,
            output,
            dry_run: false,
            repeat: Repeat::Safe,
        }
    }

    #[test]
    fn what_an_action_does_not_know_is_dropped() {
        let schema = json!({ "type": "object", "properties": { "a": { "type": "string" } },
            "oneOf": [{ "properties": { "b": {} } }], "additionalProperties": false });
        let open = json!({ "type": "object", "properties": { "a": {} }, "additionalProperties": true });
        let input = json!({ "a": "x", "allowedHosts": ["h"] });
        let (kept, dropped) = check(&definition(schema, Value::Null), input.clone()).unwrap();
        assert_eq!((kept, dropped), (json!({ "a": "x" }), vec!["allowedHosts".to_owned()]));
        for schema in [open, json!({}), Value::Null] {
            let (kept, dropped) = check(&definition(schema, Value::Null), input.clone()).unwrap();
            assert_eq!((kept, dropped), (input.clone(), vec![]));
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told() {
        let schema = json!({ "type": "object", "required": ["n"],
            "properties": { "n": { "type": "number" }, "list": { "type": "array", "items": { "type": "string" } } } });
        let failure = check(&definition(schema, Value::Null), json!({ "list": ["a", 2] })).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Input);
        assert!(failure.message.contains("list.1: 2 is not of type"), "{failure}");
        assert!(failure.message.contains("\"n\" is a required property"), "{failure}");
    }

    #[test]
    fn a_trial_gives_what_the_schema_says() {
        let output = json!({ "type": "object", "properties": {
            "url": { "type": "string" }, "n": { "type": "integer" }, "ok": { "type": "boolean" },
            "l": { "type": "array", "items": { "type": "object", "properties": { "x": { "type": ["string", "null"] } } } },
            "told": { "type": "string", "examples": ["https://host/repo"] }, "any": {}
        } });
        let expect = json!({ "url": "<example>", "n": 0, "ok": false, "l": [{ "x": "<example>" }],
            "told": "https://host/repo", "any": "<example>" });
        assert_eq!(Value::Object(example_output(&definition(Value::Null, output))), expect);
        assert!(example_output(&definition(Value::Null, Value::Null)).is_empty());
    }
}
