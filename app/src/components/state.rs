//! The states of a page that has nothing to show: empty, loading, failed.

use crate::status::set_status;
use leptos::prelude::*;

/// Nothing here, why, and what to do next.
#[component]
pub(crate) fn Empty(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <div class="state">
            <p class="state-title">{title}</p>
            <div class="state-body">{children()}</div>
        </div>
    }
}

/// Sources are being read for the first time.
#[component]
pub(crate) fn Loading() -> impl IntoView {
    view! {
        <p class="notice notice-info" role="status">
            <span class="spinner" aria-hidden="true"></span>
            "The catalog's sources are being read. This page follows by itself."
        </p>
    }
}

/// The question could not be answered.
#[component]
pub(crate) fn Failed(error: ServerFnError) -> impl IntoView {
    set_status(500);
    let message = match error {
        ServerFnError::ServerError(message) => message,
        other => other.to_string(),
    };
    view! {
        <div class="state" role="alert">
            <p class="state-title">"This page could not be loaded"</p>
            <div class="state-body">
                <p>{message}</p>
                <p>
                    <a href="">"Try again"</a>
                </p>
            </div>
        </div>
    }
}

/// What keeps the place of something that is on its way.
#[component]
pub(crate) fn Skeleton(rows: usize) -> impl IntoView {
    view! {
        <div class="skeleton" aria-hidden="true">
            {(0..rows).map(|_| view! { <span class="skeleton-row"></span> }).collect_view()}
        </div>
    }
}
