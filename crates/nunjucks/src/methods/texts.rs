//! Methods of texts and regular expressions.

use std::sync::Arc;

use super::{argument, integer, relative};
use crate::error::{Outcome, fail};
use crate::number::to_uint32;
use crate::regex::{self, Found, Regex};
use crate::run::Run;
use crate::text::{self, is_space};
use crate::value::Value;

pub(super) fn call(run: &mut Run<'_>, text: &Arc<str>, name: &str, arguments: &[Value]) -> Outcome<Value> {
    run.steps((text.len() / crate::limits::TEXT_PER_STEP) as u64)?;
    match name {
        "trim" => run.made(text::trim(text).to_owned()),
        "trimStart" => run.made(text.trim_start_matches(is_space).to_owned()),
        "trimEnd" => run.made(text.trim_end_matches(is_space).to_owned()),
        "toLowerCase" => run.made(text.to_lowercase()),
        "toUpperCase" => run.made(text.to_uppercase()),
        "charAt" | "charCodeAt" => char_at(run, text, name, arguments),
        "slice" | "substring" => part(run, text, name, arguments),
        "includes" | "startsWith" | "endsWith" | "indexOf" | "lastIndexOf" => {
            search(run, text, name, arguments)
        }
        "concat" => {
            let mut joined = text.to_string();
            for argument in arguments {
                joined.push_str(&run.string(argument)?);
                run.reserve(joined.len())?;
            }
            run.torn(joined)
        }
        "split" => split(run, text, arguments),
        "replace" => replace(run, text, arguments),
        _ => Err(fail("there is no such method")),
    }
}

fn char_at(run: &mut Run<'_>, text: &str, name: &str, arguments: &[Value]) -> Outcome<Value> {
    let at = integer(run, arguments, 0)?.unwrap_or_default();
    let inside = at >= 0.0 && at < text.len() as f64;
    let unit = if inside { text::unit_at(text, at as usize) } else { None };
    if name == "charAt" {
        return run.torn(unit.unwrap_or_default());
    }
    let code = unit.and_then(|unit| text::units(&unit).first().copied());
    Ok(Value::Number(code.map_or(f64::NAN, f64::from)))
}

fn part(run: &mut Run<'_>, text: &str, name: &str, arguments: &[Value]) -> Outcome<Value> {
    let length = text::length(text);
    let start = integer(run, arguments, 0)?.unwrap_or_default();
    let end = integer(run, arguments, 1)?.unwrap_or(f64::INFINITY);
    if name == "slice" {
        return run.cut(text, relative(start, length), relative(end, length));
    }
    let inside = |place: f64| place.clamp(0.0, length as f64) as usize;
    let (start, end) = (inside(start), inside(end));
    run.cut(text, start.min(end), start.max(end))
}

fn search(run: &mut Run<'_>, text: &str, name: &str, arguments: &[Value]) -> Outcome<Value> {
    let sought = run.string(argument(arguments, 0))?.into_owned();
    let length = text::length(text);
    let place = |at: f64| at.clamp(0.0, length as f64) as usize;
    let at = match name {
        // Not a number means "from the end" here.
        "lastIndexOf" => match argument(arguments, 1) {
            Value::Undefined => None,
            value => Some(run.number(value)?).filter(|at| !at.is_nan()).map(f64::trunc),
        },
        _ => integer(run, arguments, 1)?,
    };
    let index = |found: Option<usize>| Value::Number(found.map_or(-1.0, |at| at as f64));
    Ok(match name {
        "indexOf" => index(text::find(text, &sought, place(at.unwrap_or_default()))),
        "lastIndexOf" => index(text::find_last(text, &sought, at.map_or(length, place))),
        "includes" => Value::Bool(text::find(text, &sought, place(at.unwrap_or_default())).is_some()),
        "startsWith" => {
            let from = place(at.unwrap_or_default());
            Value::Bool(text::cut(text, from, from + text::length(&sought)) == sought)
        }
        _ => {
            let end = at.map_or(length, place);
            let start = end.checked_sub(text::length(&sought));
            Value::Bool(start.is_some_and(|start| text::cut(text, start, end) == sought))
        }
    })
}

fn split(run: &mut Run<'_>, text: &Arc<str>, arguments: &[Value]) -> Outcome<Value> {
    let most = match argument(arguments, 1) {
        Value::Undefined => u32::MAX,
        most => to_uint32(run.number(most)?),
    } as usize;
    if most == 0 {
        return Ok(Value::list(Vec::new()));
    }
    let parts = match argument(arguments, 0) {
        Value::Undefined => vec![Value::String(Arc::clone(text))],
        Value::Regex(pattern) => regex::split(run, pattern, text, most)?,
        separator => {
            let separator = run.string(separator)?.into_owned();
            if separator.is_empty() {
                run.units(text)?.into_iter().take(most).collect()
            } else {
                let parts = text.split(separator.as_str()).take(most);
                let parts = parts.map(|part| run.made(part.to_owned())).collect::<Outcome<Vec<_>>>()?;
                run.reserve_items(parts.len())?;
                parts
            }
        }
    };
    Ok(Value::list(parts))
}

fn replace(run: &mut Run<'_>, text: &str, arguments: &[Value]) -> Outcome<Value> {
    let replacement = run.string(argument(arguments, 1))?.into_owned();
    if let Value::Regex(pattern) = argument(arguments, 0) {
        let from = run.heap.last_index(pattern);
        let (replaced, last) = regex::replace(run, pattern, from, text, &replacement)?;
        run.heap.set_last_index(pattern, last);
        return run.torn(replaced);
    }
    let sought = run.string(argument(arguments, 0))?.into_owned();
    let Some(at) = text.find(&sought) else { return run.made(text.to_owned()) };
    let (before, after) = (text::units(&text[..at]), text::units(&text[at + sought.len()..]));
    let matched = text::units(&sought);
    let mut replaced = before.clone();
    let found = Found { before: &before, matched: &matched, after: &after, groups: Vec::new() };
    found.expand(run, &text::units(&replacement), &mut replaced)?;
    replaced.extend_from_slice(&after);
    run.torn(text::from_units(&replaced))
}

/// `test` of a regular expression.
pub(super) fn test(run: &mut Run<'_>, pattern: &Arc<Regex>, arguments: &[Value]) -> Outcome<Value> {
    let text = run.string(argument(arguments, 0))?.into_owned();
    let from = run.heap.last_index(pattern);
    let (found, last) = regex::test(run, pattern, from, &text)?;
    run.heap.set_last_index(pattern, last);
    Ok(Value::Bool(found))
}
