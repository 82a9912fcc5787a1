//! JSON bodies of requests, with errors that name the key.

use serde_json::{Map, Value};

use crate::error::QueryError;
use crate::predicate::Predicate;

type Object = Map<String, Value>;

/// The keys of a JSON body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Body<'a> {
    object: Option<&'a Object>,
}

fn wrong(key: &str, expected: &str) -> QueryError {
    QueryError::input(format!("invalid body: \"{key}\" must be {expected}"))
}

impl<'a> Body<'a> {
    /// An object; null stands for no body at all.
    pub(crate) fn new(body: &'a Value) -> Result<Self, QueryError> {
        match body {
            Value::Null => Ok(Self { object: None }),
            Value::Object(object) => Ok(Self { object: Some(object) }),
            _ => Err(QueryError::input("invalid body: expected a JSON object")),
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Value> {
        self.object.and_then(|object| object.get(key))
    }

    pub(crate) fn text(&self, key: &str) -> Result<Option<&'a str>, QueryError> {
        self.get(key).map(|value| value.as_str().ok_or_else(|| wrong(key, "a text"))).transpose()
    }

    pub(crate) fn texts(&self, key: &str) -> Result<Option<Vec<String>>, QueryError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        texts(value).map(Some).ok_or_else(|| wrong(key, "a list of texts"))
    }

    pub(crate) fn count(&self, key: &str) -> Result<Option<usize>, QueryError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        // 2.0 is a whole number in JSON.
        let number = value.as_u64().or_else(|| {
            value
                .as_f64()
                .filter(|number| number.fract() == 0.0 && (0.0..9e15).contains(number))
                .map(|n| n as u64)
        });
        let number = number.ok_or_else(|| wrong(key, "a whole number that is not negative"))?;
        Ok(Some(usize::try_from(number).unwrap_or(usize::MAX)))
    }

    /// The predicate under `query`.
    pub(crate) fn query(&self) -> Result<Option<Predicate>, QueryError> {
        self.get("query").map(Predicate::parse_query).transpose()
    }

    /// The objects of the list under `key`.
    pub(crate) fn objects(&self, key: &str) -> Result<Vec<&'a Object>, QueryError> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let items = value.as_array().map(|items| items.iter().map(Value::as_object).collect());
        items.flatten().ok_or_else(|| wrong(key, "a list of objects"))
    }

    /// The object under `key`.
    pub(crate) fn object(&self, key: &str) -> Result<Option<Body<'a>>, QueryError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let object = value.as_object().ok_or_else(|| wrong(key, "an object"))?;
        Ok(Some(Body { object: Some(object) }))
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}
