//! Secrets: they stand in their fields and nowhere else, and are looked at before they are sent.

use super::{Wizard, page::After, sent};
use portico_browser::dom;
use portico_form::Secrets;
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlElement, HtmlInputElement};

impl Wizard {
    /// The finished form is about to be sent.
    pub(super) fn starting(self: &Rc<Self>, event: &Event, form: &HtmlElement) {
        let Some(pairs) = sent::pairs_of_form(form, &self.main, true) else { return };
        let secrets =
            pairs.into_iter().filter_map(|(name, text)| Some((name.strip_prefix("s.")?.to_owned(), text)));
        let secrets: Secrets = secrets.filter(|(_, text)| !text.is_empty()).collect();
        let problems = self.form.check_secrets(&self.state.borrow(), &secrets);
        if problems.is_empty() {
            // One that is pressed twice starts once.
            for button in dom::all_in(form, "button:not([form])") {
                button.set_attribute("aria-disabled", "true").unwrap_or_default();
            }
            if form.get_attribute("data-start").as_deref() == Some("sent") {
                event.prevent_default();
            }
            form.set_attribute("data-start", "sent").unwrap_or_default();
            return;
        }
        event.prevent_default();
        *self.secret_problems.borrow_mut() = problems;
        self.show(After::Nothing);
        for input in dom::all_in(&self.main, "[data-start] input[type=password]") {
            if let Some(input) = input.dyn_ref::<HtmlInputElement>()
                && let Some(typed) = input.name().strip_prefix("s.").and_then(|pointer| secrets.get(pointer))
            {
                input.set_value(typed);
            }
        }
        if let Some(first) = dom::find(&self.main, "[data-start] [aria-invalid=true]") {
            first.focus().unwrap_or_default();
        }
    }
}
