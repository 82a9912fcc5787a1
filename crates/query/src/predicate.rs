//! Predicates: the questions that can be asked of entities, as data.

mod parse;

use serde_json::{Map, Value, json};

use crate::error::QueryError;
use crate::number::number_text;

/// A condition on an entity.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// Every part holds; holds when there are none.
    All(Vec<Predicate>),
    /// At least one part holds; fails when there are none.
    Any(Vec<Predicate>),
    /// The part does not hold.
    Not(Box<Predicate>),
    /// Every field matches.
    Fields(Vec<(String, Matcher)>),
    /// The whole value equals this; means something only inside lists and in the browser.
    Scalar(Scalar),
}

/// A condition on one field.
#[derive(Debug, Clone, PartialEq)]
pub enum Matcher {
    /// Equal, text without regard to case.
    Equals(Scalar),
    /// Present (true) or absent (false).
    Exists(bool),
    /// Equal to one of these.
    In(Vec<Scalar>),
    /// Begins with this text.
    HasPrefix(String),
    /// A list with an item that matches.
    Contains(Box<Predicate>),
}

/// A text, number or boolean.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A number.
    Number(serde_json::Number),
    /// True or false.
    Bool(bool),
}

impl Predicate {
    /// Reads a predicate in the form that the in-memory evaluation ([`crate::matches()`]) understands.
    pub fn parse(value: &Value) -> Result<Self, QueryError> {
        parse::predicate(value, parse::Dialect::InMemory)
    }

    /// Reads the `query` of a request, which is answered from the index and is narrower: no bare
    /// scalars, and objects in `$contains` only for relations.
    pub fn parse_query(value: &Value) -> Result<Self, QueryError> {
        parse::predicate(value, parse::Dialect::Index)
    }

    /// `field` equals `value`.
    pub fn equals(field: impl Into<String>, value: impl Into<String>) -> Self {
        Self::Fields(vec![(field.into(), Matcher::Equals(Scalar::Text(value.into())))])
    }

    /// `field` is present.
    pub fn exists(field: impl Into<String>) -> Self {
        Self::Fields(vec![(field.into(), Matcher::Exists(true))])
    }

    /// `field` equals one of `values`.
    pub fn is_in(field: impl Into<String>, values: impl IntoIterator<Item = String>) -> Self {
        Self::Fields(vec![(field.into(), Matcher::In(values.into_iter().map(Scalar::Text).collect()))])
    }

    /// The predicate as JSON, as [`Predicate::parse`] reads it.
    pub fn to_json(&self) -> Value {
        let list = |parts: &[Self]| parts.iter().map(Self::to_json).collect::<Vec<_>>();
        match self {
            Self::All(parts) => json!({ "$all": list(parts) }),
            Self::Any(parts) => json!({ "$any": list(parts) }),
            Self::Not(part) => json!({ "$not": part.to_json() }),
            Self::Fields(fields) => {
                let pairs = fields.iter().map(|(field, matcher)| (field.clone(), matcher.to_json()));
                Value::Object(pairs.collect::<Map<_, _>>())
            }
            Self::Scalar(scalar) => scalar.to_json(),
        }
    }
}

impl Matcher {
    fn to_json(&self) -> Value {
        match self {
            Self::Equals(scalar) => scalar.to_json(),
            Self::Exists(wanted) => json!({ "$exists": wanted }),
            Self::In(scalars) => json!({ "$in": scalars.iter().map(Scalar::to_json).collect::<Vec<_>>() }),
            Self::HasPrefix(prefix) => json!({ "$hasPrefix": prefix }),
            Self::Contains(inner) => json!({ "$contains": inner.to_json() }),
        }
    }
}

impl Scalar {
    /// The scalar as text: `gold`, `3`, `true`.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number_text(number),
            Self::Bool(flag) => flag.to_string(),
        }
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Text(text) => Value::from(text.as_str()),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Bool(flag) => Value::Bool(*flag),
        }
    }
}
