//! Where a thing is in its life: a dot for the eye and always the word.

use leptos::prelude::*;

/// The lifecycle of an entity.
#[component]
pub(crate) fn Lifecycle(#[prop(into)] lifecycle: String) -> impl IntoView {
    let tone = match lifecycle.as_str() {
        "production" => "dot dot-ok",
        "experimental" => "dot dot-warn",
        "deprecated" => "dot dot-bad",
        _ => "dot",
    };
    view! {
        <span class="lifecycle">
            <span class=tone aria-hidden="true"></span>
            {lifecycle}
        </span>
    }
}
