//! The names a template sees, and which of them it read.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::limits;
use crate::value::Value;

/// Names and their values. Cloning is cheap.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    names: Arc<IndexMap<Arc<str>, Value>>,
}

impl Scope {
    /// Without any names.
    pub fn new() -> Self {
        Self::default()
    }

    /// The members of a JSON object as names; anything else gives no names.
    pub fn of(json: &Json) -> Self {
        let names = json.as_object().into_iter().flatten();
        Self {
            names: Arc::new(names.map(|(name, value)| (Arc::from(name.as_str()), value.into())).collect()),
        }
    }

    /// Sets a name.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        Arc::make_mut(&mut self.names).insert(Arc::from(name), value.into());
    }

    /// The same with one more name.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    /// The value of a name, if it is there.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.names.get(name)
    }
}

/// Which members of the scope a rendering read, as paths: `values.name`, `values.list.0`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    paths: BTreeSet<String>,
}

impl Reads {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The paths, in alphabetical order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    pub(crate) fn note(&mut self, path: String) {
        if self.paths.len() < limits::NOTED_READS {
            self.paths.insert(path);
        }
    }
}
