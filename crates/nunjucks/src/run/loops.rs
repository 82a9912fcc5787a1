//! Loops.

use std::sync::Arc;

use super::heap::Items;
use super::{Out, Place, Run};
use crate::ast::For;
use crate::error::{Outcome, fail};
use crate::text;
use crate::value::Value;

/// What a loop goes over.
enum Rounds {
    Items(Items),
    Values(Vec<Value>),
}

impl<'t> Run<'t> {
    pub(super) fn repetition(&mut self, node: &'t For, place: &Place, out: &mut Out) -> Outcome<()> {
        let value = self.eval(&node.list, place)?;
        let (rounds, length) = self.rounds(&value, node.names.len())?;
        let place_inside = place.looped();
        for name in &node.names {
            place_inside.frame.set(name, Value::Undefined);
        }
        let mut told = place.lengths.borrow().get(&node.id).cloned().unwrap_or_default();
        if value.is_truthy() {
            told = length;
            place.lengths.borrow_mut().insert(node.id, told.clone());
        }
        let count = self.number(&told)?;
        let rounds: &[Value] = match &rounds {
            Rounds::Items(items) => items,
            Rounds::Values(values) => values,
        };
        for (index, round) in rounds.iter().enumerate() {
            self.step()?;
            self.bind(node, round, matches!(value, Value::Object(_) | Value::String(_)), &place_inside)?;
            if self.tree.reads_loop {
                place_inside.frame.set(&Arc::from("loop"), about(index, count, &told));
            }
            self.nodes(&node.body, &place_inside, out)?;
        }
        match &node.otherwise {
            Some(otherwise) if !told.is_truthy() => self.nodes(otherwise, &place_inside, out),
            _ => Ok(()),
        }
    }

    /// Gives the names of a loop their values of one round.
    fn bind(&mut self, node: &For, round: &Value, paired: bool, place: &Place) -> Outcome<()> {
        if let [name] = node.names.as_slice() {
            place.frame.set(name, round.clone());
            return Ok(());
        }
        // Members of objects and places of texts come in pairs; further names get nothing.
        let bound = if paired { 2 } else { node.names.len() };
        for (at, name) in node.names.iter().enumerate().take(bound) {
            let part = match round {
                Value::Undefined | Value::Null => {
                    return Err(fail("an item that is not there cannot be taken apart"));
                }
                Value::Array(list) => self.heap.items(list).get(at).cloned().unwrap_or_default(),
                Value::Object(object) => object.get(&at.to_string()).cloned().unwrap_or_default(),
                Value::String(text) => match text::unit_at(text, at) {
                    Some(unit) => self.torn(unit)?,
                    None => Value::Undefined,
                },
                _ => Value::Undefined,
            };
            place.frame.set(name, part);
        }
        Ok(())
    }

    /// What a loop goes over, and what `loop.length` tells.
    fn rounds(&mut self, value: &Value, names: usize) -> Outcome<(Rounds, Value)> {
        let rounds = match value {
            Value::Array(list) => Rounds::Items(self.heap.kept(list)),
            Value::String(text) if names > 1 => {
                let units = self.units(text)?;
                let pairs = units.into_iter().enumerate();
                Rounds::Values(pairs.map(|(at, unit)| pair(Value::from(at.to_string()), unit)).collect())
            }
            Value::String(text) | Value::Safe(text) => Rounds::Values(self.units(text)?),
            Value::Object(object) if names > 1 => {
                self.reserve_items(object.len())?;
                let pairs =
                    object.iter().map(|(name, member)| pair(Value::String(Arc::clone(name)), member.clone()));
                Rounds::Values(pairs.collect())
            }
            Value::Object(object) => {
                let length = object.get("length").cloned().unwrap_or_default();
                return Ok((Rounds::Values(self.indexed(object, &length)?), length));
            }
            _ if names > 1 => Rounds::Values(Vec::new()),
            _ => return Ok((Rounds::Values(Vec::new()), Value::Undefined)),
        };
        let length = match &rounds {
            Rounds::Items(items) => items.len(),
            Rounds::Values(values) => values.len(),
        };
        Ok((rounds, Value::Number(length as f64)))
    }

    /// The members `0`, `1`, … of an object that has a `length`.
    pub(crate) fn indexed(&mut self, object: &crate::value::Object, length: &Value) -> Outcome<Vec<Value>> {
        let length = self.number(length)?;
        if length.is_nan() || length <= 0.0 {
            return Ok(Vec::new());
        }
        let count = length.ceil().min(f64::from(u32::MAX)) as usize;
        self.reserve_items(count)?;
        Ok((0..count).map(|at| object.get(&at.to_string()).cloned().unwrap_or_default()).collect())
    }
}

fn pair(key: Value, value: Value) -> Value {
    Value::list(vec![key, value])
}

/// What `loop` tells in one round.
fn about(index: usize, count: f64, length: &Value) -> Value {
    let index = index as f64;
    let members: [(&str, Value); 7] = [
        ("index", Value::Number(index + 1.0)),
        ("index0", Value::Number(index)),
        ("revindex", Value::Number(count - index)),
        ("revindex0", Value::Number(count - index - 1.0)),
        ("first", Value::Bool(index == 0.0)),
        ("last", Value::Bool(index == count - 1.0)),
        ("length", length.clone()),
    ];
    Value::object(members.map(|(name, value)| (Arc::from(name), value)))
}
