//! What `is` can ask.

use std::cmp::Ordering;

use crate::error::{Outcome, fail};
use crate::parse::did_you_mean;
use crate::run::Run;
use crate::value::Value;

/// Something that `is` asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Predicate {
    Callable,
    Defined,
    DivisibleBy,
    Escaped,
    Same,
    NotSame,
    Even,
    Odd,
    Falsy,
    Truthy,
    AtLeast,
    Greater,
    AtMost,
    Less,
    Iterable,
    Lower,
    Upper,
    Mapping,
    Null,
    Number,
    Text,
    Undefined,
}

const NAMES: &[(&str, Predicate)] = &[
    ("callable", Predicate::Callable),
    ("defined", Predicate::Defined),
    ("divisibleby", Predicate::DivisibleBy),
    ("eq", Predicate::Same),
    ("equalto", Predicate::Same),
    ("escaped", Predicate::Escaped),
    ("even", Predicate::Even),
    ("falsy", Predicate::Falsy),
    ("ge", Predicate::AtLeast),
    ("greaterthan", Predicate::Greater),
    ("gt", Predicate::Greater),
    ("iterable", Predicate::Iterable),
    ("le", Predicate::AtMost),
    ("lessthan", Predicate::Less),
    ("lower", Predicate::Lower),
    ("lt", Predicate::Less),
    ("mapping", Predicate::Mapping),
    ("ne", Predicate::NotSame),
    ("null", Predicate::Null),
    ("number", Predicate::Number),
    ("odd", Predicate::Odd),
    ("sameas", Predicate::Same),
    ("string", Predicate::Text),
    ("truthy", Predicate::Truthy),
    ("undefined", Predicate::Undefined),
    ("upper", Predicate::Upper),
];

/// The test of that name.
pub(crate) fn named(name: &str) -> Outcome<Predicate> {
    let found = NAMES.iter().find(|(known, _)| *known == name);
    found.map(|(_, predicate)| *predicate).ok_or_else(|| {
        let near = did_you_mean(name, NAMES.iter().map(|(known, _)| *known));
        fail(format!("there is no test `{name}`{near}"))
    })
}

/// Fails unless the test gets what it wants.
pub(crate) fn check(name: &str, predicate: Predicate, positional: usize, by_name: bool) -> Outcome<()> {
    let wanted = usize::from(takes_argument(predicate));
    if positional == wanted && !by_name {
        return Ok(());
    }
    let wanted = if wanted == 1 { "one argument" } else { "no arguments" };
    Err(fail(format!("the test `{name}` takes {wanted}")))
}

fn takes_argument(predicate: Predicate) -> bool {
    matches!(
        predicate,
        Predicate::DivisibleBy
            | Predicate::Same
            | Predicate::NotSame
            | Predicate::AtLeast
            | Predicate::Greater
            | Predicate::AtMost
            | Predicate::Less
    )
}

/// Whether it holds.
pub(crate) fn holds(
    run: &mut Run<'_>,
    predicate: Predicate,
    input: &Value,
    argument: Option<&Value>,
) -> Outcome<bool> {
    let other = argument.unwrap_or(&Value::Undefined);
    let may_be_function = matches!(predicate, Predicate::Callable | Predicate::Same | Predicate::NotSame);
    if !may_be_function && (matches!(input, Value::Function(_)) || matches!(other, Value::Function(_))) {
        return Err(fail("a function can only be asked whether it is `callable`"));
    }
    Ok(match predicate {
        Predicate::Callable => matches!(input, Value::Function(_)),
        Predicate::Defined => !matches!(input, Value::Undefined),
        Predicate::Undefined => matches!(input, Value::Undefined),
        Predicate::Null => matches!(input, Value::Null),
        Predicate::Number => matches!(input, Value::Number(_)),
        Predicate::Text => matches!(input, Value::String(_)),
        Predicate::Escaped => matches!(input, Value::Safe(_)),
        Predicate::Mapping => matches!(input, Value::Object(_) | Value::Safe(_) | Value::Regex(_)),
        Predicate::Iterable => iterable(input)?,
        Predicate::Truthy => input.is_truthy(),
        Predicate::Falsy => !input.is_truthy(),
        Predicate::Same => Run::same(input, other),
        Predicate::NotSame => !Run::same(input, other),
        Predicate::DivisibleBy => run.number(input)? % run.number(other)? == 0.0,
        Predicate::Even => run.number(input)? % 2.0 == 0.0,
        Predicate::Odd => run.number(input)? % 2.0 == 1.0,
        Predicate::AtLeast => matches!(run.order(input, other)?, Some(Ordering::Greater | Ordering::Equal)),
        Predicate::Greater => run.order(input, other)? == Some(Ordering::Greater),
        Predicate::AtMost => matches!(run.order(input, other)?, Some(Ordering::Less | Ordering::Equal)),
        Predicate::Less => run.order(input, other)? == Some(Ordering::Less),
        Predicate::Lower => cased(input, |text| text.to_lowercase() == text)?,
        Predicate::Upper => cased(input, |text| text.to_uppercase() == text)?,
    })
}

fn iterable(input: &Value) -> Outcome<bool> {
    if input.is_nullish() {
        return Err(fail("there is no value"));
    }
    Ok(matches!(input, Value::String(_) | Value::Safe(_) | Value::Array(_)))
}

fn cased(input: &Value, holds: impl FnOnce(&str) -> bool) -> Outcome<bool> {
    match input {
        Value::String(text) => Ok(holds(text)),
        Value::Safe(_) => Ok(false),
        other => Err(fail(format!("the value is {}, not a text", other.kind()))),
    }
}
