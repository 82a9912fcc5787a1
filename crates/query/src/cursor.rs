//! The cursor of by-query: the request and the edge of a page, as base64 of JSON.
//!
//! Its keys are contract, because the clients look into it: one with a `query` is continued with
//! POST, any other with GET.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::encode;
use crate::error::QueryError;
use crate::limits::MAX_PREDICATE_DEPTH;
use crate::predicate::Predicate;
use crate::walk::Direction;

/// What a paged request asks for, and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cursor {
    /// By what the list is sorted; only the first counts.
    pub order_fields: Vec<OrderField>,
    /// Whether the page before the edge is wanted.
    pub is_previous: bool,
    /// Which entities.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "as_json")]
    pub query: Option<Predicate>,
    /// The older form of `query`, read and turned into it.
    #[serde(default, skip_serializing)]
    filter: Option<Value>,
    /// Which texts they contain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_text_filter: Option<FullTextFilter>,
    /// Sort value and uid of the edge, or only its uid; none on the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_field_values: Option<Vec<String>>,
    /// The same of the first row of the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_sort_field_values: Option<Vec<Option<String>>>,
    /// How many entities there are in all, once counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_items: Option<u64>,
}

/// A sort field of a paged request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderField {
    /// A dotted path.
    pub field: String,
    /// Which way.
    #[serde(rename = "order", with = "as_text")]
    pub direction: Direction,
}

/// A text to be contained in the values of some fields.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FullTextFilter {
    /// The text; blank for no restriction, `%` and `_` are wildcards.
    pub term: String,
    /// The fields; none for the sort field, or the uid if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<String>>,
}

impl Cursor {
    /// The first page of a request.
    pub(crate) fn start(
        order_fields: Vec<OrderField>,
        query: Option<Predicate>,
        full_text_filter: Option<FullTextFilter>,
    ) -> Self {
        Self {
            order_fields,
            is_previous: false,
            query,
            filter: None,
            full_text_filter,
            order_field_values: None,
            first_sort_field_values: None,
            total_items: None,
        }
    }

    /// The cursor as it travels.
    pub fn encode(&self) -> String {
        encode::encode(self)
    }

    /// Reads a cursor of ours or of the original.
    pub fn decode(text: &str) -> Result<Self, QueryError> {
        let malformed = || {
            QueryError::input("malformed cursor: use nextCursor or prevCursor of a page without changing it")
        };
        let mut cursor: Self = encode::decode(text).ok_or_else(malformed)?;
        let expected = if cursor.order_fields.is_empty() { 1 } else { 2 };
        if cursor.order_field_values.as_ref().map(Vec::len) != Some(expected) {
            return Err(malformed());
        }
        if let Some(filter) = cursor.filter.take() {
            let legacy = legacy_filter(&filter, 0).ok_or_else(malformed)?;
            cursor.query = Some(match cursor.query.take() {
                None => legacy,
                Some(query) => Predicate::All(vec![query, legacy]),
            });
        }
        Ok(cursor)
    }
}

/// `{key, values?}`, `{anyOf}`, `{allOf}` or `{not}`.
fn legacy_filter(value: &Value, depth: usize) -> Option<Predicate> {
    if depth > MAX_PREDICATE_DEPTH {
        return None;
    }
    let object = value.as_object()?;
    let inner = |part: &Value| legacy_filter(part, depth + 1);
    let list = |key: &str| object.get(key)?.as_array()?.iter().map(inner).collect::<Option<Vec<_>>>();
    if object.contains_key("key") {
        return legacy_condition(object);
    }
    if let Some(part) = object.get("not") {
        return Some(Predicate::Not(Box::new(inner(part)?)));
    }
    if object.contains_key("anyOf") {
        return list("anyOf").map(Predicate::Any);
    }
    list("allOf").map(Predicate::All)
}

fn legacy_condition(object: &Map<String, Value>) -> Option<Predicate> {
    let key = object.get("key")?.as_str()?;
    let Some(values) = object.get("values") else { return Some(Predicate::exists(key)) };
    let values = values.as_array()?.iter().map(|value| value.as_str().map(str::to_owned));
    Some(Predicate::is_in(key, values.collect::<Option<Vec<_>>>()?))
}

mod as_json {
    use super::{Deserialize, Deserializer, Predicate, Serialize, Serializer, Value};

    pub(super) fn serialize<S: Serializer>(
        predicate: &Option<Predicate>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        predicate.as_ref().map(Predicate::to_json).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Predicate>, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Predicate::parse_query(&value).map(Some).map_err(serde::de::Error::custom)
    }
}

mod as_text {
    use super::{Deserialize, Deserializer, Direction, Serializer};

    // Serde hands over a reference whatever the size.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(super) fn serialize<S: Serializer>(direction: &Direction, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(direction.text())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Direction, D::Error> {
        let text = String::deserialize(deserializer)?;
        Direction::parse(&text).ok_or_else(|| serde::de::Error::custom("expected asc or desc"))
    }
}
