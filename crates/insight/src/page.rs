//! A dashboard whose questions are in its address: links and forms that lead to the same page change it in place, so that
//! focus, place and what is open stay. Without this, the browser or the shell goes there: the server makes the same.

use portico_browser::{dom, http, listen, parts::Part, timer::Timer};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    CustomEvent, CustomEventInit, Element, Event, FormData, HtmlElement, HtmlFormElement, MouseEvent, Node,
    Url, UrlSearchParams,
};

/// Where the shell's HTML is asked for.
const ASK: &str = "/ui/insight";
/// How long nothing is typed before the page follows, in milliseconds.
const PAUSE_MS: i32 = 200;

/// Who wants to know.
#[derive(Clone, Copy, PartialEq)]
enum Asking {
    /// The reader.
    Reader,
    /// The page, which follows something that goes on.
    ByItself,
}

struct Page {
    /// What the HTML is put into.
    place: Element,
    /// Counts questions, so that late answers are known.
    turn: Cell<u32>,
    waiting: RefCell<Option<Timer>>,
    /// Asks again by itself, while the page wants that.
    again: RefCell<Option<Timer>>,
}

/// Takes over a dashboard. In it, a form with `data-live` follows what is chosen and typed, and one with `data-in-place`
/// changes something without leaving the page; while it has an element with `data-refresh`, it is asked for anew every so many milliseconds.
pub(crate) fn open(root: &HtmlElement) -> Option<Part> {
    let page = Rc::new(Page {
        place: root.parent_element()?,
        turn: Cell::new(0),
        waiting: RefCell::default(),
        again: RefCell::default(),
    });
    page.refresh();
    let (clicked, sent, changed, typed) =
        (Rc::clone(&page), Rc::clone(&page), Rc::clone(&page), Rc::clone(&page));
    Some(Box::new((
        listen::before(root, "click", move |event| click(&clicked, &event)),
        listen::on(root, "submit", move |event| submit(&sent, &event)),
        listen::on(root, "change", move |event| follow(&changed, &event, 0)),
        listen::on(root, "input", move |event| follow(&typed, &event, PAUSE_MS)),
    )))
}

/// A plain click on a link to the same page.
fn click(page: &Rc<Page>, event: &Event) {
    let Some(mouse) = event.dyn_ref::<MouseEvent>() else { return };
    let is_plain = mouse.button() == 0
        && !(mouse.ctrl_key() || mouse.meta_key() || mouse.shift_key() || mouse.alt_key());
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
    let Some(link) = link.filter(|link| is_plain && !link.has_attribute("download")) else { return };
    let Some(url) = same_page(&link.get_attribute("href").unwrap_or_default()) else { return };
    if link.get_attribute("target").is_some() || !url.hash().is_empty() {
        return;
    }
    event.prevent_default();
    event.stop_propagation();
    // Leaving a field for the link changed the field: the link is what is wanted.
    page.waiting.replace(None);
    page.go(&url, true);
}

/// A form that asks, or one that changes something in place, sent.
fn submit(page: &Rc<Page>, event: &Event) {
    let form: Option<HtmlFormElement> = event.target().and_then(|target| target.dyn_into().ok());
    if let Some(form) = form.as_ref().filter(|form| form.has_attribute("data-in-place")) {
        event.prevent_default();
        event.stop_propagation();
        change(page, form, event);
        return;
    }
    let Some(url) = form.as_ref().and_then(address_of) else { return };
    event.prevent_default();
    event.stop_propagation();
    page.go(&url, true);
}

/// Has the server do what a form says, and asks the page anew.
fn change(page: &Rc<Page>, form: &HtmlFormElement, event: &Event) {
    let Ok(data) = FormData::new_with_form(form) else { return };
    // The button that was pressed says what is wanted.
    let button =
        js_sys::Reflect::get(event, &"submitter".into()).ok().and_then(|it| it.dyn_into::<Element>().ok());
    let pressed =
        button.and_then(|button| Some((button.get_attribute("name")?, button.get_attribute("value")?)));
    if let Some((name, value)) = &pressed {
        // Nobody hears of what cannot be appended: the server then says what is missing.
        let _ = data.append_with_str(name, value);
    }
    let (page, form) = (Rc::clone(page), form.clone());
    spawn_local(async move {
        let Ok(sent) = UrlSearchParams::new_with_str_sequence_sequence(&data) else { return };
        let address = form.get_attribute("action").unwrap_or_default();
        if http::send_form(&address, &sent).await {
            again(&page);
        } else {
            // As without this program: the server says itself what is wrong.
            if let Some((name, value)) = pressed {
                dom::add_field(&form, &name, &value);
            }
            let _ = form.submit();
        }
    });
}

/// Something in a form that follows was chosen, or is being typed.
fn follow(page: &Rc<Page>, event: &Event, pause_ms: i32) {
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let form = target.and_then(|target| target.closest("form[data-live]").ok().flatten());
    let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else { return };
    let then = Rc::clone(page);
    let timer = Timer::after(pause_ms, move || {
        if let Some(url) = address_of(&form) {
            then.go(&url, false);
        }
    });
    page.waiting.replace(timer);
}

/// Asks the page that is open anew.
fn again(page: &Rc<Page>) {
    let here = dom::window().and_then(|window| window.location().href().ok());
    if let Some(url) = here.and_then(|href| Url::new(&href).ok())
        && page.place.is_connected()
    {
        page.ask(&url, Asking::ByItself);
    }
}

/// The address of a form that asks this page; nothing for other forms.
fn address_of(form: &HtmlFormElement) -> Option<Url> {
    if !form.method().eq_ignore_ascii_case("get") {
        return None;
    }
    let url = same_page(&form.get_attribute("action").unwrap_or_default())?;
    let data = FormData::new_with_form(form).ok()?;
    let sent = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    let pairs = UrlSearchParams::new().ok()?;
    for pair in js_sys::Array::from(&sent).iter().map(|pair| js_sys::Array::from(&pair)) {
        // What is empty says nothing; the address stays short.
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string())
            && !value.is_empty()
        {
            pairs.append(&name, &value);
        }
    }
    url.set_search(&String::from(pairs.to_string()));
    Some(url)
}

/// Whether something in an element has the focus.
fn has_focus(place: &Element) -> bool {
    dom::document()
        .and_then(|document| document.active_element())
        .is_some_and(|active| place.contains(Some(&active)))
}

/// The address as a whole, if it leads to the page that is open.
fn same_page(href: &str) -> Option<Url> {
    let here = dom::window()?.location().href().ok()?;
    let (url, here) = (Url::new_with_base(href, &here).ok()?, Url::new(&here).ok()?);
    (url.origin() == here.origin() && url.pathname() == here.pathname()).then_some(url)
}

impl Page {
    /// Goes to an address: as a step of its own that the reader can go back from, or in place of the one before.
    fn go(self: &Rc<Self>, url: &Url, is_step: bool) {
        // The shell's router takes the step, so that it knows where the reader is; it does not load the page again.
        let how = if is_step { "push" } else { "replace" };
        let told = CustomEventInit::new();
        told.set_detail(&JsValue::from_str(&format!("{how} {}{}", url.pathname(), url.search())));
        if let (Some(window), Ok(event)) =
            (dom::window(), CustomEvent::new_with_event_init_dict("portico:went", &told))
        {
            // Nobody cancels it.
            let _ = window.dispatch_event(&event);
        }
        self.ask(url, Asking::Reader);
    }

    fn ask(self: &Rc<Self>, url: &Url, asking: Asking) {
        // The answer to the reader says whether to ask again; until then, nothing comes in between.
        if asking == Asking::Reader {
            self.again.replace(None);
        }
        self.turn.set(self.turn.get() + 1);
        let (page, turn, url) = (Rc::clone(self), self.turn.get(), url.clone());
        // Nobody hears of an attribute that cannot be set.
        let _ = page.place.set_attribute("aria-busy", "true");
        spawn_local(async move {
            let question = UrlSearchParams::new().ok();
            let Some(question) = question else { return };
            question.set("path", &url.pathname());
            question.set("query", url.search().trim_start_matches('?'));
            let answer = http::get(&format!("{ASK}?{}", String::from(question.to_string()))).await;
            if page.turn.get() != turn || !Node::is_connected(&page.place) {
                return;
            }
            let _ = page.place.remove_attribute("aria-busy");
            match answer.filter(http::Answer::is_ok) {
                Some(answer) => {
                    page.show(&answer.text);
                    page.refresh();
                }
                // Nobody asked for it: what is there stays, and is tried again.
                None if asking == Asking::ByItself => page.refresh(),
                // The server can still be asked as a whole, and says itself what is wrong.
                None => {
                    let _ = dom::window().map(|window| window.location().set_href(&url.href()));
                }
            }
        });
    }

    /// Asks again after a while, if the page says so: something in it goes on by itself.
    fn refresh(self: &Rc<Self>) {
        let wants = self.place.query_selector("[data-refresh]").ok().flatten();
        let pause = wants.and_then(|wants| wants.get_attribute("data-refresh")?.parse().ok());
        // Not holding the page: it goes when its element does.
        let page = Rc::downgrade(self);
        let timer = pause.and_then(|pause| {
            Timer::after(pause, move || {
                if let Some(page) = page.upgrade() {
                    again(&page);
                }
            })
        });
        self.again.replace(timer);
    }

    fn show(&self, text: &str) {
        let told = js_sys::JSON::parse(text).unwrap_or_default();
        let word = |name: &str| js_sys::Reflect::get(&told, &name.into()).ok()?.as_string();
        if let Some(html) = word("html") {
            let had_focus = has_focus(&self.place);
            dom::morph(&self.place, &html);
            // What had the focus may be gone; it stays in the page, where the page says.
            if had_focus && !has_focus(&self.place) {
                let rest = self.place.query_selector("[data-rest]").ok().flatten();
                if let Some(rest) = rest.and_then(|rest| rest.dyn_into::<HtmlElement>().ok()) {
                    // Focus that cannot be moved stays where it was.
                    let _ = rest.focus();
                }
            }
            // What came with it is to be taken over, too.
            if let (Some(document), Ok(event)) = (dom::document(), Event::new(crate::EVENT)) {
                // Nobody cancels it.
                let _ = document.dispatch_event(&event);
            }
        }
        if let (Some(document), Some(title)) = (dom::document(), word("title"))
            // The shell puts the site's name behind it; the page of an entity has a title of its own.
            && !document.title().starts_with(&title)
        {
            document.set_title(&title);
        }
    }
}
