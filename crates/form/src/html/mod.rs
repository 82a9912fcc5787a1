//! The form as HTML. The server and the browser make the same of the same state, and everything that was written by
//! somebody goes through [`escape`].
//!
//! A page is a form that is sent by GET to its own address, so that it works without JavaScript. Where the browser makes
//! it ([`Look::is_live`]), pickers are comboboxes instead of menus.

mod combo;
mod controls;
mod field;
mod pickers;
mod review;

use crate::{
    field::Field,
    form::Form,
    picker::Offers,
    problems::Problem,
    state::{State, Told},
};
use field::Writer;
pub use pickers::short;
use portico_entity::is_safe_link;

/// What the form's markup depends on beside its state.
#[derive(Clone, Debug, Default)]
pub struct Look<'a> {
    /// The address of the page, to which its form is sent.
    pub address: &'a str,
    /// The address to which the finished form is sent.
    pub start: &'a str,
    /// The template, which is sent along.
    pub template: &'a str,
    /// What buttons are called.
    pub labels: Labels,
    /// What pickers offer.
    pub offers: Option<&'a Offers>,
    /// Whether the browser makes this.
    pub is_live: bool,
    /// What is wrong with the secrets that were sent.
    pub secret_problems: &'a [Problem],
    /// Why nothing was started.
    pub failure: Option<&'a str>,
}

/// What buttons are called (`spec.presentation.buttonLabels`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// To the page before.
    pub back: Option<String>,
    /// From the last page to the review.
    pub review: Option<String>,
    /// Starts.
    pub create: Option<String>,
}

/// The name of the form within the page.
const FORM: &str = "wizard-form";

/// Text that can stand between tags and in attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Browsers drop or replace them, so that what is read back would be something else.
            '\0' => {}
            // A text area drops a line end that comes first, and all would read another one.
            '\r' => out.push_str("&#13;"),
            letter => out.push(letter),
        }
    }
    out
}

impl Form {
    /// The steps and the page that a state is on.
    pub fn html(&self, state: &State, look: &Look<'_>) -> String {
        let mut out = String::with_capacity(8 * 1024);
        self.steps(state, &mut out);
        if state.page >= self.review() {
            self.review_page(state, look, &mut out);
        } else {
            self.page(state, look, &mut out);
        }
        out
    }

    fn steps(&self, state: &State, out: &mut String) {
        out.push_str("<nav class=\"wizard-steps\" aria-label=\"Steps\"><ol>");
        let titles = self.pages.iter().map(|page| page.title.as_str()).chain(["Review"]);
        for (at, title) in titles.enumerate() {
            let number = at + 1;
            let title = escape(title);
            match at.cmp(&state.page) {
                std::cmp::Ordering::Less => out.push_str(&format!(
                    "<li class=\"wizard-step wizard-step-done\"><button class=\"wizard-go\" form=\"{FORM}\" name=\"go\" \
                     value=\"page:{number}\"><span class=\"wizard-number\" aria-hidden=\"true\">✓</span>\
                     <span class=\"wizard-title\">{title}</span><span class=\"visually-hidden\">, done</span></button></li>"
                )),
                std::cmp::Ordering::Equal => out.push_str(&format!(
                    "<li class=\"wizard-step\" aria-current=\"step\"><span class=\"wizard-number\" aria-hidden=\"true\">\
                     {number}</span><span class=\"wizard-title\">{title}</span></li>"
                )),
                std::cmp::Ordering::Greater => out.push_str(&format!(
                    "<li class=\"wizard-step wizard-step-later\"><span class=\"wizard-number\" aria-hidden=\"true\">\
                     {number}</span><span class=\"wizard-title\">{title}</span></li>"
                )),
            }
        }
        out.push_str("</ol></nav>");
    }

    fn page(&self, state: &State, look: &Look<'_>, out: &mut String) {
        let fields = self.fields(state.page, &state.values, &state.chosen);
        let problems = self.check_fields(state.page, state, &fields);
        let problems: Vec<Problem> =
            problems.into_iter().filter(|problem| state.told.has(&problem.pointer)).collect();
        out.push_str(&format!(
            "<form class=\"card wizard-form\" id=\"{FORM}\" method=\"get\" action=\"{}\" novalidate \
             aria-labelledby=\"wizard-heading\">",
            escape(look.address)
        ));
        // The one that Enter in a field means.
        out.push_str(
            "<button class=\"visually-hidden\" name=\"go\" value=\"next\" tabindex=\"-1\" aria-hidden=\"true\">Next</button>",
        );
        self.hidden(state, &fields, out);
        let page = &self.pages[state.page];
        out.push_str(&format!(
            "<h2 class=\"wizard-heading\" id=\"wizard-heading\" tabindex=\"-1\">{}</h2>",
            escape(&page.title)
        ));
        if let Some(description) = &page.description {
            out.push_str(&format!("<p class=\"wizard-about\">{}</p>", prose(description)));
        }
        if state.told == Told::All && !problems.is_empty() {
            summary(&problems, &fields, out);
        }
        let mut writer = Writer { out, problems: &problems, look, values: &state.values };
        fields.iter().for_each(|field| writer.field(field));
        if fields.is_empty() {
            out.push_str("<p class=\"nothing\">There is nothing to fill in on this page.</p>");
        }
        self.page_buttons(state, look, out);
        out.push_str("</form>");
    }

    /// What a sent page says beside its fields.
    fn hidden(&self, state: &State, shown: &[Field], out: &mut String) {
        hidden("p", &(state.page + 1).to_string(), out);
        hidden("formData", &state.values.to_string(), out);
        let mut here = Vec::new();
        shown.iter().for_each(|field| {
            field.walk(&mut |field| {
                if matches!(field.control, crate::field::Control::Alternatives { .. }) {
                    here.push(field.pointer.clone());
                }
            });
        });
        for (place, at) in state.chosen.iter().filter(|(place, _)| !here.contains(place)) {
            hidden(&format!("o.{place}"), &at.to_string(), out);
        }
    }

    fn page_buttons(&self, state: &State, look: &Look<'_>, out: &mut String) {
        out.push_str("<div class=\"wizard-buttons\">");
        if state.page > 0 {
            let back = escape(look.labels.back.as_deref().unwrap_or("Back"));
            out.push_str(&format!("<button class=\"button\" name=\"go\" value=\"back\">{back}</button>"));
        }
        let is_last = state.page + 1 == self.review();
        let next = if is_last { look.labels.review.as_deref().unwrap_or("Review") } else { "Next" };
        out.push_str(&format!(
            "<button class=\"button button-primary wizard-next\" name=\"go\" value=\"next\">{}</button></div>",
            escape(next)
        ));
    }
}

fn hidden(name: &str, value: &str, out: &mut String) {
    out.push_str(&format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value)));
}

/// All that is wrong on the page, each a link to its field.
fn summary(problems: &[Problem], fields: &[Field], out: &mut String) {
    let count = match problems.len() {
        1 => "One thing needs another look".to_owned(),
        count => format!("{count} things need another look"),
    };
    out.push_str(&format!(
        "<div class=\"notice notice-bad wizard-summary\" role=\"alert\" id=\"wizard-summary\" tabindex=\"-1\"><div><p><strong>\
         {count}</strong></p><ul>"
    ));
    for problem in problems {
        let message = escape(&problem.message);
        match name_of(fields, &problem.pointer) {
            Some((id, title)) => {
                out.push_str(&format!("<li><a href=\"#{id}\">{}</a>: {message}</li>", escape(&title)));
            }
            None => out.push_str(&format!("<li>{message}</li>")),
        }
    }
    out.push_str("</ul></div></div>");
}

/// The identifier and the title of the field at a place.
fn name_of(fields: &[Field], pointer: &str) -> Option<(String, String)> {
    let mut found = None;
    fields.iter().for_each(|field| {
        field.walk(&mut |field| {
            if found.is_none() && field.pointer == pointer && !pointer.is_empty() {
                found = Some((field.id(), field.title.clone()));
            }
        });
    });
    found
}

/// Prose of a template's author: `code`, **strong** and [links](https://example.com) as in Markdown, nothing else.
pub fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.trim();
    while let Some(at) = rest.find(['`', '*', '[']) {
        out.push_str(&escape(&rest[..at]));
        rest = &rest[at..];
        rest = match marked(rest) {
            Some((html, behind)) => {
                out.push_str(&html);
                behind
            }
            None => {
                out.push_str(&escape(&rest[..1]));
                &rest[1..]
            }
        };
    }
    out.push_str(&escape(rest));
    out
}

/// What a mark at the beginning of a text stands for, and the text behind it.
fn marked(text: &str) -> Option<(String, &str)> {
    let between = |open: &str, close: &str| {
        let inner = text.strip_prefix(open)?;
        let end = inner.find(close).filter(|end| *end > 0)?;
        Some((&inner[..end], &inner[end + close.len()..]))
    };
    if let Some((code, behind)) = between("`", "`") {
        return Some((format!("<code>{}</code>", escape(code)), behind));
    }
    if let Some((strong, behind)) = between("**", "**") {
        return Some((format!("<strong>{}</strong>", escape(strong)), behind));
    }
    let (label, behind) = between("[", "](")?;
    let (address, behind) = behind.split_once(')')?;
    (is_safe_link(address) && !label.contains(['[', ']']))
        .then(|| (format!("<a href=\"{}\">{}</a>", escape(address), escape(label)), behind))
}
