//! Working on a template: while its file is typed, the form, the preview and the problems follow. The server makes all of
//! them; nothing is stored.

use crate::wizard::sent;
use portico_browser::{dom, http, listen, parts::Part, timer::Timer};
use serde_json::{Value, json};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Element, Event, FormData, HtmlButtonElement, HtmlElement, HtmlFormElement, HtmlTextAreaElement,
    SubmitEvent, Url,
};

/// How long nothing is typed before the page follows, in milliseconds.
const PAUSE_MS: i32 = 250;
/// The parts of the page that follow.
const PARTS: [&str; 3] = ["problems", "form", "preview"];

type Pairs = Vec<(String, String)>;

struct Editor {
    root: HtmlElement,
    area: HtmlTextAreaElement,
    template: String,
    look: String,
    attempt: String,
    /// What the form was filled in with.
    pairs: RefCell<Pairs>,
    /// The file of the preview that is looked at.
    chosen: RefCell<Option<String>>,
    /// Counts questions, so that late answers are known.
    turn: Cell<u32>,
    waiting: RefCell<Option<Timer>>,
    /// The text as it came.
    original: String,
}

/// Takes over the page on which a template is worked on.
pub(crate) fn open(root: &HtmlElement) -> Option<Part> {
    let data: Value = serde_json::from_str(&dom::data(root)?).ok()?;
    let text = |key: &str| data.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let area: HtmlTextAreaElement = dom::find(root, ".editor-code textarea")?.dyn_into().ok()?;
    area.set_read_only(false);
    if let Some(button) = dom::find(root, "[data-editor-try]") {
        button.set_hidden(false);
    }
    let editor = Rc::new(Editor {
        root: root.clone(),
        template: text("template"),
        look: text("look"),
        attempt: text("try"),
        pairs: RefCell::new(pairs_of(data.get("pairs"))),
        chosen: RefCell::default(),
        turn: Cell::new(0),
        waiting: RefCell::default(),
        original: area.value(),
        area,
    });
    let listeners = editor.listen();
    Some(Box::new((editor, listeners)))
}

/// Pairs that travelled as a list of lists.
fn pairs_of(value: Option<&Value>) -> Pairs {
    let pairs = value.and_then(Value::as_array).into_iter().flatten();
    let text = |pair: &Value, at: usize| pair.get(at).and_then(Value::as_str).map(str::to_owned);
    pairs.filter_map(|pair| Some((text(pair, 0)?, text(pair, 1)?))).collect()
}

impl Editor {
    fn listen(self: &Rc<Self>) -> Vec<listen::Listener> {
        let heard = |target: &web_sys::EventTarget, name: &'static str, hear: fn(&Rc<Self>, &Event)| {
            let editor = Rc::clone(self);
            listen::on(target, name, move |event| hear(&editor, &event))
        };
        let mut listeners = vec![
            heard(&self.area, "input", |editor, _| editor.follow()),
            heard(&self.area, "scroll", |editor, _| editor.scrolled()),
            heard(&self.root, "change", Self::changed),
            heard(&self.root, "submit", Self::submitted),
            heard(&self.root, "click", Self::clicked),
        ];
        if let Some(window) = dom::window() {
            listeners.push(heard(&window, "beforeunload", |editor, event| {
                // The browser asks whether to leave what was typed.
                if editor.area.value() != editor.original {
                    event.prevent_default();
                }
            }));
        }
        listeners
    }

    /// Something was typed.
    fn follow(self: &Rc<Self>) {
        let editor = Rc::downgrade(self);
        *self.waiting.borrow_mut() = Timer::after(PAUSE_MS, move || {
            if let Some(editor) = editor.upgrade() {
                editor.show();
            }
        });
    }

    /// The numbers of the lines go with the text.
    fn scrolled(&self) {
        if let Some(gutter) = self.part("gutter") {
            gutter.set_scroll_top(self.area.scroll_top());
        }
    }

    fn part(&self, name: &str) -> Option<HtmlElement> {
        dom::find(&self.root, &format!("[data-editor='{name}']"))
    }

    fn asked(&self) -> String {
        json!({
            "template": self.template,
            "yaml": self.area.value(),
            "pairs": *self.pairs.borrow(),
            "chosen": *self.chosen.borrow(),
        })
        .to_string()
    }

    /// Asks what became of the file, and shows it.
    fn show(self: &Rc<Self>) {
        let turn = self.turn.get() + 1;
        self.turn.set(turn);
        let editor = Rc::clone(self);
        spawn_local(async move {
            let answer = http::post(&editor.look, &editor.asked()).await.filter(http::Answer::is_ok);
            if editor.turn.get() != turn {
                return;
            }
            let parts = answer.and_then(|answer| serde_json::from_str::<Value>(&answer.text).ok());
            match parts {
                Some(parts) => editor.put(&parts),
                None => editor.say(
                    "problems",
                    "The server did not answer. What you typed is still here; type on to ask again.",
                ),
            }
        });
    }

    fn put(&self, parts: &Value) {
        let text = |name: &str| parts.get(name).and_then(Value::as_str).unwrap_or_default();
        for name in PARTS {
            if let Some(part) = self.part(name) {
                dom::morph(&part, text(name));
            }
        }
        if let Some(gutter) = self.part("gutter") {
            gutter.set_inner_html(text("gutter"));
            self.scrolled();
        }
        *self.pairs.borrow_mut() = pairs_of(parts.get("query"));
    }

    /// A sentence instead of a part.
    fn say(&self, name: &str, sentence: &str) {
        if let Some(part) = self.part(name) {
            part.set_text_content(Some(sentence));
        }
    }

    /// Runs the template without consequences.
    fn run(self: &Rc<Self>) {
        self.say("log", "Running …");
        let editor = Rc::clone(self);
        spawn_local(async move {
            let answer = http::post(&editor.attempt, &editor.asked()).await.filter(http::Answer::is_ok);
            match (answer, editor.part("log")) {
                (Some(answer), Some(log)) => log.set_inner_html(&answer.text),
                _ => editor.say("log", "The server did not answer. Run it again."),
            }
        });
    }

    /// Something in the form was changed.
    fn changed(self: &Rc<Self>, event: &Event) {
        let form = element(event).and_then(|target| target.closest("form").ok().flatten());
        if let Some(form) = form.filter(|form| !sent::is_of_start(form)) {
            self.take(&form, None);
        }
    }

    fn submitted(self: &Rc<Self>, event: &Event) {
        let Some(form) = element(event) else { return };
        event.prevent_default();
        if sent::is_of_start(&form) {
            self.run();
            return;
        }
        let button = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
        let button = button.and_then(|button| button.dyn_into::<HtmlButtonElement>().ok());
        self.take(&form, button.map(|button| (button.name(), button.value())));
    }

    /// What stands in the form, and the button that sent it.
    fn take(self: &Rc<Self>, form: &Element, button: Option<(String, String)>) {
        let Some(form) = form.dyn_ref::<HtmlFormElement>() else { return };
        let Ok(data) = FormData::new_with_form(form) else { return };
        let mut pairs = sent::entries(data.as_ref());
        pairs.extend(button.filter(|(name, _)| !name.is_empty()));
        *self.pairs.borrow_mut() = pairs;
        self.show();
    }

    fn clicked(self: &Rc<Self>, event: &Event) {
        let Some(target) = element(event) else { return };
        let within = |selector: &str| target.closest(selector).ok().flatten();
        if let Some(file) = within("[data-preview-file]") {
            let path = file.get_attribute("data-preview-file").filter(|path| !path.is_empty());
            {
                let mut chosen = self.chosen.borrow_mut();
                // Once more on the same file closes it.
                *chosen = if *chosen == path { None } else { path };
            }
            self.show();
        } else if let Some(line) = within("[data-editor-line]") {
            let line = line.get_attribute("data-editor-line").and_then(|line| line.parse().ok());
            self.go_to(line.unwrap_or(1));
        } else if within("[data-editor-try]").is_some() {
            self.run();
        } else if let Some(link) = within("[data-editor='form'] a[href]") {
            self.linked(&link, event);
        }
    }

    /// Links of the form lead to its other pages; the file that is being typed stays.
    fn linked(self: &Rc<Self>, link: &Element, event: &Event) {
        let here = dom::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
        let href = link.get_attribute("href").unwrap_or_default();
        let (Ok(to), Ok(here)) = (Url::new_with_base(&href, &here), Url::new(&here)) else { return };
        if to.pathname() != here.pathname() {
            return;
        }
        event.prevent_default();
        *self.pairs.borrow_mut() = sent::entries(to.search_params().as_ref());
        self.show();
    }

    /// Puts the caret into a line, counted from 1.
    fn go_to(&self, line: usize) {
        let text = self.area.value();
        let (start, length) = place(&text, line);
        // An element that is on the page takes the focus, and places within its text are accepted.
        let _ = self.area.focus();
        let _ = self.area.set_selection_range(start, start + length);
        let lines = text.split('\n').count().max(1);
        let height = f64::from(self.area.scroll_height()) / lines as f64;
        let above = height * line.saturating_sub(4) as f64;
        self.area.set_scroll_top(above as i32);
    }
}

/// Where a line begins and how long it is, in the units that browsers count.
fn place(text: &str, line: usize) -> (u32, u32) {
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let mut start = 0;
    for (at, content) in text.split('\n').enumerate() {
        if at + 1 == line {
            return (start, units(content));
        }
        start += units(content) + 1;
    }
    (start.saturating_sub(1), 0)
}

fn element(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn lines_are_found_in_the_units_of_browsers() {
        assert_eq!(place("a\n😀b\nc", 2), (2, 3));
        assert_eq!(place("a\n😀b\nc", 3), (6, 1));
        assert_eq!(place("a", 9), (1, 0));
        assert_eq!(place("", 1), (0, 0));
    }
}
