//! The `filter` parameters of the query string, turned into a predicate.

use crate::error::QueryError;
use crate::predicate::Predicate;

/// Reads all `filter` parameters of a request: any of them must hold. None when they restrict
/// nothing.
pub fn parse_filters<S: AsRef<str>>(filters: &[S]) -> Result<Option<Predicate>, QueryError> {
    let mut sets = Vec::new();
    for filter in filters {
        sets.extend(parse_filter(filter.as_ref())?);
    }
    Ok(unwrap_single(sets, Predicate::Any))
}

/// Reads one parameter: comma-separated conditions which all must hold.
fn parse_filter(filter: &str) -> Result<Option<Predicate>, QueryError> {
    let mut conditions: Vec<(&str, Vec<String>)> = Vec::new();
    for statement in filter.split(',').map(str::trim).filter(|statement| !statement.is_empty()) {
        let (key, value) = match statement.split_once('=') {
            Some((key, value)) => (key.trim(), Some(value.trim())),
            None => (statement, None),
        };
        if key.is_empty() {
            return Err(QueryError::input(format!(
                "invalid filter: \"{statement}\" has no key; write key=value, key= or key"
            )));
        }
        let at = conditions.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            conditions.push((key, Vec::new()));
            conditions.len() - 1
        });
        conditions[at].1.extend(value.map(str::to_owned));
    }
    let parts = conditions.into_iter().map(|(key, values)| condition(key, values)).collect();
    Ok(unwrap_single(parts, Predicate::All))
}

/// A key without values must be present; a bare key beside values adds nothing.
fn condition(key: &str, mut values: Vec<String>) -> Predicate {
    match values.len() {
        0 => Predicate::exists(key),
        1 => Predicate::equals(key, values.remove(0)),
        _ => Predicate::is_in(key, values),
    }
}

/// One part stands for itself, none is none, several are joined.
fn unwrap_single(mut parts: Vec<Predicate>, join: fn(Vec<Predicate>) -> Predicate) -> Option<Predicate> {
    if parts.len() > 1 { Some(join(parts)) } else { parts.pop() }
}

#[cfg(test)]
mod tests {
    use super::parse_filters;
    use serde_json::{Value, json};

    #[track_caller]
    fn check(filters: &[&str], expect: Value) {
        let found = parse_filters(filters).unwrap().map_or(Value::Null, |predicate| predicate.to_json());
        assert_eq!(found, expect, "{filters:?}");
    }

    #[test]
    fn filters_become_predicates() {
        check(&[], Value::Null);
        check(&[",, ,"], Value::Null);
        check(&["kind=a"], json!({"kind": "a"}));
        check(&["", "kind=a"], json!({"kind": "a"}));
        check(&["kind=a,kind=b"], json!({"kind": {"$in": ["a", "b"]}}));
        check(&["a,b= c=d "], json!({"$all": [{"a": {"$exists": true}}, {"b": "c=d"}]}));
        check(&["a,a="], json!({"a": ""}));
        check(&["a", "b"], json!({"$any": [{"a": {"$exists": true}}, {"b": {"$exists": true}}]}));
        assert_eq!(parse_filters(&["a, =x"]).unwrap_err().name(), "InputError");
    }
}
