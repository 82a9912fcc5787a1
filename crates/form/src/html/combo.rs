//! Comboboxes: a field that one types in and a list of what the catalog has, after the pattern of WAI-ARIA. The list is
//! filled by whoever makes the page live; `data-combo` says what it asks.

use super::{escape, field::Writer};
use crate::{
    field::Field,
    picker::{Entities, Question},
};

impl Writer<'_> {
    /// A combobox for one value. What is typed goes into a field without name; the value is beside it.
    pub(super) fn combo(&mut self, field: &Field, entities: &Entities, value: &str) {
        let id = field.id();
        let title = if value.is_empty() { String::new() } else { self.title_of(&entities.question, value) };
        let any = if entities.takes_any { " data-any" } else { "" };
        let html = format!(
            "<div class=\"combo\" id=\"{id}-combo\" data-combo=\"{}\"{any}><input type=\"hidden\" id=\"{id}-value\" \
             name=\"{}\" value=\"{}\"><input type=\"text\" id=\"{id}\" value=\"{}\"{} {}>{}",
            escape(&entities.question.key()),
            escape(&field.name()),
            escape(value),
            escape(&title),
            self.state(field),
            role(&id),
            list(&id, &field.title)
        );
        self.push(&html);
    }

    /// A combobox that adds to several values.
    pub(super) fn combo_more(&mut self, field: &Field, question: &Question, id: &str, label: &str) {
        let html = format!(
            "<div class=\"combo\" id=\"{id}-combo\" data-combo=\"{}\" data-any data-more><input type=\"text\" id=\"{id}\" \
             name=\"{}\" value=\"\" placeholder=\"{label}\"{} autocomplete=\"off\" {}>{}",
            escape(&question.key()),
            escape(&field.name()),
            self.described(field),
            role(id),
            list(id, &field.title)
        );
        self.push(&html);
    }
}

fn role(id: &str) -> String {
    format!(
        "role=\"combobox\" aria-autocomplete=\"list\" aria-expanded=\"false\" aria-controls=\"{id}-list\" spellcheck=\"false\""
    )
}

/// The button that opens the list, the list, and what is said about it.
fn list(id: &str, title: &str) -> String {
    format!(
        "<button type=\"button\" class=\"combo-open\" tabindex=\"-1\" aria-label=\"Show what there is: {0}\"></button>\
         <ul class=\"combo-list\" id=\"{id}-list\" role=\"listbox\" aria-label=\"{0}\" data-keep hidden></ul>\
         <span class=\"visually-hidden\" role=\"status\" data-keep></span></div>",
        escape(title)
    )
}
