//! Filters of objects and of what is missing.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{Call, lists, sorting};
use crate::error::{Outcome, fail};
use crate::parse::is_reserved;
use crate::value::Value;

pub(super) fn default(call: &mut Call<'_, '_>) -> Outcome<Value> {
    let missing = match call.argument(1).is_truthy() {
        true => !call.input.is_truthy(),
        false => matches!(call.input, Value::Undefined),
    };
    Ok(if missing { call.argument(0) } else { call.input.clone() })
}

pub(super) fn groupby(call: &mut Call<'_, '_>) -> Outcome<Value> {
    if call.input.is_nullish() {
        return Err(fail("there is no value"));
    }
    let path = sorting::path(call, &call.argument(0))?;
    let items = lists::sequence_or_members(call)?.unwrap_or_default();
    let mut groups: IndexMap<Arc<str>, Vec<Value>> = IndexMap::new();
    for item in items {
        call.run.step()?;
        let value = sorting::at_path(call.run, &item, &path)?;
        let key = call.run.string(&value)?.into_owned();
        if is_reserved(&key) {
            return Err(fail(format!("`{key}` cannot be used as a name")));
        }
        groups.entry(key.into()).or_default().push(item);
    }
    Ok(Value::object(groups.into_iter().map(|(key, items)| (key, Value::list(items)))))
}
