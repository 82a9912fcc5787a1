//! The texts of each kind of field, read into its value.

use super::Sent;
use crate::{
    field::{Choice, Control, Field, TextKind},
    picker::{Entities, Picker},
    pointer, repo,
};
use portico_entity::{EntityRef, RefContext};
use serde_json::{Map, Number, Value};

/// Takes the texts of all fields over into the values.
pub(super) fn take_all(fields: &[Field], sent: &Sent<'_>, values: &mut Value) {
    fields.iter().for_each(|field| take(field, sent, values));
}

fn take(field: &Field, sent: &Sent<'_>, values: &mut Value) {
    let is_fixed = field.is_disabled || field.is_readonly;
    if is_fixed && !matches!(field.control, Control::Group(_) | Control::List(_)) {
        return;
    }
    let name = field.name();
    let value = match &field.control {
        Control::Group(fields) => {
            if !field.pointer.is_empty() && !values.pointer(&field.pointer).is_some_and(Value::is_object) {
                pointer::set(values, &field.pointer, Value::Object(Map::new()));
            }
            return take_all(fields, sent, values);
        }
        Control::List(list) => return take_all(&list.entries, sent, values),
        Control::Alternatives { field, .. } => return take(field, sent, values),
        Control::Pairs { known, of_type } => return pairs(field, sent, known, of_type, values),
        Control::Hidden | Control::Nothing | Control::Secret { .. } => return,
        Control::Text(text) => match sent.last(&name) {
            Some(typed) => given_text(typed, text.kind),
            None => return,
        },
        Control::Number(_) => match sent.last(&name) {
            Some(typed) => number(typed),
            None => return,
        },
        Control::Checkbox => match sent.last(&name) {
            Some("true") => Some(Value::Bool(true)),
            Some(_) if field.is_required || values.pointer(&field.pointer).is_some() => {
                Some(Value::Bool(false))
            }
            _ => return,
        },
        Control::Choice { options, .. } => match sent.last(&name) {
            Some(text) => choice(options, text),
            None => return,
        },
        Control::Checks { options } => match checks(field, options, sent, values) {
            Some(value) => value,
            None => return,
        },
        Control::Picker(picker) => match picked(picker, field, sent) {
            Some(value) => value,
            None => return,
        },
    };
    put(field, value, values);
}

/// Puts a value, or what stands for none.
fn put(field: &Field, value: Option<Value>, values: &mut Value) {
    let value = value.or_else(|| field.empty.clone());
    match value {
        Some(value) => pointer::set(values, &field.pointer, value),
        None if field.keeps_place => {
            let nothing =
                if matches!(field.control, Control::Number(_)) { Value::Null } else { Value::from("") };
            pointer::set(values, &field.pointer, nothing);
        }
        None => drop(pointer::remove(values, &field.pointer)),
    }
}

fn given_text(typed: &str, kind: TextKind) -> Option<Value> {
    // Forms send line ends as networks write them.
    let text = typed.replace("\r\n", "\n");
    let text = match kind {
        TextKind::Line("datetime-local") if text.len() == 16 => format!("{text}:00Z"),
        TextKind::Line("datetime-local") if text.len() == 19 => format!("{text}Z"),
        TextKind::Line("time") if text.len() == 5 => format!("{text}:00"),
        _ => text,
    };
    (!text.is_empty()).then(|| Value::from(text))
}

/// A number; what is none stays as it is typed, so that it can be told and corrected.
fn number(typed: &str) -> Option<Value> {
    let text = typed.trim();
    if text.is_empty() {
        return None;
    }
    let plain = text.strip_prefix('+').unwrap_or(text);
    let number: Option<Number> = serde_json::from_str(plain).ok();
    // People write `.5`, too.
    let number = number.or_else(|| plain.parse().ok().and_then(Number::from_f64));
    Some(number.map_or_else(|| Value::from(text), Value::Number))
}

fn choice(options: &[Choice], text: &str) -> Option<Value> {
    let chosen = options.iter().find(|option| option.text() == text && !option.is_disabled);
    chosen.map(|option| option.value.clone())
}

/// The checked values; the outer nothing leaves what was there.
fn checks(field: &Field, options: &[Choice], sent: &Sent<'_>, values: &Value) -> Option<Option<Value>> {
    let texts: Vec<&str> = sent.all(&field.name()).collect();
    if texts.is_empty() {
        return None;
    }
    let checked = options.iter().filter(|option| texts.contains(&option.text().as_str()));
    let checked: Vec<Value> = checked.map(|option| option.value.clone()).collect();
    let was_there = values.pointer(&field.pointer).is_some();
    Some(if checked.is_empty() && (field.is_required || !was_there) { None } else { Some(checked.into()) })
}

/// What was picked; the outer nothing leaves what was there.
fn picked(picker: &Picker, field: &Field, sent: &Sent<'_>) -> Option<Option<Value>> {
    let name = field.name();
    match picker {
        Picker::Entities(entities) if entities.is_multiple => {
            several(sent, &name, |letter| letter == ',' || letter == '\n', |text| reference(entities, text))
        }
        Picker::Tags { .. } => {
            several(sent, &name, |letter| letter == ',' || letter.is_whitespace(), |text| text.to_owned())
        }
        Picker::Entities(entities) => {
            let text = sent.last(&name)?.trim();
            Some((!text.is_empty()).then(|| reference(entities, text).into()))
        }
        Picker::Name | Picker::RepoBranch { .. } | Picker::RepoOwner { .. } => {
            let text = sent.last(&name)?.trim();
            Some((!text.is_empty()).then(|| text.into()))
        }
        Picker::RepoUrl(_) => repository(field, sent),
    }
}

fn several(
    sent: &Sent<'_>,
    name: &str,
    separates: impl Fn(char) -> bool,
    complete: impl Fn(&str) -> String,
) -> Option<Option<Value>> {
    let mut texts = sent.all(name).peekable();
    texts.peek()?;
    let mut list: Vec<Value> = Vec::new();
    for text in texts.flat_map(|text| text.split(&separates)).map(str::trim).filter(|text| !text.is_empty()) {
        let value = Value::from(complete(text));
        if !list.contains(&value) {
            list.push(value);
        }
    }
    Some((!list.is_empty()).then(|| list.into()))
}

/// A typed reference, completed; what is none stays as it is typed.
pub(crate) fn reference(entities: &Entities, text: &str) -> String {
    if !entities.is_reference {
        return text.to_owned();
    }
    let context = RefContext {
        default_kind: entities.default_kind.as_deref(),
        default_namespace: entities.default_namespace.as_deref(),
    };
    EntityRef::parse(text, context).map_or_else(|_| text.to_owned(), |reference| reference.to_string())
}

fn repository(field: &Field, sent: &Sent<'_>) -> Option<Option<Value>> {
    let part = |key: &str| sent.last(&format!("r.{key}.{}", field.pointer));
    let host = part("host")?.trim();
    let parts = repo::KEYS.iter().filter_map(|key| Some(((*key).to_owned(), part(key)?.trim().to_owned())));
    let parts: Vec<_> = parts.collect();
    let is_empty = host.is_empty() || parts.iter().all(|(_, text)| text.is_empty());
    // A host that is chosen is kept, so that its parts can be asked for.
    Some((!is_empty || !host.is_empty()).then(|| repo::write(host, &parts).into()))
}

/// The members of the reader's own: what is missing in the text goes, what is in it comes.
fn pairs(field: &Field, sent: &Sent<'_>, known: &[String], of_type: &str, values: &mut Value) {
    let Some(text) = sent.last(&field.name()) else { return };
    let Some(Value::Object(members)) = values.pointer_mut(&field.pointer) else { return };
    members.retain(|name, _| known.contains(name));
    for line in text.lines() {
        let (name, value) = line.split_once('=').unwrap_or((line, ""));
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() || known.iter().any(|known| known == name) {
            continue;
        }
        let value = match of_type {
            "number" | "integer" => number(value).unwrap_or(Value::Null),
            "boolean" => value.parse().map_or_else(|_| Value::from(value), Value::Bool),
            _ => Value::from(value),
        };
        members.insert(name.to_owned(), value);
    }
}
