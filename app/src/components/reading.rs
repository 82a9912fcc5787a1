//! How far the sources elsewhere have been read. Stands in the room above a page, so that nothing moves when it goes.

use crate::{api, ask::ask, live::Live, paths};
use leptos::prelude::*;
use portico_portal::views::Reading;

/// A strip while sources are being read; nothing otherwise.
#[component]
pub(crate) fn ReadingStrip() -> impl IntoView {
    let reading = ask(Live::version, |_| api::load_reading());
    view! {
        {reading
            .show_quietly(|reading| {
                reading.words().map(|words| view! { <Strip reading words /> }).into_any()
            })}
    }
}

#[component]
fn Strip(reading: Reading, words: String) -> impl IntoView {
    let Reading { sources, waiting, failing } = reading;
    let problems = (failing > 0).then(|| {
        view! {
            <a class="strip-link" href=paths::PROBLEMS>
                "Look at problems"
            </a>
        }
    });
    view! {
        <div class="strip">
            <progress
                class="strip-bar"
                max=sources.to_string()
                value=sources.saturating_sub(waiting).to_string()
                aria-label="Sources that have been read"
            ></progress>
            <p class="strip-text">{words} {problems}</p>
        </div>
    }
}
