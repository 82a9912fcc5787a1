//! Keys that work everywhere on a page: `/` leads to the page's filter.

use leptos::{ev, prelude::*};
use web_sys::KeyboardEvent;

/// Listens for as long as the application lives; only in the browser.
pub(super) fn listen() {
    Effect::new(|| {
        let listener = window_event_listener(ev::keydown, |event: KeyboardEvent| {
            let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
            if event.key() == "/" && plain && !is_typing(&event) && focus_filter() {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// Whether the key goes into a text.
fn is_typing(event: &KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok());
    target.is_some_and(|target| {
        matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || target.is_content_editable()
    })
}

/// Moves the focus to the page's filter, or else to the search at the top. Returns whether there was one.
fn focus_filter() -> bool {
    use wasm_bindgen::JsCast;
    let find = |selector: &str| document().query_selector(selector).ok().flatten();
    let field = find("[data-hotkey='/']").or_else(|| find(".top-search input"));
    field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()).is_some_and(|field| {
        field.select();
        field.focus().is_ok()
    })
}
