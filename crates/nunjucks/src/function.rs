//! What templates can call.

use std::sync::Arc;

use crate::value::Value;

/// Something that a template can call. Opaque to the host.
#[derive(Debug, Clone)]
pub struct Function(pub(crate) Arc<Callable>);

/// What is called.
#[derive(Debug)]
pub(crate) enum Callable {
    /// A function that the host registered.
    Host(Arc<str>),
    /// `range`, `cycler` or `joiner`.
    Global(Global),
    /// A macro, by its number in the rendering.
    Macro(usize),
    /// The body of a call block, by its number.
    Caller(usize),
    /// A method together with what it is called on.
    Method(Value, Arc<str>),
    /// What `cycler(…)` gave, by its number.
    Cycler(usize),
    /// Its `next`.
    CyclerNext(usize),
    /// Its `reset`.
    CyclerReset(usize),
    /// What `joiner(…)` gave, by its number.
    Joiner(usize),
}

/// The functions of the language itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Global {
    Range,
    Cycler,
    Joiner,
}

impl Global {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "range" => Some(Self::Range),
            "cycler" => Some(Self::Cycler),
            "joiner" => Some(Self::Joiner),
            _ => None,
        }
    }
}

impl Function {
    pub(crate) fn value(callable: Callable) -> Value {
        Value::Function(Self(Arc::new(callable)))
    }

    /// How deep the value is nested that a method belongs to.
    pub(crate) fn depth(&self) -> usize {
        match &*self.0 {
            Callable::Method(receiver, _) => receiver.depth() + 1,
            _ => 0,
        }
    }
}
