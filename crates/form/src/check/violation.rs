//! One thing that a value does not satisfy, in the form that the HTTP API tells it.

use serde_json::{Value, json};
use std::fmt::Write;

/// A step down into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into a member.
    Key(String),
    /// Into an entry.
    Index(usize),
}

/// What a value does not satisfy.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// Where the value stands.
    pub path: Vec<Step>,
    /// The schema that it does not satisfy.
    pub schema: Value,
    /// The value.
    pub instance: Value,
    /// The keyword, such as `minLength`.
    pub name: &'static str,
    /// What the keyword asks for.
    pub argument: Value,
    /// What is wrong, for programs; people read a `Problem`.
    pub message: String,
}

impl Violation {
    pub(super) fn new(
        at: &[Step],
        schema: &Value,
        instance: &Value,
        name: &'static str,
        argument: Value,
        message: impl Into<String>,
    ) -> Self {
        Self {
            path: at.to_vec(),
            schema: schema.clone(),
            instance: instance.clone(),
            name,
            argument,
            message: message.into(),
        }
    }

    /// Where the value stands: `instance.list[0]`.
    pub fn property(&self) -> String {
        let mut text = "instance".to_owned();
        for step in &self.path {
            // Writing to a text does not fail.
            let _ = match step {
                Step::Index(index) => write!(text, "[{index}]"),
                Step::Key(key) if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit()) => {
                    write!(text, "[{key}]")
                }
                Step::Key(key)
                    if key.contains(|letter: char| letter.is_whitespace() || ".[]".contains(letter)) =>
                {
                    write!(text, "[{}]", Value::from(key.as_str()))
                }
                Step::Key(key) => write!(text, ".{key}"),
            };
        }
        text
    }

    /// Where the value stands, as a JSON pointer.
    pub fn pointer(&self) -> String {
        self.path.iter().fold(String::new(), |pointer, step| match step {
            Step::Key(key) => crate::pointer::join(&pointer, key),
            Step::Index(index) => format!("{pointer}/{index}"),
        })
    }

    /// An item of `errors` in a reply with status 400.
    pub fn to_json(&self) -> Value {
        let path = self.path.iter().map(|step| match step {
            Step::Key(key) => Value::from(key.as_str()),
            Step::Index(index) => Value::from(*index),
        });
        let property = self.property();
        json!({
            "path": path.collect::<Vec<_>>(),
            "property": property,
            "message": self.message,
            "schema": self.schema,
            "instance": self.instance,
            "name": self.name,
            "argument": self.argument,
            "stack": format!("{property} {}", self.message),
        })
    }
}
