//! Which rows become entities: `status != retired`, `type in [service, library]`, `not archived`.

use super::{
    filters,
    template::{Expression, Scope, split_outside_quotes, unquoted},
};
use portico_settings::{ConfigError, Section};
use serde_json::Value;

/// A condition on a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    /// The value is there and says yes.
    Is(Expression),
    /// The value is this text.
    Equals(Expression, String),
    /// The value is one of these texts.
    In(Expression, Vec<String>),
    /// The list holds this item, or the text this piece.
    Contains(Expression, String),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Condition {
    /// Reads a condition: a text, a list of conditions that must all hold, or one of `{all: […]}`, `{any: […]}` and
    /// `{not: …}`.
    pub(super) fn read(value: &Value, path: &str) -> Result<Self, ConfigError> {
        let each = |items: &[Value], path: &str| {
            let items = items.iter().enumerate();
            items.map(|(index, item)| Self::read(item, &format!("{path}[{index}]"))).collect::<Result<_, _>>()
        };
        match value {
            Value::String(text) => Self::parse(text).map_err(|message| ConfigError::at(path, message)),
            Value::Array(items) => Ok(Self::All(each(items, path)?)),
            Value::Object(_) => {
                let section = Section::of(value, path)?;
                section.only(&["all", "any", "not"])?;
                let mut parts = Vec::new();
                for (key, value) in section.entries() {
                    let path = section.at(key);
                    parts.push(match key {
                        "not" => Self::Not(Box::new(Self::read(value, &path)?)),
                        "any" => Self::Any(each(section.list(key)?, &path)?),
                        _ => Self::All(each(section.list(key)?, &path)?),
                    });
                }
                Ok(Self::All(parts))
            }
            _ => Err(ConfigError::at(
                path,
                "must be a condition such as \"status != retired\", or a list of them",
            )),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let negate = |condition| Self::Not(Box::new(condition));
        if let Some(rest) = text.strip_prefix("not ") {
            return Ok(negate(Self::parse(rest)?));
        }
        for (operator, is_negated) in [(" != ", true), (" == ", false)] {
            if let Some((left, right)) = text.split_once(operator) {
                let equals = Self::Equals(Expression::parse(left)?, literal(right)?);
                return Ok(if is_negated { negate(equals) } else { equals });
            }
        }
        for (operator, is_negated) in [(" not in ", true), (" in ", false)] {
            if let Some((left, list)) = text.split_once(operator) {
                let list = list.trim().strip_prefix('[').and_then(|list| list.strip_suffix(']'));
                let list =
                    list.ok_or_else(|| format!("\"{text}\": behind \"in\" stands a list such as [a, b]"))?;
                let items =
                    split_outside_quotes(list, ',').into_iter().map(literal).collect::<Result<_, _>>()?;
                let among = Self::In(Expression::parse(left)?, items);
                return Ok(if is_negated { negate(among) } else { among });
            }
        }
        if let Some((left, right)) = text.split_once(" contains ") {
            return Ok(Self::Contains(Expression::parse(left)?, literal(right)?));
        }
        let only = Expression::parse(text);
        let advice = "write path, not path, path == text, path != text, path in [a, b], path not in [a, b] or path contains text";
        Ok(Self::Is(only.map_err(|message| format!("{message}; {advice}"))?))
    }

    /// Whether it holds.
    pub(super) fn holds(&self, scope: Scope<'_>) -> Result<bool, String> {
        Ok(match self {
            Self::Is(expression) => expression.value(scope)?.is_some_and(|value| is_yes(&value)),
            Self::Equals(expression, expected) => text(expression, scope)?.as_ref() == Some(expected),
            Self::In(expression, expected) => {
                text(expression, scope)?.is_some_and(|text| expected.contains(&text))
            }
            Self::Contains(expression, expected) => match expression.value(scope)? {
                Some(Value::Array(items)) => {
                    items.iter().any(|item| filters::text(item).is_ok_and(|text| text == *expected))
                }
                Some(value) => filters::text(&value)?.contains(expected),
                None => false,
            },
            Self::Not(inner) => !inner.holds(scope)?,
            Self::All(parts) => {
                for part in parts {
                    if !part.holds(scope)? {
                        return Ok(false);
                    }
                }
                true
            }
            Self::Any(parts) => {
                for part in parts {
                    if part.holds(scope)? {
                        return Ok(true);
                    }
                }
                false
            }
        })
    }
}

fn text(expression: &Expression, scope: Scope<'_>) -> Result<Option<String>, String> {
    expression.value(scope)?.as_ref().map(filters::text).transpose()
}

/// A text, with or without quotes.
fn literal(text: &str) -> Result<String, String> {
    let text = text.trim();
    match unquoted(text) {
        Some(inside) => Ok(inside.to_owned()),
        None if text.is_empty() => {
            Err("a text to compare with is missing; write '' for the empty one".to_owned())
        }
        None if text.contains(" == ") || text.contains(" != ") => {
            Err(format!("\"{text}\" compares again; write several conditions as a list"))
        }
        None => Ok(text.to_owned()),
    }
}

/// Whether a value counts as yes: not `false` (also as text, as CSV has it), not 0, not empty.
fn is_yes(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.eq_ignore_ascii_case("false"),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Condition, Scope};
    use serde_json::{Value, json};

    fn holds(condition: &Value) -> bool {
        let row = json!({
            "status": "Live", "kind": "a b", "count": 3, "none": null, "zero": 0, "off": "FALSE", "tags": ["x", "y"],
            "archived": false, "on": true,
        });
        Condition::read(condition, "if").unwrap().holds(Scope { row: &row, item: &row }).unwrap()
    }

    #[track_caller]
    fn check(condition: Value, expect: bool) {
        assert_eq!(holds(&condition), expect, "{condition}");
        assert_eq!(holds(&json!({"not": condition})), !expect, "not {condition}");
    }

    #[test]
    fn conditions_choose_rows() {
        check(json!("status == Live"), true);
        check(json!("status | lower == live"), true);
        check(json!("status != retired"), true);
        check(json!("gone != retired"), true);
        check(json!("gone == retired"), false);
        check(json!("kind == 'a b'"), true);
        check(json!("count == 3"), true);
        check(json!("status in [Draft, \"Live\"]"), true);
        check(json!("status not in [Draft, Live]"), false);
        check(json!("gone in [a]"), false);
        check(json!("tags contains y"), true);
        check(json!("status contains iv"), true);
        check(json!("tags contains z"), false);
        for no in ["none", "gone", "zero", "off", "archived"] {
            check(json!(no), false);
            check(json!(format!("not {no}")), true);
        }
        check(json!("on"), true);
        check(json!(["on", "not archived"]), true);
        check(json!(["on", "archived"]), false);
        check(json!({"any": ["archived", "on"]}), true);
        check(json!({"all": ["archived", "on"]}), false);
        check(json!([{"any": []}]), false);
        check(json!([]), true);
    }

    #[test]
    fn mistakes_name_their_place() {
        let wrong = [
            json!("a =="),
            json!(3),
            json!("a in b"),
            json!({"some": []}),
            json!("a == b == c"),
            json!("(a)"),
        ];
        for wrong in wrong {
            let error = Condition::read(&json!(["on", wrong.clone()]), "x.if").unwrap_err();
            assert!(error.path.starts_with("x.if[1]"), "{wrong}: {error}");
        }
    }
}
