//! From what is entered to what is shown, and to the address.

use super::{Wizard, sent};
use portico_browser::{dom, timer::Timer};
use portico_form::{State, html::Look};
use serde_json::Value;
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Event, HtmlElement, SubmitEvent, UrlSearchParams};

/// How long nothing is typed before the address follows, in milliseconds. Browsers refuse to write it too often.
const PAUSE_MS: i32 = 150;

/// Where the reader is led once the page is there.
pub(super) enum After {
    /// They stay where they are.
    Nothing,
    /// To the heading of a new page.
    Heading,
    /// To what is wrong.
    Summary,
    /// To an element that a selector finds.
    Element(String),
}

impl Wizard {
    /// Takes over what the fields hold; `with_new` with what stands in the fields that add to lists of values.
    pub(super) fn take(self: &Rc<Self>, with_new: bool) {
        let Some(mut pairs) = sent::pairs(&self.main, with_new) else { return };
        pairs.push(("go".to_owned(), "stay".to_owned()));
        let told = self.state.borrow().told.clone();
        let next = State { told, ..self.form.read(&pairs) };
        self.become_state(next, After::Nothing);
    }

    /// A button was pressed.
    pub(super) fn submitted(self: &Rc<Self>, event: &Event) {
        let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else {
            return;
        };
        if form.has_attribute("data-start") {
            return self.starting(event, &form);
        }
        event.prevent_default();
        let submitter = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
        let go =
            submitter.and_then(|button| button.get_attribute("value")).unwrap_or_else(|| "next".to_owned());
        let Some(mut pairs) = sent::pairs_of_form(&form, &self.main, true) else { return };
        pairs.push(("go".to_owned(), go.clone()));
        let mut next = self.form.read(&pairs);
        let before = self.state.borrow().clone();
        let (order, place) = go.split_once(':').unwrap_or((&go, ""));
        let is_step = matches!(order, "next" | "back" | "page");
        if !is_step {
            next.told = before.told.clone();
        }
        let after = match order {
            _ if next.page != before.page => After::Heading,
            "next" | "page" => After::Summary,
            "add" => {
                let entries = next.values.pointer(place).and_then(Value::as_array).map_or(0, Vec::len);
                let new = format!("{place}/{}", entries.saturating_sub(1));
                After::Element(format!("#{}", portico_form::field::id_of(&new)))
            }
            "remove" => After::Element(format!(
                "#{}-add",
                portico_form::field::id_of(portico_form::pointer::parent(place))
            )),
            _ => After::Nothing,
        };
        if next.page != before.page {
            self.touched.borrow_mut().clear();
            self.write_address();
        }
        let is_new_page = next.page != before.page;
        self.become_state(next, after);
        if is_new_page {
            self.push_address();
        }
    }

    /// The reader went back or forth in the browser's history.
    pub(super) fn returned(self: &Rc<Self>) {
        self.writing.borrow_mut().take();
        // Back to another page: its address is none of ours.
        if !self.is_here() {
            return;
        }
        let next = self.form.read(&sent::of_address());
        self.become_state(next, After::Nothing);
    }

    fn become_state(self: &Rc<Self>, next: State, after: After) {
        let is_same = *self.state.borrow() == next;
        if self.state.borrow().page != next.page {
            self.failure.borrow_mut().take();
            self.secret_problems.borrow_mut().clear();
        }
        *self.state.borrow_mut() = next;
        if !is_same {
            self.write_address_soon();
        }
        self.show(after);
        self.preview_follow();
    }

    /// Shows the state.
    pub(super) fn show(self: &Rc<Self>, after: After) {
        let html = {
            let (state, offers) = (self.state.borrow(), self.offers.borrow());
            let (problems, failure) = (self.secret_problems.borrow(), self.failure.borrow());
            self.form.html(
                &state,
                &Look {
                    address: &self.address,
                    start: &self.start,
                    template: &self.template,
                    labels: self.labels.clone(),
                    offers: Some(&offers),
                    is_live: true,
                    secret_problems: &problems,
                    failure: failure.as_deref(),
                },
            )
        };
        if self.showing.replace(true) {
            return;
        }
        let focused = dom::document().and_then(|document| document.active_element());
        let focused = focused.filter(|focused| self.main.contains(Some(focused)));
        let place = focused.as_ref().and_then(super::field_of);
        dom::morph(&self.main, &html);
        self.showing.set(false);
        if focused.is_some_and(|focused| !focused.is_connected()) {
            self.focus_field(place.as_deref());
        }
        self.reopen();
        self.ask_offers();
        let target = match after {
            After::Nothing => return,
            After::Heading => dom::find(&self.main, "#wizard-heading"),
            After::Summary => dom::find(&self.main, "#wizard-summary")
                .or_else(|| dom::find(&self.main, "[aria-invalid=true]")),
            After::Element(selector) => first_control(dom::find(&self.main, &selector)),
        };
        if let Some(target) = target {
            // Only elements that cannot be focused refuse.
            let _ = target.focus();
            if target.id() == "wizard-heading"
                && let Some(steps) = dom::find(&self.main, ".wizard-steps")
            {
                steps.scroll_into_view();
            }
        }
    }

    /// Leads to the field in which something went while it had the focus.
    fn focus_field(&self, place: Option<&str>) {
        let id = place.map(|place| format!("#{}", portico_form::field::id_of(place)));
        let field = id.and_then(|id| dom::find(&self.main, &id));
        if let Some(control) = first_control(field) {
            // Only elements that cannot be focused refuse.
            let _ = control.focus();
        }
    }

    /// An address may hold what must not be in one, such as a secret.
    pub(super) fn clean_address(&self) {
        let given = sent::of_address().into_iter().find(|(name, _)| name == "formData");
        let given = given.and_then(|(_, text)| serde_json::from_str::<Value>(&text).ok());
        if given.is_some_and(|given| given != self.state.borrow().values) {
            self.history(|history, state, url| history.replace_state_with_url(state, "", Some(url)));
        }
    }

    /// Whether the address is this page's: the reader may be on the way to another one.
    fn is_here(&self) -> bool {
        dom::window()
            .and_then(|window| window.location().pathname().ok())
            .is_some_and(|path| path.eq_ignore_ascii_case(&self.address))
    }

    fn write_address_soon(self: &Rc<Self>) {
        let wizard = Rc::downgrade(self);
        let timer = Timer::after(PAUSE_MS, move || {
            if let Some(wizard) = wizard.upgrade() {
                wizard.write_address();
            }
        });
        *self.writing.borrow_mut() = timer;
    }

    /// Writes the address at once, if something waits to be written.
    pub(super) fn write_address(&self) {
        if self.writing.borrow_mut().take().is_some() && self.root.is_connected() && self.is_here() {
            self.history(|history, state, url| history.replace_state_with_url(state, "", Some(url)));
        }
    }

    fn push_address(&self) {
        self.writing.borrow_mut().take();
        self.history(|history, state, url| history.push_state_with_url(state, "", Some(url)));
    }

    fn history(&self, write: impl Fn(&web_sys::History, &JsValue, &str) -> Result<(), JsValue>) {
        let Some(history) = dom::window().and_then(|window| window.history().ok()) else { return };
        let Ok(params) = UrlSearchParams::new() else { return };
        for (name, value) in self.state.borrow().query() {
            params.append(&name, &value);
        }
        let url = format!("{}?{}", self.address, String::from(params.to_string()));
        // The state is the router's own and is kept; an address that is too long leaves the old one.
        let state = history.state().unwrap_or_default();
        let _ = write(&history, &state, &url);
    }
}

/// The control in an element, if it is none itself.
fn first_control(element: Option<HtmlElement>) -> Option<HtmlElement> {
    let element = element?;
    let is_control = matches!(&*element.tag_name(), "INPUT" | "SELECT" | "TEXTAREA" | "BUTTON");
    if is_control {
        Some(element)
    } else {
        dom::find(&element, "input:not([type=hidden]), select, textarea").or(Some(element))
    }
}
