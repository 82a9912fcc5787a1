//! Times that go on: elements with `data-since`, in milliseconds since 1970 by the server's clock.

use portico_browser::dom;
use wasm_bindgen::{JsCast as _, prelude::Closure};
use web_sys::HtmlElement;

/// Goes on until it is dropped.
pub(super) struct Ticking {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Ticking {
    /// Begins; `server_now` is what time it was there when the page was made.
    pub(super) fn start(element: &HtmlElement, server_now: f64) -> Option<Self> {
        let ahead = server_now - js_sys::Date::now();
        let element = element.clone();
        let closure = Closure::wrap(Box::new(move || {
            let now = js_sys::Date::now() + ahead;
            for place in dom::all_in(&element, "[data-since]") {
                let since = place.get_attribute("data-since").and_then(|text| text.parse::<f64>().ok());
                if let Some(since) = since {
                    place.set_text_content(Some(&took(now - since)));
                }
            }
        }) as Box<dyn FnMut()>);
        let handler = closure.as_ref().unchecked_ref();
        let id = dom::window()?.set_interval_with_callback_and_timeout_and_arguments_0(handler, 1000).ok()?;
        Some(Self { id, _closure: closure })
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        if let Some(window) = dom::window() {
            window.clear_interval_with_handle(self.id);
        }
    }
}

/// As the server writes it.
fn took(ms: f64) -> String {
    let ms = ms.max(0.0) as u64;
    let seconds = ms / 1000;
    match seconds {
        0..10 => format!("{}.{} s", seconds, ms % 1000 / 100),
        10..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::took;

    #[test]
    fn times_are_written_as_the_server_does() {
        let told = [450.0, 12_000.0, 185_000.0, 7_440_000.0, -5.0].map(took);
        assert_eq!(told, ["0.4 s", "12 s", "3 min 5 s", "2 h 4 min", "0.0 s"]);
    }
}
