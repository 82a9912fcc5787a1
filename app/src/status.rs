//! The status code of the page that is being rendered.

use leptos::prelude::use_context;
use std::sync::Arc;

/// Sets the status code of the response. The server puts one into context; in the browser there is none.
#[derive(Clone)]
pub struct SetStatus(pub Arc<dyn Fn(u16) + Send + Sync>);

/// Answers with this status code, where there is an answer to be given.
pub(crate) fn set_status(code: u16) {
    if let Some(SetStatus(set)) = use_context() {
        set(code);
    }
}
