//! Fields for texts, numbers and yes or no, and lists.

use super::{Builder, Spot, choices};
use crate::{
    defaults::fresh,
    effective::{effective, type_of},
    field::{Choice, ChoiceStyle, Control, Field, List, Number, Text, TextKind},
    limits::ENTRIES,
    ui::Ui,
};
use serde_json::Value;

pub(super) fn control(of_type: &str, schema: &Value, field: &mut Field) -> Control {
    match of_type {
        "boolean" => boolean(schema, field),
        "number" | "integer" => number(of_type == "integer", schema, field),
        "null" => Control::Nothing,
        _ => text(schema, field),
    }
}

pub(super) fn unknown_widget(name: &str, field: &mut Field) {
    field.note =
        Some(format!("The widget \u{201c}{name}\u{201d} is not known here, so the usual one is shown."));
}

fn boolean(schema: &Value, field: &mut Field) -> Control {
    let style = match Ui(schema).text("widget").as_deref() {
        None | Some("checkbox") => return Control::Checkbox,
        Some("radio") => ChoiceStyle::Radio,
        Some("select") => ChoiceStyle::Select,
        Some(other) => {
            unknown_widget(other, field);
            return Control::Checkbox;
        }
    };
    let both = serde_json::json!({ "enum": [true, false] });
    let options: Vec<Choice> = choices::options(&both, schema);
    Control::Choice { style, options }
}

fn number(is_whole: bool, schema: &Value, field: &mut Field) -> Control {
    let is_range = match Ui(schema).text("widget").as_deref() {
        Some("range") => true,
        None | Some("updown" | "text") => false,
        Some(other) => {
            unknown_widget(other, field);
            false
        }
    };
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let above = |key: &str, by: f64| bound(key).map(|bound| if is_whole { bound + by } else { bound });
    Control::Number(Number {
        is_range,
        is_whole,
        least: bound("minimum").or_else(|| above("exclusiveMinimum", 1.0)),
        most: bound("maximum").or_else(|| above("exclusiveMaximum", -1.0)),
        step: bound("multipleOf").filter(|step| *step > 0.0),
    })
}

fn text(schema: &Value, field: &mut Field) -> Control {
    let ui = Ui(schema);
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    let by_format = match format {
        "email" => TextKind::Line("email"),
        "uri" | "url" => TextKind::Line("url"),
        "date" => TextKind::Line("date"),
        "date-time" => TextKind::Line("datetime-local"),
        "time" => TextKind::Line("time"),
        "color" => TextKind::Line("color"),
        "data-url" => TextKind::File,
        _ => TextKind::Line("text"),
    };
    let rows = ui.number("rows").unwrap_or(5).clamp(1, 40);
    let kind = match ui.text("widget").as_deref() {
        None => by_input_type(ui).unwrap_or(by_format),
        Some("password") => return Control::Secret { name: None },
        Some("textarea") => TextKind::Area(rows),
        Some("email") => TextKind::Line("email"),
        Some("uri" | "url" | "URLWidget") => TextKind::Line("url"),
        Some("date" | "alt-date") => TextKind::Line("date"),
        Some("date-time" | "alt-datetime" | "datetime") => TextKind::Line("datetime-local"),
        Some("time") => TextKind::Line("time"),
        Some("color") => TextKind::Line("color"),
        Some("tel") => TextKind::Line("tel"),
        Some("text") => TextKind::Line("text"),
        Some("file") => TextKind::File,
        Some(other) => {
            unknown_widget(other, field);
            by_format
        }
    };
    if kind == TextKind::File {
        field.note =
            Some("Files are not sent with this form: give the content as a data: address.".to_owned());
    }
    if kind == TextKind::Line("datetime-local") && field.help.is_none() {
        field.help = Some("In universal time (UTC).".to_owned());
    }
    let suggestions = schema.get("examples").and_then(Value::as_array).into_iter().flatten();
    let length = |key: &str| schema.get(key).and_then(Value::as_u64);
    Control::Text(Text {
        kind,
        suggestions: suggestions.filter_map(Value::as_str).map(str::to_owned).collect(),
        least: length("minLength"),
        most: length("maxLength"),
    })
}

fn by_input_type(ui: Ui<'_>) -> Option<TextKind> {
    const KNOWN: [&str; 8] = ["text", "email", "url", "date", "datetime-local", "time", "color", "tel"];
    let wanted = ui.text("inputType")?;
    KNOWN.into_iter().find(|known| *known == wanted).map(TextKind::Line)
}

impl Builder<'_> {
    /// Entries of a list, or the values of a choice of which several may be taken.
    pub(super) fn list(&mut self, schema: &Value, spot: &Spot, field: &mut Field) -> Control {
        let ui = Ui(schema);
        let nothing = Value::Object(serde_json::Map::new());
        let items = schema.get("items").unwrap_or(&nothing);
        if !items.is_array() {
            let item = effective(self.page, items, None);
            let is_unique = schema.get("uniqueItems") == Some(&Value::Bool(true));
            let has_widget = matches!(ui.text("widget").as_deref(), Some("checkboxes" | "select"));
            if choices::is_choice(&item) && (is_unique || has_widget) {
                return Control::Checks { options: choices::options(&item, schema) };
            }
        }
        if let Some(other) = ui.text("widget") {
            unknown_widget(&other, field);
        }
        let fixed = items.as_array().map_or(0, Vec::len);
        let further =
            if fixed > 0 { schema.get("additionalItems").filter(|one| one.is_object()) } else { Some(items) };
        let count = self.value(&spot.pointer).and_then(Value::as_array).map_or(0, Vec::len).min(ENTRIES);
        let count = count.max(fixed.min(ENTRIES));
        let mut entries = Vec::new();
        for at in 0..count {
            let of_entry = items.get(at).filter(|_| at < fixed).or(further);
            let Some(of_entry) = of_entry else { break };
            entries.extend(self.entry(of_entry, at, schema, spot));
        }
        let bound = |key: &str, otherwise: u64| {
            schema.get(key).and_then(Value::as_u64).unwrap_or(otherwise).min(ENTRIES as u64) as usize
        };
        let is_free = !spot.is_disabled && !spot.is_readonly;
        Control::List(List {
            can_add: is_free
                && further.is_some()
                && !ui.is_not("addable")
                && count < bound("maxItems", u64::MAX),
            can_remove: is_free && !ui.is_not("removable") && count > bound("minItems", 0).max(fixed),
            can_move: is_free && !ui.is_not("orderable"),
            fresh: further.map_or(Value::Null, |further| fresh(self.page, further)),
            fixed,
            entries,
        })
    }

    fn entry(&mut self, of_entry: &Value, at: usize, list: &Value, spot: &Spot) -> Option<Field> {
        let is_alone = matches!(type_of(&effective(self.page, of_entry, None)), "object");
        let spot = Spot {
            pointer: format!("{}/{at}", spot.pointer),
            key: format!("{} {}", singular(list), at + 1),
            is_required: true,
            keeps_place: true,
            depth: spot.depth + 1,
            ..spot.clone()
        };
        let mut field = self.field(of_entry, &spot)?;
        // A title that all entries share tells none of them apart.
        if is_alone || of_entry.get("title").is_some() {
            let title = of_entry.get("title").and_then(Value::as_str).unwrap_or("Entry");
            field.title = format!("{title} {}", at + 1);
        }
        Some(field)
    }
}

/// What an entry of a list is called.
fn singular(list: &Value) -> String {
    crate::ui::text(list, "title").unwrap_or_else(|| "Entry".to_owned())
}
