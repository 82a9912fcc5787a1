//! Filters of lists.

use std::sync::Arc;

use super::Call;
use crate::error::{Outcome, fail};
use crate::parse::is_reserved;
use crate::run::Items;
use crate::text;
use crate::value::Value;

/// The items of a list or the units of a text.
pub(super) fn sequence(call: &mut Call<'_, '_>) -> Outcome<Option<Vec<Value>>> {
    match call.input.clone() {
        Value::Array(list) => {
            let items = call.run.heap.kept(&list);
            call.run.reserve_items(items.len())?;
            Ok(Some(items.to_vec()))
        }
        Value::String(text) | Value::Safe(text) => Ok(Some(call.run.units(&text)?)),
        _ => Ok(None),
    }
}

/// The same, and the members `0`, `1`, … of an object with a `length`; nothing of anything else.
pub(super) fn sequence_or_members(call: &mut Call<'_, '_>) -> Outcome<Option<Vec<Value>>> {
    if let Value::Object(object) = call.input.clone() {
        let length = object.get("length").cloned().unwrap_or_default();
        return Ok(Some(call.run.indexed(&object, &length)?));
    }
    sequence(call)
}

fn there_is_none(call: &Call<'_, '_>) -> Outcome<()> {
    if call.input.is_nullish() { Err(fail("there is no value")) } else { Ok(()) }
}

/// The items of the list that the input has to be, or of each the member that an argument names.
pub(super) fn projected(call: &mut Call<'_, '_>, at: usize) -> Outcome<Vec<Value>> {
    let attribute = call.argument(at);
    if !attribute.is_truthy() {
        return match call.input.clone() {
            Value::Array(list) => {
                let items = call.run.heap.kept(&list);
                call.run.reserve_items(items.len())?;
                Ok(items.to_vec())
            }
            other => Err(fail(format!("the value is {}, not a list", other.kind()))),
        };
    }
    let key = key(call, &attribute)?;
    if let Value::Safe(text) = &call.input {
        return if text.is_empty() { Ok(Vec::new()) } else { Err(fail("the value is a text, not a list")) };
    }
    let items = sequence_or_members(call)?.unwrap_or_default();
    items.iter().map(|item| member(call, item, &key)).collect()
}

/// An argument as the name of a member.
pub(super) fn key(call: &mut Call<'_, '_>, value: &Value) -> Outcome<String> {
    let key = call.run.string(value)?.into_owned();
    if is_reserved(&key) { Err(fail(format!("`{key}` cannot be used as a name"))) } else { Ok(key) }
}

/// A member of an item; undefined if it has none.
pub(super) fn member(call: &mut Call<'_, '_>, item: &Value, key: &str) -> Outcome<Value> {
    if item.is_nullish() {
        return Err(fail(format!("an item has no member `{key}`: it is {}", item.kind())));
    }
    Ok(call.run.own(item, key)?.unwrap_or_default())
}

pub(super) fn join(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let separator = call.argument(0);
    let separator = match separator.is_truthy() {
        true => call.run.string(&separator)?.into_owned(),
        false => String::new(),
    };
    let items = projected(call, 1)?;
    call.run.reserve(separator.len().saturating_mul(items.len()))?;
    let Value::Array(list) = Value::list(items) else { return Ok(Value::Undefined) };
    let mut joined = String::new();
    call.run.join_into(&list, &separator, &mut joined)?;
    call.run.torn(joined)
}

pub(super) fn length(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let length = match &call.input {
        Value::Array(list) => call.run.heap.items(list).len(),
        Value::Object(object) => object.len(),
        Value::String(text) | Value::Safe(text) => text::length(text),
        Value::Undefined | Value::Null | Value::Bool(false) => 0,
        _ => return Ok(Value::Undefined),
    };
    Ok(Value::Number(length as f64))
}

pub(super) fn list(call: &mut Call<'_, '_>) -> Outcome<Value> {
    match call.input.clone() {
        Value::Array(_) => Ok(call.input.clone()),
        Value::String(text) | Value::Safe(text) => Ok(Value::list(call.run.units(&text)?)),
        Value::Object(object) => {
            call.run.reserve_items(object.len())?;
            let pairs = object.iter().map(|(name, value)| {
                let key = Value::String(Arc::clone(name));
                Value::object([("key".into(), key), ("value".into(), value.clone())])
            });
            Ok(Value::list(pairs.collect()))
        }
        other => Err(fail(format!("{} has no items", other.kind()))),
    }
}

fn edge(call: &mut Call<'_, '_>, last: bool) -> Outcome<Value> {
    there_is_none(call)?;
    let input = call.input.clone();
    let key = if last {
        let length = call.run.own(&input, "length")?.unwrap_or_default();
        let place = Value::Number(call.run.number(&length)? - 1.0);
        call.run.string(&place)?.into_owned()
    } else {
        "0".to_owned()
    };
    Ok(call.run.own(&input, &key)?.unwrap_or_default())
}

pub(super) fn first(call: &mut Call<'_, '_>) -> Outcome<Value> {
    edge(call, false)
}

pub(super) fn last(call: &mut Call<'_, '_>) -> Outcome<Value> {
    edge(call, true)
}

pub(super) fn random(call: &mut Call<'_, '_>) -> Outcome<Value> {
    there_is_none(call)?;
    let items = sequence_or_members(call)?.unwrap_or_default();
    if items.is_empty() {
        return Ok(Value::Undefined);
    }
    // A generator of Marsaglia's kind: good enough to choose by, and the same everywhere.
    let state = &mut call.run.random;
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let at = ((*state >> 33) as usize) % items.len();
    Ok(items.get(at).cloned().unwrap_or_default())
}

pub(super) fn reverse(call: &mut Call<'_, '_>) -> Outcome<Value> {
    if let Value::String(text) | Value::Safe(text) = call.input.clone() {
        let mut units = text::units(&text);
        units.reverse();
        return call.alike(text::from_units(&units));
    }
    let mut items = sequence_or_members(call)?.unwrap_or_default();
    items.reverse();
    Ok(Value::list(items))
}

/// How many rows or columns are asked for.
fn count(call: &mut Call<'_, '_>) -> Outcome<usize> {
    let wanted = call.argument(0);
    let wanted = call.run.number(&wanted)?.trunc();
    if wanted >= 1.0 && wanted <= f64::from(u32::MAX) {
        return Ok(wanted as usize);
    }
    Err(fail("how many is a number from 1"))
}

pub(super) fn batch(call: &mut Call<'_, '_>) -> Outcome<Value> {
    there_is_none(call)?;
    let width = count(call)?;
    let items = sequence_or_members(call)?.unwrap_or_default();
    let fill = call.argument(1);
    let mut rows: Vec<Vec<Value>> = items.chunks(width).map(<[Value]>::to_vec).collect();
    if let Some(row) = rows.last_mut().filter(|_| fill.is_truthy()) {
        call.run.reserve_items(width - row.len())?;
        row.resize(width, fill);
    }
    Ok(Value::list(rows.into_iter().map(Value::list).collect()))
}

pub(super) fn slice(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let is_text = call.input.as_str().is_some();
    let Some(items) = sequence(call)? else {
        return Err(fail(format!("the value is {}, not a list", call.input.kind())));
    };
    let columns = count(call)?;
    call.run.reserve_items(columns)?;
    let fill = call.argument(1);
    let (least, longer) = (items.len() / columns, items.len() % columns);
    let mut rest = items.as_slice();
    let mut parts = Vec::with_capacity(columns);
    for column in 0..columns {
        let (part, after) = rest.split_at(least + usize::from(column < longer));
        rest = after;
        let filled = fill.is_truthy() && column >= longer;
        if is_text {
            if filled {
                return Err(fail("a text cannot be filled up"));
            }
            let text: String = part.iter().filter_map(Value::as_str).collect();
            parts.push(call.run.torn(text)?);
        } else {
            let mut part = part.to_vec();
            part.extend(filled.then(|| fill.clone()));
            parts.push(Value::list(part));
        }
    }
    Ok(Value::list(parts))
}

/// What a list is at this moment.
pub(super) fn kept(call: &Call<'_, '_>) -> Option<Items> {
    match &call.input {
        Value::Array(list) => Some(call.run.heap.kept(list)),
        _ => None,
    }
}
