//! What is wrong with a value, in people's words: what to enter, not what a schema says.

use crate::{
    build::spoken,
    check::Violation,
    field::{Control, Field, TextKind},
};
use serde_json::Value;

/// The words for a violation at a field, if it is the field's own.
pub(crate) fn words(violation: &Violation, field: Option<&Field>) -> String {
    let argument = &violation.argument;
    let count = |one: &str, many: &str| match argument.as_u64() {
        Some(1) => format!("1 {one}"),
        _ => format!("{argument} {many}"),
    };
    match violation.name {
        "required" => required(violation, field),
        "dependencies" => format!("Enter this, too: {} needs it.", by(violation)),
        "type" => of_type(argument),
        "enum" => "Choose one of the values that are offered.".to_owned(),
        "const" if *argument == Value::Bool(true) => "Tick this box to go on.".to_owned(),
        "const" => format!("Only \u{201c}{}\u{201d} is possible here.", spoken(argument)),
        "format" => of_format(argument.as_str().unwrap_or_default()),
        "minLength" if violation.instance.as_str() == Some("") => "Enter a value.".to_owned(),
        "minLength" => format!("Enter at least {}.", count("letter", "letters")),
        "maxLength" => {
            let length = violation.instance.as_str().map_or(0, |text| text.chars().count());
            format!("Enter at most {}; these are {length}.", count("letter", "letters"))
        }
        "pattern" => pattern(violation),
        "minimum" => format!("Enter {argument} or more."),
        "maximum" => format!("Enter {argument} or less."),
        "exclusiveMinimum" => format!("Enter more than {argument}."),
        "exclusiveMaximum" => format!("Enter less than {argument}."),
        "multipleOf" => format!("Enter a multiple of {argument}."),
        "minItems" if is_choice(field) => format!("Choose at least {argument}."),
        "maxItems" if is_choice(field) => format!("Choose at most {argument}."),
        "minItems" => format!("Add entries: at least {}.", count("is needed", "are needed")),
        "maxItems" => format!("Take entries away: at most {}.", count("is possible", "are possible")),
        "uniqueItems" => "Two entries are the same. Change or remove one of them.".to_owned(),
        "contains" => "One entry that is needed is missing.".to_owned(),
        "minProperties" => format!("Fill in at least {}.", count("field", "fields")),
        "maxProperties" => format!("Fill in at most {}.", count("field", "fields")),
        "additionalProperties" => {
            format!("\u{201c}{}\u{201d} has no place here. Take it away.", spoken(argument))
        }
        "items" => "There are more entries than possible. Take some away.".to_owned(),
        "anyOf" | "oneOf" | "allOf" | "not" => {
            "These values do not fit together. Check them against the description.".to_owned()
        }
        _ => "This value is not possible here.".to_owned(),
    }
}

fn required(violation: &Violation, field: Option<&Field>) -> String {
    let Some(field) = field else {
        return format!("\u{201c}{}\u{201d} is needed, too.", spoken(&violation.argument));
    };
    match &field.control {
        Control::Choice { .. } => "Choose one.".to_owned(),
        Control::Checks { .. } => "Choose at least one.".to_owned(),
        Control::Picker(_) => "Choose or enter a value.".to_owned(),
        Control::Checkbox => "Say yes or no: tick the box, or tick it and take the tick away.".to_owned(),
        Control::List(_) => "Add an entry.".to_owned(),
        Control::Number(_) => "Enter a number.".to_owned(),
        Control::Text(text) if text.kind == TextKind::Line("date") => "Enter a date.".to_owned(),
        _ => "Enter a value.".to_owned(),
    }
}

/// What it is that needs another value.
fn by(violation: &Violation) -> String {
    let words = violation.message.rsplit("required by instance.").next().unwrap_or_default();
    format!("\u{201c}{words}\u{201d}")
}

fn is_choice(field: Option<&Field>) -> bool {
    field.is_some_and(|field| matches!(field.control, Control::Checks { .. } | Control::Picker(_)))
}

fn of_type(types: &Value) -> String {
    let first = types.get(0).and_then(Value::as_str).unwrap_or_default();
    match first {
        "integer" => "Enter a whole number.",
        "number" => "Enter a number.",
        "boolean" => "Say yes or no.",
        "array" => "This must be a list.",
        "object" => "This must be several values together.",
        "string" => "Enter a text.",
        _ => "This value is not possible here.",
    }
    .to_owned()
}

fn of_format(format: &str) -> String {
    match format {
        "email" | "idn-email" => "Enter an e-mail address, such as name@example.com.",
        "uri" | "url" => "Enter an address, such as https://example.com.",
        "date" => "Enter a date as year-month-day, such as 2026-11-21.",
        "time" => "Enter a time, such as 14:30:00.",
        "date-time" => "Enter a date and a time, such as 2026-11-21T14:30:00Z.",
        "ipv4" | "ip-address" => "Enter an IPv4 address, such as 192.0.2.1.",
        "ipv6" => "Enter an IPv6 address, such as 2001:db8::1.",
        "hostname" | "host-name" => "Enter the name of a host, such as www.example.com.",
        "color" => "Enter a colour, such as #0e6f5f.",
        "uuid" => "Enter a UUID, such as 123e4567-e89b-12d3-a456-426614174000.",
        other => return format!("The value does not have the form \u{201c}{other}\u{201d}."),
    }
    .to_owned()
}

/// Authors may say it better than their pattern.
fn pattern(violation: &Violation) -> String {
    let said = |key: &str| {
        let said = violation.schema.get(key)?;
        said.as_str().or_else(|| said.get("pattern").and_then(Value::as_str)).map(str::to_owned)
    };
    said("errorMessage").or_else(|| said("patternErrorMessage")).unwrap_or_else(|| {
        format!("The value must match the pattern {}.", violation.argument.as_str().unwrap_or_default())
    })
}
