//! The names of the series as switches: what is switched off is taken out of the stack.

use super::{
    Live,
    over::{element, set},
};
use portico_browser::{dom, listen, listen::Listener};
use std::rc::Rc;
use web_sys::HtmlElement;

/// Makes the colours in the list of names switches. The list stands in the same section.
pub(super) fn open(live: &Rc<Live>) -> Vec<Listener> {
    if live.data.shape.is_none() || live.data.series.len() < 2 {
        return Vec::new();
    }
    let Some(card) = live.place.closest("section").ok().flatten() else { return Vec::new() };
    let names = dom::all_in(&card, ".chart-legend [data-series]");
    names.iter().filter_map(|name| switch(live, name)).collect()
}

fn switch(live: &Rc<Live>, name: &HtmlElement) -> Option<Listener> {
    let number: usize = name.get_attribute("data-series")?.parse().ok()?;
    let label = &live.data.series.get(number)?.label;
    // A part before this one may have made it.
    let button = match dom::find(name, ".chart-switch") {
        Some(button) => button,
        None => {
            let colour = dom::find(name, ".chart-swatch")?;
            let button = element("button", "chart-switch")?;
            name.insert_before(&button, Some(&colour)).ok()?;
            button.append_child(&colour).ok()?;
            button
        }
    };
    set(&button, "type", "button");
    set(&button, "aria-pressed", "true");
    set(&button, "aria-label", &format!("Show {label}"));
    let (live, pressed) = (Rc::clone(live), button.clone());
    Some(listen::on(&button, "click", move |_| {
        let is_hidden = {
            let mut hidden = live.hidden.borrow_mut();
            let shown = hidden.iter().filter(|is_hidden| !**is_hidden).count();
            let Some(is_hidden) = hidden.get_mut(number) else { return };
            // The last one stays: an empty picture says nothing.
            if !*is_hidden && shown == 1 {
                return;
            }
            *is_hidden = !*is_hidden;
            *is_hidden
        };
        set(&pressed, "aria-pressed", if is_hidden { "false" } else { "true" });
        live.draw();
    }))
}
