//! The controls for texts, numbers and choices: the browser's own.

use super::{escape, field::Writer};
use crate::field::{Choice, Control, Field, Number, Text, TextKind, plain};
use serde_json::Value;

impl Writer<'_> {
    /// The attributes that all controls of a field have.
    pub(super) fn common(&self, field: &Field) -> String {
        let mut html = format!(" id=\"{}\" name=\"{}\"", field.id(), escape(&field.name()));
        html.push_str(&self.state(field));
        html
    }

    /// The same without identifier and name.
    pub(super) fn state(&self, field: &Field) -> String {
        let takes_text = matches!(
            field.control,
            Control::Text(_)
                | Control::Number(_)
                | Control::Pairs { .. }
                | Control::Picker(_)
                | Control::Secret { .. }
        );
        let mut html = self.described(field);
        if self.problem(field).is_some() {
            html.push_str(" aria-invalid=\"true\"");
        }
        if field.is_required {
            html.push_str(" required");
        }
        // The browser lets only texts be read and not changed.
        if field.is_disabled || (field.is_readonly && !takes_text) {
            html.push_str(" disabled");
        }
        if field.has_focus {
            html.push_str(" autofocus");
        }
        if takes_text {
            if field.is_readonly {
                html.push_str(" readonly");
            }
            if let Some(placeholder) = &field.placeholder {
                html.push_str(&format!(" placeholder=\"{}\"", escape(placeholder)));
            }
            let autocomplete = field.autocomplete.as_deref().unwrap_or("off");
            html.push_str(&format!(" autocomplete=\"{}\"", escape(autocomplete)));
        }
        html
    }

    pub(super) fn text_of(&self, field: &Field) -> String {
        self.values.pointer(&field.pointer).map(plain).unwrap_or_default()
    }

    pub(super) fn control(&mut self, field: &Field) {
        match &field.control {
            Control::Text(text) => self.text(field, text),
            Control::Number(number) => self.number(field, number),
            Control::Choice { options, .. } => self.select(field, options),
            Control::Pairs { known, .. } => self.pairs(field, known),
            Control::Picker(picker) => self.picker(field, picker),
            _ => {}
        }
    }

    fn text(&mut self, field: &Field, text: &Text) {
        let value = self.text_of(field);
        let common = self.common(field);
        match text.kind {
            TextKind::Area(_) | TextKind::File => {
                let rows = if let TextKind::Area(rows) = text.kind { rows } else { 3 };
                // A line end right behind the tag is dropped.
                self.push(&format!("<textarea{common} rows=\"{rows}\">\n{}</textarea>", escape(&value)));
            }
            TextKind::Line(of_type) => {
                let shown = match of_type {
                    "datetime-local" => value.strip_suffix('Z').unwrap_or(&value),
                    _ => value.as_str(),
                };
                let list = format!("{}-offers", field.id());
                let named =
                    if text.suggestions.is_empty() { String::new() } else { format!(" list=\"{list}\"") };
                let seconds = if matches!(of_type, "datetime-local" | "time") { " step=\"1\"" } else { "" };
                self.push(&format!(
                    "<input type=\"{of_type}\" value=\"{}\"{common}{named}{seconds}>",
                    escape(shown)
                ));
                if !text.suggestions.is_empty() {
                    let options = text.suggestions.iter().map(|one| (one.as_str(), ""));
                    self.datalist(&list, options);
                }
            }
        }
    }

    /// Values that the browser proposes, with a word on each.
    pub(super) fn datalist<'t>(&mut self, id: &str, options: impl Iterator<Item = (&'t str, &'t str)>) {
        let mut html = format!("<datalist id=\"{id}\">");
        for (value, label) in options {
            let label =
                if label.is_empty() { String::new() } else { format!(" label=\"{}\"", escape(label)) };
            html.push_str(&format!("<option value=\"{}\"{label}></option>", escape(value)));
        }
        html.push_str("</datalist>");
        self.push(&html);
    }

    fn number(&mut self, field: &Field, number: &Number) {
        let value = self.text_of(field);
        let common = self.common(field);
        let bound = |name: &str, bound: Option<f64>| {
            bound.map(|bound| format!(" {name}=\"{}\"", shown(bound))).unwrap_or_default()
        };
        if number.is_range {
            let step = number.step.unwrap_or(if number.is_whole { 1.0 } else { 0.01 });
            let (least, most) = (number.least.unwrap_or(0.0), number.most.unwrap_or(100.0));
            let html = format!(
                "<span class=\"form-range\"><input type=\"range\" value=\"{}\"{common} min=\"{}\" max=\"{}\" step=\"{}\">\
                 <output for=\"{}\">{}</output></span>",
                escape(&value),
                shown(least),
                shown(most),
                shown(step),
                field.id(),
                escape(&value)
            );
            return self.push(&html);
        }
        // A browser's number field shows and sends nothing for what is no number, so such a text would be lost.
        let is_number = value.is_empty() || value.parse::<f64>().is_ok();
        let of_type = if is_number { "number" } else { "text" };
        let step = match (number.step, number.is_whole) {
            (Some(step), _) => format!(" step=\"{}\"", shown(step)),
            (None, true) => " step=\"1\"".to_owned(),
            (None, false) => " step=\"any\"".to_owned(),
        };
        let html = format!(
            "<input type=\"{of_type}\" inputmode=\"{}\" value=\"{}\"{common}{}{}{step}>",
            if number.is_whole { "numeric" } else { "decimal" },
            escape(&value),
            bound("min", number.least),
            bound("max", number.most)
        );
        self.push(&html);
        if field.description.is_none() && field.help.is_none() {
            let words = match (number.least, number.most) {
                (Some(least), Some(most)) => format!("Between {} and {}.", shown(least), shown(most)),
                (Some(least), None) => format!("{} or more.", shown(least)),
                (None, Some(most)) => format!("{} or less.", shown(most)),
                (None, None) => return,
            };
            self.push(&format!("<p class=\"form-help\">{words}</p>"));
        }
    }

    fn select(&mut self, field: &Field, options: &[Choice]) {
        let current = self.values.pointer(&field.pointer);
        let is_chosen =
            |option: &Choice| current.is_some_and(|value| crate::check::same(value, &option.value));
        let common = self.common(field);
        let mut html = format!("<select{common}>");
        if !field.is_required || !options.iter().any(is_chosen) {
            let word = field.placeholder.as_deref().unwrap_or(if field.is_required {
                "Choose\u{2026}"
            } else {
                "None"
            });
            html.push_str(&format!("<option value=\"\">{}</option>", escape(word)));
        }
        for option in options {
            let selected = if is_chosen(option) { " selected" } else { "" };
            let disabled = if option.is_disabled { " disabled" } else { "" };
            html.push_str(&format!(
                "<option value=\"{}\"{selected}{disabled}>{}</option>",
                escape(&option.text()),
                escape(&option.label)
            ));
        }
        html.push_str("</select>");
        self.push(&html);
    }

    pub(super) fn checkbox(&mut self, field: &Field) {
        let is_on = self.values.pointer(&field.pointer) == Some(&Value::Bool(true));
        let bad = if self.problem(field).is_some() { " form-bad" } else { "" };
        let html = format!(
            "<div class=\"form-field{bad}\" id=\"{}-box\" data-field=\"{}\"><input type=\"hidden\" name=\"{}\" value=\"false\"{}>\
             <label class=\"form-check\"><input type=\"checkbox\" value=\"true\"{}{}><span>{}</span></label>",
            field.id(),
            escape(&field.pointer),
            escape(&field.name()),
            if field.is_disabled { " disabled" } else { "" },
            // What is required is an answer, not a tick.
            self.common(field).replace(" required", ""),
            if is_on { " checked" } else { "" },
            escape(&field.title)
        );
        self.push(&html);
        self.after(field);
        self.push("</div>");
    }

    pub(super) fn radios(&mut self, field: &Field, options: &[Choice]) {
        let current = self.values.pointer(&field.pointer).cloned();
        let none = Choice { value: Value::Null, label: "None".to_owned(), is_disabled: false };
        let all = (!field.is_required).then_some(&none).into_iter().chain(options);
        for (at, option) in all.enumerate() {
            let is_on = match &current {
                Some(value) => crate::check::same(value, &option.value),
                None => option.value.is_null(),
            };
            self.option("radio", field, at, option, is_on);
        }
    }

    pub(super) fn checks(&mut self, field: &Field, options: &[Choice]) {
        super::hidden(&field.name(), "", self.out);
        let current =
            self.values.pointer(&field.pointer).and_then(Value::as_array).cloned().unwrap_or_default();
        for (at, option) in options.iter().enumerate() {
            let is_on = current.iter().any(|value| crate::check::same(value, &option.value));
            self.option("checkbox", field, at, option, is_on);
        }
    }

    fn option(&mut self, of_type: &str, field: &Field, at: usize, option: &Choice, is_on: bool) {
        let is_off = option.is_disabled || field.is_disabled || field.is_readonly;
        let html = format!(
            "<label class=\"form-check\"><input type=\"{of_type}\" id=\"{}-{at}\" name=\"{}\" value=\"{}\"{}{}><span>{}</span></label>",
            field.id(),
            escape(&field.name()),
            escape(&option.text()),
            if is_on { " checked" } else { "" },
            if is_off { " disabled" } else { "" },
            escape(&option.label)
        );
        self.push(&html);
    }

    /// Members of the reader's own, one on a line.
    fn pairs(&mut self, field: &Field, known: &[String]) {
        let members = self.values.pointer(&field.pointer).and_then(Value::as_object);
        let own = members.into_iter().flatten().filter(|(name, _)| !known.contains(name));
        let lines: Vec<String> = own.map(|(name, value)| format!("{name}={}", plain(value))).collect();
        let common = self.common(field);
        self.push(&format!("<textarea{common} rows=\"4\">\n{}</textarea>", escape(&lines.join("\n"))));
    }
}

/// A number without superfluous digits.
fn shown(number: f64) -> String {
    number.to_string()
}
