//! `POST /locations/by-query`: registered locations that satisfy a predicate, page by page.
//!
//! Only the four fields of a location can be asked for. Names and values count in any case, but for `$in` on `id`;
//! `$all` and `$any` of nothing match nothing, and so does `$contains`. A cursor carries limit and query with it.

use super::registered;
use crate::rest::error::ApiError;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portico_query::{Matcher, Predicate, Scalar};
use portico_store::Registered;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Page size when a request names none.
pub(in crate::rest) const DEFAULT_LIMIT: usize = 1000;

/// What is asked for.
#[derive(Debug)]
pub(super) struct LocationsRequest {
    limit: usize,
    after: Option<String>,
    query: Option<Value>,
    predicate: Option<Predicate>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cursor {
    after_id: String,
    limit: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    query: Option<Value>,
}

impl LocationsRequest {
    pub(super) fn parse(body: &Value) -> Result<Self, ApiError> {
        let input = |message: &str| ApiError::Input(message.to_owned());
        let empty = serde_json::Map::new();
        let object = match body {
            Value::Null => &empty,
            Value::Object(object) => object,
            _ => return Err(input("the body must be a JSON object")),
        };
        if let Some(key) = object.keys().find(|key| !["cursor", "limit", "query"].contains(&key.as_str())) {
            let message = format!("unknown key \"{key}\" in the body; known are cursor, limit, query");
            return Err(ApiError::Input(message));
        }
        let mut limit = match object.get("limit") {
            None => None,
            Some(limit) => {
                let limit = limit.as_u64().filter(|limit| *limit > 0);
                Some(limit.ok_or_else(|| input("limit must be a whole number above 0"))?)
            }
        };
        let mut query = object.get("query").cloned();
        let mut after = None;
        if let Some(cursor) = object.get("cursor") {
            let cursor = cursor.as_str().and_then(Cursor::decode);
            let cursor = cursor.ok_or_else(|| input("cursor is none that an earlier answer gave"))?;
            limit = limit.or(u64::try_from(cursor.limit).ok());
            query = cursor.query;
            after = Some(cursor.after_id);
        }
        let predicate = query.as_ref().map(Predicate::parse_query).transpose()?;
        if let Some(predicate) = &predicate {
            check_fields(predicate)?;
        }
        let limit = limit.map_or(DEFAULT_LIMIT, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(Self { limit, after, query, predicate })
    }

    /// The answer, from all locations in the order of their identifiers.
    pub(super) fn answer(&self, all: &[Registered]) -> Value {
        let matching =
            |one: &&Registered| self.predicate.as_ref().is_none_or(|predicate| holds(predicate, one));
        let found: Vec<&Registered> = all.iter().filter(matching).collect();
        let rest = found.iter().filter(|one| self.after.as_ref().is_none_or(|after| one.id > *after));
        let mut page: Vec<&Registered> = rest.take(self.limit.saturating_add(1)).copied().collect();
        let mut page_info = json!({});
        if page.len() > self.limit {
            page.truncate(self.limit);
            if let Some(last) = page.last() {
                let (after_id, query) = (last.id.clone(), self.query.clone());
                page_info["nextCursor"] = Cursor { after_id, limit: self.limit, query }.encode().into();
            }
        }
        let items: Vec<Value> = page.into_iter().map(registered).collect();
        json!({ "items": items, "totalItems": found.len(), "pageInfo": page_info })
    }
}

impl Cursor {
    fn decode(text: &str) -> Option<Self> {
        serde_json::from_slice(&STANDARD.decode(text).ok()?).ok()
    }

    fn encode(&self) -> String {
        STANDARD.encode(json!(self).to_string())
    }
}

/// Refuses fields that no location has.
fn check_fields(predicate: &Predicate) -> Result<(), ApiError> {
    match predicate {
        Predicate::All(parts) | Predicate::Any(parts) => parts.iter().try_for_each(check_fields),
        Predicate::Not(part) => check_fields(part),
        Predicate::Scalar(_) => Ok(()),
        Predicate::Fields(fields) => fields.iter().try_for_each(|(field, _)| {
            let known = ["id", "type", "target", "entityref"].contains(&field.to_lowercase().as_str());
            let wrong = || {
                ApiError::Input(format!(
                    "locations have no field \"{field}\", only id, type, target and entityRef"
                ))
            };
            if known { Ok(()) } else { Err(wrong()) }
        }),
    }
}

fn holds(predicate: &Predicate, one: &Registered) -> bool {
    match predicate {
        Predicate::All(parts) => !parts.is_empty() && parts.iter().all(|part| holds(part, one)),
        Predicate::Any(parts) => parts.iter().any(|part| holds(part, one)),
        Predicate::Not(part) => !holds(part, one),
        Predicate::Scalar(_) => false,
        Predicate::Fields(fields) => fields.iter().all(|(field, matcher)| {
            let field = field.to_lowercase();
            let value = match field.as_str() {
                "id" => &one.id,
                "type" => &one.location.kind,
                "target" => &one.location.target,
                _ => &one.entity_ref,
            };
            field_holds(matcher, value, field == "id")
        }),
    }
}

fn field_holds(matcher: &Matcher, value: &str, is_id: bool) -> bool {
    let same = |scalar: &Scalar| scalar.text().to_lowercase() == value.to_lowercase();
    match matcher {
        Matcher::Equals(scalar) => same(scalar),
        Matcher::Exists(wanted) => *wanted,
        Matcher::In(scalars) if is_id => scalars.iter().any(|scalar| scalar.text() == value),
        Matcher::In(scalars) => scalars.iter().any(same),
        Matcher::HasPrefix(prefix) => value.to_lowercase().starts_with(&prefix.to_lowercase()),
        Matcher::Contains(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::LocationsRequest;
    use portico_entity::LocationRef;
    use portico_store::Registered;
    use serde_json::{Value, json};

    fn all() -> Vec<Registered> {
        let one = |id: &str, target: &str| Registered {
            id: id.into(),
            location: LocationRef::new("url", target),
            entity_ref: format!("location:default/{id}"),
        };
        vec![one("A1", "https://a.test/Shop"), one("b2", "https://b.test/x"), one("c3", "https://c.test/x")]
    }

    #[track_caller]
    fn check(query: Value, expect: &[&str]) {
        let request = LocationsRequest::parse(&json!({ "query": query })).expect("a good request");
        let answer = request.answer(&all());
        let ids: Vec<_> = answer["items"].as_array().expect("items").iter().map(|one| &one["id"]).collect();
        assert_eq!(ids, expect, "{query}");
    }

    #[test]
    fn locations_are_found_by_their_fields() {
        check(json!({"target": {"$hasPrefix": "HTTPS://a.test/shop"}}), &["A1"]);
        check(json!({"TYPE": "URL"}), &["A1", "b2", "c3"]);
        check(json!({"id": "a1"}), &["A1"]);
        check(json!({"id": {"$in": ["a1", "b2"]}}), &["b2"]);
        check(json!({"$all": []}), &[]);
        check(json!({"$any": []}), &[]);
        check(json!({"$not": {"entityRef": "location:default/b2"}}), &["A1", "c3"]);
        check(json!({"target": {"$contains": "https://b.test/x"}}), &[]);
        check(json!({}), &["A1", "b2", "c3"]);
    }

    #[test]
    fn a_cursor_goes_on_with_the_same_question() {
        let mut body = json!({"limit": 1, "query": {"target": {"$hasPrefix": "https://"}}});
        let mut seen = Vec::new();
        loop {
            let answer = LocationsRequest::parse(&body).expect("good").answer(&all());
            assert_eq!(answer["totalItems"], 3);
            seen.push(answer["items"][0]["id"].as_str().expect("one").to_owned());
            let Some(cursor) = answer["pageInfo"].get("nextCursor") else { break };
            body = json!({ "cursor": cursor });
        }
        assert_eq!(seen, ["A1", "b2", "c3"]);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for body in [
            json!({"limit": 0}),
            json!({"limit": "1"}),
            json!({"cursor": ""}),
            json!({"cursor": "zzz"}),
            json!({"other": 1}),
            json!({"query": {"owner": "x"}}),
            json!({"query": {"id": null}}),
            json!([]),
        ] {
            assert!(LocationsRequest::parse(&body).is_err(), "{body}");
        }
    }
}
