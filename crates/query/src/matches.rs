//! Predicates evaluated against one value in memory, as the browser-side library does it.
//!
//! This is not how requests are answered: here names are case-sensitive, lists equal nothing and
//! `true` is not the text `true`.

use serde_json::Value;

use crate::number::number_text;
use crate::path::value_at;
use crate::predicate::{Matcher, Predicate, Scalar};

/// Whether `value` satisfies `predicate`.
pub fn matches(predicate: &Predicate, value: &Value) -> bool {
    match predicate {
        Predicate::All(parts) => parts.iter().all(|part| matches(part, value)),
        Predicate::Any(parts) => parts.iter().any(|part| matches(part, value)),
        Predicate::Not(part) => !matches(part, value),
        Predicate::Scalar(scalar) => equals(value, scalar),
        Predicate::Fields(fields) => {
            fields.iter().all(|(field, matcher)| field_matches(matcher, value_at(value, field)))
        }
    }
}

fn field_matches(matcher: &Matcher, value: Option<&Value>) -> bool {
    let Some(value) = value else { return matches!(matcher, Matcher::Exists(false)) };
    match matcher {
        Matcher::Exists(wanted) => *wanted,
        Matcher::Equals(scalar) => equals(value, scalar),
        Matcher::In(scalars) => scalars.iter().any(|scalar| equals(value, scalar)),
        Matcher::HasPrefix(prefix) => {
            value.as_str().is_some_and(|text| text.to_uppercase().starts_with(&prefix.to_uppercase()))
        }
        Matcher::Contains(inner) => {
            value.as_array().is_some_and(|items| items.iter().any(|item| matches(inner, item)))
        }
    }
}

/// Texts are compared by their upper case, as the library does: `ß` equals `SS`.
fn equals(value: &Value, scalar: &Scalar) -> bool {
    match (value, scalar) {
        (Value::String(text), Scalar::Text(wanted)) => text.to_uppercase() == wanted.to_uppercase(),
        (Value::Bool(flag), Scalar::Bool(wanted)) => flag == wanted,
        (Value::Number(number), Scalar::Number(wanted)) => number_text(number) == number_text(wanted),
        (Value::Number(number), Scalar::Text(text)) | (Value::String(text), Scalar::Number(number)) => {
            number_text(number) == *text
        }
        _ => false,
    }
}
