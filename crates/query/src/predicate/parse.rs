//! Predicates read from JSON. Messages name the place, as `query.$all[1].spec.type`.

use serde_json::{Map, Value};

use super::{Matcher, Predicate, Scalar};
use crate::error::QueryError;
use crate::limits::MAX_PREDICATE_DEPTH;

/// Who will evaluate the predicate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    InMemory,
    Index,
}

type Object = Map<String, Value>;

pub(super) fn predicate(value: &Value, dialect: Dialect) -> Result<Predicate, QueryError> {
    Reader { dialect }.predicate(value, "query", 0)
}

struct Reader {
    dialect: Dialect,
}

fn wrong(place: &str, what: &str) -> QueryError {
    QueryError::input(format!("invalid {place}: {what}"))
}

impl Reader {
    fn predicate(&self, value: &Value, place: &str, depth: usize) -> Result<Predicate, QueryError> {
        if depth > MAX_PREDICATE_DEPTH {
            return Err(wrong("query", &format!("nested deeper than {MAX_PREDICATE_DEPTH} levels")));
        }
        if let Value::Object(object) = value {
            return self.object(object, place, depth);
        }
        match (scalar(value), self.dialect) {
            (Some(scalar), Dialect::InMemory) => Ok(Predicate::Scalar(scalar)),
            (Some(_), Dialect::Index) => {
                Err(wrong(place, &format!("expected an object such as {{\"kind\": {value}}}")))
            }
            (None, _) => Err(wrong(place, "expected an object, found null or a list")),
        }
    }

    fn object(&self, object: &Object, place: &str, depth: usize) -> Result<Predicate, QueryError> {
        let operator = object.iter().find(|(key, _)| key.starts_with('$'));
        let Some((key, value)) = operator else {
            return self.fields(object, place, depth);
        };
        if object.len() > 1 {
            return Err(wrong(
                place,
                &format!("{key} must be the only key of its object; combine with $all"),
            ));
        }
        let place = format!("{place}.{key}");
        match key.as_str() {
            "$all" => Ok(Predicate::All(self.list(value, &place, depth)?)),
            "$any" => Ok(Predicate::Any(self.list(value, &place, depth)?)),
            "$not" => Ok(Predicate::Not(Box::new(self.predicate(value, &place, depth + 1)?))),
            _ => Err(wrong(&place, "unknown operator; here $all, $any and $not are known")),
        }
    }

    fn list(&self, value: &Value, place: &str, depth: usize) -> Result<Vec<Predicate>, QueryError> {
        let parts = value.as_array().ok_or_else(|| wrong(place, "expected a list of predicates"))?;
        let read = |(at, part)| self.predicate(part, &format!("{place}[{at}]"), depth + 1);
        parts.iter().enumerate().map(read).collect()
    }

    fn fields(&self, object: &Object, place: &str, depth: usize) -> Result<Predicate, QueryError> {
        let read = |(field, value): (&String, &Value)| {
            let matcher = self.matcher(field, value, &format!("{place}.{field}"), depth)?;
            Ok((field.clone(), matcher))
        };
        Ok(Predicate::Fields(object.iter().map(read).collect::<Result<_, QueryError>>()?))
    }

    fn matcher(&self, field: &str, value: &Value, place: &str, depth: usize) -> Result<Matcher, QueryError> {
        const EXPECTED: &str = "expected a text, number or boolean, or an object with one of $exists, $in, \
                                $hasPrefix and $contains";
        if let Some(scalar) = scalar(value) {
            return Ok(Matcher::Equals(scalar));
        }
        let object = value.as_object().filter(|object| object.len() == 1);
        let (operator, operand) =
            object.and_then(|object| object.iter().next()).ok_or_else(|| wrong(place, EXPECTED))?;
        let place = format!("{place}.{operator}");
        match operator.as_str() {
            "$exists" => {
                operand.as_bool().map(Matcher::Exists).ok_or_else(|| wrong(&place, "expected true or false"))
            }
            "$in" => scalars(operand)
                .map(Matcher::In)
                .ok_or_else(|| wrong(&place, "expected a list of texts, numbers or booleans")),
            "$hasPrefix" => operand
                .as_str()
                .map(|prefix| Matcher::HasPrefix(prefix.to_owned()))
                .ok_or_else(|| wrong(&place, "expected a text")),
            "$contains" if self.dialect == Dialect::Index => index_contains(field, operand, &place),
            "$contains" => Ok(Matcher::Contains(Box::new(self.predicate(operand, &place, depth + 1)?))),
            _ => Err(wrong(&place, EXPECTED)),
        }
    }
}

/// `$contains` as far as the index can answer it: a scalar, or a relation.
fn index_contains(field: &str, operand: &Value, place: &str) -> Result<Matcher, QueryError> {
    let contains = |inner| Ok(Matcher::Contains(Box::new(inner)));
    if let Some(scalar) = scalar(operand) {
        return contains(Predicate::Scalar(scalar));
    }
    let object = operand.as_object().ok_or_else(|| wrong(place, "expected a scalar or an object"))?;
    if field.to_lowercase() != "relations" {
        return Err(wrong(place, "objects are supported for the field \"relations\" only"));
    }
    let mut kind = None;
    let mut target = None;
    for (key, value) in object {
        let seen = match key.to_lowercase().as_str() {
            "type" => kind.replace(relation_type(value, place)?),
            "targetref" => target.replace(relation_target(value, place)?),
            _ => return Err(wrong(place, &format!("unknown key \"{key}\"; use type and targetRef"))),
        };
        if seen.is_some() {
            return Err(wrong(place, &format!("the key \"{key}\" occurs twice")));
        }
    }
    let kind = kind.ok_or_else(|| wrong(place, "a relation needs a \"type\""))?;
    let mut fields = vec![("type".to_owned(), kind)];
    fields.extend(target.map(|target| ("targetRef".to_owned(), target)));
    contains(Predicate::Fields(fields))
}

fn relation_type(value: &Value, place: &str) -> Result<Matcher, QueryError> {
    let kind = value.as_str().filter(|kind| !kind.is_empty());
    let kind = kind.ok_or_else(|| wrong(place, "the \"type\" must be a text that is not empty"))?;
    Ok(Matcher::Equals(Scalar::Text(kind.to_owned())))
}

fn relation_target(value: &Value, place: &str) -> Result<Matcher, QueryError> {
    if let Some(target) = value.as_str() {
        return Ok(Matcher::Equals(Scalar::Text(target.to_owned())));
    }
    let expected = || wrong(place, "\"targetRef\" must be a text or {\"$in\": [texts]}, not empty");
    let object = value.as_object().filter(|object| object.len() == 1).ok_or_else(expected)?;
    let targets = object.get("$in").and_then(Value::as_array).filter(|list| !list.is_empty());
    let text = |item: &Value| item.as_str().map(|text| Scalar::Text(text.to_owned()));
    let targets: Option<Vec<Scalar>> = targets.ok_or_else(expected)?.iter().map(text).collect();
    targets.map(Matcher::In).ok_or_else(expected)
}

fn scalar(value: &Value) -> Option<Scalar> {
    match value {
        Value::String(text) => Some(Scalar::Text(text.clone())),
        Value::Number(number) => Some(Scalar::Number(number.clone())),
        Value::Bool(flag) => Some(Scalar::Bool(*flag)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn scalars(value: &Value) -> Option<Vec<Scalar>> {
    value.as_array()?.iter().map(scalar).collect()
}
