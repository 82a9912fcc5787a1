//! What forms hold, as pairs.

use js_sys::Array;
use portico_browser::dom;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, UrlSearchParams};

/// The pairs of the page's form; nothing where there is none.
pub(super) fn pairs(main: &HtmlElement, with_new: bool) -> Option<Vec<(String, String)>> {
    let form = dom::find(main, "form.wizard-form")?;
    pairs_of_form(&form, main, with_new)
}

/// The pairs of a form. What stands in fields that add to lists counts only if the reader is done with it.
pub(super) fn pairs_of_form(
    form: &HtmlElement,
    main: &HtmlElement,
    with_new: bool,
) -> Option<Vec<(String, String)>> {
    let form: &HtmlFormElement = form.dyn_ref()?;
    let mut pairs = entries(FormData::new_with_form(form).ok()?.as_ref());
    if !with_new {
        for input in dom::all_in(main, "[data-more] input") {
            let Some(input) = input.dyn_ref::<HtmlInputElement>() else { continue };
            let (name, value) = (input.name(), input.value());
            if let Some(at) = pairs.iter().rposition(|(known, text)| *known == name && *text == value) {
                pairs.remove(at);
            }
        }
    }
    Some(pairs)
}

/// The pairs of the page's address.
pub(super) fn of_address() -> Vec<(String, String)> {
    let search = dom::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    UrlSearchParams::new_with_str(&search).map(|params| entries(params.as_ref())).unwrap_or_default()
}

/// The entries of something that lists pairs of texts.
pub(crate) fn entries(listed: &JsValue) -> Vec<(String, String)> {
    let text = |pair: &Array, at: u32| pair.get(at).as_string();
    Array::from(listed)
        .iter()
        .filter_map(|pair| {
            let pair: Array = pair.dyn_into().ok()?;
            Some((text(&pair, 0)?, text(&pair, 1)?))
        })
        .collect()
}

/// Whether an element belongs to the form that starts the task.
pub(crate) fn is_of_start(element: &Element) -> bool {
    element.closest("[data-start]").ok().flatten().is_some()
}
