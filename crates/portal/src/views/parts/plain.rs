//! A value of any form, for formats that must know what comes next.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

/// Fields and their values, in the author's order.
pub(super) type Fields = Vec<(String, Plain)>;

#[derive(Serialize, Deserialize)]
pub(super) enum Plain {
    Null,
    Bool(bool),
    Whole(i64),
    /// Beyond the signed ones.
    Large(u64),
    Number(f64),
    Text(String),
    List(Vec<Plain>),
    Fields(Fields),
}

pub(super) fn fields(map: &Map<String, Value>) -> Fields {
    map.iter().map(|(key, value)| (key.clone(), Plain::of(value))).collect()
}

pub(super) fn map(fields: Fields) -> Map<String, Value> {
    fields.into_iter().map(|(key, plain)| (key, plain.value())).collect()
}

impl Plain {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(whole), _) => Self::Whole(whole),
                (None, Some(large)) => Self::Large(large),
                (None, None) => Self::Number(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(map) => Self::Fields(fields(map)),
        }
    }

    fn value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(flag) => flag.into(),
            Self::Whole(whole) => whole.into(),
            Self::Large(large) => large.into(),
            Self::Number(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
            Self::Text(text) => text.into(),
            Self::List(items) => items.into_iter().map(Self::value).collect(),
            Self::Fields(fields) => Value::Object(map(fields)),
        }
    }
}
