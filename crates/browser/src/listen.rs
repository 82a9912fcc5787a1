//! Listening to events for as long as somebody wants to.

use wasm_bindgen::{JsCast as _, prelude::Closure};
use web_sys::{AddEventListenerOptions, Event, EventTarget};

/// Listens until it is dropped.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    is_capturing: bool,
    closure: Closure<dyn FnMut(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let heard = self.closure.as_ref().unchecked_ref();
        // Only an element that never listened could refuse.
        let _ = self.target.remove_event_listener_with_callback_and_bool(self.name, heard, self.is_capturing);
    }
}

/// Listens to an event of the target and of what is in it.
pub fn on(target: &EventTarget, name: &'static str, heard: impl FnMut(Event) + 'static) -> Listener {
    add(target, name, false, Box::new(heard))
}

/// Listens before the target's own listeners do, and to events that do not rise, as `focus` and `blur`.
pub fn before(target: &EventTarget, name: &'static str, heard: impl FnMut(Event) + 'static) -> Listener {
    add(target, name, true, Box::new(heard))
}

/// Listens for as long as the page is open.
pub fn forever(target: &EventTarget, name: &'static str, heard: impl FnMut(Event) + 'static) {
    std::mem::forget(on(target, name, heard));
}

fn add(
    target: &EventTarget,
    name: &'static str,
    is_capturing: bool,
    heard: Box<dyn FnMut(Event)>,
) -> Listener {
    let closure = Closure::wrap(heard);
    let options = AddEventListenerOptions::new();
    options.set_capture(is_capturing);
    let listener = closure.as_ref().unchecked_ref();
    // Fails for targets that are no targets; there are none of these here.
    let _ = target.add_event_listener_with_callback_and_add_event_listener_options(name, listener, &options);
    Listener { target: target.clone(), name, is_capturing, closure }
}
