//! A field: its label, its control, what is wrong with it, and what to know about it.

use super::{Look, escape, prose};
use crate::{
    field::{ChoiceStyle, Control, Field, List},
    problems::Problem,
};
use serde_json::Value;

/// Writes fields.
pub(super) struct Writer<'a> {
    pub(super) out: &'a mut String,
    pub(super) problems: &'a [Problem],
    pub(super) look: &'a Look<'a>,
    pub(super) values: &'a Value,
}

impl Writer<'_> {
    pub(super) fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    pub(super) fn field(&mut self, field: &Field) {
        match &field.control {
            Control::Hidden => {}
            Control::Group(fields) => {
                self.open_set(field, "form-group");
                fields.iter().for_each(|field| self.field(field));
                self.push("</fieldset>");
            }
            Control::List(list) => self.list(field, list),
            Control::Alternatives { titles, chosen, field: inner } => {
                self.alternatives(field, titles, *chosen);
                self.inner(inner);
            }
            Control::Checkbox => self.checkbox(field),
            Control::Choice { style: ChoiceStyle::Radio, options } => {
                self.open_set(field, "form-options");
                self.radios(field, options);
                self.push("</fieldset>");
            }
            Control::Checks { options } => {
                self.open_set(field, "form-options");
                self.checks(field, options);
                self.push("</fieldset>");
            }
            Control::Picker(picker) if picker.is_set() => {
                self.open_set(field, "form-group form-picked");
                self.picker(field, picker);
                self.push("</fieldset>");
            }
            Control::Secret { .. } => self.secret_note(field),
            Control::Nothing => self.nothing(field),
            _ => {
                self.open(field);
                self.label(field);
                self.control(field);
                self.after(field);
                self.push("</div>");
            }
        }
    }

    /// The field of an alternative stands below the choice of it, without a frame of its own.
    fn inner(&mut self, field: &Field) {
        match &field.control {
            Control::Group(fields) => {
                if let Some(description) = &field.description {
                    self.push(&format!("<p class=\"form-help\">{}</p>", prose(description)));
                }
                fields.iter().for_each(|field| self.field(field));
            }
            _ => self.field(field),
        }
    }

    pub(super) fn problem(&self, field: &Field) -> Option<&Problem> {
        // Members that stand in a group with the same place tell nothing of it.
        let is_of_group = matches!(field.control, Control::Pairs { .. } | Control::Alternatives { .. });
        self.problems.iter().find(|problem| problem.pointer == field.pointer && !is_of_group)
    }

    fn open(&mut self, field: &Field) {
        let bad = if self.problem(field).is_some() { " form-bad" } else { "" };
        let html = format!(
            "<div class=\"form-field{bad}\" id=\"{}-box\" data-field=\"{}\">",
            field.id(),
            escape(&field.pointer)
        );
        self.push(&html);
    }

    fn label(&mut self, field: &Field) {
        let class = if field.is_title_hidden { "form-label visually-hidden" } else { "form-label" };
        let html = format!(
            "<label class=\"{class}\" for=\"{}\">{}{}</label>",
            field.id(),
            escape(&field.title),
            optional(field)
        );
        self.push(&html);
    }

    /// A frame around several controls, with what is wrong and what to know before them.
    fn open_set(&mut self, field: &Field, class: &str) {
        let bad = if self.problem(field).is_some() { " form-bad" } else { "" };
        let hidden = if field.is_title_hidden { " class=\"visually-hidden\"" } else { "" };
        let html = format!(
            "<fieldset class=\"{class}{bad}\" id=\"{}\" tabindex=\"-1\" data-field=\"{}\"{}><legend{hidden}>{}{}</legend>",
            field.id(),
            escape(&field.pointer),
            self.described(field),
            escape(&field.title),
            optional(field),
        );
        self.push(&html);
        self.after(field);
    }

    /// The attribute that names what is wrong and what to know.
    pub(super) fn described(&self, field: &Field) -> String {
        let id = field.id();
        let mut names = Vec::new();
        if self.problem(field).is_some() {
            names.push(format!("{id}-error"));
        }
        if field.description.is_some() || field.help.is_some() || field.note.is_some() {
            names.push(format!("{id}-help"));
        }
        if names.is_empty() { String::new() } else { format!(" aria-describedby=\"{}\"", names.join(" ")) }
    }

    /// What is wrong, and what to know.
    pub(super) fn after(&mut self, field: &Field) {
        let id = field.id();
        if let Some(message) = self.problem(field).map(|problem| escape(&problem.message)) {
            self.push(&format!(
                "<p class=\"form-error\" id=\"{id}-error\"><span class=\"visually-hidden\">Error: </span>{message}</p>"
            ));
        }
        let texts = [&field.description, &field.help];
        let mut lines: Vec<String> = texts.into_iter().flatten().map(|text| prose(text)).collect();
        lines.extend(
            field.note.iter().map(|note| format!("<span class=\"form-note\">{}</span>", escape(note))),
        );
        if !lines.is_empty() {
            self.push(&format!("<p class=\"form-help\" id=\"{id}-help\">{}</p>", lines.join("<br>")));
        }
    }

    fn list(&mut self, field: &Field, list: &List) {
        self.open_set(field, "form-list");
        if list.entries.is_empty() {
            self.push("<p class=\"nothing\">No entries yet.</p>");
        }
        for (at, entry) in list.entries.iter().enumerate() {
            let id = entry.id();
            self.push(&format!(
                "<div class=\"form-entry\" id=\"{id}-entry\"><div class=\"form-entry-body\">"
            ));
            self.field(entry);
            self.push("</div>");
            if at >= list.fixed && (list.can_move || list.can_remove) {
                self.entry_buttons(entry, at, list);
            }
            self.push("</div>");
        }
        if list.can_add {
            let html = format!(
                "<p><button class=\"button\" name=\"go\" value=\"add:{}\" id=\"{}-add\">Add<span class=\"visually-hidden\"> \
                 to {}</span></button></p>",
                escape(&field.pointer),
                field.id(),
                escape(&field.title)
            );
            self.push(&html);
        }
        self.push("</fieldset>");
    }

    fn entry_buttons(&mut self, entry: &Field, at: usize, list: &List) {
        let mut buttons = Vec::new();
        if list.can_move {
            buttons.push(("up", "↑", "Move up", at > list.fixed));
            buttons.push(("down", "↓", "Move down", at + 1 < list.entries.len()));
        }
        if list.can_remove {
            buttons.push(("remove", "✕", "Remove", true));
        }
        self.push("<div class=\"form-entry-buttons\">");
        for (order, sign, label, is_possible) in buttons {
            let html = format!(
                "<button class=\"button form-sign\" name=\"go\" value=\"{order}:{}\" id=\"{}-{order}\" title=\"{label}\"{}>\
                 <span aria-hidden=\"true\">{sign}</span><span class=\"visually-hidden\">{label}: {}</span></button>",
                escape(&entry.pointer),
                entry.id(),
                if is_possible { "" } else { " disabled" },
                escape(&entry.title)
            );
            self.push(&html);
        }
        self.push("</div>");
    }

    fn alternatives(&mut self, field: &Field, titles: &[String], chosen: usize) {
        self.open(field);
        self.label(field);
        let name = escape(&field.pointer);
        let mut html = format!(
            "<input type=\"hidden\" name=\"c.{name}\" value=\"{chosen}\"><div class=\"form-row\"><select id=\"{}\" \
             name=\"o.{name}\"{}>",
            field.id(),
            if field.is_disabled { " disabled" } else { "" }
        );
        for (at, title) in titles.iter().enumerate() {
            let selected = if at == chosen { " selected" } else { "" };
            html.push_str(&format!("<option value=\"{at}\"{selected}>{}</option>", escape(title)));
        }
        html.push_str("</select>");
        self.push(&html);
        self.change_button("Change");
        self.push("</div>");
        self.after(field);
        self.push("</div>");
    }

    /// Without JavaScript nothing follows a choice until it is sent.
    pub(super) fn change_button(&mut self, label: &str) {
        if !self.look.is_live {
            self.push(&format!(
                "<button class=\"button form-plain\" name=\"go\" value=\"stay\">{label}</button>"
            ));
        }
    }

    fn secret_note(&mut self, field: &Field) {
        self.open(field);
        let html = format!(
            "<p class=\"form-label\">{}{}</p><p class=\"form-later\" id=\"{}\">Asked for on the last page, because it must \
             not be part of an address.</p>",
            escape(&field.title),
            optional(field),
            field.id()
        );
        self.push(&html);
        self.after(field);
        self.push("</div>");
    }

    fn nothing(&mut self, field: &Field) {
        self.open(field);
        self.push(&format!("<p class=\"form-label\" id=\"{}\">{}</p>", field.id(), escape(&field.title)));
        self.after(field);
        self.push("</div>");
    }
}

/// Says that a field may stay empty.
fn optional(field: &Field) -> &'static str {
    let needs_word = !matches!(
        field.control,
        Control::Group(_)
            | Control::Checkbox
            | Control::List(_)
            | Control::Nothing
            | Control::Alternatives { .. }
    );
    if field.is_required || !needs_word { "" } else { " <span class=\"form-optional\">optional</span>" }
}
