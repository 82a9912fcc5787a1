//! Keys that work everywhere on a page: `/` leads to the page's filter, Ctrl K or Cmd K opens the command palette.

use super::palette::PaletteState;
use leptos::{ev, prelude::*};
use web_sys::KeyboardEvent;

/// Listens for as long as the application lives; only in the browser.
pub(super) fn listen(palette: PaletteState) {
    Effect::new(move || {
        let listener = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
            let command = event.ctrl_key() || event.meta_key();
            if command && !event.alt_key() && !event.shift_key() && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                palette.toggle();
            } else if event.key() == "/" && !command && !event.alt_key() && !is_typing(&event) {
                event.prevent_default();
                if !focus_filter() {
                    palette.open("");
                }
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

/// Moves the focus to the page's filter. Returns whether there was one.
fn focus_filter() -> bool {
    use wasm_bindgen::JsCast;
    let field = document().query_selector("[data-hotkey='/']").ok().flatten();
    field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()).is_some_and(|field| {
        field.select();
        field.focus().is_ok()
    })
}
