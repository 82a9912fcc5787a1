//! Pickers: menus, proposals and, where the browser makes them, comboboxes.

use super::{escape, field::Writer};
use crate::{
    field::{Field, id_of},
    picker::{Entities, Offer, Picker, Question},
    pointer,
    repo::{Part, Repo},
};
use portico_entity::EntityRef;
use serde_json::Value;

impl Picker {
    /// Whether it consists of several controls.
    pub(super) fn is_set(&self) -> bool {
        match self {
            Self::RepoUrl(_) | Self::Tags { .. } => true,
            Self::Entities(entities) => entities.is_multiple,
            _ => false,
        }
    }
}

impl Writer<'_> {
    pub(super) fn picker(&mut self, field: &Field, picker: &Picker) {
        match picker {
            Picker::Entities(entities) if !entities.waits_for.is_empty() => self.waiting(field, entities),
            Picker::Entities(entities) if entities.is_multiple => {
                self.several(field, &entities.question, "Add an entity");
            }
            Picker::Entities(entities) => self.one(field, entities),
            Picker::Tags { question, .. } => self.several(field, question, "Add a tag"),
            Picker::Name | Picker::RepoBranch { .. } => self.line(field, &[]),
            Picker::RepoOwner { allowed } => self.line(field, allowed),
            Picker::RepoUrl(repo) => self.repository(field, repo),
        }
    }

    pub(super) fn offer(&self, question: &Question) -> Option<&Offer> {
        self.look.offers.and_then(|offers| offers.get(&question.key()))
    }

    /// What a value is called: as it is offered, else the name in a reference, else as it is.
    pub(super) fn title_of(&self, question: &Question, value: &str) -> String {
        let offered =
            self.offer(question).and_then(|offer| offer.options.iter().find(|one| one.value == value));
        offered.map(|one| one.title.clone()).unwrap_or_else(|| short(value))
    }

    /// One that cannot offer anything before other values are there.
    fn waiting(&mut self, field: &Field, entities: &Entities) {
        let value = self.text_of(field);
        let html = format!(
            "<input type=\"text\" value=\"{}\" id=\"{}\" disabled><p class=\"form-help\">Choose \u{201c}{}\u{201d} first; what \
             is offered here depends on it.</p>",
            escape(&value),
            field.id(),
            escape(&entities.waits_for.join("\u{201d} and \u{201c}"))
        );
        self.push(&html);
    }

    fn one(&mut self, field: &Field, entities: &Entities) {
        let offer = self.offer(&entities.question).cloned().unwrap_or_default();
        let value = self.text_of(field);
        let only = (field.is_required && !entities.takes_any && offer.options.len() == 1 && offer.more == 0)
            .then(|| &offer.options[0]);
        if let Some(only) = only.filter(|only| value.is_empty() || value == only.value) {
            // Nothing else can be chosen.
            let html = format!(
                "<input type=\"hidden\" name=\"{}\" value=\"{}\"><input type=\"text\" id=\"{}\" value=\"{}\" readonly{}>",
                escape(&field.name()),
                escape(&only.value),
                field.id(),
                escape(&only.title),
                self.described(field)
            );
            return self.push(&html);
        }
        if self.look.is_live && !field.is_disabled && !field.is_readonly {
            return self.combo(field, entities, &value);
        }
        let takes_typing = entities.takes_any || offer.more > 0 || offer.options.is_empty();
        if !takes_typing {
            return self.menu(field, &offer, &value);
        }
        let list = format!("{}-offers", field.id());
        let common = self.common(field);
        self.push(&format!("<input type=\"text\" value=\"{}\"{common} list=\"{list}\">", escape(&value)));
        let labels: Vec<(String, String)> =
            offer.options.iter().map(|one| (one.value.clone(), said(one))).collect();
        self.datalist(&list, labels.iter().map(|(value, label)| (value.as_str(), label.as_str())));
    }

    fn menu(&mut self, field: &Field, offer: &Offer, value: &str) {
        let common = self.common(field);
        let mut html = format!("<select{common}>");
        if !field.is_required || !offer.options.iter().any(|one| one.value == value) {
            let word = field.placeholder.as_deref().unwrap_or(if field.is_required {
                "Choose\u{2026}"
            } else {
                "None"
            });
            html.push_str(&format!("<option value=\"\">{}</option>", escape(word)));
        }
        if !value.is_empty() && !offer.options.iter().any(|one| one.value == value) {
            html.push_str(&format!(
                "<option value=\"{}\" selected>{}</option>",
                escape(value),
                escape(&short(value))
            ));
        }
        let has_mine =
            offer.options.iter().any(|one| one.is_mine) && offer.options.iter().any(|one| !one.is_mine);
        for is_mine in [true, false] {
            let some: Vec<_> = offer.options.iter().filter(|one| one.is_mine == is_mine).collect();
            if has_mine {
                html.push_str(&format!("<optgroup label=\"{}\">", if is_mine { "Yours" } else { "Others" }));
            }
            for one in some {
                let selected = if one.value == value { " selected" } else { "" };
                html.push_str(&format!(
                    "<option value=\"{}\"{selected}>{}</option>",
                    escape(&one.value),
                    escape(&said(one))
                ));
            }
            if has_mine {
                html.push_str("</optgroup>");
            }
        }
        html.push_str("</select>");
        self.push(&html);
    }

    /// Several values: each one that is there can be taken away, and there is a place for more.
    fn several(&mut self, field: &Field, question: &Question, label: &str) {
        super::hidden(&field.name(), "", self.out);
        let values =
            self.values.pointer(&field.pointer).and_then(Value::as_array).cloned().unwrap_or_default();
        let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        let is_free = !field.is_disabled && !field.is_readonly;
        if !texts.is_empty() {
            self.push("<div class=\"form-chips\">");
            for text in &texts {
                // Named by its value: the next one must not take its place in the page.
                let html = format!(
                    "<label class=\"form-chip\" id=\"{0}-label\"><input type=\"checkbox\" id=\"{0}\" name=\"{1}\" value=\"{2}\" checked{3}>\
                     <span>{4}</span></label>",
                    id_of(&pointer::join(&field.pointer, text)),
                    escape(&field.name()),
                    escape(text),
                    if is_free { "" } else { " disabled" },
                    escape(&self.title_of(question, text))
                );
                self.push(&html);
            }
            self.push("</div>");
        }
        if !is_free {
            return;
        }
        let more = format!("{}-new", field.id());
        self.push(&format!(
            "<label class=\"visually-hidden\" for=\"{more}\">{label}: {}</label>",
            escape(&field.title)
        ));
        if self.look.is_live {
            return self.combo_more(field, question, &more, label);
        }
        let list = format!("{}-offers", field.id());
        self.push(&format!(
            "<div class=\"form-row\"><input type=\"text\" id=\"{more}\" name=\"{}\" value=\"\" list=\"{list}\" \
             placeholder=\"{label}\" autocomplete=\"off\">",
            escape(&field.name())
        ));
        self.change_button("Add");
        self.push("</div>");
        let offer = self.offer(question).cloned().unwrap_or_default();
        let labels: Vec<(String, String)> = offer
            .options
            .iter()
            .filter(|one| !texts.contains(&one.value.as_str()))
            .map(|one| (one.value.clone(), said(one)))
            .collect();
        self.datalist(&list, labels.iter().map(|(value, label)| (value.as_str(), label.as_str())));
    }

    /// A line of text, or a menu if only some values are allowed.
    fn line(&mut self, field: &Field, allowed: &[String]) {
        let value = self.text_of(field);
        let common = self.common(field);
        if allowed.is_empty() {
            self.push(&format!(
                "<input type=\"text\" value=\"{}\"{common} spellcheck=\"false\">",
                escape(&value)
            ));
        } else {
            self.push(&format!("<select{common}>"));
            self.allowed(allowed, &value);
            self.push("</select>");
        }
    }

    fn allowed(&mut self, allowed: &[String], value: &str) {
        if !allowed.iter().any(|one| one == value) {
            self.push("<option value=\"\">Choose\u{2026}</option>");
        }
        for one in allowed {
            let selected = if one == value { " selected" } else { "" };
            self.push(&format!("<option value=\"{0}\"{selected}>{0}</option>", escape(one)));
        }
    }

    fn repository(&mut self, field: &Field, repo: &Repo) {
        let Some(host) = &repo.host else {
            return self.push(
                "<p class=\"form-help\">No source-control host is configured. Add one to integrations in the configuration.</p>",
            );
        };
        let off = if field.is_disabled || field.is_readonly { " disabled" } else { "" };
        let pointer = escape(&field.pointer);
        let id = format!("{}-host", field.id());
        if repo.hosts.len() == 1 {
            self.push(&format!("<p class=\"form-host\">On <strong>{}</strong></p>", escape(&host.name)));
            super::hidden(&format!("r.host.{}", field.pointer), &host.name, self.out);
        } else {
            let mut html = format!(
                "<div class=\"form-field\"><label class=\"form-label\" for=\"{id}\">Host</label><div class=\"form-row\">\
                 <select id=\"{id}\" name=\"r.host.{pointer}\"{off}>"
            );
            for one in &repo.hosts {
                let selected = if one == host { " selected" } else { "" };
                html.push_str(&format!("<option value=\"{0}\"{selected}>{0}</option>", escape(&one.name)));
            }
            html.push_str("</select>");
            self.push(&html);
            self.change_button("Change");
            self.push("</div></div>");
        }
        for part in &repo.parts {
            self.part(field, part, off);
        }
    }

    fn part(&mut self, field: &Field, part: &Part, off: &str) {
        let id = format!("{}-{}", field.id(), part.key);
        let name = escape(&format!("r.{}.{}", part.key, field.pointer));
        let is_missing = self.problem(field).is_some() && part.is_required && part.value.is_empty();
        let bad = if is_missing { " aria-invalid=\"true\"" } else { "" };
        let optional = if part.is_required { "" } else { " <span class=\"form-optional\">optional</span>" };
        self.push(&format!(
            "<div class=\"form-field\"><label class=\"form-label\" for=\"{id}\">{}{optional}</label>",
            part.title
        ));
        let described =
            if is_missing { format!(" aria-describedby=\"{}-error\"", field.id()) } else { String::new() };
        if part.allowed.is_empty() {
            self.push(&format!(
                "<input type=\"text\" id=\"{id}\" name=\"{name}\" value=\"{}\" autocomplete=\"off\" spellcheck=\"false\"{off}{bad}{described}>",
                escape(&part.value)
            ));
        } else {
            self.push(&format!("<select id=\"{id}\" name=\"{name}\"{off}{bad}{described}>"));
            self.allowed(&part.allowed, &part.value);
            self.push("</select>");
        }
        self.push("</div>");
    }
}

/// An offered value with what is shown beside it.
fn said(one: &crate::picker::Offered) -> String {
    if one.details.is_empty() {
        one.title.clone()
    } else {
        format!("{} ({})", one.title, one.details.join(" · "))
    }
}

/// The name in a reference; any other text as it is.
pub fn short(value: &str) -> String {
    EntityRef::parse_full(value).map_or_else(|_| value.to_owned(), |reference| reference.name)
}
