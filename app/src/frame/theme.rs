//! Light, dark, or as the system has it. A plain form, so that it works before the page is alive; then at once.

use crate::shell::{THEME_COOKIE, ThemeChoice};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub(super) fn ThemeSwitch() -> impl IntoView {
    let chosen = RwSignal::new(current());
    let location = use_location();
    let back = move || format!("{}{}", location.pathname.get(), with_mark(&location.search.get()));
    let choices = ThemeChoice::ALL.map(|choice| {
        let (label, word) = (label(choice), choice.word());
        view! {
            <button
                class="theme-choice"
                type="submit"
                name="theme"
                value=word
                aria-pressed=move || if chosen.get() == choice { "true" } else { "false" }
                on:click=move |event| {
                    event.prevent_default();
                    chosen.set(choice);
                    apply(choice);
                }
            >
                {label}
            </button>
        }
    });
    view! {
        <form class="theme" method="post" action="/ui/theme" aria-label="Theme">
            <input type="hidden" name="back" value=back />
            {choices.into_iter().collect_view()}
        </form>
    }
}

fn with_mark(search: &str) -> String {
    match search.trim_start_matches('?') {
        "" => String::new(),
        search => format!("?{search}"),
    }
}

fn label(choice: ThemeChoice) -> &'static str {
    match choice {
        ThemeChoice::Auto => "Auto",
        ThemeChoice::Light => "Light",
        ThemeChoice::Dark => "Dark",
    }
}

/// The choice that the page was rendered with: from context on the server, from the root element in the browser.
fn current() -> ThemeChoice {
    #[cfg(feature = "hydrate")]
    {
        let root = document().document_element();
        ThemeChoice::of(&root.and_then(|root| root.get_attribute("data-theme")).unwrap_or_default())
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = THEME_COOKIE;
        use_context().unwrap_or_default()
    }
}

/// Shows the choice and remembers it for a year.
fn apply(choice: ThemeChoice) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        if let Some(root) = document().document_element() {
            // The attribute is one that every document takes.
            let _ = root.set_attribute("data-theme", choice.word());
        }
        if let Ok(document) = document().dyn_into::<web_sys::HtmlDocument>() {
            let cookie = format!("{THEME_COOKIE}={}; path=/; max-age=31536000; samesite=lax", choice.word());
            // Without cookies the choice lasts as long as the page.
            let _ = document.set_cookie(&cookie);
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = choice;
}
