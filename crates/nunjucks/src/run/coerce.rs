//! From one type to another, and comparing, as JavaScript does it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use super::Run;
use crate::error::{Outcome, fail, over};
use crate::number;
use crate::text;
use crate::value::{List, Value};

impl Run<'_> {
    /// As text: what `~` and `+` put together.
    pub(crate) fn string<'v>(&mut self, value: &'v Value) -> Outcome<Cow<'v, str>> {
        Ok(Cow::Borrowed(match value {
            Value::Undefined => "undefined",
            Value::Null => "null",
            Value::Bool(true) => "true",
            Value::Bool(false) => "false",
            Value::Number(number) => return Ok(Cow::Owned(number::write(*number))),
            Value::String(text) | Value::Safe(text) => text,
            Value::Array(list) => {
                let mut joined = String::new();
                self.join_into(list, ",", &mut joined)?;
                return Ok(Cow::Owned(text::heal(joined)));
            }
            Value::Object(_) => "[object Object]",
            Value::Regex(regex) => return Ok(Cow::Owned(regex.written())),
            Value::Function(_) => return Err(fail("a function has no text")),
        }))
    }

    /// As it is put out: the same, but what is not there is nothing.
    pub(crate) fn shown<'v>(&mut self, value: &'v Value) -> Outcome<Cow<'v, str>> {
        if value.is_nullish() { Ok(Cow::Borrowed("")) } else { self.string(value) }
    }

    /// The items of a list with a text between them.
    pub(crate) fn join_into(&mut self, list: &Arc<List>, between: &str, out: &mut String) -> Outcome<()> {
        let items = self.heap.kept(list);
        for (at, item) in items.iter().enumerate() {
            self.step()?;
            if at > 0 {
                out.push_str(between);
            }
            match item {
                Value::Array(inner) => self.deeper(|run| run.join_into(inner, ",", out))?,
                other => out.push_str(&self.shown(other)?),
            }
            if out.len() > self.shared.limits.scratch {
                return Err(over("bytes of values", self.shared.limits.scratch));
            }
        }
        self.reserve(out.len())
    }

    /// As a number.
    pub(crate) fn number(&mut self, value: &Value) -> Outcome<f64> {
        Ok(match value {
            Value::Undefined => f64::NAN,
            Value::Null => 0.0,
            Value::Bool(value) => f64::from(u8::from(*value)),
            Value::Number(number) => *number,
            Value::String(text) | Value::Safe(text) => number::read(text),
            other => number::read(&self.string(other)?),
        })
    }

    /// As an integer, as most arguments of methods are read.
    pub(crate) fn integer(&mut self, value: &Value) -> Outcome<f64> {
        let number = self.number(value)?;
        Ok(if number.is_nan() { 0.0 } else { number.trunc() + 0.0 })
    }

    /// Lists, objects and what else is not a simple value become texts.
    fn primitive(&mut self, value: &Value) -> Outcome<Value> {
        Ok(match value {
            Value::Safe(text) => Value::String(Arc::clone(text)),
            Value::Array(_) | Value::Object(_) | Value::Regex(_) | Value::Function(_) => {
                Value::from(self.string(value)?.into_owned())
            }
            simple => simple.clone(),
        })
    }

    /// `===`
    pub(crate) fn same(left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::Undefined, Value::Undefined) | (Value::Null, Value::Null) => true,
            (Value::Bool(left), Value::Bool(right)) => left == right,
            (Value::Number(left), Value::Number(right)) => left == right,
            (Value::String(left), Value::String(right)) => left == right,
            (Value::Safe(left), Value::Safe(right)) => Arc::ptr_eq(left, right),
            (Value::Array(left), Value::Array(right)) => Arc::ptr_eq(left, right),
            (Value::Object(left), Value::Object(right)) => Arc::ptr_eq(left, right),
            (Value::Regex(left), Value::Regex(right)) => Arc::ptr_eq(left, right),
            (Value::Function(left), Value::Function(right)) => Arc::ptr_eq(&left.0, &right.0),
            _ => false,
        }
    }

    /// `==`
    pub(crate) fn equal(&mut self, left: &Value, right: &Value) -> Outcome<bool> {
        if Self::same(left, right) {
            return Ok(true);
        }
        if !is_simple(left) && !is_simple(right) {
            return Ok(false);
        }
        let (left, right) = (self.primitive(left)?, self.primitive(right)?);
        match (&left, &right) {
            _ if left.is_nullish() || right.is_nullish() => Ok(left.is_nullish() && right.is_nullish()),
            (Value::String(left), Value::String(right)) => Ok(left == right),
            _ => Ok(self.number(&left)? == self.number(&right)?),
        }
    }

    /// `+`
    pub(crate) fn add(&mut self, left: &Value, right: &Value) -> Outcome<Value> {
        if let (Value::Number(left), Value::Number(right)) = (left, right) {
            return Ok(Value::Number(left + right));
        }
        let (left, right) = (self.primitive(left)?, self.primitive(right)?);
        if matches!(left, Value::String(_)) || matches!(right, Value::String(_)) {
            return self.concat(&left, &right);
        }
        Ok(Value::Number(self.number(&left)? + self.number(&right)?))
    }

    /// `~`
    pub(crate) fn concat(&mut self, left: &Value, right: &Value) -> Outcome<Value> {
        let left = self.string(left)?;
        let right = self.string(right)?;
        self.reserve(left.len() + right.len())?;
        Ok(Value::from(text::heal(format!("{left}{right}"))))
    }

    /// How two values are ordered by `<` and `>`; `None` when they are not.
    pub(crate) fn order(&mut self, left: &Value, right: &Value) -> Outcome<Option<Ordering>> {
        if let (Value::Number(left), Value::Number(right)) = (left, right) {
            return Ok(left.partial_cmp(right));
        }
        let (left, right) = (self.primitive(left)?, self.primitive(right)?);
        if let (Value::String(left), Value::String(right)) = (&left, &right) {
            return Ok(Some(order_texts(left, right)));
        }
        Ok(self.number(&left)?.partial_cmp(&self.number(&right)?))
    }

    /// A value as it is handed over: with what the template changed in it, and without functions.
    pub(crate) fn settled(&mut self, value: &Value) -> Outcome<Value> {
        match value {
            Value::Function(_) => Err(fail("a function cannot be handed over")),
            Value::Array(list) => {
                let items = self.heap.kept(list);
                self.reserve_items(items.len())?;
                let settled = self
                    .deeper(|run| items.iter().map(|item| run.settled(item)).collect::<Outcome<Vec<_>>>())?;
                Ok(Value::list(settled))
            }
            Value::Object(object) => {
                self.reserve_items(object.len())?;
                let settled = self.deeper(|run| {
                    object
                        .iter()
                        .map(|(name, member)| Ok((Arc::clone(name), run.settled(member)?)))
                        .collect::<Outcome<Vec<_>>>()
                })?;
                Ok(Value::object(settled))
            }
            simple => Ok(simple.clone()),
        }
    }
}

fn is_simple(value: &Value) -> bool {
    matches!(value, Value::Undefined | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_))
}

/// By UTF-16 units.
pub(crate) fn order_texts(left: &str, right: &str) -> Ordering {
    if left.is_ascii() && right.is_ascii() {
        return left.cmp(right);
    }
    text::units(left).cmp(&text::units(right))
}
