//! What the template would write, beside the form.

use super::Wizard;
use serde_json::Value;
use std::rc::Rc;
use web_sys::HtmlElement;

/// The pane beside the form.
pub(super) struct Preview;

impl Preview {
    pub(super) fn of(_root: &HtmlElement, _data: &Value) -> Self {
        Self
    }
}

impl Wizard {
    pub(super) fn preview_begin(self: &Rc<Self>) {}
    pub(super) fn preview_follow(self: &Rc<Self>) {}
}
