//! `range`, `cycler` and `joiner`.

use std::cmp::Ordering;

use super::Run;
use super::calls::check_count;
use crate::error::{Outcome, fail};
use crate::function::{Callable, Function, Global};
use crate::value::Value;

/// What `cycler` and `joiner` give: something that goes on with each call.
pub(super) enum Helper {
    Cycler { values: Vec<Value>, at: Option<usize> },
    Joiner { separator: Value, used: bool },
}

impl Run<'_> {
    pub(super) fn call_global(&mut self, callable: &Callable, arguments: &[Value]) -> Outcome<Value> {
        match callable {
            Callable::Global(Global::Range) => {
                check_count("range", arguments.len(), 0, 3)?;
                self.range(arguments)
            }
            Callable::Global(Global::Cycler) => {
                self.reserve_items(arguments.len())?;
                self.helpers.push(Helper::Cycler { values: arguments.to_vec(), at: None });
                Ok(Function::value(Callable::Cycler(self.helpers.len() - 1)))
            }
            Callable::Global(Global::Joiner) => {
                check_count("joiner", arguments.len(), 0, 1)?;
                let given = arguments.first().filter(|value| value.is_truthy());
                let separator = given.cloned().unwrap_or_else(|| Value::from(","));
                self.helpers.push(Helper::Joiner { separator, used: false });
                Ok(Function::value(Callable::Joiner(self.helpers.len() - 1)))
            }
            Callable::Joiner(id) => {
                check_count("joiner", arguments.len(), 0, 0)?;
                Ok(self.join_next(*id))
            }
            Callable::CyclerNext(id) => {
                check_count("next", arguments.len(), 0, 0)?;
                Ok(self.cycle(*id))
            }
            Callable::CyclerReset(id) => {
                check_count("reset", arguments.len(), 0, 0)?;
                if let Some(Helper::Cycler { at, .. }) = self.helpers.get_mut(*id) {
                    *at = None;
                }
                Ok(Value::Undefined)
            }
            _ => Err(fail("this cannot be called")),
        }
    }

    fn range(&mut self, arguments: &[Value]) -> Outcome<Value> {
        let given = |at: usize| arguments.get(at).cloned().unwrap_or_default();
        let (mut start, mut stop, mut step) = (given(0), given(1), given(2));
        if matches!(stop, Value::Undefined) {
            (start, stop, step) = (Value::Number(0.0), start, Value::Number(1.0));
        } else if !step.is_truthy() {
            step = Value::Number(1.0);
        }
        let goes_up = self.order(&step, &Value::Number(0.0))? == Some(Ordering::Greater);
        let inside = if goes_up { Ordering::Less } else { Ordering::Greater };
        let mut values = Vec::new();
        while self.order(&start, &stop)? == Some(inside) {
            self.reserve_items(1)?;
            let next = self.add(&start, &step)?;
            values.push(std::mem::replace(&mut start, next));
        }
        Ok(Value::list(values))
    }

    fn cycle(&mut self, id: usize) -> Value {
        let Some(Helper::Cycler { values, at }) = self.helpers.get_mut(id) else { return Value::Undefined };
        let next = at.map_or(0, |at| at + 1);
        let next = if next < values.len() { next } else { 0 };
        *at = Some(next);
        values.get(next).cloned().unwrap_or_default()
    }

    fn join_next(&mut self, id: usize) -> Value {
        match self.helpers.get_mut(id) {
            Some(Helper::Joiner { used: used @ false, .. }) => {
                *used = true;
                Value::from("")
            }
            Some(Helper::Joiner { separator, .. }) => separator.clone(),
            _ => Value::Undefined,
        }
    }

    /// A member of what `cycler` gave.
    pub(super) fn cycler_member(&self, id: usize, name: &str) -> Value {
        match (name, self.helpers.get(id)) {
            ("next", _) => Function::value(Callable::CyclerNext(id)),
            ("reset", _) => Function::value(Callable::CyclerReset(id)),
            ("current", Some(Helper::Cycler { values, at })) => match at {
                Some(at) => values.get(*at).cloned().unwrap_or_default(),
                None => Value::Null,
            },
            _ => Value::Undefined,
        }
    }
}
