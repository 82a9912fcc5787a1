//! Expressions.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{Place, Run};
use crate::ast::{Args, Binary, Comparison, Expr, ExprKind, Key, Literal, Unary};
use crate::error::{Outcome, fail, over};
use crate::filters;
use crate::function::{Callable, Function, Global};
use crate::limits::LEVEL;
use crate::methods;
use crate::number;
use crate::predicates;
use crate::regex::Regex;
use crate::text;
use crate::value::Value;

impl<'t> Run<'t> {
    /// The value of an expression. Kept small: it is what goes deep.
    pub(crate) fn eval(&mut self, expression: &'t Expr, place: &Place) -> Outcome<Value> {
        self.step()?;
        if self.depth + LEVEL > self.shared.limits.nesting {
            return Err(over("levels of nesting", self.shared.limits.nesting).at(expression.at));
        }
        self.depth += LEVEL;
        let outcome = self.kind(expression, place);
        self.depth -= LEVEL;
        outcome.map_err(|fail| fail.at(expression.at))
    }

    fn kind(&mut self, expression: &'t Expr, place: &Place) -> Outcome<Value> {
        match &*expression.kind {
            ExprKind::Literal(literal) => Ok(constant(literal)),
            ExprKind::Name(_) | ExprKind::Member(..) => self.read(expression, place),
            ExprKind::List(items) => self.list(items, place),
            ExprKind::Group(items) => self.group(items, place),
            ExprKind::Object(members) => self.object(members, place),
            ExprKind::Slice(value, bounds) => self.slice(value, bounds, place),
            ExprKind::Call(callee, args) => self.call(callee, args, place),
            ExprKind::Filter(name, args) => self.filter(name, args, place),
            ExprKind::Is(value, name, args) => self.test(value, name, args.as_ref(), place),
            ExprKind::Unary(operator, target) => self.unary(*operator, target, place),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right, place),
            ExprKind::Compare(left, rest) => self.compare(left, rest, place),
            ExprKind::And(left, right) => self.either(left, right, false, place),
            ExprKind::Or(left, right) => self.either(left, right, true, place),
            ExprKind::In(needle, container) => self.membership(needle, container, place),
            ExprKind::If(condition, then, otherwise) => {
                self.choice(condition, then, otherwise.as_ref(), place)
            }
            ExprKind::Capture(body) => Ok(Value::from(self.capture(body, &place.captured())?)),
        }
    }

    fn list(&mut self, items: &'t [Expr], place: &Place) -> Outcome<Value> {
        self.reserve_items(items.len())?;
        let items = items.iter().map(|item| self.eval(item, place)).collect::<Outcome<Vec<_>>>()?;
        Value::list(items).bounded(self.shared.limits.nesting)
    }

    fn group(&mut self, items: &'t [Expr], place: &Place) -> Outcome<Value> {
        let mut last = Value::Undefined;
        for (at, item) in items.iter().enumerate() {
            last = self.eval(item, place)?;
            if at + 1 < items.len() && matches!(last, Value::Function(_)) {
                return Err(fail("a function cannot stand here"));
            }
        }
        Ok(last)
    }

    fn object(&mut self, members: &'t [(Arc<str>, Expr)], place: &Place) -> Outcome<Value> {
        self.reserve_items(members.len())?;
        let members = members
            .iter()
            .map(|(name, value)| Ok((Arc::clone(name), self.eval(value, place)?)))
            .collect::<Outcome<Vec<_>>>()?;
        Value::object(members).bounded(self.shared.limits.nesting)
    }

    /// A name or a member, noted if it comes from the scope.
    fn read(&mut self, expression: &'t Expr, place: &Place) -> Outcome<Value> {
        let (value, path) = self.traced(expression, place)?;
        if let (Some(path), Some(reads)) = (path, self.reads.as_mut()) {
            reads.note(path);
        }
        Ok(value)
    }

    /// A value and its path in the scope. Paths are only put together when somebody wants them.
    fn traced(&mut self, expression: &'t Expr, place: &Place) -> Outcome<(Value, Option<String>)> {
        match &*expression.kind {
            ExprKind::Name(name) => self.name(name, place),
            ExprKind::Member(target, key) => {
                self.step()?;
                let (target, path) = self.deeper(|run| run.traced(target, place))?;
                let computed;
                let key: &str = match key {
                    Key::Fixed(name) => name,
                    Key::Computed(key) => {
                        let value = self.eval(key, place)?;
                        computed = self.string(&value)?.into_owned();
                        &computed
                    }
                };
                match self.own(&target, key)? {
                    Some(value) => Ok((value, path.map(|path| format!("{path}.{key}")))),
                    None => {
                        // What was asked for may come later: a value that is missing is read as well.
                        let is_missing = matches!(target, Value::Object(_) | Value::Undefined | Value::Null);
                        let method = self.method(&target, key);
                        let path = match (path, is_missing) {
                            (Some(path), true) => Some(format!("{path}.{key}")),
                            (path, _) => path,
                        };
                        Ok((method, path))
                    }
                }
            }
            _ => Ok((self.eval(expression, place)?, None)),
        }
    }

    fn name(&mut self, name: &Arc<str>, place: &Place) -> Outcome<(Value, Option<String>)> {
        if let Some(value) = place.frame.get(name) {
            return Ok((value, None));
        }
        if let Some(value) = self.scope.get(name) {
            return Ok((value.clone(), self.reads.is_some().then(|| name.to_string())));
        }
        let value = match &**name {
            "True" if self.shared.syntax.cookiecutter => Value::Bool(true),
            "False" if self.shared.syntax.cookiecutter => Value::Bool(false),
            "None" if self.shared.syntax.cookiecutter => Value::Null,
            _ => self.global(name),
        };
        let missing = matches!(value, Value::Undefined) && self.reads.is_some();
        Ok((value, missing.then(|| name.to_string())))
    }

    fn global(&self, name: &Arc<str>) -> Value {
        if let Some(value) = self.shared.values.get(&**name) {
            return value.clone();
        }
        if self.shared.functions.contains_key(&**name) {
            return Function::value(Callable::Host(Arc::clone(name)));
        }
        Global::named(name).map_or(Value::Undefined, |global| Function::value(Callable::Global(global)))
    }

    /// A member that the value itself has.
    pub(crate) fn own(&mut self, target: &Value, key: &str) -> Outcome<Option<Value>> {
        Ok(match target {
            Value::Object(object) => object.get(key).cloned(),
            Value::Array(list) => {
                let items = self.heap.items(list);
                match key {
                    "length" => Some(Value::Number(items.len() as f64)),
                    _ => index(key, items.len()).and_then(|at| items.get(at)).cloned(),
                }
            }
            Value::String(text) | Value::Safe(text) => {
                self.steps((text.len() / crate::limits::TEXT_PER_STEP) as u64)?;
                match key {
                    "length" => Some(Value::Number(text::length(text) as f64)),
                    "val" if matches!(target, Value::Safe(_)) => Some(Value::String(Arc::clone(text))),
                    _ => match index(key, text.len()).and_then(|at| text::unit_at(text, at)) {
                        Some(unit) => Some(self.torn(unit)?),
                        None => None,
                    },
                }
            }
            Value::Function(function) => match &*function.0 {
                Callable::Cycler(id) => Some(self.cycler_member(*id, key)),
                _ => None,
            },
            _ => None,
        })
    }

    fn method(&self, target: &Value, name: &str) -> Value {
        if methods::has(target, name, self.shared.syntax.cookiecutter) {
            return Function::value(Callable::Method(target.clone(), Arc::from(name)));
        }
        Value::Undefined
    }

    fn filter(&mut self, name: &Arc<str>, args: &'t Args, place: &Place) -> Outcome<Value> {
        if let Some(filter) = self.shared.filters.get(&**name) {
            if !args.named.is_empty() {
                return Err(fail(format!("the filter `{name}` takes no arguments by name")));
            }
            let arguments = self.arguments(args, place)?.positional;
            self.count_call()?;
            let settled = arguments.iter().map(|value| self.settled(value)).collect::<Outcome<Vec<_>>>()?;
            let value = filter(&settled)
                .map_err(|message| Self::host_failure(&format!("the filter `{name}`: {message}")))?;
            return value.bounded(self.shared.limits.nesting);
        }
        let cookiecutter = self.shared.syntax.cookiecutter;
        let Some(filter) = filters::named(name, cookiecutter) else {
            let mut known: Vec<&str> = self.shared.filters.keys().map(String::as_str).collect();
            filters::names(cookiecutter).for_each(|name| known.push(name));
            let near = crate::parse::did_you_mean(name, known);
            return Err(fail(format!("there is no filter `{name}`{near}")));
        };
        let arguments = self.arguments(args, place)?;
        let value = filters::call(self, filter, arguments)
            .map_err(|fail| fail.within(&format!("the filter `{name}`")))?;
        value.bounded(self.shared.limits.nesting)
    }

    fn test(
        &mut self,
        value: &'t Expr,
        name: &Arc<str>,
        args: Option<&'t Args>,
        place: &Place,
    ) -> Outcome<Value> {
        let test = predicates::named(name)?;
        let count = args.map_or(0, |args| args.positional.len());
        predicates::check(name, test, count, args.is_some_and(|args| !args.named.is_empty()))?;
        let input = self.eval(value, place)?;
        let arguments = match args {
            Some(args) => self.arguments(args, place)?.positional,
            None => Vec::new(),
        };
        let holds = predicates::holds(self, test, &input, arguments.first())
            .map_err(|fail| fail.within(&format!("the test `{name}`")))?;
        Ok(Value::Bool(holds))
    }

    fn unary(&mut self, operator: Unary, target: &'t Expr, place: &Place) -> Outcome<Value> {
        let value = self.eval(target, place)?;
        Ok(match operator {
            Unary::Not => Value::Bool(!value.is_truthy()),
            Unary::Negate => Value::Number(-self.number(&value)?),
            Unary::Plus => Value::Number(self.number(&value)?),
            Unary::Floor => Value::Number(self.number(&value)?.floor()),
        })
    }

    fn binary(&mut self, operator: Binary, left: &'t Expr, right: &'t Expr, place: &Place) -> Outcome<Value> {
        let left = self.eval(left, place)?;
        let right = self.eval(right, place)?;
        match operator {
            Binary::Add => return self.add(&left, &right),
            Binary::Concat => return self.concat(&left, &right),
            _ => {}
        }
        let (left, right) = (self.number(&left)?, self.number(&right)?);
        Ok(Value::Number(match operator {
            Binary::Subtract => left - right,
            Binary::Multiply => left * right,
            Binary::Divide => left / right,
            Binary::Remainder => left % right,
            _ => number::power(left, right),
        }))
    }

    fn compare(&mut self, left: &'t Expr, rest: &'t [(Comparison, Expr)], place: &Place) -> Outcome<Value> {
        let mut left = self.eval(left, place)?;
        for (comparison, right) in rest {
            let right = self.eval(right, place)?;
            left = Value::Bool(self.holds(&left, *comparison, &right)?);
        }
        Ok(left)
    }

    fn holds(&mut self, left: &Value, comparison: Comparison, right: &Value) -> Outcome<bool> {
        use Ordering::{Equal, Greater, Less};
        Ok(match comparison {
            Comparison::Equal => self.equal(left, right)?,
            Comparison::NotEqual => !self.equal(left, right)?,
            Comparison::Same => Self::same(left, right),
            Comparison::NotSame => !Self::same(left, right),
            Comparison::Less => self.order(left, right)? == Some(Less),
            Comparison::LessOrEqual => matches!(self.order(left, right)?, Some(Less | Equal)),
            Comparison::Greater => self.order(left, right)? == Some(Greater),
            Comparison::GreaterOrEqual => matches!(self.order(left, right)?, Some(Greater | Equal)),
        })
    }

    /// `and` and `or`, which give one of their sides.
    fn either(&mut self, left: &'t Expr, right: &'t Expr, enough: bool, place: &Place) -> Outcome<Value> {
        let left = self.eval(left, place)?;
        if left.is_truthy() == enough { Ok(left) } else { self.eval(right, place) }
    }

    fn choice(
        &mut self,
        condition: &'t Expr,
        then: &'t Expr,
        otherwise: Option<&'t Expr>,
        place: &Place,
    ) -> Outcome<Value> {
        if self.eval(condition, place)?.is_truthy() {
            return self.eval(then, place);
        }
        otherwise.map_or_else(|| Ok(Value::from("")), |otherwise| self.eval(otherwise, place))
    }

    fn membership(&mut self, needle: &'t Expr, container: &'t Expr, place: &Place) -> Outcome<Value> {
        let needle = self.eval(needle, place)?;
        let container = self.eval(container, place)?;
        let found = match &container {
            Value::String(text) => {
                let needle = self.string(&needle)?;
                self.steps((text.len() / crate::limits::TEXT_PER_STEP) as u64)?;
                text::find(text, &needle, 0).is_some()
            }
            Value::Safe(_) => matches!(&*self.string(&needle)?, "length" | "val"),
            Value::Array(list) => {
                let items = self.heap.kept(list);
                self.steps(items.len() as u64)?;
                items.iter().any(|item| Self::same(item, &needle))
            }
            Value::Object(object) => object.get(&self.string(&needle)?).is_some(),
            other => {
                return Err(fail(format!(
                    "`in` looks into texts, lists and objects, not into {}",
                    other.kind()
                )));
            }
        };
        Ok(Value::Bool(found))
    }
}

fn constant(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Bool(value) => Value::Bool(*value),
        Literal::Number(number) => Value::Number(*number),
        Literal::Text(text) => Value::String(Arc::clone(text)),
        // Each evaluation makes a regular expression of its own, with a place of its own to go on from.
        Literal::Regex(regex) => Value::Regex(Arc::new(Regex::clone(regex))),
    }
}

/// A place in a list, if the name of a member is one as JavaScript writes it.
pub(crate) fn index(key: &str, length: usize) -> Option<usize> {
    if key != "0" && key.starts_with(['0', '+']) {
        return None;
    }
    key.parse().ok().filter(|at| *at < length)
}
