//! Comboboxes: a field that one types in and a list of what fits, after the pattern of WAI-ARIA. The focus stays in the
//! field; the marked option is named by `aria-activedescendant`.

use super::{Wizard, offers, page::After};
use portico_browser::dom;
use portico_form::{Offered, html::escape};
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};

/// A list that is open.
pub(super) struct Open {
    /// The identifier of its field.
    field: String,
    options: Vec<Offered>,
    more: usize,
    /// The marked option.
    marked: Option<usize>,
}

/// Whether an element is the field of a combobox.
pub(super) fn is_combo(element: &Element) -> bool {
    element.get_attribute("role").as_deref() == Some("combobox")
}

/// The parts of a combobox, by its field.
struct Parts {
    whole: HtmlElement,
    field: HtmlInputElement,
    question: String,
}

impl Parts {
    fn of(element: &Element) -> Option<Self> {
        let whole: HtmlElement = element.closest("[data-combo]").ok().flatten()?.dyn_into().ok()?;
        let field = dom::find(&whole, "[role=combobox]")?.dyn_into().ok()?;
        let question = whole.get_attribute("data-combo")?;
        Some(Self { whole, field, question })
    }

    fn list(&self) -> Option<HtmlElement> {
        dom::find(&self.whole, "[role=listbox]")
    }

    /// Where the value is; none for those that add to a list of values.
    fn value(&self) -> Option<HtmlInputElement> {
        dom::find(&self.whole, "input[type=hidden]")?.dyn_into().ok()
    }

    fn takes_any(&self) -> bool {
        self.whole.has_attribute("data-any")
    }

    fn say(&self, text: &str) {
        if let Some(status) = dom::find(&self.whole, "[role=status]") {
            status.set_text_content(Some(text));
        }
    }
}

impl Wizard {
    /// What is typed narrows the list.
    pub(super) fn narrow(self: &Rc<Self>, target: &Element) {
        if let Some(parts) = Parts::of(target) {
            let text = parts.field.value();
            self.list(&parts, &text);
        }
    }

    /// Asks for what fits a text, and opens the list with it.
    fn list(self: &Rc<Self>, parts: &Parts, text: &str) {
        let turn = self.turn.get().wrapping_add(1);
        self.turn.set(turn);
        let (wizard, question, text) = (Rc::clone(self), parts.question.clone(), text.to_owned());
        let field = parts.field.id();
        spawn_local(async move {
            let offer = offers::ask(&question, &text).await;
            // Somebody typed on, or left.
            if wizard.turn.get() != turn {
                return;
            }
            let Some(offer) = offer else {
                let field = dom::find(&wizard.main, &format!("#{field}"));
                if let Some(parts) = field.and_then(|field| Parts::of(&field)) {
                    parts.say("The server did not answer. What you type is kept.");
                }
                return;
            };
            let marked = (!text.is_empty() && !offer.options.is_empty()).then_some(0);
            *wizard.open.borrow_mut() =
                Some(Open { field, options: offer.options, more: offer.more, marked });
            wizard.reopen();
            wizard.say_count();
        });
    }

    /// Shows the open list as it is; after the page was made again, too.
    pub(super) fn reopen(&self) {
        let open = self.open.borrow();
        let Some(open) = &*open else { return };
        let field = dom::find(&self.main, &format!("#{}", open.field));
        let Some(parts) = field.and_then(|field| Parts::of(&field)) else { return };
        let Some(list) = parts.list() else { return };
        list.set_inner_html(&open.html());
        list.set_hidden(false);
        let set = |name: &str, value: &str| parts.field.set_attribute(name, value).unwrap_or_default();
        set("aria-expanded", "true");
        match open.marked {
            Some(at) => {
                let id = format!("{}-option-{at}", open.field);
                set("aria-activedescendant", &id);
                if let Some(option) = dom::find(&list, &format!("#{id}")) {
                    into_view(&list, &option);
                }
            }
            None => parts.field.remove_attribute("aria-activedescendant").unwrap_or_default(),
        }
    }

    fn say_count(&self) {
        let open = self.open.borrow();
        let Some(open) = &*open else { return };
        let field = dom::find(&self.main, &format!("#{}", open.field));
        let Some(parts) = field.and_then(|field| Parts::of(&field)) else { return };
        let text = match (open.options.len(), open.more) {
            (0, _) => "Nothing in the catalog fits.".to_owned(),
            (1, 0) => "1 fits.".to_owned(),
            (count, more) => format!("{} fit.", count + more),
        };
        parts.say(&text);
    }

    fn close(&self) {
        self.turn.set(self.turn.get().wrapping_add(1));
        let Some(open) = self.open.borrow_mut().take() else { return };
        let field = dom::find(&self.main, &format!("#{}", open.field));
        let Some(parts) = field.and_then(|field| Parts::of(&field)) else { return };
        if let Some(list) = parts.list() {
            list.set_hidden(true);
            list.set_inner_html("");
        }
        parts.field.set_attribute("aria-expanded", "false").unwrap_or_default();
        parts.field.remove_attribute("aria-activedescendant").unwrap_or_default();
    }

    fn is_open(&self, field: &Element) -> bool {
        self.open.borrow().as_ref().is_some_and(|open| open.field == field.id())
    }

    pub(super) fn combo_key(self: &Rc<Self>, target: &Element, event: &KeyboardEvent) {
        let Some(parts) = Parts::of(target) else { return };
        let is_open = self.is_open(target);
        match event.key().as_str() {
            "ArrowDown" if !is_open => self.list(&parts, ""),
            "ArrowUp" if !is_open => self.list(&parts, ""),
            "ArrowUp" if event.alt_key() => self.close(),
            "ArrowDown" => self.mark(1),
            "ArrowUp" => self.mark(-1),
            "Enter" => {
                let marked = self.open.borrow().as_ref().filter(|_| is_open).and_then(Open::marked);
                let is_new = parts.value().is_none() && !parts.field.value().trim().is_empty();
                match marked {
                    Some(option) => self.pick(&parts, &option),
                    None if is_new => self.settle(target),
                    // The form goes on, with what was typed.
                    None => return self.settle(target),
                }
            }
            "Escape" if is_open => self.close(),
            "Escape" if !parts.field.value().is_empty() => {
                parts.field.set_value("");
                self.settle(target);
            }
            _ => return,
        }
        event.prevent_default();
    }

    fn mark(&self, by: i32) {
        if let Some(open) = &mut *self.open.borrow_mut() {
            let count = open.options.len();
            open.marked = match (open.marked, by) {
                _ if count == 0 => None,
                (None, 1) => Some(0),
                (None, _) => Some(count - 1),
                (Some(at), 1) => Some((at + 1) % count),
                (Some(at), _) => Some((at + count - 1) % count),
            };
        }
        self.reopen();
    }

    pub(super) fn combo_click(self: &Rc<Self>, target: &Element) {
        let Some(parts) = Parts::of(target) else {
            return self.close();
        };
        if let Some(option) = target.closest("[role=option]").ok().flatten() {
            let at = option.get_attribute("data-at").and_then(|at| at.parse::<usize>().ok());
            let option = self.open.borrow().as_ref().and_then(|open| open.options.get(at?).cloned());
            if let Some(option) = option {
                self.pick(&parts, &option);
            }
            return;
        }
        let is_button = target.closest(".combo-open").ok().flatten().is_some();
        if self.is_open(&parts.field) {
            if is_button {
                self.close();
            }
        } else if is_button || is_combo(target) {
            parts.field.focus().unwrap_or_default();
            parts.field.select();
            self.list(&parts, "");
        }
    }

    fn pick(self: &Rc<Self>, parts: &Parts, option: &Offered) {
        self.close();
        self.remember(&parts.question, option);
        parts.say(&format!("{} is chosen.", option.title));
        match parts.value() {
            Some(value) => {
                value.set_value(&option.value);
                parts.field.set_value(&option.title);
                self.changed(parts, false);
            }
            None => {
                parts.field.set_value(&option.value);
                self.changed(parts, true);
                parts.field.set_value("");
            }
        }
    }

    /// What stands in the field when it is left becomes the value, if it can be one.
    pub(super) fn settle(self: &Rc<Self>, target: &Element) {
        let Some(parts) = Parts::of(target) else { return };
        let typed = parts.field.value().trim().to_owned();
        let fitting =
            self.open.borrow().as_ref().filter(|open| open.field == parts.field.id()).and_then(|open| {
                let fits = |one: &&Offered| {
                    one.title.eq_ignore_ascii_case(&typed) || one.value.eq_ignore_ascii_case(&typed)
                };
                open.options.iter().find(fits).cloned()
            });
        self.close();
        let Some(value) = parts.value() else {
            if !typed.is_empty() {
                self.changed(&parts, true);
                parts.field.set_value("");
            }
            return;
        };
        let shown = self.title(&parts.question, &value.value());
        match fitting {
            _ if typed == shown => {}
            Some(option) => self.pick(&parts, &option),
            None if typed.is_empty() || parts.takes_any() => {
                value.set_value(&typed);
                self.changed(&parts, false);
            }
            None => {
                parts.say(&format!("\u{201c}{typed}\u{201d} is not in the list. Nothing was changed."));
                parts.field.set_value(&shown);
            }
        }
    }

    /// What a value is called.
    fn title(&self, question: &str, value: &str) -> String {
        let offers = self.offers.borrow();
        let option =
            offers.get(question).and_then(|offer| offer.options.iter().find(|one| one.value == value));
        option.map(|one| one.title.clone()).unwrap_or_else(|| portico_form::html::short(value))
    }

    fn changed(self: &Rc<Self>, parts: &Parts, with_new: bool) {
        if let Some(pointer) = super::field_of(&parts.field) {
            self.touched.borrow_mut().insert(pointer.clone());
            self.state.borrow_mut().told.tell(&pointer);
        }
        self.take(with_new);
        self.show(After::Nothing);
        // A focused field is left alone by the page; this one is to say what was chosen.
        if let Some(value) = parts.value() {
            parts.field.set_value(&self.title(&parts.question, &value.value()));
        }
    }
}

impl Open {
    fn marked(&self) -> Option<Offered> {
        self.options.get(self.marked?).cloned()
    }

    fn html(&self) -> String {
        let mut html = String::new();
        let has_mine = self.options.iter().any(|one| one.is_mine);
        for (at, one) in self.options.iter().enumerate() {
            let mut details = one.details.join(" · ");
            if has_mine && one.is_mine {
                details = if details.is_empty() { "yours".to_owned() } else { format!("{details} · yours") };
            }
            html.push_str(&format!(
                "<li class=\"combo-option\" role=\"option\" id=\"{}-option-{at}\" data-at=\"{at}\" aria-selected=\"{}\">\
                 <span class=\"combo-title\">{}</span> <span class=\"combo-details\">{}</span></li>",
                self.field,
                self.marked == Some(at),
                escape(&one.title),
                escape(&details)
            ));
        }
        if self.options.is_empty() {
            html.push_str("<li class=\"combo-said\" role=\"option\" aria-disabled=\"true\">Nothing in the catalog fits.</li>");
        } else if self.more > 0 {
            html.push_str(&format!(
                "<li class=\"combo-said\" role=\"option\" aria-disabled=\"true\">{} more; type to narrow the list.</li>",
                self.more
            ));
        }
        html
    }
}

/// Scrolls within the list alone; the page stays where it is.
fn into_view(list: &HtmlElement, option: &HtmlElement) {
    let (top, bottom) = (option.offset_top(), option.offset_top() + option.offset_height());
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if bottom > list.scroll_top() + list.client_height() {
        list.set_scroll_top(bottom - list.client_height());
    }
}
