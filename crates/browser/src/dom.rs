//! The document: finding elements, and changing them into what they should be without disturbing who works in them.

mod morph;

pub use morph::morph;

use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, HtmlElement, NodeList, Url, Window};

/// The browser's window; nothing where there is none.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// The document; nothing where there is none.
pub fn document() -> Option<Document> {
    window()?.document()
}

/// All elements of the document that a selector finds, in their order.
pub fn all(selector: &str) -> Vec<HtmlElement> {
    document().and_then(|document| document.query_selector_all(selector).ok()).map_or_else(Vec::new, elements)
}

fn elements(found: NodeList) -> Vec<HtmlElement> {
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
}

/// All elements inside of another that a selector finds, in their order.
pub fn all_in(within: &Element, selector: &str) -> Vec<HtmlElement> {
    within.query_selector_all(selector).map_or_else(|_| Vec::new(), elements)
}

/// The first element inside of another that a selector finds.
pub fn find(within: &Element, selector: &str) -> Option<HtmlElement> {
    within.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// What the server left for a part: the JSON in its element.
pub fn data(element: &Element) -> Option<String> {
    find(element, "script[type='application/json']")?.text_content()
}

/// Tells whoever looks at the browser's console.
pub fn complain(text: &str) {
    web_sys::console::warn_1(&text.into());
}

/// Puts a value into the query string of the page's address, or takes it out if it is empty. The page stays as it is.
pub fn address(key: &str, value: &str) {
    let Some(window) = window() else { return };
    let (Ok(href), Ok(history)) = (window.location().href(), window.history()) else { return };
    let Ok(url) = Url::new(&href) else { return };
    match value {
        "" => url.search_params().delete(key),
        _ => url.search_params().set(key, value),
    }
    // The state is the router's own and is kept; a refused address leaves the old one.
    let state = history.state().unwrap_or_default();
    let _ = history.replace_state_with_url(&state, "", Some(&url.href()));
}

/// Adds a field that nobody sees to a form.
pub fn add_field(form: &Element, name: &str, value: &str) {
    let Some(field) = document().and_then(|document| document.create_element("input").ok()) else { return };
    for (key, text) in [("type", "hidden"), ("name", name), ("value", value)] {
        // What cannot be added is missed by the server, which says so.
        let _ = field.set_attribute(key, text);
    }
    let _ = form.append_child(&field);
}
