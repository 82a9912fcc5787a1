//! Calls and their arguments.

use std::sync::Arc;

use super::{Place, Run};
use crate::ast::{Args, Expr, ExprKind, Key};
use crate::error::{Failure, Outcome, fail};
use crate::function::Callable;
use crate::methods;
use crate::value::Value;

/// Arguments, evaluated.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) positional: Vec<Value>,
    pub(crate) named: Vec<(Arc<str>, Value)>,
}

impl Arguments {
    /// Sets an argument by its name.
    pub(crate) fn name(&mut self, name: Arc<str>, value: Value) {
        self.named.retain(|(known, _)| *known != name);
        self.named.push((name, value));
    }

    /// Takes an argument out by its name.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        let at = self.named.iter().position(|(known, _)| **known == *name)?;
        Some(self.named.remove(at).1)
    }
}

impl<'t> Run<'t> {
    pub(crate) fn arguments(&mut self, args: &'t Args, place: &Place) -> Outcome<Arguments> {
        let mut arguments = Arguments::default();
        for argument in &args.positional {
            arguments.positional.push(self.eval(argument, place)?);
        }
        for (name, value) in &args.named {
            let value = self.eval(value, place)?;
            arguments.name(Arc::clone(name), value);
        }
        Ok(arguments)
    }

    pub(super) fn call(&mut self, callee: &'t Expr, args: &'t Args, place: &Place) -> Outcome<Value> {
        let target = self.eval(callee, place)?;
        let Value::Function(function) = &target else { return Err(not_callable(callee, &target)) };
        if let Callable::Macro(id) | Callable::Caller(id) = *function.0 {
            let arguments = self.arguments(args, place)?;
            return self.invoke(id, arguments);
        }
        let name = path(callee);
        if !args.named.is_empty() {
            return Err(fail(format!("`{name}` takes no arguments by name")));
        }
        if let Callable::Method(receiver, method) = &*function.0 {
            let (least, most) = methods::arity(receiver, method, self.shared.syntax.cookiecutter);
            check_count(&name, args.positional.len(), least, most)?;
        }
        let arguments = self.arguments(args, place)?.positional;
        if arguments.iter().any(|argument| matches!(argument, Value::Function(_))) {
            return Err(fail(format!("a function cannot be handed to `{name}`")));
        }
        match &*function.0 {
            Callable::Host(name) => self.call_host(name, &arguments),
            Callable::Method(receiver, method) => {
                let value = methods::call(self, receiver, method, &arguments)
                    .map_err(|fail| fail.within(&format!("`{name}`")))?;
                value.bounded(self.shared.limits.nesting)
            }
            other => self.call_global(other, &arguments),
        }
    }

    fn call_host(&mut self, name: &Arc<str>, arguments: &[Value]) -> Outcome<Value> {
        let Some(function) = self.shared.functions.get(&**name) else {
            return Err(fail(format!("there is no function `{name}`")));
        };
        self.count_call()?;
        let settled = arguments.iter().map(|value| self.settled(value)).collect::<Outcome<Vec<_>>>()?;
        let value =
            function(&settled).map_err(|message| Self::host_failure(&format!("`{name}`: {message}")))?;
        value.bounded(self.shared.limits.nesting)
    }
}

/// Fails if there are too few or too many arguments.
pub(crate) fn check_count(name: &str, found: usize, least: usize, most: usize) -> Outcome<()> {
    if (least..=most).contains(&found) {
        return Ok(());
    }
    let wanted = match (least, most) {
        (least, usize::MAX) => format!("at least {least}"),
        (least, most) if least == most => least.to_string(),
        (least, most) => format!("{least} to {most}"),
    };
    Err(fail(format!("`{name}` takes {wanted} arguments, not {found}")))
}

fn not_callable(callee: &Expr, target: &Value) -> Failure {
    fail(format!("`{}` is {} and cannot be called", path(callee), target.kind()))
}

/// How a member is written: `parameters.list.push`.
fn path(expression: &Expr) -> String {
    match &*expression.kind {
        ExprKind::Name(name) => name.to_string(),
        ExprKind::Member(value, Key::Fixed(name)) => format!("{}.{name}", path(value)),
        _ => "(…)".to_owned(),
    }
}
