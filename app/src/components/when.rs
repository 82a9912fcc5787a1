//! A moment: exactly, and in the browser also how long ago.

use crate::time;
use leptos::prelude::*;

/// A moment in milliseconds since 1970. How long ago it was is added once the page is alive, because rendering reads
/// no clock.
#[component]
pub(crate) fn When(at_ms: i64) -> impl IntoView {
    let ago = RwSignal::new(String::new());
    Effect::new(move || {
        if let Some(now_ms) = now_ms() {
            ago.set(time::ago(now_ms, at_ms));
        }
    });
    view! {
        <span class="when">
            <time datetime=time::for_machines(at_ms)>{time::for_people(at_ms)}</time>
            <span class="when-ago">{move || ago.get()}</span>
        </span>
    }
}

/// The browser's clock; the server's is nobody's business here.
#[cfg(feature = "hydrate")]
fn now_ms() -> Option<i64> {
    Some(web_sys::js_sys::Date::now() as i64)
}

#[cfg(not(feature = "hydrate"))]
fn now_ms() -> Option<i64> {
    None
}
