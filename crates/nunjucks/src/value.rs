//! Values with the semantics of JavaScript.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::error::{Outcome, over};
use crate::function::Function;
use crate::limits;
use crate::number;
use crate::regex::Regex;
use crate::text;

/// A value of the template language. Cloning is cheap; lists and objects have an identity, as in JavaScript.
#[derive(Debug, Clone, Default)]
pub enum Value {
    /// Not there.
    #[default]
    Undefined,
    /// There, but nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    String(Arc<str>),
    /// A text that a macro or the filters `safe` and `escape` made. JavaScript has it as an object, which tests can
    /// tell from a text.
    Safe(Arc<str>),
    /// A list.
    Array(Arc<List>),
    /// An object; its members keep their order.
    Object(Arc<Object>),
    /// A regular expression.
    Regex(Arc<Regex>),
    /// A function, a macro, or a method of another value. Templates call it; it cannot be put out or handed over.
    Function(Function),
}

/// The items of a list.
#[derive(Debug, Clone, Default)]
pub struct List {
    items: Vec<Value>,
    depth: usize,
}

/// The members of an object.
#[derive(Debug, Clone, Default)]
pub struct Object {
    members: IndexMap<Arc<str>, Value>,
    depth: usize,
}

impl List {
    /// The items.
    pub fn items(&self) -> &[Value] {
        &self.items
    }
}

impl Object {
    /// The member of that name, if there is one.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// The members in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Arc<str>, &Value)> {
        self.members.iter()
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

impl Value {
    /// A text.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::String(text.into())
    }

    /// A list.
    pub fn list(items: Vec<Value>) -> Self {
        let depth = items.iter().map(Self::depth).max().unwrap_or_default() + 1;
        Self::Array(Arc::new(List { items, depth }))
    }

    /// An object; of two members with the same name the later one counts.
    pub fn object(members: impl IntoIterator<Item = (Arc<str>, Value)>) -> Self {
        let members: IndexMap<Arc<str>, Value> = members.into_iter().collect();
        let depth = members.values().map(Self::depth).max().unwrap_or_default() + 1;
        Self::Object(Arc::new(Object { members, depth }))
    }

    /// The value as JSON, `None` if it is undefined or a function. What JSON cannot say becomes null (not a number) or
    /// is left out (undefined members), as `JSON.stringify` does.
    pub fn to_json(&self) -> Option<Json> {
        Some(match self {
            Self::Undefined | Self::Function(_) => return None,
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Number(value) => number::to_json(*value),
            Self::String(value) | Self::Safe(value) => Json::String(text::well_formed(value).into_owned()),
            Self::Array(list) => list.items.iter().map(|item| item.to_json().unwrap_or(Json::Null)).collect(),
            Self::Object(object) => Json::Object(
                object
                    .members
                    .iter()
                    .filter_map(|(name, value)| Some((name.to_string(), value.to_json()?)))
                    .collect(),
            ),
            Self::Regex(regex) => Json::String(regex.written()),
        })
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) | Self::Safe(text) => Some(text),
            _ => None,
        }
    }

    /// Whether JavaScript takes it for true. Empty lists and objects are.
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Undefined | Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(value) => *value != 0.0 && !value.is_nan(),
            Self::String(text) => !text.is_empty(),
            Self::Safe(_) | Self::Array(_) | Self::Object(_) | Self::Regex(_) | Self::Function(_) => true,
        }
    }

    /// Whether it is undefined or null.
    pub fn is_nullish(&self) -> bool {
        matches!(self, Self::Undefined | Self::Null)
    }

    /// How deep lists and objects are nested in it.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::Array(list) => list.depth,
            Self::Object(object) => object.depth,
            Self::Function(function) => function.depth(),
            _ => 0,
        }
    }

    /// The same value, unless it is nested too deep to be walked.
    pub(crate) fn bounded(self, nesting: usize) -> Outcome<Self> {
        if self.depth() * limits::LEVEL > nesting {
            Err(over("levels of nested values", nesting))
        } else {
            Ok(self)
        }
    }

    /// What messages call it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Null => "null",
            Self::Bool(_) => "a truth value",
            Self::Number(_) => "a number",
            Self::String(_) | Self::Safe(_) => "a text",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
            Self::Regex(_) => "a regular expression",
            Self::Function(_) => "a function",
        }
    }
}

impl From<&Json> for Value {
    fn from(json: &Json) -> Self {
        taken(json, 0)
    }
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        taken(&json, 0)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

fn taken(json: &Json, level: usize) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(value) => Value::Number(value.as_f64().unwrap_or(f64::NAN)),
        Json::String(text) => Value::text(text.as_str()),
        _ if level >= limits::JSON_NESTING => Value::Null,
        Json::Array(items) => Value::list(items.iter().map(|item| taken(item, level + 1)).collect()),
        Json::Object(members) => Value::object(
            members.iter().map(|(name, value)| (Arc::from(name.as_str()), taken(value, level + 1))),
        ),
    }
}
