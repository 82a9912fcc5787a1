//! Filters that put items in order.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{Call, lists};
use crate::error::{Outcome, fail};
use crate::parse::is_reserved;
use crate::run::Run;
use crate::value::Value;

/// Lists up to this length are put in order by insertion, as the common engines do it: that shows where values are
/// compared that have no order.
const BY_INSERTION: usize = 32;

/// Puts items in order with a comparison that may fail, and that need not make sense. Equal items keep their order.
pub(crate) fn sorted_by<'t>(
    run: &mut Run<'t>,
    mut items: Vec<Value>,
    compare: &mut dyn FnMut(&mut Run<'t>, &Value, &Value) -> Outcome<Ordering>,
) -> Outcome<Vec<Value>> {
    if items.len() <= BY_INSERTION {
        for at in 1..items.len() {
            let (mut low, mut high) = (0, at);
            while low < high {
                let middle = low + (high - low) / 2;
                run.step()?;
                match compare(run, &items[at], &items[middle])? {
                    Ordering::Less => high = middle,
                    _ => low = middle + 1,
                }
            }
            items[low..=at].rotate_right(1);
        }
        return Ok(items);
    }
    let right = items.split_off(items.len() / 2);
    let left = sorted_by(run, items, compare)?;
    let right = sorted_by(run, right, compare)?;
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        run.step()?;
        let next = match compare(run, other, one)? {
            Ordering::Less => right.next(),
            _ => left.next(),
        };
        merged.extend(next);
    }
    merged.extend(left.chain(right));
    Ok(merged)
}

/// The same with what is undefined at the end, where JavaScript puts it without asking.
pub(crate) fn sorted<'t>(
    run: &mut Run<'t>,
    items: Vec<Value>,
    compare: &mut dyn FnMut(&mut Run<'t>, &Value, &Value) -> Outcome<Ordering>,
) -> Outcome<Vec<Value>> {
    let (missing, items): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|item| matches!(item, Value::Undefined));
    let mut items = sorted_by(run, items, compare)?;
    items.extend(missing);
    Ok(items)
}

/// An argument as the path of a member: `spec.owner`.
pub(super) fn path(call: &mut Call<'_, '_>, value: &Value) -> Outcome<Vec<String>> {
    if !value.is_truthy() {
        return Ok(Vec::new());
    }
    let path: Vec<String> = match value {
        Value::String(text) => text.split('.').map(str::to_owned).collect(),
        other => vec![call.run.string(other)?.into_owned()],
    };
    match path.iter().find(|segment| is_reserved(segment)) {
        Some(segment) => Err(fail(format!("`{segment}` cannot be used as a name"))),
        None => Ok(path),
    }
}

/// The member at a path.
pub(super) fn at_path(run: &mut Run<'_>, item: &Value, path: &[String]) -> Outcome<Value> {
    let mut value = item.clone();
    for segment in path {
        if value.is_nullish() {
            return Err(fail(format!("an item has no member `{segment}`: it is {}", value.kind())));
        }
        match run.own(&value, segment)? {
            Some(member) => value = member,
            None => return Ok(Value::Undefined),
        }
    }
    Ok(value)
}

fn folded(value: &Value, fold: fn(&str) -> String) -> Value {
    value.as_str().map_or_else(|| value.clone(), |text| Value::from(fold(text)))
}

pub(super) fn sort(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let Some(items) = lists::sequence_or_members(call)? else { return Ok(Value::list(Vec::new())) };
    let reverse = call.argument(0).is_truthy();
    let case_sensitive = call.argument(1).is_truthy();
    let path = path(call, &call.argument(2))?;
    let items = sorted(call.run, items, &mut |run, left, right| {
        let mut left = at_path(run, left, &path)?;
        let mut right = at_path(run, right, &path)?;
        if !case_sensitive && left.as_str().is_some() && right.as_str().is_some() {
            (left, right) = (folded(&left, str::to_lowercase), folded(&right, str::to_lowercase));
        }
        let order = run.order(&left, &right)?.unwrap_or(Ordering::Equal);
        Ok(if reverse { order.reverse() } else { order })
    })?;
    Ok(Value::list(items))
}

pub(super) fn dictsort(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let Value::Object(object) = call.input.clone() else {
        return Err(fail(format!("the value is {}, not an object", call.input.kind())));
    };
    let case_sensitive = call.argument(0).is_truthy();
    let by = match call.argument(1) {
        Value::Undefined => 0,
        Value::String(by) if &*by == "key" => 0,
        Value::String(by) if &*by == "value" => 1,
        _ => return Err(fail("members are put in order by `key` or by `value`")),
    };
    call.run.reserve_items(object.len())?;
    let pairs = object
        .iter()
        .map(|(name, value)| Value::list(vec![Value::String(Arc::clone(name)), value.clone()]))
        .collect();
    let pairs = sorted(call.run, pairs, &mut |run, left, right| {
        let part = |pair: &Value| match pair {
            Value::Array(list) => list.items().get(by).cloned().unwrap_or_default(),
            _ => Value::Undefined,
        };
        let (mut left, mut right) = (part(left), part(right));
        if !case_sensitive {
            (left, right) = (folded(&left, str::to_uppercase), folded(&right, str::to_uppercase));
        }
        Ok(match run.order(&left, &right)? {
            Some(Ordering::Greater) => Ordering::Greater,
            _ if Run::same(&left, &right) => Ordering::Equal,
            _ => Ordering::Less,
        })
    })?;
    Ok(Value::list(pairs))
}

/// Items in the order of their texts, as the method `sort` puts them.
pub(crate) fn sorted_by_text(run: &mut Run<'_>, items: Vec<Value>) -> Outcome<Vec<Value>> {
    sorted(run, items, &mut |run, left, right| {
        let left = run.string(left)?;
        let right = run.string(right)?;
        Ok(crate::run::order_texts(&left, &right))
    })
}
