//! The form of a template, alive: what is wrong is told at the field, fields come and go with what is entered, steps
//! change without asking the server, and pickers list what the catalog has while one types.
//!
//! The form is made by the same code as on the server; the address always says where the reader is, so a reload, a link
//! and the browser's own back lead to the same.

mod combo;
mod offers;
mod page;
mod preview;
mod secrets;
pub(crate) mod sent;

use combo::Open;
use page::After;
use portico_browser::{dom, listen, parts::Part, timer::Timer};
use portico_form::{Form, Offers, Place, Problem, State, html::Labels};
use preview::Preview;
use serde_json::Value;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement};

/// A form that is alive.
pub(crate) struct Wizard {
    root: HtmlElement,
    /// Where the form is.
    main: HtmlElement,
    form: Form,
    labels: Labels,
    address: String,
    start: String,
    template: String,
    state: RefCell<State>,
    /// What pickers were answered.
    offers: RefCell<Offers>,
    /// Questions that are under way.
    asked: RefCell<BTreeSet<String>>,
    /// Fields that somebody has typed in.
    touched: RefCell<BTreeSet<String>>,
    secret_problems: RefCell<Vec<Problem>>,
    /// Why nothing was started, when it was tried.
    failure: RefCell<Option<String>>,
    /// The list that is open.
    open: RefCell<Option<Open>>,
    /// Counts what lists are asked, so that late answers are known.
    turn: Cell<u32>,
    /// Whether the page is being made, which takes the focus from fields that go: nobody left them.
    showing: Cell<bool>,
    /// Whether a button of the mouse is down: what moves now is not hit when it is released.
    pressing: Cell<bool>,
    /// Whether there is something to tell once it is released.
    pending: Cell<bool>,
    telling: RefCell<Option<Timer>>,
    /// Writes the address after a while.
    writing: RefCell<Option<Timer>>,
    preview: Preview,
}

/// Takes over the form of a template.
pub(crate) fn open(root: &HtmlElement) -> Option<Part> {
    let data: Value = serde_json::from_str(&dom::data(root)?).ok()?;
    let text = |key: &str| data.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let pages = data.get("pages").and_then(Value::as_array)?;
    let place = Place::of_json(data.get("place").unwrap_or(&Value::Null));
    let preview = Preview::of(root, &data, &place);
    let (form, _) = Form::of(pages, place);
    let form = form.with_secrets(data.get("secrets").filter(|schema| schema.is_object()));
    let label =
        |key: &str| data.pointer(&format!("/labels/{key}")).and_then(Value::as_str).map(str::to_owned);
    let wizard = Rc::new(Wizard {
        root: root.clone(),
        main: dom::find(root, "[data-wizard]")?,
        labels: Labels { back: label("back"), review: label("review"), create: label("create") },
        // The address is the truth: the page may be an answer to one that was left already.
        state: RefCell::new(form.read(&sent::of_address())),
        form,
        address: text("address"),
        start: text("start"),
        template: text("template"),
        offers: RefCell::new(offers::of_json(data.get("offers"))),
        asked: RefCell::default(),
        touched: RefCell::default(),
        secret_problems: RefCell::new(refused(&data)),
        failure: RefCell::new(data.get("failure").and_then(Value::as_str).map(str::to_owned)),
        open: RefCell::default(),
        turn: Cell::new(0),
        showing: Cell::new(false),
        pressing: Cell::new(false),
        pending: Cell::new(false),
        telling: RefCell::default(),
        writing: RefCell::default(),
        preview,
    });
    let listeners = wizard.listen();
    wizard.show(After::Nothing);
    wizard.clean_address();
    // For whoever waits until the form answers.
    root.set_attribute("data-alive", "").unwrap_or_default();
    wizard.preview_begin();
    Some(Box::new((wizard, listeners)))
}

/// What the server says about the secrets that were sent.
fn refused(data: &Value) -> Vec<Problem> {
    let pairs = data.get("refused").and_then(Value::as_array).into_iter().flatten();
    pairs
        .filter_map(|pair| {
            let text = |at: usize| pair.get(at).and_then(Value::as_str).map(str::to_owned);
            Some(Problem { pointer: text(0)?, message: text(1)? })
        })
        .collect()
}

impl Wizard {
    fn listen(self: &Rc<Self>) -> Vec<listen::Listener> {
        let heard = |name: &'static str, hear: fn(&Rc<Self>, &Event)| {
            let wizard = Rc::clone(self);
            listen::on(&self.root, name, move |event| hear(&wizard, &event))
        };
        let mut listeners = vec![
            heard("input", Self::typed),
            heard("change", Self::typed),
            heard("focusout", Self::left),
            heard("submit", Self::submitted),
            heard("keydown", Self::key),
            heard("mousedown", Self::pressed),
            heard("click", Self::clicked),
        ];
        if let Some(window) = dom::window() {
            let wizard = Rc::clone(self);
            listeners.push(listen::on(&window, "popstate", move |_| wizard.returned()));
            let wizard = Rc::clone(self);
            listeners.push(listen::on(&window, "mouseup", move |_| wizard.released()));
            let wizard = Rc::clone(self);
            listeners.push(listen::on(&window, "pagehide", move |_| wizard.write_address()));
        }
        listeners
    }

    /// Something was typed or chosen.
    fn typed(self: &Rc<Self>, event: &Event) {
        let Some(target) = element(event) else { return };
        if combo::is_combo(&target) {
            if event.type_() == "input" {
                self.narrow(&target);
            }
            return;
        }
        if sent::is_of_start(&target) {
            return;
        }
        if let Some(pointer) = field_of(&target) {
            self.touched.borrow_mut().insert(pointer);
        }
        self.take(false);
    }

    /// A field was left: from now on it says what is wrong with it.
    fn left(self: &Rc<Self>, event: &Event) {
        if self.showing.get() {
            return;
        }
        let Some(target) = element(event) else { return };
        if combo::is_combo(&target) {
            self.settle(&target);
        }
        let Some(pointer) = field_of(&target) else { return };
        if self.touched.borrow().contains(&pointer) {
            self.state.borrow_mut().told.tell(&pointer);
            if self.pressing.get() {
                self.pending.set(true);
            } else {
                self.show(After::Nothing);
            }
        }
    }

    /// The mouse was released; its click comes first.
    fn released(self: &Rc<Self>) {
        self.pressing.set(false);
        if self.pending.take() {
            let wizard = Rc::downgrade(self);
            let timer = Timer::after(0, move || {
                if let Some(wizard) = wizard.upgrade() {
                    wizard.show(After::Nothing);
                }
            });
            *self.telling.borrow_mut() = timer;
        }
    }

    fn key(self: &Rc<Self>, event: &Event) {
        if let Some(target) = element(event).filter(combo::is_combo)
            && let Some(event) = event.dyn_ref()
        {
            self.combo_key(&target, event);
        }
    }

    /// Pressing into a list must not take the focus out of its field.
    fn pressed(self: &Rc<Self>, event: &Event) {
        self.pressing.set(true);
        let inside = |target: Element| target.closest(".combo-list, .combo-open").ok().flatten();
        if element(event).and_then(inside).is_some() {
            event.prevent_default();
        }
    }

    fn clicked(self: &Rc<Self>, event: &Event) {
        if let Some(target) = element(event).filter(|target| !self.preview_click(target)) {
            self.combo_click(&target);
        }
    }
}

/// The element that an event is about.
fn element(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// The place of the field that an element belongs to.
fn field_of(element: &Element) -> Option<String> {
    element.closest("[data-field]").ok().flatten()?.get_attribute("data-field")
}
