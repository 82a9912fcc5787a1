//! Whether values satisfy a schema (JSON Schema, draft 7), and what exactly does not.
//!
//! A keyword whose value makes no sense is passed over, as the original library does where it does not throw; a pattern
//! that cannot be read and a reference that leads nowhere are [faults](Checked::faults) of the template.

mod combine;
mod formats;
mod keywords;
mod violation;

pub(crate) use keywords::{is_of_type, types};
pub use violation::{Step, Violation};

use crate::limits::{DEPTH, FAULTS, SECRET_DEPTH, VIOLATIONS, WORK};
use serde_json::{Map, Value};

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// What the values do not satisfy.
    pub violations: Vec<Violation>,
    /// What is wrong with the schema itself, so that a part of it could not be checked.
    pub faults: Vec<String>,
}

/// Checks a value against a schema; references lead into `root`.
pub fn check(root: &Value, schema: &Value, value: &Value) -> Checked {
    let mut checker = Checker { root, found: Checked::default(), work: 0, depth: 0, quiet: 0 };
    checker.schema(schema, value, &mut Vec::new());
    checker.found
}

/// Whether a value satisfies a schema.
pub fn is_valid(root: &Value, schema: &Value, value: &Value) -> bool {
    check(root, schema, value).violations.is_empty()
}

/// Checks all values against every page, as `POST /v2/tasks` does: what is told is what the first page finds that finds
/// anything. The values of fields that go into the secrets are not among the values, so nothing is said about them.
pub fn check_pages(pages: &[Value], values: &Value) -> Checked {
    let mut faults = Vec::new();
    for page in pages {
        let page = without_secrets(page);
        let found = check(&page, &page, values);
        faults.extend(found.faults);
        if !found.violations.is_empty() {
            return Checked { violations: found.violations, faults };
        }
    }
    Checked { violations: Vec::new(), faults }
}

/// The page without demanding the properties whose values are secrets: these are sent apart, wherever they are asked for.
fn without_secrets(page: &Value) -> Value {
    let mut names = Vec::new();
    secrets_in(page, SECRET_DEPTH, &mut names);
    let mut page = page.clone();
    if !names.is_empty() {
        undemanded(&mut page, &names, SECRET_DEPTH);
    }
    page
}

/// The names of all properties whose values are secrets.
fn secrets_in(schema: &Value, left: usize, names: &mut Vec<String>) {
    let members: Vec<&Value> = match schema {
        Value::Object(object) => object.values().collect(),
        Value::Array(list) => list.iter().collect(),
        _ => return,
    };
    let is_secret = |schema: &Value| schema.get("ui:field").and_then(Value::as_str) == Some("Secret");
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let secret = properties.iter().filter(|(_, schema)| is_secret(schema));
        names.extend(secret.map(|(name, _)| name.clone()));
    }
    if left > 0 {
        members.into_iter().for_each(|member| secrets_in(member, left - 1, names));
    }
}

/// Takes these names out of every list of demanded ones.
fn undemanded(schema: &mut Value, names: &[String], left: usize) {
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| !names.iter().any(|secret| name == secret));
    }
    if left == 0 {
        return;
    }
    match schema {
        Value::Object(object) => object.values_mut().for_each(|member| undemanded(member, names, left - 1)),
        Value::Array(list) => list.iter_mut().for_each(|member| undemanded(member, names, left - 1)),
        _ => {}
    }
}

/// A check under way.
struct Checker<'a> {
    root: &'a Value,
    found: Checked,
    /// Schemas looked at.
    work: usize,
    depth: usize,
    /// How many trials are under way, whose violations nobody reads.
    quiet: usize,
}

impl Checker<'_> {
    fn schema(&mut self, schema: &Value, value: &Value, at: &mut Vec<Step>) {
        let object = match schema {
            Value::Object(object) => object,
            Value::Bool(false) => {
                let violation =
                    Violation::new(at, schema, value, "false", Value::Null, "is not allowed here");
                self.add(violation);
                return;
            }
            _ => return,
        };
        self.work += 1;
        if self.work > WORK || self.depth >= DEPTH {
            self.fault(
                "the form is nested too deeply or leads back to itself; a part of it was not checked".into(),
            );
            return;
        }
        self.depth += 1;
        match object.get("$ref").and_then(Value::as_str) {
            // Beside a reference nothing else counts.
            Some(reference) => match resolve(self.root, reference) {
                Some(target) => self.schema(&target.clone(), value, at),
                None => self.fault(unknown_reference(reference)),
            },
            None => self.object(object, schema, value, at),
        }
        self.depth -= 1;
    }

    fn object(&mut self, object: &Map<String, Value>, schema: &Value, value: &Value, at: &mut Vec<Step>) {
        self.any(object, schema, value, at);
        match value {
            Value::String(text) => self.text(object, schema, text, at),
            Value::Number(_) => self.number(object, schema, value, at),
            Value::Array(list) => self.list(object, schema, list, at),
            Value::Object(members) => self.members(object, schema, members, at),
            Value::Null | Value::Bool(_) => {}
        }
        self.combined(object, schema, value, at);
    }

    /// The violations of a trial, without keeping them.
    fn trial(&mut self, schema: &Value, value: &Value, at: &mut Vec<Step>) -> Vec<Violation> {
        let before = std::mem::take(&mut self.found.violations);
        self.quiet += 1;
        self.schema(schema, value, at);
        self.quiet -= 1;
        std::mem::replace(&mut self.found.violations, before)
    }

    fn add(&mut self, violation: Violation) {
        if self.found.violations.len() < VIOLATIONS {
            self.found.violations.push(violation);
        }
    }

    fn fault(&mut self, fault: String) {
        if self.found.faults.len() < FAULTS && !self.found.faults.contains(&fault) {
            self.found.faults.push(fault);
        }
    }
}

/// The schema that a local reference names.
pub(crate) fn resolve<'a>(root: &'a Value, reference: &str) -> Option<&'a Value> {
    let pointer = reference.strip_prefix('#')?;
    if let Some(found) = root.pointer(pointer) {
        return Some(found);
    }
    // Addresses may be percent-encoded: `#/definitions/a%20b`.
    root.pointer(&percent_decoded(pointer))
}

pub(crate) fn unknown_reference(reference: &str) -> String {
    format!(
        "the reference \"{reference}\" leads nowhere; only references into the same page, such as \"#/definitions/name\", can be followed"
    )
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Whether two values are the same: 1 is 1.0, and the order of members does not count.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}
