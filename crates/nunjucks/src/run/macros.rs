//! Macros, and what call blocks hand to them.

use std::rc::Rc;
use std::sync::Arc;

use super::calls::Arguments;
use super::frame::Frame;
use super::{Out, Place, Run};
use crate::ast::{Expr, ExprKind, Macro};
use crate::error::{Outcome, fail};
use crate::function::{Callable, Function};
use crate::value::Value;

/// A macro or the body of a call block, with the names around it.
pub(super) struct Made<'t> {
    definition: &'t Macro,
    frame: Rc<Frame>,
    place: Place,
    is_caller: bool,
}

impl<'t> Run<'t> {
    pub(super) fn define(&mut self, definition: &'t Macro, place: &Place) {
        let id = self.made.len();
        self.made.push(Made {
            definition,
            frame: Rc::clone(&place.exports),
            place: place.clone(),
            is_caller: false,
        });
        let function = Function::value(Callable::Macro(id));
        place.frame.set(&definition.name, function.clone());
        if place.exports_macros {
            place.exports.set(&definition.name, function);
        }
    }

    pub(super) fn call_block(
        &mut self,
        call: &'t Expr,
        body: &'t Macro,
        place: &Place,
        out: &mut Out,
    ) -> Outcome<()> {
        let ExprKind::Call(callee, args) = &*call.kind else {
            return Err(fail("`call` needs the call of a macro"));
        };
        let target = self.eval(callee, place)?;
        let id = match &target {
            Value::Function(function) => match &*function.0 {
                Callable::Macro(id) => Some(*id),
                _ => None,
            },
            _ => None,
        };
        let id = id.ok_or_else(|| fail("`call` can only call macros of this template"))?;
        let mut arguments = self.arguments(args, place)?;
        let caller = self.made.len();
        self.made.push(Made {
            definition: body,
            frame: Rc::clone(&place.frame),
            place: place.clone(),
            is_caller: true,
        });
        arguments.name("caller".into(), Function::value(Callable::Caller(caller)));
        let value = self.invoke(id, arguments)?;
        let shown = self.shown(&value)?;
        self.put(out, &shown)
    }

    /// Calls a macro; what it puts out is the value.
    pub(super) fn invoke(&mut self, id: usize, arguments: Arguments) -> Outcome<Value> {
        let Some(made) = self.made.get(id) else { return Err(fail("this macro is gone")) };
        let definition = made.definition;
        let place = made.place.separate(&made.frame, !made.is_caller);
        let mut arguments = matched(definition, arguments);
        let mut declares_caller = false;
        for (at, parameter) in definition.parameters.iter().enumerate() {
            declares_caller |= &*parameter.name == "caller";
            let value = match &parameter.default {
                None => arguments.positional.get(at).cloned().unwrap_or_default(),
                Some(default) => match arguments.take(&parameter.name) {
                    Some(value) => value,
                    None => self.eval(default, &place)?,
                },
            };
            place.frame.set(&parameter.name, value);
        }
        if !declares_caller && let Some(caller) = arguments.take("caller") {
            place.frame.set(&Arc::from("caller"), caller);
        }
        let text = self.deeper(|run| run.capture(&definition.body, &place))?;
        Ok(Value::Safe(text.into()))
    }
}

/// Arguments beyond the parameters without a default go to those with one; missing ones are looked for by name.
fn matched(definition: &Macro, mut arguments: Arguments) -> Arguments {
    let plain: Vec<&Arc<str>> =
        definition.parameters.iter().filter(|one| one.default.is_none()).map(|one| &one.name).collect();
    let named = definition.parameters.iter().filter(|one| one.default.is_some()).map(|one| &one.name);
    if arguments.positional.len() > plain.len() {
        let surplus = arguments.positional.split_off(plain.len());
        for (name, value) in named.zip(surplus) {
            arguments.name(Arc::clone(name), value);
        }
    } else {
        for name in plain.iter().skip(arguments.positional.len()) {
            let value = arguments.take(name).unwrap_or_default();
            arguments.positional.push(value);
        }
    }
    arguments
}
