//! Fields that offer some values: `enum`, and `oneOf` whose alternatives are but one value each.

use crate::{
    effective::{alternatives, constant},
    field::{Choice, ChoiceStyle, Control, Field, plain},
    limits::CHOICES,
    ui::{Ui, text},
};
use serde_json::Value;

/// Whether a schema offers some values.
pub(super) fn is_choice(schema: &Value) -> bool {
    let is_listed = schema.get("enum").and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    let is_of_constants =
        alternatives(schema).is_some_and(|list| list.iter().all(|one| constant(one).is_some()));
    is_listed || (is_of_constants && schema.get("properties").is_none())
}

pub(super) fn control(schema: &Value, field: &mut Field) -> Control {
    let options = options(schema, schema);
    let style = match Ui(schema).text("widget").as_deref() {
        Some("radio") => ChoiceStyle::Radio,
        None | Some("select") => ChoiceStyle::Select,
        Some(other) => {
            super::plain::unknown_widget(other, field);
            ChoiceStyle::Select
        }
    };
    Control::Choice { style, options }
}

/// The values of a choice; their names may stand beside the list that holds it.
pub(super) fn options(schema: &Value, around: &Value) -> Vec<Choice> {
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let named = named(schema).or_else(|| named(around));
        let label = |(at, value): (usize, &Value)| match &named {
            Some(Value::Array(names)) => names.get(at).map(plain),
            Some(Value::Object(names)) => names.get(&plain(value)).map(plain),
            _ => None,
        };
        let disabled = Ui(schema).get("enumDisabled").or_else(|| Ui(around).get("enumDisabled"));
        let is_disabled =
            |value: &Value| disabled.and_then(Value::as_array).is_some_and(|list| list.contains(value));
        let choice = |(at, value): (usize, &Value)| Choice {
            value: value.clone(),
            label: label((at, value)).filter(|label| !label.is_empty()).unwrap_or_else(|| spoken(value)),
            is_disabled: is_disabled(value),
        };
        return values.iter().take(CHOICES).enumerate().map(choice).collect();
    }
    let list = alternatives(schema).into_iter().flatten().take(CHOICES);
    list.filter_map(|one| {
        let value = constant(one)?.clone();
        let label = text(one, "title").unwrap_or_else(|| spoken(&value));
        Some(Choice { value, label, is_disabled: false })
    })
    .collect()
}

fn named(schema: &Value) -> Option<Value> {
    Ui(schema).get("enumNames").or_else(|| schema.get("enumNames")).cloned()
}

/// A value in words.
pub(crate) fn spoken(value: &Value) -> String {
    match value {
        Value::Bool(true) => "Yes".to_owned(),
        Value::Bool(false) => "No".to_owned(),
        Value::Null => "None".to_owned(),
        other => plain(other),
    }
}
