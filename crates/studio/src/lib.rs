//! What makes the pages under `/create` live: a second WebAssembly file, loaded only there.
//!
//! These pages are complete HTML from the server. An element with `data-studio="…"` names the part that takes it over,
//! and holds what that part needs to know in a `<script type="application/json">`. The page's shell says with an event on
//! the document when such elements may have come or gone; see `EVENT`. A part lives until its element is gone: dropping
//! it ends what it started.

pub mod dom;
mod editor;
mod gallery;
pub mod http;
pub mod listen;
mod task;
mod wizard;

use std::{any::Any, cell::RefCell};
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// Told on the document when elements of the studio came or went. The pages' shell has the same name.
const EVENT: &str = "portico:studio";

/// A part that is alive. Dropping it ends it.
type Part = Box<dyn Any>;

thread_local! {
    static PARTS: RefCell<Vec<(HtmlElement, Option<Part>)>> = const { RefCell::new(Vec::new()) };
}

/// Takes over what the page has, and whatever comes later.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    let Some(document) = dom::document() else { return };
    listen::forever(&document, EVENT, |_| follow());
    follow();
}

/// Ends parts whose elements are gone, and starts those of new elements.
fn follow() {
    PARTS.with_borrow_mut(|parts| parts.retain(|(element, _)| element.is_connected()));
    for element in dom::all("[data-studio]") {
        let is_known = PARTS.with_borrow(|parts| parts.iter().any(|(known, _)| *known == element));
        if !is_known {
            let part = open(&element);
            PARTS.with_borrow_mut(|parts| parts.push((element, part)));
        }
    }
}

/// Starts the part that an element names. One that cannot start leaves the page as the server made it.
fn open(element: &HtmlElement) -> Option<Part> {
    match element.get_attribute("data-studio")?.as_str() {
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
