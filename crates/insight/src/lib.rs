//! What makes the dashboards live: a WebAssembly file of its own, loaded only where there is one. Small, because it works
//! on what the server has drawn; see [`portico_browser::parts`] for how parts come and go.

mod chart;
mod page;

use portico_browser::{
    dom,
    parts::{Part, Program, follow},
};
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// Told on the document when elements of the dashboards came or went. The pages' shell has the same name.
pub(crate) const EVENT: &str = "portico:insight";

/// Takes over what the page has, and whatever comes later.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    follow(Program { attribute: "data-insight", event: EVENT, open });
}

fn open(name: &str, element: &HtmlElement) -> Option<Part> {
    match name {
        "chart" => chart::open(element),
        "page" => page::open(element),
        other => {
            dom::complain(&format!("the dashboards have no part called {other}"));
            None
        }
    }
}
