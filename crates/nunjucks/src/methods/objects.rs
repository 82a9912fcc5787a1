//! Methods that dictionaries of Python have.

use std::sync::Arc;

use super::argument;
use crate::error::{Outcome, fail};
use crate::run::Run;
use crate::value::{Object, Value};

pub(super) fn call(run: &mut Run<'_>, object: &Object, name: &str, arguments: &[Value]) -> Outcome<Value> {
    let key = run.string(argument(arguments, 0))?.into_owned();
    run.reserve_items(object.len())?;
    let names = object.iter().map(|(name, _)| Value::String(Arc::clone(name)));
    Ok(match name {
        "get" => object.get(&key).unwrap_or(argument(arguments, 1)).clone(),
        "has_key" => Value::Bool(object.get(&key).is_some()),
        "keys" => Value::list(names.collect()),
        "values" => Value::list(object.iter().map(|(_, value)| value.clone()).collect()),
        "items" => {
            let values = object.iter().map(|(_, value)| value.clone());
            Value::list(names.zip(values).map(|(name, value)| Value::list(vec![name, value])).collect())
        }
        _ => return Err(fail("there is no such method")),
    })
}
