//! The browser's entry: attaches the application to the page that the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by itself once the module is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(portico_app::App);
}
