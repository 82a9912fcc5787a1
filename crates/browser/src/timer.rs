//! Something that happens after a while, unless it is dropped before.

use crate::dom;
use wasm_bindgen::{JsCast as _, prelude::Closure};

/// A timer. Dropping it stops it.
pub struct Timer {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Timer {
    /// Does something after some milliseconds.
    pub fn after(milliseconds: i32, what: impl FnOnce() + 'static) -> Option<Self> {
        let mut what = Some(what);
        let closure = Closure::wrap(Box::new(move || {
            if let Some(what) = what.take() {
                what();
            }
        }) as Box<dyn FnMut()>);
        let handler = closure.as_ref().unchecked_ref();
        let id = dom::window()?
            .set_timeout_with_callback_and_timeout_and_arguments_0(handler, milliseconds)
            .ok()?;
        Some(Self { id, _closure: closure })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = dom::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}
