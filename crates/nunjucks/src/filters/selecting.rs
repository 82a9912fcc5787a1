//! Filters that keep some of the items.

use super::{Call, lists};
use crate::error::{Outcome, fail};
use crate::predicates;
use crate::value::Value;

pub(super) fn select(call: &mut Call<'_, '_>) -> Outcome<Value> {
    by_test(call, true)
}

pub(super) fn reject(call: &mut Call<'_, '_>) -> Outcome<Value> {
    by_test(call, false)
}

fn by_test(call: &mut Call<'_, '_>, wanted: bool) -> Outcome<Value> {
    let name = match call.argument(0) {
        Value::Undefined => "truthy".to_owned(),
        name => call.run.string(&name)?.into_owned(),
    };
    let predicate = predicates::named(&name)?;
    if call.input.is_nullish() {
        return Err(fail("there is no value"));
    }
    let Some(items) = lists::sequence_or_members(call)? else { return Ok(Value::list(Vec::new())) };
    predicates::check(&name, predicate, call.arguments.len().saturating_sub(1), false)?;
    let argument = call.arguments.get(1).cloned();
    let mut kept = Vec::new();
    for item in items {
        if predicates::holds(call.run, predicate, &item, argument.as_ref())? == wanted {
            kept.push(item);
        }
    }
    Ok(Value::list(kept))
}

pub(super) fn selectattr(call: &mut Call<'_, '_>) -> Outcome<Value> {
    by_member(call, true)
}

pub(super) fn rejectattr(call: &mut Call<'_, '_>) -> Outcome<Value> {
    by_member(call, false)
}

fn by_member(call: &mut Call<'_, '_>, wanted: bool) -> Outcome<Value> {
    let Some(items) = lists::kept(call) else {
        return Err(fail(format!("the value is {}, not a list", call.input.kind())));
    };
    let name = call.argument(0);
    let key = lists::key(call, &name)?;
    call.run.reserve_items(items.len())?;
    let mut kept = Vec::new();
    for item in items.iter() {
        if lists::member(call, item, &key)?.is_truthy() == wanted {
            kept.push(item.clone());
        }
    }
    Ok(Value::list(kept))
}
