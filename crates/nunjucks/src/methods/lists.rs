//! Methods of lists.

use std::sync::Arc;

use super::{argument, integer, relative};
use crate::error::{Outcome, fail};
use crate::filters::sorted_by_text;
use crate::run::Run;
use crate::value::{List, Value};

pub(super) fn call(run: &mut Run<'_>, list: &Arc<List>, name: &str, arguments: &[Value]) -> Outcome<Value> {
    match name {
        "at" | "includes" | "indexOf" | "lastIndexOf" | "join" | "slice" | "concat" | "flat" | "count"
        | "index" | "find" => read(run, list, name, arguments),
        _ => change(run, list, name, arguments),
    }
}

/// Methods that leave the list as it is.
fn read(run: &mut Run<'_>, list: &Arc<List>, name: &str, arguments: &[Value]) -> Outcome<Value> {
    let items = run.heap.kept(list);
    run.steps(items.len() as u64)?;
    let sought = argument(arguments, 0);
    let place = |found: Option<usize>| Value::Number(found.map_or(-1.0, |at| at as f64));
    Ok(match name {
        "at" => {
            let at = run.integer(sought)?;
            let at = if at < 0.0 { at + items.len() as f64 } else { at };
            let inside = at >= 0.0 && at < items.len() as f64;
            if inside { items[at as usize].clone() } else { Value::Undefined }
        }
        "includes" => {
            let from = start(run, arguments, items.len())?;
            let is_nan = |value: &Value| matches!(value, Value::Number(number) if number.is_nan());
            let is_it = |item: &Value| Run::same(item, sought) || (is_nan(item) && is_nan(sought));
            Value::Bool(items[from..].iter().any(is_it))
        }
        "indexOf" => {
            let from = start(run, arguments, items.len())?;
            place(items[from..].iter().position(|item| Run::same(item, sought)).map(|at| at + from))
        }
        "lastIndexOf" => {
            let from = integer(run, arguments, 1)?.unwrap_or(f64::INFINITY);
            let length = items.len() as f64;
            let last = if from < 0.0 { length + from } else { from.min(length - 1.0) };
            let end = if last < 0.0 { 0 } else { last as usize + 1 };
            place(items[..end].iter().rposition(|item| Run::same(item, sought)))
        }
        "index" | "find" => place(items.iter().position(|item| Run::same(item, sought))),
        "count" => Value::Number(items.iter().filter(|item| Run::same(item, sought)).count() as f64),
        "join" => {
            let separator = match sought {
                Value::Undefined => ",".to_owned(),
                separator => run.string(separator)?.into_owned(),
            };
            run.reserve(separator.len().saturating_mul(items.len()))?;
            let mut joined = String::new();
            run.join_into(list, &separator, &mut joined)?;
            run.torn(joined)?
        }
        "slice" => {
            let from = relative(integer(run, arguments, 0)?.unwrap_or_default(), items.len());
            let to = relative(integer(run, arguments, 1)?.unwrap_or(f64::INFINITY), items.len());
            run.reserve_items(to.saturating_sub(from))?;
            Value::list(items.get(from..to).unwrap_or_default().to_vec())
        }
        "concat" => {
            let mut joined = items.to_vec();
            for argument in arguments {
                match argument {
                    Value::Array(other) => joined.extend_from_slice(run.heap.items(other)),
                    other => joined.push(other.clone()),
                }
                run.reserve_items(joined.len())?;
            }
            Value::list(joined)
        }
        _ => {
            let depth = integer(run, arguments, 0)?.unwrap_or(1.0);
            let mut flat = Vec::new();
            flatten(run, &items, depth, &mut flat)?;
            Value::list(flat)
        }
    })
}

fn start(run: &mut Run<'_>, arguments: &[Value], length: usize) -> Outcome<usize> {
    Ok(relative(integer(run, arguments, 1)?.unwrap_or_default(), length))
}

fn flatten(run: &mut Run<'_>, items: &[Value], depth: f64, flat: &mut Vec<Value>) -> Outcome<()> {
    for item in items {
        run.reserve_items(1)?;
        match item {
            Value::Array(inner) if depth > 0.0 => {
                let inner = run.heap.kept(inner);
                run.deeper(|run| flatten(run, &inner, depth - 1.0, flat))?;
            }
            other => flat.push(other.clone()),
        }
    }
    Ok(())
}

/// Methods that change the list.
fn change(run: &mut Run<'_>, list: &Arc<List>, name: &str, arguments: &[Value]) -> Outcome<Value> {
    let length = run.heap.items(list).len();
    run.reserve_items(arguments.len())?;
    if !matches!(name, "push" | "append" | "pop") {
        run.steps(length as u64)?;
    }
    if arguments.iter().any(|value| matches!(value, Value::Array(other) if Arc::ptr_eq(other, list))) {
        return Err(fail("a list cannot hold itself"));
    }
    match name {
        "push" | "append" => {
            let items = run.heap.change(list);
            items.extend_from_slice(arguments);
            Ok(Value::Number(items.len() as f64))
        }
        "pop" => match integer(run, arguments, 0)? {
            None => Ok(run.heap.change(list).pop().unwrap_or_default()),
            Some(at) => {
                let at = if at < 0.0 { at + length as f64 } else { at };
                let inside = at >= 0.0 && at < length as f64;
                Ok(if inside { run.heap.change(list).remove(at as usize) } else { Value::Undefined })
            }
        },
        "shift" if length == 0 => Ok(Value::Undefined),
        "shift" => Ok(run.heap.change(list).remove(0)),
        "unshift" => {
            let items = run.heap.change(list);
            items.splice(0..0, arguments.iter().cloned());
            Ok(Value::Number(items.len() as f64))
        }
        "reverse" => {
            run.heap.change(list).reverse();
            Ok(Value::Array(Arc::clone(list)))
        }
        "splice" => splice(run, list, arguments, length),
        "insert" => {
            let at = relative(run.integer(argument(arguments, 0))?, length);
            run.heap.change(list).insert(at, argument(arguments, 1).clone());
            Ok(Value::list(Vec::new()))
        }
        "remove" => {
            let sought = argument(arguments, 0);
            let found = run.heap.items(list).iter().position(|item| Run::same(item, sought));
            let removed = found.map(|at| run.heap.change(list).remove(at));
            Ok(Value::list(removed.into_iter().collect()))
        }
        "fill" => {
            let from = relative(integer(run, arguments, 1)?.unwrap_or_default(), length);
            let to = relative(integer(run, arguments, 2)?.unwrap_or(f64::INFINITY), length);
            if let Some(part) = run.heap.change(list).get_mut(from..to) {
                part.fill(argument(arguments, 0).clone());
            }
            Ok(Value::Array(Arc::clone(list)))
        }
        "copyWithin" => copy_within(run, list, arguments, length),
        "sort" => {
            let items = run.heap.kept(list).to_vec();
            let sorted = sorted_by_text(run, items)?;
            *run.heap.change(list) = sorted;
            Ok(Value::Array(Arc::clone(list)))
        }
        _ => Err(fail("there is no such method")),
    }
}

fn splice(run: &mut Run<'_>, list: &Arc<List>, arguments: &[Value], length: usize) -> Outcome<Value> {
    let Some(from) = integer(run, arguments, 0)? else { return Ok(Value::list(Vec::new())) };
    let from = relative(from, length);
    let count = match integer(run, arguments, 1)? {
        None => length - from,
        Some(count) => count.clamp(0.0, (length - from) as f64) as usize,
    };
    let added = match argument(arguments, 1) {
        Value::Undefined => &[],
        _ => arguments.get(2..).unwrap_or_default(),
    };
    let items = run.heap.change(list);
    let removed: Vec<Value> = items.splice(from..from + count, added.iter().cloned()).collect();
    run.reserve_items(removed.len())?;
    Ok(Value::list(removed))
}

fn copy_within(run: &mut Run<'_>, list: &Arc<List>, arguments: &[Value], length: usize) -> Outcome<Value> {
    let to = relative(run.integer(argument(arguments, 0))?, length);
    let from = relative(integer(run, arguments, 1)?.unwrap_or_default(), length);
    let end = relative(integer(run, arguments, 2)?.unwrap_or(f64::INFINITY), length);
    let count = end.saturating_sub(from).min(length - to);
    let items = run.heap.change(list);
    let copied: Vec<Value> = items.get(from..from + count).unwrap_or_default().to_vec();
    for (place, value) in items.iter_mut().skip(to).zip(copied) {
        *place = value;
    }
    Ok(Value::Array(Arc::clone(list)))
}
