//! The technology radar: picture and lists know of each other, arrow keys move between blips, and a slider goes through
//! the editions.

use portico_browser::{dom, listen, parts::Part, timer::Timer};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast as _;
use web_sys::{DomRect, Element, Event, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent};

/// How long an edition stays while the editions play, in milliseconds.
const STAY_MS: i32 = 1_400;

/// Ties blips and entries of the lists together.
pub(crate) fn board(root: &HtmlElement) -> Option<Part> {
    let over = |root: &HtmlElement| {
        let root = root.clone();
        move |event: Event| tie(&root, keyed(&event).as_ref())
    };
    let out = |root: &HtmlElement| {
        let root = root.clone();
        move |_: Event| tie(&root, None)
    };
    let moving = root.clone();
    Some(Box::new((
        listen::on(root, "mouseover", over(root)),
        listen::on(root, "mouseleave", out(root)),
        listen::on(root, "focusin", over(root)),
        listen::on(root, "focusout", out(root)),
        listen::on(root, "keydown", move |event| arrow(&moving, &event)),
    )))
}

/// The element of an entry that something happens to.
fn keyed(event: &Event) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("[data-key]").ok().flatten()
}

fn elements(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
}

/// Marks everything that stands for the same entry, and says what it is beside its blip.
fn tie(root: &HtmlElement, element: Option<&Element>) {
    let key = element.and_then(|element| element.get_attribute("data-key"));
    let mut blip = None;
    for one in elements(root, "[data-key]") {
        let is_tied = key.is_some() && one.get_attribute("data-key") == key;
        // Only a class name with blanks would be refused.
        let _ = one.class_list().toggle_with_force("is-tied", is_tied);
        if is_tied && one.class_list().contains("radar-blip") {
            blip = Some(one);
        }
    }
    let Some(tip) = dom::find(root, ".radar-tip") else { return };
    let Some(blip) = blip else { return tip.set_text_content(None) };
    let Some(figure) = tip.parent_element() else { return };
    let (at, frame) = (blip.get_bounding_client_rect(), figure.get_bounding_client_rect());
    // What a screen reader says is what others read here.
    tip.set_text_content(blip.get_attribute("aria-label").as_deref());
    let left = (at.left() + at.width() / 2.0 - frame.left()).clamp(90.0, (frame.width() - 90.0).max(90.0));
    let place = format!("left:{left:.0}px;top:{:.0}px", at.top() - frame.top());
    let _ = tip.set_attribute("style", &place);
}

/// Goes from the focused blip to the next one in the direction of an arrow key.
fn arrow(root: &HtmlElement, event: &Event) {
    let Some(pressed) = event.dyn_ref::<KeyboardEvent>() else { return };
    let (dx, dy) = match pressed.key().as_str() {
        "ArrowRight" => (1.0, 0.0),
        "ArrowLeft" => (-1.0, 0.0),
        "ArrowDown" => (0.0, 1.0),
        "ArrowUp" => (0.0, -1.0),
        _ => return,
    };
    let Some(from) = keyed(event).filter(|from| from.class_list().contains("radar-blip")) else { return };
    event.prevent_default();
    let middle = |rect: &DomRect| (rect.left() + rect.width() / 2.0, rect.top() + rect.height() / 2.0);
    let (x, y) = middle(&from.get_bounding_client_rect());
    let nearest = elements(root, "a.radar-blip").into_iter().filter_map(|other| {
        let (other_x, other_y) = middle(&other.get_bounding_client_rect());
        let (ahead, aside) = (
            (other_x - x) * dx + (other_y - y) * dy,
            ((other_x - x) * dy).abs() + ((other_y - y) * dx).abs(),
        );
        // What lies ahead counts, what lies aside counts more.
        (ahead > 1.0).then_some((ahead + 2.0 * aside, other))
    });
    let nearest = nearest.min_by(|(one, _), (other, _)| one.total_cmp(other));
    if let Some((_, next)) = nearest {
        focus(&next);
    }
}

/// Links in a picture can be focused, but are no HTML elements: the call is the same.
fn focus(element: &Element) {
    let _ = element.unchecked_ref::<HtmlElement>().focus();
}

struct Time {
    root: HtmlElement,
    range: HtmlInputElement,
    button: HtmlElement,
    playing: RefCell<Option<Timer>>,
}

/// A slider over the editions, and a button that plays them.
pub(crate) fn time(root: &HtmlElement) -> Option<Part> {
    let place = dom::find(root, ".radar-slider")?;
    let document = dom::document()?;
    let button: HtmlElement = document.create_element("button").ok()?.dyn_into().ok()?;
    let range: HtmlInputElement = document.create_element("input").ok()?.dyn_into().ok()?;
    button.set_attribute("type", "button").ok()?;
    button.set_class_name("button");
    range.set_type("range");
    range.set_min("0");
    range.set_max(&stops(root).len().saturating_sub(1).to_string());
    range.set_attribute("aria-label", "Edition").ok()?;
    place.set_text_content(None);
    place.append_child(&button).ok()?;
    place.append_child(&range).ok()?;
    let time = Rc::new(Time { root: root.clone(), range, button, playing: RefCell::default() });
    time.say();
    time.follow();
    let (slid, played, changed) = (Rc::clone(&time), Rc::clone(&time), Rc::clone(&time));
    Some(Box::new((
        listen::on(&time.range, "input", move |event| {
            // The page's own forms need not hear of it.
            event.stop_propagation();
            slid.playing.replace(None);
            slid.say();
            slid.show();
        }),
        listen::on(&time.button, "click", move |_| played.toggle()),
        listen::on(&document, "portico:insight", move |_| changed.follow()),
    )))
}

fn stops(root: &HtmlElement) -> Vec<HtmlElement> {
    dom::all_in(root, "a[data-day]")
}

impl Time {
    fn index(&self) -> usize {
        self.range.value().parse().unwrap_or_default()
    }

    /// Puts the slider where the page is, unless the reader is moving it. Another radar has other editions.
    fn follow(&self) {
        self.range.set_max(&stops(&self.root).len().saturating_sub(1).to_string());
        let is_held = self.playing.borrow().is_some()
            || dom::document().and_then(|document| document.active_element()).as_ref() == Some(&*self.range);
        let here = stops(&self.root).iter().position(|stop| stop.has_attribute("aria-current"));
        if let Some(here) = here.filter(|_| !is_held) {
            self.range.set_value(&here.to_string());
            self.say();
        }
    }

    /// Names the edition for screen readers, and the button by what it does.
    fn say(&self) {
        let name = stops(&self.root).get(self.index()).and_then(|stop| stop.text_content());
        let name = name.unwrap_or_default();
        let _ = self.range.set_attribute("aria-valuetext", name.trim());
        let word = if self.playing.borrow().is_some() { "Pause" } else { "Play" };
        self.button.set_text_content(Some(word));
    }

    /// Asks for the edition that the slider is at, through the page's form.
    fn show(&self) {
        let day = stops(&self.root).get(self.index()).and_then(|stop| stop.get_attribute("data-day"));
        let found = dom::document().and_then(|document| document.get_element_by_id("radar-at"));
        let Some(field) = found.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) else { return };
        field.set_value(&day.unwrap_or_default());
        let rises = EventInit::new();
        rises.set_bubbles(true);
        if let Ok(event) = Event::new_with_event_init_dict("change", &rises) {
            // Nobody cancels it.
            let _ = field.dispatch_event(&event);
        }
    }

    fn toggle(self: &Rc<Self>) {
        if self.playing.borrow_mut().take().is_some() {
            return self.say();
        }
        // From the end, it begins anew.
        if self.index() + 1 >= stops(&self.root).len() {
            self.range.set_value("0");
            self.show();
        }
        self.wait();
    }

    fn wait(self: &Rc<Self>) {
        let time = Rc::clone(self);
        let timer = Timer::after(STAY_MS, move || time.step());
        self.playing.replace(timer);
        self.say();
    }

    fn step(self: &Rc<Self>) {
        let next = self.index() + 1;
        if next >= stops(&self.root).len() || !self.root.is_connected() {
            self.playing.replace(None);
            return self.say();
        }
        self.range.set_value(&next.to_string());
        // A range that ends earlier keeps its value: then this is the end.
        if self.index() != next {
            self.playing.replace(None);
            return self.say();
        }
        self.show();
        self.wait();
    }
}
