//! The last page: everything that was said, the secrets that were not, and the button that starts.

use super::{FORM, Look, escape, field::Writer, hidden};
use crate::{
    build::spoken,
    field::{Control, Field},
    form::Form,
    problems::Problem,
    state::State,
};
use serde_json::Value;

/// What stands for a value that nobody is to read.
const MASKED: &str = "******";

impl Form {
    pub(super) fn review_page(&self, state: &State, look: &Look<'_>, out: &mut String) {
        out.push_str("<section class=\"card wizard-form\" aria-labelledby=\"wizard-heading\">");
        out.push_str("<h2 class=\"wizard-heading\" id=\"wizard-heading\" tabindex=\"-1\">Review</h2>");
        if let Some(failure) = look.failure {
            out.push_str(&format!(
                "<div class=\"notice notice-bad\" role=\"alert\"><p>{}</p></div>",
                escape(failure)
            ));
        }
        let wrong = (0..self.pages.len()).find(|page| !self.check(*page, state).is_empty());
        if let Some(page) = wrong {
            out.push_str(&format!(
                "<div class=\"notice notice-warn\" role=\"status\"><p>Something on the page \u{201c}{}\u{201d} needs another look.</p></div>",
                escape(&self.pages[page].title)
            ));
        }
        for (at, page) in self.pages.iter().enumerate() {
            let fields = self.fields(at, &state.values, &state.chosen);
            let mut rows = String::new();
            fields.iter().for_each(|field| row(field, &state.values, &mut rows));
            if rows.is_empty() {
                continue;
            }
            let title = escape(&page.title);
            out.push_str(&format!(
                "<div class=\"review-part\"><div class=\"review-head\"><h3>{title}</h3><button class=\"button button-quiet\" \
                 form=\"{FORM}\" name=\"go\" value=\"page:{}\">Change<span class=\"visually-hidden\">: {title}</span></button></div>\
                 <dl class=\"review\">{rows}</dl></div>",
                at + 1
            ));
        }
        if self.pages.is_empty() {
            out.push_str("<p class=\"nothing\">This template asks for nothing.</p>");
        }
        // Leads back; its values travel in the address.
        out.push_str(&format!("<form id=\"{FORM}\" method=\"get\" action=\"{}\">", escape(look.address)));
        self.sent_along(state, out);
        out.push_str("</form>");
        self.start_form(state, look, wrong, out);
        out.push_str("</section>");
    }

    fn sent_along(&self, state: &State, out: &mut String) {
        hidden("p", &(self.review() + 1).to_string(), out);
        hidden("formData", &state.values.to_string(), out);
        state.chosen.iter().for_each(|(place, at)| hidden(&format!("o.{place}"), &at.to_string(), out));
    }

    fn start_form(&self, state: &State, look: &Look<'_>, wrong: Option<usize>, out: &mut String) {
        out.push_str(&format!(
            "<form class=\"wizard-start\" method=\"post\" action=\"{}\" novalidate data-start>",
            escape(look.start)
        ));
        self.sent_along(state, out);
        hidden("template", look.template, out);
        let secrets = self.secrets(&state.values, &state.chosen);
        if !secrets.is_empty() {
            out.push_str(
                "<fieldset class=\"form-group\"><legend>Secrets</legend><p class=\"form-help\">They are used for this task alone, \
                 are never shown again, and are forgotten when it ends.</p>",
            );
            let nothing = Value::Null;
            let mut writer =
                Writer { out: &mut *out, problems: look.secret_problems, look, values: &nothing };
            secrets.iter().for_each(|field| writer.secret(field));
            out.push_str("</fieldset>");
        }
        out.push_str("<div class=\"wizard-buttons\">");
        if !self.pages.is_empty() {
            let back = escape(look.labels.back.as_deref().unwrap_or("Back"));
            out.push_str(&format!(
                "<button class=\"button\" form=\"{FORM}\" name=\"go\" value=\"back\">{back}</button>"
            ));
        }
        match wrong {
            // A control that cannot be used says why: the notice above does.
            Some(page) => out.push_str(&format!(
                "<button class=\"button button-primary wizard-next\" form=\"{FORM}\" name=\"go\" value=\"page:{}\">Look again</button>",
                page + 1
            )),
            None => {
                let create = escape(look.labels.create.as_deref().unwrap_or("Create"));
                out.push_str(&format!("<button class=\"button button-primary wizard-next\">{create}</button>"));
            }
        }
        out.push_str("</div></form>");
    }
}

impl Writer<'_> {
    /// The field of a secret: on this page alone, and sent with nothing but the start.
    fn secret(&mut self, field: &Field) {
        let problem: Option<&Problem> = self.problem(field);
        let bad = if problem.is_some() { " form-bad" } else { "" };
        let optional = if field.is_required { "" } else { " <span class=\"form-optional\">optional</span>" };
        let state = self.state(field).replace("autocomplete=\"off\"", "autocomplete=\"new-password\"");
        let html = format!(
            "<div class=\"form-field{bad}\"><label class=\"form-label\" for=\"{0}\">{1}{optional}</label><input type=\"password\" \
             id=\"{0}\" name=\"s.{2}\" value=\"\"{state}>",
            field.id(),
            escape(&field.title),
            escape(&field.pointer),
        );
        self.push(&html);
        self.after(field);
        self.push("</div>");
    }
}

/// A value with its label, or those of a group.
fn row(field: &Field, values: &Value, out: &mut String) {
    if field.review.is_hidden {
        return;
    }
    let value = values.pointer(&field.pointer);
    let told = match (&field.review.mask, &field.control) {
        (Some(mask), _) => value.map(|_| escape(mask)),
        (None, Control::Group(fields)) => {
            return fields.iter().for_each(|field| row(field, values, out));
        }
        (None, Control::Alternatives { field, .. }) => return row(field, values, out),
        (None, Control::List(list))
            if list.entries.iter().any(|entry| matches!(entry.control, Control::Group(_))) =>
        {
            return list.entries.iter().for_each(|entry| row(entry, values, out));
        }
        (None, Control::Secret { .. }) => Some(MASKED.to_owned()),
        (None, Control::Nothing) => return,
        (None, control) => value.and_then(|value| said(control, value)),
    };
    let told = told.unwrap_or_else(|| "<span class=\"nothing\">Nothing</span>".to_owned());
    let name = field.review.name.as_deref().unwrap_or(&field.title);
    out.push_str(&format!("<div class=\"review-row\"><dt>{}</dt><dd>{told}</dd></div>", escape(name)));
}

/// A value as readers know it.
fn said(control: &Control, value: &Value) -> Option<String> {
    let named = |options: &[crate::field::Choice], value: &Value| {
        let option = options.iter().find(|option| crate::check::same(&option.value, value));
        escape(&option.map_or_else(|| spoken(value), |option| option.label.clone()))
    };
    let several = |list: &[Value], name: &dyn Fn(&Value) -> String| {
        let texts: Vec<String> = list.iter().map(name).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    };
    match (control, value) {
        (_, Value::Null) => None,
        (Control::Choice { options, .. }, value) => Some(named(options, value)),
        (Control::Checks { options }, Value::Array(list)) => several(list, &|value| named(options, value)),
        (Control::Pairs { known, .. }, Value::Object(members)) => {
            let own = members.iter().filter(|(name, _)| !known.contains(name));
            let texts: Vec<String> =
                own.map(|(name, value)| escape(&format!("{name} = {}", spoken(value)))).collect();
            (!texts.is_empty()).then(|| texts.join(", "))
        }
        (_, Value::Array(list)) => several(list, &|value| escape(&spoken(value))),
        (_, Value::String(text)) if text.is_empty() => None,
        (_, Value::String(text)) if text.contains('\n') => {
            Some(format!("<span class=\"review-lines\">{}</span>", escape(text)))
        }
        (_, value) => Some(escape(&spoken(value))),
    }
}
