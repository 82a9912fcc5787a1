//! `[start:stop:step]`, as Nunjucks counts: a step beyond the end gives one item that is not there.

use std::cmp::Ordering;

use super::{Place, Run};
use crate::ast::Expr;
use crate::error::{Outcome, fail};
use crate::value::Value;

impl<'t> Run<'t> {
    pub(super) fn slice(
        &mut self,
        value: &'t Expr,
        bounds: &'t [Option<Expr>; 3],
        place: &Place,
    ) -> Outcome<Value> {
        let target = self.eval(value, place)?;
        let target = match target {
            Value::Function(_) => return Err(fail("a function has no parts")),
            value if value.is_truthy() => value,
            _ => Value::list(Vec::new()),
        };
        let zero = Value::Number(0.0);
        let length = self.own(&target, "length")?.unwrap_or_default();
        let [start, stop, step] = bounds;
        let mut start = start.as_ref().map_or(Ok(Value::Null), |bound| self.eval(bound, place))?;
        let mut stop = stop.as_ref().map_or(Ok(Value::Null), |bound| self.eval(bound, place))?;
        let step = step.as_ref().map_or(Ok(Value::Number(1.0)), |bound| self.eval(bound, place))?;
        let numeric = self.number(&step)?;
        if !numeric.is_finite() || numeric == 0.0 {
            return Err(fail("the step of a slice is a number other than zero"));
        }
        let backwards = self.order(&step, &zero)? == Some(Ordering::Less);
        if matches!(start, Value::Null) {
            start = if backwards { Value::Number(self.number(&length)? - 1.0) } else { zero.clone() };
        }
        if matches!(stop, Value::Null) {
            stop = if backwards { Value::Number(-1.0) } else { length.clone() };
        } else if self.order(&stop, &zero)? == Some(Ordering::Less) {
            stop = self.add(&stop, &length)?;
        }
        if self.order(&start, &zero)? == Some(Ordering::Less) {
            start = self.add(&start, &length)?;
        }
        self.sliced(&target, start, &stop, &step, &length)
    }

    fn sliced(
        &mut self,
        target: &Value,
        start: Value,
        stop: &Value,
        step: &Value,
        length: &Value,
    ) -> Outcome<Value> {
        let zero = Value::Number(0.0);
        let direction = self.order(step, &zero)?;
        let mut index = start;
        let mut parts = Vec::new();
        loop {
            if self.order(&index, &zero)? == Some(Ordering::Less)
                || self.order(&index, length)? == Some(Ordering::Greater)
            {
                break;
            }
            let place = self.order(&index, stop)?;
            let over = match direction {
                Some(Ordering::Greater) => matches!(place, Some(Ordering::Greater | Ordering::Equal)),
                Some(Ordering::Less) => matches!(place, Some(Ordering::Less | Ordering::Equal)),
                _ => false,
            };
            if over {
                break;
            }
            self.reserve_items(1)?;
            let key = self.string(&index)?;
            let part = self.own(target, &key)?.unwrap_or_default();
            if matches!(part, Value::Function(_)) {
                return Err(fail("a function has no place in a slice"));
            }
            parts.push(part);
            index = self.add(&index, step)?;
        }
        Ok(Value::list(parts))
    }
}
