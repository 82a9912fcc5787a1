//! Methods that templates may call on values. All others, and everything that a prototype has, do not exist.

mod lists;
mod numbers;
mod objects;
mod texts;

use std::sync::Arc;

use crate::error::{Outcome, fail};
use crate::run::Run;
use crate::value::Value;

/// Methods and how many arguments they take, least and most.
type Methods = &'static [(&'static str, usize, usize)];

const ANY: usize = usize::MAX;

const TEXTS: Methods = &[
    ("charAt", 0, 1),
    ("charCodeAt", 0, 1),
    ("concat", 0, ANY),
    ("endsWith", 1, 2),
    ("includes", 1, 2),
    ("indexOf", 1, 2),
    ("lastIndexOf", 1, 2),
    ("replace", 2, 2),
    ("slice", 0, 2),
    ("split", 0, 2),
    ("startsWith", 1, 2),
    ("substring", 0, 2),
    ("toLowerCase", 0, 0),
    ("toUpperCase", 0, 0),
    ("trim", 0, 0),
    ("trimEnd", 0, 0),
    ("trimStart", 0, 0),
];

const NUMBERS: Methods =
    &[("toExponential", 0, 1), ("toFixed", 0, 1), ("toPrecision", 0, 1), ("toString", 0, 1)];

const LISTS: Methods = &[
    ("at", 1, 1),
    ("concat", 0, ANY),
    ("copyWithin", 1, 3),
    ("fill", 1, 3),
    ("flat", 0, 1),
    ("includes", 1, 2),
    ("indexOf", 1, 2),
    ("join", 0, 1),
    ("lastIndexOf", 1, 2),
    ("pop", 0, 0),
    ("push", 0, ANY),
    ("reverse", 0, 0),
    ("shift", 0, 0),
    ("slice", 0, 2),
    ("sort", 0, 0),
    ("splice", 0, ANY),
    ("unshift", 0, ANY),
];

/// What lists of Python have.
const PYTHON_LISTS: Methods = &[
    ("append", 1, 1),
    ("count", 1, 1),
    ("find", 1, 1),
    ("index", 1, 1),
    ("insert", 2, 2),
    ("pop", 0, 1),
    ("remove", 1, 1),
];

/// What dictionaries of Python have.
const PYTHON_OBJECTS: Methods =
    &[("get", 1, 2), ("has_key", 1, 1), ("items", 0, 0), ("keys", 0, 0), ("values", 0, 0)];

const REGEXES: Methods = &[("test", 1, 1)];

/// The methods of a value; those that come first go before the others.
fn of(value: &Value, cookiecutter: bool) -> [Methods; 2] {
    match value {
        Value::String(_) | Value::Safe(_) => [TEXTS, &[]],
        Value::Number(_) => [NUMBERS, &[]],
        Value::Array(_) if cookiecutter => [PYTHON_LISTS, LISTS],
        Value::Array(_) => [LISTS, &[]],
        Value::Object(_) if cookiecutter => [PYTHON_OBJECTS, &[]],
        Value::Regex(_) => [REGEXES, &[]],
        _ => [&[], &[]],
    }
}

/// Whether a value has a method of that name.
pub(crate) fn has(value: &Value, name: &str, cookiecutter: bool) -> bool {
    of(value, cookiecutter).into_iter().flatten().any(|(known, ..)| *known == name)
}

/// How many arguments a method takes, least and most.
pub(crate) fn arity(value: &Value, name: &str, cookiecutter: bool) -> (usize, usize) {
    let found = of(value, cookiecutter).into_iter().flatten().find(|(known, ..)| *known == name);
    found.map_or((0, 0), |(_, least, most)| (*least, *most))
}

/// Calls a method with as many arguments as it takes.
pub(crate) fn call(
    run: &mut Run<'_>,
    receiver: &Value,
    name: &Arc<str>,
    arguments: &[Value],
) -> Outcome<Value> {
    match receiver {
        Value::String(text) | Value::Safe(text) => texts::call(run, text, name, arguments),
        Value::Number(number) => numbers::call(run, *number, name, arguments),
        Value::Array(list) => lists::call(run, list, name, arguments),
        Value::Object(object) => objects::call(run, object, name, arguments),
        Value::Regex(regex) => texts::test(run, regex, arguments),
        _ => Err(fail("there is no such method")),
    }
}

/// An argument; undefined if there are fewer.
fn argument(arguments: &[Value], at: usize) -> &Value {
    arguments.get(at).unwrap_or(&Value::Undefined)
}

/// An argument as an integer, if it is there.
fn integer(run: &mut Run<'_>, arguments: &[Value], at: usize) -> Outcome<Option<f64>> {
    match argument(arguments, at) {
        Value::Undefined => Ok(None),
        value => run.integer(value).map(Some),
    }
}

/// A place counted from the start, or from the end if it is negative.
fn relative(place: f64, length: usize) -> usize {
    let length = length as f64;
    let place = if place < 0.0 { (length + place).max(0.0) } else { place.min(length) };
    place as usize
}
