//! A chart that answers: the figures of a day under the pointer or by arrow keys, series that are taken out of a stack,
//! and days that are chosen by drawing over them.
//!
//! What is over the picture is a slider over its days: its value is what it says of one, so that screen readers tell
//! each step by themselves.

mod data;
mod legend;
mod over;
mod tip;

use data::Data;
use over::Over;
use portico_browser::{dom, listen, parts::Part};
use portico_chart::Plot;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, PointerEvent};

use wasm_bindgen::JsCast as _;

thread_local! {
    /// Whether the next chart takes the focus: the reader chose days with the keyboard in the one before.
    static WANTS_FOCUS: Cell<bool> = const { Cell::new(false) };
}

/// A week of days for the keys that go further.
const WEEK: i64 = 7;

struct Live {
    place: HtmlElement,
    data: Data,
    /// Which series are taken out.
    hidden: RefCell<Vec<bool>>,
    over: Over,
    /// The day that is looked at.
    at: Cell<Option<usize>>,
    /// Where choosing days began.
    anchor: Cell<Option<usize>>,
}

/// Takes over a picture. Its element holds one or more of them, of which one is seen, and the figures as JSON.
pub(crate) fn open(place: &HtmlElement) -> Option<Part> {
    let data = Data::read(&dom::data(place)?)?;
    let days = data.days();
    if days == 0 {
        return None;
    }
    let over = Over::add(place, &data)?;
    let hidden = RefCell::new(vec![false; data.series.len()]);
    let live = Rc::new(Live {
        place: place.clone(),
        data,
        hidden,
        over,
        at: Cell::new(None),
        anchor: Cell::new(None),
    });
    let legend = legend::open(&live);
    let slider = live.over.slider.clone();
    let on = |name: &'static str, heard: fn(&Live, &Event)| {
        let live = Rc::clone(&live);
        listen::on(&slider, name, move |event| heard(&live, &event))
    };
    let resized = Rc::clone(&live);
    let listening = [
        on("pointermove", |live, event| live.point(event)),
        on("pointerdown", |live, event| live.press(event)),
        on("pointerup", |live, event| live.release(event)),
        on("pointercancel", |live, _| live.leave()),
        on("pointerleave", |live, _| live.leave()),
        on("keydown", |live, event| live.key(event)),
        on("focus", |live, _| live.look(live.at.get().unwrap_or(usize::MAX))),
        on("blur", |live, _| live.forget()),
        listen::on(dom::window()?.as_ref(), "resize", move |_| {
            resized.lay();
        }),
    ];
    live.lay();
    if WANTS_FOCUS.take() {
        // Only elements that cannot be focused refuse.
        let _ = slider.focus();
    }
    Some(Box::new((live, legend, listening)))
}

impl Live {
    /// The picture that is seen.
    fn picture(&self) -> Option<Element> {
        let all = self.place.query_selector_all("svg[data-plot]").ok()?;
        let mut all = (0..all.length()).filter_map(|index| all.get(index)?.dyn_into::<Element>().ok());
        all.find(|picture| picture.get_bounding_client_rect().width() > 0.0)
    }

    /// Lays what is over the picture on its figures. Says how many pixels a unit of the picture has, and where they are.
    fn lay(&self) -> Option<(Plot, f64)> {
        let picture = self.picture()?;
        let plot = data::plot(&picture.get_attribute("data-plot")?)?;
        let width: f64 = picture.get_attribute("viewBox")?.split(' ').nth(2).and_then(data::number)?;
        let (rect, ground) = (picture.get_bounding_client_rect(), self.place.get_bounding_client_rect());
        let scale = rect.width() / width;
        self.over.lay(&plot, scale, rect.left() - ground.left(), rect.top() - ground.top());
        Some((plot, scale))
    }

    /// The day under the pointer.
    fn day_of(&self, event: &PointerEvent) -> Option<usize> {
        let (plot, scale) = self.lay()?;
        let left = self.over.slider.get_bounding_client_rect().left();
        Some(plot.nearest(plot.left + (f64::from(event.client_x()) - left) / scale))
    }

    fn point(&self, event: &Event) {
        let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
        if let Some(day) = self.day_of(event) {
            self.look(day);
        }
    }

    fn press(&self, event: &Event) {
        let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
        let Some(day) = self.day_of(event) else { return };
        self.look(day);
        // A finger that moves looks at days; only what points exactly chooses them.
        if event.button() == 0 && event.pointer_type() != "touch" && self.data.can_choose() {
            self.anchor.set(Some(day));
            // Without it, choosing ends at the edge of the picture.
            let _ = self.over.slider.set_pointer_capture(event.pointer_id());
        }
    }

    fn release(&self, event: &Event) {
        let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
        let (Some(day), Some(anchor)) = (self.day_of(event), self.anchor.take()) else { return };
        if day == anchor {
            self.look(day);
        } else {
            self.choose(anchor, day);
        }
    }

    fn leave(&self) {
        let is_focused = dom::document().and_then(|document| document.active_element()).as_ref()
            == Some(self.over.slider.as_ref());
        if !is_focused && self.anchor.get().is_none() {
            self.forget();
        }
    }

    fn forget(&self) {
        self.anchor.set(None);
        self.at.set(None);
        self.over.hide();
    }

    fn key(&self, event: &Event) {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let last = self.data.days() as i64 - 1;
        let at = self.at.get().map_or(last, |at| at as i64);
        let to = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => at - 1,
            "ArrowRight" | "ArrowUp" => at + 1,
            "PageDown" => at - WEEK,
            "PageUp" => at + WEEK,
            "Home" => 0,
            "End" => last,
            "Escape" => {
                self.anchor.set(None);
                return self.look(at.max(0) as usize);
            }
            "Enter" => {
                if let (Some(anchor), Some(at)) = (self.anchor.take(), self.at.get()) {
                    event.prevent_default();
                    WANTS_FOCUS.set(true);
                    self.choose(anchor, at);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        if event.shift_key() && self.data.can_choose() {
            self.anchor.set(self.anchor.get().or(Some(at.max(0) as usize)));
        } else {
            self.anchor.set(None);
        }
        self.look(to.clamp(0, last) as usize);
    }

    /// Shows the figures of a day.
    fn look(&self, day: usize) {
        let day = day.min(self.data.days() - 1);
        self.at.set(Some(day));
        let Some((plot, scale)) = self.lay() else { return };
        let x = |day: usize| (plot.day_at(day as f64) - plot.left) * scale;
        let chosen = self.anchor.get().map(|anchor| (x(anchor.min(day)), x(anchor.max(day))));
        self.over.show(x(day), chosen);
        let said = tip::show(&self.over, &self.data, &self.hidden.borrow(), day, self.anchor.get());
        self.over.say(day, &said);
    }

    /// Goes to the same page for the days from one to another.
    fn choose(&self, one: usize, other: usize) {
        let (first, last) = (self.data.date(one.min(other)), self.data.date(one.max(other)));
        let Some(document) = dom::document() else { return };
        let Some(href) = data::address_with(&first, &last) else { return };
        let Some(link) =
            document.create_element("a").ok().and_then(|link| link.dyn_into::<HtmlElement>().ok())
        else {
            return;
        };
        // A link inside of the page: whoever answers for links there answers for it.
        if link.set_attribute("href", &href).is_ok() && self.place.append_child(&link).is_ok() {
            link.click();
            link.remove();
        }
    }

    /// Draws the pictures anew without what is taken out.
    fn draw(&self) {
        let hidden = self.hidden.borrow();
        for (class, svg) in self.data.draw(&hidden) {
            if let Some(place) = dom::find(&self.place, class) {
                place.set_inner_html(&svg);
            }
        }
        drop(hidden);
        self.lay();
    }
}
