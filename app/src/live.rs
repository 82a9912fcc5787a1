//! Open pages follow the catalog: the server tells when something visible changed, and what is shown is asked again.

use leptos::prelude::*;

/// Grows when the catalog changed. Resources that depend on it are loaded again.
#[derive(Clone, Copy)]
pub(crate) struct Live(RwSignal<u64>);

impl Live {
    /// Puts the signal into context and, in the browser, connects it to the server.
    pub(crate) fn provide() {
        let version = RwSignal::new(0);
        provide_context(Self(version));
        Effect::new(move || connect(version));
    }

    /// The version, tracked.
    pub(crate) fn version() -> u64 {
        use_context::<Self>().map_or(0, |Self(version)| version.get())
    }
}

/// Where the server sends the numbers.
pub(crate) const ADDRESS: &str = "/ui/live";

/// Listens for as long as the page is open; the browser reconnects by itself. A word that differs from the last one
/// known, first of all from the one that the page was made with, means that something changed.
#[cfg(feature = "hydrate")]
fn connect(version: RwSignal<u64>) {
    use wasm_bindgen::{JsCast, prelude::Closure};
    let Ok(source) = web_sys::EventSource::new(ADDRESS) else { return };
    let made_with = document().document_element().and_then(|page| page.get_attribute("data-moment"));
    let known = StoredValue::new(made_with);
    let heard = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let Some(number) = event.data().as_string() else { return };
        let news = known.with_value(|known| known.as_ref().is_some_and(|known| *known != number));
        known.set_value(Some(number));
        if news {
            version.update(|version| *version += 1);
        }
    });
    // How many notifications are unread, as the document says it; see `shell::unread_style`.
    let counted = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        if let (Some(style), Some(page)) = (event.data().as_string(), document().document_element()) {
            // An attribute that cannot be set leaves the number as it was.
            let _ = page.set_attribute("style", &style);
        }
    });
    let _ = source.add_event_listener_with_callback("unread", counted.as_ref().unchecked_ref());
    counted.forget();
    source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // Lives as long as the page.
    heard.forget();
}

#[cfg(not(feature = "hydrate"))]
fn connect(_version: RwSignal<u64>) {
    let _ = ADDRESS;
}
