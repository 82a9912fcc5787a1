//! What makes the pages under `/create` live: a WebAssembly file of its own, loaded only there. See
//! [`portico_browser::parts`] for how parts come and go.

mod editor;
mod gallery;
mod task;
mod wizard;

use portico_browser::{
    dom,
    parts::{Part, Program, follow},
};
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// Takes over what the page has, and whatever comes later.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    follow(Program { attribute: "data-studio", event: "portico:studio", open });
}

fn open(name: &str, element: &HtmlElement) -> Option<Part> {
    match name {
        "editor" => editor::open(element),
        "gallery" => gallery::open(element),
        "task" => task::open(element),
        "wizard" => wizard::open(element),
        other => {
            dom::complain(&format!("the studio has no part called {other}"));
            None
        }
    }
}
