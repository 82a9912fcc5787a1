//! The keywords that look at one value: types, sizes, patterns, members and entries.

use super::{Checker, Step, Violation, formats, same};
use crate::{limits::COMPARED, pattern};
use serde_json::{Map, Value};
use std::collections::HashSet;

type Object = Map<String, Value>;

/// A keyword of numbers, its words, and when it holds for a number and what it asks for.
type Rule = (&'static str, &'static str, fn(f64, f64) -> bool);

impl Checker<'_> {
    /// Keywords for values of any type.
    pub(super) fn any(&mut self, object: &Object, schema: &Value, value: &Value, at: &[Step]) {
        if let Some(wanted) = object.get("type") {
            let types = types(wanted);
            if !types.is_empty() && !types.iter().any(|name| is_of_type(value, name)) {
                let message = format!("is not of a type(s) {}", types.join(","));
                self.add(Violation::new(at, schema, value, "type", types.into(), message));
            }
        }
        if let Some(Value::Array(options)) = object.get("enum")
            && !options.iter().any(|option| same(option, value))
        {
            let texts: Vec<String> = options.iter().map(plain).collect();
            let message = format!("is not one of enum values: {}", texts.join(","));
            self.add(Violation::new(at, schema, value, "enum", options.clone().into(), message));
        }
        if let Some(constant) = object.get("const")
            && !same(constant, value)
        {
            let message = format!("does not exactly match expected constant: {constant}");
            self.add(Violation::new(at, schema, value, "const", constant.clone(), message));
        }
        if let Some(format) = object.get("format").and_then(Value::as_str)
            && !formats::conforms(format, value)
        {
            let message = format!("does not conform to the \"{format}\" format");
            self.add(Violation::new(at, schema, value, "format", format.into(), message));
        }
    }

    pub(super) fn text(&mut self, object: &Object, schema: &Value, text: &str, at: &[Step]) {
        let length = text.chars().count();
        let value = Value::from(text);
        self.sizes(object, schema, &value, length, at, &[("minLength", "maxLength", "length")]);
        let Some(pattern) = object.get("pattern").and_then(Value::as_str) else { return };
        match pattern::matches(pattern, text) {
            Ok(true) => {}
            Ok(false) => {
                let message = format!("does not match pattern {}", Value::from(pattern));
                self.add(Violation::new(at, schema, &value, "pattern", pattern.into(), message));
            }
            Err(reason) => self.fault(format!("the pattern \"{pattern}\" cannot be used: {reason}")),
        }
    }

    fn sizes(
        &mut self,
        object: &Object,
        schema: &Value,
        value: &Value,
        size: usize,
        at: &[Step],
        names: &[(&'static str, &'static str, &str)],
    ) {
        let bound = |name: &str| object.get(name).filter(|bound| bound.is_number());
        let size = size as f64;
        for (least, most, word) in names {
            if let Some(bound) = bound(least).filter(|bound| bound.as_f64().is_some_and(|bound| size < bound))
            {
                let message = format!("does not meet minimum {word} of {bound}");
                self.add(Violation::new(at, schema, value, least, bound.clone(), message));
            }
            if let Some(bound) = bound(most).filter(|bound| bound.as_f64().is_some_and(|bound| size > bound))
            {
                let message = format!("does not meet maximum {word} of {bound}");
                self.add(Violation::new(at, schema, value, most, bound.clone(), message));
            }
        }
    }

    pub(super) fn number(&mut self, object: &Object, schema: &Value, value: &Value, at: &[Step]) {
        let Some(number) = value.as_f64() else { return };
        let rules: [Rule; 5] = [
            ("minimum", "must be greater than or equal to ", |number, bound| number >= bound),
            ("maximum", "must be less than or equal to ", |number, bound| number <= bound),
            ("exclusiveMinimum", "must be strictly greater than ", |number, bound| number > bound),
            ("exclusiveMaximum", "must be strictly less than ", |number, bound| number < bound),
            ("multipleOf", "is not a multiple of (divisible by) ", is_multiple),
        ];
        for (name, words, holds) in rules {
            let Some(argument) = object.get(name).filter(|argument| argument.is_number()) else { continue };
            if argument.as_f64().is_some_and(|bound| !holds(number, bound)) {
                let message = format!("{words}{argument}");
                self.add(Violation::new(at, schema, value, name, argument.clone(), message));
            }
        }
    }

    pub(super) fn list(&mut self, object: &Object, schema: &Value, list: &[Value], at: &mut Vec<Step>) {
        let value = Value::from(list);
        self.sizes(object, schema, &value, list.len(), at, &[("minItems", "maxItems", "length")]);
        if object.get("uniqueItems") == Some(&Value::Bool(true)) {
            // Of long lists only those are compared with each other that read the same, which costs no more than reading.
            let is_repeated = |(at, item): (usize, &Value)| list[..at].iter().any(|other| same(other, item));
            let has_twins = match list.len() {
                0..=COMPARED => list.iter().enumerate().any(is_repeated),
                _ => {
                    let mut seen = HashSet::new();
                    list.iter().any(|item| !seen.insert(item.to_string()))
                }
            };
            if has_twins {
                let message = "contains duplicate item";
                self.add(Violation::new(at, schema, &value, "uniqueItems", Value::Null, message));
            }
        }
        match object.get("items") {
            Some(Value::Array(schemas)) => {
                for (index, (item, schema)) in list.iter().zip(schemas).enumerate() {
                    self.below(schema, item, Step::Index(index), at);
                }
                self.further_entries(object, schema, schemas.len(), list, at);
            }
            Some(items) => {
                for (index, item) in list.iter().enumerate() {
                    self.below(items, item, Step::Index(index), at);
                }
            }
            None => {}
        }
        if let Some(wanted) = object.get("contains")
            && !list.iter().any(|item| self.trial(wanted, item, at).is_empty())
        {
            let message = "must contain an item matching given schema";
            self.add(Violation::new(at, schema, &value, "contains", Value::Null, message));
        }
    }

    /// Entries behind those that have a schema each.
    fn further_entries(
        &mut self,
        object: &Object,
        schema: &Value,
        from: usize,
        list: &[Value],
        at: &mut Vec<Step>,
    ) {
        match object.get("additionalItems") {
            Some(Value::Bool(false)) if list.len() > from => {
                let (value, message) = (Value::from(list), "additional items not permitted");
                self.add(Violation::new(at, schema, &value, "items", Value::Null, message));
            }
            Some(further @ Value::Object(_)) => {
                for (index, item) in list.iter().enumerate().skip(from) {
                    self.below(further, item, Step::Index(index), at);
                }
            }
            _ => {}
        }
    }

    pub(super) fn members(&mut self, object: &Object, schema: &Value, members: &Object, at: &mut Vec<Step>) {
        let value = Value::Object(members.clone());
        let names = [("minProperties", "maxProperties", "property length")];
        self.sizes(object, schema, &value, members.len(), at, &names);
        if let Some(Value::Array(required)) = object.get("required") {
            for name in required.iter().filter_map(Value::as_str).filter(|name| !members.contains_key(*name))
            {
                let message = format!("requires property {}", Value::from(name));
                self.add(Violation::new(at, schema, &value, "required", name.into(), message));
            }
        }
        if let Some(names) = object.get("propertyNames") {
            for name in members.keys().filter(|name| *name != "__proto__") {
                self.schema(names, &Value::from(name.as_str()), at);
            }
        }
        for (name, member) in members {
            self.member(object, schema, &value, name, member, at);
        }
    }

    fn member(
        &mut self,
        object: &Object,
        schema: &Value,
        value: &Value,
        name: &str,
        member: &Value,
        at: &mut Vec<Step>,
    ) {
        let own = object.get("properties").and_then(|properties| properties.get(name));
        let mut is_known = own.is_some();
        if let Some(own) = own {
            self.below(own, member, Step::Key(name.to_owned()), at);
        }
        for (pattern, schema) in
            object.get("patternProperties").and_then(Value::as_object).into_iter().flatten()
        {
            match pattern::matches(pattern, name) {
                Ok(true) => {
                    is_known = true;
                    self.below(schema, member, Step::Key(name.to_owned()), at);
                }
                Ok(false) => {}
                Err(reason) => self.fault(format!("the pattern \"{pattern}\" cannot be used: {reason}")),
            }
        }
        match object.get("additionalProperties") {
            Some(Value::Bool(false)) if !is_known => {
                let message = format!("is not allowed to have the additional property {}", Value::from(name));
                self.add(Violation::new(at, schema, value, "additionalProperties", name.into(), message));
            }
            Some(further @ Value::Object(_)) if !is_known => {
                self.below(further, member, Step::Key(name.to_owned()), at);
            }
            _ => {}
        }
    }

    pub(super) fn below(&mut self, schema: &Value, value: &Value, step: Step, at: &mut Vec<Step>) {
        at.push(step);
        self.schema(schema, value, at);
        at.pop();
    }
}

/// The names of `type`, which may be one or a list.
pub(crate) fn types(wanted: &Value) -> Vec<String> {
    match wanted {
        Value::String(name) => vec![name.clone()],
        Value::Array(names) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Whether a value is of a type; what no draft knows is nobody's type.
pub(crate) fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        "any" => true,
        _ => false,
    }
}

fn is_multiple(number: f64, of: f64) -> bool {
    if of == 0.0 {
        return false;
    }
    let times = number / of;
    // 0.3 is three times 0.1, whatever binary fractions say.
    (times - times.round()).abs() <= 1e-9 * times.abs().max(1.0)
}

/// A value as text, as lists of values are told.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
